import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Edge, ReadText } from '../understood.ts';
import type { Thing } from './find-things.ts';
import type { Piece } from './pieces.ts';

/** The edges between the things of a text, with the index of each piece that says one. */
export interface FoundEdges {
  readonly edges: readonly Edge[];
  readonly pieces: ReadonlySet<number>;
}

/** Which things belong together: by a word of their relation in a sentence that speaks of both, or by what they are. Each is joined with the nearest of the other kind. */
export function findEdges(pieces: readonly Piece[], things: readonly Thing[], { relations }: KnowledgeBase): FoundEdges {
  const edges: Edge[] = [];
  const said = new Set<number>();
  const placeOf = (thing: Thing): string => `intent:${(pieces[thing.heads[0] ?? 0]?.start ?? 0) + 1}`;
  relations.forEach(({ relation }, index) => {
    const ends = things.filter(({ type }) => type === relation.to);
    for (const from of things.filter(({ type }) => type === relation.from)) {
      const reached = relation.words.length === 0 ? nearestOf(from, ends, things) : ends.filter((to) => wordBetween(pieces, from, to, relation.words) !== null);
      for (const to of reached) {
        const word = relation.words.length === 0 ? null : wordBetween(pieces, from, to, relation.words);
        if (word !== null) said.add(word);
        const words = word === null ? `${pieces[from.heads[0] ?? 0]?.words} … ${pieces[to.heads[0] ?? 0]?.words}` : (pieces[word]?.words ?? '');
        edges.push({ relation: index, from: placeOf(from), to: placeOf(to), words });
      }
    }
  });
  return { edges, pieces: said };
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

/** The piece of a sentence with both things that begins as one of the words does; null where none does. */
function wordBetween(pieces: readonly Piece[], from: Thing, to: Thing, words: readonly string[]): number | null {
  const sentences = new Set(from.heads.flatMap((head) => pieces[head]?.sentence ?? []));
  const both = new Set(to.heads.flatMap((head) => pieces[head]?.sentence ?? []).filter((sentence) => sentences.has(sentence)));
  const index = pieces.findIndex(
    ({ sentence, words: text, named }) =>
      both.has(sentence) &&
      named === null &&
      text
        .toLowerCase()
        .split(/[^a-z0-9]+/)
        .some((word) => words.some((begins) => word.startsWith(begins))),
  );
  return index < 0 ? null : index;
}
