import { ok } from '../../kernel/result.ts';
import type { VectorHit, VectorIndex } from '../../ports/vector-index.ts';
import { nearestFirst } from './nearest-first.ts';

/** Vectors in this process's memory, found by looking at each of them: exact, and quick enough for some ten thousand. Gone when the process ends. */
export function embeddedIndex(): VectorIndex {
  const collections = new Map<string, Map<string, ArrayLike<number>>>();
  return {
    async put(collection, items) {
      const kept = collections.get(collection) ?? new Map<string, ArrayLike<number>>();
      collections.set(collection, kept);
      for (const { id, vector } of items) kept.set(id, vector);
      return ok(null);
    },
    size: async (collection) => ok(collections.get(collection)?.size ?? 0),
    async nearest(collection, vector, most) {
      const hits = [...(collections.get(collection) ?? [])].map(([id, other]): VectorHit => ({ id, likeness: productOf(vector, other) }));
      return ok(nearestFirst(hits, most));
    },
    async drop(collection) {
      collections.delete(collection);
      return ok(null);
    },
    close: async () => collections.clear(),
  };
}

function productOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
