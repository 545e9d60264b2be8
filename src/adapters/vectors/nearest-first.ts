import type { VectorHit } from '../../ports/vector-index.ts';

/** In the order of the port, whatever order a store gave them in. */
export function nearestFirst(hits: readonly VectorHit[], most: number): VectorHit[] {
  return [...hits].sort((a, b) => b.likeness - a.likeness || (a.id < b.id ? -1 : 1)).slice(0, most);
}
