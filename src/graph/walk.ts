import { type Digraph, reversed } from './digraph.ts';

/**
 * Visits every node after all that it depends on, at most `width` at a time, each as soon as it can be. Nodes on a cycle, or after one, are not
 * visited. The first visit that throws ends the walk: no further one begins, and its error is thrown.
 */
export function walk(graph: Digraph, width: number, visit: (node: string) => Promise<void>): Promise<void> {
  const afters = reversed(graph);
  const open = new Map<string, number>();
  const ready: string[] = [];
  for (const [node, befores] of graph) {
    let count = 0;
    for (const before of new Set(befores)) if (graph.has(before)) count++;
    if (count === 0) ready.push(node);
    else open.set(node, count);
  }
  return new Promise((resolve, reject) => {
    let next = 0;
    let running = 0;
    let failed = false;
    const visited = (node: string): void => {
      running--;
      for (const after of afters.get(node) ?? []) {
        const left = (open.get(after) ?? 0) - 1;
        open.set(after, left);
        if (left === 0) ready.push(after);
      }
      advance();
    };
    const advance = (): void => {
      for (; !failed && running < width && next < ready.length; next++) {
        const node = ready[next] as string;
        running++;
        visit(node).then(
          () => visited(node),
          (error: unknown) => {
            failed = true;
            reject(error);
          },
        );
      }
      if (running === 0) resolve();
    };
    advance();
  });
}
