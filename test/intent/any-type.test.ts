import { describe, expect, it } from 'vitest';
import { resolveText } from './real-context.ts';

/** What a text makes of the types, without a question. */
function made(text: string) {
  const came = resolveText(text);
  if (!came.ok || came.value.kind !== 'draft') throw new Error(`${text}: ${JSON.stringify(came)}`);
  return came.value.resources;
}

const rds = 'AWS::RDS::DBInstance';
const fn = 'AWS::Lambda::Function';
const rule = 'AWS::Events::Rule';
const group = 'AWS::EC2::SecurityGroup';

describe('what is said of a resource of any type', () => {
  it.each<[string, string, Readonly<Record<string, unknown>>]>([
    [
      'an encrypted postgres database with multi-az and deletion protection',
      rds,
      { Engine: 'postgres', StorageEncrypted: true, MultiAZ: true, DeletionProtection: true },
    ],
    ['a public rds mysql database', rds, { Engine: 'mysql', PubliclyAccessible: true }],
    ['a postgres database with 100 GB of storage and a backup retention of 2 weeks', rds, { AllocatedStorage: '100', BackupRetentionPeriod: 14 }],
    ['a mysql database with 1 TB of storage', rds, { AllocatedStorage: '1024' }],
    ['an unencrypted ebs volume of 50 GB', 'AWS::EC2::Volume', { Encrypted: false, Size: 50 }],
    [
      'a lambda function named resize, python 3.12, 512 MB of memory, timeout of 30 seconds',
      fn,
      { FunctionName: 'resize', Runtime: 'python3.12', MemorySize: 512, Timeout: 30 },
    ],
    ['a lambda function with 1 GB of memory and a timeout of 2 minutes', fn, { MemorySize: 1024, Timeout: 120 }],
    ['an internal load balancer', 'AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' }],
    ['an internet-facing application load balancer', 'AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internet-facing' }],
    ['a cron job that runs a lambda every 5 minutes', rule, { ScheduleExpression: 'rate(5 minutes)' }],
    ['a lambda function that runs every 5 minutes', rule, { ScheduleExpression: 'rate(5 minutes)' }],
    ['an eventbridge rule that triggers a lambda function every day at 7 UTC', rule, { ScheduleExpression: 'cron(0 7 * * ? *)' }],
    [
      'a security group that allows ssh from 10.0.0.0/8',
      group,
      { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '10.0.0.0/8' }] },
    ],
    [
      'a security group allowing http and https from anywhere',
      group,
      {
        SecurityGroupIngress: [
          { FromPort: 80, CidrIp: '0.0.0.0/0' },
          { FromPort: 443, CidrIp: '0.0.0.0/0' },
        ],
      },
    ],
    [
      'an alarm that goes off when the CPU utilization of an EC2 instance exceeds 80% for 10 minutes',
      'AWS::CloudWatch::Alarm',
      {
        Namespace: 'AWS/EC2',
        MetricName: 'CPUUtilization',
        Threshold: 80,
        ComparisonOperator: 'GreaterThanThreshold',
        Period: 300,
        EvaluationPeriods: 2,
        Dimensions: [{ Name: 'InstanceId' }],
      },
    ],
    ['a redis cluster with 3 nodes', 'AWS::ElastiCache::CacheCluster', { Engine: 'redis', NumCacheNodes: 3 }],
    [
      'a bucket with transfer acceleration and object ownership set to bucket owner preferred',
      'AWS::S3::Bucket',
      { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] } },
    ],
  ])('is read without a question: %s', (text, type, properties) => {
    const [resource] = made(text).filter((one) => one.type === type);
    expect(resource?.properties).toMatchObject(properties);
  });

  it('makes one alias of a key that is said to have one', () => {
    expect(made('a KMS key with alias app').map(({ type, properties }) => [type, properties['AliasName'] ?? null])).toEqual([
      ['AWS::KMS::Key', null],
      ['AWS::KMS::Alias', 'alias/app'],
    ]);
  });

  it('asks when a time is spoken of that cannot be read, and takes no other', () => {
    const came = resolveText('an eventbridge rule that triggers a lambda function every other day');
    expect(came).toMatchObject({ ok: true, value: { kind: 'question' } });
    if (came.ok && came.value.kind === 'question') expect(came.value.questions.some(({ slot, open }) => slot === 'schedule' && open)).toBe(true);
  });
});
