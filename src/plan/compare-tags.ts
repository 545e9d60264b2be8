import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { pointerOf } from '../kernel/pointer.ts';
import { isHiddenText } from '../model/secret.ts';
import type { Findings } from './findings.ts';
import { isGuess } from './is-guess.ts';
import type { Past } from './judge.ts';
import { isFixed, type Place } from './place.ts';
import { isReference } from './resolve-references.ts';
import { scalarText } from './same-leaf.ts';

const blueprintTag = 'asbuilt:blueprint';

export interface Tag extends JsonObject {
  readonly Key: string;
}

/** A list of tags as the API writes them: items with a `Key`, each used once. */
export function isTagList(value: Json | undefined): value is readonly Tag[] {
  if (!Array.isArray(value)) return false;
  const items = value as readonly Json[];
  return items.every((item) => isJsonObject(item) && typeof item['Key'] === 'string') && new Set(items.map((item) => (item as Tag).Key)).size === items.length;
}

/** Whether tags can be compared by key: all of them lists of tags, or all of them maps. */
export function areTags(values: readonly (Json | undefined)[]): boolean {
  const present = values.filter((value) => value !== undefined && value !== null);
  return present.every(isTagList) || present.every((value) => isJsonObject(value) && !isReference(value));
}

/**
 * Compares tags by key. Tags that nobody here asked for are somebody else's (`aws:…`, cost allocation, another team's) and are kept;
 * those that were applied before and are no longer desired are removed. A list is only ever sent as a whole, so what is kept is sent along, but for
 * those that begin with `aws:`: no one may write them. Members of a map are sent one by one. Which version of a blueprint a resource is of is written anew only along with something
 * else that differs (`found`, and other tags): a newer version that asks nothing else of a resource leaves it alone.
 */
export function compareTags(at: Place, desired: Json | undefined, live: Json | undefined, past: Past, found: Findings): void {
  const [wanted, present, ours] = [byKey(desired), byKey(live), byKey(past.last)];
  const fixed = isFixed(at);
  const { keyed } = at.whole.world;
  const changed: { readonly key: string; readonly op: 'add' | 'replace' | 'remove' }[] = [];
  const differ = (key: string, op: 'add' | 'replace' | 'remove', wished: boolean): void => {
    const [before, after] = [op === 'add' ? undefined : present.get(key), op === 'remove' ? undefined : wanted.get(key)];
    const difference = {
      path: at.path + pointerOf([key]),
      ...(before === undefined ? {} : { before: contentOf(before) }),
      ...(after === undefined ? {} : { after: contentOf(after) }),
      forcesReplace: fixed && wished,
      sensitive: false,
    };
    if (fixed && !wished) {
      found.deviations.push({ ...difference, deviates: true });
      return;
    }
    found.differences.push(difference);
    changed.push({ key, op });
  };
  const isGuessed = (key: string, tag: Json, current: Json, former: Json | undefined): boolean =>
    isGuess(at, taggedOf(key, tag), taggedOf(key, current), { ...past, last: former === undefined ? undefined : taggedOf(key, former) });
  for (const key of [...wanted.keys()].sort()) {
    const [tag, current, former] = [wanted.get(key) as Json, present.get(key), ours.get(key)];
    const wished = past.books !== null && (former === undefined || !sameTag(tag, former, keyed));
    if (current === undefined) differ(key, 'add', wished);
    else if (key !== blueprintTag && (!sameTag(tag, current, keyed) || isGuessed(key, tag, current, former))) differ(key, 'replace', wished);
  }
  for (const key of [...ours.keys()].sort()) if (!wanted.has(key) && present.has(key)) differ(key, 'remove', true);
  const [version, written] = [wanted.get(blueprintTag), present.get(blueprintTag)];
  if (version !== undefined && written !== undefined && !fixed && found.differences.length > 0 && !sameTag(version, written, keyed))
    differ(blueprintTag, 'replace', true);
  if (changed.length === 0) return;
  if (live === undefined || live === null) found.patch.push({ op: 'add', path: at.path, value: desired as Json });
  else if (Array.isArray(live)) {
    const kept = live.filter((tag) => !wanted.has((tag as Tag).Key) && !ours.has((tag as Tag).Key) && !isReserved((tag as Tag).Key));
    found.patch.push({ op: 'replace', path: at.path, value: [...kept, ...((desired ?? []) as readonly Tag[])] });
  } else {
    for (const { key, op } of changed) {
      const path = at.path + pointerOf([key]);
      found.patch.push(op === 'remove' ? { op, path } : { op, path, value: wanted.get(key) as Json });
    }
  }
}

/** Tags by key, those left out that only AWS may write. */
function byKey(tags: Json | undefined): Map<string, Json> {
  const entries: (readonly [string, Json])[] = Array.isArray(tags)
    ? (tags as readonly Tag[]).map((tag) => [tag.Key, tag] as const)
    : Object.entries((tags ?? {}) as JsonObject);
  return new Map(entries.filter(([key]) => !isReserved(key)));
}

/** A tag among tags, as they are written: its name may say that its value is hidden. */
function taggedOf(key: string, tag: Json): Json {
  return isJsonObject(tag) && tag['Key'] === key ? [tag] : { [key]: tag };
}

function isReserved(key: string): boolean {
  return key.toLowerCase().startsWith('aws:');
}

type Keyed = Place['whole']['world']['keyed'];

function sameTag(desired: Json, live: Json, keyed: Keyed): boolean {
  if (isHiddenText(live) || !isJsonObject(desired) || !isJsonObject(live)) return sameText(desired, live, keyed);
  return Object.entries(desired).every(([key, value]) => sameText(value, live[key] ?? (value === '' ? '' : null), keyed));
}

/** What is hidden is known by its digest. */
function sameText(desired: Json, live: Json, keyed: Keyed): boolean {
  if (isReference(desired)) return false;
  const [wanted, there] = [scalarText(desired), scalarText(live)];
  return isHiddenText(live) && typeof wanted === 'string' ? keyed?.(wanted) === live.$hidden : wanted === there;
}

// The usual tag is known by its value alone; one that says more, such as whether instances inherit it, is shown whole.
function contentOf(tag: Json): Json {
  if (!isJsonObject(tag) || typeof tag['Key'] !== 'string') return tag;
  const { Key: _, ...content } = tag;
  const names = Object.keys(content);
  return names.length === 1 && names[0] === 'Value' ? (content['Value'] as Json) : content;
}
