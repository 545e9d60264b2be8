import { type Digraph, reversed } from './digraph.ts';
import { NameHeap } from './name-heap.ts';

export interface Order {
  /** Every node that is on no cycle and after none, each after what it depends on. */
  readonly sorted: readonly string[];
  /** Nodes on a cycle, or after one; empty for an acyclic graph. */
  readonly stuck: readonly string[];
}

/**
 * Topological order (Kahn). Of the nodes that could come next the one with the smallest name does, so the result depends on the
 * graph alone and not on the order in which it was written down. O((n + e) log n).
 */
export function order(graph: Digraph): Order {
  const open = new Map<string, number>();
  for (const [node, befores] of graph) {
    let count = 0;
    for (const before of new Set(befores)) if (graph.has(before)) count++;
    open.set(node, count);
  }
  const afters = reversed(graph);
  const ready = new NameHeap();
  for (const [node, count] of open) if (count === 0) ready.push(node);
  const sorted: string[] = [];
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    sorted.push(node);
    open.delete(node);
    for (const after of afters.get(node) ?? []) {
      const left = (open.get(after) ?? 0) - 1;
      open.set(after, left);
      if (left === 0) ready.push(after);
    }
  }
  return { sorted, stuck: [...open.keys()].sort() };
}
