import { describe, expect, it } from 'vitest';
import { lossesOf } from '../../src/engine/consent.ts';
import { ok } from '../../src/kernel/result.ts';
import { refuses } from './acts.ts';
import { forever } from './scripted-cloud.ts';
import { type Draft, granted, Stage } from './stage.ts';

const box: Draft = { box: { properties: { Size: 1 } } };

/** A stage on which no read proves the creation of the box: its tags alone say that it is ours. */
function unprovable(): Stage {
  const stage = new Stage();
  stage.cloud.when(
    'creation box',
    forever(async () => ok({ kind: 'unproven', because: 'no read proves it' })),
  );
  return stage;
}

function tagsOf(stage: Stage): unknown {
  return stage.cloud.thing('box')?.properties['Tags'];
}

/** Somebody takes the tags off. */
function strip({ cloud }: Stage): void {
  const thing = cloud.thing('box');
  if (thing === undefined) throw new Error('there is no box');
  const { Tags: _, ...rest } = thing.properties;
  thing.properties = rest;
}

async function stripped(): Promise<Stage> {
  const stage = unprovable();
  await stage.build(box);
  strip(stage);
  return stage;
}

describe('what has lost the tags that alone said it is ours', () => {
  it('is not said to be somebody else’s, and is taken over by the line that is told', async () => {
    const stage = await stripped();
    const answer = await stage.tryPlan(box);
    if (answer.ok) throw new Error('it was planned');
    expect(answer.problems).toMatchObject([
      { code: 'OWNERSHIP_UNPROVEN', at: 'box', message: expect.stringMatching(/tags are gone.*cannot be proved: no read proves it$/) },
    ]);
    expect(answer.problems[0]?.fix).toContain('--adopt box=box');
    const plan = await stage.plan(box, { adopt: { box: 'box' } } as never);
    expect(plan.changes).toMatchObject([{ action: 'adopt', reason: 'named', identifier: 'box' }]);
    await stage.approve(plan);
    expect((await stage.apply(plan)).status).toBe('succeeded');
    await stage.build(box);
    expect(tagsOf(stage)).toContainEqual({ Key: 'asbuilt:deployment', Value: 'shop' });
    expect((await stage.plan(box)).summary).toMatchObject({ unchanged: 1 });
    await stage.close();
  });

  it('gives its values to what the same plan makes, once it is taken over', async () => {
    const stage = await stripped();
    const both: Draft = { ...box, later: { properties: { KeyId: '${box.Arn}' } } };
    const plan = await stage.plan(both, { adopt: { box: 'box' } } as never);
    await stage.approve(plan);
    expect((await stage.apply(plan)).status).toBe('succeeded');
    expect(stage.cloud.thing('later')?.properties['KeyId']).toMatch(/box\/box$/);
    await stage.close();
  });

  it('is deleted by a removal that names it, and by no other', async () => {
    const stage = await stripped();
    const plan = granted(await stage.engine.destroy({ deployment: 'shop' }));
    expect(plan.changes).toMatchObject([{ node: 'box', action: 'delete', ownership: 'untagged' }]);
    expect(lossesOf(plan)).toEqual([{ node: 'box', what: expect.stringContaining('its tags are gone') }]);
    expect(await stage.engine.approve({ id: plan.id, approval: await stage.sign(plan, 'approver', { consents: [] }) })).toMatchObject({
      ok: false,
      problems: [{ code: 'CONSENT_MISSING' }],
    });
    await stage.approve(plan);
    expect((await stage.apply(plan)).status).toBe('succeeded');
    expect(stage.cloud.thing('box')).toBeUndefined();
    await stage.close();
  });

  it('is left by such a removal where it has become another meanwhile', async () => {
    const stage = await stripped();
    const plan = granted(await stage.engine.destroy({ deployment: 'shop' }));
    await stage.approve(plan);
    stage.cloud.remove('box');
    stage.cloud.make('AWS::Toy::Box', { Name: 'box', Size: 7 });
    expect((await stage.apply(plan)).status).toBe('stale');
    expect(stage.cloud.thing('box')).toBeDefined();
    await stage.close();
  });

  it('is shown as live, and as not proved', async () => {
    const stage = await stripped();
    expect(granted(await stage.engine.show({ deployment: 'shop' } as never))).toMatchObject({
      resources: [{ node: 'box', live: true, foreign: false, unproven: 'untagged' }],
    });
    await stage.close();
  });
});

describe('a value of what an earlier round of a run has made', () => {
  const draft: Draft = { box: { properties: { Size: 1 } }, gate: {}, later: { properties: { KeyId: '${box.Arn}' }, dependsOn: ['gate'] } };

  async function resumed(stage: Stage, happens: (stage: Stage) => unknown) {
    const plan = await stage.plan(draft);
    await stage.approve(plan);
    stage.cloud.when('create gate', refuses('CLOUD_DENIED'));
    const { id } = await stage.apply(plan);
    await happens(stage);
    const run = await stage.resume(id);
    const made = stage.cloud.thing('later') !== undefined;
    await stage.close();
    return { run, made, later: run.nodes.find(({ node }) => node === 'later') };
  }

  it('is given where that is still there', async () => {
    const { run, made } = await resumed(unprovable(), () => {});
    expect(run.status).toBe('succeeded');
    expect(made).toBe(true);
  });

  it.each<[string, () => Stage, (stage: Stage) => unknown, RegExp]>([
    [
      'was made again by somebody else',
      () => new Stage(),
      ({ cloud }) => {
        cloud.remove('box');
        cloud.make('AWS::Toy::Box', { Name: 'box', Size: 1 });
      },
      /^box: box was deleted and made again by somebody else, and a later step needs a value of it$/,
    ],
    ['may have been made again', unprovable, strip, /^box: box has lost our tags, .* cannot be proved/],
  ])('is given to nothing where that %s, and the line that takes it over is told', async (_, staged, happens, message) => {
    const { run, made, later } = await resumed(staged(), happens);
    expect(made).toBe(false);
    expect(later?.error).toMatchObject({ code: 'OWNERSHIP_UNPROVEN', at: 'box', message: expect.stringMatching(message) });
    expect(later?.error?.fix).toContain('asbuilt ask --deployment shop --adopt box=box');
    expect(run).toMatchObject({ status: 'failed', next: null });
  });
});
