import { concurrently } from '../graph/concurrently.ts';
import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { ResourceBinding } from '../model/observed.ts';
import { placeText } from '../model/place-text.ts';
import type { Run } from '../model/run.ts';
import type { NamedTarget } from '../model/target.ts';
import type { EnginePorts } from './engine-ports.ts';
import { heldByNobodyElse } from './held-elsewhere.ts';
import { indexedNodes, isArnOf, mayStandUnnamed, thingKey } from './indexed-nodes.ts';
import { patiently } from './patient-read.ts';
import { reachTargets } from './reach-targets.ts';
import { notThere } from './refuse-step.ts';
import type { RunContext } from './run-context.ts';

const theOnly = 'it is the only';

/** How many types are listed at once. */
const listWidth = 8;

/**
 * For each resource that this run made, whether it is the only one of its node, where there may be a second: its API knows neither token nor name, so that a network
 * which delivers the creation twice makes a resource that nobody heard of; an earlier run may have made one; or the provider's index of tags names another, as where
 * an engine with other records made the same deployment. All of them carry the same ownership tags. Each such type is listed once for each place; what could not be listed
 * has not passed. What only the index names is told with the check, since reads may lag as it does. Of what bears a name there cannot be two.
 */
export async function findTwins(context: RunContext, ports: EnginePorts): Promise<Run['verification']> {
  const { store, drivers } = ports;
  const targets = reachTargets(context.plan.targets, ports.targets(), context.run);
  const bindings = (await store.bindings(context.plan.deployment)).filter((binding) => binding.kind === 'resource');
  const books = new Set(bindings.map((binding) => binding.identifier));
  const bound = new Map(bindings.flatMap((binding) => (binding.doubtful === true ? [] : [[binding.node as string, binding]])));
  const created = (await store.steps(context.run)).flatMap(({ op, attempts, node, type }) => {
    const binding = bound.get(node);
    return op === 'create' && attempts > 0 && binding?.type === type && (targets.get(binding.at.target) ?? null) !== null ? [binding] : [];
  });
  const own = [...bindings, ...[...context.changes.values()].filter((change) => change.kind === 'resource')];
  const nameless = created.filter(({ type: name, applied }) => {
    const type = ports.types.type(name);
    return !type.ok || mayStandUnnamed(type.value, applied);
  });
  const indexed = nameless.length === 0 ? null : await indexedNodes(context.plan.deployment, nameless, targets, ports);
  const namedBesides = (binding: ResourceBinding, known: typeof own) =>
    (nameless.includes(binding) ? (indexed?.arns.get(thingKey(binding)) ?? []) : []).filter(
      (arn) => !known.some(({ type, identifier }) => type === binding.type && identifier !== null && isArnOf(identifier, arn)),
    );
  const doubted = nameless.some((binding) => namedBesides(binding, own).length > 0);
  const others = doubted ? (await store.allBindings(context.plan.deployment)).filter((binding) => binding.kind === 'resource') : [];
  const known = [...own, ...others];
  /** What the index names of the node beside what is known: a second one, or what is gone and it has not forgotten yet. */
  const besides = (binding: ResourceBinding) => namedBesides(binding, known);
  const made = created.filter((binding) => {
    const target = targets.get(binding.at.target) as NamedTarget;
    if (drivers.resource.mayDouble(target, binding.type)) return true;
    if (indexed === null || !nameless.includes(binding)) return false;
    return besides(binding).length > 0 || indexed.unasked(binding) || context.changes.get(binding.node)?.reason === 'doubtful';
  });
  const groups = [...Map.groupBy(made, ({ type, at }) => `${type} ${at.target} ${placeText(at)}`).values()];
  const checked = await concurrently(groups, listWidth, async (group) => {
    const target = targets.get(group[0]?.at.target ?? '') ?? null;
    const carriers = target === null ? fail(notThere(group[0]?.at.target ?? '')) : await patiently(() => carriersOf(group, target, ports), ports);
    return group.map((binding, index): Run['verification'][number] => {
      const entry = { node: binding.node, check: `${theOnly} ${binding.type} of its node` };
      if (!carriers.ok) return { ...entry, passed: false, ...(carriers.problems[0] === undefined ? {} : { problem: carriers.problems[0] }) };
      // What was replaced and is kept carries the same tags.
      const change = context.changes.get(binding.node);
      const former = change?.kind === 'resource' ? change.identifier : null;
      const twins = (carriers.value[index] ?? []).filter((identifier) => !books.has(identifier) && identifier !== former).sort();
      if (twins.length > 0) return { ...entry, passed: false, found: twins, problem: duplicateFound(binding, twins, context) };
      const unseen = besides(binding);
      return { ...entry, passed: true, ...(unseen.length === 0 ? {} : { found: [...unseen] }) };
    });
  });
  return checked.flat();
}

/** The nodes of which a second one was found, or is named by the index of tags and no read shows it. */
export function doubledNodes(verification: Run['verification']): readonly string[] {
  return verification.flatMap(({ node, check, found }) => (check.startsWith(theOnly) && found !== undefined ? [node] : []));
}

/** For each binding of one type and place the identifiers of all that carry its node's tags, but for what the records hold as another's. */
async function carriersOf(group: readonly ResourceBinding[], target: NamedTarget, ports: EnginePorts): Promise<Result<readonly (readonly string[])[]>> {
  const observer = ports.drivers.resource.observer(target);
  const all: (readonly string[])[] = [];
  for (const { type: name, at, node, deployment, applied } of group) {
    const type = ports.types.type(name);
    if (!type.ok) return type;
    const carriers = await observer.carriers(type.value, at, deployment, node, applied);
    if (!carriers.ok) return carriers;
    all.push(await heldByNobodyElse(carriers.value, { deployment, node, type: type.value, at }, target, ports));
  }
  return ok(all);
}

/** Which of them is meant nobody here knows: the other may be what another engine made, and uses. */
function duplicateFound({ node, type, identifier }: ResourceBinding, twins: readonly string[], { run, plan }: RunContext) {
  return problem(
    'DUPLICATE_FOUND',
    `${node}: besides ${identifier} there is ${twins.join(', ')}, ${type} with the same ownership tags`,
    `see which one is used (the one in the books is told by: asbuilt show ${plan.deployment}), and take the tags asbuilt:… off the other; then: asbuilt runs resume ${run}`,
    { at: node },
  );
}
