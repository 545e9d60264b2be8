import { describe, expect, it } from 'vitest';
import { ahead, does, ends, endsUnclear, fails, failsAfter, leavesBehind, lies, loses, notYet, refuses, stale, swallows, takes } from './acts.ts';
import { type Case, runCase } from './run-case.ts';
import { forever, type Thing } from './scripted-cloud.ts';

const box = { box: { properties: { Size: 1 } } };
const net = { net: { type: 'Net', properties: { Cidr: '10.0.0.0/16', Note: 'hello' } } } as const;
/** A box on a net, another on that, and one that has nothing to do with them. */
const chain = { net: { type: 'Net' }, first: { properties: { NetId: '${net.NetId}' } }, second: { dependsOn: ['first'] }, apart: {} } as const;

const orders: readonly Case[] = [
  {
    name: 'makes what is asked, with the values that exist by then, and binds it',
    draft: { ...net, box: { properties: { NetId: '${net.NetId}', Secret: 's3cret' } } },
    expect: {
      run: 'succeeded',
      steps: { net: 'done', box: 'done' },
      books: { net: 'net', box: 'box' },
      things: ['box', 'net'],
      sent: ['Create net', 'Note net', 'Create box'],
      audit: ['run.begun', 'call.attempted', 'step.ended', 'call.attempted', 'step.ended', 'run.ended'],
    },
    also: async ({ cloud, store }, run) => {
      expect(cloud.thing('box')?.properties['NetId']).toBe(cloud.thing('net')?.identifier);
      expect(cloud.thing('net')?.properties['Note']).toBe('hello');
      expect(JSON.stringify(await store.bindings('shop'))).not.toContain('s3cret');
      expect(run.nodes.map(({ attempts }) => attempts)).toEqual([1, 1]);
    },
  },
  {
    name: 'begins a step after what it only depends on, and has none ready before',
    draft: { a: { dependsOn: ['z'] }, z: {} },
    given: ({ cloud, store }) =>
      cloud.when(
        'create z',
        ahead(async () => {
          const [run] = await store.liveRuns();
          expect(await store.readySteps(run?.id ?? '')).toEqual([]);
        }),
      ),
    expect: { run: 'succeeded', sent: ['Create z', 'Create a'] },
  },
  {
    name: 'makes each thing at the target that its node names',
    draft: { here: {}, there: { at: { target: 'other' } } },
    expect: { run: 'succeeded', sent: ['Create here', 'Create there'] },
    also: ({ cloud }) => expect(['here', 'there'].map((name) => cloud.thing(name)?.place.account)).toEqual(['111111111111', '222222222222']),
  },
  {
    name: 'begins no step before the last of those that it waits for',
    draft: { a: {}, b: {}, c: { dependsOn: ['b'] }, last: { dependsOn: ['a', 'c'] } },
    expect: { run: 'succeeded', sent: ['Create a', 'Create b', 'Create c', 'Create last'] },
  },
  {
    name: 'begins a step only when everything it waits for is done, and skips it when one of them fails',
    draft: { first: {}, other: { dependsOn: ['first'] }, last: { dependsOn: ['first', 'other'] }, end: { dependsOn: ['last'] } },
    given: ({ cloud }) => cloud.when('create other', refuses('CLOUD_DENIED')),
    expect: {
      run: 'failed',
      cause: 'CLOUD_DENIED',
      steps: { first: 'done', other: 'failed CLOUD_DENIED', last: 'skipped RUN_PARTLY_DONE', end: 'skipped RUN_PARTLY_DONE' },
      books: { first: 'first' },
      asked: { 'create last': 0, 'create end': 0 },
    },
  },
  {
    name: 'skips what waits for a failed step, directly or not, and does what does not',
    draft: chain,
    given: ({ cloud }) => cloud.when('create net', refuses('CLOUD_INVALID')),
    expect: {
      run: 'failed',
      cause: 'CLOUD_INVALID',
      steps: { net: 'failed CLOUD_INVALID', first: 'skipped RUN_PARTLY_DONE', second: 'skipped RUN_PARTLY_DONE', apart: 'done' },
      books: { apart: 'apart' },
      things: ['apart'],
    },
  },
  {
    name: 'takes up again what was skipped when the run is resumed, and nothing that was done',
    draft: chain,
    given: ({ cloud }) => cloud.when('create first', refuses('CLOUD_INVALID')),
    next: (stage, run) => stage.resume(run.id),
    expect: {
      run: 'succeeded',
      steps: { net: 'done', first: 'done', second: 'done', apart: 'done' },
      tries: { 'create net': 'A', 'create apart': 'A', 'create first': 'A B', 'create second': 'A' },
      books: { net: 'net', first: 'first', second: 'second', apart: 'apart' },
    },
  },
];

const attempts: readonly Case[] = [
  {
    name: 'makes a new attempt, with a token of its own, after a failure without effect',
    draft: box,
    given: ({ cloud }) => cloud.when('create box', refuses('CLOUD_THROTTLED'), refuses('CLOUD_CONFLICT'), refuses('CLOUD_UNREACHABLE')),
    expect: {
      run: 'succeeded',
      tries: { 'create box': 'A B C D' },
      sent: ['Create box'],
      audit: ['run.begun', 'call.attempted', 'call.attempted', 'call.attempted', 'call.attempted', 'step.ended', 'run.ended'],
    },
    also: (_, run) => expect(run.nodes[0]?.attempts).toBe(4),
  },
  {
    name: 'does not try for ever',
    draft: box,
    given: ({ cloud }) => cloud.when('create box', forever(refuses('CLOUD_THROTTLED'))),
    expect: { run: 'failed', steps: { box: 'failed CLOUD_THROTTLED' }, books: {}, sent: [] },
  },
  {
    name: 'does not try again what was refused for good',
    draft: box,
    given: ({ cloud }) => cloud.when('create box', refuses('CLOUD_DENIED')),
    expect: { run: 'failed', cause: 'CLOUD_DENIED', steps: { box: 'failed CLOUD_DENIED' }, tries: { 'create box': 'A' }, books: {} },
  },
  {
    name: 'does not use credentials again that were refused',
    draft: { ...box, ...net },
    given: ({ cloud }) => cloud.when('create box', refuses('CREDENTIALS_REFUSED')),
    expect: { run: 'failed', steps: { box: 'failed CREDENTIALS_REFUSED', net: 'done' }, tries: { 'create box': 'A' } },
  },
  {
    name: 'makes a new attempt when an accepted operation ends as failed for a reason that passes',
    draft: net,
    given: ({ cloud }) => cloud.when('create net', failsAfter(30, 'CLOUD_CONFLICT')),
    expect: { run: 'succeeded', tries: { 'create net': 'A B' }, sent: ['Create net', 'Note net'], things: ['net'] },
  },
  {
    name: 'fails when an accepted operation ends as failed for good',
    draft: net,
    given: ({ cloud }) => cloud.when('create net', failsAfter(30, 'CLOUD_INVALID')),
    expect: { run: 'failed', steps: { net: 'failed CLOUD_INVALID' }, tries: { 'create net': 'A' }, books: {}, things: [] },
  },
  {
    name: 'follows an operation for as long as it takes, and sends it once',
    draft: net,
    given: ({ cloud }) => cloud.when('create net', takes(400)),
    expect: { run: 'succeeded', tries: { 'create net': 'A' }, steps: { net: 'done' } },
    also: (_, run) => expect(run.nodes[0]?.seconds).toBeGreaterThan(399),
  },
  {
    name: 'goes on following an operation that cannot be followed for a while',
    draft: net,
    given: ({ cloud }) => cloud.when('follow net', swallows, swallows, swallows),
    expect: { run: 'succeeded', tries: { 'create net': 'A' }, sent: ['Create net', 'Note net'] },
  },
];

const lostReplies: readonly Case[] = [
  {
    name: 'sends the same attempt again when the reply is lost',
    draft: box,
    given: ({ cloud }) => cloud.when('create box', swallows, loses),
    expect: { run: 'succeeded', tries: { 'create box': "A A' A'" }, sent: ['Create box'], things: ['box'], books: { box: 'box' } },
  },
  {
    name: 'knows its own work where the provider only says that the name is taken',
    draft: box,
    given: ({ cloud }) => {
      cloud.knowsTokens = false;
      cloud.when('create box', loses);
    },
    expect: { run: 'succeeded', tries: { 'create box': "A A'" }, things: ['box'], books: { box: 'box' } },
  },
  {
    name: 'does not take a refused repetition for the failure of the first sending',
    draft: box,
    given: ({ cloud }) => cloud.when('create box', loses, refuses('CLOUD_DENIED')),
    expect: { run: 'succeeded', tries: { 'create box': "A A' A'" }, things: ['box'] },
  },
  {
    name: 'binds what it finds half made when no reply ever comes',
    draft: net,
    given: ({ cloud }) => cloud.when('create net', loses, forever(swallows)),
    expect: { run: 'failed', steps: { net: 'failed VERIFY_FAILED' }, things: ['net'], books: { net: 'net' } },
  },
  {
    name: 'looks for the thing when no reply ever comes, and finds it as asked',
    draft: box,
    given: ({ cloud }) => cloud.when('create box', loses, forever(swallows)),
    expect: { run: 'succeeded', steps: { box: 'done' }, things: ['box'], books: { box: 'box' } },
  },
  {
    name: 'says unknown, never failed, when nothing tells what came of it, and keeps it as doubtful',
    draft: chain,
    given: ({ cloud }) => cloud.when('create net', forever(swallows)),
    expect: {
      run: 'failed',
      cause: 'CLOUD_UNKNOWN_OUTCOME',
      steps: { net: 'unknown CLOUD_UNKNOWN_OUTCOME', first: 'skipped RUN_PARTLY_DONE', second: 'skipped RUN_PARTLY_DONE', apart: 'done' },
      books: { net: '?', apart: 'apart' },
    },
  },
  {
    name: 'asks again with the same token when a run with an unknown outcome is resumed',
    draft: box,
    given: ({ cloud }) => cloud.when('create box', forever(swallows)),
    next: async (stage, run) => {
      stage.cloud.calm();
      return stage.resume(run.id);
    },
    expect: { run: 'succeeded', tries: { 'create box': "A'" }, books: { box: 'box' }, things: ['box'] },
  },
  {
    name: 'looks for the thing when an accepted operation cannot be followed any more',
    draft: { net: { type: 'Net' } },
    given: ({ cloud }) => cloud.when('create net', forever(takes(10))).when('follow net', forever(swallows)),
    expect: { run: 'succeeded', tries: { 'create net': 'A' }, steps: { net: 'done' }, books: { net: 'net' } },
  },
  {
    name: 'calls it done when an operation of unclear end did what was asked',
    draft: box,
    given: ({ cloud }) => cloud.when('create box', endsUnclear('took effect')),
    expect: { run: 'succeeded', books: { box: 'box' }, tries: { 'create box': 'A' } },
  },
  {
    name: 'calls it failed when an operation of unclear end left nothing',
    draft: box,
    given: ({ cloud }) => cloud.when('create box', endsUnclear('had none')),
    expect: { run: 'failed', steps: { box: 'failed CLOUD_INVALID' }, books: {}, tries: { 'create box': 'A' } },
  },
  {
    name: 'does not take somebody else’s thing for what an operation of unclear end left',
    draft: box,
    given: ({ cloud }) =>
      cloud.when('create box', (request, there) => {
        there.make('AWS::Toy::Box', { Name: 'box', Size: 1 });
        return endsUnclear('had none')(request, there);
      }),
    expect: { run: 'failed', steps: { box: 'failed CLOUD_INVALID' }, books: {}, things: ['box'] },
  },
  {
    name: 'says unknown when not even a look is possible after an unclear end',
    draft: box,
    given: ({ cloud }) => cloud.when('create box', endsUnclear('had none')).when('read box', fails('CLOUD_DENIED')),
    expect: { run: 'failed', steps: { box: 'unknown CLOUD_DENIED' }, books: { box: '?box' } },
  },
];

const looks: readonly Case[] = [
  {
    name: 'waits for reads that lag behind',
    draft: box,
    given: ({ cloud }) => cloud.when('read box', notYet, notYet, stale({ Size: 0 }), fails('CLOUD_UNREACHABLE')),
    expect: { run: 'succeeded', steps: { box: 'done' }, books: { box: 'box' } },
  },
  {
    name: 'does not believe that something was made which no read shows',
    draft: box,
    given: ({ cloud }) => cloud.when('create box', lies),
    expect: { run: 'failed', cause: 'VERIFY_FAILED', steps: { box: 'unknown VERIFY_FAILED' }, books: { box: '?box' }, things: [] },
  },
  {
    name: 'does not call a thing done of which the provider has not said that it is, and which is not as asked, and binds it so that it can be removed',
    draft: { ...box, last: { dependsOn: ['box'] } },
    given: ({ cloud }) => cloud.when('create box', does({ Size: 7 }, loses), forever(swallows)),
    expect: { run: 'failed', cause: 'VERIFY_FAILED', steps: { box: 'failed VERIFY_FAILED', last: 'skipped RUN_PARTLY_DONE' }, books: { box: 'box' } },
    also: async ({ store }) => {
      const binding = await store.bindingOf('shop', 'box');
      expect(binding).toMatchObject({ echo: {}, deviations: [] });
      expect(binding).not.toHaveProperty('readBack');
    },
  },
  {
    name: 'says unknown when it may not read what it made',
    draft: box,
    given: ({ cloud }) => cloud.when('read box', forever(fails('CLOUD_DENIED'))),
    expect: { run: 'failed', steps: { box: 'unknown CLOUD_DENIED' }, books: { box: '?box' }, things: ['box'] },
  },
  {
    name: 'says unknown when it cannot learn what proves the creation',
    draft: box,
    given: ({ cloud }) => cloud.when('creation box', forever(fails('CLOUD_UNREACHABLE'))),
    expect: { run: 'failed', steps: { box: 'unknown CLOUD_UNREACHABLE' }, books: { box: '?box' } },
  },
  {
    name: 'keeps as doubtful what may have been made in the place of what was gone, and takes it up',
    first: box,
    world: ({ cloud }) => cloud.remove('box'),
    draft: box,
    given: ({ cloud }) => cloud.when('creation box', forever(fails('CLOUD_UNREACHABLE'))),
    next: async (stage, run) => {
      expect(run).toMatchObject({ status: 'failed', nodes: [{ status: 'unknown' }] });
      expect(await stage.store.bindingOf('shop', 'box')).toMatchObject({ doubtful: true });
      stage.cloud.calm();
      return stage.build(box);
    },
    expect: { run: 'succeeded', books: { box: 'box' }, things: ['box'] },
  },
  {
    name: 'waits for a proof of creation that lags behind the read of the thing',
    draft: box,
    given: ({ cloud }) => cloud.when('creation box', fails('CLOUD_NOT_FOUND'), fails('CLOUD_NOT_FOUND')),
    expect: { run: 'succeeded', steps: { box: 'done' }, books: { box: 'box' } },
  },
  {
    name: 'keeps as unproven what may never be asked for the proof of its creation',
    draft: box,
    given: ({ cloud }) => cloud.when('creation box', forever(fails('CLOUD_DENIED'))),
    expect: { run: 'succeeded', books: { box: 'box' } },
    also: async ({ store }) => expect(await store.bindingOf('shop', 'box')).toMatchObject({ creation: { kind: 'unproven' } }),
  },
  {
    name: 'keeps what proves the creation, as it was read or by what the provider gave',
    draft: { ...box, ...net },
    expect: { run: 'succeeded', books: { box: 'box', net: 'net' } },
    also: async ({ store, cloud }) => {
      const { birth } = cloud.thing('box') as Thing;
      expect(await store.bindingOf('shop', 'box')).toMatchObject({ creation: { kind: 'read', source: 'toy GetBox Birth', value: birth } });
      expect(await store.bindingOf('shop', 'net')).toMatchObject({ creation: { kind: 'identifier' } });
    },
  },
];

const takenNames: readonly Case[] = [
  {
    name: 'does not touch what somebody else made under the name meanwhile',
    draft: box,
    given: ({ cloud }) => cloud.make('AWS::Toy::Box', { Name: 'box', Size: 5 }),
    expect: { run: 'failed', cause: 'OWNERSHIP_UNPROVEN', steps: { box: 'failed OWNERSHIP_UNPROVEN' }, books: {}, tries: { 'create box': 'A' } },
    also: ({ cloud }) => expect(cloud.thing('box')?.properties['Size']).toBe(5),
  },
  {
    name: 'does not take over unasked what appears under the name with its tags while the run is on',
    draft: box,
    given: ({ cloud }, plan) => {
      const [change] = plan.changes;
      cloud.when(
        'create box',
        ahead((_, there) => there.make('AWS::Toy::Box', { ...(change?.kind === 'resource' ? change.after : {}) })),
      );
    },
    expect: { run: 'failed', cause: 'OWNERSHIP_UNPROVEN', steps: { box: 'failed OWNERSHIP_UNPROVEN' }, books: {}, tries: { 'create box': 'A' } },
    also: (_, run) => expect(run.cause?.message).toBe('box: something of that identity appeared after the plan was made, with the tags of this deployment'),
  },
  {
    name: 'nor what has no tags, and says by what it would be known',
    draft: { label: { type: 'Label', properties: { Text: 'open' } } },
    given: ({ cloud }) =>
      cloud.when(
        'create label',
        ahead((_, there) => there.make('AWS::Toy::Label', { Name: 'label', Text: 'open' })),
      ),
    expect: { run: 'failed', cause: 'OWNERSHIP_UNPROVEN', steps: { label: 'failed OWNERSHIP_UNPROVEN' }, books: {}, tries: { 'create label': 'A' } },
    also: (_, run) => expect(run.cause?.message).toBe('label: something of that identity appeared after the plan was made, exactly as asked'),
  },
  {
    name: 'does not take it for its own after a reply was lost either',
    draft: box,
    given: ({ cloud }) =>
      cloud.when('create box', (_, there) => {
        there.make('AWS::Toy::Box', { Name: 'box', Size: 1 });
        return { status: 'unknown', problem: { code: 'CLOUD_UNKNOWN_OUTCOME', message: 'lost', fix: 'look', retryable: true } };
      }),
    expect: { run: 'failed', steps: { box: 'failed OWNERSHIP_UNPROVEN' }, books: {} },
  },
  {
    name: 'says unknown when it cannot look whose the thing of that name is',
    draft: box,
    given: ({ cloud }) => {
      cloud.make('AWS::Toy::Box', { Name: 'box' });
      cloud.when('read box', forever(fails('CLOUD_DENIED')));
    },
    expect: { run: 'failed', steps: { box: 'unknown CLOUD_DENIED' }, books: { box: '?box' } },
  },
  {
    name: 'keeps in the books what a failed creation left behind',
    draft: box,
    given: ({ cloud }) => cloud.when('create box', leavesBehind),
    expect: { run: 'failed', cause: 'CLOUD_INVALID', steps: { box: 'failed CLOUD_INVALID' }, books: { box: 'box' }, things: ['box'] },
  },
  {
    name: 'keeps nothing in the books of a failed creation that left somebody else’s thing there',
    draft: box,
    given: ({ cloud }) =>
      cloud.when('create box', async (request, there) => {
        there.make('AWS::Toy::Box', { Name: 'box' });
        return { ...((await ends('CLOUD_INVALID')(request, there)) as object), identifier: 'box' };
      }),
    expect: { run: 'failed', steps: { box: 'failed CLOUD_INVALID' }, books: {}, things: ['box'] },
  },
  {
    name: 'goes on from what an earlier attempt left behind, when the run is resumed',
    draft: net,
    given: ({ cloud }) => cloud.when('create net', leavesBehind),
    next: (stage, run) => stage.resume(run.id),
    expect: { run: 'succeeded', books: { net: 'net' }, things: ['net'], sent: ['Create net', 'Note net'] },
  },
];

describe('a run that makes things', () => {
  it.each(orders)('$name', (one) => runCase(one));
  it.each(attempts)('$name', (one) => runCase(one));
  it.each(lostReplies)('$name', (one) => runCase(one));
  it.each(looks)('$name', (one) => runCase(one));
  it.each(takenNames)('$name', (one) => runCase(one));
});
