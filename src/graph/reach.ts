import type { Digraph } from './digraph.ts';

/** The nodes that `from` comes after, by way of others too; itself only on a circle. */
export function reach(graph: Digraph, from: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...(graph.get(from) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(graph.get(next) ?? []));
  }
  return found;
}
