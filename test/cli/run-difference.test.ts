import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/kernel/digest.ts';
import { ok } from '../../src/kernel/result.ts';
import type { NodeAddress } from '../../src/model/names.ts';
import type { Run, StepDifference } from '../../src/model/run.ts';
import { commandLine, type Setup } from './command-line.ts';
import { FakeEngine } from './fake-engine.ts';
import { samplePlan, sampleUnit } from './sample-plan.ts';

const plan = samplePlan([sampleUnit()]);
const members: StepDifference['members'] = [
  { action: 'create', type: 'Postgres::Table', name: 'orders', place: { target: 'main', region: 'us-east-1' }, properties: { Public: true } },
];
const difference: StepDifference = {
  answer: digestOf({ members }),
  members,
  differences: [{ of: 'value', member: 'Postgres::Table orders', path: '/Public', before: false, after: true }],
  at: '2026-03-01T10:00:00.000Z',
};
const id = 'r_0123456789ab';

/** An engine whose run waits with this. */
function waiting(with_: Partial<StepDifference> = {}): FakeEngine {
  const engine = new FakeEngine(plan);
  const run: Run = {
    id,
    plan: plan.id,
    deployment: plan.deployment,
    targets: [],
    status: 'awaiting-approval',
    nodes: [
      {
        step: 'seed',
        node: 'seed' as NodeAddress,
        op: 'run',
        type: 'python',
        place: '',
        status: 'running',
        attempts: 0,
        identifier: null,
        seconds: null,
        difference: { ...difference, ...with_ },
      },
    ],
    startedAt: '2026-03-01T10:00:00.000Z',
    endedAt: null,
    seconds: 1,
    verification: [],
    next: `asbuilt runs approve ${id} seed`,
  };
  engine.run = async () => ok(run);
  engine.runs = async () =>
    ok({ runs: [{ id, plan: plan.id, deployment: plan.deployment, status: 'awaiting-approval', startedAt: run.startedAt, endedAt: null }] });
  engine.approveDifference = async (request) => {
    engine.calls.push(['approveDifference', request]);
    return ok({ run: id, step: 'seed', approver: 'kim' });
  };
  engine.refuseDifference = async (request) => {
    engine.calls.push(['refuseDifference', request]);
    return ok({ run: id, step: 'seed' });
  };
  return engine;
}

describe('a run that waits because a unit would change what was not approved', () => {
  it('says so, with each difference and both ways on', async () => {
    const { out, code } = await commandLine(['runs', 'show', id], { engine: waiting() });
    expect(code).toBe(0);
    expect(out).toContain('awaiting-approval');
    expect(out).toContain('Postgres::Table orders: Public was approved as false, and is true');
    expect(out).toContain(`asbuilt runs approve ${id} seed`);
    expect(out).toContain(`asbuilt runs refuse ${id} seed --why TEXT`);
    expect((await commandLine(['runs', 'list'], { engine: waiting() })).out).toContain('awaiting-approval');
  });

  it('is approved with a key, for exactly what is shown, all of it', async () => {
    const engine = waiting();
    const { out, code } = await commandLine(['runs', 'approve', id, 'seed'], { engine });
    expect([code, out]).toEqual([0, expect.stringContaining('create Postgres::Table orders at main/us-east-1  Public=true')]);
    expect(engine.calls).toContainEqual([
      'approveDifference',
      { id, step: 'seed', agreement: expect.objectContaining({ run: id, step: 'seed', plan: plan.id, digest: plan.digest, answer: difference.answer }) },
    ]);
  });

  it('is not approved where what is shown is not what its digest names, or nothing waits there', async () => {
    const other = waiting({ members: [] });
    expect(await commandLine(['runs', 'approve', id, 'seed'], { engine: other })).toMatchObject({ code: 1, err: expect.stringContaining('PLAN_TAMPERED') });
    const nothing = waiting();
    expect(await commandLine(['runs', 'approve', id, 'other'], { engine: nothing })).toMatchObject({
      code: 1,
      err: expect.stringContaining('DIFFERENCE_UNKNOWN'),
    });
    for (const engine of [other, nothing]) expect(engine.calls.map(([name]) => name)).not.toContain('approveDifference');
  });

  it('is approved by the name of the step, typed or given, where something is deleted or replaced', async () => {
    for (const action of ['delete', 'replace'] as const) {
      const lost = members.map((one) => ({ ...one, action }));
      const over = { members: lost, answer: digestOf({ members: lost }) };
      const says = async (more: readonly string[], setup: Setup = {}) => {
        const engine = waiting(over);
        const { code, err } = await commandLine(['runs', 'approve', id, 'seed', ...more], { engine, ...setup });
        return { code, err, approved: engine.calls.some(([name]) => name === 'approveDifference') };
      };
      const unsaid = await says([]);
      expect(unsaid).toMatchObject({ code: 5, approved: false, err: expect.stringContaining('CONSENT_MISSING') });
      expect(unsaid.err).toContain(`asbuilt runs approve ${id} seed --confirm seed`);
      expect(await says(['--confirm', 'other'])).toMatchObject({ code: 5, approved: false });
      expect(await says([], { terminal: true, answers: ['y'] })).toMatchObject({ code: 5, approved: false });
      expect(await says([], { terminal: true, answers: ['seed'] })).toMatchObject({ code: 0, approved: true });
      expect(await says(['--confirm', 'seed'])).toMatchObject({ code: 0, approved: true });
    }
  });

  it('is refused with a reason', async () => {
    const engine = waiting();
    expect(await commandLine(['runs', 'refuse', id, 'seed', '--why', 'not public'], { engine })).toMatchObject({ code: 0 });
    expect(engine.calls).toContainEqual(['refuseDifference', { id, step: 'seed', why: 'not public' }]);
  });

  it('is neither approved nor refused in the terminal of an AI agent', async () => {
    for (const argv of [
      ['runs', 'approve', id, 'seed'],
      ['runs', 'refuse', id, 'seed', '--why', 'x'],
    ]) {
      const engine = waiting();
      expect(await commandLine(argv, { engine, agent: 'Agent' })).toMatchObject({ code: 5, err: expect.stringContaining('belongs to an AI agent') });
      expect(engine.calls).toEqual([]);
    }
  });
});
