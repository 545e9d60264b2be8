import { digestOf } from '../kernel/digest.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { Difference, PatchOp } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { compareTags, isTagList, type Tag } from './compare-tags.ts';
import { compareMembers, noFindings, type Place } from './compare-values.ts';
import { namingProperties, sameName } from './identity.ts';
import { marksBelow, marksOf } from './marks.ts';
import { type WriteOnlyValue, withWriteOnly, writeOnlyValues } from './write-only.ts';

/** What was applied last time; null when nothing is known of it, as after adopting a resource or losing the records. */
export interface Applied {
  readonly properties: JsonObject;
  readonly writeOnlyDigests: Readonly<Record<string, string>>;
}

/** Every way in which the live properties are not as desired, sorted by path, and the patch that makes them so. */
export function diffProperties(
  type: ResourceType,
  desired: JsonObject,
  live: JsonObject,
  applied: Applied | null,
): { differences: Difference[]; patch: PatchOp[] } {
  const found = noFindings();
  const wanted = { ...desired, ...namesAsLive(type, desired, live) };
  const last = Object.fromEntries(Object.entries(applied?.properties ?? {}).filter(([name]) => !namingProperties(type).includes(name)));
  const tags = type.tags?.property;
  const marks = marksBelow(marksOf(type), tags ?? '');
  const byTag =
    tags !== undefined && !marks.writeOnly && !marks.readOnly && isTagList(wanted[tags] ?? []) && isTagList(live[tags] ?? []) && isTagList(last[tags] ?? [])
      ? tags
      : null;
  const root: Place = { type, path: '', property: undefined, marks: marksOf(type), createOnly: false };
  if (byTag === null) compareMembers(root, wanted, live, last, found);
  else {
    compareMembers(root, without(wanted, byTag), live, without(last, byTag), found);
    compareTags(`/${byTag}`, tagsAt(wanted, byTag) ?? [], tagsAt(live, byTag), tagsAt(last, byTag) ?? [], found, marks.createOnly);
  }
  const hidden = writeOnlyValues(type, desired);
  found.differences.push(...hidden.flatMap((value) => hiddenDifference(value, applied)));
  const patch = found.differences.length === 0 ? [] : withWriteOnly(type, found.patch, desired, live, hidden);
  const inPlace = type.handlers === undefined || type.handlers.update !== undefined;
  const differences = inPlace ? found.differences : found.differences.map((difference) => ({ ...difference, forcesReplace: true }));
  return { differences: sortedByPath(differences), patch: sortedByPath(patch) };
}

// A name the provider stores in lower case is not another name.
function namesAsLive(type: ResourceType, desired: JsonObject, live: JsonObject): Record<string, Json> {
  const names: Record<string, Json> = {};
  for (const name of namingProperties(type)) {
    const found = live[name];
    if (typeof desired[name] === 'string' && found !== undefined && sameName(type, desired[name], found)) names[name] = found;
  }
  return names;
}

/**
 * A value that cannot be read differs when it is not the one that was last written. Where no record of a writing exists at all, it is
 * taken to be as desired: finding a deployment again after the records were lost must not change anything.
 */
function hiddenDifference({ pointer, value, createOnly }: WriteOnlyValue, applied: Applied | null): Difference[] {
  if (applied === null) return [];
  const digest = digestOf(value);
  const before = applied.writeOnlyDigests[pointer];
  if (before === digest) return [];
  return [{ path: pointer, ...(before === undefined ? {} : { before }), after: digest, forcesReplace: createOnly, sensitive: true }];
}

function tagsAt(properties: JsonObject, name: string): readonly Tag[] | undefined {
  const value = properties[name];
  return isTagList(value) ? value : undefined;
}

function without(properties: JsonObject, name: string): JsonObject {
  const { [name]: _, ...rest } = properties;
  return rest;
}

function sortedByPath<T extends { readonly path: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
