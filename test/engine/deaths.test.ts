import { describe, expect, it } from 'vitest';
import { dies, diesAfter, ends, refuses, takes } from './acts.ts';
import { type Case, runCase } from './run-case.ts';
import { type Deaths, Scheduler } from './scheduler.ts';
import { forever } from './scripted-cloud.ts';
import { type Draft, Stage } from './stage.ts';

const counted = { ends: { output: { Count: 3 } } };
const small: Draft = {
  net: { type: 'Net', properties: { Cidr: '10.0.0.0/24' } },
  box: { properties: { NetId: '${net.NetId}', Kind: 'oak' } },
  gone: {},
  still: { properties: { Size: 1 } },
};
/** Of everything something: a thing that is made, replaced in either order, changed, removed, and a unit. */
const large: Draft = {
  net: { type: 'Net', properties: { Cidr: '10.0.0.0/16', Note: 'hello' } },
  box: { properties: { NetId: '${net.NetId}', Kind: 'pine' } },
  still: { properties: { Size: 2 } },
  job: { unit: { inputs: { net: '${net.NetId}' }, outputs: { Count: { type: 'integer' } } } },
  made: { properties: { Size: '${job.Count}' } },
};
const whole: Case = {
  name: 'everything',
  first: small,
  draft: large,
  given: (stage) => {
    stage.processes.courses = [{ seconds: 3, ...counted }];
  },
  expect: {
    run: 'succeeded',
    books: { net: 'net', box: 'box', still: 'still', job: '{"Count":3}', made: 'made' },
    things: ['box', 'made', 'net', 'still'],
  },
  also: async (stage, run) => {
    const { cloud, processes } = stage;
    expect(run.nodes.filter(({ status }) => status !== 'done')).toEqual([]);
    expect(processes.started).toHaveLength(1);
    expect(cloud.sent.map(({ operation, name }) => `${operation} ${name}`).sort()).toEqual([
      'Create box',
      'Create made',
      'Create net',
      'Delete box',
      'Delete gone',
      'Delete net',
      'Note net',
      'Update still',
    ]);
    expect(cloud.thing('box')?.properties['NetId']).toBe(cloud.thing('net')?.identifier);
    expect((await stage.plan(large)).steps).toEqual([]);
  },
};

/** How many journalled actions the case has when nobody dies; those of what was built before come first. */
async function actionsOf(one: Case): Promise<{ readonly before: number; readonly all: number }> {
  let all = 0;
  let before = 0;
  const counting: Deaths = {
    after: (actions) => {
      all = actions;
      return false;
    },
  };
  const given: Case['given'] = (stage, plan) => {
    before = all;
    return one.given?.(stage, plan);
  };
  await runCase({ ...one, given }, counting);
  return { before, all };
}

/** One step fails for good, what waits for it is skipped, and what does not wait is done. */
const broken: Case = {
  name: 'a failure',
  draft: { net: { type: 'Net' }, box: { properties: { NetId: '${net.NetId}' } }, last: { dependsOn: ['box'] }, apart: {} },
  given: ({ cloud }) => cloud.when('create net', forever(ends('CLOUD_INVALID'))),
  expect: {
    run: 'failed',
    cause: 'CLOUD_INVALID',
    steps: { net: 'failed CLOUD_INVALID', box: 'skipped RUN_PARTLY_DONE', last: 'skipped RUN_PARTLY_DONE', apart: 'done' },
    sent: ['Create apart'],
    books: { apart: 'apart' },
  },
};

describe('a run whose engine dies', () => {
  it.each([whole, broken])('comes to the same end, with everything once, whichever action it dies after: $name', async (one) => {
    const { before, all } = await actionsOf(one);
    expect(all - before).toBeGreaterThan(6);
    for (let at = before + 1; at <= all; at++) {
      let dead = false;
      await runCase(one, {
        after: (actions) => {
          if (dead || actions !== at) return false;
          dead = true;
          return true;
        },
      });
      expect(dead).toBe(true);
    }
  });

  it('comes to the same end when every action is carried out twice', async () => {
    const died = new Set<string>();
    let actions = 0;
    await runCase(whole, {
      after: (count, name) => {
        actions = count;
        if (died.has(name)) {
          died.delete(name);
          return false;
        }
        died.add(name);
        return true;
      },
    });
    expect(actions).toBeGreaterThan(32);
  });

  const moments: readonly Case[] = [
    {
      name: 'sends again, with the same token, what had not left it',
      draft: { box: {} },
      given: ({ cloud }) => cloud.when('create box', dies),
      expect: { run: 'succeeded', tries: { 'create box': "A A'" }, sent: ['Create box'], things: ['box'] },
    },
    {
      name: 'sends again, with the same token, what it had not heard of',
      draft: { net: { type: 'Net' } },
      given: ({ cloud }) => cloud.when('create net', diesAfter),
      expect: { run: 'succeeded', tries: { 'create net': "A A'" }, sent: ['Create net'], things: ['net'], books: { net: 'net' } },
    },
    {
      name: 'goes on following what was accepted',
      draft: { net: { type: 'Net', properties: { Note: 'hello' } } },
      given: ({ cloud }) => cloud.when('create net', takes(100)).when('follow net', (request) => request.honest(), dies),
      expect: { run: 'succeeded', tries: { 'create net': 'A' }, sent: ['Create net', 'Note net'], things: ['net'] },
    },
    {
      name: 'takes its own removal for what it is',
      first: { box: {} },
      draft: 'destroy',
      given: ({ cloud }) => {
        cloud.knowsTokens = false;
        cloud.when('delete box', diesAfter);
      },
      expect: { run: 'succeeded', tries: { 'delete box': "A A'" }, things: [], books: {} },
    },
    {
      name: 'keeps what it knew of a step that had failed before',
      draft: { box: {}, other: {} },
      given: ({ cloud }) => cloud.when('create box', refuses('CLOUD_DENIED')).when('create other', diesAfter),
      expect: { run: 'failed', cause: 'CLOUD_DENIED', steps: { box: 'failed CLOUD_DENIED', other: 'done' }, things: ['other'], tries: { 'create box': 'A' } },
    },
  ];
  it.each(moments)('$name', (one) => runCase(one));

  it('goes on when the runtime lost everything as well', async () => {
    const stage = new Stage();
    const plan = await stage.plan({ first: {}, second: { dependsOn: ['first'] } });
    await stage.approve(plan);
    stage.cloud.when('create first', (request) => {
      void request;
      throw new Error('the machine lost its power');
    });
    await expect(stage.apply(plan)).rejects.toThrow('power');
    const [head] = await stage.store.liveRuns();
    const other = new Scheduler(() => stage.newProgram());
    await other.start('shop', head?.id ?? '', 0);
    await other.drain();
    expect(await stage.report(head?.id ?? '')).toMatchObject({ status: 'succeeded', nodes: [{ status: 'done' }, { status: 'done' }] });
    expect(stage.cloud.sent.map(({ name }) => name)).toEqual(['first', 'second']);
  });
});
