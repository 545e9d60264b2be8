import type { Piece } from './pieces.ts';

/** How many of a kind are asked for: "two", "more than two". */
export interface Count {
  readonly number: number;
  /** A bare number is `as many`: more of them are told as more. */
  readonly compares: 'as many' | 'exactly' | 'at least' | 'more than' | 'at most' | 'fewer than';
  readonly words: string;
}

const comparisons: readonly (readonly [RegExp, Count['compares']])[] = [
  [/\bexactly$/iu, 'exactly'],
  [/\bat\s+least$/iu, 'at least'],
  [/\b(?:more\s+than|over)$/iu, 'more than'],
  [/\bat\s+most$/iu, 'at most'],
  [/\b(?:fewer|less)\s+than|\bunder$/iu, 'fewer than'],
];

/** The one number that stands before a kind of things, with the pieces of the text that are not it; null where there is none. */
export function countAsked(pieces: readonly Piece[], text: string): { readonly count: Count; readonly others: readonly Piece[] } | null {
  const at = pieces.findIndex(({ item }) => item.meaning.kind === 'count');
  const piece = pieces[at];
  if (piece?.item.meaning.kind !== 'count') return null;
  const next = pieces.slice(at + 1).find(({ item, named }) => named !== null || item.meaning.kind !== 'control');
  if (next === undefined || next.named === null) return null;
  const before = text.slice(0, piece.start).trimEnd();
  const found = comparisons.map(([form, compares]) => ({ compares, said: form.exec(before) })).find(({ said }) => said !== null);
  const start = found?.said?.index ?? piece.start;
  // What the comparison is said with is taken out of the pieces that hold it.
  const others = pieces
    .filter(({ start: from }) => from < start || from > piece.start)
    .map((one) => (one.start < start && one.end > start && one.named === null ? { ...one, words: text.slice(one.start, start).trim(), end: start } : one));
  return { count: { number: piece.item.meaning.count, compares: found?.compares ?? 'as many', words: text.slice(start, piece.end) }, others };
}
