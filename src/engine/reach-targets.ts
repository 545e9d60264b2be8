import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { canonicalJson } from '../kernel/json.ts';
import type { CallerIdentity, NamedTarget } from '../model/target.ts';
import { definitionOf, type PlanTarget, type TargetDefinition, targetFromDefinition } from '../model/target-definition.ts';
import type { EnginePorts } from './engine-ports.ts';

/** What brings an engine that runs the sandbox that it was started without; what is under way goes on afterwards. */
export const startWithSandbox = 'asbuilt down, then asbuilt up --sandbox --detach';

/**
 * A plan's targets, reached through nothing but the definitions that were signed: of today's configuration only the address of a sandbox, which is known by its
 * instance, and the profile that gives credentials. Null where a sandbox of that instance is not there.
 */
export function reachTargets(targets: readonly PlanTarget[], today: readonly NamedTarget[], session?: string): ReadonlyMap<string, NamedTarget | null> {
  return new Map(
    targets.map((target) => {
      const { endpoint } = target.definition;
      const sandbox = endpoint.kind === 'sandbox' ? today.find(({ instance }) => instance === endpoint.instance) : undefined;
      const address = sandbox?.target.endpoint ?? null;
      if (endpoint.kind === 'sandbox' && address === null) return [target.alias, null];
      const known = today.find(({ name }) => name === target.name)?.target;
      const named = targetFromDefinition(target, { address, profile: known?.profile, simulated: known?.simulated === true });
      return [target.alias, session === undefined ? named : { ...named, session }];
    }),
  );
}

/** How the targets differ today from what was signed: TARGET_CHANGED, naming target and member; TARGETS_INVALID where targets.yaml cannot tell it; null when they do not. */
export function changedTarget(
  targets: readonly PlanTarget[],
  { targets: current, targetFaults }: Pick<EnginePorts, 'targets' | 'targetFaults'>,
): Diagnostic | null {
  const today = current();
  for (const { name, definition } of targets) {
    const found = today.find((target) => target.name === name);
    const { endpoint } = definition;
    if (found === undefined && endpoint.kind === 'sandbox' && !today.some(({ instance }) => instance === endpoint.instance))
      return targetFaults()[0] ?? changed(name, 'is a sandbox that the engine was started without', startWithSandbox);
    if (found === undefined) return targetFaults()[0] ?? changed(name, 'is no longer among the targets');
    const now = definitionOf(found);
    const members = Object.keys(definition) as (keyof TargetDefinition)[];
    const member = members.find((key) => canonicalJson(now[key]) !== canonicalJson(definition[key]));
    if (member !== undefined) return changed(name, `has another ${words[member]} than was approved`);
  }
  return null;
}

const words: Readonly<Record<keyof TargetDefinition, string>> = {
  cloud: 'cloud',
  account: 'account',
  regions: 'list of regions',
  role: 'role',
  externalId: 'external id',
  dialect: 'dialect',
  dialects: 'dialect for some types',
  executor: 'executor',
  endpoint: 'endpoint',
};

/** Whether who we are at a target is who we were when the plan was made; TARGET_CHANGED otherwise. The session of an assumed role names the run, and may differ. */
export function changedIdentity({ name, identity }: PlanTarget, now: CallerIdentity): Diagnostic | null {
  if (identity.account === now.account && principalOf(identity) === principalOf(now)) return null;
  return changed(name, `is reached as ${now.arn}, not as ${identity.arn} as was approved`);
}

function principalOf({ arn, userId }: CallerIdentity): string {
  const role = /^(arn:[^:]+:sts::\d+:assumed-role\/.+)\/[^/]+$/.exec(arn)?.[1];
  return role === undefined ? `${arn} ${userId}` : `${role} ${userId.split(':')[0]}`;
}

function changed(name: string, how: string, fix = 'put it back as it was, or plan again: ask with the same intent'): Diagnostic {
  return problem('TARGET_CHANGED', `target ${name} ${how}`, fix, { at: `targets.${name}` });
}
