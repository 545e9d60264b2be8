import { describe, expect, it } from 'vitest';
import type { Run, StepDifference } from '../../model/run.ts';
import { quoteAbout } from './quote.ts';
import { showRun } from './show-run.ts';

const difference: StepDifference = {
  answer: 'a'.repeat(64),
  members: [{ action: 'create', type: 'T', name: 'orders', place: { target: 'main' }, properties: { Public: true, db_password: 'correct-horse' } }],
  differences: [
    { of: 'value', member: 'T orders', path: '/Public', before: false, after: true },
    { of: 'value', member: 'T orders', path: '/db_password', before: 'x', after: 'correct-horse' },
  ],
  at: '2026-03-01T10:00:00.000Z',
};

function waiting(): Run {
  const step = { step: 'job', node: 'job', op: 'run', type: 'python', place: '', status: 'running', attempts: 0, identifier: null, seconds: null, difference };
  return {
    id: 'r_0123456789ab',
    plan: 'p_0123456789ab',
    deployment: 'shop',
    targets: [],
    status: 'awaiting-approval',
    nodes: [step],
    startedAt: '2026-03-01T10:00:00.000Z',
    endedAt: null,
    seconds: 1,
    verification: [],
    next: 'asbuilt runs approve r_0123456789ab job',
  } as unknown as Run;
}

describe('a run that waits for a person, as an agent is told of it', () => {
  it('names the differences and what a person does, and tells no secret that is among them', () => {
    const run = waiting();
    const shown = showRun(run, 'notable', quoteAbout(run, null));
    if (!shown.ok) throw new Error(shown.problems[0]?.message);
    const { status, command, steps } = shown.value.data;
    expect([status, command]).toEqual(['awaiting-approval', 'asbuilt runs approve r_0123456789ab job']);
    expect(JSON.stringify(steps[0]?.differs)).toContain('Public was approved as false, and is true');
    expect(JSON.stringify(shown.value.data)).not.toContain('correct-horse');
  });
});

describe('a step that failed, as an agent is told of it', () => {
  it('says what is to be done, in tools, and what a person does as that', () => {
    const failed = (fix: string) => {
      const step = {
        ...waiting().nodes[0],
        status: 'failed',
        difference: undefined,
        error: { code: 'OWNERSHIP_UNPROVEN', message: 'taken', fix, retryable: false },
      };
      const run = { ...waiting(), nodes: [step] } as unknown as Run;
      const shown = showRun(run, 'notable', quoteAbout(run, null));
      return shown.ok ? shown.value.data.steps[0]?.fix : undefined;
    };
    expect(failed('give it another name')).toBe('give it another name');
    expect(failed('look at it: asbuilt show shop')).toBe('look at it: get_deployment with deployment shop');
    expect(failed('asbuilt runs resume r_1')).toBe('a person runs it: asbuilt runs resume r_1');
  });
});
