import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Where a unit's answer is another one than it had said; `unknown`: only where it had said that it does not know. */
export const ways = ['action', 'type', 'count', 'place', 'leaf', 'policy', 'name', 'unknown-kind'] as const;
export type Way = (typeof ways)[number] | 'unknown';

export interface UnitCase {
  readonly seed: number;
  readonly ways: readonly Way[];
  /** Which of its things, where that is to be one of them. */
  readonly at?: number;
}

/** Everything here is made without what checks it. */
export const unitFolder = join(import.meta.dirname, 'unit');

/** So many cases that differ in one or two ways, each way and each two of them in turn. */
export function differing(count: number): UnitCase[] {
  const combined = [...ways.map((way) => [way]), ...ways.flatMap((one) => ways.map((other) => [one, other])).filter(([one, other]) => one !== other)];
  return Array.from({ length: count }, (_, seed) => ({ seed, ways: combined[seed % combined.length] ?? [] }));
}

/** So many cases that differ only in what was declared unknown, and in the order in which they are told. */
export function freelyDiffering(count: number): UnitCase[] {
  return Array.from({ length: count }, (_, seed) => ({ seed, ways: ['unknown'] }));
}

/** One case for each way and each thing that it can be of. */
export function oneForEach(): UnitCase[] {
  return ways.flatMap((way) => {
    const places = way === 'unknown-kind' ? [4] : way === 'name' ? [0, 1, 2, 3] : way === 'policy' ? [0, 1, 2] : [0, 1, 2, 3, 4];
    return places.map((at) => ({ seed: at * 31 + way.length, ways: [way], at }));
  });
}

export interface Answers {
  readonly case: UnitCase;
  /** What the unit wrote before its inputs were there, and afterwards. */
  readonly unknown: string;
  readonly known: string;
}

/** What the unit answers in each case, by the real python3, started once for all of them. */
export function answersOf(cases: readonly UnitCase[], target: string, unknown: object, known: object): readonly Answers[] {
  const asked = JSON.stringify(cases.map((one) => ({ case: one, target, unknown, known })));
  const said = execFileSync('python3', ['-B', '-s', '-E', join(unitFolder, 'main.py'), 'many'], {
    input: asked,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(said) as Answers[];
}
