import { describe, expect, it } from 'vitest';
import type { ResourceChange } from '../../src/model/plan.ts';
import type { Ending } from '../../src/model/proposal.ts';
import type { Thing } from './scripted-cloud.ts';
import { type Draft, granted, Stage } from './stage.ts';

const ending: Ending = {
  control: 'without colour',
  words: 'uncoloured',
  entry: 'control/colour@1.0.0',
  otherwise: 'changes nothing: box does not have it',
  told: [{ pointer: '/Kind', equals: 'red' }],
  effect: 'makes box small',
  properties: { Size: 0 },
  removes: [],
  checks: [{ pointer: '/Size', equals: 0 }],
};
const plain: Draft = { box: { properties: {} } };
const saying = (more: Partial<Ending>): Draft => ({ box: { properties: {}, endings: [{ ...ending, ...more }] } });

/** A box that nobody here asked to be anything, and what somebody else made of it. */
async function boxThatIs(live: object): Promise<Stage> {
  const stage = new Stage();
  await stage.build(plain);
  Object.assign((stage.cloud.thing('box') as Thing).properties as object, live);
  return stage;
}
const changeOf = ({ changes }: { readonly changes: readonly unknown[] }) => changes[0] as ResourceChange;
const bySize = { told: [{ pointer: '/Size', equals: 9 }] };

describe('words that take away what nobody asked for here', () => {
  it('change what is live, are promised of it, and are a part of the wish from then on', async () => {
    const stage = await boxThatIs({ Size: 9 });
    const plan = await stage.plan(saying(bySize));
    expect(changeOf(plan)).toMatchObject({ action: 'update', differences: [{ path: '/Size', before: 9, after: 0 }] });
    expect(plan.evidence).toContainEqual({ words: 'uncoloured', entry: 'control/colour@1.0.0', effect: 'makes box small' });
    expect(plan.checks).toContainEqual({ node: 'box', control: 'without colour', pointer: '/Size', equals: 0 });
    await stage.approve(plan);
    expect(await stage.apply(plan)).toMatchObject({ status: 'succeeded' });
    expect(stage.cloud.thing('box')?.properties).toMatchObject({ Size: 0 });
    expect((await stage.store.draft('shop' as never))?.resources[0]).toMatchObject({ properties: { Size: 0 }, checks: [{ control: 'without colour' }] });
    await stage.close();
  });

  it('take out a member, whoever set it', async () => {
    const stage = await boxThatIs({ KeyId: 'k-1' });
    const plan = await stage.plan(saying({ told: [], properties: {}, checks: [], removes: ['KeyId'] }));
    expect(changeOf(plan)).toMatchObject({ action: 'update', reason: 'wish-changed', patch: [{ op: 'remove', path: '/KeyId' }] });
    await stage.approve(plan);
    expect(await stage.apply(plan)).toMatchObject({ status: 'succeeded' });
    expect(stage.cloud.thing('box')?.properties).not.toHaveProperty('KeyId');
    await stage.close();
  });

  it('change nothing where it is not live', async () => {
    const stage = await boxThatIs({});
    const plan = await stage.plan(saying({ ...bySize, removes: ['KeyId'] }));
    expect(changeOf(plan)).toMatchObject({ action: 'none' });
    expect(plan.checks).toEqual([]);
    await stage.close();
  });

  it('are refused where it is live and cannot be ended', async () => {
    const stage = await boxThatIs({ Size: 9 });
    const told = await stage.tryPlan(saying({ ...bySize, refused: { refused: 'it stays one', fix: 'ask for another' } }));
    expect(told).toMatchObject({ ok: false, problems: [{ code: 'INTENT_NOT_UNDERSTOOD', at: 'box', message: expect.stringContaining('it stays one') }] });
    await stage.close();
  });

  it('are refused where a member would go of what nobody knows how it was asked for', async () => {
    const stage = await boxThatIs({ KeyId: 'k-1' });
    await stage.store.commit([{ kind: 'unbind', deployment: 'shop' as never, node: 'box' as never }]);
    const told = await stage.tryPlan(saying({ removes: ['KeyId'] }));
    expect(told).toMatchObject({ ok: false, problems: [{ code: 'INTENT_NOT_UNDERSTOOD', message: expect.stringContaining('KeyId is there') }] });
    const kept = granted(await stage.tryPlan(saying({ told: [{ pointer: '/KeyId', exists: true }] })));
    expect(kept).toMatchObject({ kind: 'proposal', plan: { complete: false, changes: [{ action: 'adopt' }] } });
    await stage.close();
  });
});
