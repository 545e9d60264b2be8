import { canonicalJson, type Json, type JsonObject } from '../kernel/json.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { ResourceDraft } from './diff-node.ts';
import { thingKeys } from './identity.ts';
import { referencesIn } from './resolve-references.ts';
import { uniqueKeys } from './unique-keys.ts';

/**
 * Each node whose new resource asks for what no two can have (a name, the properties of a unique key) and what the live resource of another node has, that goes: with those nodes. What is not known before
 * the run is compared with nothing.
 */
export function handedOn(
  drafts: readonly ResourceDraft[],
  typeOf: (draft: ResourceDraft) => ResourceType,
  liveOf: (node: string) => JsonObject | null,
): ReadonlyMap<string, readonly string[]> {
  const holders = new Map<string, string[]>();
  for (const draft of drafts) {
    const live = draft.action === 'delete' || draft.action === 'replace' ? liveOf(draft.node) : null;
    for (const key of live === null ? [] : keysOf(draft, typeOf(draft), live)) holders.set(key, [...(holders.get(key) ?? []), draft.node]);
  }
  const found = new Map<string, readonly string[]>();
  if (holders.size === 0) return found;
  for (const draft of drafts) {
    const made = draft.action === 'create' || draft.action === 'replace' ? draft.after : null;
    const from = (made === null ? [] : keysOf(draft, typeOf(draft), made)).flatMap((key) => holders.get(key) ?? []).filter((node) => node !== draft.node);
    if (from.length > 0) found.set(draft.node, [...new Set(from)]);
  }
  return found;
}

/** What a resource with these properties has alone, comparable with others of its type and place. */
function keysOf({ at }: ResourceDraft, type: ResourceType, properties: JsonObject): string[] {
  const unique = (uniqueKeys[type.name] ?? []).flatMap((names) => {
    const values = names.map((name) => properties[name] ?? null);
    if (values.some((value) => value === null) || referencesIn(values as Json).length > 0) return [];
    return [`${type.name} ${at.account} ${at.region} ${canonicalJson([names, values] as Json)}`];
  });
  return [...thingKeys(type, at, null, properties), ...unique];
}
