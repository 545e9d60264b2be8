import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { PatternEntry } from '../model/knowledge.ts';
import { quote, unclear } from './not-understood.ts';
import type { Item } from './read-items.ts';
import type { Said } from './understood.ts';
import { usedBy } from './used-thing.ts';

/** Names of what stands, and the types that carry each. */
export type StandingNames = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Reads the names of what stands as what they name. Beside a noun ("the orders table", "the bucket reports") such a word is a name; by itself ("make reports
 * versioned") it stands for the noun too. Behind what a control uses ("encrypted with the key prod-key") it is the name of that. A word that nothing is called is a name where it stands beside a noun that is pointed at ("the orders table"), or where it
 * is the only one that could be and only one kind of thing can be what is said of it: that nothing is called so is then found out by who looks for it.
 */
export function readThings(items: readonly Item[], names: StandingNames, knowledge: KnowledgeBase, said: (item: Item) => Said, problems: Diagnostic[]): Item[] {
  const lone = loneName(items, knowledge);
  return items.flatMap((item, index): Item[] => {
    if (item.meaning.kind !== 'unknown' && item.meaning.kind !== 'thing') return [item];
    const name: Item = { ...item, meaning: { kind: 'quoted', text: item.words } };
    const used = usedBy(items[index - 1]?.words ?? '', items[index - 1]?.meaning, knowledge);
    // "Encrypted with the key prod-key"; a plain word that nothing is called may be meant otherwise.
    if (used !== null && (item.meaning.kind === 'thing' || (/^[\w./-]+$/u.test(item.words) && /[-_./\d]/u.test(item.words)))) return [name];
    const noun = nounBeside(items, index);
    const types = names.get(item.words) ?? new Set();
    const itsOwn = noun !== null && types.has(knowledge.patterns.get(noun.pattern)?.type ?? '');
    if (noun !== null && /^\S+$/u.test(item.words) && (noun.pointed || (itsOwn && !noun.after))) return [name];
    if (item.meaning.kind === 'unknown') return lone?.item === item ? wholeThing(item, name, lone.pattern) : [item];
    const patterns = noun !== null ? [] : [...knowledge.patterns.values()].filter(({ type }) => types.has(type));
    const [pattern, other] = patterns;
    if (pattern !== undefined && other === undefined) return wholeThing(item, name, pattern);
    const nouns = patterns.map(({ nouns: [first = ''] }) => first).sort();
    const what =
      nouns.length === 0 ? 'is the name of something that stands, and what it does here is not understood' : `could be the ${nouns.join(' or the ')}`;
    const fix = `write "the" and what it is before it, as in: the ${nouns[0] ?? 'bucket'} ${item.words}; for the name of something new: named "${item.words}"`;
    problems.push(unclear(said(item), `${quote(item.words)} ${what}`, fix));
    return [item];
  });
}

/** "reports" as "the bucket reports". */
function wholeThing(item: Item, name: Item, pattern: PatternEntry): Item[] {
  return [
    { words: '', start: item.start, end: item.start, meaning: { kind: 'definite' } },
    { ...item, meaning: { kind: 'noun', pattern: pattern.metadata.name, plural: false } },
    { ...name, start: item.end },
  ];
}

/** The noun right before or after an item, and whether it is pointed at. */
function nounBeside(items: readonly Item[], index: number): { readonly pattern: string; readonly pointed: boolean; readonly after: boolean } | null {
  const [before, after] = [skipped(items, index, -1), skipped(items, index, 1)];
  if (before?.meaning.kind === 'noun') return { pattern: before.meaning.pattern, pointed: isPointer(skipped(items, items.indexOf(before), -1)), after: false };
  return after?.meaning.kind === 'noun' ? { pattern: after.meaning.pattern, pointed: isPointer(before), after: true } : null;
}

/** In a sentence without a noun, the one word that may be a name, where all that is said has a meaning for one kind of thing alone. */
function loneName(items: readonly Item[], knowledge: KnowledgeBase): { readonly item: Item; readonly pattern: PatternEntry } | null {
  const [item, ...more] = items.filter(({ meaning }) => meaning.kind === 'unknown');
  if (item === undefined || more.length > 0 || !/^\S+$/u.test(item.words)) return null;
  if (items.some(({ meaning }) => meaning.kind === 'noun' || meaning.kind === 'thing' || meaning.kind === 'note' || meaning.kind === 'qualifier')) return null;
  const controls = items.flatMap(({ meaning }) => (meaning.kind === 'control' ? [knowledge.controls.get(meaning.control)] : []));
  if (controls.length === 0) return null;
  const [pattern, other] = [...knowledge.patterns.values()].filter(({ type }) =>
    controls.every((control) => control !== undefined && Object.hasOwn(control.types, type)),
  );
  return pattern === undefined || other !== undefined ? null : { item, pattern };
}

/** The next item in a direction, service names passed over. */
function skipped(items: readonly Item[], from: number, step: 1 | -1): Item | undefined {
  let index = from + step;
  while (items[index]?.meaning.kind === 'qualifier') index += step;
  return items[index];
}

function isPointer(item: Item | undefined): boolean {
  return item?.meaning.kind === 'definite' || item?.meaning.kind === 'existing';
}
