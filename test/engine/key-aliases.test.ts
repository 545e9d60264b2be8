import { describe, expect, it } from 'vitest';
import type { ResourceChange } from '../../src/model/plan.ts';
import { does } from './acts.ts';
import { type Case, runCase } from './run-case.ts';
import type { Stage } from './stage.ts';

const key = (digit: number) => `${digit}d4e3a9c-5b1f-4c67-8e2a-9f0b1c2d3e4f`;
const arn = (digit: number) => `arn:aws:kms:us-east-1:111111111111:key/${key(digit)}`;
const draft = { box: { properties: { KeyId: 'alias/own' } } };
const echo = { path: '/KeyId', asked: 'alias/own', found: arn(1) };

async function changeNow(stage: Stage): Promise<ResourceChange> {
  const [change] = (await stage.plan(draft)).changes;
  if (change?.kind !== 'resource') throw new Error('no change of a resource');
  return change;
}

const cases: readonly Case[] = [
  {
    name: 'is as asked where a read shows the key that the alias means, and changed once the alias was pointed to another one',
    world: ({ cloud }) => {
      cloud.aliases = { 'alias/own': key(1) };
    },
    draft,
    given: ({ cloud }) => cloud.when('create box', does({ KeyId: arn(1) })),
    expect: { run: 'succeeded', steps: { box: 'done' }, asked: { 'aliases us-east-1': 1 } },
    also: async (stage, run) => {
      const { cloud, store } = stage;
      expect(run.nodes[0]?.kept).toEqual([echo]);
      expect(await store.bindingOf('shop', 'box')).toMatchObject({ echo: { '/KeyId': arn(1) }, deviations: [], aliases: { 'alias/own': key(1) } });
      cloud.calm();
      expect(await changeNow(stage)).toMatchObject({ action: 'none', reason: 'as-wished', differences: [] });
      expect(cloud.asked.get('aliases us-east-1')).toBe(1);
      cloud.aliases = { 'alias/own': key(2) };
      expect(await changeNow(stage)).toMatchObject({
        action: 'update',
        differences: [{ path: '/KeyId', before: arn(1), after: 'alias/own' }],
        note: `alias/own means another key by now: ${key(2)}`,
      });
      const plan = await stage.plan(draft);
      await stage.approve(plan);
      cloud.when('update box', does({ KeyId: arn(2) }));
      expect(await stage.apply(plan)).toMatchObject({ status: 'succeeded' });
      expect(await changeNow(stage)).toMatchObject({ action: 'none', reason: 'as-wished' });
    },
  },
  {
    name: 'is kept as it is where that is accepted, until the alias is pointed elsewhere again',
    world: async (stage) => {
      stage.cloud.aliases = { 'alias/own': key(1) };
      stage.cloud.when('create box', does({ KeyId: arn(1) }));
      await stage.build(draft);
      stage.cloud.aliases = { 'alias/own': key(2) };
    },
    draft,
    given: ({ cloud }) => cloud.when('update box', does({ KeyId: arn(1) })),
    expect: { run: 'failed', steps: { box: 'failed VERIFY_FAILED' } },
    also: async (stage) => {
      const plan = await stage.plan(draft, { accept: ['box/KeyId'] } as never);
      await stage.approve(plan);
      expect(await stage.apply(plan)).toMatchObject({ status: 'succeeded' });
      expect(await changeNow(stage)).toMatchObject({ action: 'none', reason: 'as-wished' });
      stage.cloud.aliases = { 'alias/own': key(3) };
      expect(await changeNow(stage)).toMatchObject({ action: 'update' });
    },
  },
  {
    name: 'is a deviation where nobody may ask what the alias means, and none any more once that may be asked',
    world: ({ cloud }) => {
      cloud.aliases = null;
    },
    draft,
    given: ({ cloud }) => cloud.when('create box', does({ KeyId: arn(1) })),
    expect: { run: 'succeeded', steps: { box: 'done' } },
    also: async (stage, run) => {
      expect(run.nodes[0]?.kept).toEqual([{ ...echo, deviation: true }]);
      const plan = await stage.plan(draft);
      expect(plan.changes).toMatchObject([{ action: 'none', reason: 'deviation' }]);
      expect(plan.coverage.unread[0]).toMatchObject({ scope: 'which keys the aliases in 111111111111 us-east-1 mean' });
      stage.cloud.aliases = { 'alias/own': key(1) };
      expect(await changeNow(stage)).toMatchObject({ action: 'none', reason: 'as-wished' });
    },
  },
  {
    name: 'is all that asks for aliases: where no wish names one, nobody does',
    draft: { box: { properties: { Size: 1 } } },
    expect: { run: 'succeeded', asked: { 'aliases us-east-1': 0 } },
  },
];

describe('a key that is asked for by its alias', () => {
  it.each(cases)('$name', (one) => runCase(one));
});
