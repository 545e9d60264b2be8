import { describe, expect, it } from 'vitest';
import { lossesOf } from '../../src/engine/consent.ts';
import { ok } from '../../src/kernel/result.ts';
import { loses, swallows } from './acts.ts';
import { type Case, runCase } from './run-case.ts';
import { forever } from './scripted-cloud.ts';
import { granted } from './stage.ts';

const net = { net: { type: 'Net', properties: { Cidr: '10.0.0.0/16', Note: 'hello' } } } as const;

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
];

describe('what a creation is said to have made, or may have made', () => {
  it.each(cases)('$name', (one) => runCase(one));
});
