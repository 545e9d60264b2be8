import { describe, expect, it } from 'vitest';
import { refuses } from './acts.ts';
import { forever } from './scripted-cloud.ts';
import { type Draft, granted, Stage } from './stage.ts';

const draft: Draft = { box: {}, net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' }, dependsOn: ['box'] } };

describe('a deployment whose last run has not succeeded', () => {
  it('says so wherever it is listed or shown, with what is not made, until a run has', async () => {
    const stage = new Stage();
    stage.cloud.when('create net', forever(refuses('CLOUD_INVALID')));
    const plan = await stage.plan(draft);
    await stage.approve(plan);
    const run = await stage.apply(plan);
    expect(run.status).toBe('failed');
    expect(granted(await stage.engine.deployments({})).deployments).toMatchObject([
      { name: 'shop', resources: 1, unfinished: { run: run.id, status: 'failed' } },
    ]);
    expect(granted(await stage.engine.show({ deployment: 'shop' as never }))).toMatchObject({ unfinished: { run: run.id, status: 'failed', unmade: ['net'] } });
    expect((await stage.report(run.id)).next).toBe(`asbuilt runs resume ${run.id}`);
    stage.cloud.calm();
    await stage.build(draft);
    // What was resumable is no more once another run has begun, nor when the approval is over.
    expect((await stage.report(run.id)).next).toBeNull();
    expect(granted(await stage.engine.deployments({})).deployments[0]).not.toHaveProperty('unfinished');
    expect(granted(await stage.engine.show({ deployment: 'shop' as never }))).not.toHaveProperty('unfinished');
    await stage.close();
  });

  it('names no resumption that its approval no longer allows', async () => {
    const stage = new Stage();
    stage.cloud.when('create net', forever(refuses('CLOUD_INVALID')));
    const plan = await stage.plan(draft);
    await stage.approve(plan);
    const run = await stage.apply(plan);
    expect((await stage.report(run.id)).next).toBe(`asbuilt runs resume ${run.id}`);
    await stage.clock.sleep(7 * 86_400_000);
    expect(await stage.engine.resume({ id: run.id })).toMatchObject({ problems: [{ code: 'APPROVAL_EXPIRED' }] });
    expect((await stage.report(run.id)).next).toBeNull();
    await stage.close();
  });
});
