import { type Field, lexicalIndex, lexicalScores } from './lexical-index.ts';
import type { RetrievalData } from './retrieval-data.ts';
import type { RankedType, TypeRanking } from './type-ranking.ts';

/** What the words of a text count for beside what it is about. This and the next were found on the tuned queries of bench/retrieval-queries.ts. */
const lexicalPart = 0.7;
/** How much more is meant what others refer to: a bucket rather than the policy of one. For each doubling of the referrers. */
const referrerPart = 0.3;

/** One score of both, 0 to 1. */
export function fused(lexical: number, likeness: number, referrers: number): number {
  const plain = lexicalPart * lexical + (1 - lexicalPart) * Math.max(0, likeness);
  return 1 - (1 - Math.min(1, plain)) ** (1 + referrerPart * Math.log2(1 + referrers));
}

/** The product of two vectors of length 1: how alike their directions are. */
export function likenessOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

/**
 * How much the words are of each type, 0 to 1, by its place: by its documentation and by what curated knowledge says of it. `curated` holds, by type, in which words people
 * speak of it; types that are not known here are passed over.
 */
export function wordScores(data: RetrievalData, curated: ReadonlyMap<string, readonly Field[]>): (words: string) => Float64Array {
  const places = new Map(data.types.map((type, place) => [type, place]));
  const said = [...curated].flatMap(([type, fields]) => {
    const place = places.get(type);
    return place === undefined ? [] : [{ place, fields }];
  });
  const saidIndex = lexicalIndex(said.map(({ fields }) => fields));
  return (words) => {
    const scores = lexicalScores(words, data.documentation, data.documentation);
    for (const [index, score] of lexicalScores(words, saidIndex, data.documentation).entries()) {
      const place = said[index]?.place ?? 0;
      scores[place] = Math.max(scores[place] ?? 0, score);
    }
    return scores;
  };
}

/** Ranks by words (`wordScores`) and by what they are about. */
export function typeRanking(data: RetrievalData, curated: ReadonlyMap<string, readonly Field[]> = new Map()): TypeRanking {
  const scoresOf = wordScores(data, curated);
  const vectors = data.types.map((_, place) => data.vectorOf(place));
  return {
    rankTypes(words, most = 10) {
      const scores = scoresOf(words);
      const about = data.embedding.embed([{ text: words, weight: 1 }]);
      for (const [place, vector] of vectors.entries()) {
        const likeness = about === null ? 0 : likenessOf(about, vector);
        scores[place] = fused(scores[place] ?? 0, likeness, data.referrers[place] ?? 0);
      }
      return highest(scores, most).map((place): RankedType => ({ type: data.types[place] ?? '', score: scores[place] ?? 0 }));
    },
  };
}

/** The places of the `most` highest scores above 0, highest first, equals in their order. */
function highest(scores: Float64Array, most: number): number[] {
  const best: number[] = [];
  for (const [place, score] of scores.entries()) {
    if (score <= 0 || (best.length >= most && score <= (scores[best[most - 1] ?? 0] ?? 0))) continue;
    const before = best.findIndex((other) => (scores[other] ?? 0) < score);
    best.splice(before < 0 ? best.length : before, 0, place);
    best.length = Math.min(best.length, most);
  }
  return best;
}
