import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Edge, Link, Said } from '../understood.ts';
import type { AbsorbedNetwork } from './absorb-network.ts';
import { areListed } from './find-edges.ts';
import { saidOf, type Thing } from './find-things.ts';
import type { Piece } from './pieces.ts';
import { making } from './purpose.ts';

/** A word between two things that says how they belong together, with all that stand before it, the nearest first, and the one that it leads to. */
export interface FoundLink {
  readonly piece: number;
  readonly from: readonly Thing[];
  /** Of these, what stands nearest and what is listed with that. */
  readonly nearest: readonly Thing[];
  readonly to: Thing;
  /** The words that name what it leads to, and the kind of its parts that they mean. */
  readonly words: string;
  readonly part: string | null;
}

/** What may stand between such a word and the noun that it leads to. */
const within: ReadonlySet<string> = new Set([
  'article',
  'other',
  'definite',
  'existing',
  'count',
  'scope',
  'unknown',
  'control',
  'slot',
  'quoted',
  'qualifier',
  'filler',
  'thing',
]);

function isWithin(piece: Piece | undefined): boolean {
  if (piece === undefined || piece.named !== null || !within.has(piece.item.meaning.kind)) return false;
  return piece.item.meaning.kind !== 'unknown' || !/\b(?:to|like|that|which)\b/iu.test(piece.words);
}

/** The words of the text that lead from one of its things to another: "in", "behind", "subscribed to", "uses". What only says what a thing is for (`aside`) is none. */
export function findLinks(
  pieces: readonly Piece[],
  things: readonly Thing[],
  absorbed: AbsorbedNetwork | null,
  aside: ReadonlyMap<number, string>,
): FoundLink[] {
  const thingAt = (index: number): Thing | undefined =>
    things.find(({ heads }) => heads.includes(index)) ?? (absorbed?.parts.has(index) === true ? absorbed.network : undefined);
  return pieces.flatMap((piece, index) => {
    if (piece.named !== null || aside.has(index) || !leads(piece)) return [];
    let head = index + 1;
    // "Using filters to include instances" leads to the filters.
    const isAim = (at: number): boolean => /^us/iu.test(piece.words) && at > index + 1 && /^to$/iu.test(pieces[at]?.words ?? '');
    while (isWithin(pieces[head]) && !isAim(head) && absorbed?.parts.has(head) !== true) head++;
    const to = thingAt(head);
    if (to === undefined || aside.has(head) || pieces[head]?.sentence !== piece.sentence) return [];
    const inSentence = pieces.flatMap(({ sentence }, at) => (sentence === piece.sentence && at !== head ? (thingAt(at) ?? []) : []));
    const before = pieces.flatMap(({ sentence }, at) => (sentence === piece.sentence && at < index ? (thingAt(at) ?? []) : [])).reverse();
    // "Behind a load balancer, a service": what it is said of follows.
    // A network is what things are in, and does nothing with them.
    const isImplied = (thing: Thing): boolean => absorbed?.implied === true && thing === absorbed.network;
    const all = [...new Set(before.length > 0 ? before : inSentence)].filter((thing) => thing !== to && !isImplied(thing));
    const from = piece.item.meaning.kind === 'having' ? all.slice(0, 1) : all;
    const [first] = from;
    if (first === undefined) return [];
    const nearest = from.filter((thing) => thing === first || areListed(thing, first, pieces));
    return [{ piece: index, from, nearest, to, words: pieces[head]?.words ?? '', part: absorbed?.parts.get(head) ?? null }];
  });
}

/**
 * What a thing is said to do with another ("that forwards to two instances"), as a link: it holds where the plan has one of them refer to the other, whatever the verb. To include or to make one is none, and what is read or asked about already (`joined`, `links`, `unread`) is not
 * looked at again.
 */
export function findDeeds(
  pieces: readonly Piece[],
  things: readonly Thing[],
  { joined, links, unread }: { readonly joined: readonly Pick<Edge, 'from' | 'to'>[]; readonly links: readonly FoundLink[]; readonly unread: readonly Said[] },
): (FoundLink & Pick<Said, 'at'>)[] {
  const thingAt = (index: number): Thing | undefined => things.find(({ heads }) => heads.includes(index));
  return pieces.flatMap((piece, index): (FoundLink & Pick<Said, 'at'>)[] => {
    const at = `intent:${piece.start + 1}`;
    if (unread.some((one) => one.at === at)) return [];
    if (piece.named !== null || piece.item.meaning.kind !== 'unknown' || making.test(piece.words)) return [];
    if (!/^(?:which|that)$/iu.test(pieces[index - 1]?.words ?? '')) return [];
    let head = index + 1;
    while (isWithin(pieces[head]) || (pieces[head] !== undefined && leads(pieces[head] as Piece))) head++;
    const to = thingAt(head);
    const from = pieces.slice(0, index).flatMap(({ sentence }, at) => (sentence === piece.sentence ? (thingAt(at) ?? []) : []));
    const subject = from.at(-1);
    if (to === undefined || subject === undefined || subject === to || pieces[head]?.sentence !== piece.sentence) return [];
    // What a link says that stands behind the verb is asked about as that.
    if (links.some((link) => link.to === to && link.piece > index)) return [];
    const end = saidOf(to, pieces).at;
    const begins = from.map((thing) => saidOf(thing, pieces).at).filter((at) => at !== end);
    // "A function triggered by a queue that writes to a bucket": the function does.
    if (joined.some((one) => (begins.includes(one.from) && one.to === end) || (begins.includes(one.to) && one.from === end))) return [];
    const words = pieces.slice(index + 1, head + 1).map((one) => one.words);
    return [{ at, piece: index, from: [subject], nearest: [subject], to, words: words.join(' '), part: null }];
  });
}

/** The word that leads to a piece from another thing, over what determines it: "in" of "in the existing VPC". Null where none does. */
export function leadsTo(pieces: readonly Piece[], index: number): Piece | null {
  let at = index - 1;
  while (pieces[at]?.named === null && ['article', 'definite', 'existing', 'other', 'unknown'].includes(pieces[at]?.item.meaning.kind ?? '')) at--;
  const piece = pieces[at];
  return piece !== undefined && piece.named === null && leads(piece) && pieces.slice(0, at).some(({ named }) => named !== null) ? piece : null;
}

function isOwning(piece: Piece | undefined): boolean {
  return piece?.item.meaning.kind === 'having' && !/^us/iu.test(piece.words);
}

function leads({ item: { meaning }, words }: Piece): boolean {
  return meaning.kind === 'link' || meaning.kind === 'having' || (meaning.kind === 'affirmation' && /^on$/iu.test(words));
}

/** The edges that links say: of relations that have the word, from what stands nearest of what it can be said of. */
export function linkedEdges(links: readonly FoundLink[], pieces: readonly Piece[], { relations }: KnowledgeBase): Edge[] {
  return links.flatMap(({ piece, from, nearest, to, words: called }) => {
    const link = pieces[piece]?.words ?? '';
    // "A cluster with two instances": they are what is joined to it.
    const [first] = nearest;
    const owned = relations.findIndex(
      ({ relation }) => relation.from === to.type && relation.to === first?.type && relation.links.includes(link.toLowerCase()),
    );
    if (isOwning(pieces[piece]) && first !== undefined && owned >= 0)
      return [{ relation: owned, from: saidOf(to, pieces).at, to: saidOf(first, pieces).at, words: `${link} ${called}` }];
    const known = relations.flatMap(({ relation }, index) =>
      relation.to === to.type && relation.links.includes(link.toLowerCase()) ? [{ index, type: relation.from }] : [],
    );
    const fits = ({ type }: Thing): boolean => known.some((one) => one.type === type);
    const ends = nearest.some(fits) ? nearest.filter(fits) : from.filter(fits).slice(0, 1);
    return ends.flatMap((thing) => {
      const relation = known.find(({ type }) => type === thing.type);
      return relation === undefined
        ? []
        : [{ relation: relation.index, from: saidOf(thing, pieces).at, to: saidOf(to, pieces).at, words: `${link} ${called}` }];
    });
  });
}

/** The links of which nothing that was read says what they come to: they hold where the plan has one of the things refer to the other. */
export function looseLinks(links: readonly FoundLink[], pieces: readonly Piece[], joined: readonly Pick<Edge, 'from' | 'to'>[]): Link[] {
  return links.flatMap(({ piece, from, nearest, to, words, part }) => {
    const [end, ends] = [saidOf(to, pieces).at, from.map((thing) => saidOf(thing, pieces).at)];
    const isSaid = joined.some((one) => (one.from === end && ends.includes(one.to)) || (one.to === end && ends.includes(one.from)));
    // What comes with another belongs to nothing by that alone.
    if ((isSaid && part === null) || isOwning(pieces[piece])) return [];
    const at = `intent:${(pieces[piece]?.start ?? 0) + 1}`;
    return [{ words: `${pieces[piece]?.words} ${words}`, at, from: ends, nearest: nearest.map((thing) => saidOf(thing, pieces).at), to: end, part }];
  });
}
