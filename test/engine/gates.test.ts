import { describe, expect, it } from 'vitest';
import type { Gate } from '../../src/model/gate.ts';
import { nodeAddress } from '../../src/model/names.ts';
import { behind, refuses } from './acts.ts';
import { elsewhere } from './moved-targets.ts';
import { type Case, runCase } from './run-case.ts';
import { type Draft, granted, Stage } from './stage.ts';

const asks: Gate = { kind: 'person', ask: 'Is the certificate valid?' };
const until: Gate = { kind: 'until', node: nodeAddress.parse('first'), attribute: 'Size', equals: 2, withinSeconds: 600 };
const review = nodeAddress.parse('review');
const guarded = (gate: Gate): Draft => ({ first: {}, review: { gate, dependsOn: ['first'] }, second: { dependsOn: ['review'] }, beside: {} });
const live = async (stage: Stage) => (await stage.store.liveRuns())[0]?.id ?? '';
/** Somebody opens the gate after so many seconds. */
const opens = (seconds: number) => (stage: Stage) =>
  stage.clock.later(seconds, async () => granted(await stage.engine.openGate({ id: await live(stage), gate: review })));

const gates: readonly Case[] = [
  {
    name: 'lets what does not depend on it go on, and the rest begin when a person has opened it',
    draft: guarded(asks),
    given: opens(100),
    expect: {
      run: 'succeeded',
      steps: { first: 'done', review: 'done', second: 'done', beside: 'done' },
      sent: ['Create beside', 'Create first', 'Create second'],
      books: { first: 'first', second: 'second', beside: 'beside' },
    },
    also: async (stage, run) => {
      expect(run.nodes.find(({ step }) => step === 'review')).toMatchObject({ ask: 'Is the certificate valid?', opened: { by: 'ada' } });
      const kinds = await stage.kinds();
      expect(kinds.filter((kind) => kind.startsWith('gate'))).toEqual(['gate.reached', 'gate.opened']);
    },
  },
  {
    name: 'says how it is opened while it waits',
    draft: guarded(asks),
    given: (stage) => {
      stage.clock.later(50, async () => {
        const run = await stage.report(await live(stage));
        expect([run.status, run.next]).toEqual(['awaiting-approval', `asbuilt runs open ${run.id} review`]);
        expect(granted(await stage.engine.runs({})).runs[0]?.status).toBe('awaiting-approval');
        const beside = granted(await stage.engine.destroy({ deployment: 'shop' }));
        expect(beside.complete).toBe(false);
        expect(beside.coverage.unread).toContainEqual({
          scope: `what run ${run.id} still does (review, second)`,
          reason: expect.stringContaining(`asbuilt runs watch ${run.id}`),
        });
        opens(0)(stage);
      });
    },
    expect: { run: 'succeeded' },
  },
  {
    name: 'is not opened before it is come to, nor is anything that is no gate',
    draft: guarded(asks),
    given: (stage) => {
      stage.cloud.when(
        'create first',
        behind(async () => {
          const id = await live(stage);
          expect(await stage.engine.openGate({ id, gate: review })).toMatchObject({ ok: false, problems: [{ code: 'GATE_CLOSED' }] });
          expect(await stage.engine.openGate({ id, gate: nodeAddress.parse('first') })).toMatchObject({ ok: false, problems: [{ code: 'GATE_UNKNOWN' }] });
        }),
      );
      opens(100)(stage);
    },
    expect: { run: 'succeeded' },
  },
  {
    name: 'ends with the run that is cancelled at it',
    draft: guarded(asks),
    given: (stage) => stage.clock.later(100, async () => stage.engine.cancel({ id: await live(stage) })),
    also: async (stage, run) => {
      const late = await stage.engine.openGate({ id: run.id, gate: review });
      expect(late).toMatchObject({ ok: false, problems: [{ code: 'GATE_CLOSED', fix: expect.stringContaining(`asbuilt runs show ${run.id}`) }] });
    },
    expect: { run: 'cancelled', steps: { first: 'done', review: 'skipped RUN_CANCELLED', second: 'skipped RUN_PARTLY_DONE', beside: 'done' } },
  },
  {
    name: 'closes for good when the approval no longer holds',
    draft: guarded(asks),
    given: (stage) => {
      stage.clock.later(100, () => {
        stage.trusted = 'nobody';
      });
    },
    expect: { run: 'failed', steps: { first: 'done', review: 'failed APPROVAL_INVALID', second: 'skipped RUN_PARTLY_DONE', beside: 'done' } },
  },
  {
    name: 'is come to again, still open, in the next round of a run that was paused at it',
    draft: { first: {}, review: { gate: asks }, second: { dependsOn: ['review'] } },
    given: (stage) => {
      stage.clock.later(10, async () => granted(await stage.engine.openGate({ id: await live(stage), gate: review })));
      stage.cloud.when('create first', behind(elsewhere(stage)));
    },
    next: async (stage, run) => {
      stage.targets = stage.targets.map((one) => {
        const { role: _, ...target } = one.target;
        return { ...one, target };
      });
      return stage.resume(run.id);
    },
    expect: { run: 'succeeded', sent: ['Create first', 'Create second'] },
  },
  {
    name: 'opens by itself when a fresh read gives the value',
    draft: guarded(until),
    given: (stage) =>
      stage.clock.later(100, () => {
        Object.assign(stage.cloud.thing('first')?.properties as object, { Size: 2 });
      }),
    expect: { run: 'succeeded', steps: { first: 'done', review: 'done', second: 'done', beside: 'done' } },
  },
  {
    name: 'fails when the value does not come in time, and can be come to again',
    draft: guarded(until),
    next: async (stage, run) => {
      expect(run).toMatchObject({ status: 'failed', cause: { code: 'GATE_CLOSED' } });
      Object.assign(stage.cloud.thing('first')?.properties as object, { Size: 2 });
      return stage.resume(run.id);
    },
    expect: { run: 'succeeded', steps: { first: 'done', review: 'done', second: 'done', beside: 'done' } },
  },
];

const failures: readonly Case[] = [
  {
    name: 'lets nothing else begin where the plan says so',
    world: (stage) => {
      stage.onFailure = 'stop';
    },
    draft: { first: {}, second: {}, third: {} },
    given: (stage) => stage.cloud.when('create first', refuses('CLOUD_DENIED')),
    expect: {
      run: 'failed',
      cause: 'CLOUD_DENIED',
      steps: { first: 'failed CLOUD_DENIED', second: 'skipped CLOUD_DENIED', third: 'skipped CLOUD_DENIED' },
      sent: [],
    },
  },
  {
    name: 'lets what does not depend on it go on elsewhere',
    draft: { first: {}, second: {} },
    given: (stage) => stage.cloud.when('create first', refuses('CLOUD_DENIED')),
    expect: { run: 'failed', steps: { first: 'failed CLOUD_DENIED', second: 'done' } },
  },
];

describe('a gate', () => {
  it.each(gates)('$name', (one) => runCase(one));

  it('is not asked where nothing that needs it changes', async () => {
    const stage = new Stage();
    const first = await stage.plan(guarded(asks));
    expect(first.steps.map(({ id }) => id)).toEqual(['beside', 'first', 'review', 'second']);
    opens(10)(stage);
    await stage.approve(first);
    expect(await stage.apply(first)).toMatchObject({ status: 'succeeded' });
    expect((await stage.plan(guarded(asks))).steps).toEqual([]);
    expect((await stage.plan({ ...guarded(asks), beside: { properties: { Size: 3 } } })).steps.map(({ id }) => id)).toEqual(['beside']);
    await stage.close();
  });

  it.each<[string, Draft, RegExp]>([
    ['is left out', { first: {}, second: {}, beside: {} }, /no longer waits at the gate review/],
    ['is another', guarded({ kind: 'person', ask: 'Really?' }), /waits otherwise than before at the gate review/],
    ['is passed by what stood behind it', { ...guarded(asks), second: {} }, /no longer waits at the gate review with second/],
  ])('is told of where it %s, and no agent lets go of it', async (_, draft, told) => {
    const stage = new Stage();
    stage.onFailure = 'stop';
    await stage.plan(guarded(asks));
    opens(10)(stage);
    const first = await stage.plan(guarded(asks));
    await stage.approve(first);
    await stage.apply(first);
    const { engine } = stage;
    Object.assign(stage, { engine: stage.engineFor(new Set(['read', 'plan']), 'agent') });
    expect(await stage.tryPlan(draft)).toMatchObject({
      ok: false,
      problems: [{ code: 'CALLER_NOT_ALLOWED', at: 'review', message: expect.stringMatching(told) }],
    });
    expect(await stage.tryPlan({ ...guarded(asks), more: {} })).toMatchObject({ ok: true });
    stage.onFailure = 'continue';
    expect((await stage.plan({ ...guarded(asks), more: {} })).onFailure).toBe('stop');
    Object.assign(stage, { engine });
    expect((await stage.plan(draft)).evidence.map(({ effect }) => effect)).toEqual([expect.stringMatching(told), 'is no longer stopped by a failure']);
    await stage.close();
  });

  it.each<[string, Draft, 'continue' | 'stop', string[]]>([
    [
      'added',
      { ...guarded(asks), more: { gate: asks }, beside: { dependsOn: ['more'] } },
      'continue',
      ['waits at the gate more from now on', 'beside waits for more from now on'],
    ],
    ['stopped by a failure', guarded(asks), 'stop', ['is stopped by a failure from now on']],
    ['asked in another order', { ...guarded(asks), beside: { dependsOn: ['first'] } }, 'continue', ['beside waits for first from now on']],
    ['left out', { first: {}, second: {}, beside: {} }, 'continue', ['no longer waits at the gate review']],
  ])('is kept also where it alone is %s, once a person has approved that', async (_, draft, onFailure, told) => {
    const stage = new Stage();
    opens(10)(stage);
    await stage.build(guarded(asks));
    const before = await stage.plan({ ...guarded(asks), beside: { properties: { Size: 3 } } });
    stage.onFailure = onFailure;
    const alone = await stage.plan(draft);
    expect([alone.steps, alone.keeps, alone.evidence.map(({ effect }) => effect)]).toEqual([[], true, told]);
    expect((await stage.plan(draft)).keeps).toBe(true);
    await stage.approve(alone);
    expect(await stage.apply(alone)).toMatchObject({ status: 'succeeded' });
    const again = await stage.plan(draft);
    expect([again.keeps, again.evidence]).toEqual([undefined, []]);
    expect(await stage.engine.approve({ id: again.id, approval: await stage.sign(again) })).toMatchObject({ ok: false, problems: [{ code: 'PLAN_EMPTY' }] });
    // What was planned before knows nothing of it.
    const late = await stage.engine.approve({ id: before.id, approval: await stage.sign(before) });
    if (!told.includes('beside waits for first from now on')) expect(late).toMatchObject({ ok: false, problems: [{ code: 'PLAN_STALE' }] });
    await stage.close();
  });

  it.each<[string, 'person' | 'agent', string]>([
    ['a person', 'person', ''],
    ['an agent', 'agent', ', asked for by an AI agent: is it what you want?'],
  ])('that %s adds before what stands is told also in a plan that changes something else', async (_, by, isAsked) => {
    const stage = new Stage();
    await stage.build({ first: {}, second: {} });
    if (by === 'agent') Object.assign(stage, { engine: stage.engineFor(new Set(['read', 'plan']), 'agent') });
    const plan = await stage.plan({ first: {}, more: { gate: asks, dependsOn: ['first'] }, second: { dependsOn: ['more'] }, other: {} });
    expect([plan.keeps, plan.steps.map(({ id }) => id)]).toEqual([undefined, ['other']]);
    const told = plan.evidence.map(({ effect }) => effect);
    expect(told).toEqual(expect.arrayContaining([`waits at the gate more from now on${isAsked}`, `second waits for more from now on${isAsked}`]));
    await stage.close();
  });

  it('that an agent has added is let go of by a person, and until that is approved by nobody', async () => {
    const stage = new Stage();
    await stage.build({ first: {}, second: {} });
    const { engine } = stage;
    const asAgent = () => Object.assign(stage, { engine: stage.engineFor(new Set(['read', 'plan']), 'agent') });
    const more: Draft = { first: {}, review: { gate: asks, dependsOn: ['first'] }, second: { dependsOn: ['review'] } };
    asAgent();
    const added = await stage.plan(more);
    const isAsked = ', asked for by an AI agent: is it what you want?';
    expect(added.evidence.map(({ effect }) => effect).slice(0, 2)).toEqual([
      `waits at the gate review from now on${isAsked}`,
      `second waits for review from now on${isAsked}`,
    ]);
    expect(await stage.tryPlan({ first: {}, second: {} })).toMatchObject({ ok: true });
    Object.assign(stage, { engine });
    await stage.approve(added);
    await stage.apply(added);
    await stage.plan({ first: {}, second: {} });
    asAgent();
    expect(await stage.tryPlan({ first: {}, second: {} })).toMatchObject({ ok: false, problems: [{ code: 'CALLER_NOT_ALLOWED', at: 'review' }] });
    Object.assign(stage, { engine });
    const without = await stage.plan({ first: {}, second: {} });
    await stage.approve(without);
    await stage.apply(without);
    asAgent();
    expect(await stage.tryPlan({ first: {}, second: { properties: { Size: 2 } } })).toMatchObject({ ok: true });
    await stage.close();
  });

  it('goes on standing before what a removal retains', async () => {
    const stage = new Stage();
    const draft: Draft = {
      ...guarded(asks),
      second: { dependsOn: ['review'], retain: true },
      last: { gate: asks, dependsOn: ['second'] },
      over: { dependsOn: ['last'] },
    };
    opens(10)(stage);
    stage.clock.later(20, async () => granted(await stage.engine.openGate({ id: await live(stage), gate: nodeAddress.parse('last') })));
    await stage.build(draft);
    const removal = granted(await stage.engine.destroy({ deployment: 'shop' }));
    await stage.approve(removal);
    expect(await stage.apply(removal)).toMatchObject({ status: 'succeeded' });
    const told = (await stage.plan({ second: { retain: true, properties: { Size: 2 } } })).evidence.map(({ effect }) => effect);
    expect(told).toEqual(['no longer waits at the gate review']);
    Object.assign(stage, { engine: stage.engineFor(new Set(['read', 'plan']), 'agent') });
    for (const without of [
      { second: { retain: true } },
      { second: { properties: { Size: 2 }, retain: true }, review: { gate: asks } },
      { beside: {} },
    ] satisfies Draft[])
      expect(await stage.tryPlan(without)).toMatchObject({ ok: false, problems: [{ code: 'CALLER_NOT_ALLOWED', at: 'review' }] });
    expect(await stage.tryPlan({ ...guarded(asks), second: { dependsOn: ['review'], retain: true } })).toMatchObject({ ok: true });
    await stage.close();
  });

  it('is waited for also by way of what does not change, and waits so itself', async () => {
    const stage = new Stage();
    const chain = (size: number): Draft => ({
      first: { properties: { Size: size } },
      mid: { dependsOn: ['first'] },
      review: { gate: asks, dependsOn: ['mid'] },
      beyond: { dependsOn: ['review'] },
      second: { properties: { Size: size }, dependsOn: ['beyond'] },
    });
    opens(10)(stage);
    const first = await stage.plan(chain(1));
    await stage.approve(first);
    expect(await stage.apply(first)).toMatchObject({ status: 'succeeded' });
    const again = await stage.plan(chain(2));
    expect(again.steps.map(({ id, after }) => [id, after])).toEqual([
      ['first', []],
      ['review', ['first']],
      ['second', ['review']],
    ]);
    await stage.close();
  });

  it.each<[string, Draft, string]>([
    ['a reference to what waits for it', { third: { properties: { NetId: 'third' } } }, 'no longer waits at the gate review with third'],
    ['a reference of what it waits for', { mid: { properties: { NetId: 'mid' } } }, 'comes to the gate review without waiting for first'],
    ['what it waits for', { review: { gate: asks } }, 'comes to the gate review without waiting for mid'],
  ])('counts what goes by way of others: no agent lets go of %s', async (_, otherwise, told) => {
    const stage = new Stage();
    const chain: Draft = {
      first: {},
      mid: { properties: { NetId: '${first.Arn}' } },
      review: { gate: asks, dependsOn: ['mid'] },
      second: { dependsOn: ['review'] },
      third: { properties: { NetId: '${second.Arn}' } },
    };
    opens(10)(stage);
    const first = await stage.plan(chain);
    await stage.approve(first);
    await stage.apply(first);
    const { engine } = stage;
    Object.assign(stage, { engine: stage.engineFor(new Set(['read', 'plan']), 'agent') });
    expect(await stage.tryPlan({ ...chain, ...otherwise })).toMatchObject({
      ok: false,
      problems: [{ code: 'CALLER_NOT_ALLOWED', at: 'review', message: `shop ${told} by this, and an AI agent lets go of no such thing` }],
    });
    // What is retained is not removed where it is left out.
    const kept = { ...chain, third: { ...chain['third'], retain: true } };
    Object.assign(stage, { engine });
    const second = await stage.plan(kept);
    await stage.approve(second);
    await stage.apply(second);
    Object.assign(stage, { engine: stage.engineFor(new Set(['read', 'plan']), 'agent') });
    const { third: _third, ...without } = kept;
    expect(await stage.tryPlan(without)).toMatchObject({
      ok: false,
      problems: [{ code: 'CALLER_NOT_ALLOWED', message: expect.stringContaining('no longer waits at the gate review with third') }],
    });
    // By way of another it waits all the same.
    expect(await stage.tryPlan({ ...chain, third: { properties: { NetId: 'third' }, dependsOn: ['second'] } })).toMatchObject({ ok: true });
    await stage.close();
  });

  it('gives nothing to refer to', async () => {
    const stage = new Stage();
    expect(await stage.tryPlan({ review: { gate: asks }, box: { properties: { NetId: '${review.Answer}' } } })).toMatchObject({
      ok: false,
      problems: [{ code: 'REFERENCE_UNKNOWN' }],
    });
    await stage.close();
  });
});

describe('a gate that looks at what is hidden', () => {
  const at = (node: string, attribute: string, equals: string | number): Gate => ({ ...until, node: nodeAddress.parse(node), attribute, equals }) as Gate;
  const hidden = (gate: Gate): Draft => ({
    first: { properties: { Kind: 'AKIAABCDEFGHIJKLMNOP', Size: 1 } },
    job: { unit: { inputs: { word: '${first.Kind}' }, outputs: { Count: { type: 'integer' } } } },
    review: { gate },
    second: { dependsOn: ['review'] },
  });

  it.each<[string, Gate]>([
    ['a place that hides it', at('first', 'Secret', 'hunter2xyz')],
    ['a text that is hidden for its form', at('first', 'Kind', 'AKIAABCDEFGHIJKLMNOP')],
    ['a tag', at('first', 'Tags.0.Value', 'hunter2xyz')],
    ['a number in a tag', at('first', 'Tags.0.Value', '4711')],
    ['what a unit gives that is given what is hidden', at('job', 'Count', 66)],
  ])('is given by no agent: %s', async (_, gate) => {
    const stage = new Stage();
    Object.assign(stage, { engine: stage.engineFor(new Set(['read', 'plan']), 'agent') });
    expect(await stage.tryPlan(hidden(gate))).toMatchObject({ ok: false, problems: [{ code: 'CALLER_NOT_ALLOWED', at: 'review' }] });
    expect(await stage.tryPlan(hidden(at('first', 'Size', 1)))).toMatchObject({ ok: true });
    await stage.close();
  });

  it('is a person’s to give, and an agent leaves it as it stands', async () => {
    const stage = new Stage();
    const draft = (equals: string, size: number): Draft => ({
      first: { properties: { Tags: [{ Key: 'note', Value: 'hunter2xyz' }], Size: size } },
      review: { gate: at('first', 'Tags.0.Value', equals) },
      second: { dependsOn: ['review'] },
    });
    await stage.build(draft('hunter2xyz', 1));
    Object.assign(stage, { engine: stage.engineFor(new Set(['read', 'plan']), 'agent') });
    expect(await stage.tryPlan(draft('hunter2xyz', 2))).toMatchObject({ ok: true });
    await stage.close();
  });
});

describe('the order of what stands', () => {
  const chain: Draft = { first: {}, mid: { dependsOn: ['first'] }, last: { dependsOn: ['mid'] } };

  it.each<[string, Draft, string]>([
    ['itself', { ...chain, mid: {} }, 'no longer has mid wait for first'],
    ['by removing what stood between', { first: {}, last: {} }, 'no longer has last wait for first'],
    ['beside a change', { first: { properties: { Size: 2 } }, mid: {}, last: { dependsOn: ['mid'] } }, 'no longer has mid wait for first'],
  ])('is let go of by no agent, %s, and is told where a person lets go of it', async (_, draft, told) => {
    const stage = new Stage();
    await stage.build(chain);
    const { engine } = stage;
    Object.assign(stage, { engine: stage.engineFor(new Set(['read', 'plan']), 'agent') });
    expect(await stage.tryPlan(draft)).toMatchObject({ ok: false, problems: [{ code: 'CALLER_NOT_ALLOWED', message: expect.stringContaining(told) }] });
    Object.assign(stage, { engine });
    expect((await stage.plan(draft)).evidence.map(({ effect }) => effect)).toContain(told);
    await stage.close();
  });

  it('is as it was where it goes by way of others', async () => {
    const stage = new Stage();
    await stage.build({ ...chain, last: { dependsOn: ['first', 'mid'] } });
    Object.assign(stage, { engine: stage.engineFor(new Set(['read', 'plan']), 'agent') });
    const told = (await stage.plan(chain)).evidence.map(({ effect }) => effect);
    expect(told).toContain('last waits for first by way of others alone from now on, asked for by an AI agent: is it what you want?');
    expect(await stage.tryPlan({ ...chain, last: { properties: { NetId: '${mid.Arn}' } } })).toMatchObject({ ok: true });
    await stage.close();
  });
});

describe('a failed step', () => {
  it.each(failures)('$name', (one) => runCase(one));
});
