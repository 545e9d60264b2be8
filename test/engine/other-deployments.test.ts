import { describe, expect, it } from 'vitest';
import type { NodeAddress } from '../../src/model/names.ts';
import type { ResourceBinding } from '../../src/model/observed.ts';
import type { Plan } from '../../src/model/plan.ts';
import { refuses } from './acts.ts';
import { sendingOf } from './scripted-cloud.ts';
import { type Draft, granted, Stage } from './stage.ts';

const worker: Draft = { box: { properties: { Name: 'worker' } } };
const notOurs = (message: string, fix = '') => ({
  ok: false,
  problems: [{ code: 'OWNERSHIP_UNPROVEN', message: expect.stringContaining(message), fix: expect.stringContaining(fix) }],
});

async function approved(stage: Stage, deployment: string, draft: Draft, named = {}): Promise<Plan> {
  stage.deployment = deployment;
  const plan = await stage.plan(draft, named);
  await stage.approve(plan);
  return plan;
}

/** One thing in the records of two deployments, as those of earlier versions may have it. */
async function twoOwners(): Promise<Stage> {
  const stage = new Stage();
  stage.cloud.make('AWS::Toy::Box', { Name: 'worker', Size: 1 });
  await stage.apply(await approved(stage, 'shop', worker, { adopt: { box: 'worker' } }));
  const [held] = (await stage.store.bindings('shop')) as readonly ResourceBinding[];
  if (held === undefined) throw new Error('nothing was bound');
  await stage.store.commit([
    { kind: 'deployment', name: 'farm', targets: { main: 'main' }, intent: 'a case' },
    { kind: 'binding', binding: { ...held, deployment: 'farm' as typeof held.deployment, node: 'barn' as NodeAddress } },
  ]);
  return stage;
}

const holders = async (stage: Stage) => (await stage.store.allBindings()).map(({ deployment, node }) => `${deployment}.${node}`);

describe('a thing that two deployments of one engine want', () => {
  it('is taken over by one of them, though both plans were approved before', async () => {
    const stage = new Stage();
    stage.cloud.make('AWS::Toy::Box', { Name: 'worker' });
    const named = { adopt: { box: 'worker' } };
    const [one, other] = [await approved(stage, 'one', worker, named), await approved(stage, 'other', worker, named)];
    expect((await stage.apply(one)).status).toBe('succeeded');
    expect(granted(await stage.engine.plan({ id: other.id })).refused).toMatchObject({ code: 'OWNERSHIP_UNPROVEN' });
    expect(await stage.engine.apply({ id: other.id })).toMatchObject(notOurs('worker is box of deployment one, as our records say', '--deployment one'));
    expect(await holders(stage)).toEqual(['one.box']);
    expect(await stage.kinds()).toContain('run.denied');
  });

  it('is made by the run that is at it, and by no other that begins or is planned meanwhile', async () => {
    const stage = new Stage();
    const [one, other] = [await approved(stage, 'one', worker), await approved(stage, 'other', worker)];
    const { run } = granted(await stage.engine.apply({ id: one.id }));
    const held = notOurs(`is box of deployment one, at which run ${run} is now`, `asbuilt runs cancel ${run}`);
    expect(await stage.engine.apply({ id: other.id })).toMatchObject(held);
    expect(await stage.tryPlan(worker)).toMatchObject(held);
    await stage.durable.drain();
    expect(await stage.engine.apply({ id: other.id })).toMatchObject(notOurs('is box of deployment one, as our records say'));
    expect(stage.cloud.sent.map(({ operation }) => operation)).toEqual(['Create']);
  });

  it('is not made again by a run that goes on, after another deployment has made it', async () => {
    const stage = new Stage();
    stage.cloud.when('create worker', refuses('CLOUD_DENIED'));
    const one = await approved(stage, 'one', worker);
    const { id } = await stage.apply(one);
    stage.deployment = 'other';
    await stage.build(worker);
    expect(await stage.engine.resume({ id })).toMatchObject(notOurs('is box of deployment other'));
    expect(await holders(stage)).toEqual(['other.box']);
  });

  it('is not asked for again where records name it though it is gone', async () => {
    const stage = new Stage();
    await stage.build(worker);
    stage.cloud.remove('worker');
    stage.deployment = 'other';
    expect(await stage.tryPlan(worker)).toMatchObject(notOurs('is box of deployment shop', '--deployment shop'));
  });

  it('is not bound a second time where the provider gives what was there', async () => {
    const stage = new Stage();
    await stage.build({ net: { type: 'Net' } });
    const identifier = stage.cloud.thing('net')?.identifier ?? '';
    const plan = await approved(stage, 'other', { mine: { type: 'Net' } });
    stage.cloud.when('create mine', (request) => {
      const { mutation } = sendingOf(request);
      Object.assign(stage.cloud.thing('net')?.properties as object, mutation.op === 'create' ? mutation.properties : {});
      return { status: 'done', identifier };
    });
    expect((await stage.apply(plan)).nodes).toMatchObject([
      { node: 'mine', status: 'failed', error: { code: 'OWNERSHIP_UNPROVEN', message: expect.stringContaining('net of deployment shop') } },
    ]);
    expect(await holders(stage)).toEqual(['shop.net']);
  });
});

it('a node that got another name in its deployment is told which name it has to keep', async () => {
  const stage = new Stage();
  await stage.build(worker);
  const renamed: Draft = { crate: { properties: { Name: 'worker' } } };
  expect(await stage.tryPlan(renamed)).toMatchObject(notOurs('worker is box of deployment shop, as its tags say', 'call the node box'));
});

describe('a thing that the records of two deployments name', () => {
  it('stays when one of them is removed, and goes with the last', async () => {
    const stage = await twoOwners();
    const removal = granted(await stage.engine.destroy({ deployment: 'farm' }));
    expect(removal).toMatchObject({
      steps: [],
      changes: [{ node: 'barn', action: 'none', reason: 'shared', note: expect.stringContaining('box of deployment shop') }],
    });
    await stage.approve(removal);
    expect((await stage.apply(removal)).status).toBe('succeeded');
    expect([await holders(stage), stage.cloud.things.size]).toEqual([['shop.box'], 1]);
    const last = granted(await stage.engine.destroy({ deployment: 'shop' }));
    await stage.approve(last);
    expect((await stage.apply(last)).status).toBe('succeeded');
    expect([await holders(stage), stage.cloud.things.size]).toEqual([[], 0]);
  });

  it('is not left to nobody by two removals that were approved side by side', async () => {
    const stage = await twoOwners();
    const plans = [granted(await stage.engine.destroy({ deployment: 'farm' })), granted(await stage.engine.destroy({ deployment: 'shop' }))] as const;
    for (const plan of plans) await stage.approve(plan);
    granted(await stage.engine.apply({ id: plans[0].id }));
    expect(await stage.engine.apply({ id: plans[1].id })).toMatchObject(notOurs('is barn of deployment farm, at which run'));
    await stage.durable.drain();
    expect(await stage.engine.apply({ id: plans[1].id })).toMatchObject({ ok: false, problems: [{ code: 'PLAN_STALE', at: 'box' }] });
    expect([await holders(stage), stage.cloud.things.size]).toEqual([['shop.box'], 1]);
  });

  it('is changed and replaced by neither, until one has let go', async () => {
    const stage = await twoOwners();
    const held = notOurs('worker is barn of deployment farm', 'only leaves the records');
    expect(await stage.tryPlan({ box: { properties: { Name: 'worker', Size: 2 } } })).toMatchObject(held);
    expect(await stage.tryPlan({ box: { properties: { Name: 'worker', Size: 1 } } }, { replace: ['box' as NodeAddress] })).toMatchObject(held);
    const removal = granted(await stage.engine.destroy({ deployment: 'farm' }));
    await stage.approve(removal);
    await stage.apply(removal);
    expect((await stage.build({ box: { properties: { Name: 'worker', Size: 2 } } })).nodes).toMatchObject([{ node: 'box', op: 'update', status: 'done' }]);
  });
});
