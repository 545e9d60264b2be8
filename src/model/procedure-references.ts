import type { Json, JsonObject } from '../kernel/json.ts';

/** What a reference may begin with, beside the name of a step. */
export type ReferenceRoot = 'inputs' | 'outputs' | 'token';

/** A value by its path: `${inputs.tags.team}`, `${create.id}`, `${token}`. */
export interface Reference {
  readonly root: string;
  readonly path: readonly string[];
}

const reference = /^\s*([a-z][a-z0-9_]*)((?:\.[A-Za-z0-9_]+)*)\s*$/;

/** The texts and references that a text is made of; `$${` is a plain `${`. Null where a `${` begins no reference. */
export function readReferences(text: string): (string | Reference)[] | null {
  const pieces: (string | Reference)[] = [];
  let plain = '';
  for (let at = 0; at < text.length; ) {
    if (text.startsWith('$${', at)) {
      plain += '${';
      at += 3;
    } else if (text.startsWith('${', at)) {
      const end = text.indexOf('}', at);
      const [, root = '', path = ''] = reference.exec(end < 0 ? '' : text.slice(at + 2, end)) ?? [];
      if (root === '') return null;
      if (plain !== '') pieces.push(plain);
      plain = '';
      pieces.push({ root, path: path.split('.').slice(1) });
      at = end + 1;
    } else plain += text[at++];
  }
  return plain === '' ? pieces : [...pieces, plain];
}

/** Every reference in a value, with the keys that lead to it. What is not the form of one is told as null. */
export function referencesWithin(
  value: Json,
  keys: readonly (string | number)[] = [],
): { readonly keys: readonly (string | number)[]; readonly to: Reference | null }[] {
  if (typeof value === 'string') {
    const pieces = readReferences(value);
    return pieces === null ? [{ keys, to: null }] : pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [{ keys, to: piece }]));
  }
  if (typeof value !== 'object' || value === null) return [];
  const members = Array.isArray(value) ? (value as readonly Json[]).map((item, index) => [index, item] as const) : Object.entries(value as JsonObject);
  return members.flatMap(([key, member]) => referencesWithin(member, [...keys, key]));
}

/** Thrown for a reference to what has no value. */
export class NoValue extends Error {}

/** A value with every reference replaced: one that is the whole text by its value as it is, one within a text by its text, structures as JSON. */
export function fillReferences(value: Json, lookup: (to: Reference) => Json | undefined): Json {
  if (typeof value === 'string') {
    const pieces = readReferences(value) ?? [];
    const [only] = pieces;
    if (pieces.length === 1 && typeof only === 'object') return found(only, lookup);
    return pieces.map((piece) => (typeof piece === 'string' ? piece : asText(found(piece, lookup)))).join('');
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => fillReferences(item, lookup));
  return Object.fromEntries(Object.entries(value as JsonObject).map(([name, member]) => [name, fillReferences(member, lookup)]));
}

function found(to: Reference, lookup: (to: Reference) => Json | undefined): Json {
  const value = lookup(to);
  if (value === undefined) throw new NoValue([to.root, ...to.path].join('.'));
  return value;
}

export function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
