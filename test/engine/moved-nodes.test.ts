import { describe, expect, it } from 'vitest';
import { lossesOf } from '../../src/engine/consent.ts';
import type { DeploymentName } from '../../src/model/names.ts';
import { refuses } from './acts.ts';
import { forever } from './scripted-cloud.ts';
import { type Draft, granted, Stage } from './stage.ts';

const box: Draft = { a: { properties: { Name: 'a' } } };

/** From now on the calls of target `main` go to another address, which is another world. */
function atAnotherAddress(stage: Stage): void {
  stage.targets = stage.targets.map((one) => (one.name === 'main' ? { ...one, target: { ...one.target, endpoint: 'http://127.0.0.1:5912' } } : one));
}

describe('a node that is to be something else than what is bound to it', () => {
  it.each<[string, Draft]>([
    ['of another type', { a: { type: 'Net' } }],
    ['in another account', { a: { at: { target: 'other' } } }],
  ])('is refused while that is there, and made once it is gone: %s', async (_, wanted) => {
    const stage = new Stage();
    await stage.build({ ...box, there: { at: { target: 'other' } } });
    const next = { ...wanted, there: { at: { target: 'other' } } } as const;
    expect(await stage.tryPlan(next)).toMatchObject({
      ok: false,
      problems: [{ code: 'GRAPH_CONFLICT', at: 'a', message: expect.stringContaining('AWS::Toy::Box a') }],
    });
    stage.cloud.remove('a');
    const plan = await stage.plan(next);
    expect(plan.summary).toMatchObject({ create: 1, delete: 0 });
    await stage.approve(plan);
    expect((await stage.apply(plan)).status).toBe('succeeded');
  });

  it('is looked for at the target that it was made at, which has to be named', async () => {
    const stage = new Stage();
    await stage.build({ a: { at: { target: 'other' } } });
    expect(await stage.tryPlan(box)).toMatchObject({
      ok: false,
      problems: [{ code: 'TARGET_UNKNOWN', at: 'a', fix: expect.stringContaining('--target other=') }],
    });
  });
});

describe('what was made at another address than the one at which it is looked for', () => {
  it('is never taken for gone, neither by a wish nor by a removal', async () => {
    const stage = new Stage();
    await stage.build(box);
    const [made] = stage.cloud.things.values();
    if (made === undefined) throw new Error('nothing was made');
    atAnotherAddress(stage);
    stage.cloud.remove('a');
    const changed = { ok: false, problems: [{ code: 'TARGET_CHANGED', at: 'a', message: expect.stringContaining('http://127.0.0.1:5912') }] };
    expect(await stage.tryPlan(box)).toMatchObject(changed);
    expect(await stage.engine.destroy({ deployment: 'shop' })).toMatchObject(changed);
    expect(await stage.store.bindings('shop')).toMatchObject([{ node: 'a', identifier: made.identifier }]);
  });

  it('is the same where it is found there: another way to the same place', async () => {
    const stage = new Stage();
    await stage.build(box);
    atAnotherAddress(stage);
    expect((await stage.plan(box)).summary).toMatchObject({ create: 0, unchanged: 1 });
    expect(granted(await stage.engine.destroy({ deployment: 'shop' })).summary).toMatchObject({ delete: 1 });
  });
});

describe('a thing without tags whose node gets another name', () => {
  const rule = (node: string, more: Draft[string] = {}): Draft => ({ [node]: { type: 'Rule', properties: { Name: 'r', Port: 22 }, ...more } });
  const booked = async (stage: Stage) => (await stage.store.bindings('shop')).map(({ node }) => node);

  it('is the new node’s alone from then on, and goes with it', async () => {
    const stage = new Stage();
    await stage.build({ ...rule('old'), box: {} });
    await stage.build({ ...rule('renamed'), box: {} });
    expect(await booked(stage)).toEqual(['box', 'renamed']);
    expect((await stage.build({ box: {} })).nodes).toMatchObject([{ node: 'renamed', op: 'delete' }]);
    expect([...stage.cloud.things.values()].map(({ properties }) => properties['Name'])).toEqual(['box']);
    expect(await booked(stage)).toEqual(['box']);
  });

  it('is deleted once, and leaves nothing in the books, where these hold it for two nodes', async () => {
    const stage = new Stage();
    await stage.build(rule('old'));
    const [held] = await stage.store.bindings('shop');
    if (held === undefined) throw new Error('nothing was bound');
    await stage.store.commit([{ kind: 'binding', binding: { ...held, node: 'renamed' as typeof held.node } }]);
    const plan = granted(await stage.engine.destroy({ deployment: 'shop' }));
    expect(plan.summary).toMatchObject({ delete: 1, unchanged: 1 });
    await stage.approve(plan);
    expect((await stage.apply(plan)).status).toBe('succeeded');
    expect(stage.cloud.things.size).toBe(0);
    expect(await booked(stage)).toEqual([]);
  });

  it('is kept where one of two nodes that have it is retained', async () => {
    const stage = new Stage();
    await stage.build({ ...rule('zz', { retain: true }), box: {} });
    const held = (await stage.store.bindings('shop')).find(({ node }) => node === 'zz');
    if (held === undefined) throw new Error('nothing was bound');
    await stage.store.commit([{ kind: 'binding', binding: { ...held, node: 'aa' as typeof held.node, retain: false } }]);
    const plan = granted(await stage.engine.destroy({ deployment: 'shop' }));
    expect(plan.changes.map(({ node, action, reason }) => [node, action, reason])).toEqual([
      ['aa', 'none', 'renamed'],
      ['box', 'delete', 'not-wanted'],
      ['zz', 'none', 'retained'],
    ]);
  });

  it('is the new node’s alone where something else of the run has failed', async () => {
    const stage = new Stage();
    await stage.build(rule('old'));
    stage.cloud.when('create box', forever(refuses('CLOUD_DENIED')));
    const plan = await stage.plan({ ...rule('renamed'), box: {} });
    await stage.approve(plan);
    expect((await stage.apply(plan)).status).toBe('failed');
    expect(await booked(stage)).toEqual(['renamed']);
  });

  it('can get its former name back', async () => {
    const stage = new Stage();
    await stage.build({ ...rule('old'), box: {} });
    await stage.build({ ...rule('renamed'), box: {} });
    await stage.build({ ...rule('old'), box: {} });
    expect(await booked(stage)).toEqual(['box', 'old']);
    expect(stage.cloud.things.size).toBe(2);
  });
});

describe('a thing without tags that is exactly as asked', () => {
  const rule: Draft = { rule: { type: 'Rule', properties: { Port: 22 } } };

  it('is taken over only by name, and told apart from one that is found by its tags', async () => {
    const stage = new Stage();
    stage.cloud.make('AWS::Toy::Rule', { Name: 'rule', Port: 22 });
    const plan = await stage.plan(rule);
    expect(lossesOf(plan)).toEqual([
      { node: 'rule', what: expect.stringMatching(/^takes over AWS::Toy::Rule rule-\d+: it has no tags, and is exactly as asked$/) },
    ]);
  });

  it('is no other thing that lacks what was asked for and can never be given to it', async () => {
    const stage = new Stage();
    const wide = stage.cloud.make('AWS::Toy::Rule', { Name: 'rule', Port: 22 });
    const narrow: Draft = { rule: { type: 'Rule', properties: { Port: 22, NetId: 'net-7' } } };
    expect((await stage.plan(narrow)).changes).toMatchObject([{ node: 'rule', action: 'create' }]);
    await stage.build(narrow);
    expect([...stage.cloud.things.values()].map(({ properties }) => properties['NetId']).sort()).toEqual(['net-7', undefined]);
    expect([...stage.cloud.things.values()]).toContain(wide);
    expect((await stage.plan(narrow)).changes).toMatchObject([{ action: 'none', reason: 'as-wished' }]);
  });

  it('is told to have more than was asked for, where that can never be taken away', async () => {
    const stage = new Stage();
    stage.cloud.make('AWS::Toy::Rule', { Name: 'rule', Port: 22, NetId: 'net-7' });
    const note = 'it has no tags, and is as asked; it has NetId besides, which nobody asked for and nothing can take away';
    expect((await stage.plan(rule)).changes).toMatchObject([{ action: 'adopt', note }]);
  });

  it('is told to be otherwise where it is named and lacks that', async () => {
    const stage = new Stage();
    const { identifier } = stage.cloud.make('AWS::Toy::Rule', { Name: 'rule', Port: 22 });
    const narrow: Draft = { rule: { type: 'Rule', properties: { Port: 22, NetId: 'net-7' } } };
    const plan = await stage.plan(narrow, { adopt: { rule: identifier } as never });
    expect(plan.changes).toMatchObject([{ action: 'adopt', differences: [{ path: '/NetId', after: 'net-7', deviates: true }] }]);
  });

  it('is not taken from another deployment that has it in these very records', async () => {
    const stage = new Stage();
    await stage.build(rule);
    const [held] = await stage.store.bindings('shop');
    if (held === undefined) throw new Error('nothing was bound');
    const theirs = { ...held, deployment: 'billing' as DeploymentName };
    await stage.store.commit([
      { kind: 'unbind', deployment: held.deployment, node: held.node },
      { kind: 'binding', binding: theirs },
    ]);
    expect(await stage.tryPlan(rule)).toMatchObject({
      ok: false,
      problems: [{ code: 'OWNERSHIP_UNPROVEN', at: 'rule', message: expect.stringContaining('rule of deployment billing') }],
    });
  });
});
