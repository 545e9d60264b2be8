import type { Json, JsonObject } from '../../kernel/json.ts';
import { type CliTarget, renderCommand } from '../../model/aws-cli.ts';
import type { ResponseOf } from '../../model/operations.ts';
import { sandboxCredentials } from '../../model/sandbox-credentials.ts';
import { leavesOf } from './property-leaves.ts';
import { isSimulated, simulatedMark, targetText } from './render-targets.ts';
import { renderValue } from './render-value.ts';
import { joined, type Text, t } from './text.ts';

const valueColumns = 60;

/** What a fresh read found of a deployment, each resource with its live properties, and how to look at it without us. `endpoint` is the sandbox's. */
export function renderDeployment(shown: ResponseOf<'show'>, endpoint: string | null): Text[] {
  const { deployment, targets, resources, units } = shown;
  const whole = isSimulated(targets);
  const several = targets.length > 1;
  const live = resources.filter((resource) => resource.live).length;
  const where = targets.map((target) => joined([targetText(target), ...simulatedMark(target.simulated && !whole)], ' '));
  const head = [
    t`${t`${deployment}`.styled('bold')} → ${joined(where, ', ')}`,
    ...simulatedMark(whole),
    t`${live} of ${resources.length} resources live, from a fresh read`,
  ];
  const first = resources.find((resource) => resource.live);
  const target = targets.find(({ alias }) => alias === first?.target);
  return [
    joined(head, '   '),
    ...resources.flatMap((resource) => renderResource(resource, several)),
    ...units.flatMap(renderUnit),
    ...(first === undefined
      ? []
      : [t``, t`Look at it with the AWS CLI:`.styled('dim'), t`  ${readCommand(first, target?.simulated === true, reachOf(target, endpoint))}`.whole()]),
  ];
}

type Resource = ResponseOf<'show'>['resources'][number];
type Unit = ResponseOf<'show'>['units'][number];

function renderResource({ node, type, target, account, region, identifier, live, foreign, properties }: Resource, several: boolean): Text[] {
  const found = live ? t`live`.styled('green') : (foreign ? t`missing: what is there now is somebody else’s` : t`missing`).styled('red');
  const leaves = live ? leavesOf((properties ?? {}) as JsonObject) : [];
  return [
    t``,
    t`${t`${node}`.styled('bold')}  ${type}  ${identifier}  ${several ? `${target} ` : ''}${account}/${region}  ${found}`,
    ...leaves.map(({ name, value }) => t`  ${name}: ${renderValue(value, valueColumns)}`),
  ];
}

/** What a unit gave when it last ran: nothing live is read for it. */
function renderUnit({ node, engine, place, outputs }: Unit): Text[] {
  return [
    t``,
    t`${t`${node}`.styled('bold')}  ${engine}  ${place}  as it last ran`,
    ...leavesOf(outputs as Json).map(({ name, value }) => t`  ${name}: ${renderValue(value, valueColumns)}`),
  ];
}

/** How the AWS CLI reaches a target; `sandbox` is where the sandbox listens, for those that do not say where they are themselves. */
function reachOf(target: ResponseOf<'show'>['targets'][number] | undefined, sandbox: string | null): CliTarget {
  const endpoint = target?.endpoint ?? (target?.simulated === true ? sandbox : null);
  return { ...(endpoint === null ? {} : { endpoint }), ...(target?.profile === undefined ? {} : { profile: target.profile }) };
}

/** A line for a POSIX shell. A sandbox's credentials open nothing else and are no secret. */
function readCommand({ type, account, region, identifier }: Resource, simulated: boolean, at: CliTarget): string {
  const call = {
    service: 'cloudcontrol',
    operation: 'GetResource',
    input: { TypeName: type, Identifier: identifier },
    target: { account, region },
    effect: 'read' as const,
  };
  const command = renderCommand(call, at);
  if (!simulated) return command;
  const { accessKeyId, secretAccessKey } = sandboxCredentials(account);
  return `AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} ${command}`;
}
