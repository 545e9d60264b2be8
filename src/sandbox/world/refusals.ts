import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { scheduledNames } from '../tables/scheduled-names.ts';
import { networkOf, overlap } from '../types/addresses.ts';
import { textAt } from '../types/pointer-paths.ts';
import type { Ending, Live } from './live.ts';
import type { ResourceIndex } from './resource-index.ts';

/** What a service refuses to create beside what is there, although the request is well formed. */
export function refusalOf(index: ResourceIndex, live: Live): Ending | null {
  return live.type === 'AWS::EC2::Subnet' ? overlappingSubnet(index, live) : null;
}

/** Source: EC2's API reference, CreateSubnet, InvalidSubnet.Conflict and InvalidSubnet.Range. */
function overlappingSubnet(index: ResourceIndex, live: Live): Ending | null {
  const network = networkOf(textAt(live.properties, ['CidrBlock']) ?? '');
  const vpc = textAt(live.properties, ['VpcId']);
  if (network === null || vpc === null) return null;
  for (const other of index.mentioningValue(live.account, vpc)) {
    if (other.type !== live.type || other.uid === live.uid || textAt(other.properties, ['VpcId']) !== vpc) continue;
    const taken = networkOf(textAt(other.properties, ['CidrBlock']) ?? '');
    if (taken !== null && overlap(network, taken))
      return failure('InvalidRequest', `The CIDR '${textAt(live.properties, ['CidrBlock'])}' conflicts with another subnet (Service: Ec2, Status Code: 400)`);
  }
  return null;
}

/** Source: DynamoDB's API reference, UpdateTable: one global secondary index can be created or deleted in a call. */
export function tooMuchAtOnce(live: Live, next: JsonObject): Ending | null {
  if (live.type !== 'AWS::DynamoDB::Table') return null;
  const before = indexNames(live.properties['GlobalSecondaryIndexes']);
  const after = indexNames(next['GlobalSecondaryIndexes']);
  const changes = [...after].filter((name) => !before.has(name)).length + [...before].filter((name) => !after.has(name)).length;
  if (changes <= 1) return null;
  return failure('InvalidRequest', 'Cannot perform more than one GSI creation or deletion in a single update (Service: DynamoDb, Status Code: 400)');
}

function indexNames(indexes: Json | undefined): Set<string> {
  return new Set(Array.isArray(indexes) ? (indexes as Json[]).flatMap((one) => (isJsonObject(one) ? [String(one['IndexName'])] : [])) : []);
}

/** The name under which a deleted resource is kept for a while, and how long; null where it is gone at once. */
export function scheduledName(live: Live): { readonly key: string; readonly seconds: number } | null {
  const rule = scheduledNames[live.type];
  const name = rule === undefined ? null : textAt(live.properties, [rule.property]);
  return rule === undefined || name === null ? null : { key: scheduledKey(live, name), seconds: rule.days * 86_400 };
}

/** By what a name that is scheduled for deletion is kept. */
export function scheduledKey({ account, region, type }: Pick<Live, 'account' | 'region' | 'type'>, name: string): string {
  return `${account}|${region}|${type}|${name}`;
}

export function scheduledFailure(live: Live): Ending {
  return failure('InvalidRequest', scheduledNames[live.type]?.message ?? '');
}

function failure(code: string, message: string): Ending {
  return { kind: 'failure', code, message, effect: 'none' };
}
