import { namePropertyOf } from '../intent/closure/name-property.ts';
import { nameIn } from '../intent/standing.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import type { DesiredNode } from '../model/desired.ts';
import { nodeTagValue } from '../model/node-tag.ts';
import type { Binding, Observed } from '../model/observed.ts';
import type { Proposal } from '../model/proposal.ts';
import type { Named } from '../plan/named.ts';
import type { Carrier } from '../ports/survey.ts';
import { isChild } from './bind-found.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { Seen } from './rebuild-books.ts';

/** What only its tags say to be a node's. */
interface Tagged {
  readonly deployment: string;
  readonly node: string;
  readonly type: string;
  readonly place: string;
  readonly identifier: string;
  /** The name that it carries. */
  readonly called: string | null;
  /** The name that is asked for, or was, for that node. */
  readonly asked: string | null;
}

type Naming = Pick<EnginePorts, 'types' | 'knowledge'>;

/**
 * What is not called as its node is asked to be, while another of the deployment and of its type is called just that: with that one. Somebody may have changed the tags of the two; nothing tells whether the tags
 * or the names are right.
 */
function crossedAmong<T extends Tagged>(all: readonly T[]): ReadonlyMap<T, T> {
  const byName = Map.groupBy(all, ({ deployment, type, place, called }) => JSON.stringify([deployment, type, place, called]));
  return new Map(
    all.flatMap((one): [T, T][] => {
      if (one.asked === null || one.called === null || one.asked === one.called) return [];
      const other = byName.get(JSON.stringify([one.deployment, one.type, one.place, one.asked]))?.find(({ node }) => node !== one.node);
      return other === undefined ? [] : [[one, other]];
    }),
  );
}

/** Carriers that are not bound by their tags, and why: what was last asked of their deployment calls them otherwise. */
export async function crossedCarriers(searched: readonly Seen[], ports: Naming & Pick<EnginePorts, 'store'>): Promise<ReadonlyMap<Carrier, string>> {
  const carriers = searched.flatMap((seen) => seen.carriers).filter(({ tags, type }) => tags.type === type);
  const drafts = new Map<string, Proposal | null>();
  for (const { tags } of carriers) if (!drafts.has(tags.deployment)) drafts.set(tags.deployment, await ports.store.draft(tags.deployment));
  const all = carriers.map((carrier) => {
    const { type, tags, place, identifier, properties } = carrier;
    const asked = nameAsked(drafts.get(tags.deployment) ?? null, tags.node, type, ports);
    const called = nameOf(type, properties, ports);
    return { deployment: tags.deployment, node: tags.node ?? '', type, place: `${place.account} ${place.region}`, identifier, called, asked, carrier };
  });
  return new Map(
    [...crossedAmong(all)].map(([{ carrier, node, called, asked }, other]) => [
      carrier,
      `its tags say ${node}, which was asked for as ${asked}; it is called ${called}, and ${asked} carries the tags of ${other.node}`,
    ]),
  );
}

/**
 * OWNERSHIP_UNPROVEN for each node that is bound, or found, by tags alone, where another one is called as it is asked to be: neither is changed or deleted for that. What was last asked of the deployment, and
 * what is asked by the name of the node, settle it.
 */
export async function crossedNames(
  deployment: string,
  desired: readonly DesiredNode[],
  books: readonly Binding[],
  observed: ReadonlyMap<string, Observed>,
  { accepts, replaces, adopts }: Named,
  ports: Naming & Pick<EnginePorts, 'store'>,
): Promise<Diagnostic[]> {
  const wishes = new Map(desired.flatMap((wish) => (wish.kind === 'resource' ? [[wish.node as string, wish] as const] : [])));
  const bound = new Map(books.map((binding) => [binding.node as string, binding]));
  const all = [...observed].flatMap(([node, seen]): Tagged[] => {
    const [wish, binding] = [wishes.get(node), bound.get(node)];
    const of = binding?.kind === 'resource' ? binding : wish;
    if (seen.kind !== 'live' || of === undefined || binding?.kind === 'unit') return [];
    const byTags = binding === undefined ? seen.ownership === 'found' : binding.rebuilt !== undefined && !isChild(binding);
    if (!byTags) return [];
    const asked = wish === undefined ? null : nameOf(wish.type, wish.properties, ports);
    const called = nameOf(of.type, seen.properties, ports);
    return [{ deployment, node, type: of.type, place: `${of.at.account} ${of.at.region}`, identifier: seen.identifier, called, asked }];
  });
  const crossed = crossedAmong(all);
  if (crossed.size === 0) return [];
  const before = await ports.store.draft(deployment);
  return [...crossed].flatMap(([{ node, type, identifier, called, asked }, other]) => {
    if (accepts.has(node) || replaces.has(node) || adopts.has(node) || nameAsked(before, node, type, ports) === called) return [];
    const message = `by its tags ${node} is ${type} ${identifier}, which is called ${called}; ${asked} is asked for, and that is ${other.node} by its tags: somebody may have changed these`;
    const tag = (of: string, value: string) => `asbuilt:node=${nodeTagValue(value as never, type)} on ${of}`;
    const fix = `where the tags are right, first ask for each by the name that it has (${node} as ${called}, ${other.node} as ${asked}); else write ${tag(other.identifier, node)}, and the other way round, and run asbuilt deployments recover`;
    return [problem('OWNERSHIP_UNPROVEN', message, fix, { at: node })];
  });
}

function nameAsked(draft: Proposal | null, node: string | null, type: string, ports: Naming): string | null {
  const asked = draft?.resources.find((one) => one.node === node && one.type === type);
  return asked === undefined ? null : nameOf(type, asked.properties, ports);
}

/** The name that properties carry, where it is known: by the rule of their type, else by the property that holds one. */
function nameOf(name: string, properties: JsonObject, { types, knowledge }: Naming): string | null {
  const type = types.type(name);
  const pointer = type.ok ? namePropertyOf(type.value) : null;
  const called = nameIn(name, properties, knowledge) ?? (pointer === null ? null : valueAt(properties, pointer));
  return typeof called === 'string' && !called.includes('${') ? called : null;
}
