import { concurrently } from '../graph/concurrently.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { Plan, ResourceChange } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import { diffNode } from '../plan/diff-node.ts';
import { askAgain } from './ask-again.ts';
import { type EnginePorts, readWidth } from './engine-ports.ts';
import { patiently } from './patient-read.ts';
import { reachTargets } from './reach-targets.ts';
import { firstOf, notThere } from './refuse-step.ts';
import type { RunContext } from './run-context.ts';
import { observedAs } from './standing-of.ts';

/**
 * PLAN_STALE where a removal would do something else by now with what the plan strikes from the books and leaves where it is: it bears our tags again, say. Null where none would, or where that cannot
 * be looked at: the end of the run looks again.
 */
export async function movedStruck(plan: Plan, ports: EnginePorts): Promise<Diagnostic | null> {
  const looks = await lookedAt(plan, plan.id, ports, (look) => look());
  return looks.flatMap(({ cause }) => (cause?.code === 'PLAN_STALE' ? [cause] : []))[0] ?? null;
}

/** The same of a run that is about to strike it, for its report: what could not be looked at stays in the books, too. What another deployment has is struck for that alone, which the run's begin has looked at. */
export async function stillStruck({ plan, run }: RunContext, ports: EnginePorts): Promise<Run['verification']> {
  const looks = await lookedAt(plan, run, ports, (look) => patiently(look, ports));
  const shared = resourcesOf(plan, 'shared').map((change) => ({ change, cause: null }));
  return [...looks, ...shared].map(({ change: { node, type, identifier }, cause }) => {
    const check = `${[type, ...(identifier === null ? [] : [identifier])].join(' ')} stays, and leaves our records`;
    return { node, check, ...(cause === null ? { passed: true, struck: true as const } : { passed: false, problem: cause }) };
  });
}

type Look = () => ReturnType<typeof observedAs>;

function lookedAt(plan: Plan, about: string, ports: EnginePorts, how: (look: Look) => ReturnType<typeof observedAs>) {
  const targets = reachTargets(plan.targets, ports.targets(), about);
  return concurrently(resourcesOf(plan, 'never-seen'), readWidth, async (change) => ({ change, cause: await whyNot(change) }));

  async function whyNot(change: ResourceChange): Promise<Diagnostic | null> {
    const { node, at, identifier } = change;
    const [binding, target, type] = [await ports.store.bindingOf(plan.deployment, node), targets.get(at.target) ?? null, ports.types.type(change.type)];
    // Nothing is left of it that could be struck.
    if (binding?.kind !== 'resource') return null;
    if (target === null) return notThere(at.target);
    if (!type.ok) return firstOf(type.problems);
    const seen = await how(() => observedAs(binding, target, ports));
    if (!seen.ok) return firstOf(seen.problems);
    const state = { deployment: plan.deployment, node, desired: null, observed: seen.value, binding, type: type.value };
    const again = diffNode({ ...state, lookup: () => undefined, keeps: () => false });
    if (!again.ok) return firstOf(again.problems);
    const { reason, identifier: now, note } = again.value;
    if (reason === change.reason && now === identifier && note === change.note) return null;
    const message = `${node} is not as it was when plan ${plan.id} was to strike it from our records; they keep it`;
    return problem('PLAN_STALE', message, `plan again: ${askAgain(plan)}`, { at: node });
  }
}

function resourcesOf({ changes }: Plan, why: ResourceChange['reason']): ResourceChange[] {
  return changes.flatMap((change) => (change.kind === 'resource' && change.reason === why ? [change] : []));
}
