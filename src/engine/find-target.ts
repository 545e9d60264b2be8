import { problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { NamedTarget } from '../model/target.ts';
import type { EnginePorts } from './engine-ports.ts';

type Targets = Pick<EnginePorts, 'targets' | 'defaultTarget'>;

/** The target of that name, or the default one; TARGET_UNKNOWN with the nearest names. */
export function findTarget(name: string | undefined, { targets, defaultTarget }: Targets): Result<NamedTarget> {
  const wanted = name ?? defaultTarget ?? targets[0]?.name;
  if (wanted === undefined) {
    return fail(problem('TARGET_UNKNOWN', 'no target is configured', 'write a targets.yaml, or start with asbuilt up --sandbox', { at: 'target' }));
  }
  const found = targets.find((target) => target.name === wanted);
  if (found !== undefined) return ok(found);
  const names = targets.map((target) => target.name);
  const close = nearest(wanted, names);
  const fix = close.length > 0 ? `did you mean ${close.join(' or ')}?` : `use one of: ${names.join(', ') || 'none is configured'}`;
  return fail(problem('TARGET_UNKNOWN', `there is no target ${wanted}`, fix, { at: 'target' }));
}

/** The target a stored plan names. The bytes are not trusted yet: they only say which target's renderer to check them with. */
export function targetOf(planBytes: string, targets: Targets): Result<NamedTarget> {
  let name: unknown;
  try {
    name = (JSON.parse(planBytes) as { target?: unknown }).target;
  } catch {
    name = undefined;
  }
  if (typeof name !== 'string')
    return fail(problem('PLAN_TAMPERED', 'the stored plan is not JSON, or names no target', 'make a new plan, review it and approve that one'));
  return findTarget(name, targets);
}
