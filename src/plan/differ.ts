import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import type { Property } from '../model/resource-type.ts';
import type { Findings } from './findings.ts';
import { echoAt, isDeviation, isSettling, judge, type Past } from './judge.ts';
import { type Marks, marksBelow } from './marks.ts';
import { isFixed, type Place } from './place.ts';
import { readable, sendable, touchesCreateOnly } from './readable.ts';
import { scalarText } from './same-leaf.ts';
import { choosesAnother, isNothing, sameWish } from './same-wish.ts';

/** A value that differs as a whole. */
export function differs(at: Place, desired: Json, live: Json, past: Past, found: Findings, reordered = false): void {
  const verdict = judge(at, desired, live, past, () => past.last === undefined || !sameWish(at, desired, past.last));
  if (verdict === 'same') return;
  found.wished ||= verdict === 'wished';
  found.another ||= verdict === 'another';
  if (verdict === 'wished' || verdict === 'moved') return change(at, desired, live, past, found, reordered);
  told(at, readable(desired, at.marks) ?? desired, live, found);
}

/** What an earlier step makes could become anything, so it differs. Without records it is no reason to replace what is there. */
export function refers(at: Place, desired: Json, live: Json, past: Past, found: Findings): void {
  if (past.books === null && isFixed(at)) return told(at, desired, live, found);
  found.wished = true;
  change(at, desired, live, past, found);
}

function told(at: Place, after: Json, before: Json, found: Findings): void {
  found.deviations.push({ path: at.path, before, after, forcesReplace: false, sensitive: false, deviates: true, ...(isFixed(at) ? { fixed: true } : {}) });
}

function change(at: Place, desired: Json, live: Json, { books }: Past, found: Findings, reordered = false): void {
  const after = readable(desired, at.marks) ?? desired;
  // Without records a replacement is never planned: nothing says that the wish changed.
  found.differences.push({ path: at.path, before: live, after, forcesReplace: books !== null && !reordered && isFixed(at), sensitive: false });
  found.patch.push({ op: 'replace', path: at.path, value: sendable(desired, at.marks) });
}

export function removal(at: Place, live: Json, found: Findings): void {
  if (at.marks.readOnly || at.marks.writeOnly) return;
  found.wished = true;
  found.differences.push({ path: at.path, before: live, forcesReplace: isFixed(at), sensitive: false });
  found.patch.push({ op: 'remove', path: at.path });
}

/**
 * Where the read shows nothing. A value that cannot be changed after creation cannot have gone: such a read does not return it. Whether anything else
 * was taken away or is never returned is known from what was returned right after it was applied. Of what is known by its likeness alone nothing says that it ever had the value.
 */
export function absent(at: Place, desired: Json, wanted: Json, holder: JsonObject, past: Past, found: Findings): void {
  const { books, last } = past;
  const otherChoice = isOtherChoice(at, wanted, holder);
  const implied = impliedByAbsence(wanted, at.property) && !otherChoice;
  const echo = books === null ? undefined : echoAt(books, at.path);
  const wished = books !== null && (last === undefined || !sameWish(at, desired, last));
  if (implied && (!wished || last === undefined || (books?.echo !== undefined && echo !== null))) return;
  if (!wished) {
    const deviates = books !== null && isDeviation(books, at.path);
    if (echo === null && !deviates && !otherChoice) return;
    const fixed = isFixed(at);
    const unreturned = isUnreturned(wanted, at.marks) && !otherChoice;
    if ((unreturned || (fixed && at.whole.world.byLikeness !== true)) && books?.echo === undefined) return;
    if (fixed || (deviates && (echo === null || isSettling(books, at.path)))) {
      found.deviations.push({ path: at.path, after: wanted, forcesReplace: false, sensitive: false, deviates: true, ...(fixed ? { fixed } : {}) });
      return;
    }
  }
  found.wished ||= wished;
  const forcesReplace = wished && (isFixed(at) || touchesCreateOnly(wanted, at.marks));
  found.differences.push({ path: at.path, after: wanted, forcesReplace, sensitive: false });
  found.patch.push({ op: 'add', path: at.path, value: sendable(desired, at.marks) });
}

/** Whether all of a value is what a read may leave out. */
function isUnreturned(value: Json, marks: Marks): boolean {
  if (marks.unreturned) return true;
  return isJsonObject(value) && Object.keys(value).length > 0 && Object.entries(value).every(([key, member]) => isUnreturned(member, marksBelow(marks, key)));
}

// Providers leave out what is empty, and what has its default: a documented one, or, where none is documented, "no" and "none".
function impliedByAbsence(desired: Json, property: Property | undefined): boolean {
  if (isNothing(desired)) return true;
  if (property?.default !== undefined) return canonicalJson(desired) === property.default || scalarText(desired) === property.default;
  return desired === false || (isJsonObject(desired) && Object.values(desired).every((member) => member === false || isNothing(member)));
}

// `Block: {}` where the read shows `Allow: {}`: which member is there is the value.
export function isOtherChoice(at: Place, desired: Json, holder: JsonObject): boolean {
  return at.path.lastIndexOf('/') > 0 && isJsonObject(desired) && choosesAnother(at.parent, holder);
}
