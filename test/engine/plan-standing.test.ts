import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { noRandomness } from './manual-clock.ts';
import { type Draft, granted, Stage } from './stage.ts';

const small: Draft = { box: { properties: { Size: 1 } } };

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.close());

const refused = async ({ id }: Plan) => granted(await stage.engine.plan({ id })).refused?.code ?? null;
const expired = async ({ id }: Plan) => granted(await stage.engine.plans({})).plans.find((plan) => plan.id === id)?.expired;

it('draws for each plan what keeps its digest from being tried', async () => {
  expect((await stage.plan(small)).blind).toBe(noRandomness.hex(32));
});

describe('what is told of whether a plan can still be approved', () => {
  it('is nothing against one that was made just now, nor against one that a person approved', async () => {
    const plan = await stage.plan(small);
    expect([await refused(plan), await expired(plan)]).toEqual([null, false]);
    await stage.approve(plan);
    expect(await refused(plan)).toBeNull();
  });

  it('is that it expired, also where it was approved', async () => {
    const plan = await stage.plan(small);
    await stage.approve(plan);
    await stage.clock.sleep(31 * 60_000);
    expect([await refused(plan), await expired(plan)]).toEqual(['PLAN_EXPIRED', true]);
  });

  it('is that another run has changed its deployment since', async () => {
    const [first, second] = [await stage.plan(small), await stage.plan({ ...small, net: { type: 'Net' } })];
    await stage.approve(first);
    await stage.apply(first);
    expect([await refused(first), await refused(second)]).toEqual(['PLAN_APPLIED', 'PLAN_STALE']);
  });

  it('is that it changes nothing', async () => {
    await stage.build(small);
    expect(await refused(await stage.plan(small))).toBe('PLAN_EMPTY');
  });

  it('is that its target is another now, and that it was rejected', async () => {
    const plan = await stage.plan(small);
    stage.targets = stage.targets.map((one) => ({ ...one, target: { ...one.target, account: '333333333333' } }));
    expect(await refused(plan)).toBe('TARGET_CHANGED');
    granted(await stage.engine.reject({ id: plan.id, why: 'no' }));
    expect(await refused(plan)).toBe('PLAN_REJECTED');
  });

  it('is that its approval is by nobody who is trusted any more', async () => {
    const plan = await stage.plan(small);
    await stage.approve(plan);
    stage.trusted = 'nobody';
    expect(await refused(plan)).toBe('APPROVAL_INVALID');
  });
});
