import { describe, expect, it } from 'vitest';
import { behind, doubles, fails, loses, stopsHalfway } from './acts.ts';
import { asSigned, elsewhere } from './moved-targets.ts';
import { type Case, runCase } from './run-case.ts';
import { forever } from './scripted-cloud.ts';
import { granted } from './stage.ts';

const net = { net: { type: 'Net', properties: { Cidr: '10.0.0.0/16', Note: 'hello' } } } as const;
const quiet = ['run.begun', 'call.attempted', 'step.ended', 'run.ended'];

const halves: readonly Case[] = [
  {
    name: 'completes with the same attempt what was refused in its middle for a reason that passes',
    draft: net,
    given: ({ cloud }) => cloud.when('create net', stopsHalfway('CLOUD_THROTTLED')),
    expect: { run: 'succeeded', tries: { 'create net': "A A'" }, sent: ['Create net', 'Note net'], things: ['net'], books: { net: 'net' } },
  },
  {
    name: 'keeps in the books the half of which the rest was refused for good',
    draft: net,
    given: ({ cloud }) => cloud.when('create net', stopsHalfway('CLOUD_DENIED')),
    expect: { run: 'failed', cause: 'CLOUD_DENIED', steps: { net: 'failed CLOUD_DENIED' }, tries: { 'create net': 'A' }, books: { net: 'net' } },
  },
  {
    name: 'says of such a half that it was never completed, and not that somebody changed it, until it is',
    draft: net,
    given: ({ cloud }) => cloud.when('create net', stopsHalfway('CLOUD_DENIED')),
    next: async (stage) => {
      const shown = async () => granted(await stage.engine.show({ deployment: 'shop' as never })).resources;
      expect(await shown()).toMatchObject([{ node: 'net', live: true, incomplete: true, differences: [{ path: '/Note' }] }]);
      expect((await stage.plan(net)).changes).toMatchObject([{ action: 'update', reason: 'wish-changed' }]);
      const run = await stage.build(net);
      expect((await shown())[0]).not.toHaveProperty('incomplete');
      return run;
    },
    expect: { run: 'succeeded', things: ['net'], books: { net: 'net' } },
  },
  {
    name: 'completes such a half, and makes no second one, when the run is resumed',
    draft: net,
    given: ({ cloud }) => {
      cloud.knowsTokens = false;
      cloud.when('create net', stopsHalfway('CLOUD_DENIED'));
    },
    next: (stage, run) => stage.resume(run.id),
    expect: { run: 'succeeded', sent: ['Create net', 'Note net'], things: ['net'], books: { net: 'net' } },
  },
  {
    name: 'makes no second one while it cannot look for what an earlier attempt left',
    draft: net,
    given: ({ cloud }) => {
      cloud.knowsTokens = false;
      cloud.when('create net', stopsHalfway('CLOUD_DENIED'));
    },
    next: (stage, run) => {
      stage.cloud.when('read net', forever(fails('CLOUD_DENIED')));
      return stage.resume(run.id);
    },
    expect: { run: 'failed', steps: { net: 'unknown CLOUD_UNKNOWN_OUTCOME' }, sent: ['Create net'], things: ['net'], books: { net: 'net' } },
  },
  {
    name: 'looks for the thing, and sends no creation again, when the provider may have forgotten the token',
    world: async ({ store }) => store.commit(Array.from({ length: 9 }, () => ({ kind: 'duration', type: 'AWS::Toy::Net', op: 'create', seconds: 80_000 }))),
    draft: { net: { type: 'Net' } },
    given: (stage) => stage.cloud.when('list Net', forever(fails('CLOUD_DENIED'))).when('create net', behind(elsewhere(stage), loses)),
    next: async (stage, run) => {
      expect(run.status).toBe('paused');
      asSigned(stage);
      stage.cloud.calm();
      stage.cloud.knowsTokens = false;
      await stage.clock.sleep(36 * 3_600_000);
      return stage.resume(run.id);
    },
    expect: { run: 'succeeded', sent: [], things: ['net'], books: { net: 'net' } },
  },
  {
    name: 'finds the second one that a network made of a single sending',
    draft: net,
    given: ({ cloud }) => {
      cloud.doubling.add('AWS::Toy::Net');
      cloud.when('create net', doubles);
    },
    expect: {
      run: 'failed',
      cause: 'DUPLICATE_FOUND',
      steps: { net: 'done' },
      things: ['net', 'net'],
      audit: [...quiet.slice(0, -1), 'duplicate.found', 'run.ended'],
    },
  },
  {
    name: 'looks for no second one where a sending cannot make two',
    draft: net,
    expect: { run: 'succeeded', asked: { 'list Net': 0 } },
  },
  {
    name: 'does not say that there is no second one where it could not look',
    draft: net,
    given: ({ cloud }) => {
      cloud.doubling.add('AWS::Toy::Net');
      cloud.when('list Net', fails('CLOUD_DENIED'));
    },
    expect: { run: 'failed', cause: 'CLOUD_DENIED', steps: { net: 'done' } },
  },
];

describe('a creation of several calls', () => {
  it.each(halves)('$name', (one) => runCase(one));
});
