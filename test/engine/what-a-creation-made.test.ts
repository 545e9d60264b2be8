import { describe, expect, it } from 'vitest';
import { lossesOf } from '../../src/engine/consent.ts';
import { problem } from '../../src/kernel/diagnostic.ts';
import { ok } from '../../src/kernel/result.ts';
import type { Mutation } from '../../src/ports/cloud.ts';
import { ahead, loses, swallows } from './acts.ts';
import { type Case, runCase } from './run-case.ts';
import { forever, type ScriptedCloud } from './scripted-cloud.ts';
import { granted } from './stage.ts';

const net = { net: { type: 'Net', properties: { Cidr: '10.0.0.0/16', Note: 'hello' } } } as const;

const rule = { rule: { type: 'Rule', properties: { Port: 443 } } } as const;
/** Somebody makes the like, unless it is there. */
const othersLike: Parameters<typeof ahead>[0] = (_, cloud) => cloud.thing('rule') ?? cloud.make('AWS::Toy::Rule', { Name: 'rule', Port: 443 });
const foundAs = (cloud: ScriptedCloud, mutation: Mutation | undefined) => ({
  status: 'done',
  identifier: mutation?.op === 'create' ? cloud.thing(String(mutation.properties['Name']))?.identifier : null,
  found: true,
});
const stopped = { status: 'failed', problem: problem('CLOUD_DENIED', 'the rest is refused', 'look'), part: true, found: true } as const;

const cases: readonly Case[] = [
  {
    name: 'says that a creation without an answer may still come to light, and tells of it when it does while the next is made',
    draft: net,
    given: ({ cloud }) =>
      cloud.when('create net', loses, forever(swallows)).when(
        'list Net',
        forever(() => ok([])),
      ),
    next: async (stage) => {
      const scope = 'net (AWS::Toy::Net)';
      const seen = await stage.plan(net);
      expect(seen.coverage.unread.map((one) => one.scope)).toContain(scope);
      expect(seen.changes).toMatchObject([{ action: 'create', reason: 'doubtful', note: expect.stringContaining('no answer') }]);
      expect(lossesOf(seen)).toMatchObject([{ node: 'net', what: expect.stringContaining('there may come to be two') }]);
      // Nothing is forgotten by a run that it takes no part in.
      const other = await stage.plan({ box: {} });
      expect(other.coverage.unread.map((one) => one.scope)).toContain(scope);
      await stage.approve(other);
      expect((await stage.apply(other)).status).toBe('succeeded');
      const plan = await stage.plan({ box: {}, ...net });
      stage.cloud.calm();
      stage.cloud.when('index of tags', () => ok([]));
      await stage.approve(plan);
      return stage.apply(plan);
    },
    expect: { run: 'failed', cause: 'DUPLICATE_FOUND', things: ['box', 'net', 'net'], books: { box: 'box', net: 'net' } },
  },
  {
    name: 'offers what stands under the name of a creation without an answer and does not say whose it is, gives it up by name only, and shows it',
    draft: { box: {} },
    given: ({ cloud }) => cloud.when('create box', forever(swallows)),
    next: async (stage, run) => {
      expect(run).toMatchObject({ status: 'failed', nodes: [{ status: 'unknown' }] });
      stage.cloud.calm();
      stage.cloud.make('AWS::Toy::Box', { Name: 'box' });
      const removal = granted(await stage.engine.destroy({ deployment: 'shop' }));
      expect(removal.changes).toMatchObject([
        { action: 'none', reason: 'never-seen', identifier: 'box', note: expect.stringContaining('AWS::Toy::Box box is there') },
      ]);
      expect(lossesOf(removal)).toMatchObject([{ node: 'box', what: expect.stringMatching(/^gives up AWS::Toy::Box box: its creation had no answer/) }]);
      expect(granted(await stage.engine.show({ deployment: 'shop' as never })).resources).toMatchObject([{ doubtful: true, foreign: true, live: false }]);
      const plan = await stage.plan({ box: {} });
      expect(plan.changes).toMatchObject([{ action: 'adopt', reason: 'doubtful', identifier: 'box' }]);
      expect(lossesOf(plan)).toMatchObject([{ node: 'box', what: expect.stringContaining('nothing on it says that it is ours') }]);
      await stage.approve(plan);
      expect((await stage.apply(plan)).status).toBe('succeeded');
      // The tags that say so are put on it by the next plan, and what is proved is that it is the one that was taken over.
      return stage.build({ box: {} });
    },
    expect: { run: 'succeeded', things: ['box'], books: { box: 'box' }, sent: ['Update box'] },
  },
  {
    name: 'does not offer what carries the tags of another deployment',
    draft: { box: {} },
    given: ({ cloud }) => cloud.when('create box', forever(swallows)),
    next: async (stage) => {
      stage.cloud.calm();
      stage.cloud.make('AWS::Toy::Box', { Name: 'box', Tags: [{ Key: 'asbuilt:deployment', Value: 'other' }] });
      expect(await stage.tryPlan({ box: {} })).toMatchObject({ problems: [{ code: 'OWNERSHIP_UNPROVEN' }] });
      const removal = granted(await stage.engine.destroy({ deployment: 'shop' }));
      expect(removal.changes).toMatchObject([{ action: 'none', reason: 'already-gone' }]);
      expect(lossesOf(removal)).toEqual([]);
    },
    expect: { run: 'failed', things: ['box'], books: { box: '?box' } },
  },
  {
    name: 'does not believe a provider that names the thing of another node',
    first: { old: { type: 'Net' } },
    draft: { old: { type: 'Net' }, net: { type: 'Net' } },
    given: ({ cloud }) => cloud.when('create net', (_, { things }) => ({ status: 'done', identifier: [...things.values()][0]?.identifier })),
    expect: { run: 'failed', steps: { net: 'unknown OWNERSHIP_UNPROVEN' }, books: { old: 'old', net: '?' }, things: ['old'] },
  },
  {
    name: 'takes no proof of a creation from a provider that names what carries no tags of ours, and touches that only where its name is said',
    world: ({ cloud }) => cloud.make('AWS::Toy::Net', { Name: 'theirs' }),
    draft: { net: { type: 'Net' } },
    given: ({ cloud }) => cloud.when('create net', () => ({ status: 'done', identifier: cloud.thing('theirs')?.identifier })),
    expect: { run: 'failed', steps: { net: 'failed VERIFY_FAILED' }, things: ['theirs'] },
    also: async (stage) => {
      expect(await stage.store.bindings('shop')).toMatchObject([{ node: 'net', creation: null }]);
      const plan = granted(await stage.engine.destroy({ deployment: 'shop' }));
      expect(lossesOf(plan)).toMatchObject([{ node: 'net', what: expect.stringContaining('only the word of the provider') }]);
      const changed = await stage.plan({ net: { type: 'Net' } });
      expect(lossesOf(changed)).toMatchObject([{ node: 'net', what: expect.stringMatching(/^updates .* only the word of the provider/) }]);
    },
  },
  ...[
    { how: 'a later sending finds it', second: ahead(othersLike, ({ mutation }, cloud) => foundAs(cloud, mutation)) },
    { how: 'a look finds it at last', second: ahead(othersLike, swallows) },
  ].map(
    ({ how, second }): Case => ({
      name: `does not take for proved what is only like what was asked, of a creation that had no answer: ${how}`,
      draft: rule,
      given: ({ cloud }) => cloud.when('create rule', swallows, second, forever(swallows)),
      expect: { run: 'succeeded', things: ['rule'], books: { rule: 'rule' } },
      also: async (stage, run) => {
        expect(run.nodes).toMatchObject([{ node: 'rule', status: 'done', alike: true }]);
        expect(granted(await stage.engine.show({ deployment: 'shop' as never })).resources).toMatchObject([{ live: true, unproven: 'alike' }]);
        expect(await stage.store.bindings('shop')).toMatchObject([{ node: 'rule', creation: { kind: 'unproven' } }]);
        const plan = granted(await stage.engine.destroy({ deployment: 'shop' }));
        expect(plan.changes).toMatchObject([{ action: 'delete', ownership: 'unproven' }]);
        expect(lossesOf(plan)).toMatchObject([{ node: 'rule', what: expect.stringContaining('only our records say it is ours') }]);
      },
    }),
  ),
  {
    name: 'does not take for proved by its completion what was found half like what was asked',
    draft: rule,
    given: ({ cloud }) =>
      cloud.when(
        'create rule',
        swallows,
        ahead(othersLike, (_, { things }) => ({ ...stopped, identifier: [...things.values()][0]?.identifier })),
      ),
    next: (stage, run) => stage.resume(run.id),
    expect: { run: 'succeeded', books: { rule: 'rule' } },
    also: async (stage) => expect(await stage.store.bindings('shop')).toMatchObject([{ node: 'rule', creation: { kind: 'unproven' } }]),
  },
  {
    name: 'takes for proved what a repeated sending made',
    draft: rule,
    given: ({ cloud }) => cloud.when('create rule', swallows),
    expect: { run: 'succeeded', books: { rule: 'rule' } },
    also: async (stage) => expect(lossesOf(granted(await stage.engine.destroy({ deployment: 'shop' })))).toEqual([]),
  },
];

describe('what a creation is said to have made, or may have made', () => {
  it.each(cases)('$name', (one) => runCase(one));
});
