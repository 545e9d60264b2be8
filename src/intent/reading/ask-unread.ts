import type { Json, JsonObject } from '../../kernel/json.ts';
import { withValueAt } from '../../kernel/pointer.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Answer, Question } from '../../model/question.ts';
import type { Property, ResourceType } from '../../model/resource-type.ts';
import { validateProperties } from '../../model/validate-properties.ts';
import { quote, unclear } from '../not-understood.ts';
import type { ResolveContext } from '../resolve.ts';
import type { NamesSaid, ReadText, Said, ToldProperty } from '../understood.ts';
import { type Leaf, leavesOf } from './leaves-of.ts';
import { versionsFor } from './read-version.ts';
import { spokenLeaves } from './spoken-names.ts';
import { stemOf, wordsOfName } from './words-of-name.ts';

/** The slot of the question what words mean that nobody knows, and its answer where nothing is to be made of them. */
export const unreadSlot = 'unread';
const leaveOut = 'leave out';
const isName = 'name';
/** So many properties are named that the words may mean. */
const mostNear = 3;

/** A thing that is asked for, by its place among them, and its type. */
interface Holder {
  readonly kind: 'bares' | 'groups';
  readonly index: number;
  readonly type: ResourceType;
}

/**
 * Asks of each part of the words that nobody knows what it means: it is left out, or is a property that the answer gives a value (`MultiAZ=true`); the properties whose names are near are named. A single word right behind what it may be the name of is asked for as that. An answer
 * settles its own part; the others stay open. With all answers, the text as it is then. A property that nothing has which is asked for, or a value that it cannot hold, is INTENT_NOT_UNDERSTOOD.
 */
export function askUnread(read: ReadText, unread: readonly Said[], context: ResolveContext, answers: readonly Answer[]): Result<ReadText> {
  const holders = holdersOf(read, context);
  let given = read;
  for (const part of unread) {
    const answer = answers.find((one) => one.at === part.at && one.slot === unreadSlot);
    const next =
      answer === undefined
        ? ok({ ...given, questions: [...given.questions, question(part, holders, read, context.knowledge)] })
        : answered(given, part, answer, holders);
    if (!next.ok) return next;
    given = next.value;
  }
  return ok(given);
}

/** The text with what an answer makes of a part of its words. */
function answered(read: ReadText, part: Said, { value: answer, by }: Answer, holders: readonly Holder[]): Result<ReadText> {
  const left = (why: string): ReadText => ({ ...read, unused: [...read.unused, { ...part, why }] });
  if (answer === leaveOut) return ok(left('is left out, as was answered'));
  const called = answer === isName ? calledBehind(part, holders, read) : null;
  if (called !== null) return ok(withName(read, called, { ...part, names: [part.words], by }));
  const pairs = answer.split(/,\s*(?=[A-Za-z][\w./]*\s*=)/u);
  // By name alone: a value may be what nobody is to read.
  let given = left(`is said otherwise, as was answered: ${pairs.map(nameIn).join(', ')}`);
  for (const pair of pairs) {
    const [, name = '', value = ''] = /^\s*([A-Za-z][\w./]*)\s*=\s*(.+?)\s*$/su.exec(pair) ?? [];
    const next = name === '' ? null : withProperty(given, name, value, holders, { at: part.at, by });
    if (next === null)
      return fail(
        unclear(
          part,
          `${quote(nameIn(pair))} is no property of what is asked for that can have that value`,
          'answer NAME=VALUE with the name of a property, or a to leave the words out',
        ),
      );
    given = next;
  }
  return ok(given);
}

/** What is asked for in the words right ahead of a single word, and has no name. */
function calledBehind({ words, at }: Said, holders: readonly Holder[], read: ReadText): Holder | null {
  if (!/^[\p{L}_/][\w./-]*$/u.test(words)) return null;
  const behind = (said: Said): number => placeIn(said.at) + said.words.length + 1;
  return (
    holders.find(({ kind, index }) => {
      const one = read[kind][index];
      return one !== undefined && one.names === null && one.count === 1 && behind(one) === placeIn(at);
    }) ?? null
  );
}

function placeIn(at: string): number {
  return Number(at.split(':')[1]);
}

function withName(read: ReadText, { kind, index }: Holder, names: NamesSaid): ReadText {
  const named = <T>(things: readonly T[]): T[] => things.map((thing, place) => (place === index ? { ...thing, names } : thing));
  return kind === 'bares' ? { ...read, bares: named(read.bares) } : { ...read, groups: named(read.groups) };
}

function nameIn(pair: string): string {
  return pair.split('=')[0]?.trim() ?? '';
}

function holdersOf({ bares, groups }: ReadText, { types, knowledge }: ResolveContext): Holder[] {
  const named = [
    ...bares.map(({ type }, index) => ({ kind: 'bares' as const, index, name: type })),
    ...groups.map(({ pattern }, index) => ({ kind: 'groups' as const, index, name: knowledge.patterns.get(pattern)?.type ?? '' })),
  ];
  return named.flatMap(({ kind, index, name }) => {
    const type = types.type(name);
    return type.ok ? [{ kind, index, type: type.value }] : [];
  });
}

function question(part: Said, holders: readonly Holder[], read: ReadText, knowledge: KnowledgeBase): Question {
  const versions = versionsOf(part, holders, read, knowledge);
  const [newest] = versions.slice(-1);
  if (newest !== undefined) {
    const options = [
      ...versions.map((value) => ({ value, text: `sets ${value.split('=')[0]} so` })),
      { value: leaveOut, text: 'the one that is taken where none is said' },
    ];
    return {
      at: part.at,
      slot: unreadSlot,
      text: `Which version is ${quote(part.words)}?`,
      options: options.map((option, index) => ({ letter: String.fromCharCode(97 + index), ...option })),
      open: true,
      default: newest,
      because: null,
    };
  }
  const near = nearTo(part, holders);
  const values = near
    .filter(({ holder, leaf }) => !holder.type.createOnly.includes(leaf.pointer))
    .flatMap(({ leaf: { own, property } }) => choicesOf(property).map((value) => `${own}=${value}`))
    .slice(0, 6);
  const called = calledBehind(part, holders, read);
  const owner = called === null ? undefined : read[called.kind][called.index];
  const options = [
    ...(owner === undefined ? [] : [{ value: isName, text: `it is called ${part.words}` }]),
    { value: leaveOut, text: `nothing is made of ${quote(part.words)}` },
    ...values.map((value) => ({ value, text: `sets ${value.split('=')[0]} so` })),
  ];
  const names = near.length === 0 ? '' : ` (near: ${near.map(({ leaf }) => `${leaf.own}${within(leaf.property)}`).join(', ')})`;
  const asName = /^[\w./-]+$/u.test(part.words) ? '; a name is said as named "…"' : '';
  return {
    at: part.at,
    slot: unreadSlot,
    text:
      owner !== undefined
        ? `Is ${quote(part.words)} the name of ${quote(owner.words)}? Otherwise say what it is: NAME=VALUE with the property that it sets${names}`
        : `Nothing is known to make of ${quote(part.words)}. Is it to be left out? Otherwise answer NAME=VALUE with the property that it sets${names}${asName}`,
    options: options.map((option, index) => ({ letter: String.fromCharCode(97 + index), ...option })),
    open: true,
    default: owner === undefined ? leaveOut : isName,
    because: null,
  };
}

/** The versions that a number may mean that nothing was made of, oldest first. */
function versionsOf({ words }: Said, holders: readonly Holder[], { bares }: ReadText, knowledge: KnowledgeBase): readonly string[] {
  const number = /^(?:version\s+)?v?(\d+(?:\.\d+)*)$/iu.exec(words)?.[1];
  if (number === undefined) return [];
  const found = holders.flatMap(({ kind, index, type }) => {
    const engine = kind === 'bares' ? bares[index]?.properties['Engine'] : undefined;
    return versionsFor(type.name, typeof engine === 'string' ? engine.replaceAll('-', ' ') : '', number, knowledge);
  });
  return found.map(({ pointer, value }) => `${pointer.slice(1)}=${value}`).slice(-7);
}

interface Near {
  readonly holder: Holder;
  readonly leaf: Leaf;
}

/** The properties whose names are the words, or half of them at least: one word of many says nothing. */
function nearTo({ words }: Said, holders: readonly Holder[]): Near[] {
  const stems = new Set(
    words
      .toLowerCase()
      .split(/[^a-z0-9]+/u)
      .filter((word) => word.length > 2)
      .map(stemOf),
  );
  const ranked = holders.flatMap((holder) =>
    spokenLeaves(holder.type).flatMap((leaf) => {
      const shares = [...leaf.spoken, ...leaf.short, wordsOfName(leaf.own).map(stemOf)].map(
        (name) => name.filter((word) => stems.has(word)).length / name.length,
      );
      const share = Math.max(...shares);
      return share < 0.5 || holder.type.readOnly.includes(leaf.pointer) ? [] : [{ holder, leaf, share }];
    }),
  );
  const best = ranked.sort((a, b) => b.share - a.share || (a.leaf.pointer < b.leaf.pointer ? -1 : 1));
  return [...new Map(best.map((near) => [near.leaf.own, near])).values()].slice(0, mostNear);
}

/** ", from 128 to 10240" */
function within({ shape }: Property): string {
  if (shape.kind !== 'integer' && shape.kind !== 'number') return '';
  const { minimum, maximum } = shape;
  const low = minimum === undefined ? '' : maximum === undefined ? ` at least ${minimum}` : ` from ${minimum}`;
  return `${low}${maximum === undefined ? '' : minimum === undefined ? ` at most ${maximum}` : ` to ${maximum}`}`;
}

function choicesOf({ shape }: Property): readonly string[] {
  if (shape.kind === 'boolean') return ['true', 'false'];
  return shape.kind === 'string' ? (shape.enum ?? []).slice(0, 4) : [];
}

/** The text with a property of the one thing that has it; null where none has, several have, or it cannot hold the value. */
function withProperty(read: ReadText, name: string, text: string, holders: readonly Holder[], said: Pick<ToldProperty, 'at' | 'by'>): ReadText | null {
  const pointer = `/${name.replaceAll('.', '/').replace(/^\//u, '')}`.toLowerCase();
  const found = holders.flatMap((holder) => {
    const leaf = leavesOf(holder.type).find((one) => one.pointer.toLowerCase() === pointer || `/${one.own}`.toLowerCase() === pointer);
    return leaf === undefined ? [] : [{ holder, leaf }];
  });
  const [one, other] = found;
  const value = one === undefined ? undefined : givenValue(text, one.leaf.property);
  if (one === undefined || other !== undefined || value === undefined) return null;
  const { kind, index, type } = one.holder;
  if (validateProperties(type, withValueAt({}, one.leaf.pointer, value), { references: false, partial: true }).length > 0) return null;
  const given = <T extends { readonly properties: JsonObject; readonly told: readonly ToldProperty[] }>(things: readonly T[]): T[] =>
    things.map((thing, place) =>
      place === index
        ? {
            ...thing,
            properties: withValueAt(thing.properties, one.leaf.pointer, value),
            told: [...thing.told, { words: text, ...said, pointer: one.leaf.pointer }],
          }
        : thing,
    );
  return kind === 'bares' ? { ...read, bares: given(read.bares) } : { ...read, groups: given(read.groups) };
}

function givenValue(text: string, { shape }: Property): Json | undefined {
  if (shape.kind === 'string') return text.replace(/^"(.*)"$/su, '$1').replaceAll('${', () => '$${');
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
