import { concurrently } from '../graph/concurrently.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { Plan } from '../model/plan.ts';
import { type EnginePorts, readWidth } from './engine-ports.ts';
import { reachTargets } from './reach-targets.ts';
import { observedAs } from './standing-of.ts';

/** PLAN_STALE where an unchanged node of which values stand in the plan is gone by now, or was made again by somebody else; null where all stand, or cannot be looked at: the steps look for themselves. */
export async function goneBeneath({ id, deployment, targets, rests = [] }: Plan, ports: EnginePorts): Promise<Diagnostic | null> {
  const reached = reachTargets(targets, ports.targets(), id);
  const gone = await concurrently(rests, readWidth, async (node) => {
    const binding = await ports.store.bindingOf(deployment, node);
    const target = binding === null ? null : (reached.get(binding.at.target) ?? null);
    if (binding?.kind !== 'resource' || target === null) return null;
    const seen = await observedAs(binding, target, ports);
    if (!seen.ok || seen.value.kind === 'unread') return null;
    const stands = seen.value.kind === 'live' && seen.value.ownership !== 'foreign' && seen.value.identifier === binding.identifier;
    return stands ? null : node;
  });
  const [first] = gone.filter((node) => node !== null);
  if (first === undefined) return null;
  const message = `${first}, of which values stand in plan ${id}, is gone or was made again since the plan was made`;
  return problem('PLAN_STALE', message, 'plan again: ask with the same intent', { at: first });
}
