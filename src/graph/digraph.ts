/**
 * A directed graph over names: each node with the nodes it comes after. Names that are used but not listed as keys are ignored by
 * every algorithm here, so that a caller may hand in a part of a larger graph.
 */
export type Digraph = ReadonlyMap<string, readonly string[]>;

/** The same edges the other way round: each node with the nodes that come after it, in the order of the keys. */
export function reversed(graph: Digraph): Map<string, string[]> {
  const result = new Map<string, string[]>();
  for (const node of graph.keys()) result.set(node, []);
  for (const [node, befores] of graph) for (const before of new Set(befores)) result.get(before)?.push(node);
  return result;
}
