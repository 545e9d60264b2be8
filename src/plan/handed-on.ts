import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { canonicalJson, type Json, type JsonObject } from '../kernel/json.ts';
import { shellWord } from '../model/aws-cli.ts';
import { nameStaysTaken } from '../model/deletion-facts.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { rangesAround } from './address-range.ts';
import type { ResourceDraft } from './diff-node.ts';
import { namesHeld, placeKey } from './identity.ts';
import { referencesIn } from './resolve-references.ts';
import { rangeOf, uniqueKeys } from './unique-keys.ts';

/**
 * Each node whose new resource asks for what no two can have (a name, the properties of a unique key) and what the live resource of another node has, that goes: with those nodes. `hasOf` is what is known of
 * a node's resource, read or once applied. What is not known before the run is compared with nothing.
 */
export function handedOn(
  drafts: readonly ResourceDraft[],
  typeOf: (draft: ResourceDraft) => ResourceType,
  hasOf: (node: string) => readonly JsonObject[],
): ReadonlyMap<string, readonly string[]> {
  return meetings(drafts, typeOf, hasOf, ({ action }) => action === 'delete' || action === 'replace');
}

/**
 * GRAPH_CONFLICT for each node whose new resource asks for what no two can have, and what another node of the deployment has and keeps: what is retained, what is given up and stays, what is left as it is. `endpointOf`
 * says where the calls of a node go, `isFormer` what a replacement has left behind: it has no node by whose name it could be asked for.
 */
export function keptByAnother(
  drafts: readonly ResourceDraft[],
  typeOf: (draft: ResourceDraft) => ResourceType,
  hasOf: (node: string) => readonly JsonObject[],
  endpointOf: (draft: ResourceDraft) => string,
  isFormer: (node: string) => boolean,
): Diagnostic[] {
  const met = meetings(drafts, typeOf, hasOf, stays);
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

/** Whether a node has after the run what it has now. What is another node's by now is that one's. */
function stays({ action, reason, identifier }: ResourceDraft): boolean {
  return (action === 'none' || action === 'adopt') && identifier !== null && reason !== 'already-gone' && reason !== 'renamed';
}

function wayOut({ node, reason, identifier }: ResourceDraft, isFormer: boolean): string {
  if (isFormer) return 'ask for another name';
  if (reason === 'retained') return `call the node ${node}, to keep the resource, or ask for another name`;
  if (reason !== 'never-seen') return `ask for another name, or first give ${node} another`;
  return `ask for another name; or, where it is yours, call the node ${node} and take it over: --adopt ${shellWord(`${node}=${identifier}`)}`;
}

/** Each node whose new resource asks for what a node has of which `holds` is true: with those nodes. */
function meetings(
  drafts: readonly ResourceDraft[],
  typeOf: (draft: ResourceDraft) => ResourceType,
  hasOf: (node: string) => readonly JsonObject[],
  holds: (draft: ResourceDraft) => boolean,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const asking = new Map<string, string[]>();
  const types = new Set<ResourceType>();
  const holders = drafts.filter(holds);
  for (const draft of holders.length === 0 ? [] : drafts) {
    const made = draft.action === 'create' || draft.action === 'replace' ? draft.after : null;
    if (made === null) continue;
    types.add(typeOf(draft));
    for (const key of keysOf(draft, typeOf(draft), made).asked) {
      const others = asking.get(key);
      if (others === undefined) asking.set(key, [draft.node]);
      else others.push(draft.node);
    }
  }
  // Of thousands that stay only those of the types that are made are looked at.
  for (const draft of holders.filter((one) => types.has(typeOf(one)))) {
    const held = hasOf(draft.node).flatMap((properties) => keysOf(draft, typeOf(draft), properties).held);
    for (const node of held.flatMap((key) => asking.get(key) ?? [])) if (node !== draft.node) found.set(node, (found.get(node) ?? new Set()).add(draft.node));
  }
  return new Map([...found].map(([node, others]) => [node, [...others]]));
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

/** What a resource with these properties has alone, comparable with others of its type and place: under `held` what it has, under `asked` what another that asks for one of these collides with. */
function keysOf({ at }: ResourceDraft, type: ResourceType, properties: JsonObject): { readonly held: string[]; readonly asked: string[] } {
  const place = placeKey(type, at);
  const names = namesHeld(type, properties).map((name) => `${place} ${name}`);
  const [held, asked] = [[...names], [...names]];
  for (const key of uniqueKeys[type.name] ?? []) {
    const values = key.map((name) => properties[name] ?? null);
    if (values.some((value) => value === null) || referencesIn(values).length > 0) continue;
    const range = key.indexOf(rangeOf[type.name] ?? '');
    const around = range < 0 ? null : rangesAround(String(values[range]));
    const keyWith = (told: string, value: Json | undefined) =>
      `${place} ${told} ${canonicalJson([key, value === undefined ? values : values.with(range, value)] as Json)}`;
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
