import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsCloud } from '../../src/adapters/aws/aws-cloud.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import type { Mutation } from '../../src/ports/cloud.ts';
import { type Asked, sending } from '../sending.ts';
import { type Moto, startMoto } from './moto.ts';
import { realClock, realRandom } from './real-time.ts';
import { awsBinary, motoBinary, programEnvironment, required } from './third-party.ts';

const place = { account: '123456789012', region: 'us-east-1' };
const binary = awsBinary();
const missing = (binary === null || motoBinary() === null) && !required;
const tags = [
  { Key: 'asbuilt:deployment', Value: 'binary' },
  { Key: 'asbuilt:node', Value: 'one' },
];
const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }] };

/** One type for each of these protocols: EC2's query, JSON with and without query compatibility, REST with JSON. S3's is below. */
const samples: readonly { readonly type: string; readonly properties: JsonObject; readonly change: JsonObject }[] = [
  { type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true, Tags: tags }, change: { EnableDnsHostnames: false } },
  { type: 'AWS::SQS::Queue', properties: { QueueName: 'one', VisibilityTimeout: 45, Tags: tags }, change: { VisibilityTimeout: 60 } },
  {
    type: 'AWS::Lambda::Function',
    properties: {
      FunctionName: 'one',
      Role: 'arn:aws:iam::123456789012:role/lambda',
      PackageType: 'Image',
      Code: { ImageUri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1' },
      Tags: tags,
    },
    change: { Timeout: 20 },
  },
  { type: 'AWS::SSM::Parameter', properties: { Name: '/one', Type: 'String', Value: 'file:///etc/passwd' }, change: { Value: 'two' } },
];

describe('native calls through the aws binary, on moto', () => {
  let moto: Moto;
  let cloud: ReturnType<typeof createAwsCloud>;
  const through = (executor: 'sdk' | 'cli'): NamedTarget => ({
    name: 'moto',
    regions: ['us-east-1'],
    target: { cloud: 'aws', ...place, endpoint: moto.url, dialect: 'native', executor, simulated: true },
  });

  beforeAll(async () => {
    if (missing) return;
    moto = await startMoto();
    cloud = createAwsCloud({
      clock: realClock,
      random: realRandom,
      credentials: () => async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' }),
      ...(binary === null ? {} : { cli: { binary, environment: programEnvironment() } }),
    });
    const role = await carryOut('sdk', {
      op: 'create',
      type: 'AWS::IAM::Role',
      place,
      properties: {
        RoleName: 'lambda',
        AssumeRolePolicyDocument: { ...trust, Statement: [{ ...trust.Statement[0], Principal: { Service: 'lambda.amazonaws.com' } }] },
      },
    });
    if (role.status !== 'done') throw new Error(JSON.stringify(role));
  });

  afterAll(async () => {
    if (missing) return;
    cloud.close();
    await moto.stop();
  });

  const carryOut = async (executor: 'sdk' | 'cli', mutation: Asked) => {
    const submission = await sending(cloud).submit(through(executor), mutation, 'token');
    return submission.status === 'pending' ? sending(cloud).settle(through(executor), submission.handle, 20_000, 1) : submission;
  };
  const live = async (executor: 'sdk' | 'cli', type: string, identifier: string) => {
    const read = await cloud.read(through(executor), { type, place, identifier });
    if (!read.ok || read.value.kind !== 'live') throw new Error(JSON.stringify(read));
    return read.value.properties;
  };

  it.skipIf(missing).concurrent.each(samples)('creates, reads, changes and deletes $type as the SDK does', async ({ type, properties, change }) => {
    const created = await carryOut('cli', { op: 'create', type, place, properties });
    if (created.status !== 'done' || created.identifier === null) throw new Error(JSON.stringify(created));
    const { identifier } = created;
    const before = await live('cli', type, identifier);
    expect(before).toEqual(await live('sdk', type, identifier));
    const patch = Object.entries(change).map(([name, value]) => ({ op: 'add', path: `/${name}`, value }) as const);
    const update: Mutation = { op: 'update', type, place, identifier, patch, desired: { ...properties, ...change }, live: before };
    expect(cloud.calls(through('cli'), update)).toHaveLength(1);
    expect(await carryOut('cli', update)).toEqual({ status: 'done', identifier });
    expect(await live('sdk', type, identifier)).toMatchObject(change);
    expect(await carryOut('cli', { op: 'delete', type, place, identifier })).toEqual({ status: 'done', identifier });
    expect(await cloud.read(through('sdk'), { type, place, identifier })).toEqual({ ok: true, value: { kind: 'absent' } });
  });
});
