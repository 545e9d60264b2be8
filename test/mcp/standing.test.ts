import { describe, expect, it } from 'vitest';
import { problem } from '../../src/kernel/diagnostic.ts';
import { FakeEngine } from '../cli/fake-engine.ts';
import { sampleChange, samplePlan } from '../cli/sample-plan.ts';
import { dataOf, toolsBefore } from './reach.ts';

const followed = { name: 'web', version: '1.0.0', digest: 'd'.repeat(64), boundaries: [] };

describe('what a plan leaves as somebody changed it', () => {
  it('is told beside what it changes, with the tool that puts it back', async () => {
    const note = "not as applied; left as it is. To put it back: asbuilt ask --deployment orders 'put disk back'";
    const differences = [{ path: '/Size', before: 7, after: 1, forcesReplace: false, sensitive: false, deviates: true }];
    const disk = sampleChange({ node: 'disk', type: 'AWS::EC2::Volume', action: 'none', reason: 'left', differences, note });
    const engine = new FakeEngine(samplePlan([sampleChange(), disk, sampleChange({ node: 'same', action: 'none' })]));
    const call = toolsBefore(engine);
    const told = 'not as applied; left as it is. To put it back: create_plan with deployment orders and intent "put disk back"';
    expect(dataOf(await call('get_plan', { plan: engine.stored.id }))).toMatchObject({
      groups: [{ action: 'create' }, { action: 'none', nodes: ['disk'], because: 'left', properties: ['/Size'], note: told }],
    });
    expect(dataOf(await call('get_plan', { plan: engine.stored.id, node: 'disk' }))).toMatchObject({
      because: 'left',
      note: told,
      differences: [{ path: '/Size', before: 7, after: 1 }],
    });
  });
});

describe('a plan that changes nothing', () => {
  const unchanged = [sampleChange({ node: 'same', action: 'none' })];
  it.each([
    [true, null, 'Nothing is left to do.'],
    [false, 'list_runs', 'under way'],
  ])('says that nothing is left to do only where no run was under way beside it: %s', async (complete, way, said) => {
    const engine = new FakeEngine(samplePlan(unchanged, { complete, steps: [] }));
    const shown = await toolsBefore(engine)('get_plan', { plan: engine.stored.id });
    expect(shown.structuredContent).toMatchObject({ next_tool: way, next: expect.stringContaining(said) });
  });
});

describe('a plan of how a deployment is run alone', () => {
  it('is for a person to approve', async () => {
    const engine = new FakeEngine(samplePlan([sampleChange({ action: 'none' })], { keeps: true, steps: [] }));
    const shown = await toolsBefore(engine)('get_plan', { plan: engine.stored.id });
    expect(shown.structuredContent).toMatchObject({ next_tool: 'request_approval', next: expect.stringContaining('Nothing that stands changes') });
  });
});

describe('a plan that can no longer be approved', () => {
  it.each([
    ['PLAN_EXPIRED', {}, 'create_plan'],
    ['PLAN_STALE', {}, 'create_plan'],
    ['PLAN_STALE', { blueprint: followed }, 'plan_blueprint'],
    ['TARGET_CHANGED', {}, 'create_plan'],
  ] as const)('is shown as that, with the way on, and no command approves it: %s', async (code, more, way) => {
    const engine = new FakeEngine(samplePlan([sampleChange()], more));
    const { id: plan } = engine.stored;
    engine.refused = problem(code, `plan ${plan} is no more`, 'make a new plan');
    const call = toolsBefore(engine);
    const shown = await call('get_plan', { plan });
    expect(shown.structuredContent).toMatchObject({ next_tool: way, next: expect.stringContaining('no longer') });
    expect(dataOf(shown)).toMatchObject({ refused: `${code}: plan ${plan} is no more` });
    const asked = await call('request_approval', { plan });
    expect(asked).toMatchObject({ isError: true, structuredContent: { code, next_tool: 'create_plan' } });
    expect(JSON.stringify(asked)).not.toContain('asbuilt approve');
  });

  it('is approved again where only its approval is over', async () => {
    const engine = new FakeEngine(samplePlan());
    const { id: plan } = engine.stored;
    engine.refused = problem('APPROVAL_EXPIRED', 'the approval is over', `approve it again: asbuilt approve ${plan}`);
    const call = toolsBefore(engine);
    expect((await call('get_plan', { plan })).structuredContent).toMatchObject({ next_tool: 'request_approval' });
    expect(dataOf(await call('request_approval', { plan }))).toMatchObject({ command: `asbuilt approve ${plan}` });
  });
});
