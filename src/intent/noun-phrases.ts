import type { Diagnostic } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { quote, unclear } from './not-understood.ts';
import type { Item } from './read-items.ts';
import type { Said } from './understood.ts';

/** A noun with what stands before it. `start` is its first item; everything between two phrases belongs to the former. */
export interface NounPhrase {
  readonly start: number;
  readonly noun: number;
}

const determiners: ReadonlySet<string> = new Set(['article', 'other', 'count', 'definite', 'existing', 'scope']);

export function isDeterminer(item: Item | undefined): boolean {
  return item !== undefined && determiners.has(item.meaning.kind);
}

export function isAdjective(item: Item | undefined): boolean {
  return item?.meaning.kind === 'control' && item.meaning.form !== 'noun';
}

export function isSeparator(item: Item | undefined): boolean {
  return item?.meaning.kind === 'comma' || item?.meaning.kind === 'joiner';
}

/**
 * Where each noun phrase begins. A determiner ("a", "two", "the") settles it; without one, the adjectives that reach the noun
 * unbroken belong to it. Where the words allow two readings it is a problem, never a choice.
 */
export function findNounPhrases(items: readonly Item[], said: (item: Item) => Said): Result<NounPhrase[]> {
  const phrases: NounPhrase[] = [];
  const problems: Diagnostic[] = [];
  let low = 0;
  items.forEach((item, noun) => {
    if (item.meaning.kind !== 'noun') return;
    const start = startOf(items, low, noun);
    if (start === null) {
      const words = quote(
        items
          .slice(low, noun + 1)
          .map((one) => one.words)
          .join(' '),
      );
      problems.push(
        unclear(
          said(item),
          `it is not clear which words of ${words} belong to ${quote(item.words)}`,
          `put "a" or a number before the words that belong to ${quote(item.words)}`,
        ),
      );
    }
    phrases.push({ start: start ?? noun, noun });
    low = noun + 1;
  });
  return problems.length > 0 ? fail(...problems) : ok(phrases);
}

/** The first item of the phrase, or null where there are several readings. */
function startOf(items: readonly Item[], low: number, noun: number): number | null {
  const run = scanBack(items, low, noun);
  if (run.closed || low === 0) return run.start;
  const joins = joinsWithin(items, run.start, noun);
  const before = run.start > low ? items[run.start - 1]?.meaning.kind : undefined;
  if (before === 'joiner' || before === 'stop' || before === 'verb') return run.start;
  if (before === 'comma') return joins.length === 0 ? run.start : null;
  const [only] = joins;
  if (only === undefined) return run.start;
  return joins.length === 1 ? only + 1 : null;
}

/** The words before the noun that can belong to it, back to a determiner (`closed`) or to the first word that cannot. */
function scanBack(items: readonly Item[], low: number, noun: number): { start: number; closed: boolean } {
  let at = noun - 1;
  for (; at >= low; at--) {
    const item = items[at] as Item;
    if (isDeterminer(item)) {
      while (at - 1 >= low && isDeterminer(items[at - 1])) at--;
      return { start: at, closed: true };
    }
    const { kind } = item.meaning;
    if (
      isAdjective(item) ||
      kind === 'qualifier' ||
      kind === 'quoted' ||
      kind === 'filler' ||
      kind === 'affirmation' ||
      kind === 'denial' ||
      kind === 'negation'
    )
      continue;
    const endsHere = isSeparator(items[at + 1]);
    if ((kind === 'slot' || kind === 'control') && !endsHere) continue;
    if (isSeparator(item) && joinsAdjectives(items, low, at)) continue;
    break;
  }
  return { start: at + 1, closed: false };
}

/** Whether a comma or "and" stands between two adjectives. */
function joinsAdjectives(items: readonly Item[], low: number, at: number): boolean {
  let left = at - 1;
  while (left >= low && (isSeparator(items[left]) || items[left]?.meaning.kind === 'filler')) left--;
  let right = at + 1;
  while (isSeparator(items[right]) || items[right]?.meaning.kind === 'filler' || items[right]?.meaning.kind === 'negation') right++;
  return left >= low && isAdjective(items[left]) && isAdjective(items[right]);
}

/** Index of the last item of each group of separators. */
function joinsWithin(items: readonly Item[], start: number, end: number): number[] {
  const joins: number[] = [];
  for (let at = start; at < end; at++) if (isSeparator(items[at]) && !isSeparator(items[at + 1])) joins.push(at);
  return joins;
}
