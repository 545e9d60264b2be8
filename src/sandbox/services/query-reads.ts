import type { Draw } from '../types/draw.ts';
import { textAt } from '../types/pointer-paths.ts';
import type { QueryForm } from '../wire/query-form.ts';
import { answer, type Refusal } from '../wire/refusal.ts';
import type { XmlValue } from '../wire/xml.ts';
import type { Live } from '../world/live.ts';
import type { CallContext } from './call-context.ts';
import type { ReadOperation } from './read-operation.ts';
import { resourceOf, resourcesOf } from './resources-of.ts';

type QueryRead = ReadOperation<QueryForm, Readonly<Record<string, XmlValue>>>;

/** IAM's reads of what has a unique id. Source: the IAM API reference, version 2010-05-08; prefixes of ids: IAM User Guide, IAM identifiers. */
export const iamReads: Readonly<Record<string, QueryRead>> = {
  GetRole: iamRead('AWS::IAM::Role', 'Role', 'AROA', 'The role with name {} cannot be found.', (live) => ({
    AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(live.properties['AssumeRolePolicyDocument'] ?? {})),
    Description: textAt(live.properties, ['Description']) ?? undefined,
    MaxSessionDuration: Number(live.properties['MaxSessionDuration'] ?? 3600),
  })),
  GetUser: iamRead('AWS::IAM::User', 'User', 'AIDA', 'The user with name {} cannot be found.'),
  GetGroup: iamRead('AWS::IAM::Group', 'Group', 'AGPA', 'The group with name {} cannot be found.'),
  GetInstanceProfile: iamRead('AWS::IAM::InstanceProfile', 'InstanceProfile', 'AIPA', 'Instance Profile {} cannot be found.'),
  GetPolicy: {
    type: 'AWS::IAM::ManagedPolicy',
    named: (form) => form.text('PolicyArn') ?? null,
    answer(context, form) {
      const arn = form.text('PolicyArn') ?? '';
      const live = resourceOf(context, 'AWS::IAM::ManagedPolicy', arn);
      if (live === null) return noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
      return answer({
        Policy: {
          PolicyName: textAt(live.properties, ['ManagedPolicyName']) ?? undefined,
          ...identity(context, live, 'Policy', 'ANPA'),
          DefaultVersionId: textAt(live.properties, ['DefaultVersionId']) ?? undefined,
          AttachmentCount: Number(live.properties['AttachmentCount'] ?? 0),
          IsAttachable: true,
        },
      });
    },
  },
};

/** RDS's reads of what has a resource id. Source: the RDS API reference, version 2014-10-31. */
export const rdsReads: Readonly<Record<string, QueryRead>> = {
  DescribeDBInstances: rdsRead('AWS::RDS::DBInstance', 'DBInstance', 'DBInstanceNotFound', (live) => ({
    DBInstanceIdentifier: live.identifier,
    DBInstanceClass: textAt(live.properties, ['DBInstanceClass']) ?? undefined,
    Engine: textAt(live.properties, ['Engine']) ?? undefined,
    DBInstanceStatus: 'available',
    DbiResourceId: textAt(live.properties, ['DbiResourceId']) ?? undefined,
    DBInstanceArn: live.arn,
    InstanceCreateTime: new Date(live.createdAt).toISOString(),
  })),
  DescribeDBClusters: rdsRead('AWS::RDS::DBCluster', 'DBCluster', 'DBClusterNotFoundFault', (live) => ({
    DBClusterIdentifier: live.identifier,
    Engine: textAt(live.properties, ['Engine']) ?? undefined,
    Status: 'available',
    DbClusterResourceId: textAt(live.properties, ['DBClusterResourceId']) ?? undefined,
    DBClusterArn: live.arn,
    ClusterCreateTime: new Date(live.createdAt).toISOString(),
  })),
};

function iamRead(
  type: string,
  kind: string,
  prefix: string,
  missing: string,
  more: (live: Live) => Readonly<Record<string, XmlValue>> = () => ({}),
): QueryRead {
  const parameter = `${kind}Name`;
  return {
    type,
    named: (form) => form.text(parameter) ?? null,
    answer(context, form) {
      const name = form.text(parameter) ?? '';
      const live = resourceOf(context, type, name);
      if (live === null) return noSuchEntity(missing.replace('{}', name));
      const none = { element: 'member', values: [] };
      return answer({
        [kind]: {
          [parameter]: name,
          ...identity(context, live, kind, prefix),
          ...(kind === 'InstanceProfile' ? { Roles: none } : {}),
          ...more(live),
        },
        ...(kind === 'Group' ? { Users: none, IsTruncated: false } : {}),
      });
    },
  };
}

/** What IAM tells of everything that it holds. The id is the one that Cloud Control shows, where that shows one. */
function identity(context: CallContext, live: Live, kind: string, prefix: string): Readonly<Record<string, XmlValue>> {
  const draw: Draw = context.world.drawFor(live, `${kind}Id`);
  return {
    [`${kind}Id`]: textAt(live.properties, [`${kind}Id`]) ?? `${prefix}${draw.upper(17)}`,
    Arn: live.arn,
    Path: textAt(live.properties, ['Path']) ?? '/',
    CreateDate: `${new Date(live.createdAt).toISOString().slice(0, 19)}Z`,
  };
}

function rdsRead(type: string, kind: string, missing: string, described: (live: Live) => Readonly<Record<string, XmlValue>>): QueryRead {
  const parameter = `${kind}Identifier`;
  return {
    type,
    // Identifiers of databases are kept in lower case.
    named: (form) => form.text(parameter)?.toLowerCase() ?? null,
    answer(context, form) {
      const name = form.text(parameter)?.toLowerCase();
      if (name === undefined) {
        const page = resourcesOf(context, type, 100, form.text('Marker'));
        return answer({ Marker: page.next, [`${kind}s`]: { element: kind, values: page.found.map(described) } });
      }
      const live = resourceOf(context, type, name);
      return live === null
        ? { ok: false, refusal: { code: missing, message: `${kind} ${name} not found.`, status: 404 } }
        : answer({ [`${kind}s`]: { element: kind, values: [described(live)] } });
    },
  };
}

function noSuchEntity(message: string): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { code: 'NoSuchEntity', message, status: 404 } };
}
