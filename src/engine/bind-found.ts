import { sha256 } from '../kernel/digest.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import type { DesiredNode } from '../model/desired.ts';
import type { DeploymentName, NodeAddress } from '../model/names.ts';
import type { Binding, Observed, ResourceBinding } from '../model/observed.ts';
import type { NamedTarget } from '../model/target.ts';
import { givenByProvider } from '../plan/given-by-provider.ts';
import { indexReferences, liveReferences, type Referable } from '../plan/live-references.ts';
import type { Write } from '../ports/store.ts';
import { now } from './decide.ts';
import type { EnginePorts } from './engine-ports.ts';

export interface Found {
  readonly books: readonly Binding[];
  readonly observed: ReadonlyMap<string, Observed>;
  /** What makes the books on disk so. */
  readonly writes: readonly Write[];
}

/**
 * After the books were rebuilt: binds what has no tags to the node that wishes it. What was found exactly as wished is bound where it refers to something that
 * is bound; then nothing has to be taken over, and the plan is empty as it was before the loss. What no wish names stays as it is: it is passed over while what it
 * belongs to is wanted, and is removed, by name, with that. The wish says also what is to be kept on removal, which no tag does.
 */
export function bindFound(
  deployment: DeploymentName,
  desired: readonly DesiredNode[],
  bindings: readonly Binding[],
  observed: ReadonlyMap<string, Observed>,
  { types }: Pick<EnginePorts, 'types'>,
): Found {
  const children = bindings.filter(isChild);
  const books = new Map(planned(bindings, desired).map((binding) => [binding.node as string, binding]));
  const seen = new Map(observed);
  if (!bindings.some((binding) => binding.kind === 'resource' && binding.rebuilt !== undefined)) return { books: bindings, observed, writes: [] };

  const referable = ({ node, type: name, at }: Pick<ResourceBinding, 'node' | 'type' | 'at'>): Referable[] => {
    const live = seen.get(node);
    const type = types.type(name);
    return live?.kind === 'live' && type.ok ? [{ key: node, type: type.value, at, identifier: live.identifier, properties: live.properties }] : [];
  };
  const bound: Referable[] = [...books.values()].flatMap((binding) => (binding.kind === 'resource' ? referable(binding) : []));
  const writes: Write[] = [];
  // No tag says what is to be kept on removal.
  for (const { node, retain } of desired) {
    const binding = books.get(node);
    if (binding?.kind !== 'resource' || binding.rebuilt === undefined || binding.retain === retain) continue;
    books.set(node, { ...binding, retain });
    writes.push({ kind: 'binding', binding: { ...binding, retain } });
  }
  for (let before = -1; before < writes.length; ) {
    before = writes.length;
    const index = indexReferences(bound);
    for (const node of desired) {
      const live = seen.get(node.node);
      if (node.kind !== 'resource' || books.has(node.node) || live?.kind !== 'live' || live.ownership !== 'found') continue;
      const type = types.type(node.type);
      if (!type.ok || type.value.tags !== undefined || liveReferences(index, type.value, live.properties, node.at).length === 0) continue;
      const child = children.find((one) => one.type === node.type && one.identifier === live.identifier && one.at.account === node.at.account);
      const proved = givenByProvider(type.value);
      const creation = child?.creation ?? (proved ? { kind: 'identifier' as const } : null);
      const binding: ResourceBinding = {
        ...blank,
        deployment,
        node: node.node,
        type: node.type,
        at: node.at,
        identifier: live.identifier,
        creation,
        retain: node.retain,
      };
      books.set(node.node, binding);
      seen.set(node.node, { ...live, ownership: creation?.kind === 'identifier' || creation?.kind === 'read' ? 'made' : 'unproven', creation });
      bound.push(...referable(binding));
      writes.push({ kind: 'binding', binding });
      if (child !== undefined) {
        books.delete(child.node);
        writes.push({ kind: 'unbind', deployment, node: child.node });
      }
    }
  }
  return { books: [...books.values()], observed: seen, writes };
}

/** The part of the books that a plan is about: what only belongs to a node that is wanted stays out of it, and so does what has become a node of its own. */
export function planned(bindings: readonly Binding[], desired: readonly DesiredNode[]): readonly Binding[] {
  const wanted = new Set<string>(desired.map(({ node }) => node));
  const own = new Set(bindings.flatMap((binding) => (isChild(binding) ? [] : [thingOf(binding)])));
  return bindings.filter((binding) => !isChild(binding) || !(wanted.has(binding.rebuilt.under) || own.has(thingOf(binding))));
}

type Child = ResourceBinding & { readonly rebuilt: { readonly under: NodeAddress } };

export function isChild(binding: Binding): binding is Child {
  return binding.kind === 'resource' && binding.rebuilt?.under !== undefined;
}

/** What a binding names, comparable with others. */
export function thingOf(binding: Binding): string {
  return binding.kind === 'unit' ? binding.node : `${binding.type} ${binding.identifier} ${binding.at.account}`;
}

/** What nothing is known of when the books are rebuilt. */
export const blank = {
  kind: 'resource',
  applied: {},
  echo: {},
  deviations: [],
  writeOnlyDigests: {},
  retain: false,
  outputs: {},
  rebuilt: { seenIn: [] as readonly string[] },
} as const;

/** A name among the nodes for what belongs to one of them and has none itself. */
export function childAddress(parent: string, type: string, identifier: string): string {
  const kind = (type.split('::').at(-1) ?? '').replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return `${parent}.${/^[a-z]/.test(kind) ? kind : 'child'}_${sha256(`${type} ${identifier}`).slice(0, 8)}`;
}

/** Whose wish the books are put into the words of; `targets` by alias. */
export interface BoundOrder {
  readonly deployment: DeploymentName;
  readonly intent: string;
  readonly targets: ReadonlyMap<string, NamedTarget>;
}

/** What binds to the nodes of the order what was found for them, and puts the rest of the books into its words with that: one deployment calls a target one name. */
export function writesOfFound(order: BoundOrder, renamed: readonly Binding[], found: readonly Write[], caller: Caller, ports: EnginePorts): readonly Write[] {
  if (found.length === 0) return [];
  const { deployment, intent } = order;
  const targets = Object.fromEntries([...order.targets].map(([alias, { name }]) => [alias, name]));
  const nodes = found.flatMap((write) => (write.kind === 'binding' && write.binding.kind === 'resource' ? [write.binding] : []));
  const data = { deployment, bound: nodes.map(({ node, type, identifier }) => ({ node, type, identifier })), caller: callerRecord(caller) };
  return [
    { kind: 'deployment', name: deployment, targets, intent },
    ...renamed.map((binding): Write => ({ kind: 'binding', binding })),
    // After those: what has become a node of its own is no longer kept below another.
    ...found,
    { kind: 'audit', event: { at: now(ports), kind: 'books.recovered', actor: caller.principal, subject: deployment, data } },
  ];
}
