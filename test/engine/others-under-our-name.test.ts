import { describe, expect, it } from 'vitest';
import { lossesOf } from '../../src/engine/consent.ts';
import { ahead, fails, notYet, refuses } from './acts.ts';
import { type Case, runCase } from './run-case.ts';
import { forever } from './scripted-cloud.ts';
import { type Draft, Stage } from './stage.ts';

const box: Draft = { box: { properties: { Size: 1 } } };

const ourTags = [
  { Key: 'asbuilt:deployment', Value: 'shop' },
  { Key: 'asbuilt:node', Value: 'box@AWS::Toy::Box' },
];

const cases: readonly Case[] = [true, false].map((copied) => ({
  name: `is not taken for what a refused creation left, however often its run is resumed, ${copied ? 'with our tags copied' : 'without tags'}`,
  first: box,
  world: ({ cloud }) => cloud.remove('box'),
  draft: box,
  given: ({ cloud }) => cloud.make('AWS::Toy::Box', { Name: 'box', Size: 1, ...(copied ? { Tags: ourTags } : {}) }),
  next: async (stage, run) => {
    const message = expect.stringContaining(copied ? 'with the tags of this deployment' : 'not known as ours');
    expect(run.nodes[0]).toMatchObject({ status: 'failed', error: { code: 'OWNERSHIP_UNPROVEN', message } });
    const birth = stage.cloud.thing('box')?.birth;
    await stage.resume(run.id);
    const again = await stage.resume(run.id);
    expect(stage.cloud.thing('box')?.birth).toBe(birth);
    return again;
  },
  expect: { run: 'failed', steps: { box: 'failed OWNERSHIP_UNPROVEN' }, things: ['box'], books: {} },
}));

const attempts: readonly Case[] = [
  {
    name: 'is not taken for what an attempt made that was refused before it appeared',
    draft: box,
    given: ({ cloud }) =>
      cloud.when(
        'create box',
        refuses('CLOUD_THROTTLED'),
        ahead((_, world) => world.make('AWS::Toy::Box', { Name: 'box', Size: 1, Tags: ourTags })),
      ),
    expect: { run: 'failed', steps: { box: 'failed OWNERSHIP_UNPROVEN' }, things: ['box'], books: {} },
  },
];

describe('what somebody else made under the name of ours', () => {
  it.each([...cases, ...attempts].map((one) => [one.name, one] as const))('%s', (_, one) => runCase(one));
});

describe('what is bound and not found', () => {
  const looked = async (happens: (stage: Stage) => unknown) => {
    const stage = new Stage();
    await stage.build(box);
    await happens(stage);
    return stage;
  };

  it('counts as gone only after three looks', async () => {
    const lagging = await looked(({ cloud }) => cloud.when('read box', notYet, notYet));
    expect((await lagging.plan(box)).summary).toMatchObject({ create: 0, unchanged: 1 });
    const gone = await looked(({ cloud }) => cloud.when('read box', notYet, notYet, notYet));
    expect((await gone.plan(box)).changes).toMatchObject([{ action: 'create', reason: 'gone' }]);
  });

  it('stays in the records when the end of a removal finds it, or the index of tags names it', async () => {
    const back = await looked(({ cloud }) => cloud.when('read box', notYet, notYet, notYet));
    expect(await removal(back)).toMatchObject({ status: 'failed', cause: { code: 'PLAN_STALE', message: expect.stringContaining('is there') } });
    expect((await back.store.bindings('shop')).map(({ node }) => node)).toEqual(['box']);
    const named = await looked(({ cloud }) => cloud.when('read box', forever(notYet)));
    expect(await removal(named)).toMatchObject({ status: 'failed', cause: { code: 'NODE_UNREAD', message: expect.stringContaining('index of tags') } });
    expect((await named.store.bindings('shop')).map(({ node }) => node)).toEqual(['box']);
  });

  it('is removed by what the refusal says, a part of a deployment without the rest of it', async () => {
    const stage = new Stage();
    await stage.build({ ...box, other: {} });
    stage.cloud.when('read box', notYet, notYet, notYet);
    const part = await stage.plan({ other: {} });
    expect(part.changes).toMatchObject([
      { node: 'other', action: 'none' },
      { node: 'box', reason: 'already-gone' },
    ]);
    await stage.approve(part);
    const refused = await stage.apply(part);
    expect(refused).toMatchObject({
      status: 'failed',
      cause: { code: 'PLAN_STALE', fix: 'look at it, and plan again in some minutes: ask with the same intent' },
    });
    await stage.build({ other: {} });
    expect([...stage.cloud.things.values()].map(({ identifier }) => identifier)).toEqual(['other']);
    expect((await stage.store.bindings('shop')).map(({ node }) => node)).toEqual(['other']);
    stage.cloud.when('read other', notYet, notYet, notYet);
    const whole = await removal(stage);
    expect(whole).toMatchObject({ status: 'failed', cause: { code: 'PLAN_STALE', fix: 'look at it, and plan again in some minutes: asbuilt destroy shop' } });
    expect(await removal(stage)).toMatchObject({ status: 'succeeded' });
    expect(stage.cloud.things.size).toBe(0);
    expect(await stage.store.bindings('shop')).toEqual([]);
  });

  it('is not taken for a neighbour of another type, whose identifier ends as its own', async () => {
    const stage = new Stage();
    const net: Draft = { net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' } } };
    await stage.build(net);
    const name = stage.cloud.thing('net')?.identifier ?? '';
    await stage.build({ ...net, box: { properties: { Name: name } } });
    stage.cloud.remove(name);
    stage.cloud.when(`read ${name}`, forever(notYet));
    expect(await removal(stage)).toMatchObject({ status: 'failed', cause: { code: 'NODE_UNREAD', message: expect.stringContaining('index of tags') } });
    expect((await stage.store.bindings('shop')).map(({ node }) => node)).toContain('net');
  });

  it('stays in the records when the end of a removal can no longer look for it', async () => {
    const stage = new Stage();
    await stage.build({ net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' } } });
    stage.cloud.remove('net');
    const run = await removal(stage, () => stage.cloud.when('list Net', forever(fails('CLOUD_UNSUPPORTED'))));
    expect(run).toMatchObject({ status: 'failed', cause: { code: 'NODE_UNREAD', message: expect.stringContaining('cannot be listed') } });
    expect((await stage.store.bindings('shop')).map(({ node }) => node)).toEqual(['net']);
  });

  it('is struck from the records by a removal when it is gone', async () => {
    const gone = await looked(({ cloud }) => cloud.remove('box'));
    expect(await removal(gone)).toMatchObject({ status: 'succeeded', verification: [{ node: 'box', check: 'AWS::Toy::Box box is gone', passed: true }] });
    expect(await gone.store.bindings('shop')).toEqual([]);
  });
});

it('is left by a removal where it is another creation that only carries the tags of ours, and is told', async () => {
  const stage = new Stage();
  await stage.build({ net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' } } });
  const ours = stage.cloud.thing('net');
  stage.cloud.remove('net');
  stage.cloud.make('AWS::Toy::Net', { ...ours?.properties, Name: 'copy' });
  const plan = await stage.engine.destroy({ deployment: 'shop' });
  expect(plan).toMatchObject({ ok: true, value: { changes: [{ action: 'none', reason: 'already-gone', note: expect.stringContaining('carries its tags') }] } });
  expect(await removal(stage)).toMatchObject({ status: 'succeeded' });
  expect(stage.cloud.thing('copy')).toBeDefined();
  expect(await stage.store.bindings('shop')).toEqual([]);
  // What it says: to have it removed, take it over first, by asking for net again.
  expect(await stage.build({ net: { type: 'Net', properties: { Name: 'copy', Cidr: '10.0.0.0/16' } } })).toMatchObject({ nodes: [{ status: 'done' }] });
  expect(stage.cloud.things.size).toBe(1);
  expect(await removal(stage)).toMatchObject({ status: 'succeeded' });
  expect(stage.cloud.things.size).toBe(0);
});

it('asks by name before it makes again what no read finds and the index of tags still names', async () => {
  const net: Draft = { net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' } } };
  const stage = new Stage();
  await stage.build(net);
  stage.cloud.when('read net', forever(notYet));
  const lied = await stage.plan(net);
  expect(lied.changes).toMatchObject([{ action: 'create', reason: 'gone', note: expect.stringContaining('there may come to be two') }]);
  expect(lossesOf(lied)).toMatchObject([{ node: 'net', what: expect.stringContaining('the index of tags still names it') }]);
  const unindexed = new Stage();
  await unindexed.build(net);
  unindexed.cloud.remove('net');
  unindexed.cloud.when('index of tags', forever(fails('CLOUD_DENIED')));
  const { coverage } = await unindexed.plan(net);
  expect(coverage.unread).toContainEqual(expect.objectContaining({ scope: 'net (AWS::Toy::Net)', reason: expect.stringContaining('could not be asked') }));
  const truly = new Stage();
  await truly.build(net);
  truly.cloud.remove('net');
  const plan = await truly.plan(net);
  expect(plan.changes).toMatchObject([{ action: 'create', reason: 'gone', note: expect.stringMatching(/was deleted from outside$/) }]);
  expect(lossesOf(plan)).toEqual([]);
});

it('is told by the next plan where a run made again what no read showed, and the index of tags still names the former', async () => {
  const stage = new Stage();
  await stage.build({ box: {}, net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' } } });
  stage.cloud.when('read net', forever(notYet));
  const other: Draft = { box: {}, net: { type: 'Net', properties: { Cidr: '10.0.0.0/16', Name: 'other' } } };
  await stage.build(other);
  const { coverage } = await stage.plan(other);
  expect(coverage.unread).toContainEqual(expect.objectContaining({ scope: expect.stringContaining('second ones') }));
});

it('is told by a removal where the index of tags names more of a node than the records do', async () => {
  const stage = new Stage();
  await stage.build({ net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' } } });
  const first = stage.cloud.thing('net');
  const told = async () => {
    const plan = await stage.engine.destroy({ deployment: 'shop' });
    return plan.ok ? plan.value.coverage.unread.filter(({ scope }) => scope.startsWith('second ones')) : plan.problems;
  };
  expect(await told()).toEqual([]);
  stage.cloud.make('AWS::Toy::Net', { ...first?.properties, Name: 'second' });
  expect(await told()).toMatchObject([{ reason: expect.stringContaining('2 resources carry the tags of shop.net, and the records name 1') }]);
});

async function removal(stage: Stage, meanwhile: () => void = () => {}) {
  const plan = await stage.engine.destroy({ deployment: 'shop' });
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
  await stage.approve(plan.value);
  meanwhile();
  return stage.apply(plan.value);
}
