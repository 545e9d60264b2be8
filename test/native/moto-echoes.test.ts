import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Kept } from '../../src/model/run.ts';
import { type EngineOver, engineOver } from './engine-over.ts';
import { type Moto, startMoto } from './moto.ts';
import { motoBinary, required } from './third-party.ts';

const account = '123456789012';
const missing = motoBinary() === null && !required;
const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
const network = [
  { node: 'vpc', type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.0.0.0/16' } },
  { node: 'one', type: 'AWS::EC2::Subnet', properties: { VpcId: '${vpc.VpcId}', CidrBlock: '10.0.1.0/24', AvailabilityZone: 'us-east-1a' } },
  { node: 'two', type: 'AWS::EC2::Subnet', properties: { VpcId: '${vpc.VpcId}', CidrBlock: '10.0.2.0/24', AvailabilityZone: 'us-east-1b' } },
];
const role = { node: 'role', type: 'AWS::IAM::Role', properties: { RoleName: 'worker', AssumeRolePolicyDocument: trust } };
const worker = (properties: object) => ({
  node: 'worker',
  type: 'AWS::Lambda::Function',
  properties: { FunctionName: 'worker', Runtime: 'python3.13', Handler: 'i.h', Role: '${role.Arn}', Code: { ZipFile: 'def h(e, c): pass' }, ...properties },
});

/** What is asked in one spelling and kept in another by an AWS that nobody here wrote: the creation succeeds, and the plan after it is empty. */
describe('what moto says back', () => {
  let moto: Moto;
  let over: EngineOver;
  beforeAll(async () => {
    if (missing) return;
    moto = await startMoto();
    const target = { cloud: 'aws', account, region: 'us-east-1', endpoint: moto.url, dialect: 'native', executor: 'sdk', simulated: true } as const;
    over = await engineOver({ name: 'moto', regions: ['us-east-1'], target }, { retry: 10_000, consistency: 1_500, slice: 5_000 });
  }, 60_000);
  afterAll(async () => {
    if (missing) return;
    await over.close();
    await moto.stop();
  });

  it.skipIf(missing).each<[string, Parameters<EngineOver['plan']>[1], Kept[]]>([
    [
      'a name in capitals',
      [
        ...network,
        {
          node: 'books',
          type: 'AWS::RDS::DBSubnetGroup',
          properties: { DBSubnetGroupName: 'Books-Subnets', DBSubnetGroupDescription: 'd', SubnetIds: ['${one.SubnetId}', '${two.SubnetId}'] },
        },
      ],
      [{ path: '/DBSubnetGroupName', asked: 'Books-Subnets', found: 'books-subnets' }],
    ],
    [
      'a count as text',
      [
        { node: 'dead', type: 'AWS::SQS::Queue', properties: { QueueName: 'dead' } },
        {
          node: 'jobs',
          type: 'AWS::SQS::Queue',
          properties: { QueueName: 'jobs', RedrivePolicy: { deadLetterTargetArn: '${dead.Arn}', maxReceiveCount: '3' } },
        },
      ],
      [],
    ],
    [
      'a protocol in capitals',
      [
        network[0] as (typeof network)[0],
        {
          node: 'web',
          type: 'AWS::EC2::SecurityGroup',
          properties: {
            GroupName: 'web',
            GroupDescription: 'd',
            VpcId: '${vpc.VpcId}',
            SecurityGroupIngress: [{ IpProtocol: 'TCP', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8' }],
          },
        },
      ],
      [],
    ],
    ['an environment of nothing', [role, worker({ Environment: { Variables: {} } })], []],
    ['an empty text', [{ ...role, properties: { ...role.properties, RoleName: 'other' } }, worker({ FunctionName: 'other', Description: '' })], []],
  ])(
    'is no difference, of %s',
    async (says, resources, kept) => {
      const deployment = says.replaceAll(' ', '_');
      const run = await over.apply(await over.plan(deployment, resources));
      expect(run, JSON.stringify(run.nodes.map(({ step, error }) => [step, error]))).toMatchObject({ status: 'succeeded' });
      const told = run.nodes.flatMap((node) => node.kept ?? []).filter(({ found }) => found !== undefined);
      expect(told.filter(({ deviation }) => deviation === true)).toEqual([]);
      for (const one of kept) expect(told).toContainEqual(one);
      expect((await over.plan(deployment, resources)).steps).toEqual([]);
    },
    120_000,
  );
});
