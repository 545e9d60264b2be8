import { canonicalJson, isJsonObject, type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import { pointerOf } from '../kernel/pointer.ts';

/** A layer of properties and whose it is. Layers of rank `wish` must not contradict each other; a `base` gives way silently. */
export interface Layer {
  readonly properties: JsonObject;
  readonly words: string;
  readonly rank: 'base' | 'wish';
}

export interface Clash {
  readonly pointer: string;
  readonly words: readonly [string, string];
}

/**
 * Lays properties over each other, later ones on top. Objects are merged member by member, everything else is replaced;
 * a list under a key that ends in `+` is added to the list that is there, leaving out what is there already, and taking the place of an item of the same id.
 */
export function mergeProperties(layers: readonly Layer[]): { readonly properties: JsonObject; readonly clashes: readonly Clash[] } {
  const clashes: Clash[] = [];
  const wishes = new Map<string, { words: string; value: Json }>();
  let merged: Record<string, Json> = {};
  for (const layer of layers) {
    if (layer.rank === 'wish') noteWishes(layer.properties, [], layer.words, wishes, clashes);
    merged = lay(merged, layer.properties);
  }
  return { properties: merged, clashes };
}

function noteWishes(value: JsonObject, above: readonly string[], words: string, wishes: Map<string, { words: string; value: Json }>, clashes: Clash[]): void {
  for (const [key, item] of Object.entries(value)) {
    if (key.endsWith('+')) continue;
    const path = [...above, key];
    if (isJsonObject(item)) {
      noteWishes(item, path, words, wishes, clashes);
      continue;
    }
    const pointer = pointerOf(path);
    const before = wishes.get(pointer);
    if (before !== undefined && !sameJson(before.value, item)) clashes.push({ pointer, words: [before.words, words] });
    wishes.set(pointer, { words, value: item });
  }
}

function lay(below: Readonly<Record<string, Json>>, above: JsonObject): Record<string, Json> {
  const merged: Record<string, Json> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    if (key.endsWith('+') && Array.isArray(value)) {
      const name = key.slice(0, -1);
      const there = merged[name];
      merged[name] = added(Array.isArray(there) ? (there as readonly Json[]) : [], value as readonly Json[]);
    } else if (isJsonObject(value)) {
      const there = merged[key];
      merged[key] = lay(isJsonObject(there) ? there : {}, value);
    } else {
      merged[key] = value;
    }
  }
  return merged;
}

function added(there: readonly Json[], more: readonly Json[]): Json[] {
  const known = new Set(there.map(canonicalJson));
  const fresh = more.filter((item) => !known.has(canonicalJson(item)));
  const ids = new Set(fresh.flatMap((item) => idOf(item) ?? []));
  return [...there.filter((item) => !ids.has(idOf(item) ?? '')), ...fresh];
}

/** What tells an item from others of its list: the id of a rule or statement, the key of a tag. */
function idOf(item: Json): string | null {
  if (!isJsonObject(item)) return null;
  const id = ['Id', 'Sid', 'Key'].find((member) => typeof item[member] === 'string');
  return id === undefined ? null : `${id} ${String(item[id])}`;
}
