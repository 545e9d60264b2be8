import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ComposedEngine, composeEngine } from '../../src/app/compose-engine.ts';
import { namedTarget } from '../../src/app/load-targets.ts';
import { localCallers } from '../../src/app/local-callers.ts';
import { localApprover } from '../../src/app/local-keys.ts';
import { readSettings } from '../../src/app/settings.ts';
import { lossesOf } from '../../src/engine/consent.ts';
import type { EngineClient } from '../../src/engine/engine.ts';
import type { ResponseOf } from '../../src/model/operations.ts';
import type { Plan } from '../../src/model/plan.ts';
import { asCaller } from '../as-caller.ts';
import { type Moto, startMoto } from '../native/moto.ts';
import { motoBinary } from '../native/third-party.ts';
import { proposed } from '../proposed.ts';
import { value } from './stage.ts';
import { threeTier } from './three-tier.ts';

/** A whole application through AWS's own service calls on moto: built, planned again, changed from outside, put right, removed. */
describe.skipIf(motoBinary() === null && process.env['CI'] === undefined)('three tiers on moto', () => {
  const home = mkdtempSync(join(tmpdir(), 'asbuilt-tiers-'));
  let moto: Moto;
  let composed: ComposedEngine;
  let engine: EngineClient;

  beforeAll(async () => {
    moto = await startMoto();
    const target = namedTarget('local', {
      cloud: 'aws',
      account: '123456789012',
      region: 'us-east-1',
      endpoint: moto.url,
      dialect: 'native',
      executor: 'sdk',
      simulated: false,
    });
    composed = value(
      await composeEngine({
        settings: { home, packageRoot: join(import.meta.dirname, '..', '..'), env: {}, user: 'tester' },
        targets: () => [target],
        targetFaults: () => [],
        defaultTarget: 'local',
        health: async () => ({ version: '0', home, pid: process.pid, uptimeSeconds: 0, restate: true, sandbox: null, targets: ['local'] }),
        log: (message) => process.stderr.write(`${message}\n`),
        adjust: { ports: (ports) => ({ ...ports, resolver: threeTier }) },
      }),
    );
    engine = asCaller(composed.engine, localCallers('tester').cli);
  });
  afterAll(async () => {
    await composed?.close();
    await moto?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const plan = async (): Promise<Plan> => proposed(await engine.ask({ intent: { intent: 'three tiers' } })).plan;
  const carryOut = async (approved: Plan): Promise<ResponseOf<'run'>> => {
    const approver = value(await localApprover(readSettings({ ASBUILT_HOME: home }, home, '')));
    const { auditHead } = value(await engine.plan({ id: approved.id }));
    const consents = lossesOf(approved).map(({ node }) => node);
    value(await engine.approve({ id: approved.id, approval: value(await approver.sign(approved, auditHead, consents)) }));
    const { run } = value(await engine.apply({ id: approved.id }));
    for (;;) {
      const report = value(await engine.run({ id: run }));
      if (report.endedAt !== null) return report;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const failures = (report: ResponseOf<'run'>): string[] =>
    report.nodes.flatMap((node) => (node.status === 'done' ? [] : [`${node.step} ${node.status}: ${node.error?.message} ${node.error?.cause ?? ''}`]));

  it('builds 30 or more resources', async () => {
    const first = await plan();
    expect(first.summary.create).toBeGreaterThanOrEqual(30);
    expect(failures(await carryOut(first))).toEqual([]);
  }, 300_000);

  it('plans nothing when asked again', async () => {
    const again = await plan();
    expect(
      again.changes
        .filter((change) => change.action !== 'none')
        .map((change) => `${change.action} ${change.node} ${change.kind === 'resource' ? change.differences.map(({ path }) => path) : ''}`),
    ).toEqual([]);
  });

  it('finds the one property that was changed by hand, and puts it right', async () => {
    const { SQSClient, GetQueueUrlCommand, SetQueueAttributesCommand, GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
    const sqs = new SQSClient({ endpoint: moto.url, region: 'us-east-1', credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } });
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'shop-orders' }));
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '5' } }));
    const found = await plan();
    expect(
      found.changes.flatMap((change) =>
        change.action === 'none' || change.kind === 'unit' ? [] : change.differences.map(({ path }) => `${change.action} ${change.node} ${path}`),
      ),
    ).toEqual(['update orders /VisibilityTimeout']);
    expect(found.steps.flatMap(({ calls }) => calls.map(({ operation }) => operation))).toEqual(['SetQueueAttributes']);
    expect(failures(await carryOut(found))).toEqual([]);
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] }));
    expect(Attributes).toEqual({ VisibilityTimeout: '60' });
    sqs.destroy();
  });

  it('removes all of it and leaves nothing', async () => {
    expect(failures(await carryOut(value(await engine.destroy({ deployment: 'shop' }))))).toEqual([]);
    const left = value(await engine.show({ deployment: 'shop' })).resources;
    expect(left).toEqual([]);
    const after = await plan();
    expect(after.summary).toMatchObject({ unchanged: 0, update: 0 });
    expect(after.summary.create).toBeGreaterThanOrEqual(30);
  }, 300_000);
});
