import type { JsonObject } from '../kernel/json.ts';
import type { KeyAliases } from '../model/key-aliases.ts';
import type { Difference } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { areTags, compareTags } from './compare-tags.ts';
import { compareMembers } from './compare-values.ts';
import { type Findings, noFindings } from './findings.ts';
import { namingProperties } from './identity.ts';
import { type Past, pastOf } from './judge.ts';
import { marksBelow, marksOf } from './marks.ts';
import { memberPlace, rootOf, type World } from './place.ts';
import { type WriteOnlyValue, withWriteOnly, writeOnlyValues } from './write-only.ts';
import { isUnreadSecret, isWritten, writtenDigest } from './written-digest.ts';

/** What was applied last time; null when nothing is known of it, as after adopting a resource or losing the records. */
export interface Applied {
  readonly properties: JsonObject;
  readonly writeOnlyDigests: Readonly<Record<string, string>>;
  /** What a read returned then where it was not what was applied, by JSON pointer; null where it returned nothing. Absent: nobody looked. */
  readonly echo?: JsonObject;
  /** Of `echo`, the pointers that nothing explains and nobody accepted. */
  readonly deviations?: readonly string[];
  /** Of those, the ones that may still settle. */
  readonly settling?: readonly string[];
  /** See `Echo`. */
  readonly aliases?: KeyAliases;
}

export type Compared = Pick<Findings, 'differences' | 'patch' | 'deviations'>;

/** Every way in which the live properties are not as desired, sorted by path, and the patch that ends those that are not only told. */
export function diffProperties(type: ResourceType, desired: JsonObject, live: JsonObject, applied: Applied | null, world: World = {}): Compared {
  const found = noFindings();
  const names = namingProperties(type).filter((name) => type.createOnly.includes(`/${name}`));
  const last = applied === null ? undefined : applied.properties;
  const root = rootOf(type, desired, live, world);
  const books: Past['books'] =
    applied === null ? null : { echo: applied.echo, deviations: applied.deviations ?? [], settling: applied.settling, aliases: applied.aliases };
  const past: Past = { last, books };
  const tags = type.tags?.property;
  const byKey = tags === undefined ? null : tagsByKey(type, tags, desired, live, last ?? {});
  const kept = (properties: JsonObject): JsonObject => (byKey === null ? properties : without(properties, byKey));
  compareMembers(root, kept(desired), kept(live), { ...past, last: last === undefined ? undefined : withoutDropped(kept(last), desired, names) }, found);
  const hidden = writeOnlyValues(type, desired);
  const rewritten = hidden.flatMap((value) => hiddenDifference(value, applied, world));
  found.differences.push(...rewritten);
  found.wished ||= rewritten.length > 0;
  if (byKey !== null) compareTags(memberPlace(root, byKey, desired), desired[byKey], live[byKey], pastOf(past, byKey), found);
  // What may be another resource than that which was made is not brought back to what that one was like.
  if (found.another && !found.wished) found.deviations.push(...found.differences.splice(0).map((each) => ({ ...each, deviates: true as const })));
  const patch = found.differences.length === 0 ? [] : withWriteOnly(type, found.patch, desired, live, hidden);
  return { differences: sortedByPath(found.differences), patch: sortedByPath(patch), deviations: sortedByPath(found.deviations) };
}

// A name for life that is no longer asked for is the provider's to keep.
function withoutDropped(last: JsonObject, desired: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(last).filter(([name]) => Object.hasOwn(desired, name) || !names.includes(name)));
}

/**
 * A value that cannot be read differs when it is not the one that was last written. Where no record of a writing exists at all, it is
 * taken to be as desired: finding a deployment again after the records were lost must not change anything. Nor is anything said of a secret that could not be read.
 */
function hiddenDifference({ pointer, value, createOnly }: WriteOnlyValue, applied: Applied | null, { keyed }: World): Difference[] {
  if (applied === null) return [];
  const before = applied.writeOnlyDigests[pointer];
  if (before !== undefined && (isUnreadSecret(value) || isWritten(value, before, keyed))) return [];
  const digest = writtenDigest(value, keyed);
  return [{ path: pointer, ...(before === undefined ? {} : { before }), after: digest, forcesReplace: createOnly, sensitive: true }];
}

/** The property whose tags are compared by key; null where there are none, or they are not readable as tags. */
function tagsByKey(type: ResourceType, name: string, desired: JsonObject, live: JsonObject, last: JsonObject): string | null {
  const marks = marksBelow(marksOf(type), name);
  // Where a read may leave all of them out, and does, nothing is known of any.
  if (marks.unreturned && live[name] === undefined) return null;
  return !marks.writeOnly && !marks.readOnly && areTags([desired[name], live[name], last[name]]) ? name : null;
}

function without(properties: JsonObject, name: string): JsonObject {
  const { [name]: _, ...rest } = properties;
  return rest;
}

function sortedByPath<T extends { readonly path: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
