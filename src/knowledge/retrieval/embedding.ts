import type { Field } from './lexical-index.ts';
import { SortedWords } from './sorted-words.ts';
import { wordsOf } from './words-of.ts';

/** Turns texts into vectors of which the direction is what they are about. */
export interface Embedding {
  readonly dimensions: number;
  /** A vector of length 1: the mean of the fields, each the mean of its words as they are rare. Null where no word is known. */
  embed(fields: readonly Field[]): Float32Array | null;
}

/** What an embedding is kept as: by the place of each word, 1 to 255 for how much it says, and its direction with the largest member at ±127. */
export interface EmbeddingBytes {
  readonly words: Uint8Array;
  readonly weights: Uint8Array;
  readonly vectors: Int8Array;
  readonly dimensions: number;
}

export function openEmbedding({ words: bytes, weights, vectors, dimensions }: EmbeddingBytes): Embedding {
  const words = new SortedWords(bytes);
  const meanOf = (text: string): Float64Array | null => {
    const sum = new Float64Array(dimensions);
    let whole = 0;
    for (const word of wordsOf(text)) {
      const place = words.placeOf(word);
      if (place < 0) continue;
      const weight = weights[place] ?? 0;
      const length = lengthOf(vectors.subarray(place * dimensions, (place + 1) * dimensions));
      for (let index = 0; index < dimensions; index++) sum[index] = (sum[index] ?? 0) + (weight * (vectors[place * dimensions + index] ?? 0)) / length;
      whole += weight;
    }
    return whole === 0 ? null : sum.map((value) => value / whole);
  };
  return {
    dimensions,
    embed(fields) {
      const sum = new Float64Array(dimensions);
      let known = false;
      for (const { text, weight } of fields) {
        const mean = meanOf(text);
        if (mean === null) continue;
        known = true;
        for (const [index, value] of mean.entries()) sum[index] = (sum[index] ?? 0) + weight * value;
      }
      return known ? Float32Array.from(directionOf(sum)) : null;
    },
  };
}

export function lengthOf(vector: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < vector.length; index++) sum += (vector[index] ?? 0) ** 2;
  return Math.sqrt(sum) || 1;
}

/** The same direction with length 1. */
export function directionOf(vector: Float64Array): Float64Array {
  const length = lengthOf(vector);
  return vector.map((value) => value / length);
}

/** A direction in as many bytes as it has members. */
export function quantised(vector: ArrayLike<number>): Int8Array {
  let largest = 0;
  for (let index = 0; index < vector.length; index++) largest = Math.max(largest, Math.abs(vector[index] ?? 0));
  const bytes = new Int8Array(vector.length);
  for (let index = 0; index < vector.length; index++) bytes[index] = largest === 0 ? 0 : Math.round((127 * (vector[index] ?? 0)) / largest);
  return bytes;
}
