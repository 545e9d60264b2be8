import { describe, expect, it } from 'vitest';
import { tallyOf } from './test-tally.ts';

function report(...statuses: string[]) {
  return {
    testResults: [{ name: 'a.test.ts', status: 'passed', assertionResults: statuses.map((status, index) => ({ fullName: ` test ${index}`, status })) }],
  };
}

describe('tallyOf', () => {
  it('counts what passed and names what failed or was skipped', () => {
    expect(tallyOf(report('passed', 'failed', 'skipped', 'pending', 'todo', 'passed'), 1)).toEqual({
      passed: 2,
      failed: ['test 1'],
      skipped: ['test 2', 'test 3', 'test 4'],
    });
  });

  it('never calls a failed run a success', () => {
    expect(tallyOf(report('passed'), 1).failed).toHaveLength(1);
    expect(tallyOf(null, 0).failed).toHaveLength(1);
    expect(tallyOf({ unexpected: true }, 0).failed).toHaveLength(1);
    expect(tallyOf({ testResults: [{ name: 'broken.test.ts', status: 'failed', message: 'does not load', assertionResults: [] }] }, 1).failed).toEqual([
      'broken.test.ts',
    ]);
  });

  it('finds no fault in a run without any', () => {
    expect(tallyOf(report('passed', 'skipped'), 0).failed).toEqual([]);
  });
});
