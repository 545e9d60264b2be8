import type { Json, JsonObject } from '../../src/kernel/json.ts';
import type { Random } from './random.ts';

/**
 * The resource types histories are made of, and what the model knows of each by itself: it asks neither the registry nor the engine.
 * They are chosen for what can go wrong with them: with a name and without, with tags, without, and with tags in a map, with references that can be
 * changed and ones that cannot, and parents that cannot be deleted before their children.
 */
export interface Kind {
  readonly type: string;
  /** How its ownership tags are kept: a list of Key and Value, a map, or not at all. */
  readonly tags: 'list' | 'map' | 'none';
  /** Whether a resource has a name of our choosing, which cannot be changed in place. */
  readonly named: boolean;
  /** What it refers to, by slot. `fixed` references cannot be changed in place. */
  readonly refs: Readonly<Record<string, { readonly kind: KindName; readonly fixed: boolean }>>;
  /** Properties that cannot be changed in place, drawn when the node is made, or made anew. */
  fixed(random: Random): JsonObject;
  /** What AWS sets where a setting that may be left out is not asked for; nothing when it is not named here. */
  readonly defaults?: JsonObject;
  /** Properties that can. */
  settings(random: Random): JsonObject;
  /** Everything that is asked for. */
  properties(parts: {
    readonly name: string;
    readonly fixed: JsonObject;
    readonly settings: JsonObject;
    readonly refs: Readonly<Record<string, string>>;
  }): JsonObject;
}

export type KindName = 'queue' | 'topic' | 'parameter' | 'logs' | 'bucket' | 'role' | 'key' | 'alias' | 'vpc' | 'subnet' | 'subscription';

const none = () => ({});
const assumeRole: JsonObject = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

export const kinds: Readonly<Record<KindName, Kind>> = {
  queue: {
    type: 'AWS::SQS::Queue',
    tags: 'list',
    named: true,
    refs: {},
    fixed: none,
    defaults: { DelaySeconds: 0 },
    settings: (random) => ({ VisibilityTimeout: random.between(1, 600), ...(random.chance(0.5) ? { DelaySeconds: random.between(1, 900) } : {}) }),
    properties: ({ name, settings }) => ({ QueueName: name, ...settings }),
  },
  topic: {
    type: 'AWS::SNS::Topic',
    tags: 'list',
    named: true,
    refs: {},
    fixed: none,
    settings: (random) => ({ DisplayName: `display ${random.between(1, 1_000)}` }),
    properties: ({ name, settings }) => ({ TopicName: name, ...settings }),
  },
  parameter: {
    type: 'AWS::SSM::Parameter',
    tags: 'map',
    named: true,
    refs: { queue: { kind: 'queue', fixed: false } },
    fixed: none,
    settings: none,
    properties: ({ name, refs }) => ({ Name: `/${name}`, Type: 'String', Value: `queue=\${${refs['queue']}.Arn}` }),
  },
  logs: {
    type: 'AWS::Logs::LogGroup',
    tags: 'list',
    named: true,
    refs: {},
    fixed: none,
    settings: (random) => (random.chance(0.7) ? { RetentionInDays: random.pick([1, 3, 7, 14, 30]) } : {}),
    properties: ({ name, settings }) => ({ LogGroupName: name, ...settings }),
  },
  bucket: {
    type: 'AWS::S3::Bucket',
    tags: 'list',
    named: true,
    refs: {},
    fixed: none,
    settings: (random) => ({ VersioningConfiguration: { Status: random.pick(['Enabled', 'Suspended']) } }),
    properties: ({ name, settings }) => ({ BucketName: name, ...settings }),
  },
  role: {
    type: 'AWS::IAM::Role',
    tags: 'list',
    named: true,
    refs: {},
    fixed: none,
    settings: (random) => ({ MaxSessionDuration: 3_600 * random.between(1, 12), Description: `role ${random.between(1, 1_000)}` }),
    properties: ({ name, settings }) => ({ RoleName: name, AssumeRolePolicyDocument: assumeRole, ...settings }),
  },
  key: {
    type: 'AWS::KMS::Key',
    tags: 'list',
    named: false,
    refs: {},
    fixed: none,
    settings: (random) => ({ Description: `key ${random.between(1, 1_000)}`, EnableKeyRotation: random.chance(0.5) }),
    properties: ({ settings }) => settings,
  },
  alias: {
    type: 'AWS::KMS::Alias',
    tags: 'none',
    named: true,
    refs: { key: { kind: 'key', fixed: false } },
    fixed: none,
    settings: none,
    properties: ({ name, refs }) => ({ AliasName: `alias/${name}`, TargetKeyId: `\${${refs['key']}.KeyId}` }),
  },
  vpc: {
    type: 'AWS::EC2::VPC',
    tags: 'list',
    named: false,
    refs: {},
    fixed: (random) => ({ CidrBlock: `10.${random.between(0, 250)}.0.0/16` }),
    settings: (random) => ({ EnableDnsHostnames: random.chance(0.5), EnableDnsSupport: true }),
    properties: ({ fixed, settings }) => ({ ...fixed, ...settings }),
  },
  subnet: {
    type: 'AWS::EC2::Subnet',
    tags: 'list',
    named: false,
    refs: { vpc: { kind: 'vpc', fixed: true } },
    fixed: none,
    settings: (random) => ({ MapPublicIpOnLaunch: random.chance(0.5) }),
    properties: ({ settings, refs }) => ({ VpcId: `\${${refs['vpc']}.VpcId}`, CidrBlock: `\${${refs['vpc']}.CidrBlock}`, ...settings }),
  },
  subscription: {
    type: 'AWS::SNS::Subscription',
    tags: 'none',
    named: false,
    refs: { topic: { kind: 'topic', fixed: true }, queue: { kind: 'queue', fixed: true } },
    fixed: none,
    settings: (random) => ({ RawMessageDelivery: random.chance(0.5) }),
    properties: ({ settings, refs }) => ({ TopicArn: `\${${refs['topic']}.TopicArn}`, Protocol: 'sqs', Endpoint: `\${${refs['queue']}.Arn}`, ...settings }),
  },
};

/** Whether everything that is asked for is there; what else is there does not matter.. */
export function isWithin(asked: Json, live: Json | undefined): boolean {
  if (asked === null || typeof asked !== 'object') return asked === live;
  if (Array.isArray(asked)) return Array.isArray(live) && asked.length === live.length && asked.every((item, index) => isWithin(item, live[index] as Json));
  if (live === null || typeof live !== 'object' || Array.isArray(live)) return false;
  return Object.entries(asked).every(([name, value]) => isWithin(value, (live as JsonObject)[name]));
}
