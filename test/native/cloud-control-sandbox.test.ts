import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createAwsCloud } from '../../src/adapters/aws/aws-cloud.ts';
import { sandboxRoleArn } from '../../src/model/sandbox-credentials.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import type { Mutation } from '../../src/ports/cloud.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type Asked, sending } from '../sending.ts';
import { realClock, realRandom } from './real-time.ts';
import { awsBinary, programEnvironment, required } from './third-party.ts';

const account = '111111111111';
const other = '222222222222';
const place = { account, region: 'eu-west-1' };
const binary = awsBinary();
const queue = (QueueName: string): Mutation => ({ op: 'create', type: 'AWS::SQS::Queue', place, properties: { QueueName } });

describe.each(['sdk', 'cli'] as const)('the sandbox through Cloud Control and %s', { timeout: 90_000 }, (executor) => {
  const skipped = executor === 'cli' && binary === null && !required;
  const types = loadRegistry();
  let sandbox: Sandbox;
  let cloud: ReturnType<typeof createAwsCloud>;
  let target: NamedTarget;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, file: null, accounts: [account, other], speed: Number.POSITIVE_INFINITY, types });
    cloud = createAwsCloud({
      clock: realClock,
      random: realRandom,
      credentials: () => async () => Promise.reject(new Error('a sandbox needs none')),
      ...(binary === null ? {} : { cli: { binary, environment: programEnvironment() } }),
    });
    target = {
      name: 'sandbox',
      regions: ['eu-west-1'],
      target: { cloud: 'aws', ...place, endpoint: sandbox.endpoint, dialect: 'cloudcontrol', executor, simulated: true },
    };
  });

  afterAll(async () => {
    cloud.close();
    await sandbox.close();
    types.close();
  });

  const control = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${sandbox.endpoint}/_sandbox/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as Record<string, unknown>;
  };
  afterEach(async () => {
    await control('DELETE', 'faults');
    await control('DELETE', 'throttle');
    await control('PUT', 'speed', { speed: 'infinity' });
  });

  const carryOut = async (mutation: Asked, token: string) => {
    const submission = await sending(cloud).submit(target, mutation, token);
    return submission.status === 'pending' ? sending(cloud).settle(target, submission.handle, 20_000, 1) : submission;
  };
  const queues = async () => {
    const listed = await cloud.list(target, 'AWS::SQS::Queue', place);
    if (!listed.ok) throw new Error(listed.problems[0]?.message);
    return listed.value.length;
  };

  it.skipIf(skipped)('knows itself and the enabled regions, and refuses another account', async () => {
    expect(await cloud.identify(target)).toMatchObject({ ok: true, value: { account } });
    const regions = await cloud.regions(target);
    expect(regions.ok && regions.value).toContain('ap-southeast-1');
    expect(await sending(cloud).submit(target, { ...queue('x'), place: { ...place, account: other } }, 't')).toMatchObject({
      status: 'failed',
      problem: { code: 'TARGET_MISMATCH' },
    });
  });

  it.skipIf(skipped)('assumes a role of another account', async () => {
    const reached: NamedTarget = { ...target, name: 'other', session: 'r_000000000001', target: { ...target.target, account, role: sandboxRoleArn(other) } };
    expect(await cloud.identify(reached)).toMatchObject({ ok: false, problems: [{ code: 'TARGET_MISMATCH' }] });
  });

  it.skipIf(skipped)('leaves one resource when the reply to a create is lost, and finds it again by its token', async () => {
    const before = await queues();
    for (const [index, effect] of [{ kind: 'drop', when: 'after' }, { kind: 'malformed' }].entries()) {
      await control('POST', 'faults', { match: { operation: 'CreateResource' }, effect, times: 1 });
      expect(await sending(cloud).submit(target, queue(`lost${index}`), `lost-${index}`)).toMatchObject({
        status: 'unknown',
        problem: { code: 'CLOUD_UNKNOWN_OUTCOME' },
      });
      expect(await carryOut(queue(`lost${index}`), `lost-${index}`)).toMatchObject({ status: 'done' });
    }
    expect(await queues()).toBe(before + 2);
  });

  it.skipIf(skipped)('says that a name is taken, and that what is gone is gone', async () => {
    const made = await carryOut(queue('taken'), 'taken-1');
    expect(await carryOut(queue('taken'), 'taken-2')).toMatchObject({ status: 'failed', exists: true });
    const identifier = made.status === 'done' && made.identifier !== null ? made.identifier : '';
    const remove: Asked = { op: 'delete', type: 'AWS::SQS::Queue', place, identifier };
    expect(await carryOut(remove, 'remove-1')).toMatchObject({ status: 'done' });
    expect(await carryOut(remove, 'remove-2')).toMatchObject({ status: 'failed', problem: { code: 'CLOUD_NOT_FOUND' } });
    expect(await cloud.read(target, { type: 'AWS::SQS::Queue', place, identifier })).toEqual({ ok: true, value: { kind: 'absent' } });
  });

  // Three hundred calls would take the binary minutes; the pace is the same for both.
  if (executor === 'sdk') {
    it('gets everything through a narrow throttle, with few calls more than needed', async () => {
      await control('DELETE', 'counters');
      await control('PUT', 'throttle', { rate: 100, burst: 20 });
      const wanted = 300;
      const ends = await Promise.all(Array.from({ length: wanted }, (_, index) => sending(cloud).submit(target, queue(`narrow${index}`), `narrow-${index}`)));
      expect(new Set(ends.map(({ status }) => status))).toEqual(new Set(['pending']));
      const { calls } = (await control('GET', 'counters')) as { calls: { CreateResource: number } };
      expect(calls.CreateResource).toBeGreaterThan(wanted);
      expect(calls.CreateResource).toBeLessThan(wanted * 2);
    });
  }
});
