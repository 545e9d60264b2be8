import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { ahead, behind, fails } from './acts.ts';
import { type Case, runCase } from './run-case.ts';
import type { ScriptedCloud, Thing } from './scripted-cloud.ts';
import { type Draft, Stage } from './stage.ts';

const net: Draft = { net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' } } };

/** What an engine with other records makes for the same node of the same deployment. */
async function asOtherEngine(cloud: ScriptedCloud, name = 'net'): Promise<void> {
  const other = new Stage();
  await other.build(net);
  const { type, properties } = other.cloud.thing('net') as Thing;
  await other.close();
  cloud.make(type, { ...properties, Name: name });
}

/** An approved plan to make the net, and the refusal of its run, if it is refused. */
async function begin(happens: (stage: Stage, plan: Plan) => unknown, draft: Draft = net) {
  const stage = new Stage();
  const plan = await stage.plan(draft);
  await stage.approve(plan);
  stage.cloud.calm();
  await happens(stage, plan);
  const begun = await stage.engine.apply({ id: plan.id });
  await stage.durable.drain();
  return { stage, plan, begun };
}

describe('a deployment that an engine with other records makes too', () => {
  it('is not made again under a plan from before: the next plan takes up what is there', async () => {
    const { stage, begun } = await begin(({ cloud }) => asOtherEngine(cloud));
    expect(begun).toMatchObject({ ok: false, problems: [{ code: 'PLAN_STALE', message: expect.stringContaining('net stands already: AWS::Toy::Net net-1') }] });
    expect(stage.cloud.sent).toEqual([]);
    expect((await stage.plan(net)).summary).toMatchObject({ create: 0, adopt: 1 });
  });

  it('is made where the index of tags names only what is another node’s, another type’s or gone', async () => {
    const { begun } = await begin(async ({ cloud }) => {
      await asOtherEngine(cloud);
      const { type, properties } = cloud.thing('net') as Thing;
      cloud.remove('net');
      cloud.make(type, { Name: 'another', Cidr: '10.1.0.0/16', Tags: tagsOf(properties, 'another') });
      cloud.make('AWS::Toy::Box', { Name: 'copy', Tags: properties['Tags'] ?? [] });
    });
    expect(begun.ok).toBe(true);
  });

  it('is looked for by listing where the index of tags cannot be asked, and not made again', async () => {
    const silent = (stage: Stage) => stage.cloud.when('index of tags', fails('CLOUD_DENIED'), fails('CLOUD_DENIED'));
    const { begun } = await begin(async (stage) => {
      await asOtherEngine(stage.cloud);
      silent(stage);
    });
    expect(begun).toMatchObject({ ok: false, problems: [{ code: 'PLAN_STALE' }] });
  });

  it('is made where the index of tags cannot be asked', async () => {
    const { begun } = await begin(({ cloud }) => cloud.when('index of tags', fails('CLOUD_DENIED'), fails('CLOUD_DENIED')));
    expect(begun.ok).toBe(true);
  });

  it('is told by each plan once a run has found it, until it is gone', async () => {
    const stage = new Stage();
    // Nothing else of ours is there: the place is settled.
    await stage.build({ box: {} });
    stage.cloud.when(
      'create net',
      behind((_, world) => asOtherEngine(world, 'second')),
    );
    const plan = await stage.plan({ box: {}, ...net });
    await stage.approve(plan);
    expect(await stage.apply(plan)).toMatchObject({ status: 'failed', cause: { code: 'DUPLICATE_FOUND' } });
    const told = async () => (await stage.plan({ box: {}, ...net })).coverage.unread.filter(({ scope }) => scope.startsWith('second ones'));
    expect(await told()).toMatchObject([{ reason: expect.stringContaining('2 resources carry the tags of shop.net, and the records name 1') }]);
    expect(await told()).toHaveLength(1);
    stage.cloud.remove('second');
    expect(await told()).toEqual([]);
    const asked = stage.cloud.asked.get('index of tags');
    expect(await told()).toEqual([]);
    expect(stage.cloud.asked.get('index of tags')).toBe(asked);
  });

  const cases: readonly Case[] = [
    {
      name: 'is found in two when both made it at the same moment, and the run says which other there is',
      draft: net,
      given: ({ cloud }) =>
        cloud.when(
          'create net',
          behind((_, world) => asOtherEngine(world, 'second')),
        ),
      expect: { run: 'failed', cause: 'DUPLICATE_FOUND', things: ['net', 'second'], books: { net: 'net' } },
    },
    {
      name: 'passes where the other is gone again by the end',
      draft: { ...net, box: { dependsOn: ['net'] } },
      given: ({ cloud }) => {
        cloud.when(
          'create net',
          behind((_, world) => asOtherEngine(world, 'second')),
        );
        cloud.when(
          'create box',
          ahead((_, world) => world.remove('second')),
        );
      },
      expect: { run: 'succeeded', things: ['box', 'net'] },
    },
  ];
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => runCase(one));
});

function tagsOf(properties: Thing['properties'], node: string) {
  const tags = (properties['Tags'] ?? []) as unknown as { Key: string; Value: string }[];
  return tags.map(({ Key, Value }) => ({ Key, Value: Key === 'asbuilt:node' ? Value.replace(/^net@/, `${node}@`) : Value }));
}
