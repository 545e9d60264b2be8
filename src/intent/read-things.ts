import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { quote, unclear } from './not-understood.ts';
import type { Item } from './read-items.ts';
import type { Said } from './understood.ts';

/** Names of what stands, and the types that carry each. */
export type StandingNames = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Reads the names of what stands as what they name. Beside a noun ("the orders table", "the bucket reports") such a word is a name; by itself ("make reports
 * versioned") it stands for the noun too. A word that nothing is called is a name where it stands beside a noun that is pointed at ("the orders table"): that
 * nothing is called so is then found out by who looks for it.
 */
export function readThings(items: readonly Item[], names: StandingNames, knowledge: KnowledgeBase, said: (item: Item) => Said, problems: Diagnostic[]): Item[] {
  return items.flatMap((item, index): Item[] => {
    const before = skipped(items, index, -1);
    const after = skipped(items, index, 1);
    const besideNoun = before?.meaning.kind === 'noun' || (after?.meaning.kind === 'noun' && isPointer(before));
    const name: Item = { ...item, meaning: { kind: 'quoted', text: item.words } };
    if (item.meaning.kind === 'unknown') {
      const pointed = before?.meaning.kind === 'noun' ? isPointer(determinerOf(items, items.indexOf(before))) : besideNoun;
      return [pointed && /^\S+$/u.test(item.words) ? name : item];
    }
    if (item.meaning.kind !== 'thing') return [item];
    if (besideNoun) return [name];
    const patterns = [...knowledge.patterns.values()].filter(({ type }) => names.get(item.words)?.has(type) === true);
    const [pattern, other] = patterns;
    if (pattern === undefined || other !== undefined) {
      const nouns = patterns.map(({ nouns: [noun = ''] }) => noun).sort();
      const what = pattern === undefined ? 'is of a type that no sentence speaks of' : `could be the ${nouns.join(' or the ')}`;
      problems.push(unclear(said(item), `${quote(item.words)} ${what}`, `write "the" and what it is before it, as in: the ${nouns[0] ?? 'bucket'} ${item.words}`));
      return [item];
    }
    const point = { words: '', start: item.start, end: item.start };
    return [
      { ...point, meaning: { kind: 'definite' } },
      { ...item, meaning: { kind: 'noun', pattern: pattern.metadata.name, plural: false } },
      { ...name, start: item.end },
    ];
  });
}

/** The next item in a direction, service names passed over. */
function skipped(items: readonly Item[], from: number, step: 1 | -1): Item | undefined {
  let index = from + step;
  while (items[index]?.meaning.kind === 'qualifier') index += step;
  return items[index];
}

/** The determiner of the noun phrase that ends at `noun`, if it is right before it or before its services. */
function determinerOf(items: readonly Item[], noun: number): Item | undefined {
  return skipped(items, noun, -1);
}

function isPointer(item: Item | undefined): boolean {
  return item?.meaning.kind === 'definite' || item?.meaning.kind === 'existing';
}
