import { describe, expect, it } from 'vitest';
import { account, withSandbox } from './with-sandbox.ts';

const shared = withSandbox();

describe('creating', () => {
  it('gives a new bucket the settings that nobody asked for, as S3 does', async () => {
    const identifier = await shared.client.made('AWS::S3::Bucket', { BucketName: 'plain-bucket' });
    expect(identifier).toBe('plain-bucket');
    expect(await shared.client.get('AWS::S3::Bucket', identifier)).toMatchObject({
      Arn: 'arn:aws:s3:::plain-bucket',
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      RegionalDomainName: 'plain-bucket.s3.us-east-1.amazonaws.com',
    });
  });

  it('keeps what was asked for in place of a default', async () => {
    const queue = await shared.client.made('AWS::SQS::Queue', { QueueName: 'q', KmsMasterKeyId: 'alias/aws/sqs', DelaySeconds: 5 });
    const live = await shared.client.get('AWS::SQS::Queue', queue);
    expect(live).toMatchObject({ DelaySeconds: 5, VisibilityTimeout: 30 });
    expect(live).not.toHaveProperty('SqsManagedSseEnabled');
  });

  it.each([
    ['AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }, /^vpc-[0-9a-f]{17}$/],
    ['AWS::KMS::Key', {}, /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/],
    ['AWS::SQS::Queue', { QueueName: 'jobs' }, /^https:\/\/sqs\.us-east-1\.amazonaws\.com\/111111111111\/jobs$/],
    ['AWS::SNS::Topic', { TopicName: 'alerts' }, /^arn:aws:sns:us-east-1:111111111111:alerts$/],
    ['AWS::SecretsManager::Secret', { Name: 'db' }, /^arn:aws:secretsmanager:us-east-1:111111111111:secret:db-[A-Za-z0-9]{6}$/],
    ['AWS::Cognito::UserPool', {}, /^us-east-1_[A-Za-z0-9]{9}$/],
    ['AWS::ApiGateway::RestApi', { Name: 'api' }, /^[a-z0-9]{10}$/],
    ['AWS::Route53::HostedZone', { Name: 'example.com' }, /^Z[A-Z0-9]{20}$/],
    ['AWS::S3::Bucket', {}, /^bucket-[a-z0-9]{12}$/],
    ['AWS::Logs::LogGroup', {}, /^loggroup-[a-z0-9]{12}$/],
    ['AWS::SQS::Queue', { FifoQueue: true }, /\/queue-[a-z0-9]{12}\.fifo$/],
    ['AWS::SSM::Parameter', { Name: '/app/url', Type: 'String', Value: 'x' }, /^\/app\/url$/],
  ] as const)('identifies %s %o in the form of AWS', async (type, properties, form) => {
    expect(await shared.client.made(type, properties)).toMatch(form);
  });

  it('fills ARNs with partition, region and account', async () => {
    const west = shared.client.at('eu-west-1');
    await west.made('AWS::DynamoDB::Table', {
      TableName: 'orders',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
    });
    const live = await west.get('AWS::DynamoDB::Table', 'orders');
    expect(live['Arn']).toBe(`arn:aws:dynamodb:eu-west-1:${account}:table/orders`);
    expect(live['StreamArn']).toMatch(/table\/orders\/stream\/\d{4}-/);
    await west.made('AWS::IAM::Role', { RoleName: 'r', Path: '/team/', AssumeRolePolicyDocument: {} });
    expect(await west.get('AWS::IAM::Role', 'r')).toMatchObject({ Arn: `arn:aws:iam::${account}:role/team/r`, MaxSessionDuration: 3600 });
    await west.made('AWS::SSM::Parameter', { Name: '/a/b', Type: 'String', Value: 'x' });
    expect(await west.get('AWS::SSM::Parameter', '/a/b')).toMatchObject({ Arn: `arn:aws:ssm:eu-west-1:${account}:parameter/a/b` });
  });

  it('numbers versions', async () => {
    const task = { Family: 'web', ContainerDefinitions: [] };
    expect(await shared.client.made('AWS::ECS::TaskDefinition', task)).toMatch(/task-definition\/web:1$/);
    expect(await shared.client.made('AWS::ECS::TaskDefinition', task)).toMatch(/task-definition\/web:2$/);
  });

  it('returns a document that was given as its text as a document, and tags in the order of their keys', async () => {
    const policy = { Version: '2012-10-17', Statement: [] };
    await shared.client.made('AWS::IAM::Role', {
      RoleName: 'r',
      AssumeRolePolicyDocument: JSON.stringify(policy),
      Tags: [
        { Key: 'b', Value: '1' },
        { Key: 'a', Value: '2' },
      ],
    });
    expect(await shared.client.get('AWS::IAM::Role', 'r')).toMatchObject({
      AssumeRolePolicyDocument: policy,
      Tags: [
        { Key: 'a', Value: '2' },
        { Key: 'b', Value: '1' },
      ],
    });
  });

  it('shows a resource of a global service in every region, and any other in its own', async () => {
    await shared.client.made('AWS::IAM::Role', { RoleName: 'r', AssumeRolePolicyDocument: {} });
    await shared.client.made('AWS::SQS::Queue', { QueueName: 'q' });
    const west = shared.client.at('us-west-2');
    expect(await west.get('AWS::IAM::Role', 'r')).toHaveProperty('RoleId');
    const queues = await west.call<{ ResourceDescriptions: unknown[] }>('ListResources', { TypeName: 'AWS::SQS::Queue' });
    expect(queues.ResourceDescriptions).toEqual([]);
  });
});

describe('names', () => {
  it('are taken once: bucket names in all of AWS, others in their account or region', async () => {
    await shared.client.made('AWS::S3::Bucket', { BucketName: 'taken' });
    const west = shared.other.at('eu-west-1');
    expect(await west.ended(west.create('AWS::S3::Bucket', { BucketName: 'taken' }))).toMatchObject({ OperationStatus: 'FAILED', ErrorCode: 'AlreadyExists' });
    await shared.client.made('AWS::SQS::Queue', { QueueName: 'q' });
    await shared.client.at('us-west-2').made('AWS::SQS::Queue', { QueueName: 'q' });
    expect(await shared.client.ended(shared.client.create('AWS::SQS::Queue', { QueueName: 'q' }))).toMatchObject({
      OperationStatus: 'FAILED',
      ErrorCode: 'AlreadyExists',
      StatusMessage: "Resource of type 'AWS::SQS::Queue' with identifier 'https://sqs.us-east-1.amazonaws.com/111111111111/q' already exists.",
    });
  });

  it('are free again after deletion', async () => {
    await shared.client.made('AWS::S3::Bucket', { BucketName: 'again' });
    await shared.client.ended(shared.client.delete('AWS::S3::Bucket', 'again'));
    expect(await shared.other.made('AWS::S3::Bucket', { BucketName: 'again' })).toBe('again');
  });

  it('of security groups are taken once per VPC', async () => {
    const [first, second] = [
      await shared.client.made('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }),
      await shared.client.made('AWS::EC2::VPC', { CidrBlock: '10.1.0.0/16' }),
    ];
    const group = (vpc: string) => ({ GroupName: 'web', GroupDescription: 'web', VpcId: vpc });
    await shared.client.made('AWS::EC2::SecurityGroup', group(first));
    await shared.client.made('AWS::EC2::SecurityGroup', group(second));
    expect(await shared.client.ended(shared.client.create('AWS::EC2::SecurityGroup', group(first)))).toMatchObject({ ErrorCode: 'AlreadyExists' });
  });
});

describe('updating', () => {
  it('applies the patch, and lets a removed property fall back to its default', async () => {
    const queue = await shared.client.made('AWS::SQS::Queue', { QueueName: 'q', DelaySeconds: 5 });
    await shared.client.ended(shared.client.update('AWS::SQS::Queue', queue, [{ op: 'replace', path: '/DelaySeconds', value: 9 }]));
    expect(await shared.client.get('AWS::SQS::Queue', queue)).toMatchObject({ DelaySeconds: 9 });
    await shared.client.ended(shared.client.update('AWS::SQS::Queue', queue, [{ op: 'remove', path: 'DelaySeconds' }]));
    expect(await shared.client.get('AWS::SQS::Queue', queue)).toMatchObject({ DelaySeconds: 0 });
  });

  it('does not bring back a public access block that was taken away', async () => {
    await shared.client.made('AWS::S3::Bucket', { BucketName: 'open' });
    await shared.client.ended(shared.client.update('AWS::S3::Bucket', 'open', [{ op: 'remove', path: '/PublicAccessBlockConfiguration' }]));
    expect(await shared.client.get('AWS::S3::Bucket', 'open')).not.toHaveProperty('PublicAccessBlockConfiguration');
  });

  it('keeps a write-only value that the patch does not set, hides it, and refuses to replace what cannot be read', async () => {
    const properties = {
      Engine: 'mysql',
      DBInstanceClass: 'db.t3.micro',
      AllocatedStorage: '20',
      MasterUsername: 'admin',
      MasterUserPassword: 'secret-1',
      DBInstanceIdentifier: 'db',
    };
    await shared.client.made('AWS::RDS::DBInstance', properties);
    expect(await shared.client.get('AWS::RDS::DBInstance', 'db')).not.toHaveProperty('MasterUserPassword');
    await shared.client.ended(shared.client.update('AWS::RDS::DBInstance', 'db', [{ op: 'replace', path: '/AllocatedStorage', value: '30' }]));
    const [kept] = (await shared.client.control<{ resources: { properties: object }[] }>('GET', 'resources')).resources;
    expect(kept?.properties).toMatchObject({ MasterUserPassword: 'secret-1', AllocatedStorage: '30' });
    await expect(shared.client.update('AWS::RDS::DBInstance', 'db', [{ op: 'replace', path: '/MasterUserPassword', value: 'secret-2' }])).rejects.toMatchObject(
      { code: 'InvalidRequestException' },
    );
    await shared.client.ended(shared.client.update('AWS::RDS::DBInstance', 'db', [{ op: 'add', path: '/MasterUserPassword', value: 'secret-2' }]));
    const [changed] = (await shared.client.control<{ resources: { properties: object }[] }>('GET', 'resources')).resources;
    expect(changed?.properties).toMatchObject({ MasterUserPassword: 'secret-2' });
  });
});

describe('listing', () => {
  it('pages through every resource once, with its identifier', async () => {
    for (let index = 0; index < 25; index++) await shared.client.create('AWS::SSM::Parameter', { Name: `p${index}`, Type: 'String', Value: 'x' });
    const names: string[] = [];
    let token: string | undefined;
    let pages = 0;
    do {
      const page = await shared.client.call<{ ResourceDescriptions: { Identifier: string; Properties: string }[]; NextToken?: string }>('ListResources', {
        TypeName: 'AWS::SSM::Parameter',
        MaxResults: 10,
        NextToken: token,
      });
      for (const { Identifier, Properties } of page.ResourceDescriptions) {
        expect(JSON.parse(Properties)).toEqual({ Name: Identifier });
        names.push(Identifier);
      }
      token = page.NextToken;
      pages++;
    } while (token !== undefined);
    expect(pages).toBe(3);
    expect(names).toEqual(Array.from({ length: 25 }, (_, index) => `p${index}`));
  });

  it('asks for the parent where AWS does, and lists what is under it', async () => {
    const [first, second] = [
      await shared.client.made('AWS::ApiGateway::RestApi', { Name: 'a' }),
      await shared.client.made('AWS::ApiGateway::RestApi', { Name: 'b' }),
    ];
    const { RootResourceId } = await shared.client.get('AWS::ApiGateway::RestApi', first);
    const made = await shared.client.made('AWS::ApiGateway::Resource', { RestApiId: first, ParentId: RootResourceId, PathPart: 'x' });
    await expect(shared.client.call('ListResources', { TypeName: 'AWS::ApiGateway::Resource' })).rejects.toMatchObject({
      code: 'InvalidRequestException',
      message: expect.stringContaining('RestApiId'),
    });
    const under = (api: string) =>
      shared.client.call<{ ResourceDescriptions: { Identifier: string }[] }>('ListResources', {
        TypeName: 'AWS::ApiGateway::Resource',
        ResourceModel: JSON.stringify({ RestApiId: api }),
      });
    expect((await under(first)).ResourceDescriptions.map((one) => one.Identifier)).toEqual([made]);
    expect((await under(second)).ResourceDescriptions).toEqual([]);
  });

  it('reads a resource by an identifier given as JSON', async () => {
    const api = await shared.client.made('AWS::ApiGateway::RestApi', { Name: 'a' });
    const { RootResourceId } = await shared.client.get('AWS::ApiGateway::RestApi', api);
    const made = await shared.client.made('AWS::ApiGateway::Resource', { RestApiId: api, ParentId: RootResourceId, PathPart: 'x' });
    const [, resource] = made.split('|');
    expect(await shared.client.get('AWS::ApiGateway::Resource', JSON.stringify({ ResourceId: resource, RestApiId: api }))).toMatchObject({ PathPart: 'x' });
  });
});
