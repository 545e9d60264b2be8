import { isJsonObject, type Json, type JsonObject } from '../../src/kernel/json.ts';
import type { ResourceType } from '../../src/model/resource-type.ts';
import { keyOfItem, partialKeys } from '../../src/plan/partial-lists.ts';
import { itemPlace, memberPlace, type Place, rootOf, type World } from '../../src/plan/place.ts';
import { itemOrder, listOf } from '../../src/plan/shape-below.ts';

/** A value that was asked for, and the value of the read that answers to it. */
export interface Site {
  readonly place: Place;
  readonly asked: Json;
  readonly askedPath: readonly string[];
  /** Null where the read shows nothing of it. */
  readonly live: { readonly value: Json; readonly path: readonly string[] } | null;
  /** Within an IAM policy document. */
  readonly policy: boolean;
  /** What holds it: `tags`, a list of which others may hold items too, a set, a list in order, an object. */
  readonly holder: 'tags' | 'partial' | 'set' | 'list' | 'unknown' | 'object';
}

/** Every value that was asked for, lists and objects included, with what a read shows of it. Values that nobody can ask for are left out. */
export function sitesOf(type: ResourceType, asked: JsonObject, live: JsonObject, world: World): Site[] {
  const found: Site[] = [];
  visitMembers(rootOf(type, asked, live, world), asked, live, [], [], false);
  return found;

  function visitMembers(
    at: Place,
    wish: JsonObject,
    read: JsonObject | null,
    askedPath: readonly string[],
    livePath: readonly string[],
    policy: boolean,
  ): void {
    for (const [key, value] of Object.entries(wish)) {
      if (value === null) continue;
      const below = read === null ? undefined : read[key];
      const answered = below === undefined || below === null ? null : { value: below, path: [...livePath, key] };
      visit({ place: memberPlace(at, key, wish), asked: value, askedPath: [...askedPath, key], live: answered, policy, holder: 'object' });
    }
  }

  function visit(site: Site): void {
    const { place, asked: value, live: answered, askedPath } = site;
    if (place.marks.readOnly) return;
    found.push(site);
    const read = answered === null ? null : documentIn(value, answered.value);
    const livePath = answered?.path ?? [];
    const policy = site.policy || (isJsonObject(value) && value['Statement'] !== undefined);
    if (Array.isArray(value)) {
      const items = value as readonly Json[];
      // A policy may hold one value where a list of one is meant.
      const single = policy && read !== null && !Array.isArray(read);
      const shown = read === null ? [] : single ? [read] : Array.isArray(read) ? (read as readonly Json[]) : [];
      const partners = partnersOf(place, items, shown);
      for (const [index, item] of items.entries()) {
        const partner = partners[index] as number;
        const path = single ? livePath : [...livePath, String(partner)];
        const below = partner < 0 ? null : { value: shown[partner] as Json, path };
        visit({ place: itemPlace(place, index), asked: item, askedPath: [...askedPath, String(index)], live: below, policy, holder: holderOf(place, policy) });
      }
    } else if (isJsonObject(value)) visitMembers(place, value, isJsonObject(read) ? read : null, askedPath, livePath, policy);
  }
}

/** How the items of the list at a place stand to each other. */
export function holderOf(at: Place, policy: boolean): Exclude<Site['holder'], 'object'> {
  if (policy) return 'set';
  if (at.path === `/${at.type.tags?.property}`) return 'tags';
  return partialKeys(at.type.name, at.name) !== null ? 'partial' : itemOrder(at.type, at.name, listOf(at.property?.shape));
}

/** The document in a text, where the other side is one already. */
function documentIn(wish: Json, read: Json): Json {
  if (typeof wish !== 'object' || typeof read !== 'string' || !/^\s*[[{]/.test(read)) return read;
  try {
    return JSON.parse(read) as Json;
  } catch {
    return read;
  }
}

/** Which item of a read answers to which that was asked for, or -1: the one with its key, or with most of its values. */
export function partnersOf(at: Place, wanted: readonly Json[], shown: readonly Json[]): number[] {
  const keys = holderOf(at, false) === 'tags' ? ['Key'] : partialKeys(at.type.name, at.name);
  const taken = new Set<number>();
  const partners = wanted.map(() => -1);
  const pair = (index: number, partner: number): void => {
    partners[index] = partner;
    taken.add(partner);
  };
  const pairs = wanted.flatMap((item, index) =>
    shown.map((other, partner) => {
      const alike = keys === null ? likeness(item, other) : keyOfItem(item, keys) === keyOfItem(other, keys) ? 1 : 0;
      return { index, partner, alike: alike + (index === partner ? 0.001 : 0) };
    }),
  );
  for (const { index, partner, alike } of pairs.sort((a, b) => b.alike - a.alike)) {
    if (alike < 0.01 && (keys !== null || wanted.length !== shown.length)) continue;
    if (partners[index] === -1 && !taken.has(partner)) pair(index, partner);
  }
  return partners;
}

function likeness(one: Json, other: Json): number {
  const [mine, theirs] = [scalarsIn(one), new Set(scalarsIn(other))];
  return mine.length === 0 ? 0 : mine.filter((text) => theirs.has(text)).length / mine.length;
}

function scalarsIn(value: Json, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [`${path}=${String(value)}`];
  return Object.entries(value).flatMap(([key, member]) => scalarsIn(member as Json, Array.isArray(value) ? `${path}/` : `${path}/${key}`));
}

/** A copy with another value at a path, also within a document that is held as a text; `undefined` takes it away. */
export function withAt(root: Json, path: readonly string[], value: Json | undefined): Json {
  const [key, ...rest] = path;
  if (key === undefined) return value as Json;
  if (typeof root === 'string') return JSON.stringify(withAt(JSON.parse(root) as Json, path, value));
  if (Array.isArray(root)) {
    const items = [...(root as readonly Json[])];
    if (rest.length === 0 && value === undefined) items.splice(Number(key), 1);
    else items[Number(key)] = withAt(items[Number(key)] as Json, rest, value);
    return items;
  }
  const { [key]: held, ...others } = root as JsonObject;
  if (rest.length === 0 && value === undefined) return others;
  return { ...(root as JsonObject), [key]: withAt(held as Json, rest, value) };
}
