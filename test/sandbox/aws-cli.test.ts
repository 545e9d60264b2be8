import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandboxCredentials, sandboxRoleArn } from '../../src/model/sandbox-credentials.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { SandboxClient } from './sandbox-client.ts';

const account = '111111111111';
const otherAccount = '222222222222';

/** One round through the life of a type: what is asked for, and a patch with what it leaves. */
interface Life {
  readonly type: string;
  readonly properties: Record<string, unknown>;
  readonly patch: readonly Record<string, unknown>[];
  readonly after: Record<string, unknown>;
  /** Properties that a list needs. */
  readonly parent?: readonly string[];
}

/** What the lives below refer to. */
interface Surroundings {
  readonly vpc: string;
  readonly api: string;
  readonly root: unknown;
  readonly key: string;
  readonly role: string;
  readonly routeTable: string;
  readonly gateway: string;
}

const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] };
const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
const tag = { op: 'add', path: '/Tags', value: [{ Key: 'team', Value: 'a' }] };
const tagged = { Tags: [{ Key: 'team', Value: 'a' }] };

function lives({ vpc, api, root, key, role, routeTable, gateway }: Surroundings): Life[] {
  const set = (path: string, value: unknown) => ({ patch: [{ op: 'add', path: `/${path}`, value }], after: { [path]: value } });
  return [
    { type: 'AWS::S3::Bucket', properties: { BucketName: 'cli-bucket' }, ...set('VersioningConfiguration', { Status: 'Enabled' }) },
    { type: 'AWS::SQS::Queue', properties: { QueueName: 'cli-queue' }, ...set('VisibilityTimeout', 60) },
    { type: 'AWS::SNS::Topic', properties: { TopicName: 'cli-topic' }, ...set('DisplayName', 'Shown') },
    {
      type: 'AWS::DynamoDB::Table',
      properties: {
        TableName: 'cli-table',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      },
      ...set('DeletionProtectionEnabled', false),
    },
    { type: 'AWS::KMS::Key', properties: { Description: 'first' }, ...set('Description', 'second') },
    {
      type: 'AWS::KMS::Alias',
      properties: { AliasName: 'alias/cli', TargetKeyId: key },
      ...set('TargetKeyId', `arn:aws:kms:us-east-1:${account}:key/${key}`),
      // KMS keeps which key it is, however it was named.
      after: { TargetKeyId: key },
    },
    { type: 'AWS::Logs::LogGroup', properties: { LogGroupName: '/cli/group' }, ...set('RetentionInDays', 30) },
    { type: 'AWS::SSM::Parameter', properties: { Name: '/cli/parameter', Type: 'String', Value: 'one' }, ...set('Value', 'two') },
    { type: 'AWS::SecretsManager::Secret', properties: { Name: 'cli-secret', SecretString: 'hidden' }, ...set('Description', 'changed') },
    { type: 'AWS::ECR::Repository', properties: { RepositoryName: 'cli/repository' }, ...set('ImageTagMutability', 'IMMUTABLE') },
    { type: 'AWS::IAM::Role', properties: { RoleName: 'cli-role', AssumeRolePolicyDocument: trust }, ...set('MaxSessionDuration', 7200) },
    {
      type: 'AWS::IAM::ManagedPolicy',
      properties: { ManagedPolicyName: 'cli-policy', PolicyDocument: document },
      ...set('PolicyDocument', { ...document, Statement: [] }),
    },
    { type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.9.0.0/16' }, ...set('EnableDnsHostnames', true) },
    { type: 'AWS::EC2::Subnet', properties: { VpcId: vpc, CidrBlock: '10.0.1.0/24' }, ...set('MapPublicIpOnLaunch', true) },
    {
      type: 'AWS::EC2::SecurityGroup',
      properties: { VpcId: vpc, GroupName: 'cli', GroupDescription: 'cli' },
      ...set('SecurityGroupIngress', [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }]),
    },
    {
      type: 'AWS::EC2::Route',
      properties: { RouteTableId: routeTable, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway },
      patch: [],
      after: { CidrBlock: '0.0.0.0/0' },
      parent: ['RouteTableId'],
    },
    {
      type: 'AWS::CloudWatch::Alarm',
      properties: {
        AlarmName: 'cli-alarm',
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        MetricName: 'm',
        Namespace: 'n',
        Period: 60,
        Statistic: 'Sum',
        Threshold: 1,
      },
      ...set('Threshold', 2),
    },
    { type: 'AWS::EC2::InternetGateway', properties: {}, patch: [tag], after: tagged },
    {
      type: 'AWS::Lambda::Function',
      properties: {
        FunctionName: 'cli-function',
        Role: `arn:aws:iam::${account}:role/${role}`,
        Code: { ZipFile: 'x' },
        Handler: 'index.handler',
        Runtime: 'nodejs22.x',
      },
      ...set('MemorySize', 256),
    },
    { type: 'AWS::Events::Rule', properties: { Name: 'cli-rule', ScheduleExpression: 'rate(1 hour)' }, ...set('State', 'DISABLED') },
    { type: 'AWS::ApiGateway::RestApi', properties: { Name: 'cli-api' }, ...set('Description', 'changed') },
    { type: 'AWS::ApiGateway::Resource', properties: { RestApiId: api, ParentId: root, PathPart: 'cli' }, ...set('PathPart', 'cli'), parent: ['RestApiId'] },
    {
      type: 'AWS::StepFunctions::StateMachine',
      properties: {
        StateMachineName: 'cli-machine',
        RoleArn: `arn:aws:iam::${account}:role/${role}`,
        DefinitionString: '{"StartAt":"a","States":{"a":{"Type":"Succeed"}}}',
      },
      ...set('TracingConfiguration', { Enabled: true }),
    },
    { type: 'AWS::Cognito::UserPool', properties: { UserPoolName: 'cli-pool' }, ...set('MfaConfiguration', 'OPTIONAL') },
    { type: 'AWS::Kinesis::Stream', properties: { Name: 'cli-stream', ShardCount: 1 }, ...set('RetentionPeriodHours', 48) },
    { type: 'AWS::Route53::HostedZone', properties: { Name: 'cli.example.com.' }, ...set('HostedZoneConfig', { Comment: 'changed' }) },
  ];
}

function awsVersion(): string | null {
  try {
    return execFileSync('aws', ['--version'], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

const version = awsVersion();
// In CI the check is required: a missing tool must fail there, not skip.
const required = process.env['CI'] !== undefined && process.env['CI'] !== '';
if (version === null && !required) console.info('skipped: the aws CLI as a client of the sandbox, because there is no `aws` on the path');

describe.skipIf(version === null && !required)(`the aws CLI (${version ?? 'missing'})`, () => {
  const registry = loadRegistry();
  let sandbox: Sandbox;
  let folder: string;

  beforeAll(async () => {
    // Version 1 of the CLI fetches what a parameter's value is the address of, and a queue is identified by its address.
    folder = mkdtempSync(join(tmpdir(), 'asbuilt-aws-cli-'));
    writeFileSync(join(folder, 'config'), '[default]\ncli_follow_urlparam = false\n');
    sandbox = await startSandbox({ port: 0, file: null, accounts: [account, otherAccount], speed: Number.POSITIVE_INFINITY, types: registry });
  });
  afterAll(async () => {
    await sandbox.close();
    registry.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function aws(args: readonly string[], credentials: Record<string, string> = keys(sandboxCredentials(account))): Promise<unknown> {
    const environment = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      AWS_PAGER: '',
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_MAX_ATTEMPTS: '1',
      ...credentials,
    };
    return new Promise((resolve, reject) => {
      execFile(
        'aws',
        [...args, '--endpoint-url', sandbox.endpoint, '--output', 'json'],
        { env: environment, maxBuffer: 32 * 1024 * 1024 },
        (error, stdout, stderr) => {
          if (error !== null) reject(new Error(`aws ${args.join(' ')}: ${stderr.trim() || error.message}`));
          else resolve(stdout.trim() === '' ? null : JSON.parse(stdout));
        },
      );
    });
  }

  function keys({ accessKeyId, secretAccessKey }: { accessKeyId: string; secretAccessKey: string }): Record<string, string> {
    return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  }

  async function ended(event: unknown): Promise<string> {
    const { ProgressEvent } = event as { ProgressEvent: { RequestToken: string } };
    await aws(['cloudcontrol', 'wait', 'resource-request-success', '--request-token', ProgressEvent.RequestToken]);
    return (await new SandboxClient(sandbox.endpoint, account).status(ProgressEvent.RequestToken)).Identifier ?? '';
  }

  async function live(life: Life, identifier: string): Promise<unknown> {
    const read = (await aws(['cloudcontrol', 'get-resource', '--type-name', life.type, '--identifier', identifier])) as {
      ResourceDescription: { Identifier: string; Properties: string };
    };
    expect(read.ResourceDescription.Identifier).toBe(identifier);
    return JSON.parse(read.ResourceDescription.Properties);
  }

  async function liveThrough(life: Life): Promise<void> {
    const type = ['--type-name', life.type];
    const identifier = await ended(await aws(['cloudcontrol', 'create-resource', ...type, '--desired-state', JSON.stringify(life.properties)]));
    const model =
      (life.parent ?? []).length === 0
        ? []
        : ['--resource-model', JSON.stringify(Object.fromEntries((life.parent ?? []).map((name) => [name, life.properties[name]])))];
    const list = (await aws(['cloudcontrol', 'list-resources', ...type, ...model])) as { ResourceDescriptions: { Identifier: string }[] };
    expect(list.ResourceDescriptions.map((one) => one.Identifier)).toContain(identifier);
    const { SecretString, Code, ...readable } = life.properties;
    expect(await live(life, identifier)).toMatchObject(readable);
    await aws(['cloudcontrol', 'update-resource', ...type, '--identifier', identifier, '--patch-document', JSON.stringify(life.patch)]);
    expect(await live(life, identifier)).toMatchObject(life.after);
    await ended(await aws(['cloudcontrol', 'delete-resource', ...type, '--identifier', identifier]));
    await expect(new SandboxClient(sandbox.endpoint, account).get(life.type, identifier)).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  }

  it('creates, lists, reads, updates and deletes 26 types, waiting for each request', { timeout: 900_000 }, async () => {
    const client = new SandboxClient(sandbox.endpoint, account);
    const vpc = await client.made('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' });
    const api = await client.made('AWS::ApiGateway::RestApi', { Name: 'surroundings' });
    const waiting = lives({
      vpc,
      api,
      root: (await client.get('AWS::ApiGateway::RestApi', api))['RootResourceId'],
      key: await client.made('AWS::KMS::Key', {}),
      role: await client.made('AWS::IAM::Role', { RoleName: 'surroundings', AssumeRolePolicyDocument: trust }),
      routeTable: await client.made('AWS::EC2::RouteTable', { VpcId: vpc }),
      gateway: await client.made('AWS::EC2::InternetGateway', {}),
    });
    const count = waiting.length;
    expect(new Set(waiting.map((life) => life.type)).size).toBe(26);
    const failures: string[] = [];
    const worker = async (): Promise<void> => {
      for (let life = waiting.shift(); life !== undefined; life = waiting.shift()) {
        const { type } = life;
        await liveThrough(life).catch((error: unknown) => failures.push(`${type}: ${error instanceof Error ? error.message : String(error)}`));
      }
    };
    await Promise.all([worker(), worker()]);
    expect(failures).toEqual([]);
    console.info(`${count} types created, listed, read, updated and deleted by the aws CLI`);
  });

  it('knows who it is, and assumes a role in another account', { timeout: 300_000 }, async () => {
    expect(await aws(['sts', 'get-caller-identity'])).toMatchObject({ Account: account, Arn: `arn:aws:iam::${account}:user/sandbox` });
    const assumed = (await aws(['sts', 'assume-role', '--role-arn', sandboxRoleArn(otherAccount), '--role-session-name', 'cli'])) as {
      Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string };
    };
    const { AccessKeyId, SecretAccessKey, SessionToken } = assumed.Credentials;
    const there = { AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey, AWS_SESSION_TOKEN: SessionToken };
    expect(await aws(['sts', 'get-caller-identity'], there)).toMatchObject({ Account: otherAccount });
  });

  it('reads types and regions', { timeout: 300_000 }, async () => {
    const described = (await aws(['cloudformation', 'describe-type', '--type', 'RESOURCE', '--type-name', 'AWS::SQS::Queue'])) as {
      Schema: string;
      ProvisioningType: string;
    };
    expect(JSON.parse(described.Schema)).toMatchObject({ typeName: 'AWS::SQS::Queue', primaryIdentifier: ['/properties/QueueUrl'] });
    expect(described.ProvisioningType).toBe('FULLY_MUTABLE');
    const types = (await aws(['cloudformation', 'list-types', '--visibility', 'PUBLIC', '--filters', 'TypeNamePrefix=AWS::EC2::'])) as {
      TypeSummaries: { TypeName: string }[];
    };
    expect(types.TypeSummaries.length).toBeGreaterThan(100);
    const regions = (await aws(['ec2', 'describe-regions'])) as { Regions: { RegionName: string; OptInStatus: string }[] };
    expect(regions.Regions.map((region) => region.RegionName)).toEqual(expect.arrayContaining(['us-east-1', 'ap-southeast-1']));
  });

  it('reads from the services themselves when and as what something was created', { timeout: 300_000 }, async () => {
    const client = new SandboxClient(sandbox.endpoint, account);
    const created = async (type: string, properties: object) => client.made(type, properties);
    await created('AWS::S3::Bucket', { BucketName: 'proof-bucket' });
    await created('AWS::IAM::Role', { RoleName: 'proof-role', AssumeRolePolicyDocument: trust });
    await created('AWS::DynamoDB::Table', {
      TableName: 'proof-table',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    const queue = await created('AWS::SQS::Queue', { QueueName: 'proof-queue' });
    expect(await aws(['s3api', 'list-buckets', '--prefix', 'proof-'])).toMatchObject({
      Buckets: [{ Name: 'proof-bucket', CreationDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) }],
      Prefix: 'proof-',
    });
    const { RoleId } = await client.get('AWS::IAM::Role', 'proof-role');
    expect(await aws(['iam', 'get-role', '--role-name', 'proof-role'])).toMatchObject({ Role: { RoleId, AssumeRolePolicyDocument: trust } });
    const table = ['dynamodb', 'describe-table', '--table-name', 'proof-table'];
    const first = (await aws(table)) as { Table: { TableId: string; TableStatus: string } };
    expect(first.Table).toMatchObject({ TableStatus: 'ACTIVE', TableId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(await aws(['sqs', 'get-queue-attributes', '--queue-url', queue, '--attribute-names', 'CreatedTimestamp'])).toMatchObject({
      Attributes: { CreatedTimestamp: expect.stringMatching(/^\d{10}$/) },
    });
    await client.ended(client.delete('AWS::DynamoDB::Table', 'proof-table'));
    await expect(aws(table)).rejects.toThrow(/\(ResourceNotFoundException\)/);
    await expect(aws(['iam', 'get-user', '--user-name', 'nobody'])).rejects.toThrow(/\(NoSuchEntity\)/);
    await expect(aws(['sqs', 'get-queue-attributes', '--queue-url', `${queue}-gone`, '--attribute-names', 'All'])).rejects.toThrow(
      /\(AWS.SimpleQueueService.NonExistentQueue\)/,
    );
    await expect(aws(['rds', 'describe-db-instances', '--db-instance-identifier', 'none'])).rejects.toThrow(/\(DBInstanceNotFound\)/);
  });

  it('shows refusals in the words of AWS, and retries a throttled call by itself', { timeout: 300_000 }, async () => {
    await expect(aws(['cloudcontrol', 'create-resource', '--type-name', 'AWS::S3::Bucket', '--desired-state', '{"Colour":1}'])).rejects.toThrow(
      /\(ValidationException\) when calling the CreateResource operation: Model validation failed \(#: extraneous key \[Colour\]/,
    );
    await expect(aws(['cloudcontrol', 'get-resource', '--type-name', 'AWS::S3::Bucket', '--identifier', 'nobody'])).rejects.toThrow(
      /\(ResourceNotFoundException\)/,
    );
    await expect(aws(['sts', 'get-caller-identity'], keys({ accessKeyId: account, secretAccessKey: 'guess' }))).rejects.toThrow(/\(SignatureDoesNotMatch\)/);
    const client = new SandboxClient(sandbox.endpoint, account);
    await client.fault({ match: { operation: 'ListResources' }, effect: { kind: 'throttle' }, times: 1 });
    await aws(['cloudcontrol', 'list-resources', '--type-name', 'AWS::S3::Bucket'], { ...keys(sandboxCredentials(account)), AWS_MAX_ATTEMPTS: '3' });
    expect(await client.control('GET', 'faults')).toMatchObject({ faults: [{ struck: 1 }] });
  });
});
