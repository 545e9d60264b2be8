import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, describe, expect, it } from 'vitest';
import type { SandboxClient } from './sandbox-client.ts';
import { account, withSandbox } from './with-sandbox.ts';

const sandbox = withSandbox();
const s3Clients: S3Client[] = [];
afterAll(() => {
  for (const client of s3Clients) client.destroy();
});

function s3(secretAccessKey = 'sandbox'): S3Client {
  const client = new S3Client({
    endpoint: sandbox.sandbox.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: account, secretAccessKey },
  });
  s3Clients.push(client);
  return client;
}

/** The members of an XML reply by name, the last of each. */
function members(body: string): Record<string, string> {
  return Object.fromEntries([...body.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, name, value]) => [name, value]));
}

async function json(client: SandboxClient, service: string, target: string, version: string, input: object) {
  const reply = await client.send(service, JSON.stringify(input), { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target });
  return { status: reply.status, body: JSON.parse(reply.body) as Record<string, unknown> };
}

const trust = { Version: '2012-10-17', Statement: [] };

describe('IAM', () => {
  const iam = async (action: string, parameters: Record<string, string>) => {
    const { status, body } = await sandbox.client.query('iam', '2010-05-08', action, parameters);
    return { status, ...members(body) };
  };

  it('tells the id that Cloud Control shows of a role, and one that it does not show of a user', async () => {
    await sandbox.client.made('AWS::IAM::Role', { RoleName: 'deploy', AssumeRolePolicyDocument: trust });
    const { RoleId } = await sandbox.client.get('AWS::IAM::Role', 'deploy');
    expect(await iam('GetRole', { RoleName: 'deploy' })).toMatchObject({ status: 200, RoleId, Arn: `arn:aws:iam::${account}:role/deploy`, Path: '/' });
    await sandbox.client.made('AWS::IAM::User', { UserName: 'ann', Path: '/people/' });
    expect(await iam('GetUser', { UserName: 'ann' })).toMatchObject({
      UserId: expect.stringMatching(/^AIDA[A-Z0-9]{17}$/),
      CreateDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      Path: '/people/',
    });
  });

  it('gives what is made again under the same name another id, and another account knows nothing of it', async () => {
    const ids = new Set<string>();
    for (let time = 0; time < 3; time++) {
      await sandbox.client.made('AWS::IAM::User', { UserName: 'ann' });
      ids.add(String(((await iam('GetUser', { UserName: 'ann' })) as Record<string, unknown>)['UserId']));
      await sandbox.client.ended(sandbox.client.delete('AWS::IAM::User', 'ann'));
    }
    expect(ids.size).toBe(3);
    await sandbox.client.made('AWS::IAM::User', { UserName: 'ann' });
    expect((await sandbox.other.query('iam', '2010-05-08', 'GetUser', { UserName: 'ann' })).status).toBe(404);
  });

  it.each([
    ['GetRole', { RoleName: 'nobody' }, 'The role with name nobody cannot be found.'],
    ['GetGroup', { GroupName: 'nobody' }, 'The group with name nobody cannot be found.'],
    ['GetInstanceProfile', { InstanceProfileName: 'nobody' }, 'Instance Profile nobody cannot be found.'],
    ['GetPolicy', { PolicyArn: 'arn:aws:iam::1:policy/x' }, 'Policy arn:aws:iam::1:policy/x does not exist or is not attachable.'],
  ])('%s of what is not there is NoSuchEntity', async (action, parameters, Message) => {
    expect(await iam(action, parameters)).toMatchObject({ status: 404, Code: 'NoSuchEntity', Message });
  });

  it('has no other actions here, and shows nobody anything without a valid signature', async () => {
    expect(await iam('CreateUser', { UserName: 'ann' })).toMatchObject({ status: 400, Code: 'InvalidAction' });
    const unsigned = await sandbox.client.http(
      'POST',
      '/',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'Action=GetUser&Version=2010-05-08&UserName=ann',
    );
    expect(members(unsigned.body)).toMatchObject({ Code: 'MissingAuthenticationToken' });
  });
});

describe('a service of the JSON protocol', () => {
  it.each([
    ['dynamodb', 'DynamoDB_20120810.DescribeTable', '1.0', { TableName: 'none' }, 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException'],
    ['sqs', 'AmazonSQS.GetQueueAttributes', '1.0', { QueueUrl: 'none' }, 'com.amazonaws.sqs#QueueDoesNotExist'],
    ['ecr', 'AmazonEC2ContainerRegistry_V20150921.DescribeRepositories', '1.1', { repositoryNames: ['none'] }, 'com.amazonaws.ecr#RepositoryNotFoundException'],
    ['dynamodb', 'DynamoDB_20120810.PutItem', '1.0', {}, 'com.amazonaws.dynamodb.v20120810#UnknownOperationException'],
  ])('%s refuses %s as AWS does', async (service, target, version, input, type) => {
    expect(await json(sandbox.client, service, target, version, input)).toMatchObject({ status: 400, body: { __type: type } });
  });

  it('refuses a signature made for another service', async () => {
    expect(await json(sandbox.client, 'sqs', 'DynamoDB_20120810.DescribeTable', '1.0', { TableName: 'x' })).toMatchObject({
      body: { __type: 'com.amazonaws.dynamodb.v20120810#InvalidSignatureException' },
    });
  });

  it('tells the attributes of a queue that are asked for, dated a second apart for one name', async () => {
    const dates = new Set<unknown>();
    for (let time = 0; time < 3; time++) {
      const QueueUrl = await sandbox.client.made('AWS::SQS::Queue', { QueueName: 'jobs', DelaySeconds: 5 });
      const ask = (AttributeNames: string[]) => json(sandbox.client, 'sqs', 'AmazonSQS.GetQueueAttributes', '1.0', { QueueUrl, AttributeNames });
      const { body } = await ask(['CreatedTimestamp']);
      const attributes = body['Attributes'] as Record<string, string>;
      expect(Object.keys(attributes)).toEqual(['CreatedTimestamp']);
      dates.add(attributes['CreatedTimestamp']);
      expect((await ask(['All'])).body).toMatchObject({ Attributes: { DelaySeconds: '5', QueueArn: `arn:aws:sqs:us-east-1:${account}:jobs` } });
      await sandbox.client.ended(sandbox.client.delete('AWS::SQS::Queue', QueueUrl));
    }
    expect(dates.size).toBe(3);
  });

  it('lists log groups by prefix, page by page', async () => {
    for (const name of ['/a/1', '/b/1', '/a/2', '/a/3']) await sandbox.client.made('AWS::Logs::LogGroup', { LogGroupName: name });
    const found: string[] = [];
    let nextToken: unknown;
    do {
      const { body } = await json(sandbox.client, 'logs', 'Logs_20140328.DescribeLogGroups', '1.1', { logGroupNamePrefix: '/a/', limit: 2, nextToken });
      found.push(...(body['logGroups'] as { logGroupName: string }[]).map(({ logGroupName }) => logGroupName));
      nextToken = body['nextToken'];
    } while (nextToken !== undefined);
    expect(found).toEqual(['/a/1', '/a/2', '/a/3']);
  });

  it('is not held by the throttle of Cloud Control, and meets faults by its operation', async () => {
    await sandbox.client.made('AWS::Logs::LogGroup', { LogGroupName: '/a' });
    await sandbox.client.control('PUT', 'throttle', { rate: 0.001, burst: 1 });
    const ask = () => json(sandbox.client, 'logs', 'Logs_20140328.DescribeLogGroups', '1.1', { logGroupNamePrefix: '/a' });
    for (let time = 0; time < 3; time++) expect((await ask()).status).toBe(200);
    await sandbox.client.control('DELETE', 'throttle');
    await sandbox.client.fault({ match: { operation: 'DescribeLogGroups', identifier: '/a' }, effect: { kind: 'deny' }, times: 1 });
    expect(await ask()).toMatchObject({
      body: { __type: 'com.amazonaws.logs#AccessDeniedException', message: expect.stringContaining('not authorized to perform: logs:DescribeLogGroups') },
    });
  });
});

describe('RDS', () => {
  it('tells the resource id that Cloud Control shows, whatever the case of the name, and refuses what is not there', async () => {
    await sandbox.client.made('AWS::RDS::DBInstance', { DBInstanceIdentifier: 'orders', DBInstanceClass: 'db.t3.micro', Engine: 'postgres' });
    const { DbiResourceId } = await sandbox.client.get('AWS::RDS::DBInstance', 'orders');
    const ask = async (DBInstanceIdentifier: string) =>
      sandbox.client.query('rds', '2014-10-31', 'DescribeDBInstances', DBInstanceIdentifier === '' ? {} : { DBInstanceIdentifier });
    expect(members((await ask('Orders')).body)).toMatchObject({ DbiResourceId, DBInstanceIdentifier: 'orders' });
    expect(members((await ask('')).body)).toMatchObject({ DbiResourceId });
    const missing = await ask('none');
    expect([missing.status, members(missing.body)['Code']]).toEqual([404, 'DBInstanceNotFound']);
  });
});

describe('S3', () => {
  it('lists the buckets of all regions by name, by prefix and page by page', async () => {
    const names = ['logs-3', 'logs-1', 'other', 'logs-2'];
    for (const [index, BucketName] of names.entries()) {
      await sandbox.client.at(index % 2 === 0 ? 'us-east-1' : 'eu-west-1').made('AWS::S3::Bucket', { BucketName });
    }
    await sandbox.other.made('AWS::S3::Bucket', { BucketName: 'logs-of-another-account' });
    const client = s3();
    const found: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(
        new ListBucketsCommand({ Prefix: 'logs', MaxBuckets: 2, ...(ContinuationToken === undefined ? {} : { ContinuationToken }) }),
      );
      for (const { Name, BucketRegion } of page.Buckets ?? []) found.push(`${Name} ${BucketRegion}`);
      ContinuationToken = page.ContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(found).toEqual(['logs-1 eu-west-1', 'logs-2 eu-west-1', 'logs-3 us-east-1']);
    const regional = await client.send(new ListBucketsCommand({ BucketRegion: 'eu-west-1' }));
    expect(regional.Buckets?.map(({ Name }) => Name)).toEqual(['logs-1', 'logs-2']);
  });

  it('keeps the date of a bucket whose settings change, and dates another of its name later', async () => {
    const dated = async () => (await s3().send(new ListBucketsCommand({ Prefix: 'logs' }))).Buckets?.[0]?.CreationDate?.getTime() ?? Number.NaN;
    await sandbox.client.made('AWS::S3::Bucket', { BucketName: 'logs' });
    const first = await dated();
    await sandbox.client.control('POST', 'clock', { seconds: 100 });
    await sandbox.client.ended(
      sandbox.client.update('AWS::S3::Bucket', 'logs', [{ op: 'add', path: '/VersioningConfiguration', value: { Status: 'Enabled' } }]),
    );
    expect(await dated()).toBe(first);
    await sandbox.client.ended(sandbox.client.delete('AWS::S3::Bucket', 'logs'));
    await sandbox.client.made('AWS::S3::Bucket', { BucketName: 'logs' });
    expect(await dated()).toBeGreaterThanOrEqual(first + 100_000);
  });

  it('refuses in its own words', async () => {
    await expect(s3('guess').send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch', $metadata: { httpStatusCode: 403 } });
    const put = await sandbox.client.send('s3', '', {});
    expect([put.status, members(put.body)['Code']]).toEqual([501, 'NotImplemented']);
  });
});

describe('Systems Manager', () => {
  it('tells a parameter alone and among several, and which are not there', async () => {
    await sandbox.client.made('AWS::SSM::Parameter', { Name: '/shop/table', Type: 'String', Value: 'a=1' });
    const ask = (operation: string, input: object) => json(sandbox.client, 'ssm', `AmazonSSM.${operation}`, '1.1', input);
    expect((await ask('GetParameter', { Name: '/shop/table' })).body).toMatchObject({ Parameter: { Name: '/shop/table', Value: 'a=1' } });
    expect((await ask('GetParameters', { Names: ['/shop/table', '/none'] })).body).toMatchObject({
      Parameters: [{ Value: 'a=1' }],
      InvalidParameters: ['/none'],
    });
    expect((await ask('GetParameter', { Name: '/none' })).body['__type']).toContain('ParameterNotFound');
  });
});
