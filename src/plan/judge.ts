import { canonicalJson, isJsonObject, type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import { pointerOf, segmentsOf, valueAt } from '../kernel/pointer.ts';
import type { KeyAliases } from '../model/key-aliases.ts';
import { canonicalValue } from './canonical-value.ts';
import { isLaterVersion } from './engine-version.ts';
import { pointedElsewhere } from './key-aliases.ts';
import { overlap } from './overlap.ts';
import { isFixed, type Place } from './place.ts';
import { hidesPrincipals, isPolicyDocument } from './policy-document.ts';
import { documentOf } from './same-leaf.ts';

/** What the books say of a place: what was applied there last, and what a read returned of it then. */
export interface Past {
  /** Undefined: nothing was applied there. */
  readonly last: Json | undefined;
  /** Null: not known, as after the records were lost or a resource was adopted. Then nothing is known of the wish either. */
  readonly books: Books | null;
}

export interface Books {
  /** By JSON pointer, where it was not what was applied; null where the read returned nothing. Undefined: nobody looked. */
  readonly echo: JsonObject | undefined;
  /** Of those, the ones that nothing explains and nobody accepted. */
  readonly deviations: readonly string[];
  /** Of those, the ones that may still settle: there it is not known what came back. */
  readonly settling?: readonly string[] | undefined;
  /** See `Echo`. */
  readonly aliases?: KeyAliases | undefined;
}

export function pastOf(past: Past, key: string): Past {
  const { last } = past;
  return { last: isJsonObject(last) && Object.hasOwn(last, key) ? last[key] : undefined, books: past.books };
}

/**
 * What a difference between wish and live value comes to (laws of the diff):
 * - `same`: it is the echo of what was applied, explained or accepted;
 * - `wished`: the wish changed; `moved`: the live value did, and can be put back, or nothing is known of either;
 * - `deviation`: it is told, and nothing is done about it by itself: the value came back otherwise than it was asked for and nothing explains that, or
 *   it may still settle, or it moved, or its wish means another key by now, and no update can put it back;
 * - `another`: the same, of a value that nobody can change: the live resource may be another one.
 */
export type Verdict = 'same' | 'wished' | 'moved' | 'deviation' | 'another';

/** `wished`: what is desired is not what was applied. Asked only where something was applied. */
export function judge(at: Place, desired: Json, live: Json | undefined, past: Past, wished: () => boolean): Verdict {
  const { books, last } = past;
  if (books === null) return isFixed(at) || cannotBePutBack(at, desired, live) ? 'deviation' : 'moved';
  if (last === undefined || wished()) return 'wished';
  if (isSettling(books, at.path)) return 'deviation';
  const echo = echoAt(books, at.path);
  if (echo !== undefined && sameRead(at, echo, live ?? null)) {
    if (isDeviation(books, at.path)) return 'deviation';
    if (!isOutdated(at, desired, books)) return 'same';
    if (isFixed(at)) return 'deviation';
  } else if (isFixed(at)) return 'another';
  return cannotBePutBack(at, desired, live) ? 'deviation' : 'moved';
}

// No provider installs an earlier version again, and an id in place of a principal may be that of the principal.
function cannotBePutBack(at: Place, desired: Json, live: Json | undefined): boolean {
  if (live === undefined) return false;
  if (isLaterVersion(at.name, desired, live)) return true;
  const [wanted, found] = [documentOf(desired), documentOf(live)];
  return isPolicyDocument(wanted) && isPolicyDocument(found) && hidesPrincipals(wanted, found);
}

/**
 * What a read returned right after the last application at a place, null where it returned nothing; undefined where it is not known to have been
 * otherwise than what was applied.
 */
export function echoAt({ echo }: Books, path: string): Json | undefined {
  if (echo === undefined) return undefined;
  const segments = segmentsOf(path);
  for (let length = segments.length; length > 0; length--) {
    const found = echo[pointerOf(segments.slice(0, length))];
    if (found !== undefined) return found === null ? null : (valueAt(found, pointerOf(segments.slice(length))) ?? null);
  }
  return undefined;
}

/** Whether what came back of a wish says nothing of it any more: an alias in it has been pointed to another key. */
export function isOutdated(at: Place, desired: Json, { aliases }: Books): boolean {
  return pointedElsewhere(desired, aliases, at.whole.world).size > 0;
}

/** Whether two reads of one place returned the same. */
export function sameRead(at: Place, one: Json, other: Json): boolean {
  if (sameJson(one, other)) return true;
  const canonical = (value: Json): string => canonicalJson(canonicalValue(at.type, at.name, at.property, at.marks, value));
  return canonical(one) === canonical(other);
}

export function isDeviation({ deviations }: Books, path: string): boolean {
  return deviations.some((pointer) => overlap(pointer, path));
}

export function isSettling({ settling = [] }: Books, path: string): boolean {
  return settling.some((pointer) => overlap(pointer, path));
}
