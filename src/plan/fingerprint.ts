import { digestOf } from '../kernel/digest.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { segmentsOf } from '../kernel/pointer.ts';
import type { ResourceChange } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { canonicalProperties } from './canonical-value.ts';
import { isTagList } from './compare-tags.ts';

/**
 * The digest of the live values on which a change rests. It is taken when planning and again just before the step: when it has moved, what was
 * approved is not what would happen.
 * - update and adopt rest on the top-level properties that are compared, and on those that its calls rest on besides (`besides`), but for those that an earlier update of the same change writes (`shared`); of tags only on those asked for, unless the list is rewritten;
 * - replace and delete rest on everything that can be set, but for the properties that other changes of the plan write (`shared`);
 * - what is accepted rests on the top-level properties that hold it;
 * - create rests on there being nothing, and on what does not change nothing rests: null.
 */
export function fingerprintOf(
  change: Pick<ResourceChange, 'action' | 'after' | 'differences' | 'patch' | 'shared' | 'accepts' | 'besides'>,
  type: ResourceType,
  live: JsonObject | null,
): string | null {
  if (live === null || change.action === 'create' || (change.action === 'none' && change.accepts === undefined)) return null;
  const names = materialNames(change, type);
  const material: Record<string, Json> = {};
  for (const name of names) {
    const value = live[name];
    if (value !== undefined) material[name] = name === type.tags?.property ? materialTags(change, name, value) : value;
  }
  return digestOf(canonicalProperties(type, material));
}

/** The names of the top-level properties that a change compares or removes, or on which its calls rest besides. */
export function comparedNames(change: Pick<ResourceChange, 'after' | 'differences' | 'besides'>): Set<string> {
  const heads = change.differences.flatMap((difference) => segmentsOf(difference.path).slice(0, 1));
  return new Set([...Object.keys(change.after ?? {}), ...heads, ...(change.besides ?? [])]);
}

function materialNames(
  change: Pick<ResourceChange, 'action' | 'after' | 'differences' | 'shared' | 'accepts' | 'besides'>,
  type: ResourceType,
): Iterable<string> {
  if (change.accepts !== undefined) return new Set(change.accepts.flatMap((path) => segmentsOf(path).slice(0, 1)));
  const shared = new Set(change.shared);
  if (change.action !== 'replace' && change.after !== null) return [...comparedNames(change)].filter((name) => !shared.has(name));
  return Object.keys(type.properties).filter((name) => !shared.has(name));
}

function materialTags(change: Pick<ResourceChange, 'action' | 'after' | 'patch'>, name: string, live: Json): Json {
  if (change.after === null || change.action === 'replace' || change.patch.some((op) => op.path === `/${name}`)) return live;
  const wanted = change.after[name];
  if (isTagList(live) && isTagList(wanted)) {
    const keys = new Set(wanted.map((tag) => tag.Key));
    return live.filter((tag) => keys.has(tag.Key));
  }
  if (isJsonObject(live) && isJsonObject(wanted ?? null))
    return Object.fromEntries(Object.entries(live).filter(([key]) => Object.hasOwn(wanted as JsonObject, key)));
  return live;
}
