import type { Digraph } from './digraph.ts';
import { order } from './order.ts';

export interface CriticalPath {
  /** From first to last. */
  readonly path: readonly string[];
  readonly weight: number;
}

/**
 * The heaviest chain of nodes that must follow each other: how long everything takes when nothing waits for anything but what it
 * depends on. Weights are not negative. Nodes on a cycle, or after one, are left out. O((n + e) log n).
 */
export function criticalPath(graph: Digraph, weightOf: (node: string) => number): CriticalPath {
  const best = new Map<string, { weight: number; before: string | null }>();
  let end: string | null = null;
  let heaviest = Number.NEGATIVE_INFINITY;
  for (const node of order(graph).sorted) {
    let before: string | null = null;
    let longest = 0;
    for (const candidate of graph.get(node) ?? []) {
      const weight = best.get(candidate)?.weight;
      if (weight !== undefined && (before === null || weight > longest || (weight === longest && candidate < before))) {
        before = candidate;
        longest = weight;
      }
    }
    const weight = longest + weightOf(node);
    best.set(node, { weight, before });
    if (weight > heaviest) {
      heaviest = weight;
      end = node;
    }
  }
  const path: string[] = [];
  for (let node = end; node !== null; node = best.get(node)?.before ?? null) path.push(node);
  return { path: path.reverse(), weight: end === null ? 0 : heaviest };
}
