import { describe, expect, it } from 'vitest';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { runReport } from './run-report.ts';

const head = { id: 'r_1', status: 'failed', startedAt: '2026-01-01T00:00:00.000Z', endedAt: '2026-01-01T00:01:00.000Z' };
const failed = (error: Diagnostic) => ({ step: 'a', status: 'failed', error });
const next = (...steps: readonly unknown[]) => runReport(head as never, steps as never, 0).next;

describe('the next command of a run that failed', () => {
  const theirs = failed(problem('OWNERSHIP_UNPROVEN', 'it is somebody else’s', 'choose another name'));
  const refused = failed(problem('CLOUD_DENIED', 'denied', 'get the permission'));

  it('is none where to resume it would do nothing', () => {
    expect(next(theirs, { step: 'b', status: 'done' }, { step: 'c', status: 'skipped' })).toBeNull();
    expect(next(failed(problem('UNIT_FAILED', 'ended with 1', 'look at what it did, then plan again')))).toBeNull();
  });

  it('is none where what it rests on is gone, which a new plan is for', () => {
    expect(next(failed(problem('CLOUD_NOT_FOUND', 'no such policy', 'plan again')))).toBeNull();
  });

  it('resumes it where something else is left to do', () => {
    expect(next(theirs, refused)).toBe('asbuilt runs resume r_1');
    expect(next(theirs, { step: 'b', status: 'pending' })).toBe('asbuilt runs resume r_1');
    expect(next(failed(problem('UNIT_FAILED', 'ended with 1', 'asbuilt runs resume r_1')))).toBe('asbuilt runs resume r_1');
    expect(next({ step: 'b', status: 'unknown' })).toBe('asbuilt runs resume r_1');
  });
});
