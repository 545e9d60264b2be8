import { isJsonObject, type Json, type JsonObject, sameJson } from '../../kernel/json.ts';
import { plainName } from '../../kernel/plain-name.ts';
import { pointerOf } from '../../kernel/pointer.ts';
import { decidesWhoGetsIn, isStatement, mayDecide } from '../../model/lets-in.ts';
import type { Member, MemberDifference } from '../../model/member.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { isUnknownLeaf, type UnknownLeaf } from '../../model/unknown-leaf.ts';
import { isReference, type Lookup, type Reference, referencesIn, resolveReferences, showReferences } from '../resolve-references.ts';
import { isChoice } from './is-choice.ts';

export interface EnvelopeTerms {
  /** What the unit's inputs came to. */
  readonly lookup: Lookup;
  /** Whether an attribute is what a node of the same plan is called. */
  readonly isIdentifier: (reference: Reference) => boolean;
  /** What is known of a type; undefined for one of the unit's own words. */
  readonly typeOf: (name: string) => ResourceType | undefined;
}

export interface EnvelopeCheck {
  /** Empty where it stays in what was approved. */
  readonly differences: readonly MemberDifference[];
  /** Each thing that it will change now, with that which was approved for it, or that comes nearest; null where none is left. */
  readonly pairs: readonly (readonly [Member | null, Member])[];
}

/**
 * How what a unit will change leaves what was approved of it.
 *
 * 1. There are as many things, and each is one of those approved: the same action, type, place and name, and the same value at every place.
 * 2. What was taken from an input is what that input came to. Where a value was declared unknown, it is any of its type.
 * 3. What decides who gets in is nowhere unknown but for what a node of the same plan is called: what was declared unknown there was seen by nobody, so it is never inside. It is known by the names on
 *    the way to it and by its own form (`lets-in.ts`), which are lists; of a type that is known no switch and none of an enumeration may have been unknown, whatever they are called. What a thing is
 *    called is as little unknown, but where it is made anew and lets nobody in by its type: to it something is done.
 *
 * In which order things are told makes no difference: it is inside where the two can be paired so that every pair fits.
 */
export function checkEnvelope(approved: readonly Member[], now: readonly Member[], terms: EnvelopeTerms): EnvelopeCheck {
  const between = approved.map((one) => now.map((other) => differencesOf(one, other, terms)));
  const paired = pairs(between.map((row) => row.map((differences) => differences.length === 0)));
  const left = approved.flatMap((_, index) => (paired.has(index) ? [] : [index]));
  const taken = new Set(paired.values());
  const right = now.flatMap((_, index) => (taken.has(index) ? [] : [index]));
  const found: MemberDifference[] = [];
  for (const index of left) {
    // Told as what it is nearest to: that decides nothing.
    const [nearest] = right.toSorted((a, b) => farness(between[index]?.[a] ?? []) - farness(between[index]?.[b] ?? []));
    if (nearest === undefined) found.push({ of: 'count', member: called(approved[index] as Member), path: '', because: 'it is not changed any more' });
    else {
      right.splice(right.indexOf(nearest), 1);
      paired.set(index, nearest);
      found.push(...(between[index]?.[nearest] ?? []));
    }
  }
  found.push(...right.map((index): MemberDifference => ({ of: 'count', member: called(now[index] as Member), path: '', because: 'it was not among them' })));
  const of = new Map([...paired].map(([index, other]) => [other, approved[index] as Member]));
  return { differences: found, pairs: now.map((one, index) => [of.get(index) ?? null, one]) };
}

const weights: Readonly<Partial<Record<MemberDifference['of'], number>>> = { type: 100, name: 50, place: 20, action: 10 };

function farness(differences: readonly MemberDifference[]): number {
  return differences.reduce((sum, { of }) => sum + (weights[of] ?? 1), 0);
}

/** A thing in short, as a person reads it. */
export function called({ type, name }: Member): string {
  return `${plainName(type)} ${typeof name === 'string' ? plainName(name) : shownName(name)}`;
}

function shownName(name: JsonObject): string {
  if (isUnknownLeaf(name)) return `‹made of ${name.$unknown.from.join(' and ')}›`;
  return String(showReferences(name as Json));
}

/** As many pairs as there can be, by the index on the left: augmenting paths. */
function pairs(fits: readonly (readonly boolean[])[]): Map<number, number> {
  const of = new Map<number, number>();
  const seek = (left: number, seen: Set<number>): boolean => {
    for (const [right, fit] of (fits[left] ?? []).entries()) {
      if (!fit || seen.has(right)) continue;
      seen.add(right);
      const other = of.get(right);
      if (other !== undefined && !seek(other, seen)) continue;
      of.set(right, left);
      return true;
    }
    return false;
  };
  for (const left of fits.keys()) seek(left, new Set());
  return new Map([...of].map(([right, left]) => [left, right]));
}

function differencesOf(approved: Member, now: Member, terms: EnvelopeTerms): MemberDifference[] {
  const found: MemberDifference[] = [];
  const member = called(now);
  const tell = (of: MemberDifference['of'], path: string, before: Json | undefined, after: Json | undefined, because?: string): void => {
    const sides = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
    found.push({ of, member, path, ...sides, ...(because === undefined ? {} : { because }) });
  };
  if (approved.action !== now.action) tell('action', '/action', approved.action, now.action);
  if (approved.type !== now.type) tell('type', '/type', approved.type, now.type);
  if (!sameJson(approved.place, now.place)) tell('place', '/place', approved.place as JsonObject, now.place as JsonObject);
  const guarded = mayDecide(approved.type) || mayDecide(now.type);
  // What is made anew may be called anything; to what is there already something is done.
  compare(approved.name, now.name, { path: ['name'], of: 'name', guarded: guarded || approved.action !== 'create', terms, tell });
  compare(approved.properties, now.properties, { path: [], of: 'value', guarded, type: terms.typeOf(now.type), terms, tell });
  return found;
}

interface Comparing {
  readonly path: readonly string[];
  readonly of: 'name' | 'value';
  /** It decides who gets in, or to what something is done. */
  readonly guarded: boolean;
  /** Whose properties they are, where that is known. */
  readonly type?: ResourceType | undefined;
  readonly terms: EnvelopeTerms;
  readonly tell: (of: MemberDifference['of'], path: string, before: Json | undefined, after: Json | undefined, because?: string) => void;
}

function compare(approved: Json | undefined, now: Json | undefined, at: Comparing): void {
  const path = pointerOf(at.path);
  if (approved === undefined || now === undefined) {
    if (approved !== now) at.tell(at.of, path, approved, now);
    return;
  }
  if (isUnknownLeaf(approved)) {
    const before = approved as unknown as JsonObject;
    if (!isOfType(now, approved)) at.tell(at.of, path, before, now);
    else tellUnseen(before, now, at);
    return;
  }
  if (isReference(approved)) {
    const resolved = resolveReferences(approved as Json, at.terms.lookup);
    const names = referencesIn(approved).every(at.terms.isIdentifier) && !('$call' in approved);
    if (resolved.unresolved.length > 0 || !sameJson(resolved.value, now)) at.tell(at.of, path, approved as Json, now);
    else if (!names) tellUnseen(approved as Json, now, at);
    return;
  }
  if (Array.isArray(approved) && Array.isArray(now) && approved.length === now.length) {
    for (const [index, item] of (approved as readonly Json[]).entries()) compare(item, now[index], { ...at, path: [...at.path, String(index)] });
    return;
  }
  if (isJsonObject(approved) && isJsonObject(now)) {
    const guarded = at.guarded || isStatement(approved) || isStatement(now);
    const names = new Set([...Object.keys(approved), ...Object.keys(now)]);
    for (const name of names) compare(approved[name], now[name], { ...at, path: [...at.path, name], guarded: guarded || mayDecide(name) });
    return;
  }
  if (!sameJson(approved, now)) at.tell(at.of, path, approved, now);
}

function tellUnseen(before: Json, now: Json, at: Comparing): void {
  const because = unseen(now, at);
  if (because !== null) at.tell('decides', pointerOf(at.path), before, now, because);
}

/** Why a value that nobody saw may not be taken for approved; null where it may. */
function unseen(now: Json, { guarded, type, path }: Comparing): string | null {
  const notKnown = 'was not known when the plan was approved';
  if (guarded || decidesWhoGetsIn(now)) return `it decides who gets in or to what something is done, or may, and ${notKnown}`;
  return type !== undefined && isChoice(type, path) ? `it is one of a few that each mean something, and ${notKnown}` : null;
}

function isOfType(value: Json, { $unknown: { type } }: UnknownLeaf): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}
