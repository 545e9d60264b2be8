import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Said } from '../understood.ts';
import { placeNamed } from './read-act.ts';
import { type Literal, literalsOf } from './read-values.ts';
import { isWrapper } from './unread.ts';
import { stemOf, wordsOfName } from './words-of-name.ts';

/** What a text says of the inputs of something that is published. */
export interface ReadInputs {
  readonly inputs: JsonObject;
  readonly told: readonly (Said & { readonly input: string })[];
  /** Words that are no value of an input, and not what the thing is called. */
  readonly unread: readonly Said[];
  /** What it cannot be without, and nobody said. */
  readonly lacking: readonly string[];
}

/** What may be said: JSON Schemas of the inputs by name, the words of the thing's own name and description, and what is known of words. */
export interface InputsAsked {
  readonly schema: JsonObject;
  readonly own: string;
  readonly knowledge: KnowledgeBase;
  readonly regions: readonly string[];
}

interface Input {
  readonly name: string;
  readonly words: readonly string[];
  readonly kind: 'text' | 'number' | 'switch' | 'texts' | 'other';
  readonly values: readonly string[];
}

/** Names of inputs that "for shop" may be said of. */
const called = /^(?:name|app|application|project|product|team|service|customer|tenant|site|workload)$/u;
const numbers: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10 };
const leading = /^(?:of|to|is|=|as|set|a|an|the|:|be)$/iu;

/**
 * Reads the values of inputs out of a text: by their own names beside a value ("three subnets", "tier prod", "cidr of 10.0.0.0/16"), by a value that only one of them can have (of an enumeration, a block of addresses, a region), and
 * by what the thing is named, or is for. What two inputs could mean, and two values of one, are left unread.
 */
export function readInputs(text: string, { schema, own, knowledge, regions }: InputsAsked): ReadInputs {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const inputs = Object.entries(properties).flatMap(([name, member]) => (isJsonObject(member) ? [inputOf(name, member)] : []));
  // A unit is part of its number.
  const literals = literalsOf(text, 0, knowledge).filter(
    ({ start }, _, all) => !all.some((number) => number.kind === 'number' && number.start < start && start < number.through),
  );
  const stems = literals.map(({ kind, text }) => (kind === 'word' ? stemOf(text.toLowerCase()) : null));
  const used = new Set<number>();
  const given: Record<string, Json> = {};
  const told: (Said & { readonly input: string })[] = [];
  const give = (input: Input, value: Json, places: readonly number[]): void => {
    if (Object.hasOwn(given, input.name)) return;
    given[input.name] = value;
    const [first, last] = [literals[Math.min(...places)], literals[Math.max(...places)]];
    for (const place of places) used.add(place);
    told.push({ words: text.slice(first?.start, last?.through), at: `intent:${(first?.start ?? 0) + 1}`, input: input.name });
  };
  /** The one input for something; several are none. */
  const only = (test: (input: Input) => boolean): Input | null => {
    const [one, other] = inputs.filter((input) => test(input) && !Object.hasOwn(given, input.name));
    return one !== undefined && other === undefined ? one : null;
  };

  const places = literals.flatMap((literal, index) => {
    const region = placeNamed(literal.text, knowledge, regions);
    return region === null ? [] : [{ region, index }];
  });
  for (const { index } of places) used.add(index);
  const place = only(({ words, kind }) => words.at(-1) === 'region' && (kind === 'text' || kind === 'texts'));
  const named = [...new Set(places.map(({ region }) => region))];
  if (place !== null && named.length > 0 && (place.kind === 'texts' || named.length === 1))
    give(
      place,
      place.kind === 'texts' ? named : (named[0] ?? ''),
      places.map(({ index }) => index),
    );

  for (const input of inputs) {
    for (const words of spokenAs(input)) {
      const at = stems.findIndex((_, index) => words.every((word, step) => stems[index + step] === word && !used.has(index + step)));
      const found = at < 0 ? null : valueBeside(input, literals, at, at + words.length, used);
      if (found === null) continue;
      give(input, found.value, [...words.map((_, step) => at + step), ...found.places]);
      break;
    }
  }
  for (const input of inputs) {
    const said = literals.flatMap(({ text }, index) => {
      const value = input.values.find((one) => one.toLowerCase() === text.toLowerCase());
      return value === undefined || used.has(index) || only(({ values }) => values.includes(value)) !== input ? [] : [{ value, index }];
    });
    const [one] = said;
    if (one !== undefined && said.every(({ value }) => value === one.value))
      give(
        input,
        one.value,
        said.map(({ index }) => index),
      );
  }
  for (const [index, { kind, text }] of literals.entries()) {
    const input = kind === 'cidr' && !used.has(index) ? only(({ words, kind }) => words.includes('cidr') && kind === 'text') : null;
    if (input !== null) give(input, text, [index]);
  }
  for (const [index, { text: word }] of literals.entries()) {
    const next = literals[index + 1];
    if (next === undefined || used.has(index + 1) || !/^(?:for|named|called)$/iu.test(word)) continue;
    const bare = next.kind === 'quoted' || (next.kind === 'word' && /^[A-Za-z][\w.-]*$/u.test(next.text) && !isWrapper(next.text));
    const after = literals[index + 2];
    // "For lower latency" is no name: behind one, something else begins.
    const ends =
      after === undefined ||
      used.has(index + 2) ||
      /[,;]/u.test(text.slice(next.through, after.start)) ||
      /^(?:in|with|and|on|at|of|as|that|which)$/iu.test(after.text);
    const target =
      only(({ name, kind, values }) => kind === 'text' && values.length === 0 && name === 'name') ??
      only(({ words, kind, values }) => kind === 'text' && values.length === 0 && called.test(words.at(-1) ?? ''));
    if (bare && ends && target !== null) give(target, next.text, [index, index + 1]);
  }

  const known = new Set(
    own
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .map(stemOf),
  );
  const unread = literals.flatMap((literal, index): Said[] => {
    const plain = literal.kind === 'word' && (isWrapper(literal.text) || known.has(stemOf(literal.text.toLowerCase())) || !/[\p{L}\p{N}]/u.test(literal.text));
    return used.has(index) || plain ? [] : [{ words: text.slice(literal.start, literal.through), at: `intent:${literal.start + 1}` }];
  });
  const required = Array.isArray(schema['required']) ? (schema['required'] as readonly Json[]) : [];
  const lacking = inputs.flatMap(({ name }) => {
    const member = properties[name];
    return required.includes(name) && !Object.hasOwn(given, name) && isJsonObject(member) && member['default'] === undefined ? [name] : [];
  });
  return { inputs: given, told, unread, lacking };
}

function inputOf(name: string, member: JsonObject): Input {
  const { type, enum: values, items } = member as Readonly<Record<string, Json | undefined>>;
  const texts = Array.isArray(values) ? (values as readonly Json[]).filter((value) => typeof value === 'string') : [];
  const kinds: Readonly<Record<string, Input['kind']>> = { string: 'text', integer: 'number', number: 'number', boolean: 'switch' };
  const kind = type === 'array' && isJsonObject(items) && items['type'] === 'string' ? 'texts' : texts.length > 0 ? 'text' : (kinds[String(type)] ?? 'other');
  return { name, words: wordsOfName(name).map(stemOf), kind, values: texts };
}

/** How the name of an input is said: whole, and without what only says that it is a number of something. */
function spokenAs({ words, kind }: Input): readonly (readonly string[])[] {
  const bare = words.filter((word) => !/^(?:count|number|num|of)$/u.test(word));
  return kind === 'number' && bare.length < words.length && bare.length > 0 ? [words, bare] : [words];
}

/** A value of the input's kind behind its name, over words that lead to it, else right before it. */
function valueBeside(
  input: Input,
  literals: readonly Literal[],
  from: number,
  to: number,
  used: ReadonlySet<number>,
): { readonly value: Json; readonly places: readonly number[] } | null {
  if (input.kind === 'switch') {
    const [before, after] = [literals[from - 1]?.text ?? '', literals[to]?.text ?? ''];
    if (/^(?:without|no|disable)$/iu.test(before)) return { value: false, places: [from - 1] };
    if (/^(?:off|disabled)$/iu.test(after)) return { value: false, places: [to] };
    return /^(?:with|enable)$/iu.test(before) ? { value: true, places: [from - 1] } : /^(?:on|enabled)$/iu.test(after) ? { value: true, places: [to] } : null;
  }
  const at = (index: number): Json | null => (literals[index] === undefined || used.has(index) ? null : valueIn(input, literals[index] as Literal));
  let index = to;
  while (leading.test(literals[index]?.text ?? '')) index++;
  const behind = at(index);
  if (behind !== null) return { value: behind, places: [index] };
  const before = input.kind === 'number' ? at(from - 1) : null;
  return before === null ? null : { value: before, places: [from - 1] };
}

function valueIn({ kind, values }: Input, literal: Literal): Json | null {
  const lower = literal.text.toLowerCase();
  if (kind === 'number') return literal.kind === 'number' && literal.unit === null ? Number(literal.text) : (numbers[lower] ?? null);
  if (kind !== 'text') return null;
  if (values.length > 0) return values.find((value) => value.toLowerCase() === lower) ?? null;
  return literal.kind !== 'word' || (!isWrapper(literal.text) && !/^(?:in|with|and|on|at|of|as|that|which)$/iu.test(lower)) ? literal.text : null;
}
