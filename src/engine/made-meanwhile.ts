import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { Plan, ResourceChange } from '../model/plan.ts';
import type { NamedTarget } from '../model/target.ts';
import type { EnginePorts } from './engine-ports.ts';
import { indexedNodes, isArnOf, thingKey } from './indexed-nodes.ts';
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
  const bound = (await ports.store.bindings(plan.deployment)).flatMap((binding) => (binding.kind === 'resource' ? [binding.identifier] : []));
  for (const change of changes) {
    // What is replaced carries the tags of its node until it goes.
    const known = change.identifier === null ? bound : [...bound, change.identifier];
    const others = (indexed.arns.get(thingKey(change)) ?? []).filter((arn) => !known.some((identifier) => isArnOf(identifier, arn)));
    const target = targets.get(change.at.target) ?? null;
    if ((others.length === 0 && !indexed.unasked(change)) || target === null) continue;
    const found = (await carriersOf(change, plan.deployment, target, ports)).find((identifier) => !known.includes(identifier));
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

async function carriersOf(
  { type: name, at, node, after }: ResourceChange,
  deployment: string,
  target: NamedTarget,
  ports: EnginePorts,
): Promise<readonly string[]> {
  const type = ports.types.type(name);
  if (!type.ok) return [];
  const carriers = await ports.drivers.resource.observer(target).carriers(type.value, at, deployment, node, after ?? {});
  return carriers.ok ? carriers.value : [];
}
