import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { pointerOf } from '../kernel/pointer.ts';
import type { Findings } from './compare-values.ts';
import { isReference } from './resolve-references.ts';
import { sameLeaf } from './same-leaf.ts';

export interface Tag extends JsonObject {
  readonly Key: string;
}

/** A list of tags as the API writes them: items with a `Key`, each used once. */
export function isTagList(value: Json | undefined): value is readonly Tag[] {
  if (!Array.isArray(value)) return false;
  const items = value as readonly Json[];
  return items.every((item) => isJsonObject(item) && typeof item['Key'] === 'string') && new Set(items.map((item) => (item as Tag).Key)).size === items.length;
}

/**
 * Compares tags by key. Tags that nobody here asked for are somebody else's (`aws:…`, cost allocation, another team's) and are kept;
 * those that were applied before and are no longer desired are removed. A list is only ever sent as a whole, so what is kept is sent along.
 */
export function compareTags(
  path: string,
  desired: readonly Tag[],
  live: readonly Tag[] | undefined,
  last: readonly Tag[],
  found: Findings,
  createOnly: boolean,
): void {
  const wanted = byKey(desired);
  const ours = byKey(last);
  const present = byKey(live ?? []);
  const before = found.differences.length;
  const differ = (key: string, change: { before?: Json; after?: Json }): void => {
    found.differences.push({ path: path + pointerOf([key]), ...change, forcesReplace: createOnly, sensitive: false });
  };
  for (const key of [...wanted.keys()].sort()) {
    const tag = wanted.get(key) as Tag;
    const current = present.get(key);
    if (current === undefined) differ(key, { after: contentOf(tag) });
    else if (!sameTag(tag, current)) differ(key, { before: contentOf(current), after: contentOf(tag) });
  }
  for (const key of [...ours.keys()].sort()) {
    const current = present.get(key);
    if (!wanted.has(key) && current !== undefined) differ(key, { before: contentOf(current) });
  }
  if (found.differences.length === before) return;
  const kept = (live ?? []).filter((tag) => !wanted.has(tag.Key) && !ours.has(tag.Key));
  found.patch.push({ op: live === undefined ? 'add' : 'replace', path, value: [...kept, ...desired] });
}

function byKey(tags: readonly Tag[]): Map<string, Tag> {
  return new Map(tags.map((tag) => [tag.Key, tag]));
}

function sameTag(desired: Tag, live: Tag): boolean {
  return Object.entries(desired).every(([key, value]) => !isReference(value) && sameLeaf(value, live[key] ?? (value === '' ? '' : null)));
}

// The usual tag is known by its value alone; one that says more, such as whether instances inherit it, is shown whole.
function contentOf(tag: Tag): Json {
  const { Key: _, ...content } = tag;
  const names = Object.keys(content);
  return names.length === 1 && names[0] === 'Value' ? (content['Value'] as Json) : content;
}
