import { problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { isSimulated } from '../model/is-simulated.ts';
import type { ResponseOf } from '../model/operations.ts';
import type { NamedTarget } from '../model/target.ts';
import { definitionOf } from '../model/target-definition.ts';
import type { EnginePorts } from './engine-ports.ts';
import { startWithSandbox } from './reach-targets.ts';

type Targets = Pick<EnginePorts, 'targets' | 'targetFaults' | 'defaultTarget'>;

/** Every target as it is at this moment, and which one is taken where none is named. */
export function listTargets(ports: Targets): ResponseOf<'targets'>['targets'] {
  const usual = findTarget(undefined, ports);
  return ports.targets().map((named) => ({
    name: named.name,
    account: named.target.account,
    regions: [...named.regions],
    simulated: isSimulated(definitionOf(named)),
    usual: usual.ok && usual.value.name === named.name,
  }));
}

/** The target of that name, or the default one; TARGET_UNKNOWN with the nearest names, or what is wrong with targets.yaml where it may be named there. */
export function findTarget(name: string | undefined, { targets: current, targetFaults, defaultTarget }: Targets): Result<NamedTarget> {
  const targets = current();
  const wanted = name ?? defaultTarget ?? targets[0]?.name;
  const found = targets.find((target) => target.name === wanted);
  if (found !== undefined) return ok(found);
  const faults = targetFaults();
  if (faults.length > 0) return fail(...faults);
  if (wanted === undefined) {
    return fail(problem('TARGET_UNKNOWN', 'no target is configured', `write a targets.yaml, or start with the sandbox: ${startWithSandbox}`, { at: 'target' }));
  }
  const names = targets.map((target) => target.name);
  const close = nearest(wanted, names);
  const fix = close.length > 0 ? `did you mean ${close.join(' or ')}?` : `use one of: ${names.join(', ') || 'none is configured'}`;
  return fail(problem('TARGET_UNKNOWN', `there is no target ${wanted}`, fix, { at: 'target' }));
}

/**
 * Where a deployment stands, by alias, as it was asked for: the target of nodes that name none comes first, which the books alone do not tell. Empty where nothing of it stands.
 */
export async function standingTargets(deployment: string, { store }: Pick<EnginePorts, 'store'>): Promise<Readonly<Record<string, string>>> {
  const record = (await store.deployments()).find(({ name }) => name === deployment);
  if (record === undefined || (await store.bindings(deployment)).length === 0) return {};
  const main = (await store.draft(deployment))?.target;
  return Object.fromEntries(Object.entries(record.targets).sort(([, one], [, other]) => Number(other === main) - Number(one === main)));
}

/**
 * The targets by which a deployment is on record, by alias. A target that was renamed in targets.yaml is not looked for: under which name it stands there now nobody knows, and the records
 * are of a name.
 */
export function recordedTargets(deployment: string, recorded: Readonly<Record<string, string>>, ports: Targets): Result<ReadonlyMap<string, NamedTarget>> {
  const found = findTargets(recorded, ports);
  if (found.ok || found.problems.some(({ code }) => code !== 'TARGET_UNKNOWN')) return found;
  const gone = Object.values(recorded).find((name) => !findTarget(name, ports).ok);
  if (gone === undefined) return found;
  const fix = `where it was given another name in targets.yaml, give it the name ${gone} again: by that ${deployment} is known (asbuilt deployments)`;
  return fail(problem('TARGET_UNKNOWN', `${deployment} stands at target ${gone}, and there is none of that name any more`, fix, { at: 'target' }));
}

/** The targets of a deployment by alias, in the order in which they were named; one default target where none was. */
export function findTargets(named: Readonly<Record<string, string>>, ports: Targets): Result<ReadonlyMap<string, NamedTarget>> {
  if (Object.keys(named).length === 0) {
    const only = findTarget(undefined, ports);
    return only.ok ? ok(new Map([[only.value.name, only.value]])) : only;
  }
  const found = new Map<string, NamedTarget>();
  for (const [alias, name] of Object.entries(named)) {
    const target = findTarget(name, ports);
    if (!target.ok) return target;
    found.set(alias, target.value);
  }
  return ok(found);
}
