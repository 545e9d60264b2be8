import { directionOf, openEmbedding, quantised } from '../../src/knowledge/retrieval/embedding.ts';
import { type LexicalIndex, postingsOf, weightOf } from '../../src/knowledge/retrieval/lexical-index.ts';
import type { RetrievalContent } from '../../src/knowledge/retrieval/retrieval-data.ts';
import { sortedWordsAsBytes } from '../../src/knowledge/retrieval/sorted-words.ts';
import { stemOf, wordsOf } from '../../src/knowledge/retrieval/words-of.ts';
import type { TypeText } from './type-texts.ts';
import { wordVectors } from './word-vectors.ts';

const dimensions = 100;
/** So many of the most frequent English words are kept, whether the documentation has them or not: people ask in words of their own. */
const general = 20_000;
/** Names, ids and numbers of examples are no words; a short name with a digit (ec2, s3) is one. */
const isWord = (word: string): boolean => /^[a-z]{2,24}\d?$/.test(word);
/** A word that the general vectors do not have needs this many sentences to have a meaning here. */
const fewestSentences = 3;
/** Of a word that many sentences of the documentation hold, half of its meaning is what it has there: a bucket, a lambda, a stream. */
const wholeSentences = 20;
const largestPart = 0.5;
/** What a type's parts count for in what it is about: its name, documentation, the names of its properties and their documentation. */
const aboutWeights = [2, 1, 0.5, 0.2];

/** What the search knows of types and words, from the types' texts and the general vectors. */
export function contentOf(texts: readonly TypeText[], vectorsPath: string): Omit<RetrievalContent, 'source'> {
  const postings = postingsOf(texts.map(({ fields }) => fields));
  const index: LexicalIndex = {
    size: texts.length,
    holding: (stem) => postings.get(stem)?.length ?? 0,
    postings: (stem) => postings.get(stem) ?? [],
  };
  const corpus = new Set(texts.flatMap(({ fields }) => fields.flatMap(({ text }) => wordsOf(text))).filter(isWord));
  const vectors = wordVectors(vectorsPath, dimensions, (word, rank) => isWord(word) && (rank <= general || corpus.has(word)));
  const ranks = new Map([...vectors].map(([word, { rank }]) => [word, rank]));
  const weight = weights(index, ranks);
  const directions = centred(new Map([...vectors].map(([word, { vector }]) => [word, vector])), corpus);
  adapt(directions, texts, weight);
  const words = new Map([...directions].map(([word, vector]) => [word, { weight: weight(word), vector }]));
  const about = aboutOf(words);
  const types = texts.map(({ name, referrers, fields }) => ({
    name,
    referrers,
    vector: about(fields.map(({ text }, place) => ({ text, weight: aboutWeights[place] ?? 0 }))),
  }));
  const middle = sumOf(types.map(({ vector }) => vector)).map((value) => value / types.length);
  return {
    dimensions,
    words,
    postings,
    types: types.map((type) => ({ ...type, vector: directionOf(type.vector.map((value, place) => value - (middle[place] ?? 0))) })),
  };
}

/** How much a word says, 1 to 255: as it is rare in the documentation, and in English at large. */
function weights(index: LexicalIndex, ranks: ReadonlyMap<string, number>): (word: string) => number {
  const most = weightOf('', index);
  const known = new Map<string, number>();
  return (word) => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const rank = ranks.get(word);
    const rare = Math.min(weightOf(stemOf(word), index), rank === undefined ? most : Math.log(rank + 10));
    const weight = Math.max(1, Math.min(255, Math.round((255 * rare) / most)));
    known.set(word, weight);
    return weight;
  };
}

/** What all vectors have in common says nothing (Mu and Viswanath 2018, "All-but-the-Top"): the mean over the words of the documentation is taken away. */
function centred(vectors: ReadonlyMap<string, Float64Array>, corpus: ReadonlySet<string>): Map<string, Float64Array> {
  const known = [...vectors].filter(([word]) => corpus.has(word)).map(([, vector]) => vector);
  const mean = sumOf(known).map((value) => value / known.length);
  return new Map([...vectors].map(([word, vector]) => [word, directionOf(vector.map((value, place) => value - (mean[place] ?? 0)))]));
}

/**
 * Draws each word of the documentation to the words that it stands beside there, and gives one that has no vector the meaning of those alone (after Khodak and others
 * 2018, "A La Carte Embedding").
 */
function adapt(directions: Map<string, Float64Array>, texts: readonly TypeText[], weight: (word: string) => number): void {
  const met = new Map<string, { sentences: number; beside: Float64Array }>();
  for (const sentence of texts.flatMap(({ sentences }) => sentences)) {
    const words = [...new Set(wordsOf(sentence))].filter(isWord);
    const sum = new Float64Array(dimensions);
    for (const word of words) add(sum, directions.get(word), weight(word) ** 2);
    for (const word of words) {
      const known = met.get(word) ?? { sentences: 0, beside: new Float64Array(dimensions) };
      met.set(word, known);
      known.sentences++;
      add(known.beside, sum, 1);
      add(known.beside, directions.get(word), -(weight(word) ** 2));
    }
  }
  const beside = new Map([...met].map(([word, known]) => [word, directionOf(known.beside)]));
  const common = sumOf([...beside.values()]).map((value) => value / beside.size);
  for (const [word, vector] of beside) {
    const { sentences } = met.get(word) ?? { sentences: 0 };
    const own = directions.get(word);
    if (own === undefined && sentences < fewestSentences) continue;
    const here = directionOf(vector.map((value, place) => value - (common[place] ?? 0)));
    const part = own === undefined ? 1 : largestPart * Math.min(1, sentences / wholeSentences);
    directions.set(word, directionOf(here.map((value, place) => part * value + (1 - part) * (own?.[place] ?? 0))));
  }
}

/** The vectors of texts exactly as they are made at run time, from what is kept of the words. */
function aboutOf(words: RetrievalContent['words']) {
  const inOrder = [...words].sort(([a], [b]) => (a < b ? -1 : 1));
  const vectors = new Int8Array(inOrder.length * dimensions);
  for (const [place, [, { vector }]] of inOrder.entries()) vectors.set(quantised(vector), place * dimensions);
  const embedding = openEmbedding({
    words: sortedWordsAsBytes(inOrder.map(([word]) => word)),
    weights: Uint8Array.from(inOrder, ([, { weight }]) => weight),
    vectors,
    dimensions,
  });
  return (fields: Parameters<typeof embedding.embed>[0]): Float64Array => Float64Array.from(embedding.embed(fields) ?? new Float32Array(dimensions));
}

function sumOf(vectors: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(dimensions);
  for (const vector of vectors) add(sum, vector, 1);
  return sum;
}

function add(sum: Float64Array, vector: Float64Array | undefined, times: number): void {
  if (vector === undefined) return;
  for (let place = 0; place < sum.length; place++) sum[place] = (sum[place] ?? 0) + times * (vector[place] ?? 0);
}
