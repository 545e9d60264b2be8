import type { Digraph } from './digraph.ts';

/**
 * Strongly connected components (Tarjan, without recursion): which component each node belongs to. Two nodes share a component
 * exactly when each is reachable from the other. O(n + e).
 */
export function components(graph: Digraph): Map<string, number> {
  const component = new Map<string, number>();
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  let found = 0;
  const enter = (node: string): { node: string; edges: Iterator<string> } => {
    index.set(node, index.size);
    low.set(node, index.size - 1);
    stack.push(node);
    onStack.add(node);
    return { node, edges: (graph.get(node) ?? [])[Symbol.iterator]() };
  };
  const lower = (node: string, value: number): void => {
    if (value < (low.get(node) as number)) low.set(node, value);
  };
  for (const root of graph.keys()) {
    if (index.has(root)) continue;
    const path = [enter(root)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { done, value: next } = top.edges.next();
      if (done !== true) {
        if (!graph.has(next)) continue;
        if (!index.has(next)) path.push(enter(next));
        else if (onStack.has(next)) lower(top.node, index.get(next) as number);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) lower(parent.node, low.get(top.node) as number);
      if (low.get(top.node) !== index.get(top.node)) continue;
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        onStack.delete(member);
        component.set(member, found);
        if (member === top.node) break;
      }
      found++;
    }
  }
  return component;
}
