import { digestOf } from '../kernel/digest.ts';
import { isJsonObject, type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import { pointerOf, valueAt } from '../kernel/pointer.ts';
import { keepsWhole, textOf } from '../model/call-function.ts';
import type { Binding } from '../model/observed.ts';
import type { Change } from '../model/plan.ts';
import { isSecretText, mapSecrets } from '../model/secret.ts';
import type { Applied } from './diff-properties.ts';
import {
  isCallRef,
  isReference,
  type Lookup,
  mapReferences,
  mostCharacters,
  type Reference,
  type Resolved,
  referencesIn,
  resolveReferences,
} from './resolve-references.ts';
import { documentOf } from './same-leaf.ts';
import { isWritten, writtenDigest } from './written-digest.ts';

/** Whether an attribute of a node is at a place that hides what stands there. */
export type Keeps = (node: string, attribute: string) => boolean;

/**
 * A wish whose references are resolved, but for those to places that hide: in a plan they stay what they are, so that their values are in nothing that is stored or told, and the run resolves them. While it is
 * compared each has a text of its own in its place, and so has, in what is live and in the books, what it gives: a wish that is met has no difference.
 * One that gives a part alone, or a measure, is compared only where the same was applied before, of the same values: otherwise it could become anything, so that no plan tells whether it would give what is there.
 */
export interface KeptWish {
  /** With the texts that stand in. Not to be told. */
  readonly compared: JsonObject;
  /** With the values themselves: for digests. Not to be told. */
  readonly whole: JsonObject;
  /** What is live, with the same texts. */
  met(live: JsonObject): JsonObject;
  /** What the books hold, with the same texts. */
  metInBooks(applied: Applied | null, keyed: ((text: string) => string) | undefined): Applied | null;
  /** Anything made of `compared`, with the references where texts stand in. */
  restored<T>(made: T): T;
}

/** What stands in for a reference that is kept. */
interface Kept {
  readonly standIn: Json;
  readonly reference: Json;
  readonly value: Json;
}

/** What the books hold of references that give a part alone, by JSON pointer: see `partOf`. */
export interface PartsApplied {
  readonly parts: Readonly<Record<string, string>>;
  readonly keyed: (text: string) => string;
}

/** What a binding tells of them; null where it tells nothing, or nothing can be compared with it. */
export function partsIn(binding: Binding | null, keyed: PartsApplied['keyed'] | undefined): PartsApplied | null {
  return binding?.partly === undefined || keyed === undefined ? null : { parts: binding.partly, keyed };
}

/** Where a wish is given what is kept, by JSON pointer. */
export function takenIn(wish: Json, keeps: Keeps): NonNullable<Change['takes']> {
  return keptIn(wish, keeps).flatMap(({ pointer, reference }) => {
    const from = referencesIn(reference).filter(({ node, attribute }) => keeps(node, attribute));
    const partly = givesPart(reference, keeps) ? { partly: digestOf(reference) } : {};
    return [...new Set(from.map(nameOf))].map((name) => ({ pointer, from: name, ...partly }));
  });
}

/** The outermost references in a wish to what is kept, each with its place. */
function keptIn(wish: Json, keeps: Keeps, path: readonly string[] = []): { readonly pointer: string; readonly reference: Json }[] {
  if (typeof wish !== 'object' || wish === null) return [];
  if (!isReference(wish) && !isSecretText(wish)) return Object.entries(wish).flatMap(([name, member]) => keptIn(member as Json, keeps, [...path, name]));
  return referencesIn(wish).some(({ node, attribute }) => keeps(node, attribute)) ? [{ pointer: pointerOf(path), reference: wish }] : [];
}

/** The parts that a change applies, of what the run has given it: by JSON pointer. One of which that is not known any more is left out. */
export function partsApplied(takes: NonNullable<Change['takes']>, asked: JsonObject, lookup: Lookup, keyed: PartsApplied['keyed']): PartsApplied['parts'] {
  const places = Map.groupBy(
    takes.filter(({ partly }) => partly !== undefined),
    ({ pointer }) => pointer,
  );
  const parts = [...places].map(([pointer, given]) => {
    const names = new Set(given.map(({ from }) => from));
    const reference = valueAt(asked, pointer) ?? null;
    return [pointer, partOf(reference, (node, attribute) => names.has(nameOf({ node, attribute })), lookup, keyed)] as const;
  });
  return Object.fromEntries(parts.filter((part): part is [string, string] => part[1] !== null));
}

/** The keyed digest of a reference with all that it is given: of another value, or cut by another one, it is another. Null where not all of that is there. */
function partOf(reference: Json, keeps: Keeps, lookup: Lookup, keyed: PartsApplied['keyed']): string | null {
  const open = resolveReferences(isSecretText(reference) ? (reference.$secret as Json) : reference, unless(keeps, lookup)).value;
  const given = new Map(referencesIn(open).map((from) => [nameOf(from), from]));
  const values = [...given.values()].map(({ node, attribute }) => lookup(node, attribute));
  return values.includes(undefined) ? null : keyed(digestOf([open, ...(values as Json[])]));
}

function nameOf({ node, attribute }: Reference): string {
  return `${node}.${attribute}`;
}

/** What may be told of what there is. */
function unless(keeps: Keeps, lookup: Lookup): Lookup {
  return (node, attribute) => (keeps(node, attribute) ? undefined : lookup(node, attribute));
}

/** Whether a reference gives a part or a measure alone of what is kept. */
function givesPart(reference: Json, keeps: Keeps): boolean {
  if (typeof reference !== 'object' || reference === null) return false;
  const parts = isCallRef(reference) && !keepsWhole[reference.$call[0]] && referencesIn(reference).some(({ node, attribute }) => keeps(node, attribute));
  return parts || Object.values(reference).some((member) => givesPart(member as Json, keeps));
}

/** `seal` sets the digests of secrets beside them, where all of their text is known. `applied`: what was applied of parts; null where that is not known. */
export function keepReferences(
  wish: JsonObject,
  lookup: Lookup,
  keeps: Keeps,
  seal: (given: JsonObject) => JsonObject,
  applied: PartsApplied | null = null,
): KeptWish {
  const told = unless(keeps, lookup);
  const hiding = keptIn(wish, keeps);
  // What stands at several places is compared only where it was applied at each.
  const same = new Map<Json, boolean>();
  for (const { pointer, reference } of hiding) {
    const before = applied?.parts[pointer];
    const isSame = before !== undefined && givesPart(reference, keeps) && partOf(reference, keeps, lookup, (applied as PartsApplied).keyed) === before;
    same.set(reference, isSame && same.get(reference) !== false);
  }
  const isOpen = (reference: Json): boolean => givesPart(reference, keeps) && same.get(reference) !== true;
  // What is kept is not told by being too long either: it is left as it stands, and each has a room of its own, so that none tells of another.
  const share = Math.floor(mostCharacters / Math.max(hiding.length, 1));
  const resolved = new Map<Json, Resolved<Json>>();
  let room = mostCharacters;
  const known = (reference: Json): Resolved<Json> => {
    const found = resolved.get(reference);
    if (found !== undefined) return found;
    const isKept = referencesIn(reference).some(({ node, attribute }) => keeps(node, attribute));
    const made = resolveReferences(reference, isOpen(reference) ? told : lookup, isKept ? share : room);
    if (!isKept) room -= made.size;
    resolved.set(reference, made);
    return made;
  };
  const whole = seal(mapReferences(wish, (reference) => known(reference as unknown as Json).value) as JsonObject);
  if (hiding.length === 0) return { compared: whole, whole, met: (live) => live, metInBooks: (applied) => applied, restored: (made) => made };
  const kept: Kept[] = [];
  // No wish holds a digest of itself, and this one is keyed: nobody can write what stands in, and it tells nothing of what is kept.
  const marked = seal({ value: { $secret: [digestOf(wish)] } })['value'];
  const drawn = isSecretText(marked) && marked.digest !== undefined ? marked.digest : digestOf(wish);
  const keep = (reference: Json, standing: (name: string, value: Json) => Json | null): Json => {
    const open = resolveReferences(reference, told);
    if (!open.unresolved.some(({ node, attribute }) => keeps(node, attribute))) return open.value;
    const { value, unresolved } = known(reference);
    const standIn = unresolved.length > 0 ? null : standing(`\u0000kept ${drawn} ${kept.length}\u0000`, value);
    if (standIn === null) return open.value;
    kept.push({ standIn, reference: open.value, value });
    return standIn;
  };
  // A secret beside what is kept in one text: all of it is known by its digest.
  const ofSecrets = mapSecrets(wish, (secret) =>
    keep(secret as unknown as Json, (name, value) => {
      const sealed = seal({ value })['value'];
      return isSecretText(sealed) && sealed.digest !== undefined ? { $secret: [name], digest: sealed.digest } : null;
    }),
  );
  const compared = seal(mapReferences(ofSecrets, (reference) => keep(reference as unknown as Json, (name) => name)) as JsonObject);
  const met = <T extends Json>(live: T, wanted: Json | undefined): T => (wanted === undefined ? live : (meet(live, [wanted], kept) as T));
  return {
    compared,
    whole,
    met: (live) => met(live, compared),
    metInBooks: (applied, keyed) => {
      if (applied === null) return null;
      const { properties, writeOnlyDigests, echo } = applied;
      const digests = Object.entries(writeOnlyDigests).map(([pointer, record]) => {
        const [now, value] = [valueAt(compared, pointer), valueAt(whole, pointer)];
        return [pointer, now !== undefined && value !== undefined && isWritten(value, record, keyed) ? writtenDigest(now, keyed) : record] as const;
      });
      const echoes = Object.entries(echo ?? {}).map(([pointer, read]) => [pointer, met(read, valueAt(compared, pointer))] as const);
      return {
        ...applied,
        properties: met(properties, compared),
        writeOnlyDigests: Object.fromEntries(digests),
        ...(echo === undefined ? {} : { echo: Object.fromEntries(echoes) }),
      };
    },
    restored: (made) => restore(made as Json, kept) as typeof made,
  };
}

/** A value in which what the wishes for its place keep stands as that. Of a list any item may be meant, and one item may stand for a list of it. */
function meet(live: Json, wishes: readonly Json[], kept: readonly Kept[]): Json {
  const wanted = wishes.flatMap((wish): readonly Json[] => (Array.isArray(wish) ? [wish, ...(wish as readonly Json[])] : [wish]));
  if (wanted.includes(live)) return live;
  const same = kept.find(({ standIn, value }) => wanted.some((wish) => stands(wish, standIn)) && isSame(live, standIn, value));
  if (same !== undefined) return same.standIn;
  if (Array.isArray(live)) return (live as readonly Json[]).map((item) => meet(item, wanted, kept));
  const objects = wanted.filter((wish) => isJsonObject(wish));
  const document = documentOf(live);
  if (objects.length === 0 || !isJsonObject(document)) return live;
  const below = (name: string): Json[] => objects.flatMap((wish) => (Object.hasOwn(wish, name) ? [wish[name] as Json] : []));
  const met = Object.fromEntries(Object.entries(document).map(([name, member]) => [name, meet(member, below(name), kept)]));
  return typeof live === 'string' && sameJson(met, document) ? live : met;
}

function stands(value: Json, standIn: Json): boolean {
  return value === standIn || (isSecretText(standIn) && isSecretText(value) && sameJson(value, standIn));
}

function isSame(live: Json, standIn: Json, value: Json): boolean {
  if (isSecretText(live) || isSecretText(standIn)) return isSecretText(live) && isSecretText(standIn) && live.digest === standIn.digest;
  return typeof live === 'object' || typeof value === 'object' ? sameJson(live, value) : textOf(live) === textOf(value);
}

function restore(made: Json, kept: readonly Kept[]): Json {
  const found = kept.find(({ standIn }) => stands(made, standIn));
  if (found !== undefined) {
    const { standIn, reference } = found;
    return isSecretText(standIn) ? { ...(reference as JsonObject), digest: standIn.digest as string } : reference;
  }
  if (typeof made === 'string') return withoutStandIns(made, kept);
  if (Array.isArray(made)) return (made as readonly Json[]).map((item) => restore(item, kept));
  return isJsonObject(made) ? Object.fromEntries(Object.entries(made).map(([name, member]) => [withoutStandIns(name, kept), restore(member, kept)])) : made;
}

/** A path or a name of which what is kept is a part, as a tag's key is: no reference can stand there. */
function withoutStandIns(text: string, kept: readonly Kept[]): string {
  if (!text.includes('\u0000kept ')) return text;
  return kept.reduce((told, { standIn }) => (typeof standIn === 'string' ? told.replaceAll(standIn, '‹hidden›') : told), text);
}
