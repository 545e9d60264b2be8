import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApproverKey, ensureApproverKey } from '../../src/adapters/keys/approver-key.ts';
import { approversReader } from '../../src/adapters/keys/approvers-file.ts';
import { homeLayout } from '../../src/app/home-layout.ts';
import type { ApproverOrder } from '../../src/model/approvers.ts';
import { codeOf, Stage, value } from './stage.ts';

/** What can go wrong between a plan and its end, with the real engine, store, Restate and sandbox. */
describe('from approval to the end of a run', () => {
  const stage = new Stage();
  const targets = { refused: { account: '999999999999', simulated: false }, other: { account: '111111111111', simulated: false } };

  beforeAll(async () => {
    await stage.startSandbox(Number.POSITIVE_INFINITY);
    await stage.startEngine(targets, {});
  });
  afterAll(() => stage.end(), 60_000);

  it('refuses an approval of another plan, an altered one, and one that was used', async () => {
    const first = await stage.plan('an SQS queue named first');
    const second = await stage.plan('an SQS queue named second');
    const approval = await stage.sign(first);
    expect(codeOf(await stage.engine.approve({ id: second.id, approval }))).toBe('APPROVAL_FOREIGN');
    expect(
      codeOf(await stage.engine.approve({ id: first.id, approval: { ...approval, proofs: approval.proofs.map((proof) => ({ ...proof, by: 'mallory' })) } })),
    ).toBe('APPROVAL_INVALID');
    expect(codeOf(await stage.engine.approve({ id: first.id, approval: { ...approval, runUntil: approval.expiresAt } }))).toBe('APPROVAL_INVALID');
    value(await stage.engine.approve({ id: first.id, approval }));
    const { run } = value(await stage.engine.apply({ id: first.id }));
    expect((await stage.ended(run)).status).toBe('succeeded');
    expect(codeOf(await stage.engine.apply({ id: first.id }))).toBe('PLAN_APPLIED');
    expect(codeOf(await stage.engine.approve({ id: first.id, approval }))).toBe('PLAN_APPLIED');
    expect(await stage.live('AWS::SQS::Queue')).toHaveLength(1);
  });

  it('refuses a plan whose stored bytes were changed after it was approved', async () => {
    const plan = await stage.plan('an SNS topic named bulletin');
    await stage.approve(plan);
    const database = new DatabaseSync(join(stage.home, 'store.db'));
    const { bytes } = database.prepare('SELECT bytes FROM plan_bytes WHERE plan = ?').get(plan.id) as { bytes: string };
    const altered = bytes.replaceAll('bulletin', 'bulletim');
    expect(altered).not.toBe(bytes);
    database.prepare('UPDATE plan_bytes SET bytes = ? WHERE plan = ?').run(altered, plan.id);
    database.close();
    expect(codeOf(await stage.engine.apply({ id: plan.id }))).toBe('PLAN_TAMPERED');
    expect(await stage.live('AWS::SNS::Topic')).toEqual([]);
  });

  it('stops a run whose world moved after the plan, and changes nothing', async () => {
    const made = await stage.plan('an S3 bucket', 'moving');
    await stage.approve(made);
    expect((await stage.ended(value(await stage.engine.apply({ id: made.id })).run)).status).toBe('succeeded');
    const [bucket] = await stage.live('AWS::S3::Bucket');
    const plan = await stage.plan('a versioned S3 bucket', 'moving');
    expect(plan.summary).toMatchObject({ update: 1, create: 0 });
    await stage.approve(plan);
    await patch(stage, 'AWS::S3::Bucket', bucket?.identifier ?? '', [{ op: 'add', path: '/VersioningConfiguration', value: { Status: 'Suspended' } }]);
    const report = await stage.ended(value(await stage.engine.apply({ id: plan.id })).run);
    expect([report.status, report.cause?.code]).toEqual(['stale', 'PLAN_STALE']);
    expect((await stage.live('AWS::S3::Bucket'))[0]?.properties['VersioningConfiguration']).toEqual({ Status: 'Suspended' });
    expect(codeOf(await stage.engine.resume({ id: report.id }))).toBe('RUN_NOT_RESUMABLE');
  });

  it('neither shows, plans nor removes as ours what another team made again under the name of ours', async () => {
    const made = await stage.plan('an S3 bucket named remade', 'remade');
    await stage.approve(made);
    expect((await stage.ended(value(await stage.engine.apply({ id: made.id })).run)).status).toBe('succeeded');
    expect(value(await stage.engine.show({ deployment: made.deployment })).resources).toMatchObject([{ identifier: 'remade', live: true, foreign: false }]);
    await cloud(stage, async (client, { CreateResourceCommand, DeleteResourceCommand }) => {
      await client.send(new DeleteResourceCommand({ TypeName: 'AWS::S3::Bucket', Identifier: 'remade' }));
      const DesiredState = JSON.stringify({ BucketName: 'remade', Tags: [{ Key: 'team', Value: 'other' }] });
      await client.send(new CreateResourceCommand({ TypeName: 'AWS::S3::Bucket', DesiredState }));
    });
    const { resources } = value(await stage.engine.show({ deployment: made.deployment }));
    expect(resources).toMatchObject([{ identifier: 'remade', live: false, foreign: true, properties: null }]);
    const removal = value(await stage.engine.destroy({ deployment: made.deployment }));
    expect(removal.summary).toMatchObject({ delete: 0 });
    expect((await stage.live('AWS::S3::Bucket')).map(({ identifier }) => identifier)).toContain('remade');
  });

  it('refuses every further step once the approver’s key is withdrawn, and while the list is not the one that is known', async () => {
    const { key: bob } = value(ensureApproverKey(join(stage.home, 'bob')));
    const own = value(await stage.engine.approvers({})).approvers[0];
    const tester = { name: own?.name ?? '', publicKey: own?.publicKey ?? '', kind: 'simulated' } as const;
    const change = async (by: Pick<ApproverKey, 'signChange'>, order: ApproverOrder) => {
      const stored = value(approversReader(stage.home)());
      if (stored.kind === 'signed') value(await stage.engine.changeApprovers({ change: by.signChange(stored.list, order, Date.now()) }));
    };
    const plan = await stage.plan('an SNS topic named withdrawn');
    await stage.approve(plan);
    await change(value(ensureApproverKey(homeLayout(stage.home).keys)).key, {
      kind: 'add',
      approver: { name: 'bob', publicKey: bob.publicKey, kind: 'simulated' },
    });
    await change(bob, { kind: 'remove', keyId: own?.keyId ?? '' });
    expect(codeOf(await stage.engine.apply({ id: plan.id }))).toBe('APPROVAL_INVALID');
    await change(bob, { kind: 'add', approver: tester });
    const file = join(stage.home, 'approvers.json');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, '{"approvers": []}');
    expect(codeOf(await stage.engine.apply({ id: plan.id }))).toBe('TRUST_CHANGED');
    writeFileSync(file, before);
    expect(await stage.live('AWS::SNS::Topic')).toEqual([]);
  });

  it('names credentials that are refused, whichever account they are for', async () => {
    expect(codeOf(await stage.engine.ask({ intent: { intent: 'an SQS queue named nowhere' }, targets: { refused: 'refused' } }))).toBe('CREDENTIALS_REFUSED');
    expect(codeOf(await stage.engine.ask({ intent: { intent: 'an SQS queue named nowhere' }, targets: { other: 'other' } }))).toBe('CREDENTIALS_REFUSED');
  });

  it('is stopped in the middle of a run without noise or litter, and goes on with it when it is started again', async () => {
    const run = await underWay(stage, 10, 'a DynamoDB table named pause with partition key id and an SQS queue named pause');
    const litter = readdirSync(tmpdir());
    await stage.stopEngine();
    await stage.startEngine(targets, {});
    expect((await stage.ended(run)).status).toBe('succeeded');
    expect(await stage.live('AWS::DynamoDB::Table')).toHaveLength(1);
    expect(stage.log).toEqual([]);
    // Restate names what it leaves in the folder for temporary files after its invokers.
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('invoker-') && !litter.includes(name))).toEqual([]);
  });

  it('reports the truth when the provider goes away in the middle, and resumes when it is back', async () => {
    const run = await underWay(stage, 2, 'a DynamoDB table named ledger with partition key id and an SQS queue named outage');
    await stage.stopSandbox();
    const report = await stage.ended(run);
    expect(report.status).toBe('failed');
    for (const node of report.nodes) expect(['failed', 'unknown', 'skipped']).toContain(node.status);
    expect(report.nodes.some((node) => node.status === 'unknown')).toBe(true);
    expect(report.next).toBe(`asbuilt runs resume ${run}`);
    await stage.startSandbox(Number.POSITIVE_INFINITY);
    value(await stage.engine.resume({ id: run }));
    expect((await stage.ended(run)).status).toBe('succeeded');
    expect((await stage.live('AWS::DynamoDB::Table')).filter((table) => JSON.stringify(table.properties).includes('ledger'))).toHaveLength(1);
    expect((await stage.live('AWS::SQS::Queue')).filter((queue) => JSON.stringify(queue.properties).includes('outage'))).toHaveLength(1);
  });

  it('has every denial in an intact audit log', async () => {
    const kinds = value(await stage.engine.audit({})).entries.map((entry) => entry.kind);
    expect(kinds).toContain('approval.denied');
    expect(kinds).toContain('run.denied');
    expect(kinds).toContain('step.denied');
    expect(codeOf(await stage.engine.verifyAudit({}))).toBe('ok');
  });
});

/** A run of two resources, both of which the sandbox is making at that speed. */
async function underWay(stage: Stage, speed: number, intent: string): Promise<string> {
  await stage.control('PUT', 'speed', { speed });
  const plan = await stage.plan(intent);
  await stage.approve(plan);
  const { run } = value(await stage.engine.apply({ id: plan.id }));
  await accepted(stage, 2);
  return run;
}

/** Waits until the sandbox has that many operations under way. */
async function accepted(stage: Stage, count: number): Promise<void> {
  for (;;) {
    const { requests } = (await stage.control('GET', 'requests')) as { requests: { status: string }[] };
    if (requests.filter((request) => request.status === 'IN_PROGRESS').length >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function patch(stage: Stage, type: string, identifier: string, ops: readonly object[]): Promise<void> {
  await cloud(stage, (client, { UpdateResourceCommand }) =>
    client.send(new UpdateResourceCommand({ TypeName: type, Identifier: identifier, PatchDocument: JSON.stringify(ops) })),
  );
}

type CloudControl = typeof import('@aws-sdk/client-cloudcontrol');

/** Changes the sandbox behind our back, and waits until it has done so. */
async function cloud(stage: Stage, change: (client: InstanceType<CloudControl['CloudControlClient']>, api: CloudControl) => Promise<unknown>): Promise<void> {
  const api = await import('@aws-sdk/client-cloudcontrol');
  const client = new api.CloudControlClient({
    endpoint: stage.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: '123456789012', secretAccessKey: 'sandbox' },
  });
  await change(client, api);
  client.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
}
