import { problem } from '../kernel/diagnostic.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { Binding } from '../model/observed.ts';
import type { Run } from '../model/run.ts';
import { concurrently } from './concurrently.ts';
import type { EnginePorts } from './engine-ports.ts';
import { Finder } from './locate.ts';
import { patiently } from './patient-read.ts';
import type { RunContext } from './run-context.ts';

/** How many types are listed at once. */
const listWidth = 8;

/**
 * For each resource that this run made through an API which knows neither token nor name: whether it is the only one of its node. A network that delivers such a
 * creation twice makes a second resource that nobody heard of; it carries the same ownership tags. Each type is listed once for each place. What could not be
 * listed has not passed.
 */
export async function findTwins(context: RunContext, ports: EnginePorts): Promise<Run['verification']> {
  const { store, cloud } = ports;
  const bindings = await store.bindings(context.plan.deployment);
  const books = new Set(bindings.map((binding) => binding.identifier));
  const bound = new Map(bindings.flatMap((binding) => (binding.doubtful === true ? [] : [[binding.node as string, binding]])));
  const made = (await store.steps(context.run)).flatMap(({ op, attempts, node, type }) => {
    const binding = bound.get(node);
    return op === 'create' && attempts > 0 && binding?.type === type && cloud.mayDouble(context.target, type) ? [binding] : [];
  });
  const groups = [...Map.groupBy(made, ({ type, target }) => `${type} ${target.account} ${target.region}`).values()];
  const checked = await concurrently(groups, listWidth, async (group) => {
    const carriers = await patiently(() => carriersOf(group, context, ports), ports);
    return group.map((binding, index): Run['verification'][number] => {
      const entry = { node: binding.node, check: `it is the only ${binding.type} of its node` };
      if (!carriers.ok) return { ...entry, passed: false, ...(carriers.problems[0] === undefined ? {} : { problem: carriers.problems[0] }) };
      // What was replaced and is kept carries the same tags.
      const former = context.changes.get(binding.node)?.identifier;
      const twins = (carriers.value[index] ?? []).filter((identifier) => !books.has(identifier) && identifier !== former).sort();
      return twins.length === 0 ? { ...entry, passed: true } : { ...entry, passed: false, found: twins, problem: duplicateFound(binding, twins, context.run) };
    });
  });
  return checked.flat();
}

/** For each binding of one type and place the identifiers of all that carry its node's tags. */
async function carriersOf(group: readonly Binding[], context: RunContext, ports: EnginePorts): Promise<Result<readonly (readonly string[])[]>> {
  const finder = new Finder(ports.cloud, context.target);
  const all: (readonly string[])[] = [];
  for (const { type: name, target, node } of group) {
    const type = ports.types.type(name);
    if (!type.ok) return type;
    const carriers = await finder.carriers(type.value, target, context.plan.deployment, node);
    if (!carriers.ok) return carriers;
    all.push(carriers.value);
  }
  return ok(all);
}

function duplicateFound({ node, type, identifier }: Binding, twins: readonly string[], run: string) {
  return problem(
    'DUPLICATE_FOUND',
    `${node}: besides ${identifier} there is ${twins.join(', ')}, ${type} with the same ownership tags`,
    `delete ${twins.join(', ')} if nothing uses it, or take its asbuilt tags away; then: asbuilt runs resume ${run}`,
    { at: node },
  );
}
