import { describe, expect, it } from 'vitest';
import { typicalSeconds } from '../model/durations.ts';
import { runEstimate, sequence, stepEstimate } from './estimate.ts';

describe('stepEstimate', () => {
  it('trusts own history once there are five samples, and the table before', () => {
    const few = stepEstimate('AWS::S3::Bucket', 'create', () => [1, 1, 1, 1]);
    expect(few).toEqual(typicalSeconds('AWS::S3::Bucket', 'create'));
    expect(stepEstimate('AWS::S3::Bucket', 'create', () => [9, 1, 2, 3, 4])).toEqual({ p50: 3, p90: 9 });
    expect(stepEstimate('AWS::S3::Bucket', 'create', () => Array.from({ length: 10 }, (_, index) => index + 1))).toEqual({ p50: 5, p90: 9 });
  });

  it('asks for the history of that type and operation', () => {
    expect(stepEstimate('A', 'delete', (type, op) => (type === 'A' && op === 'delete' ? [7, 7, 7, 7, 7] : []))).toEqual({ p50: 7, p90: 7 });
  });

  it('allows foreign code two minutes until it ran here five times', () => {
    expect(stepEstimate('python', 'run', () => [1, 1, 1, 1])).toEqual({ p50: 10, p90: 120 });
    expect(stepEstimate('python', 'run', (type, op) => (type === 'python' && op === 'run' ? [1, 1, 1, 1, 1] : []))).toEqual({ p50: 1, p90: 1 });
  });

  it('takes nothing for adopting', () => {
    expect(stepEstimate('AWS::RDS::DBInstance', 'adopt', () => [])).toEqual({ p50: 0, p90: 0 });
  });
});

describe('sequence', () => {
  it('adds medians, and spreads as those of independent steps', () => {
    expect(
      sequence([
        { p50: 10, p90: 13 },
        { p50: 20, p90: 24 },
      ]),
    ).toEqual({ p50: 30, p90: 35 });
    expect(sequence([])).toEqual({ p50: 0, p90: 0 });
  });
});

describe('runEstimate', () => {
  it('takes the heaviest chain, not the sum of everything', () => {
    const estimates: Record<string, { p50: number; p90: number }> = { a: { p50: 10, p90: 13 }, b: { p50: 20, p90: 24 }, c: { p50: 25, p90: 26 } };
    const steps = [
      { id: 'a', after: [] },
      { id: 'b', after: ['a'] },
      { id: 'c', after: [] },
    ];
    expect(runEstimate(steps, (id) => estimates[id] ?? { p50: 0, p90: 0 })).toEqual({ seconds: { p50: 30, p90: 35 }, path: ['a', 'b'] });
  });

  it('lets a chain with a long tail set the p90', () => {
    const estimates: Record<string, { p50: number; p90: number }> = { sure: { p50: 10, p90: 11 }, risky: { p50: 5, p90: 60 } };
    const run = runEstimate(
      [
        { id: 'sure', after: [] },
        { id: 'risky', after: [] },
      ],
      (id) => estimates[id] ?? { p50: 0, p90: 0 },
    );
    expect(run).toEqual({ seconds: { p50: 10, p90: 60 }, path: ['sure'] });
  });

  it('is nothing for a plan without steps', () => {
    expect(runEstimate([], () => ({ p50: 1, p90: 1 }))).toEqual({ seconds: { p50: 0, p90: 0 }, path: [] });
  });
});
