import { describe, expect, it } from 'vitest';
import { type Code, codes } from '../../kernel/codes.ts';
import { problem } from '../../kernel/diagnostic.ts';
import type { Kept, Run, StepStatus } from '../../model/run.ts';
import { exitCodeOfRun, isSpread, renderRun } from './render-run.ts';

const target = (alias: string, simulated: boolean) => ({ alias, name: alias, account: '123456789012', identity: `arn:${alias}`, simulated });

function theRun(status: Run['status'], steps: readonly StepStatus[], more: Partial<Run> = {}): Run {
  const nodes = steps.map((each, index) => ({
    step: `s${index}`,
    node: `s${index}`,
    op: 'create',
    type: 'AWS::SQS::Queue',
    place: 'sandbox 123456789012/us-east-1',
    status: each,
    attempts: 1,
    identifier: null,
    seconds: null,
  }));
  const run = {
    id: 'r_0123456789ab',
    plan: 'p_0123456789ab',
    deployment: 'orders',
    targets: [target('sandbox', true)],
    status,
    nodes,
    startedAt: '2026-03-01T10:00:00.000Z',
    endedAt: null,
    seconds: null,
    verification: [],
    next: null,
  };
  return { ...run, ...more } as unknown as Run;
}
function linesOf(run: Run): string {
  return renderRun(run)
    .map((line) => line.render(false))
    .join('\n');
}
const cause = (code: Code) => ({ cause: problem(code, 'it is so', 'do this') });

function withKept(kept: readonly Kept[]): Run {
  const run = theRun('succeeded', ['done', 'done']);
  return { ...run, nodes: run.nodes.map((step, index) => (index === 0 ? { ...step, kept: [...kept] } : step)) };
}
const form: Kept = { path: '/DBSubnetGroupName', asked: 'Books-Subnets', found: 'books-subnets' };
const unlike: Kept = { path: '/Method/Responses', asked: [200, 400, 500], found: [200], deviation: true };
const rewritten = withKept([form]);
const deviating = withKept([form, unlike]);

describe('a report', () => {
  it('says once what went wrong with a step, also where that is the cause of the run’s end, and a cause of its own all the same', () => {
    const error = problem('CLOUD_DENIED', 'not allowed', 'allow it');
    const run = theRun('failed', ['failed', 'skipped'], { cause: error });
    const lines = linesOf({ ...run, nodes: run.nodes.map((step, index) => (index === 0 ? { ...step, error } : step)) });
    expect(lines.match(/not allowed/g)).toHaveLength(1);
    expect(lines.match(/allow it/g)).toHaveLength(1);
    expect(linesOf(theRun('failed', ['done'], cause('VERIFY_FAILED')))).toMatch(/cause.*VERIFY_FAILED/);
  });

  it('says of what no control promises anything that it was read, and nothing of what is not over or of a unit', () => {
    expect(linesOf(theRun('succeeded', ['done', 'done']))).toMatch(/verified.*2 steps by a fresh read/);
    expect(linesOf(theRun('running', ['done', 'running']))).not.toContain('verified');
    const unit = theRun('succeeded', ['done']);
    expect(linesOf({ ...unit, nodes: unit.nodes.map((step) => ({ ...step, op: 'run' as const })) })).not.toContain('verified');
  });
});

describe('a step of a run', () => {
  it('says what a gate asks, and how it is opened', () => {
    const run = theRun('running', ['running', 'pending']);
    const asking = { ...run, nodes: run.nodes.map((step, index) => (index === 0 ? { ...step, ask: 'Is it valid?' } : step)) };
    expect(linesOf(asking)).toMatch(/waits +s0: Is it valid\? {2}→ {2}asbuilt runs open r_0123456789ab s0/);
  });

  it('says what it waits for, and the command that helps', () => {
    const run = theRun('running', ['running', 'pending']);
    const waiting = problem('CLOUD_UNREACHABLE', 'nobody answers', 'asbuilt up --sandbox --detach');
    const lines = linesOf({ ...run, nodes: run.nodes.map((step, index) => (index === 0 ? { ...step, waiting } : step)) });
    expect(lines).toMatch(/waits +s0: CLOUD_UNREACHABLE: nobody answers {2}→ {2}asbuilt up --sandbox --detach/);
    expect(linesOf(run)).not.toContain('waits');
  });

  const nowhere = (run: Run, place: string): Run => ({ ...run, nodes: run.nodes.map((step, index) => (index === 0 ? { ...step, place } : step)) });
  const error = problem('GATE_CLOSED', 'it is shut', 'open it');
  const shut = (run: Run): Run => ({ ...run, nodes: run.nodes.map((step, index) => (index === 0 ? { ...step, error } : step)) });

  it('is said to be somewhere where the run is at several places, and nowhere where it is a gate', () => {
    const one = shut(theRun('failed', ['failed', 'done', 'done']));
    expect(linesOf(nowhere(one, ''))).toContain('GATE_CLOSED at s0:');
    expect(linesOf(nowhere(one, 'other 1/eu-west-1'))).toContain('GATE_CLOSED at s0 in other 1/eu-west-1:');
    expect(isSpread(nowhere(one, ''))).toBe(false);
    expect(isSpread(nowhere(one, 'other 1/eu-west-1'))).toBe(true);
  });
});

describe('the exit code of a run', () => {
  it.each<[string, Run, number]>([
    ['that succeeded', theRun('succeeded', ['done', 'done']), 0],
    ['that succeeded and left something otherwise than it was asked for', deviating, 7],
    ['that succeeded and kept something in another form', rewritten, 0],
    ['that still runs', theRun('running', ['done', 'running']), 0],
    ['that is paused before its first step', theRun('paused', ['pending'], cause('CREDENTIALS_REFUSED')), 4],
    ['that is paused after some steps', theRun('paused', ['done', 'pending'], cause('TARGET_CHANGED')), 7],
    ['that was cancelled', theRun('cancelled', ['done', 'skipped'], cause('RUN_CANCELLED')), 2],
    ['of which some is done', theRun('failed', ['done', 'failed'], cause('CLOUD_DENIED')), 7],
    ['of which some is done before the world moved', theRun('stale', ['done', 'skipped'], cause('PLAN_STALE')), 7],
    ['of which something may be done', theRun('failed', ['unknown', 'skipped'], cause('CLOUD_UNKNOWN_OUTCOME')), 7],
    ['of which nothing is done', theRun('failed', ['failed', 'skipped'], cause('CREDENTIALS_REFUSED')), 4],
    ['whose approval ended before its first step', theRun('failed', ['skipped', 'skipped'], cause('APPROVAL_EXPIRED')), 5],
    ['that went stale at its first step', theRun('stale', ['skipped'], cause('PLAN_STALE')), codes.PLAN_STALE.exit],
    ['that is done but not as promised', theRun('failed', ['done', 'done'], cause('VERIFY_FAILED')), codes.VERIFY_FAILED.exit],
    ['that failed without a cause', theRun('failed', ['failed']), 1],
  ])('%s', (_, run, code) => {
    expect(exitCodeOfRun(run)).toBe(code);
  });
});

describe('a run’s report', () => {
  it('always has done, failed, skipped and unknown', () => {
    for (const status of ['running', 'paused', 'succeeded', 'failed', 'cancelled', 'stale'] as const) {
      expect(linesOf(theRun(status, []))).toMatch(/^done .*\nfailed .*\nskipped .*\nunknown /m);
    }
  });

  it('says what a fresh read found of the checks', () => {
    const verification = [
      { node: 'bucket', check: 'encrypted', passed: true },
      { node: 'bucket', check: 'private', passed: false, found: { BlockPublicAcls: false } },
    ];
    const report = linesOf(theRun('failed', ['done'], { verification, ...cause('VERIFY_FAILED') }));
    expect(report).toContain('1 of 2 checks passed, from a fresh read');
    expect(report).toContain('failed bucket: private, found {BlockPublicAcls: false}');
  });

  it('names what a run that has succeeded took from our records', () => {
    const verification = [{ node: 'box', check: 'AWS::Toy::Box box stays, and leaves our records', passed: true, struck: true as const }];
    const line = 'struck     box: AWS::Toy::Box box stays, and leaves our records';
    expect(linesOf(theRun('succeeded', [], { verification }))).toContain(line);
    expect(linesOf(theRun('failed', [], { verification }))).not.toContain('struck');
  });

  it('says what came back otherwise than it was asked for, what nothing explains first', () => {
    const hidden: Kept = { path: '/Key', asked: 'k' };
    const lines = linesOf(withKept([form, hidden, unlike, { ...unlike, path: '/Size', asked: 1, found: 2, settling: true }])).split('\n');
    expect(lines.filter((line) => /^(deviates|kept)/.test(line))).toEqual([
      'deviates   s0: Method.Responses asked [200, 400, 500], there is [200]: deviation',
      'deviates   s0: Size asked 1, there is 2: deviation, and may still settle',
      'kept       s0: DBSubnetGroupName asked "Books-Subnets", kept as "books-subnets"',
      'kept       s0: Key asked "k", no read shows it',
    ]);
  });

  it('says which things it found when a creation had no answer, and does not prove to be ours', () => {
    const one = theRun('succeeded', ['done', 'done']);
    const nodes = one.nodes.map((step, index) => (index === 0 ? step : { ...step, alike: true as const }));
    expect(linesOf({ ...one, nodes })).toMatch(/^unproven {3}s1: a creation without an answer/m);
    expect(linesOf(one)).not.toContain('unproven');
  });

  it('says which final snapshot a deletion has left, once it has', () => {
    const run = (status: StepStatus) => {
      const one = theRun('succeeded', [status]);
      return linesOf({ ...one, nodes: one.nodes.map((step) => ({ ...step, op: 'delete', finalSnapshot: 'books-final-1' })) });
    };
    expect(run('done')).toContain('s0: final snapshot books-final-1, which stays and costs until somebody deletes it');
    expect(run('failed')).not.toContain('books-final-1');
  });

  it('names the steps, but not all of thousands', () => {
    const report = linesOf(theRun('succeeded', Array<StepStatus>(5_000).fill('done')));
    expect(report).toMatch(/done +5000 {2}s0, s1, s2, s3, s4, s5, s6, s7 and 4992 more/);
    expect(report.length).toBeLessThan(1_000);
  });

  it('says simulated only of what is', () => {
    const simulated = (...targets: Run['targets']) => linesOf(theRun('succeeded', ['done'], { targets })).match(/^.*simulated.*$/gm);
    expect(simulated(target('a', true))).toEqual([expect.stringMatching(/^Run/)]);
    expect(simulated(target('a', true), target('b', true))).toEqual([expect.stringMatching(/^Run/)]);
    expect(simulated(target('a', false), target('b', true))).toEqual([expect.stringMatching(/^Target +b /)]);
    expect(simulated(target('a', false))).toBeNull();
  });

  it('ends with one next command', () => {
    expect(linesOf(theRun('failed', ['failed'], { next: 'asbuilt runs resume r_0123456789ab' })).match(/Next:.*/g)).toEqual([
      'Next: asbuilt runs resume r_0123456789ab',
    ]);
    expect(linesOf(theRun('paused', ['pending'])).match(/Next:.*/g)).toEqual([
      'Next: asbuilt runs resume r_0123456789ab    stop it: asbuilt runs cancel r_0123456789ab',
    ]);
    expect(linesOf(theRun('running', ['running'])).match(/Next:.*/g)).toEqual(['Next: asbuilt runs watch r_0123456789ab']);
  });
});
