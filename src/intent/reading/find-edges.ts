import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Relation } from '../../model/knowledge.ts';
import type { Edge, ReadText } from '../understood.ts';
import type { Thing } from './find-things.ts';
import type { Piece } from './pieces.ts';

/** The edges between the things of a text, with the index of each piece that says one. */
export interface FoundEdges {
  readonly edges: readonly Edge[];
  readonly pieces: ReadonlySet<number>;
}

/** Two things that a relation may join, by a word of it where it has words. */
interface Joinable {
  readonly index: number;
  readonly relation: Relation;
  readonly from: Thing;
  readonly to: Thing;
}

/**
 * Which things belong together: by a word of their relation in a sentence that speaks of both, or by what they are, each with the nearest of the other kind. A word joins what it stands nearest to, and
 * what is listed with that; what it measures is no joint of others: "above 1000 messages" joins the alarm with the queue, and the queue with no topic.
 */
export function findEdges(pieces: readonly Piece[], things: readonly Thing[], { relations }: KnowledgeBase): FoundEdges {
  const edges: Edge[] = [];
  const said = new Set<number>();
  const placeOf = (thing: Thing): string => `intent:${(pieces[thing.heads[0] ?? 0]?.start ?? 0) + 1}`;
  const joinable = relations.flatMap(({ relation }, index): Joinable[] => {
    const ends = things.filter(({ type }) => type === relation.to);
    const begins = things.filter(({ type }) => type === relation.from);
    if (relation.words.length === 0 && relation.links.length > 0) return [];
    return begins.flatMap((from) => (relation.words.length === 0 ? nearestOf(from, ends, things) : ends).map((to) => ({ index, relation, from, to })));
  });
  const byWord = new Map<number, Joinable[]>();
  for (const one of joinable) for (const word of wordsBetween(pieces, one)) byWord.set(word, [...(byWord.get(word) ?? []), one]);
  const words = [...byWord].sort(([a], [b]) => a - b).map(([word, all]) => ({ word, joins: joinedBy(word, all, pieces) }));
  for (const one of joinable) {
    const { index, relation, from, to } = one;
    const word = words.find(({ joins }) => joins.includes(one))?.word;
    if (word === undefined && relation.words.length > 0) continue;
    if (word !== undefined) said.add(word);
    const told =
      word === undefined
        ? `${pieces[from.heads[0] ?? 0]?.words} … ${pieces[to.heads[0] ?? 0]?.words}`
        : joiningWords(pieces[word]?.words ?? '', relation.words);
    edges.push({ relation: index, from: placeOf(from), to: placeOf(to), words: told });
  }
  return { edges, pieces: said };
}

/** The words of a piece from the one on that joins: of "minutes triggered" that is "triggered". */
function joiningWords(words: string, begins: readonly string[]): string {
  const at = [...words.matchAll(/[a-z0-9]+/giu)].find(([word]) => begins.some((one) => word.toLowerCase().startsWith(one)))?.index ?? 0;
  return words.slice(at);
}

/** Which of those that a word may join it does join. */
function joinedBy(word: number, all: readonly Joinable[], pieces: readonly Piece[]): readonly Joinable[] {
  const measured = all.filter(({ relation }) => Object.keys(relation.resources).length === 0);
  const meant = measured.length > 0 ? measured : all;
  const isHere = (head: number): boolean => pieces[head]?.sentence === pieces[word]?.sentence;
  const first = Math.min(...all.flatMap(({ from, to }) => [...from.heads, ...to.heads]).filter(isHere));
  // "Subscribed to it" comes back to what the sentence speaks of first.
  const again = pieces.findIndex(({ item }, index) => index > word && isHere(index) && item.meaning.kind === 'pronoun-one');
  const near = ({ heads }: Thing): number =>
    Math.min(...[...heads.filter(isHere), ...(again >= 0 && heads.includes(first) ? [again] : [])].map((head) => Math.abs(head - word)));
  const [best] = [...meant].sort((a, b) => near(a.from) + near(a.to) - near(b.from) - near(b.to));
  if (best === undefined) return [];
  const alike = (one: Thing, other: Thing): boolean => one === other || areListed(one, other, pieces);
  return meant.filter((one) => alike(one.from, best.from) && alike(one.to, best.to));
}

const listing: ReadonlySet<string> = new Set([
  'joiner',
  'comma',
  'article',
  'other',
  'definite',
  'existing',
  'count',
  'names',
  'naming',
  'quoted',
  'thing',
  'control',
  'scope',
]);

/** Whether two things stand in one list: nothing but names, and what says what each is, stands between them. */
export function areListed(one: Thing, other: Thing, pieces: readonly Piece[]): boolean {
  return one.heads.some((a) =>
    other.heads.some((b) => {
      const between = pieces.slice(Math.min(a, b) + 1, Math.max(a, b));
      return between.some(({ item }) => item.meaning.kind === 'joiner' || item.meaning.kind === 'comma') && between.every(isListing);
    }),
  );
}

function isListing({ item, named, words }: Piece): boolean {
  return named !== null || listing.has(item.meaning.kind) || (item.meaning.kind === 'unknown' && !/\s/u.test(words));
}

/** The pieces beside a word that joins things which say one of them by its name again, where no other of its kind could be joined: "a queue named jobs, with jobs subscribed to the topic". */
export function spokenOfAgain(pieces: readonly Piece[], joints: ReadonlySet<number>, { groups, bares }: Pick<ReadText, 'groups' | 'bares'>): readonly number[] {
  const kinds = [...groups.map((one) => ({ kind: one.pattern, one })), ...bares.map((one) => ({ kind: one.type, one }))];
  const names = new Set(
    kinds.flatMap(({ kind, one }) => (one.count === 1 && kinds.filter((other) => other.kind === kind).length === 1 ? (one.names?.names ?? []) : [])),
  );
  return [...joints].flatMap((joint) => [joint - 1, joint + 1]).filter((index) => pieces[index]?.named === null && names.has(pieces[index].words));
}

/** All, where there is one of the first kind; else the one nearest to it in the text. */
function nearestOf(from: Thing, ends: readonly Thing[], things: readonly Thing[]): readonly Thing[] {
  if (things.filter(({ type }) => type === from.type).length === 1) return ends;
  const distance = (to: Thing): number => Math.min(...from.heads.flatMap((one) => to.heads.map((other) => Math.abs(one - other))));
  return [...ends].sort((a, b) => distance(a) - distance(b)).slice(0, 1);
}

/** The pieces of a sentence with both things that begin as one of the words of their relation does. */
function wordsBetween(pieces: readonly Piece[], { relation, from, to }: Joinable): number[] {
  // What something is called says nothing of what it does.
  const isName = (index: number): boolean => ['names', 'quoted', 'thing'].includes(pieces[index]?.item.meaning.kind ?? '');
  const sentences = new Set(from.heads.flatMap((head) => pieces[head]?.sentence ?? []));
  const both = new Set(to.heads.flatMap((head) => pieces[head]?.sentence ?? []).filter((sentence) => sentences.has(sentence)));
  return pieces.flatMap(({ sentence, words: text, named }, index) =>
    both.has(sentence) &&
    named === null &&
    !isName(index) &&
    text
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .some((word) => relation.words.some((begins) => word.startsWith(begins))) &&
    !(relation.active && isTurned(pieces, index, from, to))
      ? [index]
      : [],
  );
}

/** Whether a word stands behind what its relation leads to and ahead of where that begins, and not in the passive: "a function that starts a state machine" says nothing of what the machine calls. */
function isTurned(pieces: readonly Piece[], word: number, from: Thing, to: Thing): boolean {
  const isHere = (head: number): boolean => pieces[head]?.sentence === pieces[word]?.sentence;
  const passive = /\bby$/iu.test(pieces[word]?.words ?? '') || /^by\b/iu.test(pieces[word + 1]?.words ?? '');
  return !passive && to.heads.some((head) => isHere(head) && head < word) && !from.heads.some((head) => isHere(head) && head < word);
}
