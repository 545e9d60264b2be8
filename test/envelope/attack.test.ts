import { describe, expect, it } from 'vitest';
import { freelyDiffering, oneForEach } from './cases.ts';
import { answersFor, played } from './played.ts';

describe('a unit that answers otherwise than was approved', () => {
  it('waits at each of its things, one way at a time', async () => {
    const cases = await answersFor(oneForEach());
    const seen: unknown[] = [];
    for (const one of cases) seen.push([one.case.ways[0], one.case.at, (await played(one)).waited]);
    expect(seen).toEqual(cases.map(({ case: { ways, at } }) => [ways[0], at, 'awaiting-approval']));
  }, 120_000);

  it('runs where it differs only in what was declared unknown, in whatever order it tells that', async () => {
    for (const one of await answersFor(freelyDiffering(10))) {
      const { waited, run, started } = await played(one);
      expect([one.case.seed, waited, run.status, started]).toEqual([one.case.seed, 'no', 'succeeded', 1]);
    }
  }, 60_000);
});
