import { components } from '../graph/components.ts';
import { type Digraph, reversed } from '../graph/digraph.ts';
import { order } from '../graph/order.ts';
import type { NodeAddress } from '../model/names.ts';
import type { Action, Step } from '../model/plan.ts';

/** A step before it is known what it sends. */
export type StepDraft = Omit<Step, 'calls'>;

export interface Ordering {
  /** `gate`: nothing changes, and what needs the node waits for it. */
  readonly changes: readonly { readonly node: NodeAddress; readonly action: Action | 'gate' }[];
  /** Each desired node with the nodes it refers to or names as dependencies. Acyclic. */
  readonly needs: Digraph;
  /** Each node with the nodes whose live resources its own live resource refers to; inferred, so it may hold anything. */
  readonly holds: Digraph;
  /** Replaced nodes whose new resource would collide with the old one. */
  readonly keepsName: ReadonlySet<string>;
  /** Nodes that ask anew for what the live resources of others have alone, with those others, which are replaced, deleted, or changed to have it no more. */
  readonly handedOn?: ReadonlyMap<string, readonly string[]>;
  /** Deleted nodes that an update empties before, with the nodes to whose resources nothing of theirs refers any more then. */
  readonly emptied?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The step that empties a node before it is deleted. */
export function emptyingOf(node: string): string {
  return `${node}!empty`;
}

/** The step that deletes the old resource of a replaced node. */
export function deletionOf(node: string): string {
  return `${node}!delete`;
}

/**
 * Turns changes into steps, in an order in which they may run one by one. `after` holds what each must wait for.
 * 1. What is made or changed comes after what it refers to.
 * 2. What is deleted comes after whatever referred to it has let go: been deleted, changed, or replaced and its old resource deleted.
 * 3. A replacement is made first and the old resource deleted last, unless both would have the same name: then the old one goes first, and
 *    before it the old resources of replaced nodes that hang on it.
 *    What the new one waits for, the deletion of the old one that goes first waits for too, and with it those that hang on it: nothing is lost for what cannot be made.
 * 4. What takes over a name, or what else no two can have, comes after the deletion or the change that sets it free. Where they take from each other in a circle, the old ones go first; `exchanges` are what
 *    no order helps, and is given up.
 * 5. What is emptied before it is deleted has let go, with that, of what it then no longer refers to.
 * Rule 2 is inferred from live values: where it contradicts rules 1 and 3, or itself, they win; and that a deletion waits for what the new resource needs gives way to all of these. The result is always acyclic. O((n + e) log n).
 */
export function orderSteps(ordering: Ordering): StepDraft[] {
  const actions = new Map(ordering.changes.map(({ node, action }) => [node as string, action]));
  const steps = new Map<string, StepDraft>();
  for (const { node, action } of ordering.changes) {
    switch (action) {
      case 'none':
        break;
      case 'replace':
        steps.set(node, { id: node, node, op: 'create', after: [] });
        steps.set(deletionOf(node), { id: deletionOf(node), node, op: 'delete', after: [] });
        break;
      case 'create':
      case 'update':
      case 'delete':
      case 'adopt':
      case 'run':
      case 'gate':
        steps.set(node, { id: node, node, op: action, after: [] });
        break;
      default:
        action satisfies never;
    }
  }
  for (const node of ordering.emptied?.keys() ?? []) {
    const { node: name } = steps.get(node) as StepDraft;
    steps.set(emptyingOf(node), { id: emptyingOf(node), node: name, op: 'update', after: [] });
  }
  const { hard, deleteFirst } = certainOf(ordering, actions, [...steps.keys()]);
  const soft = edgesOf(steps.keys());
  const letGo = (holder: string, held: string): void => {
    const release = ordering.emptied?.get(holder)?.has(held) === true ? emptyingOf(holder) : releaseOf(holder, actions);
    const deletion = removalOf(held, actions);
    if (release !== null && deletion !== null && release !== deletion) link(soft, deletion, release);
  };
  for (const [holder, helds] of ordering.holds) for (const held of helds) if (!waitsForNew(holder, held, ordering, actions, deleteFirst)) letGo(holder, held);
  for (const [holder, needs] of ordering.needs) for (const need of needs) if (!waitsForNew(holder, need, ordering, actions, deleteFirst)) letGo(holder, need);
  const needed = edgesOf(steps.keys());
  const takeovers = takeoversOf(ordering, actions).filter(({ holder, frees }) => frees === removalOf(holder, actions));
  const goesBefore = [...[...deleteFirst].map((node) => [node, deletionOf(node)] as const), ...takeovers.map(({ taker, frees }) => [taker, frees] as const)];
  for (const [node, deletion] of goesBefore)
    for (const need of ordering.needs.get(node) ?? []) if (actions.get(need) !== 'delete') link(needed, deletion, need);
  for (const { taker, frees } of takeovers) if (deleteFirst.has(taker)) link(needed, deletionOf(taker), frees);
  hangOn(needed, ordering, deleteFirst);
  const certain = merged(hard, soft);
  const after = goesBefore.length === 0 ? certain : merged(certain, needed);
  return order(new Map([...after].map(([id, befores]) => [id, [...befores]]))).sorted.map((id) => ({
    ...(steps.get(id) as StepDraft),
    after: [...(after.get(id) ?? [])].sort(),
  }));
}

/** A step that takes something over, from which node, and the step that sets it free. */
interface Takeover {
  readonly taker: string;
  readonly holder: string;
  readonly frees: string;
}

interface Certain {
  readonly hard: Edges;
  readonly deleteFirst: ReadonlySet<string>;
  readonly exchanged: readonly Takeover[];
}

/** Nodes that take from each other what no two can have, by changes alone, or from what changes only after them: none of these can be first. */
export function exchanges(ordering: Ordering): readonly (readonly [taker: string, holder: string])[] {
  const actions = new Map(ordering.changes.map(({ node, action }) => [node as string, action]));
  if (![...(ordering.handedOn ?? []).values()].flat().some((holder) => actions.get(holder as string) === 'update')) return [];
  const steps = [...actions].flatMap(([node, action]) => (action === 'none' ? [] : action === 'replace' ? [node, deletionOf(node)] : [node]));
  return certainOf(ordering, actions, [...steps, ...[...(ordering.emptied?.keys() ?? [])].map(emptyingOf)]).exchanged.map(({ taker, holder }) => [
    taker,
    holder,
  ]);
}

/** The edges of rules 1, 3 and 4, and which old resources go first for them to have no circle. */
function certainOf(ordering: Ordering, actions: ReadonlyMap<string, Action | 'gate'>, steps: readonly string[]): Certain {
  const all = takeoversOf(ordering, actions);
  const exchanged = new Set<Takeover>();
  for (let keepsName = ordering.keepsName; ; ) {
    const deleteFirst = deletedFirst({ ...ordering, keepsName }, actions);
    const hard = edgesOf(steps);
    for (const node of ordering.emptied?.keys() ?? []) link(hard, node, emptyingOf(node));
    for (const [node, needs] of ordering.needs) {
      if (actions.get(node) === 'delete') continue;
      for (const need of needs) if (actions.get(need) !== 'delete') link(hard, node, need);
    }
    for (const [node, action] of actions) {
      if (action === 'replace') deleteFirst.has(node) ? link(hard, node, deletionOf(node)) : link(hard, deletionOf(node), node);
    }
    const takeovers = all.filter((one) => !exchanged.has(one));
    for (const { taker, frees } of takeovers) link(hard, taker, frees);
    if (takeovers.length === 0) return { hard, deleteFirst, exchanged: [...exchanged] };
    const component = components(new Map([...hard].map(([id, befores]) => [id, [...befores]])));
    const inCircle = takeovers.filter(({ taker, frees }) => component.get(taker) === component.get(frees));
    const first = inCircle.flatMap(({ holder }) => (actions.get(holder) === 'replace' && !deleteFirst.has(holder) ? [holder] : []));
    const changed = inCircle.filter(({ holder }) => actions.get(holder) === 'update');
    if (first.length === 0 && changed.length === 0) return { hard, deleteFirst, exchanged: [...exchanged] };
    keepsName = new Set([...keepsName, ...first]);
    if (first.length === 0) for (const one of changed) exchanged.add(one);
  }
}

/** What hangs on an old resource that goes first, and goes before it, waits for what that waits for. */
function hangOn(needed: Edges, { needs, holds }: Ordering, deleteFirst: ReadonlySet<string>): void {
  const hanging = new Map([...deleteFirst].map((node) => [node, [...(holds.get(node) ?? []), ...(needs.get(node) ?? [])].filter((on) => deleteFirst.has(on))]));
  for (const node of order(hanging).sorted)
    for (const on of hanging.get(node) ?? []) for (const earlier of needed.get(deletionOf(on)) ?? []) link(needed, deletionOf(node), earlier);
}

function takeoversOf({ handedOn }: Ordering, actions: ReadonlyMap<string, Action | 'gate'>): Takeover[] {
  return [...(handedOn ?? [])].flatMap(([taker, holders]) =>
    holders.flatMap((holder) => {
      const frees = actions.get(holder) === 'update' ? holder : removalOf(holder, actions);
      return frees === null ? [] : [{ taker, holder, frees }];
    }),
  );
}

/**
 * Replaced nodes whose old resource goes first: those that keep their name, and those that hang on such a one before as well as after, directly or
 * through others: their old resource is in the way of its deletion, and their new one has to wait for its new one.
 */
function deletedFirst({ needs, holds, keepsName }: Ordering, actions: ReadonlyMap<string, Action | 'gate'>): Set<string> {
  const neededBy = reversed(needs);
  const heldBy = reversed(new Map([...actions.keys()].map((node) => [node, [...(holds.get(node) ?? []), ...(needs.get(node) ?? [])]])));
  const first = new Set<string>();
  const waiting = new Set<string>();
  const inTheWay = new Set<string>();
  const isReplaced = (node: string): boolean => actions.get(node) === 'replace';
  const open = [...keepsName].filter(isReplaced);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (first.has(node)) continue;
    first.add(node);
    const reached = [
      ...spread(neededBy, node, waiting, () => true),
      ...spread(heldBy, node, inTheWay, (holder) => isReplaced(holder) || actions.get(holder) === 'delete'),
    ];
    open.push(...reached.filter((other) => isReplaced(other) && waiting.has(other) && inTheWay.has(other)));
  }
  return first;
}

/** Everything that follows from a start and was not seen before, going on from where `through` allows. */
function spread(graph: Digraph, start: string, seen: Set<string>, through: (node: string) => boolean): string[] {
  const found: string[] = [];
  const open = [start];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const next of graph.get(node) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      found.push(next);
      if (through(next)) open.push(next);
    }
  }
  return found;
}

/** The step with which a node's live resource stops referring to others. */
function releaseOf(node: string, actions: ReadonlyMap<string, Action | 'gate'>): string | null {
  const action = actions.get(node);
  if (action === 'replace') return deletionOf(node);
  return action === 'update' || action === 'delete' ? node : null;
}

function removalOf(node: string, actions: ReadonlyMap<string, Action | 'gate'>): string | null {
  const action = actions.get(node);
  return action === 'replace' ? deletionOf(node) : action === 'delete' ? node : null;
}

// A node that is only changed to refer to the new resource cannot let go of the old one before the new one is there.
function waitsForNew(
  holder: string,
  held: string,
  { needs }: Ordering,
  actions: ReadonlyMap<string, Action | 'gate'>,
  deleteFirst: ReadonlySet<string>,
): boolean {
  return actions.get(holder) === 'update' && deleteFirst.has(held) && needs.get(holder)?.includes(held) === true;
}

type Edges = Map<string, Set<string>>;

function edgesOf(ids: Iterable<string>): Edges {
  return new Map([...ids].map((id) => [id, new Set<string>()]));
}

function link(edges: Edges, later: string, earlier: string): void {
  if (later !== earlier && edges.has(earlier)) edges.get(later)?.add(earlier);
}

// An inferred edge inside a circle is given up; the certain ones alone have none.
function merged(hard: Edges, soft: Edges): Edges {
  const both = new Map([...hard].map(([id, befores]) => [id, [...new Set([...befores, ...(soft.get(id) ?? [])])]]));
  const component = components(both);
  return new Map(
    [...both].map(([id, befores]) => [
      id,
      new Set(befores.filter((before) => hard.get(id)?.has(before) === true || component.get(before) !== component.get(id))),
    ]),
  );
}
