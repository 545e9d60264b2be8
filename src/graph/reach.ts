import type { Digraph } from './digraph.ts';

/** Everything that can be reached from the starts along the edges, the starts included. O(n + e). */
export function reach(graph: Digraph, starts: Iterable<string>): Set<string> {
  const reached = new Set<string>();
  const open: string[] = [];
  for (const start of starts) if (graph.has(start)) open.push(start);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    for (const next of graph.get(node) ?? []) if (graph.has(next) && !reached.has(next)) open.push(next);
  }
  return reached;
}
