import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { canonicalJson, type Json, type JsonObject } from '../kernel/json.ts';
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
  const holders = new Map<string, Set<string>>();
  for (const draft of drafts) {
    const has = draft.action === 'delete' || draft.action === 'replace' ? hasOf(draft.node) : [];
    for (const key of has.flatMap((properties) => keysOf(draft, typeOf(draft), properties).held)) {
      const others = holders.get(key) ?? new Set();
      holders.set(key, others.add(draft.node));
    }
  }
  const found = new Map<string, readonly string[]>();
  if (holders.size === 0) return found;
  for (const draft of drafts) {
    const made = draft.action === 'create' || draft.action === 'replace' ? draft.after : null;
    const asked = made === null ? [] : keysOf(draft, typeOf(draft), made).asked;
    const from = new Set(asked.flatMap((key) => [...(holders.get(key) ?? [])]).filter((node) => node !== draft.node));
    if (from.size > 0) found.set(draft.node, [...from]);
  }
  return found;
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
