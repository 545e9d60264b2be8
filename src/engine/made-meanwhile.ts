import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { Plan, ResourceChange } from '../model/plan.ts';
import type { EnginePorts } from './engine-ports.ts';
import { heldByNobodyElse } from './held-elsewhere.ts';
import { indexedNodes, isArnOf, mayStandUnnamed, thingKey } from './indexed-nodes.ts';
import { reachTargets } from './reach-targets.ts';

/**
 * Why what a plan is to make stands already: somebody else's run has made it since the plan read the place, such as that of an engine with other records under the
 * same deployment's name. PLAN_STALE; null where nothing is known of such a thing. The provider's index of tags is asked once for each place, and what it
 * names is listed and read before it is believed; where it cannot be asked, each type is listed. It may lag; what the runs of two engines make at the same moment is found when each ends.
 */
export async function madeMeanwhile(plan: Plan, ports: EnginePorts): Promise<Diagnostic | null> {
  const making = new Set(plan.steps.filter(({ op }) => op === 'create').map(({ node }) => node));
  const changes = plan.changes.filter((change): change is ResourceChange => change.kind === 'resource' && making.has(change.node));
  if (changes.length === 0) return null;
  const targets = reachTargets(plan.targets, ports.targets());
  const indexed = await indexedNodes(plan.deployment, changes, targets, ports);
  const bound = (await ports.store.bindings(plan.deployment)).filter((binding) => binding.kind === 'resource');
  const observers = new Map([...targets].flatMap(([alias, target]) => (target === null ? [] : [[alias, ports.drivers.resource.observer(target)] as const])));
  for (const change of changes) {
    // What is replaced carries the tags of its node until it goes.
    const ours = bound.filter((binding) => binding.type === change.type).map((binding) => binding.identifier);
    const known = change.identifier === null ? ours : [...ours, change.identifier];
    const others = (indexed.arns.get(thingKey(change)) ?? []).filter((arn) => !known.some((identifier) => isArnOf(identifier, arn)));
    const [observer, target] = [observers.get(change.at.target), targets.get(change.at.target) ?? null];
    const type = ports.types.type(change.type);
    if (
      observer === undefined ||
      target === null ||
      !type.ok ||
      (others.length === 0 && !(indexed.unasked(change) && mayStandUnnamed(type.value, change.after ?? {})))
    )
      continue;
    const carriers = await observer.carriers(type.value, change.at, plan.deployment, change.node, change.after ?? {});
    const strange = (carriers.ok ? carriers.value : []).filter((identifier) => !known.includes(identifier));
    const thing = { deployment: plan.deployment, node: change.node, type: type.value, at: change.at };
    const [found] = await heldByNobodyElse(strange, thing, target, ports);
    if (found === undefined) continue;
    return problem(
      'PLAN_STALE',
      `${change.node} stands already: ${change.type} ${found} carries its ownership tags, and was made after this plan`,
      'plan again: ask with the same intent; the new plan takes up what is there',
      { at: plan.id },
    );
  }
  return null;
}
