import { canonicalJson, isJsonObject, type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import { pointerOf } from '../kernel/pointer.ts';
import type { Difference, PatchOp } from '../model/plan.ts';
import type { Property, ResourceType } from '../model/resource-type.ts';
import { canonicalValue } from './canonical-value.ts';
import { type Marks, marksBelow } from './marks.ts';
import { matchItems } from './match-items.ts';
import { isPolicyDocument } from './policy-document.ts';
import { readable, sendable, touchesCreateOnly } from './readable.ts';
import { isReference } from './resolve-references.ts';
import { documentOf, sameLeaf, scalarText } from './same-leaf.ts';
import { isFreeDocument, itemOrder, listOf, memberOf, propertyOf } from './shape-below.ts';

/** Where a comparison is, and what is known there. */
export interface Place {
  readonly type: ResourceType;
  readonly path: string;
  readonly property: Property | undefined;
  readonly marks: Marks;
  /** Something above cannot be changed after creation. */
  readonly createOnly: boolean;
}

/** What a comparison finds: what differs, and the operations on the live properties that end it. */
export interface Findings {
  readonly differences: Difference[];
  readonly patch: PatchOp[];
}

export function noFindings(): Findings {
  return { differences: [], patch: [] };
}

/**
 * Compares what is desired with what is live, at any depth.
 * 1. Members that only the live object has are the provider's, unless `last`, what was applied before, had them: those are removed.
 * 2. Items that only the live list has differ: a desired list is the whole list.
 * 3. Read-only and write-only parts are passed over.
 * 4. A reference that is not resolved could become anything, so it differs.
 */
export function compareMembers(at: Place, desired: JsonObject, live: JsonObject, last: Json | undefined, found: Findings): void {
  for (const key of Object.keys(desired).sort()) {
    const value = desired[key];
    if (value !== undefined && value !== null) compareValue(below(at, key), value, live[key], memberIn(last, key), found);
  }
  if (!isJsonObject(last ?? null)) return;
  for (const key of Object.keys(last as JsonObject).sort()) {
    const before = live[key];
    if ((desired[key] ?? null) === null && before !== undefined && before !== null) removal(below(at, key), before, found);
  }
}

export function compareValue(at: Place, desired: Json, live: Json | undefined, last: Json | undefined, found: Findings): void {
  if (at.marks.readOnly || at.marks.writeOnly) return;
  if (live === undefined || live === null) {
    const wanted = readable(desired, at.marks);
    if (wanted !== undefined && !impliedByAbsence(wanted, at.property)) missing(at, desired, wanted, found);
  } else if (isReference(desired)) {
    changed(at, desired, live, found);
  } else if (Array.isArray(desired) && Array.isArray(live) && !isFreeDocument(at.property?.shape, desired)) {
    compareLists(at, desired, live, Array.isArray(last) ? last : undefined, found);
  } else if (isJsonObject(desired) && isJsonObject(live) && !isFreeDocument(at.property?.shape, desired) && !isPolicyDocument(desired)) {
    compareMembers(at, desired, live, last, found);
  } else if (!sameLeaf(desired, live)) {
    changed(at, desired, live, found);
  }
}

/** The place of a top-level property, a member of an object or an item of a list. */
export function below(at: Place, key: string): Place {
  const property = at.path === '' ? propertyOf(at.type, key) : itemOrMember(at, key);
  return { type: at.type, path: at.path + pointerOf([key]), property, marks: marksBelow(at.marks, key), createOnly: at.createOnly || at.marks.createOnly };
}

function itemOrMember(at: Place, key: string): Property | undefined {
  const list = listOf(at.property?.shape);
  return list !== undefined && /^\d+$/.test(key) ? { shape: list.items } : memberOf(at.type, at.property?.shape, key);
}

// Providers leave out what has its default: a documented one, or, where none is documented, "no" and "none".
function impliedByAbsence(desired: Json, property: Property | undefined): boolean {
  if (Array.isArray(desired) && desired.length === 0) return true;
  if (property?.default === undefined) return desired === false;
  return canonicalJson(desired) === property.default || scalarText(desired) === property.default;
}

function missing(at: Place, desired: Json, wanted: Json, found: Findings): void {
  found.differences.push({ path: at.path, after: wanted, forcesReplace: at.createOnly || touchesCreateOnly(wanted, at.marks), sensitive: false });
  found.patch.push({ op: 'add', path: at.path, value: sendable(desired, at.marks) });
}

function changed(at: Place, desired: Json, live: Json, found: Findings): void {
  const after = readable(desired, at.marks) ?? desired;
  found.differences.push({ path: at.path, before: live, after, forcesReplace: at.createOnly || at.marks.createOnly, sensitive: false });
  found.patch.push({ op: 'replace', path: at.path, value: sendable(desired, at.marks) });
}

function removal(at: Place, live: Json, found: Findings): void {
  if (at.marks.readOnly || at.marks.writeOnly) return;
  found.differences.push({ path: at.path, before: live, forcesReplace: at.createOnly || at.marks.createOnly, sensitive: false });
  found.patch.push({ op: 'remove', path: at.path });
}

function compareLists(at: Place, desired: readonly Json[], live: readonly Json[], last: readonly Json[] | undefined, found: Findings): void {
  const list = listOf(at.property?.shape);
  const order = itemOrder(at.type, list);
  if (order === 'list' || (order === 'unknown' && sameInOrder(at, desired, live))) {
    if (desired.length !== live.length) return changed(at, desired, live, found);
    const lastItems = last?.length === desired.length ? last : undefined;
    const inside = noFindings();
    for (const [index, item] of desired.entries()) compareValue(below(at, String(index)), item, live[index], lastItems?.[index], inside);
    return order === 'list' ? merge(found, inside) : whole(at, desired, inside, found);
  }
  const [wanted, present] = list?.unique === true ? [withoutRepetitions(at, desired), withoutRepetitions(at, live)] : [desired, live];
  const partners = partnersOf(at, wanted, present);
  const lonely = partners.flatMap((partner, index) => (partner < 0 ? [index] : []));
  const inside = noFindings();
  if (lonely.length > 1 || wanted.length !== present.length) return changed(at, desired, live, found);
  const compareWith = (index: number, partner: number, formerly: Json | undefined): void => {
    const item = present[partner] as Json;
    compareValue(below(at, String(live.indexOf(item))), wanted[index] as Json, item, formerly, inside);
  };
  const [alone] = lonely;
  if (alone !== undefined) {
    const matched = new Set(partners);
    compareWith(
      alone,
      present.findIndex((_, position) => !matched.has(position)),
      undefined,
    );
  } else if (order === 'unknown' && last !== undefined && isReordered(at, desired, last)) {
    return changed(at, desired, live, found);
  } else if (last?.some(isJsonObject) === true && !sameJson(desired, last)) {
    // What a former version had set in an item and this one drops is removed from the live item that is both.
    const formerly = new Map(partnersOf(at, last, present).map((partner, index) => [partner, last[index]]));
    for (const [index, partner] of partners.entries()) compareWith(index, partner, formerly.get(partner));
  }
  whole(at, desired, inside, found);
}

/** Items of a set have no place to patch: what differs is named, but the list is sent as a whole. */
function whole(at: Place, desired: readonly Json[], inside: Findings, found: Findings): void {
  if (inside.differences.length === 0) return;
  found.differences.push(...inside.differences);
  found.patch.push({ op: 'replace', path: at.path, value: sendable(desired, at.marks) });
}

function merge(found: Findings, inside: Findings): void {
  found.differences.push(...inside.differences);
  found.patch.push(...inside.patch);
}

function sameInOrder(at: Place, desired: readonly Json[], live: readonly Json[]): boolean {
  return desired.length === live.length && desired.every((item, index) => covers(at, item, live[index] as Json));
}

function covers(at: Place, desired: Json, live: Json): boolean {
  const inside = noFindings();
  compareValue(below(at, '0'), desired, live, undefined, inside);
  return inside.differences.length === 0;
}

function partnersOf(at: Place, wanted: readonly Json[], live: readonly Json[]): number[] {
  const place = below(at, '0');
  return matchItems(wanted, live, {
    keyOf: (item) => itemKey(place, item),
    bucketOf: bucketsFor(wanted, live),
    covers: (item, candidate) => covers(at, item, candidate),
  });
}

function itemKey(place: Place, item: Json): string {
  return canonicalJson(canonicalValue(place.type, place.property?.shape, place.marks, item));
}

/** Lists up to this length are compared each with each. */
const fewItems = 32;

// A long list is first divided by the member that tells its items apart best, so that comparing stays near linear.
function bucketsFor(wanted: readonly Json[], live: readonly Json[]): (item: Json) => string {
  const one = (): string => '';
  if (wanted.length <= fewItems || !wanted.every(isJsonObject) || !live.every(isJsonObject)) return one;
  let best: { key: string; distinct: number } | null = null;
  for (const key of Object.keys(wanted[0] as JsonObject)) {
    const values = [...wanted, ...live].map((item) => (item as JsonObject)[key]);
    if (!values.every(isPlainScalar)) continue;
    const distinct = new Set(values.map(String)).size;
    if (best === null || distinct > best.distinct) best = { key, distinct };
  }
  return best === null ? one : (item) => String((item as JsonObject)[best.key]);
}

// Texts that can equal a different text (a document, a key's ARN) do not divide a list.
function isPlainScalar(value: Json | undefined): boolean {
  if (typeof value === 'string') return documentOf(value) === value && !value.includes(':kms:') && !/^(mrk-)?[0-9a-f-]{32,36}$/.test(value);
  return typeof value === 'number' || typeof value === 'boolean';
}

function withoutRepetitions(at: Place, items: readonly Json[]): readonly Json[] {
  const place = below(at, '0');
  return [...new Map(items.map((item) => [itemKey(place, item), item])).values()];
}

/** Whether the same items were asked for before, in another order: then their order was changed on purpose. */
function isReordered(at: Place, desired: readonly Json[], last: readonly Json[]): boolean {
  if (desired.length !== last.length || sameJson(desired, last)) return false;
  const place = below(at, '0');
  const keys = (items: readonly Json[]): string[] => items.map((item) => itemKey(place, item));
  const now = keys(desired);
  const before = keys(last);
  return now.join() !== before.join() && [...now].sort().join() === [...before].sort().join();
}

function memberIn(value: Json | undefined, key: string): Json | undefined {
  return isJsonObject(value ?? null) && Object.hasOwn(value as JsonObject, key) ? (value as JsonObject)[key] : undefined;
}
