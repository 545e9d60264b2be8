import { DescribeRuleCommand, DisableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient, ListKeysCommand, ListResourceTagsCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { GetBucketPolicyCommand, GetBucketVersioningCommand, ListBucketsCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EngineOver, engineOver } from './engine-over.ts';
import { type Meddler, meddler } from './meddler.ts';
import { type Moto, startMoto } from './moto.ts';
import { motoBinary, required } from './third-party.ts';

const account = '123456789012';
const invalid = { status: 400, type: 'application/xml', body: '<Error><Code>MalformedXML</Code><Message>not today</Message></Error>' };
const missing = motoBinary() === null && !required;

describe('the engine over native calls, with somebody meddling in between', () => {
  let moto: Moto;
  let between: Meddler;
  let stage: EngineOver;
  let s3: S3Client;
  let kms: KMSClient;

  beforeAll(async () => {
    if (missing) return;
    moto = await startMoto();
    between = await meddler(moto.url);
    const place = { account, region: 'us-east-1' };
    stage = await engineOver(
      { name: 'moto', regions: ['us-east-1'], target: { cloud: 'aws', ...place, endpoint: between.url, dialect: 'native', executor: 'sdk', simulated: true } },
      { retry: 10_000, consistency: 1_500, slice: 5_000 },
    );
    const client = { endpoint: moto.url, region: 'us-east-1', credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } };
    s3 = new S3Client({ ...client, forcePathStyle: true });
    kms = new KMSClient(client);
  });
  beforeEach(() => between?.meddle(() => 'pass'));
  afterAll(async () => {
    if (missing) return;
    await stage.close();
    s3.destroy();
    kms.destroy();
    await between.close();
    await moto.stop();
  });

  const bucket = (name: string, properties: object = { VersioningConfiguration: { Status: 'Enabled' } }) => ({
    node: 'bucket',
    type: 'AWS::S3::Bucket',
    properties: { BucketName: name, ...properties },
  });
  const buckets = async (prefix: string) =>
    ((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).flatMap(({ Name = '' }) => (Name.startsWith(prefix) ? [Name] : []));

  // The tagging call comes second here, since moto forgets the tags of the create call: what is refused there leaves a bucket without the proof of whose it is.
  it.skipIf(missing).each(['versioning', 'tagging'])('resumes a creation that was refused in its middle, at %s, and completes it', async (call) => {
    const plan = await stage.plan(`half_${call}`, [bucket(`half-${call}`)]);
    between.meddle(({ method, url }) => (method === 'PUT' && url.includes(`?${call}`) ? invalid : 'pass'));
    const begun = await stage.apply(plan);
    expect(begun).toMatchObject({ status: 'failed', cause: { code: 'CLOUD_INVALID' }, nodes: [{ status: 'failed', identifier: `half-${call}` }] });
    const again = await stage.resume(begun.id);
    expect(again).toMatchObject({ status: 'failed', cause: { code: 'CLOUD_INVALID' }, nodes: [{ status: 'failed', identifier: `half-${call}` }] });
    between.meddle(() => 'pass');
    expect(await stage.resume(begun.id)).toMatchObject({ status: 'succeeded', nodes: [{ status: 'done', identifier: `half-${call}` }] });
    expect(await s3.send(new GetBucketVersioningCommand({ Bucket: `half-${call}` }))).toMatchObject({ Status: 'Enabled' });
    expect(await buckets('half-')).toContain(`half-${call}`);
    expect((await stage.plan(`half_${call}`, [bucket(`half-${call}`)])).summary).toMatchObject({ create: 0, update: 0, unchanged: 1 });
  });

  it.skipIf(missing)('goes on by itself where the middle of a creation was only told to slow down', async () => {
    const plan = await stage.plan('slowed', [bucket('slowed')]);
    let refusals = 4;
    between.meddle(({ method, url }) =>
      method === 'PUT' && url.includes('?tagging') && refusals-- > 0
        ? { ...invalid, status: 409, body: '<Error><Code>OperationAborted</Code><Message>wait</Message></Error>' }
        : 'pass',
    );
    expect(await stage.apply(plan)).toMatchObject({ status: 'succeeded', nodes: [{ status: 'done', identifier: 'slowed' }] });
  });

  it.skipIf(missing)('outlives an outage at each read that comes before a mutation', async () => {
    expect(await stage.apply(await stage.plan('outage', [bucket('outage')]))).toMatchObject({ status: 'succeeded' });
    const plan = await stage.plan('outage', [bucket('outage', { VersioningConfiguration: { Status: 'Suspended' } })]);
    let left = 12;
    between.meddle(({ method, url }) => (method === 'GET' && url.includes('?tagging') && left-- > 0 ? 'cut' : 'pass'));
    expect(await stage.apply(plan)).toMatchObject({ status: 'succeeded' });
    expect(left).toBeLessThan(0);
  });

  it.skipIf(missing)('begins no step that was cancelled while the provider was away', async () => {
    expect(await stage.apply(await stage.plan('away', [bucket('away')]))).toMatchObject({ status: 'succeeded' });
    const plan = await stage.plan('away', [bucket('away', { VersioningConfiguration: { Status: 'Suspended' } })]);
    let asked = false;
    let back = false;
    between.meddle(({ method, url }) => {
      if (method !== 'GET' || !url.includes('?tagging') || back) return 'pass';
      if (!asked) void stage.cancel('away').then(() => (back = true));
      asked = true;
      return 'cut';
    });
    expect(await stage.apply(plan)).toMatchObject({ status: 'cancelled', nodes: [{ status: 'skipped' }] });
    expect(await s3.send(new GetBucketVersioningCommand({ Bucket: 'away' }))).toMatchObject({ Status: 'Enabled' });
  });

  const policyOf = (name: string, Sid: string, Action: string) => ({
    Version: '2012-10-17',
    Statement: [{ Sid, Effect: 'Deny', Principal: '*', Action, Resource: `arn:aws:s3:::${name}/*` }],
  });
  const withPolicy = (name: string, Sid: string) => [
    bucket(name),
    {
      node: 'policy',
      type: 'AWS::S3::BucketPolicy',
      // The name alone says nothing of what has to be there first.
      dependsOn: ['bucket'],
      properties: { Bucket: name, PolicyDocument: policyOf(name, Sid, 's3:PutObject') },
    },
  ];

  // No tags and no proof of its creation: only its content tells whose a bucket's policy is.
  it.skipIf(missing).each([
    ['a change', 'PUT', 'changed', (name: string) => withPolicy(name, 'new'), { status: 'failed', code: 'PLAN_STALE' }],
    ['a removal', 'DELETE', 'removed', (name: string) => [bucket(name)], { status: 'succeeded', code: undefined }],
  ] as const)('leaves a policy alone that another team put there while nobody knew how %s had gone', async (_, method, name, next, expected) => {
    expect(await stage.apply(await stage.plan(name, withPolicy(name, 'old')))).toMatchObject({ status: 'succeeded' });
    const plan = await stage.plan(name, next(name));
    const theirs = JSON.stringify(policyOf(name, 'theirs', 's3:DeleteObject'));
    let sent = 0;
    between.meddle(async (request) => {
      if (request.method !== method || !request.url.includes('?policy') || ++sent > 1) return 'pass';
      return { loseAfter: () => s3.send(new PutBucketPolicyCommand({ Bucket: name, Policy: theirs })) };
    });
    const run = await stage.apply(plan);
    expect([run.status, run.cause?.code, sent]).toEqual([expected.status, expected.code, 1]);
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket: name }))).Policy).toContain('theirs');
  });

  const keysOf = async (deployment: string): Promise<string[]> => {
    const found: string[] = [];
    for (const { KeyId = '' } of (await kms.send(new ListKeysCommand({}))).Keys ?? []) {
      const { Tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId }));
      if (Tags.some(({ TagKey, TagValue }) => TagKey === 'asbuilt:deployment' && TagValue === deployment)) found.push(KeyId);
    }
    return found;
  };

  it.skipIf(missing)('leaves a rule disabled that somebody has disabled, when something else of it is changed', async () => {
    const events = new EventBridgeClient({ endpoint: moto.url, region: 'us-east-1', credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } });
    const rule = (minutes: number) => [
      { node: 'tick', type: 'AWS::Events::Rule', properties: { Name: 'tick', ScheduleExpression: `rate(${minutes} minutes)` } },
    ];
    expect(await stage.apply(await stage.plan('tick', rule(5)))).toMatchObject({ status: 'succeeded' });
    await events.send(new DisableRuleCommand({ Name: 'tick' }));
    const plan = await stage.plan('tick', rule(7));
    expect(plan.steps).toMatchObject([{ calls: [{ operation: 'PutRule', input: { ScheduleExpression: 'rate(7 minutes)', State: 'DISABLED' } }] }]);
    expect(await stage.apply(plan)).toMatchObject({ status: 'succeeded' });
    expect(await events.send(new DescribeRuleCommand({ Name: 'tick' }))).toMatchObject({ State: 'DISABLED', ScheduleExpression: 'rate(7 minutes)' });
    events.destroy();
  });

  it.skipIf(missing)('finds a second key that the network made, names it, and succeeds once it is gone', async () => {
    const policy = { Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }] };
    const key = { node: 'key', type: 'AWS::KMS::Key', properties: { Description: 'twin', KeyPolicy: { Version: '2012-10-17', ...policy } } };
    const plan = await stage.plan('twins', [key]);
    between.meddle(({ operation }) => (operation === 'CreateKey' ? 'twice' : 'pass'));
    const run = await stage.apply(plan);
    between.meddle(() => 'pass');
    const bound = run.nodes[0]?.identifier ?? '';
    const keys = await keysOf('twins');
    expect(keys).toHaveLength(2);
    expect(keys).toContain(bound);
    const twin = keys.find((one) => one !== bound) ?? '';
    expect(run).toMatchObject({
      status: 'failed',
      nodes: [{ status: 'done', identifier: bound }],
      cause: { code: 'DUPLICATE_FOUND', at: 'key', message: expect.stringContaining(twin) },
    });
    expect(run.verification).toMatchObject([{ node: 'key', check: 'it is the only AWS::KMS::Key of its node', passed: false, found: [twin] }]);
    const audit = await stage.engine.audit({});
    expect(audit.ok && audit.value.entries.filter(({ kind }) => kind === 'duplicate.found')).toMatchObject([
      { subject: `${run.id}/key`, data: { twins: [twin] } },
    ]);
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: twin }));
    expect(await stage.resume(run.id)).toMatchObject({ status: 'succeeded' });
  });
});
