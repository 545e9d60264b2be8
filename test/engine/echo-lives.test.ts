import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { ResourceChange } from '../../src/model/plan.ts';
import { ahead, behind, does, ends, loses, stale } from './acts.ts';
import { forever, type ScriptedCloud, type Thing } from './scripted-cloud.ts';
import { type Draft, Stage } from './stage.ts';

const sized = (Size: number, more: JsonObject = {}): Draft => ({ box: { properties: { Size, ...more } } });
const named = { accept: ['box/Size'] };

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.close());

const moves = (properties: JsonObject, { cloud } = stage): void => {
  const thing = cloud.thing('box') as Thing;
  thing.properties = { ...thing.properties, ...properties };
};
const edits = (properties: JsonObject) => (_: unknown, cloud: ScriptedCloud) => {
  const thing = cloud.thing('box');
  if (thing !== undefined) thing.properties = { ...thing.properties, ...properties };
};
const run = async (draft: Draft, accept = {}) => {
  const plan = await stage.plan(draft, accept);
  await stage.approve(plan);
  return stage.apply(plan);
};
const next = async (draft: Draft): Promise<ResourceChange> => {
  stage.cloud.calm();
  const [change] = (await stage.plan(draft)).changes;
  if (change?.kind !== 'resource') throw new Error('no change of a resource');
  return change;
};

describe('over its life, what came back otherwise', () => {
  it('is no reason to touch a thing that was restored by somebody else under the same name', async () => {
    stage.cloud.when('create box', does({ Size: 7 }));
    await stage.build(sized(1));
    const { properties } = stage.cloud.thing('box') as Thing;
    stage.cloud.remove('box');
    stage.cloud.make('AWS::Toy::Box', { ...properties, Size: 99 });
    const tried = await stage.tryPlan(sized(1));
    expect(tried).toMatchObject({ ok: false, problems: [{ code: 'OWNERSHIP_UNPROVEN' }] });
  });

  it('is not accepted of a thing that was restored by somebody else between plan and run', async () => {
    stage.cloud.when('create box', does({ Size: 7 }));
    await stage.build(sized(1));
    const plan = await stage.plan(sized(1), named);
    await stage.approve(plan);
    const { properties } = stage.cloud.thing('box') as Thing;
    stage.cloud.remove('box');
    stage.cloud.make('AWS::Toy::Box', properties);
    expect(await stage.apply(plan)).toMatchObject({ status: 'stale' });
    expect(await stage.store.bindingOf('shop', 'box')).toMatchObject({ deviations: ['/Size'] });
  });

  it('is no echo where the reply of the creation was lost: what is otherwise may be half of the work', async () => {
    const plan = await stage.plan(sized(1));
    await stage.approve(plan);
    stage.cloud.knowsTokens = false;
    stage.cloud.when('create box', async (request, cloud) => {
      const answer = await loses(request, cloud);
      edits({ Size: 7 })(null, cloud);
      return answer;
    });
    expect(await stage.apply(plan)).not.toMatchObject({ status: 'succeeded' });
    expect((await stage.store.bindingOf('shop', 'box')) ?? {}).not.toHaveProperty('readBack');
    expect(await next(sized(1))).toMatchObject({ action: 'update' });
  });

  it('is no echo of an update that failed, whatever of it took effect', async () => {
    await stage.build(sized(1, { NetId: 'a' }));
    stage.cloud.when('update box', ahead(edits({ NetId: 'b' }), ends('CLOUD_INVALID')));
    expect(await run(sized(2, { NetId: 'b' }))).toMatchObject({ status: 'failed' });
    expect(await next(sized(2, { NetId: 'b' }))).toMatchObject({ action: 'update', differences: [{ path: '/Size', before: 1, after: 2 }] });
    expect(await stage.store.bindingOf('shop', 'box')).toMatchObject({ applied: { Size: 1, NetId: 'a' } });
  });

  it('is told, not kept in silence, where somebody edited it between the write and the read', async () => {
    const plan = await stage.plan(sized(1));
    await stage.approve(plan);
    stage.cloud.when('create box', behind(edits({ Size: 9 })));
    expect((await stage.apply(plan)).nodes[0]?.kept).toEqual([{ path: '/Size', asked: 1, found: 9, deviation: true }]);
    expect(await next(sized(1))).toMatchObject({ action: 'none', reason: 'deviation', differences: [{ before: 9, after: 1 }] });
  });

  it('is over once a change that waits for its window has taken effect', async () => {
    await stage.build(sized(1));
    stage.cloud.when('update box', does({ Size: 1 }));
    expect(await run(sized(2))).toMatchObject({ status: 'failed', nodes: [{ error: { code: 'VERIFY_FAILED' } }] });
    expect(await next(sized(2))).toMatchObject({ action: 'update', reason: 'wish-changed' });
    moves({ Size: 2 });
    expect(await next(sized(2))).toMatchObject({ action: 'none', reason: 'as-wished' });
  });

  it('is over once a reading that lagged has caught up', async () => {
    const plan = await stage.plan(sized(1));
    await stage.approve(plan);
    stage.cloud.calm();
    stage.cloud.when('read box', stale({ Size: 7 }), stale({ Size: 7 }));
    const report = await stage.apply(plan);
    expect(report).toMatchObject({ status: 'succeeded' });
    expect(report.nodes[0]?.kept).toBeUndefined();
  });

  it('is the same wish however it is respelled, in ninety-eight nodes at once', async () => {
    const all = (Kind: string): Draft => Object.fromEntries(Array.from({ length: 98 }, (_, index) => [`box${index}`, { properties: { Kind } }]));
    for (let index = 0; index < 98; index++) stage.cloud.when(`create box${index}`, does({ Kind: 'large' }));
    await stage.build(all('Large'));
    const plan = await stage.plan(all('LARGE'));
    expect(plan.steps).toEqual([]);
    expect(plan.summary).toMatchObject({ unchanged: 98 });
  }, 60_000);

  it('that was accepted is put back by nobody, and what is beside it is', async () => {
    stage.cloud.when('create box', does({ Size: 7 }));
    await stage.build(sized(1, { NetId: 'a' }));
    await run(sized(1, { NetId: 'a' }), named);
    moves({ NetId: 'b' });
    const change = await next(sized(1, { NetId: 'a' }));
    expect(change).toMatchObject({ action: 'update', reason: 'live-moved', differences: [{ path: '/NetId' }] });
    expect(change.patch).toEqual([{ op: 'replace', path: '/NetId', value: 'a' }]);
  });

  it('that was accepted is told anew after the records were lost: nobody is left who knows of it', async () => {
    stage.cloud.when('create box', does({ Size: 7 }));
    await stage.build(sized(1));
    await run(sized(1), named);
    await stage.store.commit([{ kind: 'unbind', deployment: 'shop' as never, node: 'box' as never }]);
    expect(await next(sized(1))).toMatchObject({ action: 'adopt', reason: 'found-by-tags', differences: [{ path: '/Size' }] });
  });

  it('can be accepted of what was found again without records, where nothing says what was applied', async () => {
    await stage.build(sized(1, { Kind: 'x' }));
    await stage.store.commit([{ kind: 'unbind', deployment: 'shop' as never, node: 'box' as never }]);
    moves({ Kind: 'y' });
    await run(sized(1, { Kind: 'x' }));
    expect(await next(sized(1, { Kind: 'x' }))).toMatchObject({ action: 'none', reason: 'deviation', differences: [{ path: '/Kind', fixed: true }] });
    await run(sized(1, { Kind: 'x' }), { accept: ['box'] });
    expect(await next(sized(1, { Kind: 'x' }))).toMatchObject({ action: 'none', reason: 'as-wished' });
    expect(await next(sized(2, { Kind: 'x' }))).toMatchObject({ action: 'update', reason: 'wish-changed', differences: [{ path: '/Size' }] });
  });

  it('keeps no secret of an accepted thing, in the books or in the audit log', async () => {
    const draft = sized(1, { Secret: 's3cret' });
    stage.cloud.when('create box', does({ Size: 7 }));
    await stage.build(draft);
    await run(draft, named);
    expect(JSON.stringify([await stage.store.bindings('shop'), await stage.store.audit(1, 500)])).not.toContain('s3cret');
    expect(await next(sized(1, { Secret: 'an0ther' }))).toMatchObject({ action: 'update', differences: [{ path: '/Secret', sensitive: true }] });
  });

  it('goes with the thing: a replacement is asked for all of it again', async () => {
    stage.cloud.when('create box', does({ Size: 7 }));
    await stage.build(sized(1, { Kind: 'x' }));
    await run(sized(1, { Kind: 'x' }), named);
    await run(sized(1, { Kind: 'z' }));
    expect(stage.cloud.thing('box')?.properties['Size']).toBe(1);
    expect(await stage.store.bindingOf('shop', 'box')).toMatchObject({ echo: {}, deviations: [] });
  });

  it('of what never says the same twice may be accepted as it was shown, and moves again after that', async () => {
    const plan = await stage.plan(sized(1));
    await stage.approve(plan);
    stage.cloud.calm();
    let reads = 0;
    stage.cloud.when(
      'read box',
      forever((request, cloud) => stale({ Size: 100 + reads++ })(request, cloud)),
    );
    await stage.apply(plan);
    stage.cloud.calm();
    moves({ Size: 50 });
    await run(sized(1), named);
    expect(await next(sized(1))).toMatchObject({ reason: 'as-wished' });
    moves({ Size: 51 });
    expect(await next(sized(1))).toMatchObject({ action: 'update', reason: 'live-moved' });
  });
});
