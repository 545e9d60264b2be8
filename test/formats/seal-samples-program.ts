/**
 * Makes a sealed plan and an approval of it, in the formats of this version: `node test/formats/seal-samples-program.ts`. Run once for each format; what
 * is there is never written again, since it stands for all that was sealed in that format.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureApproverKey } from '../../src/adapters/keys/approver-key.ts';
import { digestOf } from '../../src/kernel/digest.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { approvalBody } from '../../src/model/approval.ts';
import type { AwsCall } from '../../src/model/call.ts';
import type { DesiredNode, DesiredResource, DesiredUnit } from '../../src/model/desired.ts';
import type { Mutation } from '../../src/model/mutation.ts';
import { deploymentName, nodeAddress } from '../../src/model/names.ts';
import { nodeTagValue } from '../../src/model/node-tag.ts';
import type { Binding, Observed, ResourceBinding, UnitBinding } from '../../src/model/observed.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { AwsAt } from '../../src/model/target.ts';
import type { PlanTarget } from '../../src/model/target-definition.ts';
import { unitBasis } from '../../src/plan/diff-unit.ts';
import { planDeployment } from '../../src/plan/plan-deployment.ts';
import { sealPlan } from '../../src/plan/seal-plan.ts';
import { judge } from '../../src/policy/judge.ts';
import { loadRegistry } from '../../src/registry/registry.ts';

const types = loadRegistry();
const deployment = deploymentName.parse('orders');
const main: AwsAt = { target: 'main', cloud: 'aws', account: '111111111111', region: 'eu-west-1' };
const lab: AwsAt = { target: 'lab', cloud: 'aws', account: '123456789012', region: 'us-east-1' };
const migrations = digestOf({ files: [{ path: 'main.py', base64: 'cHJpbnQoMSkK' }] });

const targets: readonly PlanTarget[] = [
  {
    alias: 'main',
    name: 'prod',
    definition: {
      cloud: 'aws',
      account: main.account,
      regions: ['eu-west-1', 'eu-central-1'],
      role: 'arn:aws:iam::111111111111:role/asbuilt',
      externalId: 'orders-team',
      dialect: 'cloudcontrol',
      dialects: { 'AWS::S3::Bucket': 'native' },
      executor: 'sdk',
      endpoint: { kind: 'aws' },
    },
    identity: { account: main.account, arn: 'arn:aws:sts::111111111111:assumed-role/asbuilt/plan', userId: 'AROAEXAMPLE:plan' },
    simulated: false,
  },
  {
    alias: 'lab',
    name: 'sandbox',
    definition: {
      cloud: 'aws',
      account: lab.account,
      regions: [lab.region],
      role: null,
      externalId: null,
      dialect: 'native',
      dialects: {},
      executor: 'cli',
      endpoint: { kind: 'sandbox', instance: 'b5d1b1f0-3f0e-4f65-9d5c-2f5e8b9c7a10' },
    },
    identity: { account: lab.account, arn: 'arn:aws:iam::123456789012:user/sandbox', userId: 'AIDASANDBOX' },
    simulated: true,
  },
];

function resource(node: string, type: string, properties: JsonObject, more: Partial<DesiredResource> = {}): DesiredResource {
  return { kind: 'resource', node: nodeAddress.parse(node), type, at: main, properties, dependsOn: [], retain: false, ...more };
}

function tags(node: string, type: string, ...more: readonly JsonObject[]): JsonObject[] {
  return [{ Key: 'asbuilt:deployment', Value: deployment }, { Key: 'asbuilt:node', Value: nodeTagValue(node, type) }, ...more];
}

function unit(node: string, inputs: JsonObject, more: Partial<DesiredUnit> = {}): DesiredUnit {
  const outputs = { rows: { type: 'integer' }, report: { type: 'object', properties: { url: { type: 'string' } } } };
  const base = { at: main, engine: 'python', source: migrations, outputs, repeatable: false, dependsOn: [], retain: false } as const;
  return { kind: 'unit', node: nodeAddress.parse(node), inputs, ...base, dependsOn: [], ...more };
}

function bound(wish: DesiredResource, identifier: string, more: Partial<ResourceBinding> = {}): ResourceBinding {
  const { node, type, at, properties, retain } = wish;
  const known = { creation: { kind: 'identifier' }, echo: {}, deviations: [], writeOnlyDigests: {}, outputs: {} } as const;
  return { kind: 'resource', deployment, node, type, at, identifier, applied: properties, retain, ...known, deviations: [], ...more };
}

function ran({ node, at, retain, engine, source, inputs }: DesiredUnit, outputs: JsonObject): UnitBinding {
  return { kind: 'unit', deployment, node, at, retain, engine, source, ranWith: unitBasis(source, inputs), outputs };
}

type Live = Extract<Observed, { kind: 'live' }>;
function live(identifier: string, properties: JsonObject, more: Partial<Live> = {}): Live {
  return { kind: 'live', identifier, properties, ownership: 'made', creation: { kind: 'identifier' }, ...more };
}

const queueUrl = (name: string) => `https://sqs.eu-west-1.amazonaws.com/111111111111/${name}`;
const queueArn = (name: string) => `arn:aws:sqs:eu-west-1:111111111111:${name}`;
const policyArn = 'arn:aws:iam::111111111111:policy/outbox';
const queueTags = tags('queues["eu west"]', 'AWS::SQS::Queue');

const former = {
  queue: resource('queues["eu west"]', 'AWS::SQS::Queue', { QueueName: 'orders', VisibilityTimeout: 30, MaximumMessageSize: 1024, Tags: queueTags }),
  topic: resource('topic', 'AWS::SNS::Topic', { TopicName: 'orders', Tags: tags('topic', 'AWS::SNS::Topic') }),
  secret: resource('secret', 'AWS::SecretsManager::Secret', { Name: 'orders/key', SecretString: 'first' }),
  parameter: resource('parameter', 'AWS::SSM::Parameter', { Name: '/orders/rows', Type: 'String', Value: 'none' }),
  table: resource('table', 'AWS::DynamoDB::Table', { TableName: 'orders', BillingMode: 'PAY_PER_REQUEST' }, { retain: true }),
  outbox: resource('outbox', 'AWS::SQS::Queue', { QueueName: 'outbox' }),
  alarm: resource('alarm', 'AWS::SNS::Topic', { TopicName: 'alarm' }),
  role: resource('role', 'AWS::IAM::Role', { RoleName: 'outbox', AssumeRolePolicyDocument: { Statement: [] } }),
  policy: resource('policy', 'AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'outbox', PolicyDocument: { Statement: [] } }),
  audit: resource('audit', 'AWS::SQS::Queue', { QueueName: 'audit' }),
  report: unit('report', { bucket: 'orders-archive' }, { repeatable: true }),
  seed: unit('seed', {}),
};

const desired: readonly DesiredNode[] = [
  resource('network.vpc[0]', 'AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true }, { at: lab }),
  resource(
    'network.subnet[0]',
    'AWS::EC2::Subnet',
    { VpcId: { $from: { node: 'network.vpc[0]', attribute: 'VpcId' } }, CidrBlock: '10.0.0.0/24' },
    { at: lab },
  ),
  { ...former.queue, properties: { QueueName: 'orders', VisibilityTimeout: 60, DelaySeconds: 5, Tags: queueTags } },
  former.topic,
  { ...former.secret, properties: { Name: 'orders/key', SecretString: 'second' } },
  resource('parameter', 'AWS::SSM::Parameter', {
    Name: '/orders/eu/rows',
    Type: 'String',
    Value: { $join: ['rows: ', { $from: { node: 'migrate', attribute: 'rows' } }] },
  }),
  resource('archive', 'AWS::S3::Bucket', { BucketName: 'orders-archive', VersioningConfiguration: { Status: 'Enabled' } }, { retain: true }),
  former.audit,
  former.report,
  unit('migrate', {
    subnet: { $from: { node: 'network.subnet[0]', attribute: 'SubnetId' } },
    queue: { $from: { node: 'queues["eu west"]', attribute: 'Arn' } },
  }),
  unit(
    'smoke',
    { url: { $from: { node: 'report', attribute: 'report.url' } } },
    { at: { target: 'lab', cloud: 'kubernetes', cluster: 'blue', namespace: 'orders' } },
  ),
];

const bindings: readonly Binding[] = [
  bound(former.queue, queueUrl('orders')),
  bound(former.topic, 'arn:aws:sns:eu-west-1:111111111111:orders'),
  bound(former.secret, 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:orders/key-a1b2c3', {
    writeOnlyDigests: { '/SecretString': digestOf('first') },
  }),
  bound(former.parameter, '/orders/rows'),
  bound(former.table, 'orders'),
  bound(former.outbox, queueUrl('outbox'), { creation: { kind: 'unproven', because: 'no read tells when a queue of that name was made' } }),
  bound(former.alarm, 'arn:aws:sns:eu-west-1:111111111111:alarm'),
  bound(former.role, 'outbox'),
  bound(former.policy, policyArn),
  bound(former.audit, queueUrl('audit')),
  ran(former.report, { rows: 12, report: { url: 'https://example.com/report' } }),
  ran(former.seed, { rows: 3, report: {} }),
];

const made = { kind: 'read', source: 's3api ListBuckets CreationDate', value: '2026-01-05T07:00:00.000Z' } as const;
const observed: Readonly<Record<string, Observed>> = {
  'network.vpc[0]': { kind: 'absent' },
  'network.subnet[0]': { kind: 'absent' },
  'queues["eu west"]': live(queueUrl('orders'), { ...former.queue.properties, QueueUrl: queueUrl('orders'), Arn: queueArn('orders') }),
  topic: live('arn:aws:sns:eu-west-1:111111111111:orders', { TopicName: 'orders', Tags: [{ Key: 'team', Value: 'payments' }] }, { ownership: 'tags-lost' }),
  secret: live('arn:aws:secretsmanager:eu-west-1:111111111111:secret:orders/key-a1b2c3', { Name: 'orders/key' }),
  parameter: live('/orders/rows', { Name: '/orders/rows', Type: 'String', Value: 'none' }, { ownership: 'tagged', creation: null }),
  archive: live('orders-archive', { BucketName: 'orders-archive', Arn: 'arn:aws:s3:::orders-archive' }, { ownership: 'found', creation: made }),
  table: live(
    'orders',
    { TableName: 'orders', BillingMode: 'PAY_PER_REQUEST' },
    { creation: { ...made, source: 'dynamodb DescribeTable TableId', value: 'b1f0' } },
  ),
  outbox: live(
    queueUrl('outbox'),
    { QueueName: 'outbox', QueueUrl: queueUrl('outbox'), Arn: queueArn('outbox') },
    { ownership: 'unproven', creation: { kind: 'unproven', because: 'no read tells when a queue of that name was made' } },
  ),
  alarm: { kind: 'absent' },
  audit: { kind: 'absent' },
  // The policy is attached by its own doing: nobody asked the role for it.
  role: live('outbox', { ...former.role.properties, ManagedPolicyArns: [policyArn] }),
  policy: live(policyArn, { ...former.policy.properties, PolicyArn: policyArn }),
};

/** The calls as the two dialects make them: documents as documents, a token of the attempt, and a value that the first call brings to light. */
function calls(target: string, mutation: Mutation): AwsCall[] {
  const call = (service: string, operation: string, input: JsonObject): AwsCall => ({ service, operation, input, target: mutation.place, effect: 'write' });
  const about = { TypeName: mutation.type, ClientToken: { $token: true } };
  switch (mutation.op) {
    case 'create':
      if (target === 'lab' && mutation.type === 'AWS::EC2::VPC') {
        return [
          call('ec2', 'CreateVpc', { CidrBlock: mutation.properties['CidrBlock'] ?? null }),
          call('ec2', 'ModifyVpcAttribute', { VpcId: { $own: 'VpcId' }, EnableDnsHostnames: { Value: true } }),
        ];
      }
      return [call('cloudcontrol', 'CreateResource', { ...about, DesiredState: { $json: mutation.properties } })];
    case 'update':
      return [call('cloudcontrol', 'UpdateResource', { ...about, Identifier: mutation.identifier, PatchDocument: { $json: mutation.patch } })];
    case 'delete':
      return [call('cloudcontrol', 'DeleteResource', { ...about, Identifier: mutation.identifier })];
    default:
      return mutation satisfies never;
  }
}

function sealed(): { readonly plan: Plan; readonly bytes: string } {
  const subscriber = bound(resource('subscriber', 'AWS::SNS::Subscription', { Protocol: 'sqs', Endpoint: queueArn('outbox') }), 'arn:aws:sns:eu-west-1:1:s');
  const planned = planDeployment({
    deployment,
    targets,
    follows: 'p_0a1b2c3d4e5f',
    engines: [{ engine: 'python', version: '3.13.5', digest: digestOf('python 3.13.5') }],
    intent: 'the orders service, with its network in the lab — “as before”',
    evidence: [{ words: 'orders service', entry: 'pattern/sqs_queue@1.0.0', effect: 'makes a queue' }],
    desired,
    observed: new Map(Object.entries(observed)),
    bindings: new Map(bindings.map((binding) => [binding.node as string, binding])),
    allBindings: [...bindings, { ...subscriber, deployment: deploymentName.parse('billing') }],
    typeOf: types.type,
    durations: () => [],
    paceAt: () => 1,
    coverage: {
      read: [{ type: 'AWS::SQS::Queue', account: main.account, region: main.region, resources: 3 }],
      unread: [{ scope: 'eu-central-1', reason: 'nothing of the deployment is there' }],
    },
    calls,
    checks: [
      { node: nodeAddress.parse('archive'), control: 'versioned', pointer: '/VersioningConfiguration/Status', equals: 'Enabled' },
      { node: nodeAddress.parse('queues["eu west"]'), control: 'private', pointer: '/Policy', exists: false },
    ],
    judge,
    createdAt: '2026-02-03T04:05:06.789Z',
    expiresAt: '2026-02-03T05:05:06.789Z',
  });
  if (!planned.ok) throw new Error(planned.problems.map(({ at, message }) => `${at}: ${message}`).join('\n'));
  return sealPlan(planned.value);
}

const { plan, bytes } = sealed();
const home = mkdtempSync(join(tmpdir(), 'asbuilt-formats-'));
const key = ensureApproverKey(home);
rmSync(home, { recursive: true });
if (!key.ok) throw new Error(key.problems[0]?.message);
const auditHead = { seq: 128, hash: digestOf('the end of the log') };
const terms = { approver: 'grace', now: Date.parse('2026-02-03T04:10:00.000Z'), nonce: 'c0ffee'.padEnd(32, '0'), auditHead, consents: [] };
const signed = key.value.key.sign(plan, terms);
if (!signed.ok) throw new Error(signed.problems[0]?.message);
const trust = { approvers: [{ name: 'grace', publicKey: key.value.key.publicKey }] };

writeFileSync(join(import.meta.dirname, `plan-${plan.version}.json`), bytes, { flag: 'wx' });
writeFileSync(
  join(import.meta.dirname, `approval-${approvalBody.shape.version.value}.json`),
  `${JSON.stringify({ approval: signed.value, trust }, null, 2)}\n`,
  {
    flag: 'wx',
  },
);
