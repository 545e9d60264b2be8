import type { JsonObject } from '../../kernel/json.ts';
import { renderCommand } from '../../model/aws-cli.ts';
import type { ResponseOf } from '../../model/operations.ts';
import { sandboxCredentials } from '../../model/sandbox-credentials.ts';
import { leavesOf } from './property-leaves.ts';
import { renderValue } from './render-value.ts';
import { joined, type Text, t } from './text.ts';

const valueColumns = 60;

/** What a fresh read found of a deployment, each resource with its live properties, and how to look at it without us. `endpoint` is the sandbox's. */
export function renderDeployment(shown: ResponseOf<'show'>, endpoint: string | null): Text[] {
  const { deployment, target, simulated, resources } = shown;
  const live = resources.filter((resource) => resource.live).length;
  const head = [
    t`${t`${deployment}`.styled('bold')} → ${target}`,
    ...(simulated ? [t`simulated`.styled('cyan')] : []),
    t`${live} of ${resources.length} resources live, from a fresh read`,
  ];
  const first = resources.find((resource) => resource.live);
  return [
    joined(head, '   '),
    ...resources.flatMap(renderResource),
    ...(first === undefined ? [] : [t``, t`Look at it with the AWS CLI:`.styled('dim'), t`  ${readCommand(first, simulated, endpoint)}`]),
  ];
}

type Resource = ResponseOf<'show'>['resources'][number];

function renderResource({ node, type, account, region, identifier, live, properties }: Resource): Text[] {
  const found = live ? t`live`.styled('green') : t`missing`.styled('red');
  const leaves = live ? leavesOf((properties ?? {}) as JsonObject) : [];
  return [
    t``,
    t`${t`${node}`.styled('bold')}  ${type}  ${identifier}  ${account}/${region}  ${found}`,
    ...leaves.map(({ name, value }) => t`  ${name}: ${renderValue(value, valueColumns)}`),
  ];
}

/** A line for a POSIX shell. A sandbox's credentials open nothing else and are no secret. */
function readCommand({ type, account, region, identifier }: Resource, simulated: boolean, endpoint: string | null): string {
  const call = {
    service: 'cloudcontrol',
    operation: 'GetResource',
    input: { TypeName: type, Identifier: identifier },
    target: { account, region },
    effect: 'read' as const,
  };
  const command = renderCommand(call, endpoint === null ? {} : { endpoint });
  if (!simulated) return command;
  const { accessKeyId, secretAccessKey } = sandboxCredentials(account);
  return `AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} ${command}`;
}
