import { describe, expect, it } from 'vitest';
import { differing, freelyDiffering } from './cases.ts';
import { answersFor, played } from './played.ts';

describe('a unit that answers otherwise than was approved, many times', () => {
  it('waits in each of 300 plans that differ in one or two of action, type, count, place, leaf, policy, name and kind, and runs in none', async () => {
    const wrong: unknown[] = [];
    const cases = await answersFor(differing(300));
    for (const one of cases) {
      const { waited, run, started } = await played(one);
      const error = run.nodes.find(({ step }) => step === 'job')?.error?.code;
      if (waited !== 'awaiting-approval' || error !== 'DIFFERENCE_REFUSED' || started !== 0) wrong.push({ ...one.case, waited, error, known: one.known });
    }
    expect(wrong).toEqual([]);
    expect(new Set(cases.map(({ known }) => known)).size).toBeGreaterThan(200);
  }, 600_000);

  it('runs in each of 120 plans that differ only in what was declared unknown, in whatever order it tells them', async () => {
    const wrong: unknown[] = [];
    for (const one of await answersFor(freelyDiffering(120))) {
      const { waited, run, started } = await played(one);
      if (waited !== 'no' || run.status !== 'succeeded' || started !== 1) wrong.push({ ...one.case, waited, status: run.status, error: run.cause });
    }
    expect(wrong).toEqual([]);
  }, 600_000);
});
