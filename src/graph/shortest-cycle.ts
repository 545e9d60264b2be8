import { components } from './components.ts';
import type { Digraph } from './digraph.ts';

/** How many nodes of a cycle are tried as its start; beyond that the cycle named is short, but perhaps not the shortest. */
const startsTried = 64;

/**
 * The nodes of one shortest cycle, each depending on the next and the last on the first, starting with the smallest name;
 * null for an acyclic graph. A node that depends on itself is a cycle of one. Linear: from at most 64 starts.
 */
export function shortestCycle(graph: Digraph): readonly string[] | null {
  const component = components(graph);
  const sizes = new Map<number, number>();
  for (const id of component.values()) sizes.set(id, (sizes.get(id) ?? 0) + 1);
  const names = [...graph.keys()].sort();
  const alone = names.find((node) => graph.get(node)?.includes(node));
  if (alone !== undefined) return [alone];
  let best: readonly string[] | null = null;
  const starts = names.filter((node) => (sizes.get(component.get(node) as number) ?? 0) > 1).slice(0, startsTried);
  for (const start of starts) {
    const cycle = cycleThrough(graph, component, start, best?.length ?? Number.POSITIVE_INFINITY);
    if (cycle !== null) best = cycle;
    if (best?.length === 2) break;
  }
  return best === null ? null : fromSmallest(best);
}

// Breadth first, so the first way back to the start is a shortest one.
function cycleThrough(graph: Digraph, component: ReadonlyMap<string, number>, start: string, shorterThan: number): readonly string[] | null {
  const cameFrom = new Map<string, string>();
  let frontier = [start];
  for (let length = 1; frontier.length > 0 && length < shorterThan; length++) {
    const next: string[] = [];
    for (const node of frontier) {
      for (const before of graph.get(node) ?? []) {
        if (before === start) return pathTo(node, start, cameFrom);
        if (cameFrom.has(before) || component.get(before) !== component.get(start)) continue;
        cameFrom.set(before, node);
        next.push(before);
      }
    }
    frontier = next;
  }
  return null;
}

function pathTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const path = [end];
  for (let node = end; node !== start; ) {
    node = cameFrom.get(node) as string;
    path.push(node);
  }
  return path.reverse();
}

function fromSmallest(cycle: readonly string[]): readonly string[] {
  const smallest = cycle.reduce((least, node, index) => (node < (cycle[least] as string) ? index : least), 0);
  return [...cycle.slice(smallest), ...cycle.slice(0, smallest)];
}
