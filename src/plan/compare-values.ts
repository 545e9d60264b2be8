import { networkOf } from '../kernel/ip-network.ts';
import { canonicalJson, isJsonObject, type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import { isHiddenText, isSecretText, type SecretText } from '../model/secret.ts';
import { canonicalValue } from './canonical-value.ts';
import { absent, differs, refers, removal } from './differ.ts';
import { isUntoldVersion } from './engine-version.ts';
import { type Findings, isEqual, merge, noFindings } from './findings.ts';
import { isGuess, unguessed, wasAsked } from './is-guess.ts';
import { type Books, echoAt, isDeviation, isOutdated, type Past, pastOf, sameRead } from './judge.ts';
import { matchItems } from './match-items.ts';
import { keyOfItem, partialKeys } from './partial-lists.ts';
import { itemPlace, memberPlace, type Place } from './place.ts';
import { isPolicyDocument } from './policy-document.ts';
import { readable, sendable } from './readable.ts';
import { isReference, referencesIn } from './resolve-references.ts';
import { documentOf, sameLeaf } from './same-leaf.ts';
import { sameWish } from './same-wish.ts';
import { isFreeDocument, itemOrder, listOf } from './shape-below.ts';

/**
 * Compares what is desired with what is live, at any depth.
 * 1. Members that only the live object has are the provider's, unless what was applied before had them: those are removed.
 * 2. Items that only the live list has differ: a desired list is the whole list, unless it is known that the provider holds more (`partial-lists.ts`).
 * 3. Read-only and write-only parts are passed over.
 * 4. A reference that is not resolved could become anything, so it differs.
 * 5. What differs is changed or told, as `judge` says.
 * 6. A secret is known by its digest. Where that could not be taken, by the wish alone: whether it has changed is not known.
 */
export function compareMembers(at: Place, desired: JsonObject, live: JsonObject, past: Past, found: Findings): void {
  for (const key of Object.keys(desired).sort()) {
    const value = desired[key];
    // Most values are what they should be: nothing else is asked of those.
    if (value === live[key] && typeof value !== 'object' && at.whole.world.guessed === undefined) continue;
    if (value !== undefined && value !== null) compareMember(memberPlace(at, key, desired), value, live, key, pastOf(past, key), found);
  }
  const { last } = past;
  if (!isJsonObject(last)) return;
  for (const key of Object.keys(last).sort()) {
    const before = live[key];
    if ((desired[key] ?? null) === null && before !== undefined && before !== null) removal(memberPlace(at, key, desired), before, found);
  }
}

function compareMember(at: Place, desired: Json, holder: JsonObject, key: string, past: Past, found: Findings): void {
  const live = holder[key];
  if (live !== undefined && live !== null) return compareValue(at, desired, live, past, found);
  const wanted = readable(desired, at.marks);
  if (wanted !== undefined) absent(at, desired, wanted, holder, past, found);
}

export function compareValue(at: Place, desired: Json, live: Json, past: Past, found: Findings): void {
  if (at.marks.readOnly || at.marks.writeOnly) return;
  if (isReference(desired)) {
    refers(at, desired, live, past, found);
  } else if (isSecretText(desired)) {
    compareSecret(at, desired, live, past, found);
  } else if (isHiddenText(live)) {
    const text = typeof desired === 'string' ? desired : canonicalJson(desired);
    if (at.whole.world.keyed?.(text) !== live.$hidden || isGuess(at, desired, live, past)) differs(at, desired, live as unknown as Json, past, found);
  } else if (Array.isArray(desired) && Array.isArray(live) && !isFreeDocument(at.property?.shape, desired)) {
    compareLists(at, desired, live, past, found);
  } else if (isJsonObject(desired) && isJsonObject(live) && !isFreeDocument(at.property?.shape, desired) && !isPolicyDocument(desired)) {
    compareMembers(at, desired, live, past, found);
  } else if (isGuess(at, desired, live, past) || !sameLeaf(at, desired, live) || isUntoldVersion(at.name, desired, past.last, live)) {
    differs(at, desired, live, past, found);
  }
}

function compareSecret(at: Place, secret: Json & SecretText, live: Json, past: Past, found: Findings): void {
  if (referencesIn(secret).length > 0) return refers(at, secret, live, past, found);
  const digest = isHiddenText(live) ? live.$hidden : isSecretText(live) ? live.digest : undefined;
  const plain = typeof live === 'string' ? at.whole.world.keyed?.(live) : undefined;
  if (secret.digest !== undefined && secret.digest === (digest ?? plain) && !isGuess(at, secret, live, past)) return;
  if (secret.digest === undefined && past.last !== undefined && wasAsked(secret, past.last)) return;
  differs(at, secret, live, past, found);
}

/** Nothing is known of what was applied. */
const unknownPast: Past = { last: undefined, books: null };
/** All of it is a new wish. */
const newWish: Past = { last: undefined, books: { echo: undefined, deviations: [] } };

function compareLists(at: Place, desired: readonly Json[], live: readonly Json[], past: Past, found: Findings): void {
  if (isGuess(at, desired, live, past)) return differs(at, desired, live, past, found);
  // Of a list that was asked for so before no item is a guess, though nothing says of a set which item was which.
  const isAsBefore = past.last !== undefined && wasAsked(desired, past.last);
  compareItems(isAsBefore ? unguessed(at) : at, desired, live, past, found);
}

/** Compares lists by the order that is known of them: item by item, or as sets. */
function compareItems(at: Place, desired: readonly Json[], live: readonly Json[], past: Past, found: Findings): void {
  const keys = partialKeys(at.type.name, at.name);
  if (keys !== null) return comparePartial(at, desired, live, keys, past, found);
  const order = itemOrder(at.type, at.name, listOf(at.property?.shape));
  if (order === 'list') return compareInOrder(at, desired, live, past, found);
  if (order === 'unknown' && sameInOrder(at, desired, live)) return removeDropped(at, desired, live, past, found);
  const partners = partnersOf(at, desired, live);
  const lonely = partners.flatMap((partner, index) => (partner < 0 ? [index] : []));
  if (lonely.length > 1 && desired.length === live.length && isCoveredBySome(at, desired, live, past)) return;
  if (lonely.length > 1 || desired.length !== live.length) return differs(at, desired, live, past, found);
  const [alone] = lonely;
  if (alone !== undefined) {
    const matched = new Set(partners);
    const partner = live.findIndex((_, position) => !matched.has(position));
    return compareOne(at, desired, live, alone, partner, past, found);
  }
  if (order === 'unknown' && isReordered(at, desired, past)) return differs(at, desired, live, past, found, true);
  removeDropped(at, desired, live, past, found, partners);
}

/** Whether items fit but for what their reads do not show, where the wish is the old one, or that is not known. */
function isCoveredBySome(at: Place, desired: readonly Json[], live: readonly Json[], { last, books }: Past): boolean {
  if (books !== null && (last === undefined || !sameWish(at, desired, last))) return false;
  return !partnersOf(at, desired, live, unknownPast).includes(-1);
}

function compareInOrder(at: Place, desired: readonly Json[], live: readonly Json[], past: Past, found: Findings): void {
  if (desired.length !== live.length) return differs(at, desired, live, past, found);
  const { last, books } = past;
  const former = Array.isArray(last) && last.length === desired.length ? (last as readonly Json[]) : undefined;
  for (const [index, item] of desired.entries()) compareValue(itemPlace(at, index), item, live[index] as Json, { last: former?.[index], books }, found);
}

/** The one item of a set that has no partner is compared with the one that is left, so that what differs in it is named. The list is sent as a whole. */
function compareOne(at: Place, desired: readonly Json[], live: readonly Json[], index: number, partner: number, past: Past, found: Findings): void {
  const { books, last } = past;
  const wished = books !== null && (last === undefined || !sameWish(at, desired, last));
  const echo = books === null || wished ? undefined : echoAt(books, at.path);
  const isEcho = echo !== undefined && sameRead(at, echo, live);
  const deviates = isEcho && isDeviation(books as Books, at.path);
  if (isEcho && !deviates && !isOutdated(at, desired, books as Books)) return;
  const inside = noFindings();
  compareValue(itemPlace(at, partner), desired[index] as Json, live[partner] as Json, wished ? newWish : unknownPast, inside);
  if (deviates)
    found.deviations.push(...[...inside.differences, ...inside.deviations].map((each) => ({ ...each, forcesReplace: false, deviates: true as const })));
  else whole(at, desired, inside, found);
}

/** What a former version had set in an item and this one drops is removed from the live item that is both. */
function removeDropped(at: Place, desired: readonly Json[], live: readonly Json[], { last, books }: Past, found: Findings, partners?: readonly number[]): void {
  if (!Array.isArray(last) || !last.some(isJsonObject) || sameJson(desired, last)) return;
  const inside = noFindings();
  const formerly = new Map(partnersOf(at, last, live).map((partner, index) => [partner, (last as readonly Json[])[index]]));
  for (const [index, item] of desired.entries()) {
    const partner = partners?.[index] ?? index;
    compareValue(itemPlace(at, partner), item, live[partner] as Json, { last: formerly.get(partner), books }, inside);
  }
  whole(at, desired, inside, found);
}

/** A list of which the provider holds more: only what is desired is looked for, and what was applied and is no longer desired. */
function comparePartial(at: Place, desired: readonly Json[], live: readonly Json[], keys: readonly string[], past: Past, found: Findings): void {
  const { last, books } = past;
  const partners = partnersOf(at, desired, live);
  const former = new Map((Array.isArray(last) ? (last as readonly Json[]) : []).map((item) => [keyOfItem(item, keys), item]));
  const taken = new Set(partners.filter((partner) => partner >= 0));
  const inside = noFindings();
  for (const [index, item] of desired.entries()) {
    if ((partners[index] as number) >= 0) continue;
    const key = keyOfItem(item, keys);
    const partner = live.findIndex((other, position) => !taken.has(position) && keyOfItem(other, keys) === key);
    const place = itemPlace(at, partner < 0 ? index : partner);
    const itemPast: Past = { last: former.get(key), books: books === null ? null : booksOfItem(at, place, books, key, keys) };
    if (partner >= 0) {
      taken.add(partner);
      compareValue(place, item, live[partner] as Json, itemPast, inside);
    } else inside.differences.push({ path: place.path, after: item, forcesReplace: false, sensitive: false });
  }
  const dropped = droppedFrom(at, live, keys, Array.isArray(last) ? last : [], desired).filter((position) => !taken.has(position));
  for (const position of dropped)
    inside.differences.push({ path: itemPlace(at, position).path, before: live[position] as Json, forcesReplace: false, sensitive: false });
  const kept = live.filter((_, position) => !taken.has(position) && !dropped.includes(position));
  whole(at, [...kept, ...desired], inside, found);
}

/** Where in the live list is what was applied before and is no longer desired. */
function droppedFrom(at: Place, live: readonly Json[], keys: readonly string[], last: readonly Json[], desired: readonly Json[]): number[] {
  const wanted = new Set(desired.map((item) => keyOfItem(item, keys)));
  const gone = last.filter((item) => !wanted.has(keyOfItem(item, keys)));
  return partnersOf(at, gone, live).flatMap((partner, index) => {
    const position = partner >= 0 ? partner : live.findIndex((other) => keyOfItem(other, keys) === keyOfItem(gone[index] as Json, keys));
    return position < 0 ? [] : [position];
  });
}

// Positions say nothing across two reads of such a list: the item is found again by its key.
function booksOfItem(at: Place, place: Place, books: Books, key: string, keys: readonly string[]): Books {
  const echo = echoAt(books, at.path);
  if (!Array.isArray(echo)) return { echo: undefined, deviations: [] };
  const item = (echo as readonly Json[]).find((other) => keyOfItem(other, keys) === key) ?? null;
  return { echo: { [place.path]: item }, deviations: isDeviation(books, at.path) ? [place.path] : [] };
}

/** Whether the same items were asked for before, in another order: then their order was changed on purpose. */
function isReordered(at: Place, desired: readonly Json[], { last }: Past): boolean {
  if (!Array.isArray(last) || desired.length !== last.length || sameJson(desired, last)) return false;
  const keys = (items: readonly Json[]): string[] => items.map((item) => itemKey(at, item));
  const now = keys(desired);
  const before = keys(last);
  return now.join() !== before.join() && [...now].sort().join() === [...before].sort().join();
}

/** Items of a set have no place to patch: what differs is named, but the list is sent as a whole. */
function whole(at: Place, sent: readonly Json[], inside: Findings, found: Findings): void {
  if (isEqual(inside)) return;
  const patch = inside.differences.length === 0 ? [] : [{ op: 'replace' as const, path: at.path, value: sendable(sent, at.marks) }];
  merge(found, { ...inside, patch });
}

function sameInOrder(at: Place, desired: readonly Json[], live: readonly Json[]): boolean {
  return desired.length === live.length && desired.every((item, index) => covers(at, item, live[index] as Json));
}

function covers(at: Place, desired: Json, live: Json, past: Past = newWish): boolean {
  if (desired === live) return true;
  const inside = noFindings();
  compareValue(itemPlace(at, 0), desired, live, past, inside);
  return isEqual(inside);
}

function partnersOf(at: Place, wanted: readonly Json[], live: readonly Json[], past: Past = newWish): number[] {
  return matchItems(wanted, live, {
    keyOf: (item) => itemKey(at, item),
    bucketOf: bucketsFor(at, wanted, live),
    covers: (item, candidate) => covers(at, item, candidate, past),
  });
}

function itemKey(at: Place, item: Json): string {
  const place = itemPlace(at, 0);
  return canonicalJson(canonicalValue(place.type, place.name, place.property, place.marks, item));
}

/** Lists up to this length are compared each with each. */
const fewItems = 32;

// A long list is first divided by the member that tells its items apart best, so that comparing stays near linear.
function bucketsFor(at: Place, wanted: readonly Json[], live: readonly Json[]): (item: Json) => string {
  const one = (): string => '';
  if (wanted.length <= fewItems || !wanted.every(isJsonObject) || !live.every(isJsonObject)) return one;
  let best: { key: string; distinct: number } | null = null;
  for (const key of Object.keys(wanted[0] as JsonObject)) {
    const values = [...wanted, ...live].map((item) => (item as JsonObject)[key]);
    const place = memberPlace(itemPlace(at, 0), key, wanted[0] as JsonObject);
    if (!values.every((value) => isPlain(place, value))) continue;
    const distinct = new Set(values.map(String)).size;
    if (best === null || distinct > best.distinct) best = { key, distinct };
  }
  if (best === null) return one;
  const { key } = best;
  return (item) => String((item as JsonObject)[key]);
}

// Texts that can mean the same as a different text do not divide a list.
function isPlain(at: Place, value: Json | undefined): boolean {
  if (typeof value !== 'string') return typeof value === 'number' || typeof value === 'boolean';
  if (at.marks.transform !== undefined || at.property?.refs !== undefined || documentOf(value) !== value) return false;
  return !/^arn:|^(mrk-)?[0-9a-f-]{32,36}$|[.\r\n]$|^(rate|cron)\(|^\d{4}-\d\d-\d\dT/.test(value) && networkOf(value) === null;
}
