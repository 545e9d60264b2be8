import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../kernel/json.ts';
import type { AwsCall } from '../../../model/call.ts';
import type { Mutation } from '../../../ports/cloud.ts';
import { classify } from '../classify.ts';
import { ownMark, withNames } from '../mark-values.ts';
import type { Send } from '../send.ts';
import { native } from './native.ts';

const place = { account: '111111111111', region: 'us-east-1' };
const clock = { now: () => 0, sleep: async () => {} };
const dialect = native(clock);
const bucket = {
  BucketName: 'b',
  Tags: [
    { Key: 'asbuilt:deployment', Value: 'd' },
    { Key: 'asbuilt:node', Value: 'n' },
  ],
};
const create = (properties: JsonObject, region = 'us-east-1'): Mutation => ({ op: 'create', type: 'AWS::S3::Bucket', place: { ...place, region }, properties });
const said = (calls: readonly AwsCall[]) => calls.map(({ service, operation }) => `${service} ${operation}`);

/** Answers by operation: an output, or the code of an error; everything else is not found. */
function answering(answers: Readonly<Record<string, JsonObject | string>>): { send: Send; sent: AwsCall[] } {
  const sent: AwsCall[] = [];
  return {
    sent,
    send: async (call) => {
      sent.push(call);
      const answer = answers[call.operation] ?? 'NotFound';
      return typeof answer === 'string'
        ? { ok: false, failure: classify({ origin: 'service', code: answer, message: 'words', status: 400 }, call) }
        : { ok: true, output: answer };
    },
  };
}

/** Nothing was sent before. */
const first = { sent: false, untagged: false };

describe('native calls', () => {
  it('believe no description of another resource', async () => {
    const ref = { type: 'AWS::EC2::VPC', place, identifier: 'vpc-1' };
    const told = (VpcId: string) => answering({ DescribeVpcs: { Vpcs: [{ VpcId, CidrBlock: '10.0.0.0/16', Tags: [] }] }, DescribeVpcAttribute: {} }).send;
    expect(await dialect.read(told('vpc-1'), ref, new Set())).toMatchObject({ ok: true, value: { kind: 'live' } });
    expect(await dialect.read(told('vpc-2'), ref, new Set())).toMatchObject({ problems: [{ code: 'CLOUD_UNREACHABLE' }] });
  });

  it('take nothing that stands in an answer for what stands for another value', async () => {
    const Policy = JSON.stringify({ Statement: [{ Sid: { $secret: ['dbs'] } }], Id: { $from: { node: 'pw', attribute: 'Value' } } });
    const read = await dialect.read(answering({ GetBucketPolicy: { Policy } }).send, { type: 'AWS::S3::BucketPolicy', place, identifier: 'b' });
    expect(read).toMatchObject({
      value: { properties: { PolicyDocument: { Statement: [{ Sid: '{"$secret":["dbs"]}' }], Id: '{"$from":{"attribute":"Value","node":"pw"}}' } } },
    });
  });

  it('say before they are sent what they cannot do, and nothing of values that only a later step will know', () => {
    expect(dialect.cannot(create(bucket))).toBeNull();
    expect(dialect.cannot(create({ ...bucket, Strange: 1 }))).toMatchObject({ code: 'CLOUD_UNSUPPORTED', message: expect.stringContaining('Strange') });
    expect(dialect.cannot(create({ ...bucket, Strange: { $from: { node: 'a', attribute: 'B' } } }))).toBeNull();
    expect(dialect.cannot({ ...create({}), type: 'AWS::None::Such' })).toMatchObject({ code: 'CLOUD_UNSUPPORTED' });
    const fixed = { op: 'update', type: 'AWS::S3::Bucket', place, identifier: 'b', desired: bucket, live: bucket } as const;
    expect(dialect.cannot({ ...fixed, patch: [{ op: 'add', path: '/Strange', value: 1 }] })).toMatchObject({ code: 'CLOUD_UNSUPPORTED' });
  });

  it('never sends us-east-1 as a location constraint, and any other region always', () => {
    expect(dialect.calls(create(bucket))[0]?.input).toEqual({ Bucket: 'b', CreateBucketConfiguration: { Tags: bucket.Tags } });
    expect(dialect.calls(create({ BucketName: 'b' }))[0]?.input).toEqual({ Bucket: 'b' });
    expect(dialect.calls(create({ BucketName: 'b' }, 'eu-west-1'))[0]?.input).toEqual({
      Bucket: 'b',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    });
  });

  it('changes one facet with one call', () => {
    const live = { ...bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } };
    const update = (patch: Extract<Mutation, { op: 'update' }>['patch']): Mutation => ({
      op: 'update',
      type: 'AWS::S3::Bucket',
      place,
      identifier: 'b',
      live,
      desired: {},
      patch,
    });
    expect(dialect.calls(update([{ op: 'add', path: '/VersioningConfiguration', value: { Status: 'Enabled' } }]))).toEqual([
      {
        service: 's3api',
        operation: 'PutBucketVersioning',
        input: { Bucket: 'b', VersioningConfiguration: { Status: 'Enabled' } },
        target: place,
        effect: 'write',
      },
    ]);
    expect(said(dialect.calls(update([{ op: 'remove', path: '/PublicAccessBlockConfiguration' }])))).toEqual(['s3api DeletePublicAccessBlock']);
  });

  it('says what a call that sets a whole takes away, and sends it as it is where the update starts from it', () => {
    expect(dialect.restsOn('AWS::Events::Rule', ['ScheduleExpression'])).toEqual(expect.arrayContaining(['Description', 'EventPattern', 'State', 'RoleArn']));
    expect(dialect.restsOn('AWS::Events::Rule', ['Tags'])).toEqual(['Arn']);
    expect(dialect.restsOn('AWS::CloudWatch::Alarm', ['Threshold'])).toContain('AlarmActions');
    const live = { Name: 'tick', ScheduleExpression: 'rate(5 minutes)', State: 'DISABLED' };
    const patch = [{ op: 'replace' as const, path: '/ScheduleExpression', value: 'rate(7 minutes)' }];
    expect(
      dialect.calls({ op: 'update', type: 'AWS::Events::Rule', place, identifier: 'arn:aws:events:us-east-1:1:rule/tick', live, desired: {}, patch }),
    ).toMatchObject([{ operation: 'PutRule', input: { Name: 'tick', ScheduleExpression: 'rate(7 minutes)', State: 'DISABLED' } }]);
  });

  it('does not write over what is set together with a change and it cannot give again, whoever set that, and changes the rest', async () => {
    const rules = (Days: number, more: JsonObject = {}) => ({ Rules: [{ ID: 'tmp', Status: 'Enabled', Expiration: { Days }, ...more }] });
    const liveAt = async (reply: JsonObject): Promise<JsonObject> => {
      const { send } = answering({ GetBucketTagging: { TagSet: bucket.Tags }, GetBucketLifecycleConfiguration: reply });
      const read = await dialect.read(send, { type: 'AWS::S3::Bucket', place, identifier: 'b' });
      if (!read.ok || read.value.kind !== 'live') throw new Error('not read');
      return read.value.properties;
    };
    const change = (live: JsonObject, path: string, value: Json): Extract<Mutation, { op: 'update' }> => {
      return { op: 'update', type: 'AWS::S3::Bucket', place, identifier: 'b', live, desired: {}, patch: [{ op: 'replace', path, value }] };
    };
    const wanted = [{ Id: 'tmp', Status: 'Enabled', ExpirationInDays: 7, Prefix: '' }];
    const narrowed = await liveAt(rules(5, { Filter: { Tag: { Key: 'kind', Value: 'temp' } } }));
    const longer = change(narrowed, '/LifecycleConfiguration/Rules', wanted);
    expect(dialect.cannot(longer)).toMatchObject({ code: 'CLOUD_UNSUPPORTED', message: expect.stringContaining('LifecycleConfiguration.Rules.0.Filter') });
    const sending = answering({ PutBucketLifecycleConfiguration: {} });
    expect(await dialect.submit(sending.send, longer, first)).toMatchObject({ status: 'failed' });
    expect(sending.sent).toEqual([]);
    expect(dialect.cannot(change(narrowed, '/Tags', []))).toBeNull();
    const gone = { ...longer, patch: [{ op: 'remove' as const, path: '/LifecycleConfiguration' }] };
    expect(dialect.cannot(gone)).toBeNull();
    const plain = await liveAt({ ...rules(5, { Filter: { Prefix: '' } }), TransitionDefaultMinimumObjectSize: 'varies_by_storage_class' });
    expect(dialect.cannot(change(plain, '/LifecycleConfiguration/Rules', wanted))).toBeNull();
    expect(dialect.calls(change(plain, '/LifecycleConfiguration/Rules', [{ Id: 'tmp', Status: 'Enabled', ExpirationInDays: 7 }]))).toMatchObject([
      { input: { LifecycleConfiguration: rules(7, { Filter: { Prefix: '' } }), TransitionDefaultMinimumObjectSize: 'varies_by_storage_class' } },
    ]);
  });

  it('sends of a queue only the attributes that changed, and the default for what is dropped', () => {
    const live = { QueueName: 'q', QueueUrl: 'u', VisibilityTimeout: 45, DelaySeconds: 5 };
    const calls = dialect.calls({
      op: 'update',
      type: 'AWS::SQS::Queue',
      place,
      identifier: 'u',
      live,
      desired: {},
      patch: [
        { op: 'replace', path: '/VisibilityTimeout', value: 60 },
        { op: 'remove', path: '/DelaySeconds' },
      ],
    });
    expect(calls.map(({ input }) => input)).toEqual([{ QueueUrl: 'u', Attributes: { VisibilityTimeout: '60', DelaySeconds: '0' } }]);
  });

  it('shows what will exist only after the create by a mark of its name', () => {
    const calls = dialect.calls({
      op: 'create',
      type: 'AWS::EC2::VPC',
      place,
      properties: { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true, Tags: [{ Key: 'asbuilt:node', Value: 'network' }] },
    });
    expect(calls[1]).toMatchObject({ operation: 'ModifyVpcAttribute', input: { VpcId: ownMark('VpcId'), EnableDnsHostnames: { Value: true } } });
  });

  it('says what a delete empties first', () => {
    expect(
      said(
        dialect.calls({
          op: 'delete',
          type: 'AWS::IAM::Role',
          place,
          identifier: 'r',
          live: { ManagedPolicyArns: ['arn:p'], Policies: [{ PolicyName: 'i', PolicyDocument: {} }] },
        }),
      ),
    ).toEqual(['iam DetachRolePolicy', 'iam DeleteRolePolicy', 'iam DeleteRole']);
  });

  it('refuses a property it does not know, before anything is sent', async () => {
    const { send, sent } = answering({});
    expect(await dialect.submit(send, create({ ...bucket, ReplicationConfiguration: {} }), first)).toMatchObject({
      status: 'failed',
      problem: { code: 'CLOUD_UNSUPPORTED' },
    });
    expect(sent).toEqual([]);
  });

  it('refuses to change in place what only a replacement can change', async () => {
    const { send, sent } = answering({});
    const update: Mutation = {
      op: 'update',
      type: 'AWS::EC2::VPC',
      place,
      identifier: 'vpc-1',
      live: { CidrBlock: '10.0.0.0/16' },
      desired: {},
      patch: [{ op: 'replace', path: '/CidrBlock', value: '10.1.0.0/16' }],
    };
    expect(await dialect.submit(send, update, first)).toMatchObject({ status: 'failed', problem: { code: 'CLOUD_INVALID' } });
    expect(sent).toEqual([]);
  });

  it('reads a facet that cannot be read as a problem, never as absent', async () => {
    const { send } = answering({ GetBucketTagging: 'NoSuchTagSet', GetBucketEncryption: 'AccessDenied' });
    expect(await dialect.read(send, { type: 'AWS::S3::Bucket', place, identifier: 'b' })).toMatchObject({ ok: false, problems: [{ code: 'CLOUD_DENIED' }] });
  });

  it('reads settings that are not there as not set', async () => {
    const { send } = answering({ GetBucketTagging: 'NoSuchTagSet', GetBucketVersioning: { Status: 'Enabled' }, GetBucketLogging: {} });
    expect(await dialect.read(send, { type: 'AWS::S3::Bucket', place, identifier: 'b' })).toEqual({
      ok: true,
      value: {
        kind: 'live',
        properties: {
          BucketName: 'b',
          Arn: 'arn:aws:s3:::b',
          DomainName: 'b.s3.amazonaws.com',
          RegionalDomainName: 'b.s3.us-east-1.amazonaws.com',
          VersioningConfiguration: { Status: 'Enabled' },
        },
      },
    });
  });

  it('takes a bucket without tags for one that is there, and only one that the service does not know for absent', async () => {
    const read = async (GetBucketTagging: string) => dialect.read(answering({ GetBucketTagging }).send, { type: 'AWS::S3::Bucket', place, identifier: 'b' });
    expect(await read('NoSuchTagSet')).toMatchObject({ ok: true, value: { kind: 'live' } });
    expect(await read('NoSuchBucket')).toEqual({ ok: true, value: { kind: 'absent' } });
    expect(await read('AccessDenied')).toMatchObject({ ok: false, problems: [{ code: 'CLOUD_DENIED' }] });
  });

  it('reads what matters and what the resource is described with, and says that it left something out', async () => {
    const bucket = answering({ GetBucketTagging: 'NoSuchTagSet', GetBucketVersioning: { Status: 'Enabled' }, GetBucketCors: 'AccessDenied' });
    const ref = { type: 'AWS::S3::Bucket', place, identifier: 'b' };
    const matters = new Set(['BucketName', 'VersioningConfiguration']);
    expect(await dialect.read(bucket.send, ref, matters)).toMatchObject({
      ok: true,
      value: { kind: 'live', properties: { BucketName: 'b', VersioningConfiguration: { Status: 'Enabled' } }, partial: true },
    });
    expect(said(bucket.sent)).toEqual(['s3api GetBucketTagging', 's3api GetBucketVersioning']);
  });

  it('reads what has to be emptied before a deletion, whatever matters', async () => {
    const role = answering({ GetRole: { Role: { RoleName: 'r' } }, ListAttachedRolePolicies: { AttachedPolicies: [] }, ListRolePolicies: { PolicyNames: [] } });
    await dialect.read(role.send, { type: 'AWS::IAM::Role', place, identifier: 'r' }, new Set(['RoleName']));
    expect(said(role.sent)).toEqual(expect.arrayContaining(['iam GetRole', 'iam ListAttachedRolePolicies', 'iam ListRolePolicies']));
  });

  it('reads nothing before a delete that says itself when there is nothing to delete', async () => {
    const remove = (type: string): Mutation => ({ op: 'delete', type, place, identifier: 'x', live: {} });
    const there = answering({ DeleteBucket: {} });
    expect(await dialect.submit(there.send, remove('AWS::S3::Bucket'), first)).toEqual({ status: 'done', identifier: 'x' });
    expect(said(there.sent)).toEqual(['s3api DeleteBucket']);
    const gone = answering({ DeleteBucket: 'NoSuchBucket' });
    expect(await dialect.submit(gone.send, remove('AWS::S3::Bucket'), first)).toMatchObject({ status: 'failed', problem: { code: 'CLOUD_NOT_FOUND' } });
    // SNS takes the delete of a topic that is not there for done.
    const silent = answering({ DeleteTopic: {} });
    expect(await dialect.submit(silent.send, remove('AWS::SNS::Topic'), first)).toMatchObject({ status: 'failed', problem: { code: 'CLOUD_NOT_FOUND' } });
    expect(said(silent.sent)).toEqual(['sns GetTopicAttributes']);
  });

  it('make and look for a route by its network, whatever host bits it is asked for with', async () => {
    const asked = { RouteTableId: 'rtb-1', DestinationCidrBlock: '100.68.0.18/18', GatewayId: 'igw-1' };
    const kept = { DestinationCidrBlock: '100.68.0.0/18', GatewayId: 'igw-1' };
    const answers: Record<string, JsonObject> = { DescribeRouteTables: { RouteTables: [{ RouteTableId: 'rtb-1', Routes: [] }] }, CreateRoute: {} };
    const ec2 = answering(answers);
    const mutation: Mutation = { op: 'create', type: 'AWS::EC2::Route', place, properties: asked };
    expect(await dialect.submit(ec2.send, mutation, first)).toMatchObject({ status: 'done', identifier: 'rtb-1|100.68.0.0/18' });
    expect(dialect.calls(mutation)).toEqual(ec2.sent.filter(({ operation }) => operation === 'CreateRoute'));
    answers['DescribeRouteTables'] = { RouteTables: [{ RouteTableId: 'rtb-1', Routes: [kept] }] };
    expect(await dialect.read(ec2.send, { type: 'AWS::EC2::Route', place, identifier: 'rtb-1|100.68.0.0/18' })).toMatchObject({
      ok: true,
      value: { kind: 'live', properties: kept },
    });
    expect(await dialect.submit(ec2.send, mutation, first)).toMatchObject({ status: 'failed', exists: true });
  });

  it('keep what was in a database under a name that no other deletion has', async () => {
    const remove = (InstanceCreateTime: string): Mutation => ({
      op: 'delete',
      type: 'AWS::RDS::DBInstance',
      place,
      identifier: 'books',
      live: { DBInstanceIdentifier: 'books', InstanceCreateTime },
    });
    const sentFor = async (InstanceCreateTime: string) => {
      const rds = answering({ DescribeDBInstances: { DBInstances: [{ DBInstanceIdentifier: 'books', InstanceCreateTime }] }, DeleteDBInstance: {} });
      await dialect.submit(rds.send, remove(InstanceCreateTime), first);
      const sent = rds.sent.find(({ operation }) => operation === 'DeleteDBInstance');
      expect(dialect.calls(remove(InstanceCreateTime))).toEqual([sent]);
      return sent?.input['FinalDBSnapshotIdentifier'];
    };
    expect(await sentFor('2025-01-01T10:00:00.123Z')).toBe('books-final-2025-01-01T10-00-00-123Z');
    expect(await sentFor('2025-01-02T10:00:00.123000+00:00')).toBe('books-final-2025-01-02T10-00-00-123000-00-00');
  });

  it('make room for another version of a policy, as far as there is none, from the oldest that is not the default', async () => {
    const document = (action: string) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });
    const arn = 'arn:aws:iam::111111111111:policy/p';
    const change = (path: string, value: Json): Mutation => {
      const live = { PolicyDocument: document('s3:GetObject'), Tags: [] };
      return { op: 'update', type: 'AWS::IAM::ManagedPolicy', place, identifier: arn, live, desired: {}, patch: [{ op: 'replace', path, value }] };
    };
    const wider = change('/PolicyDocument', document('s3:*'));
    const versions = (...days: readonly number[]) =>
      days.map((day) => ({ VersionId: `v${day}`, CreateDate: `2025-01-0${day}T00:00:00Z`, IsDefaultVersion: day === 2 }));
    const deleted = async (mutation: Mutation, ...days: readonly number[]) => {
      const iam = answering({
        GetPolicy: { Policy: { Arn: arn, DefaultVersionId: 'v2' } },
        ListPolicyVersions: { Versions: versions(...days) },
        DeletePolicyVersion: {},
        CreatePolicyVersion: {},
        TagPolicy: {},
      });
      expect(await dialect.submit(iam.send, mutation, first)).toMatchObject({ status: 'done' });
      expect(iam.sent.at(-1)?.operation).toMatch(/^(CreatePolicyVersion|TagPolicy)$/);
      return iam.sent.filter(({ operation }) => operation === 'DeletePolicyVersion').map(({ input }) => input['VersionId']);
    };
    expect(await deleted(wider, 5, 4, 3, 2, 1)).toEqual(['v1']);
    expect(await deleted(wider, 6, 2, 5, 4, 3)).toEqual(['v3']);
    expect(await deleted(wider, 4, 3, 2, 1)).toEqual([]);
    expect(await deleted(change('/Tags', [{ Key: 'a', Value: 'b' }]), 5, 4, 3, 2, 1)).toEqual([]);
    const planned = dialect.calls(wider).map((call) => withNames(call));
    expect(planned).toMatchObject([
      { operation: 'DeletePolicyVersion', effect: 'write', input: { PolicyArn: arn, VersionId: { $each: 'OldVersions' } } },
      { operation: 'CreatePolicyVersion', input: { PolicyArn: arn, SetAsDefault: true } },
    ]);
  });

  it('waits for a resource to become ready, sends the rest then, and gives up on one that failed', async () => {
    const table: Mutation = {
      op: 'create',
      type: 'AWS::DynamoDB::Table',
      place,
      properties: { TableName: 't', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    };
    const coming = answering({ CreateTable: { TableDescription: { TableName: 't', TableStatus: 'CREATING' } } });
    const pending = await dialect.submit(coming.send, table, first);
    if (pending.status !== 'pending') throw new Error(pending.status);
    const handle = JSON.parse(JSON.stringify(pending.handle)) as JsonObject;
    const patience = { waitMilliseconds: 0, expectedSeconds: 0, simulated: true };
    const ready = answering({ DescribeTable: { Table: { TableName: 't', TableStatus: 'ACTIVE' } }, UpdateContinuousBackups: {} });
    expect(await dialect.settle(ready.send, ready.send, handle, patience)).toEqual({ status: 'done', identifier: 't' });
    expect(said(ready.sent.filter(({ effect }) => effect === 'write'))).toEqual(['dynamodb UpdateContinuousBackups']);
    const failed = answering({ DescribeTable: { Table: { TableName: 't', TableStatus: 'ARCHIVED' } } });
    expect(await dialect.settle(failed.send, failed.send, handle, patience)).toMatchObject({ status: 'failed', identifier: 't', over: true });
    const denied = answering({ DescribeTable: 'AccessDeniedException' });
    expect(await dialect.settle(denied.send, denied.send, handle, patience)).toMatchObject({
      status: 'unknown',
      identifier: 't',
      problem: { code: 'CLOUD_DENIED' },
    });
  });

  it('completes what an earlier attempt left by its identifier, and neither searches nor creates', async () => {
    const key: Mutation = { op: 'create', type: 'AWS::KMS::Key', place, properties: { Description: 'x', EnableKeyRotation: true, Tags: bucket.Tags } };
    const { send, sent } = answering({
      DescribeKey: { KeyMetadata: { KeyId: 'k', Description: 'x', KeyState: 'Enabled', Enabled: true } },
      ListResourceTags: { Tags: bucket.Tags.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })) },
      GetKeyRotationStatus: { KeyRotationEnabled: false },
      EnableKeyRotation: {},
    });
    expect(await dialect.submit(send, key, { ...first, left: 'k' })).toEqual({ status: 'done', identifier: 'k' });
    expect(said(sent.filter(({ effect }) => effect === 'write'))).toEqual(['kms EnableKeyRotation']);
    expect(said(sent)).not.toContain('resourcegroupstaggingapi GetResources');
  });

  it('takes what was left without tags for its own, but not what by now carries those of another node', async () => {
    const asked = create({ ...bucket, VersioningConfiguration: { Status: 'Enabled' } });
    const untagged = answering({ GetBucketTagging: 'NoSuchTagSet', PutBucketTagging: {}, PutBucketVersioning: {} });
    expect(await dialect.submit(untagged.send, asked, { ...first, left: 'b' })).toEqual({ status: 'done', identifier: 'b' });
    expect(said(untagged.sent.filter(({ effect }) => effect === 'write'))).toEqual(['s3api PutBucketTagging', 's3api PutBucketVersioning']);
    const theirs = answering({ GetBucketTagging: { TagSet: [{ Key: 'asbuilt:deployment', Value: 'other' }] } });
    expect(await dialect.submit(theirs.send, asked, { ...first, left: 'b' })).toMatchObject({ status: 'failed', exists: true });
    expect(theirs.sent.every(({ effect }) => effect === 'read')).toBe(true);
  });

  it('takes what stands under the name that is asked for, with the tags that are asked for, for what an earlier sending made, and never where nothing was sent', async () => {
    const there = () => answering({ GetBucketTagging: { TagSet: bucket.Tags } });
    const unsent = there();
    expect(await dialect.submit(unsent.send, create(bucket), first)).toMatchObject({ status: 'failed', exists: true });
    expect(unsent.sent.every(({ effect }) => effect === 'read')).toBe(true);
    expect(await dialect.submit(there().send, create(bucket), { ...first, sent: true })).toEqual({ status: 'done', identifier: 'b' });
  });

  it('says of what is like what was asked and has no tags that it was found, and does not take what holds more for what an earlier sending made', async () => {
    const sub: Mutation = { op: 'create', type: 'AWS::SNS::Subscription', place, properties: { TopicArn: 't', Protocol: 'sqs', Endpoint: 'e' } };
    const Attributes = { SubscriptionArn: 'a', TopicArn: 't', Protocol: 'sqs', Endpoint: 'e', RawMessageDelivery: 'false' };
    const there = (more: object) =>
      answering({
        ListSubscriptionsByTopic: { Subscriptions: [{ SubscriptionArn: 'a', Protocol: 'sqs', Endpoint: 'e' }] },
        GetSubscriptionAttributes: { Attributes: { ...Attributes, ...more } },
      });
    const again = { ...first, sent: true };
    expect(await dialect.submit(there({}).send, sub, again)).toEqual({ status: 'done', identifier: 'a', found: true });
    const filtered = there({ FilterPolicy: '{"kind":["urgent"]}' });
    expect(await dialect.submit(filtered.send, sub, again)).toMatchObject({ status: 'failed', exists: true });
    expect(filtered.sent.every(({ effect }) => effect === 'read')).toBe(true);
  });

  it('completes what is like what was asked and lacks its tags where they may have been dropped, and goes on saying that it was found', async () => {
    const asked = create({ ...bucket, VersioningConfiguration: { Status: 'Enabled' } });
    const again = { sent: true, untagged: true };
    const ended = answering({ GetBucketTagging: 'NoSuchTagSet', PutBucketTagging: {}, PutBucketVersioning: {} });
    expect(await dialect.submit(ended.send, asked, again)).toEqual({ status: 'done', identifier: 'b', found: true });
    const refused = answering({ GetBucketTagging: 'NoSuchTagSet', PutBucketTagging: {}, PutBucketVersioning: 'AccessDenied' });
    expect(await dialect.submit(refused.send, asked, again)).toMatchObject({
      status: 'failed',
      part: true,
      found: true,
      problem: { message: expect.stringContaining('was found, but not completed') },
    });
  });

  it('looks again for what an earlier attempt left and a read does not show, before anything is made', async () => {
    const { send, sent } = answering({});
    expect(await dialect.submit(send, create(bucket), { ...first, left: 'b' })).toMatchObject({ status: 'unknown', identifier: 'b' });
    expect(sent.every(({ effect }) => effect === 'read')).toBe(true);
  });

  it('lets the service make up a secret, and never shows it', async () => {
    const secret: Mutation = {
      op: 'create',
      type: 'AWS::SecretsManager::Secret',
      place,
      properties: { Name: 's', GenerateSecretString: { PasswordLength: 40 } },
    };
    const { send, sent } = answering({
      GetRandomPassword: { RandomPassword: 'made up' },
      CreateSecret: { ARN: 'arn:aws:secretsmanager:us-east-1:1:secret:s-abc' },
    });
    expect(await dialect.submit(send, secret, first)).toEqual({ status: 'done', identifier: 'arn:aws:secretsmanager:us-east-1:1:secret:s-abc' });
    expect(sent.slice(-2).map(({ operation, input }) => [operation, input])).toEqual([
      ['GetRandomPassword', { PasswordLength: 40 }],
      ['CreateSecret', { Name: 's', ClientRequestToken: { $token: true }, SecretString: 'made up' }],
    ]);
    expect(dialect.calls(secret)[1]?.input).toMatchObject({ SecretString: ownMark('GenerateSecretString') });
  });

  it('lists nothing as nothing, and says when a type cannot be listed', async () => {
    expect(await dialect.list(answering({ ListQueues: {} }).send, 'AWS::SQS::Queue', place, undefined)).toEqual({ ok: true, value: [] });
    expect(await dialect.list(answering({}).send, 'AWS::EC2::VpcPeering', place, undefined)).toMatchObject({
      ok: false,
      problems: [{ code: 'CLOUD_UNSUPPORTED' }],
    });
  });
});
