import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { Property, ResourceType } from '../model/resource-type.ts';
import { indexReferences, liveReferences } from './live-references.ts';

const string: Property = { shape: { kind: 'string' } };
const type = (name: string, identifier: string, properties: Record<string, Property>, attributes: Record<string, Property>): ResourceType => ({
  name,
  identifier: [identifier],
  properties,
  attributes,
  definitions: { Logging: { DestinationBucketName: string } },
  tags: { property: 'Tags', variant: 'standard' },
  stateful: false,
  createOnly: [],
  conditionalCreateOnly: [],
  readOnly: Object.keys(attributes).map((attribute) => `/${attribute}`),
  writeOnly: [],
  source: 'schema',
});

const bucket = type('AWS::S3::Bucket', 'BucketName', { BucketName: string, Logging: { shape: { kind: 'object', definition: 'Logging' } } }, { Arn: string });
const vpc = type('AWS::EC2::VPC', 'VpcId', { CidrBlock: string }, { VpcId: string, OwnerId: string, DefaultSecurityGroup: string });
const queue = type('AWS::SQS::Queue', 'QueueUrl', { QueueName: string }, { QueueUrl: string, Arn: string });
const other = type(
  'AWS::Test::Other',
  'Id',
  {
    Anything: string,
    Named: { ...string, refs: [{ type: 'AWS::S3::Bucket', property: 'BucketName' }] },
    List: { shape: { kind: 'array', items: { kind: 'string' } } },
  },
  {},
);

const index = indexReferences([
  { key: 'logs', type: bucket, identifier: 'logs', properties: { BucketName: 'logs', Arn: 'arn:aws:s3:::logs' } },
  {
    key: 'net',
    type: vpc,
    identifier: 'vpc-0123456789',
    properties: { VpcId: 'vpc-0123456789', OwnerId: '111111111111', DefaultSecurityGroup: 'sg-0123456789', CidrBlock: '10.0.0.0/16' },
  },
  {
    key: 'jobs',
    type: queue,
    identifier: 'https://sqs/1/jobs',
    properties: { QueueUrl: 'https://sqs/1/jobs', QueueName: 'jobs', Arn: 'arn:aws:sqs:us-east-1:1:jobs' },
  },
]);
const found = (properties: JsonObject, of: ResourceType | undefined = other) =>
  liveReferences(index, of, properties).map(({ key, attribute, pointer }) => `${pointer} ${key}.${attribute}`);

describe('liveReferences', () => {
  it('finds ARNs, generated ids and addresses wherever they stand', () => {
    expect(found({ Anything: 'vpc-0123456789', List: ['arn:aws:s3:::logs', 'https://sqs/1/jobs'] }, undefined)).toEqual([
      '/Anything net.VpcId',
      '/List/0 logs.Arn',
      '/List/1 jobs.QueueUrl',
    ]);
  });

  it('finds them at the beginning of a longer ARN and inside documents, also those written as text', () => {
    expect(found({ Anything: 'arn:aws:s3:::logs/path/*' })).toEqual(['/Anything logs.Arn']);
    expect(found({ Anything: JSON.stringify({ Statement: [{ Resource: ['arn:aws:sqs:us-east-1:1:jobs'] }] }) })).toEqual([
      '/Anything/Statement/0/Resource/0 jobs.Arn',
    ]);
    expect(found({ Anything: 'arn:aws:s3:::logs-of-another' })).toEqual([]);
  });

  it('finds chosen names only where that kind of thing is expected', () => {
    expect(found({ Logging: { DestinationBucketName: 'logs' } }, bucket)).toEqual(['/Logging/DestinationBucketName logs.BucketName']);
    expect(found({ Named: 'logs' })).toEqual(['/Named logs.BucketName']);
    expect(found({ Anything: 'logs', List: ['jobs'] })).toEqual([]);
  });

  it('takes the name that a resource itself has for no reference, and a name for what is in the same account and region', () => {
    const here = { account: '111111111111', region: 'us-east-1' };
    const named = type('AWS::SQS::Queue', 'QueueUrl', { QueueName: { ...string, refs: [{ type: 'AWS::SQS::Queue', property: 'QueueName' }] } }, {});
    const own = { ...named, createOnly: ['/QueueName'] };
    const one = (arn: string | undefined) =>
      indexReferences([
        {
          key: 'jobs',
          type: { ...queue, createOnly: ['/QueueName'], ...(arn === undefined ? {} : { arn }) },
          at: here,
          identifier: 'https://sqs/1/jobs',
          properties: { QueueName: 'jobs' },
        },
      ]);
    const holder = type('AWS::Test::Other', 'Id', { QueueName: string }, {});
    const count = (arn: string | undefined, of: ResourceType, at: typeof here) => liveReferences(one(arn), of, { QueueName: 'jobs' }, at).length;
    const arn = 'arn:${Partition}:sqs:${Region}:${Account}:${QueueName}';
    const [there, elsewhere] = [
      { ...here, region: 'eu-west-1' },
      { ...here, account: '222222222222' },
    ];
    expect([here, there, elsewhere].map((at) => count(arn, own, at))).toEqual([0, 0, 0]);
    expect([here, there, elsewhere].map((at) => count(arn, holder, at))).toEqual([1, 0, 0]);
    expect([here, there, elsewhere].map((at) => count(undefined, holder, at))).toEqual([1, 0, 0]);
    expect([here, there, elsewhere].map((at) => count(arn.replace('${Region}', ''), holder, at))).toEqual([1, 1, 0]);
    expect([here, there, elsewhere].map((at) => count('arn:${Partition}:s3:::${QueueName}', holder, at))).toEqual([1, 1, 1]);
  });

  it('does not take what a resource merely returns for what it is, nor tags for references', () => {
    expect(found({ Anything: '111111111111', List: ['sg-0123456789', '10.0.0.0/16'], Tags: [{ Key: 'vpc', Value: 'vpc-0123456789' }] })).toEqual([]);
  });
});
