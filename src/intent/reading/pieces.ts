import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import { type Item, readItems } from '../read-items.ts';
import { findMentions, type Named } from './find-mentions.ts';
import type { Lexicon } from './lexicon.ts';
import { endsWithProduct } from './read-version.ts';
import { readWords } from './read-words.ts';

/** A piece of the text: the name of a resource type, or what the knowledge base makes of the words. */
export interface Piece {
  readonly named: Named | null;
  readonly item: Item;
  readonly words: string;
  /** Offsets in the text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly sentence: number;
}

/** What stands for itself, also where a part of it is the name of a type: "encrypted with a KMS key" is no key. */
const whole: ReadonlySet<string> = new Set(['control', 'slot', 'parts', 'names', 'region', 'no-region', 'quoted']);

/** Cuts a text into pieces, from left to right. Nothing is lost but white space and brackets. */
export function piecesOf(text: string, knowledge: KnowledgeBase, lexicon: Lexicon, regions: ReadonlySet<string>, names: ReadonlySet<string>): Piece[] {
  const all = readWords(text);
  // "A Postgres 16 database" names what "a Postgres database" does.
  const words = all.filter(({ text: word, token }) => !/^\d+(?:\.\d+)*$/u.test(word) || !endsWithProduct(text.slice(0, token.start).trimEnd(), knowledge));
  const mentioned = findMentions(words, lexicon);
  const items = readItems(text, knowledge, regions, names);
  const isOfOther = ({ meaning }: Item): boolean =>
    meaning.kind === 'slot' && meaning.slots.every(({ pattern }) => !mentioned.some(({ type }) => type === knowledge.patterns.get(pattern)?.type));
  const spans = mentioned.flatMap((named) => {
    const [start, end] = [words[named.start]?.token.start ?? 0, words[named.end - 1]?.token.end ?? 0];
    const covered = items.some(
      (item) =>
        whole.has(item.meaning.kind) && (named.service || !isOfOther(item)) && item.start <= start && item.end >= end && (item.start < start || item.end > end),
    );
    return covered ? [] : [{ named, start, end }];
  });
  const pieces: Piece[] = [];
  const sentenceAt = (offset: number): number => all.find(({ token }) => token.end > offset)?.sentence ?? 0;
  let at = 0;
  const push = (named: Named | null, item: Item): void => {
    pieces.push({ named, item, words: text.slice(item.start, item.end), start: item.start, end: item.end, sentence: sentenceAt(item.start) });
  };
  const plain = (item: Item, from: number, to: number): void => {
    const cut = text.slice(from, to);
    const start = from + (cut.length - cut.trimStart().length);
    if (cut.trim() !== '')
      push(null, {
        meaning: from === item.start && to === item.end ? item.meaning : { kind: 'unknown' },
        words: cut.trim(),
        start,
        end: start + cut.trim().length,
      });
  };
  for (const item of items) {
    let from = Math.max(item.start, at);
    for (const span of spans) {
      if (span.end <= from || span.start >= item.end) continue;
      if (span.start > from) plain(item, from, span.start);
      if (span.start >= from || span.start >= item.start)
        push(span.named, { meaning: item.meaning, words: text.slice(span.start, span.end), start: span.start, end: span.end });
      from = Math.max(from, span.end);
    }
    if (from < item.end) plain(item, from, item.end);
    at = Math.max(at, item.end, from);
  }
  return pieces;
}
