import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsCloud } from '../../src/adapters/aws/aws-cloud.ts';
import type { NamedTarget, Target } from '../../src/model/target.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { sending } from '../sending.ts';
import { creationLife, provedByRead } from './creation-life.ts';
import { realClock, realRandom } from './real-time.ts';
import { awsBinary, programEnvironment, required } from './third-party.ts';

// S3's true dates are told in another region than the bucket's.
const place = { account: '123456789012', region: 'eu-west-1' };
const binary = awsBinary();
const noBinary = binary === null && !required;
if (noBinary) console.info('skipped: proofs of creation read by the aws CLI, because there is no `aws` on the path');

describe('the proof of a creation, on the sandbox', () => {
  const types = loadRegistry();
  const cloud = createAwsCloud({
    clock: realClock,
    random: realRandom,
    credentials: () => async () => Promise.reject(new Error('a sandbox needs none')),
    ...(binary === null ? {} : { cli: { binary, environment: programEnvironment() } }),
  });
  let sandbox: Sandbox;
  const target = (executor: Target['executor']): NamedTarget => ({
    name: `sandbox-${executor}`,
    regions: [place.region],
    target: { cloud: 'aws', ...place, endpoint: sandbox.endpoint, dialect: 'cloudcontrol', executor, simulated: true },
  });

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, file: null, accounts: [place.account], speed: Number.POSITIVE_INFINITY, types });
  });
  afterAll(async () => {
    cloud.close();
    await sandbox.close();
    types.close();
  });

  it.each(provedByRead)('$type: stays through reads and a change, and is another when the name is made again', async (sample) => {
    const { first, again, changed, recreated } = await creationLife(cloud, target('sdk'), types, sample, `life${provedByRead.indexOf(sample)}`, false);
    expect(first).toMatchObject({ kind: 'read' });
    expect(again).toEqual(first);
    expect(changed).toEqual(first);
    expect(recreated).toMatchObject({ kind: 'read', source: (first as { source: string }).source });
    expect(recreated).not.toEqual(first);
  });

  it.skipIf(noBinary)('is the same for the aws CLI as for the SDK', { timeout: 300_000 }, async () => {
    const left = await fetch(`${sandbox.endpoint}/_sandbox/resources`);
    const { resources } = (await left.json()) as { resources: { type: string; identifier: string }[] };
    const differing: unknown[] = [];
    for (const { type } of provedByRead) {
      const made = resources.find((one) => one.type === type && one.identifier.includes('life'));
      const ref = { type, place, identifier: made?.identifier ?? 'none of the type is left' };
      const [bySdk, byCli] = await Promise.all([cloud.creation(target('sdk'), ref), cloud.creation(target('cli'), ref)]);
      if (!bySdk.ok || JSON.stringify(bySdk) !== JSON.stringify(byCli)) differing.push({ type, bySdk, byCli });
    }
    expect(differing).toEqual([]);
  });

  it('is refused for another account, and a denied read proves nothing', async () => {
    const ref = { type: 'AWS::IAM::User', place, identifier: 'denied' };
    const made = await sending(cloud).submit(target('sdk'), { op: 'create', type: ref.type, place, properties: { UserName: 'denied' } }, 'denied');
    if (made.status === 'pending') await sending(cloud).settle(target('sdk'), made.handle, 10_000, 1);
    const deny = { match: { operation: 'GetUser', type: ref.type, identifier: 'denied' }, effect: { kind: 'deny' }, times: 1 };
    await fetch(`${sandbox.endpoint}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(deny) });
    const denied = await cloud.creation(target('sdk'), ref);
    expect(denied).toMatchObject({ ok: false, problems: [{ code: 'CLOUD_DENIED', message: expect.stringContaining('iam:GetUser') }] });
    expect(await cloud.creation(target('sdk'), ref)).toMatchObject({ ok: true, value: { kind: 'read' } });
    const elsewhere = { ...ref, place: { ...place, account: '222222222222' } };
    expect(await cloud.creation(target('sdk'), elsewhere)).toMatchObject({ ok: false, problems: [{ code: 'TARGET_MISMATCH' }] });
  });

  it('takes what a read tells without another call', async () => {
    const ref = { type: 'AWS::IAM::Role', place, identifier: 'nobody' };
    expect(await cloud.creation(target('sdk'), ref, { RoleId: 'AROA1' })).toEqual({
      ok: true,
      value: { kind: 'read', source: 'iam GetRole RoleId', value: 'AROA1' },
    });
    expect(await cloud.creation(target('sdk'), ref, {})).toMatchObject({ ok: false, problems: [{ code: 'CLOUD_NOT_FOUND' }] });
  });
});
