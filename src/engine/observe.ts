import { walk } from '../graph/walk.ts';
import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { Json } from '../kernel/json.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { DesiredNode } from '../model/desired.ts';
import type { Binding, Observed } from '../model/observed.ts';
import type { Coverage } from '../model/plan.ts';
import type { NamedTarget } from '../model/target.ts';
import { readAttribute } from '../plan/read-attribute.ts';
import { referencesIn, resolveReferences } from '../plan/resolve-references.ts';
import type { EnginePorts } from './engine-ports.ts';
import { Finder, readWidth } from './locate.ts';

export interface Observation {
  /** For every node that is desired or bound. */
  readonly observed: ReadonlyMap<string, Observed>;
  readonly coverage: Coverage;
}

type Wish = Pick<DesiredNode, 'type' | 'target' | 'properties'>;

/**
 * Reads what is live for every desired node and for every node the books still hold. A node that refers to others is looked for after them,
 * with their live values in its properties, since its own identifier may follow from theirs. Nodes on a cycle are left out: the plan names them.
 * Fails when a read fails: a plan is never made from what could not be read.
 */
export async function observe(
  deployment: string,
  target: NamedTarget,
  desired: readonly DesiredNode[],
  bindings: readonly Binding[],
  ports: EnginePorts,
): Promise<Result<Observation>> {
  const finder = new Finder(ports.cloud, target);
  const wanted = new Map<string, Wish>();
  for (const binding of bindings) wanted.set(binding.node, { type: binding.type, target: binding.at, properties: binding.applied });
  for (const node of desired) wanted.set(node.node, node);
  const bound = new Map(bindings.map((binding) => [binding.node as string, binding]));
  const befores = new Map<string, readonly string[]>();
  for (const [node, { properties }] of wanted) befores.set(node, [...new Set(referencesIn(properties).map((reference) => reference.node))]);

  const observed = new Map<string, Observed>();
  const problems: Diagnostic[] = [];
  let read = 0;
  const attributeOf = (node: string, attribute: string): Json | undefined => {
    const seen = observed.get(node);
    const type = ports.types.type(wanted.get(node)?.type ?? '');
    return seen?.kind === 'live' && type.ok ? readAttribute(type.value, seen.identifier, seen.properties, attribute) : undefined;
  };
  await walk(befores, readWidth, async (node) => {
    if (problems.length > 0) return;
    const { type: typeName, target: place, properties } = wanted.get(node) as Wish;
    const type = ports.types.type(typeName);
    if (!type.ok) {
      problems.push(...type.problems);
      return;
    }
    const known = befores.get(node)?.length === 0 ? properties : resolveReferences(properties, attributeOf).value;
    const binding = bound.get(node);
    // A binding of another type or place is of a node that is to be replaced by one elsewhere: it is looked for where it was.
    const found = await finder.find({
      deployment,
      node: binding?.formerly ?? node,
      type: type.value,
      place,
      properties: known,
      binding: binding?.type === typeName ? binding : null,
      ...(binding?.formerly === undefined ? {} : exceptOf(bound.get(binding.formerly))),
    });
    if (!found.ok) problems.push(...found.problems);
    else observed.set(node, found.value);
    read++;
    if (read % 50 === 0 || read === wanted.size) ports.events.emit({ kind: 'plan', phase: 'reading', deployment, done: read, total: wanted.size });
  });
  if (problems.length > 0) return { ok: false, problems };
  return ok({ observed, coverage: coverageOf(wanted, observed) });
}

/** The node's own resource carries the same tags as one that may have been made to replace it. */
function exceptOf(own: Binding | undefined): { readonly except?: string } {
  return own === undefined ? {} : { except: own.identifier };
}

function coverageOf(wanted: ReadonlyMap<string, Wish>, observed: ReadonlyMap<string, Observed>): Coverage {
  const read = new Map<string, { type: string; account: string; region: string; resources: number }>();
  const unread: { scope: string; reason: string }[] = [];
  for (const [node, { type, target }] of wanted) {
    const seen = observed.get(node);
    if (seen === undefined || seen.kind === 'unread') {
      unread.push({ scope: `${node} (${type})`, reason: seen?.reason ?? 'it is on a cycle' });
      continue;
    }
    const key = `${type} ${target.account} ${target.region}`;
    const entry = read.get(key) ?? { type, account: target.account, region: target.region, resources: 0 };
    if (seen.kind === 'live') entry.resources++;
    read.set(key, entry);
  }
  const rest = { scope: 'everything else at the target', reason: 'only what the deployment consists of was read' };
  return { read: [...read.keys()].sort().flatMap((key) => read.get(key) ?? []), unread: [...unread, rest] };
}
