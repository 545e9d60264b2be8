import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { components } from './components.ts';
import { criticalPath } from './critical-path.ts';
import { type Digraph, reversed } from './digraph.ts';
import { order } from './order.ts';
import { shortestCycle } from './shortest-cycle.ts';
import { walk } from './walk.ts';

const size = 14;
const names = Array.from({ length: size }, (_, index) => `n${index}`);
const edge = fc.tuple(fc.nat(size - 1), fc.nat(size - 1));
const anyGraph = fc.array(edge, { maxLength: 30 }).map((edges) => graphOf(edges));
/** Edges only from a later to an earlier number: no cycle is possible. */
const acyclic = fc.array(edge, { maxLength: 40 }).map((edges) => graphOf(edges.filter(([a, b]) => a > b)));

function graphOf(edges: readonly (readonly [number, number])[]): Map<string, string[]> {
  const graph = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const [from, to] of edges) graph.get(`n${from}`)?.push(`n${to}`);
  return graph;
}

/** An independent, quadratic reading of "a can be reached from b by at least one edge". */
function reachable(graph: Digraph, from: string, to: string): boolean {
  const seen = new Set<string>();
  const visit = (node: string): boolean => (graph.get(node) ?? []).some((next) => next === to || (!seen.has(next) && seen.add(next) && visit(next)));
  return visit(from);
}

describe('order', () => {
  it('puts every node after what it depends on, and loses none', () => {
    fc.assert(
      fc.property(acyclic, (graph) => {
        const { sorted, stuck } = order(graph);
        expect(stuck).toEqual([]);
        expect([...sorted].sort()).toEqual([...names].sort());
        const position = new Map(sorted.map((node, index) => [node, index]));
        for (const [node, befores] of graph) for (const before of befores) expect(position.get(before)).toBeLessThan(position.get(node) as number);
      }),
    );
  });

  it('does not depend on the order in which the graph is written down', () => {
    fc.assert(
      fc.property(
        acyclic.chain((graph) =>
          fc.tuple(
            fc.constant(graph),
            fc.shuffledSubarray([...graph.keys()], { minLength: size }).map((keys) => new Map(keys.map((key) => [key, [...(graph.get(key) ?? [])].reverse()]))),
          ),
        ),
        ([one, other]) => {
          expect(order(other)).toEqual(order(one));
        },
      ),
    );
  });

  it('takes the smallest name of those that could come next', () => {
    expect(
      order(
        new Map([
          ['c', []],
          ['a', ['c']],
          ['b', []],
          ['ab', []],
        ]),
      ).sorted,
    ).toEqual(['ab', 'b', 'c', 'a']);
  });

  it('leaves out exactly the nodes that are on a cycle or after one', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const onCycle = names.filter((node) => reachable(graph, node, node));
        const expected = names.filter((node) => onCycle.includes(node) || onCycle.some((cyclic) => reachable(graph, node, cyclic)));
        expect(order(graph).stuck).toEqual(expected.sort());
      }),
    );
  });
});

describe('shortestCycle', () => {
  it('names a cycle of the graph, as short as any, and none where there is none', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const cycle = shortestCycle(graph);
        const lengths = names.map((node) => distanceBack(graph, node)).filter((length) => length > 0);
        if (cycle === null) {
          expect(lengths).toEqual([]);
          return;
        }
        expect(new Set(cycle).size).toBe(cycle.length);
        cycle.forEach((node, index) => {
          expect(graph.get(node)).toContain(cycle[(index + 1) % cycle.length]);
        });
        expect(cycle.length).toBe(Math.min(...lengths));
      }),
    );
  });

  it('starts with the smallest name', () => {
    expect(
      shortestCycle(
        new Map([
          ['c', ['a']],
          ['a', ['b']],
          ['b', ['c']],
        ]),
      ),
    ).toEqual(['a', 'b', 'c']);
  });
});

/** Length of the shortest way from a node back to itself; 0 when there is none. */
function distanceBack(graph: Digraph, start: string): number {
  let frontier = new Set(graph.get(start) ?? []);
  for (let length = 1; length <= size; length++) {
    if (frontier.has(start)) return length;
    frontier = new Set([...frontier].flatMap((node) => graph.get(node) ?? []));
  }
  return 0;
}

describe('components', () => {
  it('puts two nodes together exactly when each reaches the other', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const component = components(graph);
        for (const a of names) {
          for (const b of names) {
            if (a === b) continue;
            expect(component.get(a) === component.get(b)).toBe(reachable(graph, a, b) && reachable(graph, b, a));
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('handles a chain too long for recursion', () => {
    const long = new Map(Array.from({ length: 50_000 }, (_, index) => [`n${index}`, [`n${index + 1}`]]));
    expect(new Set(components(long).values()).size).toBe(50_000);
  });
});

describe('criticalPath', () => {
  it('is a chain of the graph with the largest sum of weights', () => {
    fc.assert(
      fc.property(acyclic, fc.array(fc.nat(100), { minLength: size, maxLength: size }), (graph, weights) => {
        const weightOf = (node: string): number => weights[Number(node.slice(1))] ?? 0;
        const longest = new Map<string, number>();
        for (const node of names) longest.set(node, weightOf(node) + Math.max(0, ...(graph.get(node) ?? []).map((before) => longest.get(before) ?? 0)));
        const found = criticalPath(graph, weightOf);
        expect(found.weight).toBe(Math.max(...longest.values()));
        expect(found.path.reduce((sum, node) => sum + weightOf(node), 0)).toBe(found.weight);
        found.path.slice(1).forEach((node, index) => {
          expect(graph.get(node)).toContain(found.path[index]);
        });
      }),
    );
  });

  it('is empty for an empty graph', () => {
    expect(criticalPath(new Map(), () => 1)).toEqual({ path: [], weight: 0 });
  });
});

describe('reversed', () => {
  it('is its own inverse, repeated edges and unknown names aside', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const expected = new Map([...graph].map(([node, befores]) => [node, [...new Set(befores)].sort()]));
        expect(new Map([...reversed(reversed(graph))].map(([node, befores]) => [node, [...befores].sort()]))).toEqual(expected);
      }),
    );
  });
});

describe('walk', () => {
  const turns = (count: number) => Array.from({ length: count }).reduce<Promise<void>>((turn) => turn.then(), Promise.resolve());

  it('visits what order sorts, each once and after all it depends on, never more at a time than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(anyGraph, fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(9), { minLength: size, maxLength: size }), async (graph, width, lengths) => {
        const ended: string[] = [];
        let running = 0;
        let most = 0;
        await walk(graph, width, async (node) => {
          for (const before of graph.get(node) ?? []) expect(ended).toContain(before);
          most = Math.max(most, ++running);
          await turns(lengths[names.indexOf(node)] as number);
          running--;
          ended.push(node);
        });
        expect([...ended].sort()).toEqual([...order(graph).sorted].sort());
        expect(most).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('goes on with what is free while a slow one is waited for', async () => {
    const graph = new Map([['slow', []], ['after', ['slow']], ...Array.from({ length: 20 }, (_, index) => [`x${index}`, []] as [string, string[]])]);
    const ended: string[] = [];
    await walk(graph, 2, async (node) => {
      await turns(node === 'slow' ? 1000 : 1);
      ended.push(node);
    });
    expect(ended.slice(-2)).toEqual(['slow', 'after']);
  });

  it('ends with the first error and begins nothing after it', async () => {
    const begun: string[] = [];
    const graph = new Map(names.map((name) => [name, []]));
    const walking = walk(graph, 2, async (node) => {
      begun.push(node);
      if (node === 'n3') throw new Error('no');
    });
    await expect(walking).rejects.toThrow('no');
    await turns(100);
    expect(begun.length).toBeLessThanOrEqual(5);
  });
});
