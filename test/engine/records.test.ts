import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/kernel/digest.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { behind, fails, loses, refuses, takes } from './acts.ts';
import { Died } from './died.ts';
import { Scheduler } from './scheduler.ts';
import { forever } from './scripted-cloud.ts';
import { type Draft, granted, Stage } from './stage.ts';

const box: Draft = { box: {} };
const two: Draft = { first: {}, second: { dependsOn: ['first'] } };
const rewrite = (stage: Stage, plan: string, bytes: string) => stage.database.prepare('UPDATE plan_bytes SET bytes = ? WHERE plan = ?').run(bytes, plan);
const bytesOf = async (stage: Stage, plan: string) => (await stage.store.plan(plan))?.bytes ?? '';
const entry = async (stage: Stage, kind: string) => (await stage.store.audit(1, 500)).findLast((one) => one.kind === kind);

describe('records that somebody else writes', () => {
  it.each([
    ['was changed', async (stage: Stage, plan: string) => rewrite(stage, plan, (await bytesOf(stage, plan)).replaceAll('second', 'sekund'))],
    [
      'has become another',
      async (stage: Stage, plan: string) => {
        const [other] = (await stage.store.plans(9)).filter(({ id }) => id !== plan);
        rewrite(stage, plan, await bytesOf(stage, other?.id ?? ''));
      },
    ],
  ])('end a run whose stored plan %s, with nothing further sent', async (_, happens) => {
    const stage = new Stage();
    await stage.plan(box);
    const plan = await stage.plan(two);
    await stage.approve(plan);
    stage.cloud.when(
      'create first',
      behind(async () => {
        await happens(stage, plan.id);
        throw new Died();
      }),
    );
    const run = await stage.apply(plan);
    expect(run).toMatchObject({ status: 'failed', cause: { code: 'PLAN_TAMPERED' }, nodes: [{ status: 'unknown' }, { status: 'skipped' }] });
    expect(stage.cloud.sent.map(({ name }) => name)).toEqual(['first']);
  });

  it('leave as unknown what was sent, also where the runtime lost everything', async () => {
    const stage = new Stage();
    const plan = await stage.plan(two);
    await stage.approve(plan);
    stage.cloud.when('create first', async (request) => {
      await request.honest();
      rewrite(stage, plan.id, (await bytesOf(stage, plan.id)).replaceAll('second', 'sekund'));
      throw new Error('the machine lost its power');
    });
    await expect(stage.apply(plan)).rejects.toThrow('power');
    const [head] = await stage.store.liveRuns();
    const other = new Scheduler(() => stage.newProgram());
    await other.start('shop', head?.id ?? '', 0);
    await other.drain();
    expect(await stage.report(head?.id ?? '')).toMatchObject({ status: 'failed', nodes: [{ status: 'unknown' }, { status: 'skipped' }] });
  });

  it('are not shown, approved or applied as the plan that they are not', async () => {
    const stage = new Stage();
    const [one, other] = [await stage.plan(box), await stage.plan(two)];
    const approval = await stage.sign(one);
    rewrite(stage, one.id, await bytesOf(stage, other.id));
    const tampered = { ok: false, problems: [{ code: 'PLAN_TAMPERED' }] };
    expect(await stage.engine.plan({ id: one.id })).toMatchObject(tampered);
    expect(await stage.engine.approve({ id: one.id, approval })).toMatchObject(tampered);
    expect(await stage.engine.apply({ id: one.id })).toMatchObject(tampered);
  });

  it('are found in the audit log, and the engine says where', async () => {
    const stage = new Stage();
    await stage.plan(box);
    expect(await stage.engine.verifyAudit({})).toMatchObject({ ok: true, value: { entries: 1 } });
    stage.database.exec("UPDATE audit SET body = replace(body, 'ada', 'eve')");
    expect(await stage.engine.verifyAudit({})).toMatchObject({ ok: false, problems: [{ code: 'AUDIT_BROKEN', at: 'audit 1' }] });
  });

  it('keep a rejection, whatever somebody writes over it beside the log', async () => {
    const stage = new Stage();
    const plan = await stage.plan(box);
    const approval = await stage.sign(plan);
    granted(await stage.engine.approve({ id: plan.id, approval }));
    granted(await stage.engine.reject({ id: plan.id, why: 'too large' }));
    expect(await stage.engine.reject({ id: plan.id, why: 'another reason' })).toMatchObject({ ok: false, problems: [{ code: 'PLAN_REJECTED' }] });
    stage.database.exec("UPDATE plans SET state = 'approved', why = NULL");
    const rejected = { ok: false, problems: [{ code: 'PLAN_REJECTED', message: expect.stringContaining('too large') }] };
    expect(await stage.engine.plan({ id: plan.id })).toMatchObject({ ok: true, value: { state: 'rejected', why: 'too large' } });
    expect(granted(await stage.engine.plans({})).plans.map(({ state }) => state)).toEqual(['rejected']);
    expect(await stage.engine.approve({ id: plan.id, approval })).toMatchObject(rejected);
    expect(await stage.engine.apply({ id: plan.id })).toMatchObject(rejected);
    expect(await stage.store.beginRun(approval, [], 'r_1')).toBe('rejected');
    // Taken out of the log as well, it is the log that tells.
    stage.database.exec("DELETE FROM audit WHERE instr(body, 'plan.rejected')");
    expect(await stage.engine.verifyAudit({})).toMatchObject({ ok: false, problems: [{ code: 'AUDIT_BROKEN' }] });
  });

  it('do not let an approval begin a second run that the check did not know of', async () => {
    const stage = new Stage();
    const [one, other] = [await stage.plan(box), await stage.plan(two)];
    const nonce = 'ab'.repeat(16);
    for (const plan of [one, other]) granted(await stage.engine.approve({ id: plan.id, approval: await stage.sign(plan, 'approver', { nonce }) }));
    await stage.apply(one);
    Object.assign(stage.store, { approvalUsedBy: async () => null });
    expect(await stage.engine.apply({ id: other.id })).toMatchObject({ ok: false, problems: [{ code: 'APPROVAL_USED' }] });
    expect(await stage.store.liveRuns()).toEqual([]);
  });
});

describe('the audit log', () => {
  it('tells from when to when it reaches, and which of its entries as they were noted elsewhere it has no more', async () => {
    const stage = new Stage();
    expect(granted(await stage.engine.verifyAudit({}))).toMatchObject({ entries: 0, first: null, last: null });
    await stage.plan(box);
    await stage.clock.sleep(60_000);
    await stage.plan(two);
    const { entries } = granted(await stage.engine.audit({}));
    expect(granted(await stage.engine.verifyAudit({}))).toMatchObject({ entries: 2, first: entries[0]?.at, last: entries[1]?.at });
    expect(entries[0]?.at).not.toBe(entries[1]?.at);
    const noted = entries.map(({ seq, hash }) => ({ seq, hash }));
    const beginning = { seq: 0, hash: '0'.repeat(64) };
    const missing = async (heads: { seq: number; hash: string }[]) => granted(await stage.engine.compareAudit({ entries: heads })).missing;
    expect(await missing([beginning, ...noted])).toBeNull();
    expect(await missing([...noted, { seq: 3, hash: '1'.repeat(64) }])).toBe(3);
    expect(await missing([{ seq: 3, hash: '1'.repeat(64) }, ...noted.map(({ seq }) => ({ seq, hash: '1'.repeat(64) }))])).toBe(1);
  });

  it('tells what a plan and a person read, and what went into a unit and came out of it', async () => {
    const stage = new Stage();
    const net = { type: 'Net', properties: { Cidr: '10.0.0.0/16' } } as const;
    stage.processes.courses = [{ ends: { output: { Count: 3 } } }];
    await stage.build({ net, seed: { unit: { inputs: { net: '${net.NetId}' }, outputs: { Count: { type: 'integer' } } } } });
    granted(await stage.engine.show({ deployment: 'shop' }));
    expect(await entry(stage, 'plan.made')).toMatchObject({ data: { read: [{ type: 'AWS::Toy::Net', account: '111111111111', region: 'us-east-1' }] } });
    expect(await entry(stage, 'deployment.read')).toMatchObject({ actor: 'ada', subject: 'shop', data: { resources: [{ node: 'net', live: true }] } });
    const ofUnit = (await stage.store.audit(1, 500)).filter(({ subject }) => subject.endsWith('/seed'));
    expect(ofUnit.find(({ kind }) => kind === 'call.attempted')?.data['inputs']).toEqual({ net: { $from: { node: 'net', attribute: 'NetId' } } });
    const ended = ofUnit.find(({ kind }) => kind === 'step.ended')?.data;
    expect(ended).toMatchObject({ inputs: { net: stage.cloud.thing('net')?.identifier }, outputs: { Count: 3 } });
  });

  it('says who made, approved and began what, through which door', async () => {
    const stage = new Stage();
    const plan = await stage.plan(box);
    await stage.approve(plan);
    const run = await stage.apply(plan);
    const caller = { principal: 'ada', via: 'cli', agent: null };
    expect(await entry(stage, 'plan.made')).toMatchObject({ actor: 'ada', subject: plan.id, data: { digest: plan.digest, caller } });
    expect(await entry(stage, 'approval.given')).toMatchObject({ actor: 'ada', subject: plan.id, data: { approver: 'ada', digest: plan.digest } });
    expect(await entry(stage, 'run.begun')).toMatchObject({ actor: 'ada', subject: run.id, data: { plan: plan.id, approver: 'ada', caller } });
    expect(await entry(stage, 'call.attempted')).toMatchObject({ actor: 'engine', subject: `${run.id}/box`, data: { op: 'create', type: 'AWS::Toy::Box' } });
    expect(await entry(stage, 'step.ended')).toMatchObject({ subject: `${run.id}/box`, data: { status: 'done', identifier: 'box' } });
    expect(await entry(stage, 'run.ended')).toMatchObject({ subject: run.id, data: { status: 'succeeded' } });
  });

  it('says who rejected a plan and why, and that a plan which is applied can no longer be rejected', async () => {
    const stage = new Stage();
    const plan = await stage.plan(box);
    granted(await stage.engine.reject({ id: plan.id, why: 'too large' }));
    expect(await entry(stage, 'plan.rejected')).toMatchObject({ actor: 'ada', subject: plan.id, data: { why: 'too large' } });
    expect(await stage.engine.approve({ id: plan.id, approval: await stage.sign(plan) })).toMatchObject({ ok: false, problems: [{ code: 'PLAN_REJECTED' }] });
    const other = await stage.plan(two);
    await stage.approve(other);
    await stage.apply(other);
    expect(await stage.engine.reject({ id: other.id, why: 'too late' })).toMatchObject({ ok: false, problems: [{ code: 'PLAN_APPLIED' }] });
  });

  it('has the attempt before the call is sent', async () => {
    const stage = new Stage();
    const plan = await stage.plan(box);
    await stage.approve(plan);
    let before: readonly string[] = [];
    stage.cloud.when('create box', async (request) => {
      before = await stage.kinds();
      return request.honest();
    });
    await stage.apply(plan);
    expect(before.at(-1)).toBe('call.attempted');
  });
});

describe('a deployment that another run has changed', () => {
  it('has no run of a plan that was made before, though both were approved', async () => {
    const stage = new Stage();
    const first = await stage.plan({ net: { type: 'Net' } });
    const second = await stage.plan({ net: { type: 'Net', properties: { Note: 'other' } } });
    await stage.approve(first);
    await stage.approve(second);
    expect((await stage.apply(first)).status).toBe('succeeded');
    expect(await stage.engine.apply({ id: second.id })).toMatchObject({ ok: false, problems: [{ code: 'PLAN_STALE' }] });
    expect([...stage.cloud.things.values()].map(({ properties }) => properties['Name'])).toEqual(['net']);
  });

  it('is not gone on with by a run that was cancelled before', async () => {
    const stage = new Stage();
    const chain = { net: { type: 'Net' as const }, next: { type: 'Net' as const, dependsOn: ['net'] } };
    const first = await stage.plan(chain);
    await stage.approve(first);
    stage.cloud.when(
      'create net',
      behind(async () => stage.engine.cancel({ id: (await stage.store.liveRuns())[0]?.id ?? '' })),
    );
    const cancelled = await stage.apply(first);
    expect(cancelled.status).toBe('cancelled');
    await stage.build(chain);
    expect(await stage.engine.resume({ id: cancelled.id })).toMatchObject({ ok: false, problems: [{ code: 'RUN_NOT_RESUMABLE' }] });
    expect([...stage.cloud.things.values()].map(({ properties }) => properties['Name'])).toEqual(['net', 'next']);
  });

  it('lets what the runtime announces of a run that is on no record come to nothing', async () => {
    const stage = new Stage();
    await stage.durable.start('shop', 'r_000000000000', 0);
    await stage.durable.drain();
    expect(await stage.durable.executeLate('r_000000000000', 'box', 0)).toEqual({ ready: [], ended: true });
  });
});

describe('a plan', () => {
  it('says what was read to make it, and what was not', async () => {
    const stage = new Stage();
    await stage.build(box);
    const { coverage } = await stage.plan({ ...box, net: { type: 'Net' } });
    expect(coverage.read).toEqual([
      { type: 'AWS::Toy::Box', account: '111111111111', region: 'us-east-1', resources: 1 },
      { type: 'AWS::Toy::Net', account: '111111111111', region: 'us-east-1', resources: 0 },
    ]);
    expect(coverage.unread).toEqual([{ scope: 'everything else at the targets', reason: expect.any(String) }]);
  });

  it('that removes rests on what was asked for, and says what of the rest was not looked at', async () => {
    const stage = new Stage();
    await stage.build({ small: {}, sized: { properties: { Size: 1 } } });
    const { coverage, changes, id } = granted(await stage.engine.destroy({ deployment: 'shop' }));
    expect(coverage.unread).toContainEqual({ scope: 'what nobody asked for of 1 to be removed', reason: expect.any(String) });
    const before = Object.fromEntries(changes.map((change) => [change.node, change.kind === 'resource' ? Object.keys(change.before ?? {}).sort() : []]));
    expect(before).toEqual({ small: ['Name', 'Tags'], sized: ['Name', 'Size', 'Tags'] });
    expect(id).toMatch(/^p_/);
  });

  it('says which target has to be named where a resource stands at one that is not', async () => {
    const stage = new Stage();
    await stage.build({ here: {}, there: { at: { target: 'other' } } });
    expect(await stage.tryPlan({ here: {} })).toMatchObject({
      ok: false,
      problems: [{ code: 'TARGET_UNKNOWN', at: 'there', fix: expect.stringMatching(/^leave --target out, .*--target other=NAME/) }],
    });
    expect(granted(await stage.engine.destroy({ deployment: 'shop' })).summary).toMatchObject({ delete: 2 });
  });

  it('is not known by a target that was given another name, and every door says how it is again', async () => {
    const stage = new Stage();
    await stage.build({ box: {} });
    const before = stage.targets;
    stage.targets = before.map((one) => ({ ...one, name: `${one.name}_renamed` }));
    const told = {
      ok: false,
      problems: [
        { code: 'TARGET_UNKNOWN', message: expect.stringContaining('shop stands at target main'), fix: expect.stringContaining('the name main again') },
      ],
    };
    expect(await stage.engine.show({ deployment: 'shop' })).toMatchObject(told);
    expect(await stage.engine.destroy({ deployment: 'shop' })).toMatchObject(told);
    expect(await stage.engine.ask({ intent: { deployment: 'shop', accept: ['box'] } })).toMatchObject(told);
    stage.targets = before;
    expect(await stage.engine.show({ deployment: 'shop' })).toMatchObject({ ok: true });
    await stage.close();
  });

  it('names the node whose type cannot be listed rather than making it a second time', async () => {
    const stage = new Stage();
    stage.cloud.when('list Net', fails('CLOUD_UNSUPPORTED'));
    expect(await stage.tryPlan({ net: { type: 'Net' } })).toMatchObject({
      ok: false,
      problems: [{ code: 'NODE_UNREAD', at: 'net', cause: 'the cloud says CLOUD_UNSUPPORTED', fix: 'see the script' }],
    });
  });

  it('takes what no provider lists to be new where no record names it, says so, and knows it afterwards', async () => {
    const stage = new Stage();
    stage.cloud.when('list Seal', fails('CLOUD_UNSUPPORTED'));
    const plan = await stage.plan({ seal: { type: 'Seal' } });
    expect(plan.summary).toMatchObject({ create: 1 });
    expect(plan.coverage.unread).toContainEqual({ scope: 'seal (AWS::Toy::Seal)', reason: expect.stringContaining('taken to be new') });
    await stage.approve(plan);
    expect((await stage.apply(plan)).status).toBe('succeeded');
    stage.cloud.when('list Seal', fails('CLOUD_UNSUPPORTED'));
    expect((await stage.plan({ seal: { type: 'Seal' } })).summary).toMatchObject({ create: 0, unchanged: 1 });
  });

  it('strikes from the books what no look can show to have been made, once it is no longer wanted, and says how until then', async () => {
    const stage = new Stage();
    stage.cloud.when('list Seal', forever(fails('CLOUD_UNSUPPORTED')));
    stage.cloud.when('create seal', loses);
    stage.cloud.when('create seal', forever(refuses('CLOUD_NOT_FOUND')));
    const plan = await stage.plan({ seal: { type: 'Seal' } });
    await stage.approve(plan);
    expect((await stage.apply(plan)).nodes).toMatchObject([{ status: 'unknown' }]);
    expect(await stage.store.bindings('shop')).toMatchObject([{ node: 'seal', doubtful: true }]);
    expect(await stage.tryPlan({ seal: { type: 'Seal' } })).toMatchObject({
      ok: false,
      problems: [{ code: 'NODE_UNREAD', at: 'seal', fix: expect.stringContaining('struck from the books') }],
    });
    const removal = granted(await stage.engine.destroy({ deployment: 'shop' }));
    expect(removal).toMatchObject({ steps: [], changes: [{ node: 'seal', action: 'none', reason: 'never-seen', note: expect.stringContaining('stays') }] });
    await stage.approve(removal);
    expect((await stage.apply(removal)).status).toBe('succeeded');
    expect(await stage.store.bindings('shop')).toEqual([]);
    expect(granted(await stage.engine.deployments({})).deployments).toEqual([]);
  });

  it('shows what had no answer as that: found where it is there by now, and not as missing where it is not', async () => {
    const stage = new Stage();
    stage.cloud.when('create net', forever(loses));
    const plan = await stage.plan({ net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' } } });
    await stage.approve(plan);
    stage.cloud.when('list Net', forever(fails('CLOUD_UNREACHABLE')));
    expect((await stage.apply(plan)).nodes).toMatchObject([{ node: 'net', status: 'unknown' }]);
    stage.cloud.calm();
    const seen = async () => granted(await stage.engine.show({ deployment: 'shop' as never })).resources;
    expect(await seen()).toMatchObject([{ node: 'net', live: true, doubtful: true, identifier: stage.cloud.thing('net')?.identifier }]);
    stage.cloud.remove('net');
    expect(await seen()).toMatchObject([{ node: 'net', live: false, doubtful: true, foreign: false }]);
    await stage.close();
  });

  it('tells of what may have been made in place of another and no look can show, rather than forget it', async () => {
    const stage = new Stage();
    stage.cloud.when('list Seal', forever(fails('CLOUD_UNSUPPORTED')));
    await stage.build({ seal: { type: 'Seal', properties: { Name: 'one' } } });
    stage.cloud.when('create two', loses);
    stage.cloud.when('create two', forever(refuses('CLOUD_NOT_FOUND')));
    const wanted = { seal: { type: 'Seal', properties: { Name: 'two' } } } as const;
    const plan = await stage.plan(wanted);
    await stage.approve(plan);
    expect((await stage.apply(plan)).status).toBe('failed');
    const doubt = (await stage.store.bindings('shop')).find((binding) => binding.kind === 'resource' && binding.doubtful === true);
    expect(doubt).toMatchObject({ formerly: 'seal' });
    const again = await stage.plan(wanted);
    expect(again.changes).toContainEqual(
      expect.objectContaining({ node: doubt?.node, action: 'none', reason: 'never-seen', note: expect.stringContaining('stays') }),
    );
    stage.cloud.calm();
    stage.cloud.when('list Seal', forever(fails('CLOUD_UNSUPPORTED')));
    await stage.approve(again);
    expect((await stage.apply(again)).status).toBe('succeeded');
    expect((await stage.store.bindings('shop')).map(({ node }) => node)).toEqual(['seal']);
  });

  it('makes again what nobody lists and its own identifier shows to be gone, and strikes it where it is no longer wanted', async () => {
    const stage = new Stage();
    stage.cloud.when('list Seal', forever(fails('CLOUD_UNSUPPORTED')));
    await stage.build({ seal: { type: 'Seal' } });
    stage.cloud.things.clear();
    expect((await stage.plan({ seal: { type: 'Seal' } })).changes).toMatchObject([{ action: 'create', reason: 'gone' }]);
    expect(granted(await stage.engine.destroy({ deployment: 'shop' })).changes).toMatchObject([{ action: 'none', reason: 'already-gone' }]);
  });

  it('tells of each node it shows how it is not as it was last applied, and where the records cannot tell', async () => {
    const stage = new Stage();
    await stage.build({ box: { properties: { Size: 1 } }, other: {} });
    const shown = async () =>
      granted(await stage.engine.show({ deployment: 'shop' as never })).resources.map(({ node, differences }) => ({ node, differences }));
    expect(await shown()).toEqual([
      { node: 'box', differences: [] },
      { node: 'other', differences: [] },
    ]);
    const box = stage.cloud.thing('box');
    if (box !== undefined) box.properties = { ...box.properties, Size: 7 };
    expect(await shown()).toMatchObject([{ node: 'box', differences: [{ path: '/Size', before: 7, after: 1 }] }, { differences: [] }]);
    expect((await stage.plan({ box: { properties: { Size: 1 } }, other: {} })).changes).toMatchObject([
      { action: 'update', reason: 'live-moved' },
      { action: 'none' },
    ]);
    stage.database.prepare("UPDATE bindings SET body = json_set(body, '$.applied', json('{}'), '$.writeOnlyDigests', json('{}')) WHERE node = 'box'").run();
    expect(await shown()).toMatchObject([{ node: 'box', differences: null }, { differences: [] }]);
  });

  it('says of a target on loopback everywhere that it is simulated, and takes its own credentials all the same', async () => {
    const stage = new Stage();
    const [main, ...others] = stage.targets;
    if (main === undefined) throw new Error('no target');
    stage.targets = [{ ...main, target: { ...main.target, endpoint: 'http://127.0.0.1:5000' } }, ...others];
    const plan = await stage.plan(box);
    expect(plan.targets).toMatchObject([{ simulated: true }]);
    await stage.approve(plan);
    const run = await stage.apply(plan);
    expect(run).toMatchObject({ status: 'succeeded', targets: [{ simulated: true }] });
    const { targets } = granted(await stage.engine.show({ deployment: 'shop' as never }));
    expect(targets).toMatchObject([{ simulated: true, endpoint: 'http://127.0.0.1:5000' }]);
    expect(targets[0]).not.toHaveProperty('sandbox');
    expect(granted(await stage.engine.targets({})).targets.map(({ name, simulated }) => [name, simulated])).toEqual([
      ['main', true],
      ['other', false],
    ]);
  });

  it('estimates by what earlier runs took, not by what failed', async () => {
    const stage = new Stage();
    const first = await stage.plan({ net: { type: 'Net' } });
    await stage.approve(first);
    stage.cloud.when('create net', takes(100));
    expect((await stage.apply(first)).status).toBe('succeeded');
    const failing = await stage.plan({ net: { type: 'Net' }, other: { type: 'Net' } });
    await stage.approve(failing);
    stage.cloud.when(
      'create other',
      behind(() => stage.clock.sleep(9_000_000), refuses('CLOUD_INVALID')),
    );
    expect((await stage.apply(failing)).status).toBe('failed');
    expect(await stage.store.durations('AWS::Toy::Net', 'create')).toEqual([expect.closeTo(100, 0)]);
    await stage.store.commit(Array.from({ length: 9 }, () => ({ kind: 'duration', type: 'AWS::Toy::Net', op: 'create', seconds: 100 })));
    const { estimate } = await stage.plan({ net: { type: 'Net' }, other: { type: 'Net' } });
    expect(estimate.seconds.p50).toBeCloseTo(100, 0);
  });

  it('is not made for a region that its target does not include', async () => {
    const stage = new Stage();
    const refusal = { ok: false, problems: [{ code: 'REGION_UNKNOWN' }] };
    expect(await stage.tryPlan({ box: { at: { region: 'eu-west-1' } } })).toMatchObject(refusal);
    expect(await stage.tryPlan({ box: { at: { region: 'us-mars-1' } } })).toMatchObject(refusal);
  });

  it('is not made for an account that is not the target’s', async () => {
    const stage = new Stage();
    expect(await stage.engine.ask({ intent: { intent: 'a box', account: '222222222222' }, targets: { main: 'main' } })).toMatchObject({
      ok: false,
      problems: [{ code: 'TARGET_MISMATCH' }],
    });
  });

  it('takes the source of a unit under its own digest only, and is not made without it', async () => {
    const stage = new Stage();
    const source = { files: [{ path: 'main.py', base64: Buffer.from('print()').toString('base64') }] };
    const digest = digestOf(source);
    const ask = (sources: JsonObject) =>
      stage.engine.ask({ intent: { nodes: { job: { unit: 'python', source: digest } }, name: 'shop' }, targets: { main: 'main' }, sources: sources as never });
    expect(await ask({})).toMatchObject({ ok: false, problems: [{ code: 'INPUT_INVALID', at: 'job' }] });
    expect(await ask({ [digest]: { files: [] } })).toMatchObject({ ok: false, problems: [{ code: 'INPUT_INVALID', at: 'sources' }] });
    expect(await ask({ [digest]: source })).toMatchObject({ ok: true, value: { kind: 'proposal' } });
    expect(await stage.store.source(digest)).toEqual(source);
  });
});
