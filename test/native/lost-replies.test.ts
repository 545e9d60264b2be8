import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsCloud } from '../../src/adapters/aws/aws-cloud.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import { diffProperties } from '../../src/plan/diff-properties.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { sending } from '../sending.ts';
import { creates, ownedBy as tags } from './creates.ts';
import { type Moto, startMoto } from './moto.ts';
import { realClock, realRandom } from './real-time.ts';
import { replyThief } from './reply-thief.ts';
import { awsBinary, motoBinary, required } from './third-party.ts';

const place = { account: '123456789012', region: 'us-east-1' };
const missing = motoBinary() === null && !required;
const aws = awsBinary();

describe('a lost reply through native calls, on moto', () => {
  const registry = loadRegistry();
  let moto: Moto;
  let thief: Awaited<ReturnType<typeof replyThief>>;
  let cloud: ReturnType<typeof createAwsCloud>;
  let target: NamedTarget;

  beforeAll(async () => {
    if (missing) return;
    moto = await startMoto();
    thief = await replyThief(moto.url);
    cloud = createAwsCloud({
      clock: realClock,
      random: realRandom,
      credentials: () => async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' }),
    });
    target = {
      name: 'moto',
      regions: ['us-east-1'],
      target: { cloud: 'aws', ...place, endpoint: thief.url, dialect: 'native', executor: 'sdk', simulated: true },
    };
  });

  afterAll(async () => {
    registry.close();
    if (missing) return;
    cloud.close();
    await thief.close();
    await moto.stop();
  });

  const count = async (type: string) => {
    const listed = await cloud.list(target, type, place);
    if (!listed.ok) throw new Error(listed.problems[0]?.message);
    return listed.value.length;
  };

  it.skipIf(missing).each(creates)('leaves exactly one $type, complete, whichever of the calls lost its reply', async ({ type, properties }) => {
    const known = registry.type(type);
    if (!known.ok) throw new Error(type);
    let lost = 0;
    for (let nth = 1; ; nth++) {
      const desired = properties(`lost${nth}`);
      const before = await count(type);
      const create = { op: 'create', type, place, properties: desired } as const;
      thief.steal(nth);
      let submission = await sending(cloud).submit(target, create, `token-${nth}`);
      if (submission.status === 'pending') submission = await sending(cloud).settle(target, submission.handle, 10_000, 1);
      const wasLost = thief.stolen();
      thief.steal(0);
      if (wasLost) {
        expect(submission).toMatchObject({ status: 'unknown', problem: { code: 'CLOUD_UNKNOWN_OUTCOME' } });
        submission = await sending(cloud).submit(target, create, `token-${nth}`, true);
        if (submission.status === 'pending') submission = await sending(cloud).settle(target, submission.handle, 10_000, 1);
        lost++;
      }
      if (submission.status !== 'done' || submission.identifier === null) throw new Error(JSON.stringify(submission));
      expect(await count(type)).toBe(before + 1);
      const read = await cloud.read(target, { type, place, identifier: submission.identifier });
      if (!read.ok || read.value.kind !== 'live') throw new Error(JSON.stringify(read));
      expect(diffProperties(known.value, desired, read.value.properties, null).differences).toEqual([]);
      if (!wasLost) break;
    }
    expect(lost).toBeGreaterThan(0);
  });

  it.skipIf(missing)('does not take over what belongs to another deployment', async () => {
    const theirs = await sending(cloud).submit(
      target,
      {
        op: 'create',
        type: 'AWS::S3::Bucket',
        place,
        properties: {
          BucketName: 'theirs',
          Tags: [
            { Key: 'asbuilt:deployment', Value: 'other' },
            { Key: 'asbuilt:node', Value: 'n' },
          ],
        },
      },
      't',
    );
    expect(theirs).toMatchObject({ status: 'done' });
    const ours = {
      op: 'create',
      type: 'AWS::S3::Bucket',
      place,
      properties: { BucketName: 'theirs', VersioningConfiguration: { Status: 'Enabled' }, Tags: tags('n') },
    } as const;
    expect(await sending(cloud).submit(target, ours, 't')).toMatchObject({
      status: 'failed',
      exists: true,
      identifier: 'theirs',
      problem: { code: 'CLOUD_CONFLICT' },
    });
    const read = await cloud.read(target, { type: 'AWS::S3::Bucket', place, identifier: 'theirs' });
    expect(read.ok && read.value.kind === 'live' && read.value.properties['VersioningConfiguration']).toBeUndefined();
  });

  it.skipIf(missing)('does not take over a bucket without tags unless a sending of its own may have made it', async () => {
    const somebodys = { op: 'create', type: 'AWS::S3::Bucket', place, properties: { BucketName: 'somebodys' } } as const;
    expect(await sending(cloud).submit(target, somebodys, 't')).toMatchObject({ status: 'done' });
    const ours = { ...somebodys, properties: { BucketName: 'somebodys', Tags: tags('n') } };
    expect(await sending(cloud).submit(target, ours, 't', false)).toMatchObject({ status: 'failed', exists: true });
    expect(await sending(cloud).submit(target, ours, 't', true)).toMatchObject({ status: 'done' });
  });

  it.skipIf(missing || aws === null)('never takes over a bucket without tags at AWS itself, which keeps the tags of a creation', async () => {
    // A target without an endpoint is AWS; where the `aws` binary then goes is for its own environment to say.
    const atAws = createAwsCloud({
      clock: realClock,
      random: realRandom,
      credentials: () => async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' }),
      cli: { binary: aws ?? '', environment: { PATH: process.env['PATH'] ?? '', AWS_ENDPOINT_URL: moto.url } },
    });
    const { endpoint: _, ...definition } = target.target;
    const named: NamedTarget = { ...target, name: 'aws', target: { ...definition, executor: 'cli' } };
    const somebodys = { op: 'create', type: 'AWS::S3::Bucket', place, properties: { BucketName: 'somebodys-at-aws' } } as const;
    expect(await sending(atAws).submit(named, somebodys, 't')).toMatchObject({ status: 'done' });
    const ours = { ...somebodys, properties: { BucketName: 'somebodys-at-aws', Tags: tags('n') } };
    expect(await sending(atAws).submit(named, ours, 't', true)).toMatchObject({ status: 'failed', exists: true });
    atAws.close();
  });

  it.skipIf(missing)('makes a second resource for a replacement although the first carries the same tags', async () => {
    const make = async (CidrBlock: string, repeated: boolean) => {
      const properties = { CidrBlock, Tags: tags('replaced') };
      return sending(cloud).submit(target, { op: 'create', type: 'AWS::EC2::VPC', place, properties }, `t-${CidrBlock}`, repeated);
    };
    const [first, second, again] = [await make('10.1.0.0/16', false), await make('10.2.0.0/16', false), await make('10.2.0.0/16', true)];
    const settled = await Promise.all(
      [first, second, again].map((one) => (one.status === 'pending' ? sending(cloud).settle(target, one.handle, 5_000, 0) : one)),
    );
    const ids = settled.map((one) => (one.status === 'done' ? one.identifier : one.status));
    expect(new Set(ids).size).toBe(2);
    expect(ids[1]).toBe(ids[2]);
  });

  it.skipIf(missing)('tells truthfully what a create of several calls left behind, and completes it when repeated', async () => {
    const bucket = (type: string): JsonObject => ({
      BucketName: 'partial',
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      LoggingConfiguration: { DestinationBucketName: type },
      Tags: tags('partial'),
    });
    const broken = await sending(cloud).submit(target, { op: 'create', type: 'AWS::S3::Bucket', place, properties: bucket('no-such-bucket') }, 't');
    expect(broken).toMatchObject({ status: 'failed', identifier: 'partial', problem: { code: 'CLOUD_INVALID' } });
    expect(broken.status === 'failed' && broken.problem.message).toContain('AWS::S3::Bucket partial was created, but not completed');
    const { LoggingConfiguration: _, ...mended } = bucket('');
    expect(await sending(cloud).submit(target, { op: 'create', type: 'AWS::S3::Bucket', place, properties: mended }, 't', true)).toEqual({
      status: 'done',
      identifier: 'partial',
    });
  });
});
