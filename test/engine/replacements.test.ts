import { describe, expect, it } from 'vitest';
import { failsAfter, leavesBehind, loses, refuses, swallows } from './acts.ts';
import { type Case, runCase } from './run-case.ts';
import { forever } from './scripted-cloud.ts';
import { type Draft, granted, Stage } from './stage.ts';

/** Named by the provider: the new one is made first. */
const narrow = { net: { type: 'Net', properties: { Cidr: '10.0.0.0/24' } } } as const;
const wide = { net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' } } } as const;
/** Both would have the same name: the old one goes first. */
const oak = { box: { properties: { Kind: 'oak' } } };
const pine = { box: { properties: { Kind: 'pine' } } };
const on = (net: Draft): Draft => ({ ...net, box: { properties: { NetId: '${net.NetId}' } } });
const cidrs = ({ cloud }: Stage) => [...cloud.things.values()].map(({ properties }) => properties['Cidr'] ?? properties['Kind']);

/** Everything that is left over goes with the next plan. */
const removes = async (stage: Stage, draft: Draft) => {
  stage.cloud.calm();
  const plan = await stage.plan(draft);
  await stage.approve(plan);
  return stage.apply(plan);
};

const named = (names: Readonly<Record<string, string>>): Draft =>
  Object.fromEntries(Object.entries(names).map(([node, name]) => [node, { type: 'Box', properties: { Name: name } }]));
const owners = ({ cloud }: Stage) =>
  Object.fromEntries(
    [...cloud.things.values()].map(({ properties }) => [
      String(properties['Name']),
      JSON.stringify(properties['Tags']).match(/asbuilt:node","Value":"(\w+)/)?.[1],
    ]),
  );

const handedOn: readonly Case[] = [
  {
    name: 'hands a name on from one to another of its deployment',
    first: named({ a: 'left', b: 'right' }),
    draft: named({ a: 'right', b: 'far' }),
    expect: { run: 'succeeded', sent: ['Create far', 'Delete right', 'Create right', 'Delete left'] },
    also: (stage) => expect(owners(stage)).toEqual({ right: 'a', far: 'b' }),
  },
  {
    name: 'lets two swap their names',
    first: named({ a: 'left', b: 'right' }),
    draft: named({ a: 'right', b: 'left' }),
    expect: { run: 'succeeded' },
    also: (stage) => expect(owners(stage)).toEqual({ right: 'a', left: 'b' }),
  },
  {
    name: 'deletes what has the name only when what would take it over can be made',
    first: named({ a: 'left', b: 'right' }),
    draft: { ...named({ b: 'far', a: 'right' }), net: { type: 'Net' }, a: { type: 'Box', properties: { Name: 'right' }, dependsOn: ['net'] } },
    given: ({ cloud }) => cloud.when('create net', forever(refuses('CLOUD_DENIED'))),
    expect: { run: 'failed', sent: ['Create far'] },
    also: (stage) => expect(owners(stage)).toEqual({ left: 'a', right: 'b', far: 'b' }),
  },
];

const createFirst: readonly Case[] = [
  {
    name: 'makes the new one, lets what refers to it follow, and removes the old one last',
    first: on(narrow),
    draft: on(wide),
    expect: { run: 'succeeded', sent: ['Create net', 'Update box', 'Delete net'], books: { net: 'net', box: 'box' }, things: ['box', 'net'] },
    also: ({ cloud }) => {
      expect(cloud.thing('net')?.properties['Cidr']).toBe('10.0.0.0/16');
      expect(cloud.thing('box')?.properties['NetId']).toBe(cloud.thing('net')?.identifier);
    },
  },
  {
    name: 'leaves the old one where the new one cannot be made',
    first: on(narrow),
    draft: on(wide),
    given: ({ cloud }) => cloud.when('create net', refuses('CLOUD_LIMIT')),
    expect: {
      run: 'failed',
      steps: { net: 'failed CLOUD_LIMIT', box: 'skipped RUN_PARTLY_DONE', 'net!delete': 'skipped RUN_PARTLY_DONE' },
      sent: [],
      books: { net: 'net', box: 'box' },
    },
    also: (stage) => expect(cidrs(stage)).toContain('10.0.0.0/24'),
  },
  {
    name: 'keeps the old one in the books when its removal fails, and removes it with the next plan',
    first: narrow,
    draft: wide,
    given: ({ cloud }) => cloud.when('delete net', refuses('CLOUD_DENIED')),
    next: async (stage, run) => {
      expect(run).toMatchObject({ status: 'failed', cause: { code: 'CLOUD_DENIED' } });
      expect((await stage.store.bindings('shop')).map(({ node }) => node.slice(0, 10))).toEqual(['former_net', 'net']);
      return removes(stage, wide);
    },
    expect: { run: 'succeeded', sent: ['Delete net'], books: { net: 'net' }, things: ['net'] },
    also: (stage) => expect(cidrs(stage)).toEqual(['10.0.0.0/16']),
  },
  {
    name: 'keeps both when nobody knows whether the new one was made, and settles that with the next plan',
    first: narrow,
    draft: wide,
    given: ({ cloud }) => cloud.when('create net', forever(swallows)),
    next: async (stage, run) => {
      expect(run).toMatchObject({ status: 'failed', nodes: [{ status: 'unknown' }, { status: 'skipped' }] });
      expect((await stage.store.bindings('shop')).map((binding) => binding.kind === 'resource' && binding.doubtful === true)).toEqual([true, false]);
      return removes(stage, wide);
    },
    expect: { run: 'succeeded', sent: ['Create net', 'Delete net'], books: { net: 'net' }, things: ['net'] },
  },
  {
    name: 'finds the new one with the next plan where it was made after all, and removes the old one',
    first: narrow,
    draft: wide,
    given: ({ cloud }) => cloud.when('create net', loses, forever(swallows)).when('list Net', forever(failsToList)),
    next: async (stage, run) => {
      expect(run.nodes.map(({ status }) => status)).toEqual(['unknown', 'skipped']);
      return removes(stage, wide);
    },
    expect: { run: 'succeeded', sent: ['Delete net'], things: ['net'] },
    also: (stage) => expect(cidrs(stage)).toEqual(['10.0.0.0/16']),
  },
  {
    name: 'does not take the old one for the new one',
    first: narrow,
    draft: wide,
    given: ({ cloud }) => cloud.when('create net', swallows),
    expect: { run: 'succeeded', tries: { 'create net': "A A'" }, sent: ['Create net', 'Delete net'], things: ['net'] },
  },
  {
    name: 'binds what a failed replacement left behind, beside what it was to replace',
    first: narrow,
    draft: wide,
    given: ({ cloud }) => cloud.when('create net', leavesBehind),
    expect: { run: 'failed', steps: { net: 'failed CLOUD_INVALID', 'net!delete': 'skipped RUN_PARTLY_DONE' }, books: { net: 'net', former_net: 'net' } },
  },
  {
    name: 'does not remove the old one when it moved after the plan was made',
    first: narrow,
    draft: wide,
    given: ({ cloud }) => Object.assign(cloud.thing('net')?.properties as object, { Note: 'moved' }),
    expect: { run: 'stale', steps: { net: 'done', 'net!delete': 'failed PLAN_STALE' }, sent: ['Create net'], books: { net: 'net', former_net: 'net' } },
  },
];

const deleteFirst: readonly Case[] = [
  {
    name: 'removes the old one before the new one that has its name',
    first: oak,
    draft: pine,
    expect: { run: 'succeeded', sent: ['Delete box', 'Create box'], books: { box: 'box' }, things: ['box'] },
    also: (stage) => expect(cidrs(stage)).toEqual(['pine']),
  },
  {
    name: 'does not make the new one when the old one is not what the plan showed',
    first: oak,
    draft: pine,
    given: ({ cloud }) => Object.assign(cloud.thing('box')?.properties as object, { Size: 4 }),
    expect: { run: 'stale', steps: { 'box!delete': 'failed PLAN_STALE', box: 'skipped RUN_PARTLY_DONE' }, sent: [], books: { box: 'box' } },
  },
  {
    name: 'has nothing in the books when the old one is removed and the new one cannot be made',
    first: oak,
    draft: pine,
    given: ({ cloud }) => cloud.when('create box', failsAfter(3, 'CLOUD_INVALID')),
    expect: { run: 'failed', steps: { 'box!delete': 'done', box: 'failed CLOUD_INVALID' }, books: {}, things: [] },
  },
  {
    name: 'keeps as doubtful what may have been made in its place',
    first: oak,
    draft: pine,
    given: ({ cloud }) => cloud.when('create box', forever(swallows)),
    expect: { run: 'failed', steps: { 'box!delete': 'done', box: 'unknown CLOUD_UNKNOWN_OUTCOME' }, books: { box: '?box' } },
  },
];

function failsToList(): object {
  return { ok: false, problems: [{ code: 'CLOUD_DENIED', message: 'no', fix: 'ask', retryable: false }] };
}

describe('a run that replaces things', () => {
  it.each(createFirst)('$name', (one) => runCase(one));
  it.each(deleteFirst)('$name', (one) => runCase(one));
  it.each(handedOn)('$name', (one) => runCase(one));

  it('plans nothing more once it has', async () => {
    const stage = new Stage();
    await stage.build(on(narrow));
    await stage.build(on(wide));
    const answer = granted(await stage.tryPlan(on(wide)));
    expect(answer).toMatchObject({ kind: 'proposal', plan: { steps: [], summary: { unchanged: 2 } } });
  });
});

/** What a run that ended in its middle has left behind, when the first wish is asked for again. */
describe('a replacement that ended in its middle, and what was there before asked for again', () => {
  const before = named({ a: 'left', b: 'right' });
  const shifted = named({ a: 'right', b: 'far' });
  const no = forever(refuses('CLOUD_DENIED'));

  /** The plan for the first wish after the second one failed. */
  async function asked(first: Draft, second: Draft, fault: (stage: Stage) => void, again = first) {
    const stage = new Stage();
    await stage.build(first);
    fault(stage);
    const plan = await stage.plan(second);
    await stage.approve(plan);
    expect((await stage.apply(plan)).status).toBe('failed');
    stage.cloud.calm();
    return { stage, plan: await stage.plan(again) };
  }

  /** Carries it out, and gives what was sent; nothing is left to do, and the books hold what is there. */
  async function sentFor({ stage, plan }: Awaited<ReturnType<typeof asked>>, wish: Draft): Promise<string[]> {
    const earlier = stage.cloud.sent.length;
    await stage.approve(plan);
    expect((await stage.apply(plan)).status).toBe('succeeded');
    expect((await stage.plan(wish)).steps).toEqual([]);
    const held = (await stage.store.bindings('shop')).flatMap((one) => (one.kind === 'resource' ? [one.identifier] : []));
    expect(held.sort()).toEqual([...stage.cloud.things.values()].map(({ identifier }) => identifier).sort());
    return stage.cloud.sent.slice(earlier).map(({ operation, name }) => `${operation} ${name}`);
  }

  it('gives a node back what has its name still, and lets go of what was made instead', async () => {
    const one = await asked(before, shifted, ({ cloud }) => cloud.when('delete right', no));
    expect(one.plan.changes).toMatchObject([
      { node: 'a', action: 'none', reason: 'as-wished' },
      { node: 'b', action: 'adopt', identifier: 'right' },
      { action: 'none', reason: 'renamed', identifier: 'right' },
      { action: 'delete', identifier: 'far' },
    ]);
    expect(await sentFor(one, before)).toEqual(['Delete far']);
    expect(owners(one.stage)).toEqual({ left: 'a', right: 'b' });
  });

  it('gives back to the one, and makes for the other what it has lost', async () => {
    const one = await asked(before, shifted, ({ cloud }) => cloud.when('delete left', no));
    expect(await sentFor(one, before)).toEqual(['Delete right', 'Create right', 'Delete far']);
    expect(owners(one.stage)).toEqual({ left: 'a', right: 'b' });
  });

  it('leaves what stands as it was, and replaces only what has another name by now', async () => {
    const one = await asked(before, shifted, ({ cloud }) => cloud.when('create right', no));
    expect(one.plan.changes).toMatchObject([
      { node: 'a', action: 'none', reason: 'as-wished' },
      { node: 'b', action: 'replace' },
    ]);
    expect(await sentFor(one, before)).toEqual(['Create right', 'Delete far']);
  });

  it('does so with what refers to it, and with what has no tags', async () => {
    const under = (net: Draft): Draft => ({ ...net, rule: { type: 'Rule', properties: { NetId: '${net.NetId}' } } });
    const one = await asked(under(narrow), under(wide), ({ cloud }) => cloud.when('delete rule', no));
    expect(await sentFor(one, under(narrow))).toEqual(['Delete rule', 'Delete net']);
    expect(cidrs(one.stage)).toContain('10.0.0.0/24');
  });

  it('leaves a node what it has where the replacement of unknown outcome comes to light', async () => {
    const unseen = ({ cloud }: Stage) => cloud.when('create net', loses, forever(swallows)).when('list Net', forever(failsToList));
    const one = await asked(narrow, wide, unseen);
    expect(one.plan.changes).toMatchObject([{ node: 'net', action: 'none', reason: 'as-wished' }, { action: 'delete' }]);
    expect(await sentFor(one, narrow)).toEqual(['Delete net']);
    expect(cidrs(one.stage)).toEqual(['10.0.0.0/24']);
  });

  it('does not where a third thing is asked for, or a person names the node to be made anew', async () => {
    const third = named({ a: 'left', b: 'new' });
    const { stage, plan } = await asked(before, shifted, ({ cloud }) => cloud.when('delete right', no), third);
    expect(plan.changes).toMatchObject([{ node: 'a' }, { node: 'b', action: 'replace' }, { action: 'delete', identifier: 'right' }]);
    expect((await stage.plan(before, { replace: ['b'] as never })).changes).toMatchObject([
      { node: 'a' },
      { node: 'b', action: 'replace', identifier: 'far' },
      { action: 'delete', identifier: 'right' },
    ]);
  });

  it('keeps what was made instead where that is as asked, too', async () => {
    const stage = new Stage();
    await stage.build(narrow);
    stage.cloud.when('delete net', no);
    const plan = await stage.plan(narrow, { replace: ['net'] as never });
    await stage.approve(plan);
    const [former, made] = [stage.cloud.thing('net')?.identifier, (await stage.apply(plan)).nodes[0]?.identifier];
    stage.cloud.calm();
    expect((await stage.plan(narrow)).changes).toMatchObject([
      { node: 'net', action: 'none', identifier: made },
      { action: 'delete', identifier: former },
    ]);
  });

  it('asks by name where nothing proves any more that it is the one', async () => {
    const { stage } = await asked(before, shifted, ({ cloud }) => cloud.when('delete right', no));
    const creation = { kind: 'unproven', because: 'no read proves it' } as const;
    const bound = await stage.store.bindings('shop');
    await stage.store.commit(bound.flatMap((one) => (one.kind === 'resource' ? [{ kind: 'binding', binding: { ...one, creation } }] : [])));
    Object.assign(stage.cloud.thing('right')?.properties ?? {}, { Tags: [] });
    expect(await stage.tryPlan(before)).toMatchObject({ ok: false, problems: [{ code: 'OWNERSHIP_UNPROVEN', at: 'b' }] });
    const taken = await stage.plan(before, { adopt: { b: 'right' } as never });
    expect(taken.changes).toMatchObject([
      { node: 'a', action: 'none' },
      { node: 'b', action: 'adopt', reason: 'named', identifier: 'right' },
      { action: 'none', reason: 'renamed', identifier: 'right' },
      { action: 'delete', identifier: 'far' },
    ]);
    await stage.approve(taken);
    expect((await stage.apply(taken)).status).toBe('succeeded');
    expect((await stage.store.bindings('shop')).map(({ node }) => node)).toEqual(['a', 'b']);
    expect([...stage.cloud.things.values()].map(({ identifier }) => identifier)).toEqual(['left', 'right']);
  });
});
