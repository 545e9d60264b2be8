import { afterEach, beforeEach, expect, it } from 'vitest';
import { planProposal } from '../../src/engine/plan-proposal.ts';
import type { Caller } from '../../src/model/caller.ts';
import type { Thing } from './scripted-cloud.ts';
import { granted, Stage } from './stage.ts';

const person: Caller = { principal: 'ada', via: 'cli', agent: null, may: new Set(['read', 'plan', 'decide', 'run']) };

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.close());

const thing = (node: string) => stage.cloud.thing(node) as Thing;
const byHand = (node: string, properties: object) => Object.assign(thing(node).properties as object, properties);
/** The plan of a request about some nodes of what stands: with another size for the first of them, where one is given. */
const planAbout = async (about: readonly string[], size?: number) => {
  const draft = await stage.store.draft('shop');
  if (draft === null) throw new Error('nothing is recorded');
  const resources = draft.resources.map((one) =>
    one.node === about[0] && size !== undefined ? { ...one, properties: { ...one.properties, Size: size } } : one,
  );
  const targets = new Map(stage.targets.map((target) => [target.name, target]));
  return granted(
    await planProposal({ ...draft, resources }, { targets, intent: 'a case', agent: null, sources: [], about: new Set(about) }, person, stage.ports),
  );
};

it('runs what a request is about, leaves the rest as it is, and remembers what was asked of that', async () => {
  const check = { control: 'sized', pointer: '/Size', equals: 1 };
  await stage.build({ one: { properties: { Size: 1 } }, two: { properties: { Size: 1 }, checks: [check] }, three: {} });
  byHand('two', { Size: 9 });
  stage.cloud.remove('three');
  const plan = await planAbout(['one'], 5);
  await stage.approve(plan);
  expect(await stage.apply(plan)).toMatchObject({ status: 'succeeded', nodes: [{ node: 'one', status: 'done' }] });
  expect([thing('one').properties['Size'], thing('two').properties['Size'], stage.cloud.thing('three')]).toEqual([5, 9, undefined]);
  expect((await stage.store.bindings('shop')).map(({ node }) => node).sort()).toEqual(['one', 'three', 'two']);
  const back = await planAbout(['two', 'three']);
  expect(back.changes.map(({ node, action }) => [node, action]).sort()).toEqual([
    ['one', 'none'],
    ['three', 'create'],
    ['two', 'update'],
  ]);
  await stage.approve(back);
  expect(await stage.apply(back)).toMatchObject({ status: 'succeeded' });
  expect([thing('two').properties['Size'], stage.cloud.thing('three')?.properties['Name']]).toEqual([1, 'three']);
});

it('accepts by name what is otherwise of one thing, and puts nothing else back with it', async () => {
  await stage.build({ one: { properties: { Size: 1 } }, two: { properties: { Size: 1 } } });
  for (const node of ['one', 'two']) byHand(node, { Size: 9 });
  const came = granted(await stage.engine.ask({ intent: { accept: ['one/Size'] }, deployment: 'shop' as never }));
  expect(came).toMatchObject({
    plan: {
      changes: [
        { node: 'one', accepts: ['/Size'] },
        { node: 'two', action: 'none', reason: 'left' },
      ],
      steps: [{ node: 'one' }],
    },
  });
});
