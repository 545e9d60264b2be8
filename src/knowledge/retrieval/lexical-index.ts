import { stemOf, wordsOf } from './words-of.ts';

/** A text and what a word in it counts for. */
export interface Field {
  readonly text: string;
  readonly weight: number;
}

/** For each stem the documents that hold it, by their place, and how much each of them is about it: 1 to 255. */
export type Postings = ReadonlyMap<string, readonly Posting[]>;
export type Posting = readonly [document: number, share: number];

/** Postings, however they are kept. */
export interface LexicalIndex {
  /** How many documents there are. */
  readonly size: number;
  /** How many of them hold the stem. */
  holding(stem: string): number;
  postings(stem: string): Iterable<Posting>;
}

/** Saturation and the influence of length: usual values (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond"). */
const saturation = 1.2;
const lengthInfluence = 0.6;
const wholeShare = 255;

/**
 * BM25 over several fields (BM25F) as far as it does not depend on a query: a document's share of a stem is the saturated sum of its occurrences, each by its field's
 * weight and by the field's length beside the mean of that field.
 */
export function postingsOf(documents: readonly (readonly Field[])[]): Postings {
  const counted = documents.map((fields) => fields.map(({ text, weight }) => ({ weight, stems: wordsOf(text).map(stemOf) })));
  const means: number[] = [];
  for (const fields of counted) for (const [place, { stems }] of fields.entries()) means[place] = (means[place] ?? 0) + stems.length / counted.length;
  const postings = new Map<string, Posting[]>();
  for (const [document, fields] of counted.entries()) {
    const sums = new Map<string, number>();
    for (const [place, { weight, stems }] of fields.entries()) {
      const length = 1 - lengthInfluence + (lengthInfluence * stems.length) / (means[place] || 1);
      for (const stem of stems) sums.set(stem, (sums.get(stem) ?? 0) + weight / length);
    }
    for (const [stem, sum] of sums) {
      const posting: Posting = [document, Math.max(1, Math.round((wholeShare * sum) / (saturation + sum)))];
      const known = postings.get(stem);
      if (known === undefined) postings.set(stem, [posting]);
      else known.push(posting);
    }
  }
  return postings;
}

/** An index of texts in memory. */
export function lexicalIndex(documents: readonly (readonly Field[])[]): LexicalIndex {
  const postings = postingsOf(documents);
  return {
    size: documents.length,
    holding: (stem) => postings.get(stem)?.length ?? 0,
    postings: (stem) => postings.get(stem) ?? [],
  };
}

/** How much a stem tells documents apart, where so many of so many hold it. */
function rarity(size: number, holding: number): number {
  return Math.log(1 + (size - holding + 0.5) / (holding + 0.5));
}

/** How much a stem says, by how rare it is in `common`, an index of many texts. */
export function weightOf(stem: string, common: LexicalIndex): number {
  return rarity(common.size, common.holding(stem));
}

/** What a word that no text holds takes from every score: less than one that some hold, since it may be a slip or a name. */
const unknownPart = 0.5;

/**
 * How much each document is about the words: 0 to 1, by place. Words count as they are rare in `common`, so that scores from several indexes can be compared.
 */
export function lexicalScores(words: string, index: LexicalIndex, common: LexicalIndex): Float64Array {
  const scores = new Float64Array(index.size);
  let whole = 0;
  for (const stem of new Set(wordsOf(words).map(stemOf))) {
    const weight = weightOf(stem, common);
    const known = index.holding(stem) + common.holding(stem) > 0;
    whole += known ? weight : weight * unknownPart;
    for (const [document, share] of index.postings(stem)) scores[document] = (scores[document] ?? 0) + (weight * share) / wholeShare;
  }
  return whole === 0 ? scores : scores.map((score) => score / whole);
}
