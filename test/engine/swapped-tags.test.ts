import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { loses, swallows } from './acts.ts';
import { forever } from './scripted-cloud.ts';
import { type Draft, granted, Stage } from './stage.ts';

const nets: Draft = { one: { type: 'Net' }, two: { type: 'Net' } };
const tagsOf = (deployment: string, node: string) => [
  { Key: 'asbuilt:deployment', Value: deployment },
  { Key: 'asbuilt:node', Value: `${node}@AWS::Toy::Net` },
];

/** Two nets whose identifiers the provider draws; somebody removes the first and writes its tags on the second. */
async function swapped(): Promise<Stage> {
  const stage = new Stage();
  await stage.build(nets);
  retag(stage, 'two', tagsOf('shop', 'one'));
  stage.cloud.remove('one');
  return stage;
}

function retag(stage: Stage, name: string, tags: ReturnType<typeof tagsOf>): void {
  Object.assign(stage.cloud.thing(name)?.properties ?? {}, { Tags: tags });
}

async function carriedOut(stage: Stage, plan: Plan): Promise<void> {
  await stage.approve(plan);
  expect(await stage.apply(plan)).toMatchObject({
    status: 'succeeded',
    verification: expect.not.arrayContaining([expect.objectContaining({ passed: false })]),
  });
}

const removed = async (stage: Stage): Promise<Plan> => granted(await stage.engine.destroy({ deployment: 'shop' }));
const identifierOf = (stage: Stage, name: string) => stage.cloud.thing(name)?.identifier;

describe('a thing that the records hold for one node, under the tags of another whose own is gone', () => {
  it('stays that node’s, is given its tags again, and the other is made anew', async () => {
    const stage = await swapped();
    const two = identifierOf(stage, 'two');
    const plan = await stage.plan(nets);
    expect(plan.changes).toMatchObject([
      { node: 'one', action: 'create', reason: 'gone' },
      { node: 'two', action: 'update', ownership: 'retagged', identifier: two },
    ]);
    await carriedOut(stage, plan);
    expect((await stage.plan(nets)).summary).toMatchObject({ unchanged: 2 });
    expect(stage.cloud.things.size).toBe(2);
    expect(identifierOf(stage, 'two')).toBe(two);
  });

  it('is not called a stranger by a removal, which deletes it as the node that it is', async () => {
    const stage = await swapped();
    const plan = await removed(stage);
    expect(plan.changes).toMatchObject([
      { node: 'one', action: 'none', reason: 'already-gone', note: 'already gone' },
      { node: 'two', action: 'delete', ownership: 'retagged' },
    ]);
    await carriedOut(stage, plan);
    expect(await stage.store.bindings('shop')).toEqual([]);
  });

  it('is not what came of a creation without an answer', async () => {
    const stage = await swapped();
    stage.cloud.when('create one', forever(swallows)).when('update two', forever(swallows));
    const plan = await stage.plan(nets);
    await stage.approve(plan);
    await stage.apply(plan);
    const held = (await stage.store.bindings('shop')).flatMap((one) => (one.kind === 'resource' && one.node === 'one' ? [one.identifier] : []));
    expect(held).not.toContain(identifierOf(stage, 'two'));
  });

  it('is no second one beside what a creation made whose answer was lost', async () => {
    const stage = await swapped();
    stage.cloud.when('create one', loses);
    const plan = await stage.plan(nets);
    await carriedOut(stage, plan);
    expect((await stage.plan(nets)).summary).toMatchObject({ unchanged: 2 });
  });

  it('may be taken over by a new node where nobody asks for the other any more', async () => {
    const stage = new Stage();
    await stage.build({ two: { type: 'Net' } });
    const renamed: Draft = { three: { type: 'Net', properties: { Name: 'two' } } };
    retag(stage, 'two', tagsOf('shop', 'three'));
    expect((await stage.plan(renamed)).changes).toMatchObject([
      { node: 'three', action: 'adopt', note: expect.stringContaining('the records have it as two') },
      { node: 'two', action: 'none', reason: 'renamed' },
    ]);
    expect((await stage.plan({ ...renamed, two: { type: 'Net' } })).changes).toMatchObject([
      { node: 'three', action: 'create' },
      { node: 'two', action: 'update', ownership: 'retagged' },
    ]);
  });

  it('does not become another’s where the other is asked for and this one no longer is', async () => {
    const stage = await swapped();
    expect((await stage.plan({ one: { type: 'Net' } })).changes).toMatchObject([
      { node: 'one', action: 'create' },
      { node: 'two', action: 'delete', ownership: 'retagged' },
    ]);
  });
});

describe('a thing of one deployment under the tags of another', () => {
  async function ofFarm(): Promise<Stage> {
    const stage = new Stage();
    await stage.build({ one: { type: 'Net' } });
    stage.deployment = 'farm';
    await stage.build({ one: { type: 'Net', properties: { Name: 'barn' } } });
    stage.deployment = 'shop';
    retag(stage, 'barn', tagsOf('shop', 'one'));
    return stage;
  }

  it('is not taken over by a node of the other that is gone, which is made anew', async () => {
    const stage = await ofFarm();
    stage.cloud.remove('one');
    const plan = await stage.plan({ one: { type: 'Net' } });
    expect(plan.changes).toMatchObject([{ node: 'one', action: 'create' }]);
    stage.cloud.doubling.add('AWS::Toy::Net');
    await carriedOut(stage, plan);
    expect((await stage.plan({ one: { type: 'Net' } })).summary).toMatchObject({ unchanged: 1 });
  });

  it('is not said to be a second one, to be deleted by hand', async () => {
    const stage = await ofFarm();
    expect(JSON.stringify((await removed(stage)).coverage.unread)).not.toContain('carry the tags of');
    stage.cloud.make('AWS::Toy::Net', { Name: 'twin', Tags: tagsOf('shop', 'one') });
    expect(JSON.stringify((await removed(stage)).coverage.unread)).toContain('2 resources carry the tags of shop.one');
  });
});
