import type { Result } from '../kernel/result.ts';

export interface VectorItem {
  /** Printable ASCII, at most 512 characters. */
  readonly id: string;
  /** Length 1; as many members as every other one of its collection. */
  readonly vector: ArrayLike<number>;
}

export interface VectorHit {
  readonly id: string;
  /** The cosine of the angle between the two directions: -1 to 1. */
  readonly likeness: number;
}

/**
 * Keeps vectors in collections and finds the nearest. A collection is made by the first `put` and named by lower-case letters, digits and `_`, at most 48. What a call changed, the
 * next one of the same caller sees. A store that cannot be reached, or refuses, is VECTORS_UNAVAILABLE: nothing else is thrown.
 */
export interface VectorIndex {
  /** Puts items there; one with an id that is there takes its place. */
  put(collection: string, items: readonly VectorItem[]): Promise<Result<null>>;
  /** How many items there are; 0 where there is no such collection. */
  size(collection: string): Promise<Result<number>>;
  /** At most `most`, nearest first, equals by id; none where there is no such collection. A store may find them by approximation. */
  nearest(collection: string, vector: ArrayLike<number>, most: number): Promise<Result<readonly VectorHit[]>>;
  /** Removes a collection; one that is not there is no problem. */
  drop(collection: string): Promise<Result<null>>;
  close(): Promise<void>;
}
