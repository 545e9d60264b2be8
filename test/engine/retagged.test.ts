import { describe, expect, it } from 'vitest';
import { lossesOf } from '../../src/engine/consent.ts';
import { ok } from '../../src/kernel/result.ts';
import type { Plan } from '../../src/model/plan.ts';
import { refuses } from './acts.ts';
import { forever } from './scripted-cloud.ts';
import { type Draft, granted, Stage } from './stage.ts';

const box: Draft = { box: { properties: { Size: 1 } } };
const others = [
  { Key: 'asbuilt:deployment', Value: 'other' },
  { Key: 'asbuilt:node', Value: 'box@AWS::Toy::Box' },
];

/** Somebody writes the tags of another deployment on the box, of which a read proves that we made it, or does not. */
function retag(stage: Stage): void {
  Object.assign(stage.cloud.thing('box')?.properties ?? {}, { Tags: others });
}

function staged(proved: boolean): Stage {
  const stage = new Stage();
  if (!proved)
    stage.cloud.when(
      'creation box',
      forever(async () => ok({ kind: 'unproven', because: 'no read proves it' })),
    );
  return stage;
}

async function retagged({ proved }: { readonly proved: boolean }, draft = box): Promise<Stage> {
  const stage = staged(proved);
  await stage.build(draft);
  retag(stage);
  return stage;
}

async function refusedUnnamed(stage: Stage, plan: Plan): Promise<void> {
  const approval = await stage.sign(plan, 'approver', { consents: [] });
  expect(await stage.engine.approve({ id: plan.id, approval })).toMatchObject({ ok: false, problems: [{ code: 'CONSENT_MISSING' }] });
}

async function carriedOut(stage: Stage, plan: Plan): Promise<void> {
  await stage.approve(plan);
  expect((await stage.apply(plan)).status).toBe('succeeded');
}

function tagsOf(stage: Stage): unknown {
  return stage.cloud.thing('box')?.properties['Tags'];
}

const removed = async (stage: Stage): Promise<Plan> => granted(await stage.engine.destroy({ deployment: 'shop' }));
const shown = async (stage: Stage) => granted(await stage.engine.show({ deployment: 'shop' } as never)).resources;

describe('what is proved to be ours, and carries the tags of another', () => {
  it('is given our tags again by a plan that says whose it carries, by its name alone', async () => {
    const stage = await retagged({ proved: true });
    const plan = await stage.plan(box);
    expect(plan.changes).toMatchObject([{ action: 'update', ownership: 'retagged', note: 'tagged by now as box of deployment other' }]);
    await refusedUnnamed(stage, plan);
    await carriedOut(stage, plan);
    expect(tagsOf(stage)).toContainEqual({ Key: 'asbuilt:deployment', Value: 'shop' });
    expect((await stage.plan(box)).summary).toMatchObject({ unchanged: 1 });
    await stage.close();
  });

  it('is deleted by a removal that names it, and by no other', async () => {
    const stage = await retagged({ proved: true });
    const plan = await removed(stage);
    expect(plan.changes).toMatchObject([{ action: 'delete', ownership: 'retagged', note: 'tagged by now as box of deployment other' }]);
    expect(lossesOf(plan)).toEqual([{ node: 'box', what: expect.stringContaining('its tags say that it is another’s') }]);
    await refusedUnnamed(stage, plan);
    await carriedOut(stage, plan);
    expect(stage.cloud.thing('box')).toBeUndefined();
    await stage.close();
  });

  it('is shown as live, with the tags that were changed', async () => {
    const stage = await retagged({ proved: true });
    const [one] = await shown(stage);
    expect(one).toMatchObject({ live: true, foreign: false });
    expect(one?.differences).toContainEqual(expect.objectContaining({ path: '/Tags/asbuilt:deployment', before: 'other', after: 'shop' }));
    expect(one?.unproven).toBeUndefined();
    await stage.close();
  });

  it('is not said to be missing in the records, nor bound again by what rebuilds them', async () => {
    const stage = staged(true);
    await stage.build(box);
    Object.assign(stage.cloud.thing('box')?.properties ?? {}, {
      Tags: [
        { Key: 'asbuilt:deployment', Value: 'shop' },
        { Key: 'asbuilt:node', Value: 'crate@AWS::Toy::Box' },
      ],
    });
    const told = async (): Promise<string> => JSON.stringify((await removed(stage)).coverage.unread);
    expect(await told()).not.toContain('not in them');
    granted(await stage.engine.recover({}));
    expect((await shown(stage)).map(({ node }) => node)).toEqual(['box']);
    stage.cloud.make('AWS::Toy::Box', {
      Name: 'other',
      Tags: [
        { Key: 'asbuilt:deployment', Value: 'shop' },
        { Key: 'asbuilt:node', Value: 'lost@AWS::Toy::Box' },
      ],
    });
    expect(await told()).toContain('1 resource carries tags of ours and is not in them, 1 of them of shop: lost');
    await stage.close();
  });

  it('gives its values to a run that is resumed', async () => {
    const stage = staged(true);
    const plan = await stage.plan({ ...box, gate: {}, later: { properties: { KeyId: '${box.Arn}' }, dependsOn: ['gate'] } });
    await stage.approve(plan);
    stage.cloud.when('create gate', refuses('CLOUD_DENIED'));
    const { id } = await stage.apply(plan);
    retag(stage);
    await stage.resume(id);
    expect(stage.cloud.thing('later')?.properties['KeyId']).toMatch(/box\/box$/);
    await stage.close();
  });

  it('is not ours where somebody else has made it again', async () => {
    const stage = await retagged({ proved: true });
    stage.cloud.remove('box');
    stage.cloud.make('AWS::Toy::Box', { Name: 'box', Size: 1, Tags: others });
    expect(await stage.tryPlan(box)).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining('made again by somebody else') }] });
    expect((await removed(stage)).changes).toMatchObject([{ action: 'none', reason: 'already-gone' }]);
    await stage.close();
  });
});

describe('what the records name, nothing proves to be ours, and carries the tags of another', () => {
  it('is not changed, and is given our tags by the line that is told, by its name', async () => {
    const stage = await retagged({ proved: false });
    const answer = await stage.tryPlan(box);
    if (answer.ok) throw new Error('it was planned');
    expect(answer.problems).toMatchObject([
      {
        code: 'OWNERSHIP_UNPROVEN',
        message: expect.stringMatching(/is box in our records and tagged by now as box of deployment other.*cannot be proved: no read proves it$/),
        fix: expect.stringMatching(/--adopt box=box; else change it there: .*--deployment other; or ask for a new one/),
      },
    ]);
    const plan = await stage.plan(box, { adopt: { box: 'box' } } as never);
    expect(plan.changes).toMatchObject([{ action: 'update', ownership: 'disputed' }]);
    await refusedUnnamed(stage, plan);
    await carriedOut(stage, plan);
    expect(tagsOf(stage)).toContainEqual({ Key: 'asbuilt:deployment', Value: 'shop' });
    expect((await stage.plan(box)).summary).toMatchObject({ unchanged: 1 });
    await stage.close();
  });

  it('gives its values to what the same plan makes, once it is taken over', async () => {
    const stage = await retagged({ proved: false });
    const plan = await stage.plan({ ...box, later: { properties: { KeyId: '${box.Arn}' } } }, { adopt: { box: 'box' } } as never);
    await carriedOut(stage, plan);
    expect(stage.cloud.thing('later')?.properties['KeyId']).toMatch(/box\/box$/);
    await stage.close();
  });

  it('stays where the rest is removed, and leaves the records by its name alone', async () => {
    const stage = await retagged({ proved: false }, { ...box, rest: {} });
    const plan = await removed(stage);
    expect(plan.changes).toMatchObject([
      { node: 'box', action: 'none', reason: 'never-seen', note: expect.stringMatching(/tagged by now as box of deployment other.*--adopt box=box$/) },
      { node: 'rest', action: 'delete' },
    ]);
    expect(lossesOf(plan)).toMatchObject([{ node: 'box', what: expect.stringContaining('gives up AWS::Toy::Box box') }]);
    await refusedUnnamed(stage, plan);
    await carriedOut(stage, plan);
    expect(stage.cloud.thing('box')).toBeDefined();
    expect(stage.cloud.thing('rest')).toBeUndefined();
    await stage.close();
  });

  it('stays in the records where it bears our tags again before the run begins, or before it ends, and the report names what left them', async () => {
    const stage = await retagged({ proved: false }, { ...box, rest: {} });
    const ours = [
      { Key: 'asbuilt:deployment', Value: 'shop' },
      { Key: 'asbuilt:node', Value: 'box@AWS::Toy::Box' },
    ];
    const tag = (Tags: typeof ours): unknown => Object.assign(stage.cloud.thing('box')?.properties ?? {}, { Tags });
    const early = await removed(stage);
    await stage.approve(early);
    tag(ours);
    expect(await stage.engine.apply({ id: early.id })).toMatchObject({ ok: false, problems: [{ code: 'PLAN_STALE', at: 'box' }] });
    expect(stage.cloud.thing('rest')).toBeDefined();
    tag(others);
    const late = await removed(stage);
    await stage.approve(late);
    stage.cloud.when(
      'delete rest',
      forever(async ({ honest }) => {
        tag(ours);
        return honest();
      }),
    );
    expect(await stage.apply(late)).toMatchObject({ status: 'failed', cause: { code: 'PLAN_STALE', at: 'box' }, next: null });
    expect((await shown(stage)).map(({ node }) => node)).toEqual(['box']);
    tag(others);
    const last = await removed(stage);
    await stage.approve(last);
    const { verification } = await stage.apply(last);
    expect(verification).toEqual([{ node: 'box', check: 'AWS::Toy::Box box stays, and leaves our records', passed: true, struck: true }]);
    await stage.close();
  });

  it('is shown as live and not proved', async () => {
    const stage = await retagged({ proved: false });
    expect(await shown(stage)).toMatchObject([{ live: true, foreign: false, unproven: 'disputed' }]);
    await stage.close();
  });

  it('is taken over by no other name', async () => {
    const stage = await retagged({ proved: false });
    stage.cloud.make('AWS::Toy::Box', { Name: 'crate', Size: 1 });
    const answer = await stage.tryPlan(box, { adopt: { box: 'crate' } } as never);
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'GRAPH_CONFLICT' }] });
    await stage.close();
  });
});
