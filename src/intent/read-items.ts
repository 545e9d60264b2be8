import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { type Meaning, type Phrase, type PhrasePart, type WordGap, wordsOf } from '../knowledge/phrase-table.ts';
import { namesBeside } from './names-beside.ts';
import { type Token, tokenize } from './tokenize.ts';

/** What stood for a phrase's gap. A length of time is in seconds. */
export type GapValue =
  | { readonly gap: 'duration'; readonly seconds: number }
  | { readonly gap: 'number'; readonly number: number }
  | { readonly gap: 'word'; readonly text: string };

type SlotMeaning = Extract<Meaning, { kind: 'slot' }>;

export type ItemMeaning =
  | Exclude<Meaning, SlotMeaning>
  | { readonly kind: 'slot'; readonly slots: SlotMeaning['slots']; readonly value: GapValue | null }
  | {
      readonly kind: 'parts';
      readonly counts: readonly {
        readonly pattern: string;
        readonly slot: string;
        readonly count: number /** A number was said. */;
        readonly counted: boolean;
      }[];
    }
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'quoted'; readonly text: string }
  /** The name of something that stands. */
  | { readonly kind: 'thing' }
  | { readonly kind: 'comma' }
  | { readonly kind: 'stop' }
  /** Has the form of a region and is none. */
  | { readonly kind: 'no-region'; readonly text: string }
  | { readonly kind: 'unknown' };

/** A piece of the intent with one meaning. `start` and `end` are offsets in the text it was read from. */
export interface Item {
  readonly meaning: ItemMeaning;
  readonly words: string;
  readonly start: number;
  readonly end: number;
}

/** Whether the item relates what follows to what came before. */
export function isLink(item: Item | undefined): boolean {
  return item !== undefined && ['link', 'having', 'affirmation'].includes(item.meaning.kind);
}

interface Match {
  readonly length: number;
  readonly meaning: ItemMeaning;
}

/**
 * Reads a text from left to right, always taking the longest phrase; what begins no phrase is `unknown`, adjacent unknown words together. `names` are those of what
 * stands: a word that is one of them, and has no other meaning as a whole, is a `thing`.
 */
export function readItems(text: string, knowledge: KnowledgeBase, regions: ReadonlySet<string>, names: ReadonlySet<string> = new Set()): Item[] {
  const tokens = tokenize(text);
  const items: Item[] = [];
  for (let index = 0; index < tokens.length; ) {
    const match = matchAt(tokens, index, knowledge, regions, names);
    const first = tokens[index] as Token;
    const last = tokens[index + match.length - 1] as Token;
    const previous = items.at(-1);
    const more = match.meaning.kind === 'unknown' && previous?.meaning.kind === 'unknown';
    const start = more ? previous.start : first.start;
    const end = withBracket(text, start, last.end);
    items.splice(more ? -1 : items.length, 1, { meaning: match.meaning, words: text.slice(start, end), start, end });
    index += match.length;
  }
  return namesBeside(items, knowledge);
}

/** The end of words, behind the bracket that closes one among them. */
function withBracket(text: string, start: number, end: number): number {
  const opened = text.slice(start, end).replace(/[^()]/gu, '');
  return opened.lastIndexOf('(') > opened.lastIndexOf(')') && text[end] === ')' ? end + 1 : end;
}

function matchAt(tokens: readonly Token[], index: number, knowledge: KnowledgeBase, regions: ReadonlySet<string>, names: ReadonlySet<string>): Match {
  const token = tokens[index] as Token;
  if (token.kind === 'comma' || token.kind === 'stop') return { length: 1, meaning: { kind: token.kind } };
  if (token.kind === 'quoted') return { length: 1, meaning: { kind: 'quoted', text: token.text } };
  const region = matchRegion(tokens, index, regions);
  if (region !== null) return region;
  if (names.has(token.written) && isFreeWord(tokens, index, knowledge)) return { length: rawLength(tokens, index), meaning: { kind: 'thing' } };
  const part = matchParts(tokens, index, knowledge);
  const phrase = matchPhrase(tokens, index, knowledge);
  if (part !== null && part.length >= (phrase?.length ?? 0)) return part;
  if (phrase !== null) return phrase.meaning.kind === 'naming' ? matchNames(tokens, index, phrase.length, knowledge) : phrase;
  const number = wholeNumber(token);
  if (number !== null) return { length: 1, meaning: { kind: 'count', count: number } };
  // "orders-in" is one word: what it is made of says nothing by itself.
  const joined = token.kind === 'word' && token.written.includes('-') && isFreeWord(tokens, index, knowledge);
  return { length: joined ? rawLength(tokens, index) : 1, meaning: { kind: 'unknown' } };
}

function matchRegion(tokens: readonly Token[], index: number, regions: ReadonlySet<string>): Match | null {
  const token = tokens[index] as Token;
  const whole = token.written.toLowerCase();
  if (tokens[index - 1]?.raw === token.raw || !/^[a-z]{2}(-[a-z]+)+-\d+[a-z]?$/.test(whole)) return null;
  const length = rawLength(tokens, index);
  return { length, meaning: regions.has(whole) ? { kind: 'region', region: whole } : { kind: 'no-region', text: whole } };
}

function matchPhrase(tokens: readonly Token[], index: number, knowledge: KnowledgeBase): Match | null {
  let best: Match | null = null;
  const token = tokens[index] as Token;
  const { phrases } = knowledge;
  for (const begun of [phrases.startingWith(token.text), phrases.startingWithGap]) {
    for (const phrase of begun) {
      const match = matchOne(tokens, index, phrase, knowledge);
      if (match !== null && match.length > (best?.length ?? 0)) best = match;
    }
  }
  return best;
}

function matchOne(tokens: readonly Token[], index: number, phrase: Phrase, knowledge: KnowledgeBase): Match | null {
  let at = index;
  let value: GapValue | null = null;
  for (const part of phrase.parts) {
    const step = matchPart(tokens, at, part, knowledge);
    if (step === null) return null;
    at += step.length;
    value = step.value ?? value;
  }
  const { meaning } = phrase;
  return { length: at - index, meaning: meaning.kind === 'slot' ? { kind: 'slot', slots: meaning.slots, value } : meaning };
}

function matchPart(tokens: readonly Token[], at: number, part: PhrasePart, knowledge: KnowledgeBase): { length: number; value: GapValue | null } | null {
  const token = tokens[at];
  if (token === undefined) return null;
  if (typeof part === 'string') return token.kind === 'word' && token.text === part ? { length: 1, value: null } : null;
  return part.gap === 'word' ? readWord(tokens, at, part, knowledge) : readGap(tokens, at, part.gap, knowledge);
}

/** One word for a gap, with what introduces it: "attribute order_id", "attribute named order_id". */
function readWord(
  tokens: readonly Token[],
  at: number,
  { introducedBy = [], unlike = [] }: WordGap,
  knowledge: KnowledgeBase,
): { length: number; value: GapValue } | null {
  const isNaming = (index: number): boolean =>
    tokens[index]?.kind === 'word' &&
    knowledge.phrases.startingWith(tokens[index]?.text ?? '').some(({ meaning, parts }) => meaning.kind === 'naming' && parts.length === 1);
  const saysWhat = (index: number): boolean => tokens[index]?.kind === 'word' && introducedBy.includes(tokens[index]?.text ?? '');
  const named = isNaming(at - 1);
  let from = at;
  while (!named && saysWhat(from)) from++;
  if (from > at && isNaming(from)) from++;
  const token = tokens[from];
  if (token === undefined) return null;
  const found = (length: number, text: string) => ({ length: from - at + length, value: { gap: 'word' as const, text } });
  if (token.kind === 'quoted') return found(1, token.text);
  // "cidr of value "10.0.0.0/16""
  const next = tokens[from + 1];
  if (token.text === 'value' && next?.kind === 'quoted') return found(2, next.text);
  if (!named && from === at && unlike.includes(token.text)) return null;
  return isFreeWord(tokens, from, knowledge) ? found(rawLength(tokens, from), token.written) : null;
}

function readGap(tokens: readonly Token[], at: number, gap: 'duration' | 'number', knowledge: KnowledgeBase): { length: number; value: GapValue } | null {
  const token = tokens[at] as Token;
  const short = gap === 'duration' && token.kind === 'word' ? /^(\d{1,9})(s|m|h|d|w)$/.exec(token.text) : null;
  if (short !== null) return { length: 1, value: { gap: 'duration', seconds: Number(short[1]) * (letters[short[2] ?? ''] ?? 1) } };
  const number = countAt(tokens, at, knowledge);
  if (number === null) return null;
  if (gap === 'number') return { length: number.length, value: { gap, number: number.count } };
  const unit = tokens[at + number.length];
  const seconds = unit?.kind === 'word' ? knowledge.units.get(unit.text) : undefined;
  return seconds === undefined ? null : { length: number.length + 1, value: { gap, seconds: seconds * number.count } };
}

/** Seconds by the letter that stands right behind a number: 45s. */
const letters: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** A word nobody knows, at the beginning of its raw word: it may be a name. A known word needs quotes to be one. */
function isFreeWord(tokens: readonly Token[], at: number, knowledge: KnowledgeBase): boolean {
  const token = tokens[at];
  if (token?.kind !== 'word' || tokens[at - 1]?.raw === token.raw || !/[\p{L}\p{N}]/u.test(token.text)) return false;
  const lower = token.written.toLowerCase();
  return !knowledge.phrases.isPhrase(lower) && !knowledge.phrases.isPhrase(wordsOf(lower).join(' '));
}

function isWholeWord(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  return token?.kind === 'word' && tokens[at - 1]?.raw !== token.raw && tokens[at + 1]?.raw !== token.raw;
}

function matchNames(tokens: readonly Token[], index: number, introduced: number, knowledge: KnowledgeBase): Match {
  const names: string[] = [];
  let quoted = false;
  let at = index + introduced;
  // A quotation mark that nothing closes is none of the name.
  while (/^[="“]$/u.test(tokens[at]?.text ?? '')) at++;
  let end = at;
  for (;;) {
    const token = tokens[at];
    if (token === undefined || !(token.kind === 'quoted' || (!quoted && isName(tokens, at, names.length === 0, knowledge)))) break;
    // Behind a name in quotes a word without them is none: named "orders" and attach …
    quoted ||= token.kind === 'quoted';
    names.push(token.kind === 'quoted' ? token.text : token.written);
    at += rawLength(tokens, at);
    end = at;
    if (tokens[at]?.kind === 'comma') at++;
    if (tokens[at]?.kind === 'word' && matchPhrase(tokens, at, knowledge)?.meaning.kind === 'joiner') at++;
    if (at === end) break;
  }
  // "is called nightly" says when, and not how it is called.
  const isTime = names.length === 1 && often.test(names[0] ?? '') && /^(?:is|be|gets)$/u.test(tokens[index - 1]?.text ?? '');
  if (isTime && !quoted) return { length: end - index, meaning: { kind: 'unknown' } };
  return names.length === 0 ? { length: introduced, meaning: { kind: 'naming' } } : { length: end - index, meaning: { kind: 'names', names } };
}

const often = /^(?:hourly|nightly|daily|weekly|monthly|yearly|everyday)$/iu;

/** A further name of a list must not begin anything else that has a meaning. */
function isName(tokens: readonly Token[], at: number, first: boolean, knowledge: KnowledgeBase): boolean {
  // "named resize": a word that only a note explains is a name where a name is due.
  if (first && matchPhrase(tokens, at, knowledge)?.meaning.kind === 'note' && isWholeWord(tokens, at)) return true;
  if (first && isWordAlone(tokens, at, knowledge)) return true;
  if (!isFreeWord(tokens, at, knowledge)) return first && isLetterOfList(tokens, at, knowledge);
  // "named resize, python 3.12": what something follows is no further name.
  const next = tokens[at + rawLength(tokens, at)];
  const alone =
    next === undefined ||
    next.kind === 'comma' ||
    next.kind === 'stop' ||
    matchPhrase(tokens, at + rawLength(tokens, at), knowledge)?.meaning.kind === 'joiner';
  return (
    first || (alone && matchPhrase(tokens, at, knowledge) === null && matchParts(tokens, at, knowledge) === null && wholeNumber(tokens[at] as Token) === null)
  );
}

/** "named hello behind an API": a word that carries no meaning of its own is a name where one is due and nothing follows that it could lead to. */
function isWordAlone(tokens: readonly Token[], at: number, knowledge: KnowledgeBase): boolean {
  const phrase = matchPhrase(tokens, at, knowledge);
  if (phrase?.meaning.kind !== 'filler' && phrase?.meaning.kind !== 'verb') return false;
  if (phrase.length > 1 || !isWholeWord(tokens, at)) return false;
  const next = tokens[at + 1];
  const kind = next?.kind === 'word' ? matchPhrase(tokens, at + 1, knowledge)?.meaning.kind : 'stop';
  return kind === 'stop' || kind === 'joiner' || kind === 'link' || kind === 'having';
}

/** "named a, b and c": an article that a list follows is the first name of it. */
function isLetterOfList(tokens: readonly Token[], at: number, knowledge: KnowledgeBase): boolean {
  if (!isWholeWord(tokens, at) || !/^\p{L}$/u.test(tokens[at]?.text ?? '')) return false;
  const next = tokens[at + 1];
  return next?.kind === 'comma' || (next !== undefined && matchPhrase(tokens, at + 1, knowledge)?.meaning.kind === 'joiner');
}

/** "two public and two private subnets": counted adjectives of one noun, each a slot of the same pattern. */
function matchParts(tokens: readonly Token[], index: number, knowledge: KnowledgeBase): Match | null {
  const counts: { pattern: string; slot: string; count: number | null; many: number }[] = [];
  let at = index;
  for (;;) {
    const number = countAt(tokens, at, knowledge);
    const begin = at + (number?.length ?? 0);
    const part = knowledge.phrases.parts.find(
      (candidate) => follows(tokens, begin, candidate.adjective) && !counts.some((known) => known.slot === candidate.slot),
    );
    if (part === undefined) return null;
    counts.push({ pattern: part.pattern, slot: part.slot, count: number?.count ?? null, many: part.many });
    at = begin + wordsOf(part.adjective).length;
    const plural = follows(tokens, at, part.plural);
    if (plural || follows(tokens, at, part.noun)) {
      // "two public and private subnets" does not say how many of which.
      if (counts.some((count) => count.count !== null) && counts.some((count) => count.count === null)) return null;
      return {
        length: at + wordsOf(part.noun).length - index,
        meaning: {
          kind: 'parts',
          counts: counts.map(({ pattern, slot, count, many }) => ({ pattern, slot, count: count ?? (plural ? many : 1), counted: count !== null })),
        },
      };
    }
    const separated = separatorAt(tokens, at, knowledge);
    if (separated === 0) return null;
    at += separated;
  }
}

function separatorAt(tokens: readonly Token[], at: number, knowledge: KnowledgeBase): number {
  let length = tokens[at]?.kind === 'comma' ? 1 : 0;
  const token = tokens[at + length];
  if (token?.kind === 'word') {
    const match = matchPhrase(tokens, at + length, knowledge);
    if (match?.meaning.kind === 'joiner') length += match.length;
  }
  return length;
}

function follows(tokens: readonly Token[], at: number, words: string): boolean {
  return wordsOf(words).every((word, offset) => tokens[at + offset]?.kind === 'word' && tokens[at + offset]?.text === word);
}

/** A number in digits or words; "a" and "an" count one. */
function countAt(tokens: readonly Token[], at: number, knowledge: KnowledgeBase): { count: number; length: number } | null {
  const token = tokens[at];
  if (token?.kind !== 'word') return null;
  const digits = wholeNumber(token);
  if (digits !== null) return { count: digits, length: 1 };
  const match = knowledge.phrases
    .startingWith(token.text)
    .find((phrase) => (phrase.meaning.kind === 'count' || phrase.meaning.kind === 'article') && follows(tokens, at, phrase.parts.join(' ')));
  if (match === undefined) return null;
  return { count: match.meaning.kind === 'count' ? match.meaning.count : 1, length: match.parts.length };
}

function wholeNumber(token: Token): number | null {
  return token.kind === 'word' && /^\d{1,9}$/.test(token.text) ? Number(token.text) : null;
}

/** How many tokens from here belong to the same raw word. */
function rawLength(tokens: readonly Token[], at: number): number {
  const raw = tokens[at]?.raw;
  let length = 1;
  while (tokens[at + length]?.raw === raw && raw !== undefined && tokens[at + length] !== undefined) length++;
  return length;
}
