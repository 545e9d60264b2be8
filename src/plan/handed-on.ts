import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { canonicalJson, type Json, type JsonObject } from '../kernel/json.ts';
import { shellWord } from '../model/aws-cli.ts';
import { nameStaysTaken } from '../model/deletion-facts.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { rangesAround } from './address-range.ts';
import type { ResourceDraft } from './diff-node.ts';
import { namesHeld, placeKey, withoutSpelling } from './identity.ts';
import { referencesIn } from './resolve-references.ts';
import { rangesOf, toldApartBy, uniqueKeys } from './unique-keys.ts';

/**
 * Each node that asks anew, made or changed, for what no two can have (a name, the properties of a unique key) and what the live resource of another node has, that goes or lets go of it by its own change:
 * with those nodes. `hasOf` is what is known of a node's resource, read or once applied. What is not known before the run is compared with nothing.
 */
export function handedOn(
  drafts: readonly ResourceDraft[],
  typeOf: (draft: ResourceDraft) => ResourceType,
  hasOf: (node: string) => readonly JsonObject[],
): ReadonlyMap<string, readonly string[]> {
  return meetings(drafts, typeOf, hasOf, lost);
}

/**
 * GRAPH_CONFLICT for each node that asks anew for what no two can have, and what another node of the deployment has and keeps: what is retained, what is given up and stays, what is left as it is. `endpointOf`
 * says where the calls of a node go, `isFormer` what a replacement has left behind: it has no node by whose name it could be asked for.
 */
export function keptByAnother(
  drafts: readonly ResourceDraft[],
  typeOf: (draft: ResourceDraft) => ResourceType,
  hasOf: (node: string) => readonly JsonObject[],
  endpointOf: (draft: ResourceDraft) => string,
  isFormer: (node: string) => boolean,
): Diagnostic[] {
  const met = meetings(drafts, typeOf, hasOf, kept);
  if (met.size === 0) return [];
  const byNode = new Map<string, ResourceDraft>(drafts.map((draft) => [draft.node, draft]));
  return [...met].flatMap(([node, holders]) => {
    const made = byNode.get(node) as ResourceDraft;
    const holder = holders.map((one) => byNode.get(one) as ResourceDraft).find((one) => endpointOf(one) === endpointOf(made));
    if (holder === undefined) return [];
    const message = `${node} asks for what only one can have, and ${holder.node} has it and stays: ${holder.type} ${holder.identifier}`;
    return [problem('GRAPH_CONFLICT', message, wayOut(holder, isFormer(holder.node)), { at: made.node })];
  });
}

/** Which of the things that a node has alone now are looked at, by whether it has them after its change as well; null where none is. */
type Part = (draft: ResourceDraft) => ((staysWithIt: boolean) => boolean) | null;

const lost: Part = ({ action }) => (action === 'delete' || action === 'replace' ? () => true : action === 'update' ? (stays) => !stays : null);

/** What is another node's by now is that one's. */
const kept: Part = ({ action, reason, identifier }) => {
  if (identifier === null || reason === 'already-gone' || reason === 'renamed') return null;
  return action === 'none' || action === 'adopt' ? () => true : action === 'update' ? (stays) => stays : null;
};

function wayOut({ node, reason, identifier }: ResourceDraft, isFormer: boolean): string {
  if (isFormer) return 'ask for another name';
  if (reason === 'retained') return `call the node ${node}, to keep the resource, or ask for another name`;
  if (reason !== 'never-seen') return `ask for another name, or first give ${node} another`;
  return `ask for another name; or, where it is yours, call the node ${node} and take it over: --adopt ${shellWord(`${node}=${identifier}`)}`;
}

/** Each node that asks anew for some of what another has alone, as far as that is of the `part`: with those others. */
function meetings(
  drafts: readonly ResourceDraft[],
  typeOf: (draft: ResourceDraft) => ResourceType,
  hasOf: (node: string) => readonly JsonObject[],
  part: Part,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const asking = new Map<string, string[]>();
  const types = new Set<ResourceType>();
  const holders = drafts.flatMap((draft) => {
    const looksAt = part(draft);
    return looksAt === null ? [] : [{ draft, looksAt }];
  });
  const held = (draft: ResourceDraft) => new Set(hasOf(draft.node).flatMap((properties) => keysOf(draft, typeOf(draft), properties).held));
  for (const draft of holders.length === 0 ? [] : drafts) {
    for (const key of askedAnew(draft, typeOf(draft), () => held(draft))) {
      types.add(typeOf(draft));
      const others = asking.get(key);
      if (others === undefined) asking.set(key, [draft.node]);
      else others.push(draft.node);
    }
  }
  // Of thousands only those of the types that ask for something are looked at.
  for (const { draft, looksAt } of holders.filter((one) => types.has(typeOf(one.draft)))) {
    const then = draft.action === 'update' ? heldAfter(draft, typeOf(draft), hasOf(draft.node)) : null;
    for (const key of held(draft)) {
      if (!looksAt(then?.has(key) ?? false)) continue;
      for (const node of asking.get(key) ?? []) if (node !== draft.node) found.set(node, (found.get(node) ?? new Set()).add(draft.node));
    }
  }
  return new Map([...found].map(([node, others]) => [node, [...others]]));
}

/** What a node that is made asks for; one that is changed, only what it has not by now. */
function askedAnew(draft: ResourceDraft, type: ResourceType, own: () => ReadonlySet<string>): readonly string[] {
  const { action, after } = draft;
  if (after === null || (action !== 'create' && action !== 'replace' && action !== 'update')) return [];
  const keys = keysOf(draft, type, after);
  if (action !== 'update' || keys.held.length === 0) return keys.asked;
  const has = own();
  return keys.held.every((key) => has.has(key)) ? [] : keys.asked.filter((key) => !has.has(key));
}

/** What a node has alone once its update is done. */
function heldAfter(draft: ResourceDraft, type: ResourceType, known: readonly JsonObject[]): ReadonlySet<string> {
  const removed = new Set(draft.differences.flatMap(({ path, after }) => (after === undefined ? [path.slice(1)] : [])));
  const left = (properties: JsonObject) => Object.entries(properties).filter(([name]) => !removed.has(name));
  return new Set(known.flatMap((properties) => keysOf(draft, type, { ...Object.fromEntries(left(properties)), ...draft.after }).held));
}

/** GRAPH_CONFLICT for each node whose new resource asks for a name that the deletion before it does not set free: both would be lost. `own` are those that keep their own. */
export function namesStillTaken(drafts: readonly ResourceDraft[], handed: ReadonlyMap<string, readonly string[]>, own: ReadonlySet<string>): Diagnostic[] {
  return drafts.flatMap(({ node, type }) => {
    const days = nameStaysTaken[type];
    const holder = own.has(node) ? node : handed.get(node)?.[0];
    if (days === undefined || holder === undefined) return [];
    const message = `${node} asks for the name that ${holder === node ? 'it' : holder} has, and AWS keeps the name of what was deleted for ${days} days (${type})`;
    return problem('GRAPH_CONFLICT', message, 'ask for another name', { at: node });
  });
}

/** GRAPH_CONFLICT for what takes from another node what only one can have, and cannot come after that: they exchange it, or the other is changed only after this one. */
export function neitherFirst([taker, holder]: readonly [string, string]): Diagnostic {
  const message = `${taker} asks for what only one can have, and ${holder} lets go of it only after that: neither can be changed first`;
  return problem('GRAPH_CONFLICT', message, `first give ${holder} something else alone, and ask for this afterwards`, { at: taker });
}

/** What a resource with these properties has alone, comparable with others of its type and place: under `held` what it has, under `asked` what another that asks for one of these collides with. */
function keysOf({ at }: ResourceDraft, type: ResourceType, properties: JsonObject): { readonly held: string[]; readonly asked: string[] } {
  const place = placeKey(type, at);
  const names = namesHeld(type, properties).map((name) => `${place} ${name}`);
  const [held, asked] = [[...names], [...names]];
  for (const key of uniqueKeys[type.name] ?? []) {
    const given = key.map((name) => properties[name] ?? null);
    const apart = (toldApartBy[type.name] ?? []).map((name) => properties[name] ?? null);
    if (given.some((value) => value === null) || referencesIn([...given, ...apart]).length > 0) continue;
    const values = given.map(withoutSpelling);
    const range = key.findIndex((name) => rangesOf[type.name]?.includes(name));
    const around = range < 0 ? null : rangesAround(String(given[range]));
    const keyWith = (told: string, value: Json | undefined) =>
      `${place} ${told} ${canonicalJson([key, value === undefined ? values : values.with(range, value), apart] as Json)}`;
    if (around === null) {
      held.push(keyWith('is', undefined));
      asked.push(keyWith('is', undefined));
      continue;
    }
    // Two overlap where one lies within the other.
    held.push(keyWith('is', around[0]), ...around.map((each) => keyWith('within', each)));
    asked.push(keyWith('within', around[0]), ...around.map((each) => keyWith('is', each)));
  }
  return { held, asked };
}
