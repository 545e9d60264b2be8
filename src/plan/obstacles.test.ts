import { describe, expect, it } from 'vitest';
import { problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { ResourceDraft } from './diff-node.ts';
import { obstaclesOf, type Undertaking } from './obstacles.ts';

const undertaking = (
  type: string,
  action: ResourceDraft['action'],
  more: { after?: JsonObject; live?: JsonObject } & Partial<Undertaking> = {},
): Undertaking => {
  const { after = null, live = null, ...rest } = more;
  return {
    draft: { node: 'n', action, after } as unknown as ResourceDraft,
    type: { name: type } as ResourceType,
    cannot: [],
    scheduled: null,
    ...rest,
    live,
  };
};
const told = (one: Undertaking, impact: Parameters<typeof obstaclesOf>[1] = []) =>
  obstaclesOf([one], impact).map(({ because, message }) => `${because}: ${message}`);

describe('what stands in the way', () => {
  it.each([
    ['AWS::RDS::DBInstance', { DeletionProtection: true }, { DeletionProtection: false }],
    ['AWS::Cognito::UserPool', { DeletionProtection: 'ACTIVE' }, { DeletionProtection: 'INACTIVE' }],
    ['AWS::DynamoDB::Table', { DeletionProtectionEnabled: true }, {}],
  ])('is deletion protection of %s that is on, for what deletes it and for nothing else', (type, on, off) => {
    for (const action of ['delete', 'replace'] as const) {
      expect(told(undertaking(type, action, { live: on }))).toEqual([expect.stringMatching(/^protected: deletion protection of n is on/)]);
      expect(told(undertaking(type, action, { live: off }))).toEqual([]);
    }
    expect(told(undertaking(type, 'update', { live: on }))).toEqual([]);
    const [obstacle] = obstaclesOf([undertaking(type, 'delete', { live: on })], []);
    expect(obstacle?.fix).toMatch(/: asbuilt ask "turn off deletion protection of .+"$/);
  });

  it('is what stays and refers to what is deleted, of this deployment and of others, where the provider refuses that', () => {
    const kept = { node: 'gate', type: 'AWS::EC2::NatGateway', identifier: 'nat-1', because: 'its /SubnetId is the SubnetId of n, which is deleted' };
    const impact = [
      kept,
      { node: 'other.web', type: 'AWS::EC2::Instance', identifier: 'i-1', because: 'its /SubnetId is the SubnetId of n, which is deleted' },
    ];
    expect(told(undertaking('AWS::EC2::Subnet', 'delete'), impact)).toEqual([
      'held: gate, other.web refer to n and stay: its deletion will be refused as long as that is so',
    ]);
    expect(told(undertaking('AWS::S3::Bucket', 'delete'), impact)).toEqual([]);
    expect(told(undertaking('AWS::EC2::Subnet', 'update'), impact)).toEqual([]);
    expect(
      told(undertaking('AWS::EC2::Subnet', 'delete'), [{ ...(impact[0] as (typeof impact)[0]), because: 'its /X is the Y of another, which is deleted' }]),
    ).toEqual([]);
  });

  it.each<[string, JsonObject, string | null]>([
    ['AWS::S3::Bucket', { BucketName: 'xn--shop' }, 'must not begin so'],
    ['AWS::S3::Bucket', { BucketName: 'logs-s3alias' }, 'must not end so'],
    ['AWS::S3::Bucket', { BucketName: '10.0.0.1' }, 'look like an IP address'],
    ['AWS::S3::Bucket', { BucketName: 'logs' }, null],
    ['AWS::SQS::Queue', { QueueName: 'jobs', FifoQueue: true }, 'ends in .fifo'],
    ['AWS::SQS::Queue', { QueueName: 'jobs.fifo', FifoQueue: true }, null],
    ['AWS::SQS::Queue', { QueueName: 'jobs' }, null],
    ['AWS::RDS::DBInstance', { MasterUsername: 'admin', Engine: 'postgres' }, 'reserved word'],
    ['AWS::RDS::DBInstance', { MasterUsername: 'admin', Engine: 'mysql' }, null],
    ['AWS::KMS::Alias', { AliasName: 'alias/aws/mine' }, 'AWS manages'],
    ['AWS::SecretsManager::Secret', { Name: 'orders-abcdef' }, 'told from a secret’s ARN'],
    ['AWS::SecretsManager::Secret', { Name: { $from: { node: 'a', attribute: 'B' } } }, null],
  ])('is a value that %s is known to refuse: %j', (type, after, expected) => {
    const lines = told(undertaking(type, 'create', { after }));
    if (expected === null) expect(lines).toEqual([]);
    else expect(lines).toEqual([expect.stringContaining(expected)]);
    expect(told(undertaking(type, 'delete', { after }))).toEqual([]);
  });

  it('is what is scheduled for deletion, for what would be made in its place and for nothing else', () => {
    const scheduled = { node: 'n' as never, because: 'scheduled', message: 'm', fix: 'f' } as const;
    for (const action of ['create', 'replace'] as const)
      expect(told(undertaking('AWS::SecretsManager::Secret', action, { scheduled }))).toEqual(['scheduled: m']);
    for (const action of ['none', 'update', 'delete'] as const) expect(told(undertaking('AWS::SecretsManager::Secret', action, { scheduled }))).toEqual([]);
  });

  it('is what the dialect of the target cannot do', () => {
    const cannot = [problem('CLOUD_UNSUPPORTED', 'the native calls of X do not cover Y', 'leave it out')];
    expect(obstaclesOf([undertaking('X', 'create', { cannot })], [])).toEqual([
      { node: 'n', because: 'dialect', message: 'n: the native calls of X do not cover Y', fix: 'leave it out' },
    ]);
  });
});
