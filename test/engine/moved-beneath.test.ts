import { describe, expect, it } from 'vitest';
import { nodeAddress } from '../../src/model/names.ts';
import { refuses } from './acts.ts';
import { type Draft, granted, Stage } from './stage.ts';

const net: Draft = { net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' } } };
const both: Draft = { ...net, box: { properties: { NetId: '${net.NetId}' } } };

/** The answer to the run of a plan that takes a value of something unchanged, of which something has become meanwhile. */
async function applied(happens: (stage: Stage) => unknown) {
  const stage = new Stage();
  await stage.build(net);
  const plan = await stage.plan(both);
  expect(plan).toMatchObject({ rests: ['net'], changes: expect.arrayContaining([expect.objectContaining({ node: 'box', action: 'create' })]) });
  await stage.approve(plan);
  await happens(stage);
  const answer = await stage.engine.apply({ id: plan.id });
  await stage.close();
  return answer;
}

describe('what a plan takes values of and leaves as it is', () => {
  it('is looked at once more when the run is to begin', async () => {
    expect(await applied(() => {})).toMatchObject({ ok: true });
  });

  it.each<[string, (stage: Stage) => unknown]>([
    ['is gone', ({ cloud }) => cloud.remove('net')],
    [
      'was made again',
      ({ cloud }) => {
        cloud.remove('net');
        cloud.make('AWS::Toy::Net', { Name: 'net', Cidr: '10.0.0.0/16' });
      },
    ],
  ])('makes the plan stale where it %s', async (_, happens) => {
    expect(await applied(happens)).toMatchObject({
      ok: false,
      problems: [{ code: 'PLAN_STALE', at: 'net', message: expect.stringMatching(/is gone or was made again$/) }],
    });
  });

  const noted: Draft = { ...net, box: { properties: { KeyId: 'note ${net.Note}', Kind: '${net.NetId}' } } };

  /** The answer to the run of a plan in which a value of what is unchanged, updated or taken over stands, after that value has moved. */
  async function moved(before: Draft, draft: Draft, note: unknown) {
    const stage = new Stage();
    await stage.build(before);
    const thing = stage.cloud.thing('net');
    if (thing === undefined) throw new Error('there is no net');
    Object.assign(thing.properties, { Note: 'one' });
    const plan = await stage.plan(draft);
    expect(plan.changes.find(({ node }) => node === 'box')).toMatchObject({ after: { KeyId: 'note one' } });
    await stage.approve(plan);
    const read = stage.cloud.asked.get('read net') ?? 0;
    Object.assign(thing.properties, { Note: note });
    const answer = await stage.engine.apply({ id: plan.id });
    const reads = (stage.cloud.asked.get('read net') ?? 0) - read;
    await stage.close();
    return { plan, answer, reads };
  }

  it('makes the plan stale where it gives another value, with both, and is read once', async () => {
    const { plan, answer, reads } = await moved(net, noted, 'two');
    expect(plan.taken).toEqual([
      { node: 'net', attribute: 'NetId', value: 'net-1' },
      { node: 'net', attribute: 'Note', value: 'one' },
    ]);
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'PLAN_STALE', at: 'net', message: expect.stringContaining('Note was "one" and is "two"') }] });
    expect(reads).toBe(1);
    expect((await moved(net, noted, 'one')).answer).toMatchObject({ ok: true });
  });

  it('makes the plan stale where it is itself changed, otherwise than in what is taken of it', async () => {
    const tagged: Draft = { ...noted, net: { type: 'Net', properties: { Cidr: '10.0.0.0/16', Tags: [{ Key: 'a', Value: 'b' }] } } };
    const { plan, answer } = await moved(net, tagged, 'two');
    expect(plan.changes.find(({ node }) => node === 'net')).toMatchObject({ action: 'update' });
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'PLAN_STALE', at: 'net' }] });
    expect((await moved(net, tagged, 'one')).answer).toMatchObject({ ok: true });
  });

  it('is no reading where the plan itself sets it', async () => {
    const set: Draft = { ...noted, net: { type: 'Net', properties: { Cidr: '10.0.0.0/16', Note: 'one' } } };
    const stage = new Stage();
    await stage.build(net);
    expect((await stage.plan(set)).taken).toEqual([{ node: 'net', attribute: 'NetId', value: 'net-1' }]);
    await stage.close();
  });

  it('is there as its digest where it is hidden, and makes the plan stale without being told', async () => {
    const stage = new Stage();
    await stage.build(net);
    const thing = stage.cloud.thing('net');
    Object.assign(thing?.properties ?? {}, { Note: 'ghp_hunterhunter2222' });
    const plan = await stage.plan({ ...net, box: { properties: { KeyId: '${net.Note}' } } });
    expect(plan.taken).toEqual([{ node: 'net', attribute: 'Note', value: { $hidden: expect.any(String) } }]);
    await stage.approve(plan);
    Object.assign(thing?.properties ?? {}, { Note: 'ghp_hunterhunter3333' });
    const answer = await stage.engine.apply({ id: plan.id });
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'PLAN_STALE', at: 'net', message: expect.stringContaining('Note was hidden (digest ') }] });
    expect(JSON.stringify([plan, answer])).not.toContain('hunter');
    await stage.close();
  });

  /** A run that has begun with "one" and waits at a gate, or has failed before what takes the value was made, and what comes of going on. */
  async function wentOn(draft: Draft, note: string, goesOn: (stage: Stage, run: string) => unknown) {
    const stage = new Stage();
    await stage.build(net);
    const thing = stage.cloud.thing('net');
    Object.assign(thing?.properties ?? {}, { Note: 'one' });
    stage.cloud.when('create first', refuses('CLOUD_DENIED'));
    const plan = await stage.plan(draft);
    await stage.approve(plan);
    const moves = () => Object.assign(thing?.properties ?? {}, { Note: note });
    stage.clock.later(50, async () => {
      moves();
      await goesOn(stage, (await stage.store.liveRuns())[0]?.id ?? '');
    });
    const { id } = await stage.apply(plan);
    moves();
    const ended = await stage.report(id);
    const answer = ended.status === 'failed' ? await stage.engine.resume({ id }) : null;
    await stage.durable.drain();
    const [run, box] = [await stage.report(id), stage.cloud.thing('box')?.properties['KeyId']];
    await stage.close();
    return { run, answer, box };
  }

  it('is looked at once more when a run is resumed', async () => {
    const behind: Draft = { ...noted, first: {}, box: { ...noted['box'], dependsOn: ['first'] } };
    const { answer, box } = await wentOn(behind, 'two', () => {});
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'PLAN_STALE', at: 'net', message: expect.stringContaining('Note was "one" and is "two"') }] });
    expect(box).toBeUndefined();
    const same = await wentOn(behind, 'one', () => {});
    expect([same.answer, same.run.status, same.box]).toEqual([expect.objectContaining({ ok: true }), 'succeeded', 'note one']);
  });

  it('is looked at once more when a gate is passed', async () => {
    const review = nodeAddress.parse('review');
    const behind: Draft = { ...noted, review: { gate: { kind: 'person', ask: 'Go on?' } }, box: { ...noted['box'], dependsOn: ['review'] } };
    const opens = async ({ engine }: Stage, id: string) => granted(await engine.openGate({ id, gate: review }));
    const { run, box } = await wentOn(behind, 'two', opens);
    expect(run).toMatchObject({ status: 'stale', cause: { code: 'PLAN_STALE', at: 'net' } });
    expect(box).toBeUndefined();
    const same = await wentOn(behind, 'one', opens);
    expect([same.run.status, same.box]).toEqual(['succeeded', 'note one']);
  });

  it('is what the run has made of it, once the run has changed it', async () => {
    const own: Draft = {
      net: { type: 'Net', properties: { Cidr: '10.0.0.0/16', Tags: [{ Key: 'a', Value: 'b' }] } },
      first: { dependsOn: ['net'] },
      box: { ...noted['box'], dependsOn: ['first'] },
    };
    const { answer, run } = await wentOn(own, 'two', () => {});
    expect([answer, run.status]).toEqual([expect.objectContaining({ ok: true }), 'succeeded']);
  });

  it('is nothing that no change takes a value of', async () => {
    const stage = new Stage();
    await stage.build(net);
    expect(await stage.plan({ ...net, box: {} })).not.toHaveProperty('rests');
    await stage.close();
  });
});
