import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import { stemOf } from './words-of-name.ts';

/** A number of something that a thing has. */
export interface ReadCount {
  readonly pointer: string;
  readonly value: number;
  /** The stretches of the text that say it; `end` is exclusive. */
  readonly spans: readonly { readonly start: number; readonly end: number }[];
}

const numbers: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10 };

/** What numbers of something a stretch of text says of a type: "3 shards", "a maximum of 5", "desired capacity of 2". */
export function countsIn(type: string, text: string, { lexicons }: KnowledgeBase): ReadCount[] {
  const counted = lexicons
    .flatMap(({ counts }) =>
      Object.entries(counts[type] ?? {}).flatMap(([pointer, words]) => words.map((called) => ({ pointer, stems: called.split(' ').map(stemOf) }))),
    )
    .sort((a, b) => b.stems.length - a.stems.length);
  if (counted.length === 0) return [];
  const words = [...text.matchAll(/[\p{L}\p{N}/](?:[\p{L}\p{N}/.]*[\p{L}\p{N}/])?/gu)].map((match) => ({
    stem: stemOf(match[0].toLowerCase()),
    start: match.index,
    end: match.index + match[0].length,
  }));
  const used = new Set<number>();
  const found: ReadCount[] = [];
  for (const { pointer, stems } of counted) {
    if (found.some((one) => one.pointer === pointer)) continue;
    for (const [at] of words.entries()) {
      const last = at + stems.length - 1;
      if (!stems.every((stem, step) => words[at + step]?.stem === stem && !used.has(at + step))) continue;
      const number = besideOf(words, at, last, used);
      if (number === null) continue;
      for (let index = Math.min(at, number.index); index <= Math.max(last, number.index); index++) used.add(index);
      const [first, end] = [Math.min(at, number.index), Math.max(last, number.index)];
      // "3 t3.large instances": what kind they are is a value of its own.
      const apart = number.index === at - 2 && /\d/u.test(words[at - 1]?.stem ?? '');
      const spans = (
        apart
          ? [
              [first, first],
              [at, last],
            ]
          : [[first, end]]
      ).map(([from = 0, to = 0]) => ({ start: words[from]?.start ?? 0, end: words[to]?.end ?? 0 }));
      found.push({ pointer, value: number.value, spans });
      break;
    }
  }
  return found;
}

type Words = readonly { readonly stem: string }[];

/** The number before what is counted, over one word that says of which kind it is; else behind it, over words that lead to it. */
function besideOf(words: Words, first: number, last: number, used: ReadonlySet<number>): { readonly index: number; readonly value: number } | null {
  for (const index of [first - 1, first - 2]) {
    const value = numberAt(words, index, used);
    if (value !== null) return { index, value };
    if (/^(?:and|with|of|a|an|to)$/u.test(words[index]?.stem ?? '')) break;
  }
  for (let index = last + 1; index <= last + 4; index++) {
    const value = numberAt(words, index, used);
    if (value !== null) return { index, value };
    if (!/^(?:of|to|is|size|capacity|set|as|be|instance|node|count|number)$/u.test(words[index]?.stem ?? '')) break;
  }
  return null;
}

function numberAt(words: Words, index: number, used: ReadonlySet<number>): number | null {
  const stem = words[index]?.stem ?? '';
  if (used.has(index)) return null;
  return /^\d{1,7}$/u.test(stem) ? Number(stem) : (numbers[stem] ?? null);
}
