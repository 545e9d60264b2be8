import { describe, expect, it } from 'vitest';
import { account, otherAccount, withSandbox } from './with-sandbox.ts';

const shared = withSandbox();
const trust = { Version: '2012-10-17', Statement: [] };
const attempt = (type: string, properties: unknown) => shared.client.ended(shared.client.create(type, properties));
const remove = (type: string, identifier: string) => shared.client.ended(shared.client.delete(type, identifier));
const lambda = (role: string) => ({ FunctionName: 'f', Role: role, Code: { ZipFile: 'x' }, Handler: 'index.handler', Runtime: 'nodejs22.x' });

async function network() {
  const vpc = await shared.client.made('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' });
  const subnet = await shared.client.made('AWS::EC2::Subnet', { VpcId: vpc, CidrBlock: '10.0.1.0/24' });
  return { vpc, subnet };
}

describe('a reference', () => {
  it.each([
    [
      'a VPC',
      'AWS::EC2::Subnet',
      { VpcId: 'vpc-0123456789abcdef0', CidrBlock: '10.0.0.0/24' },
      'NotFound',
      "The vpc ID 'vpc-0123456789abcdef0' does not exist",
    ],
    ['a log bucket', 'AWS::S3::Bucket', { LoggingConfiguration: { DestinationBucketName: 'no-such-bucket' } }, 'InvalidRequest', 'no-such-bucket'],
    ['a key by its alias', 'AWS::SQS::Queue', { KmsMasterKeyId: 'alias/mine' }, 'InvalidRequest', 'alias/mine'],
    [
      'a key by its ARN',
      'AWS::Logs::LogGroup',
      { KmsKeyId: `arn:aws:kms:us-east-1:${account}:key/11111111-2222-4333-8444-555555555555` },
      'InvalidRequest',
      '11111111-2222',
    ],
    ['a role', 'AWS::Lambda::Function', lambda(`arn:aws:iam::${account}:role/nobody`), 'InvalidRequest', 'role/nobody'],
    ['an API', 'AWS::ApiGateway::Deployment', { RestApiId: 'abcdefghij' }, 'InvalidRequest', 'abcdefghij'],
    [
      'a subnet deep inside',
      'AWS::Lambda::Function',
      { ...lambda(`arn:aws:iam::${otherAccount}:role/r`), VpcConfig: { SubnetIds: ['subnet-0123456789abcdef0'], SecurityGroupIds: [] } },
      'NotFound',
      'subnet-0123456789abcdef0',
    ],
    [
      'a function from a subscription',
      'AWS::SNS::Subscription',
      { TopicArn: `arn:aws:sns:us-east-1:${otherAccount}:t`, Protocol: 'lambda', Endpoint: `arn:aws:lambda:us-east-1:${account}:function:none` },
      'InvalidRequest',
      'function:none',
    ],
    [
      'an instance among targets',
      'AWS::ElasticLoadBalancingV2::TargetGroup',
      { Name: 't', Port: 80, Protocol: 'HTTP', Targets: [{ Id: 'i-0123456789abcdef0' }] },
      'InvalidRequest',
      'i-0123456789abcdef0',
    ],
    [
      'a validating function',
      'AWS::AppConfig::ConfigurationProfile',
      {
        ApplicationId: 'abc1234',
        Name: 'p',
        LocationUri: 'hosted',
        Validators: [{ Type: 'LAMBDA', Content: `arn:aws:lambda:us-east-1:${account}:function:none` }],
      },
      'InvalidRequest',
      '',
    ],
    ['a Glue database', 'AWS::Glue::Crawler', { Role: `arn:aws:iam::${otherAccount}:role/r`, DatabaseName: 'none', Targets: {} }, 'InvalidRequest', 'none'],
    [
      'a scaling target by its joined identifier',
      'AWS::ApplicationAutoScaling::ScalingPolicy',
      { PolicyName: 'p', PolicyType: 'TargetTrackingScaling', ScalingTargetId: 'service/a/b|ecs:service:DesiredCount|ecs' },
      'InvalidRequest',
      'service/a/b|',
    ],
    [
      'a version that is no $LATEST',
      'AWS::Lambda::Alias',
      { FunctionName: `arn:aws:lambda:us-east-1:${otherAccount}:function:f`, FunctionVersion: '7', Name: 'a' },
      'InvalidRequest',
      '7',
    ],
    [
      'an instance under the key InstanceIds',
      'AWS::SSM::Association',
      { Name: 'AWS-RunShellScript', Targets: [{ Key: 'InstanceIds', Values: ['i-0123456789abcdef0'] }] },
      'InvalidRequest',
      'i-0123456789abcdef0',
    ],
    [
      'a cluster by a name that is not the own one',
      'AWS::EKS::Nodegroup',
      { ClusterName: 'none', NodeRole: `arn:aws:iam::${otherAccount}:role/r`, Subnets: [] },
      'InvalidRequest',
      'none',
    ],
    [
      'a group in an ingress rule',
      'AWS::EC2::SecurityGroupIngress',
      { GroupId: 'sg-0123456789abcdef0', IpProtocol: '-1', CidrIp: '0.0.0.0/0' },
      'NotFound',
      'sg-0123456789abcdef0',
    ],
    [
      'the function of a permission',
      'AWS::Lambda::Permission',
      { FunctionName: 'none', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::later' },
      'InvalidRequest',
      'none',
    ],
    ['the role of an inline policy', 'AWS::IAM::RolePolicy', { RoleName: 'nobody', PolicyName: 'p' }, 'InvalidRequest', 'nobody'],
    ['a scope of an IPAM', 'AWS::EC2::IPAMPool', { IpamScopeId: 'ipam-scope-0123456789abcdef0', AddressFamily: 'ipv4' }, 'InvalidRequest', 'ipam-scope-'],
    ['a topic', 'AWS::SNS::Subscription', { TopicArn: `arn:aws:sns:us-east-1:${account}:none`, Protocol: 'sqs' }, 'InvalidRequest', ':none'],
  ])('to %s that does not exist fails the request', async (_, type, properties, code, words) => {
    expect(await attempt(type, properties)).toMatchObject({ OperationStatus: 'FAILED', ErrorCode: code, StatusMessage: expect.stringContaining(words) });
    expect((await shared.client.control<{ resources: unknown[] }>('GET', 'resources')).resources).toEqual([]);
  });

  it.each([
    ['an ARN of another account', 'AWS::Logs::LogGroup', { KmsKeyId: `arn:aws:kms:us-east-1:${otherAccount}:key/11111111-2222-4333-8444-555555555555` }],
    ['an ARN of another region', 'AWS::Logs::LogGroup', { KmsKeyId: `arn:aws:kms:eu-west-1:${account}:key/11111111-2222-4333-8444-555555555555` }],
    ['a key that AWS manages', 'AWS::SQS::Queue', { KmsMasterKeyId: 'alias/aws/sqs' }],
    ['a policy that AWS provides', 'AWS::IAM::Role', { AssumeRolePolicyDocument: trust, ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }],
    ['a service-linked role', 'AWS::Lambda::Function', lambda(`arn:aws:iam::${account}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`)],
    ['an id of a peer', 'AWS::EC2::VPCPeeringConnection', { VpcId: 'replaced', PeerVpcId: 'vpc-0123456789abcdef0', PeerOwnerId: otherAccount }],
    ['its own name, which a function might have, too', 'AWS::Logs::LogGroup', { LogGroupName: 'not-a-function' }],
  ])('that is %s is not looked up', async (_, type, properties) => {
    const vpc = type === 'AWS::EC2::VPCPeeringConnection' ? { VpcId: (await network()).vpc } : {};
    expect(await attempt(type, { ...properties, ...vpc })).toMatchObject({ OperationStatus: 'SUCCESS' });
  });

  it('to a prefix list of the form of a customer must exist', async () => {
    const { vpc } = await network();
    const group = await shared.client.made('AWS::EC2::SecurityGroup', { GroupDescription: 'g', VpcId: vpc });
    const rule = { GroupId: group, IpProtocol: '-1', SourcePrefixListId: 'pl-0123456789abcdef0' };
    expect(await attempt('AWS::EC2::SecurityGroupIngress', rule)).toMatchObject({
      ErrorCode: 'InvalidRequest',
      StatusMessage: expect.stringContaining('pl-0123'),
    });
  });

  it('to an integration is found by the id in the route, and refused where there is none', async () => {
    const api = await shared.client.made('AWS::ApiGatewayV2::Api', { Name: 'a', ProtocolType: 'HTTP' });
    const route = { ApiId: api, RouteKey: 'GET /', Target: 'integrations/abcdef1' };
    expect(await attempt('AWS::ApiGatewayV2::Route', route)).toMatchObject({ ErrorCode: 'InvalidRequest', StatusMessage: expect.stringContaining('abcdef1') });
  });

  it('from an inline policy is to one principal: the same name stands at another, and once at each', async () => {
    for (const name of ['a', 'b']) {
      await shared.client.made('AWS::IAM::Role', { RoleName: name, AssumeRolePolicyDocument: trust });
      expect(await attempt('AWS::IAM::RolePolicy', { RoleName: name, PolicyName: 'p' })).toMatchObject({ OperationStatus: 'SUCCESS' });
      expect(await attempt('AWS::IAM::RolePolicy', { RoleName: name, PolicyName: 'p' })).toMatchObject({ ErrorCode: 'AlreadyExists' });
    }
  });

  it('is looked up in the account and region of its holder', async () => {
    const { vpc } = await network();
    const west = shared.client.at('eu-west-1');
    for (const client of [west, shared.other]) {
      expect(await client.ended(client.create('AWS::EC2::Subnet', { VpcId: vpc, CidrBlock: '10.0.2.0/24' }))).toMatchObject({ ErrorCode: 'NotFound' });
    }
  });

  it.each(['KeyId', 'Arn'])('to a key by its %s is found', async (attribute) => {
    const key = await shared.client.made('AWS::KMS::Key', {});
    const value = (await shared.client.get('AWS::KMS::Key', key))[attribute];
    expect(await attempt('AWS::SQS::Queue', { KmsMasterKeyId: value })).toMatchObject({ OperationStatus: 'SUCCESS' });
  });

  it('to a function by a qualified ARN, and to a log group by an ARN with and without the star, is found', async () => {
    const role = `arn:aws:iam::${otherAccount}:role/r`;
    await shared.client.made('AWS::Lambda::Function', lambda(role));
    expect(
      await attempt('AWS::Lambda::Permission', {
        FunctionName: `arn:aws:lambda:us-east-1:${account}:function:f:live`,
        Action: 'lambda:InvokeFunction',
        Principal: 's3.amazonaws.com',
      }),
    ).toMatchObject({ OperationStatus: 'SUCCESS' });
    await shared.client.made('AWS::Logs::LogGroup', { LogGroupName: 'g' });
    const rule = (arn: string) => ({ EventPattern: { source: ['x'] }, State: 'ENABLED', Targets: [{ Id: 't', Arn: arn }] });
    for (const tail of ['', ':*'])
      expect(await attempt('AWS::Events::Rule', rule(`arn:aws:logs:us-east-1:${account}:log-group:g${tail}`))).toMatchObject({ OperationStatus: 'SUCCESS' });
    expect(await attempt('AWS::Events::Rule', rule(`arn:aws:logs:us-east-1:${account}:log-group:h`))).toMatchObject({ OperationStatus: 'FAILED' });
  });

  it('that an update adds is looked up, one that was there before is not', async () => {
    const key = await shared.client.made('AWS::KMS::Key', {});
    const queue = await shared.client.made('AWS::SQS::Queue', { QueueName: 'q', KmsMasterKeyId: key });
    await remove('AWS::KMS::Key', key);
    const update = (patch: unknown) => shared.client.ended(shared.client.update('AWS::SQS::Queue', queue, patch));
    expect(await update([{ op: 'replace', path: '/DelaySeconds', value: 1 }])).toMatchObject({ OperationStatus: 'SUCCESS' });
    expect(await update([{ op: 'replace', path: '/KmsMasterKeyId', value: 'alias/none' }])).toMatchObject({ ErrorCode: 'InvalidRequest' });
  });

  it('finds the group called default, and as many secondary addresses of an interface as were asked for', async () => {
    const { vpc, subnet } = await network();
    const rule = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, SourceSecurityGroupName: 'default' };
    await shared.client.made('AWS::EC2::SecurityGroup', { GroupDescription: 'g', VpcId: vpc, SecurityGroupIngress: [rule] });
    const id = await shared.client.made('AWS::EC2::NetworkInterface', { SubnetId: subnet, SecondaryPrivateIpAddressCount: 2 });
    const { SecondaryPrivateIpAddresses: addresses } = await shared.client.get('AWS::EC2::NetworkInterface', id);
    expect(addresses).toEqual([expect.stringMatching(/^10\.0\.1\.\d+$/), expect.stringMatching(/^10\.0\.1\.\d+$/)]);
  });

  it("may name a VPC's own default security group", async () => {
    const { vpc, subnet } = await network();
    const { DefaultSecurityGroup } = await shared.client.get('AWS::EC2::VPC', vpc);
    expect(DefaultSecurityGroup).toMatch(/^sg-/);
    expect(await attempt('AWS::EC2::NetworkInterface', { SubnetId: subnet, GroupSet: [DefaultSecurityGroup] })).toMatchObject({ OperationStatus: 'SUCCESS' });
  });
});

describe('a deletion', () => {
  it('fails while something depends on the resource, and succeeds after', async () => {
    const { vpc, subnet } = await network();
    expect(await remove('AWS::EC2::VPC', vpc)).toMatchObject({
      OperationStatus: 'FAILED',
      ErrorCode: 'InvalidRequest',
      StatusMessage: expect.stringContaining(`The vpc '${vpc}' has dependencies and cannot be deleted.`),
    });
    expect(await shared.client.get('AWS::EC2::VPC', vpc)).toBeDefined();
    expect(await remove('AWS::EC2::Subnet', subnet)).toMatchObject({ OperationStatus: 'SUCCESS' });
    expect(await remove('AWS::EC2::VPC', vpc)).toMatchObject({ OperationStatus: 'SUCCESS' });
  });

  it('of a key or of a log bucket succeeds although something refers to it', async () => {
    const key = await shared.client.made('AWS::KMS::Key', {});
    await shared.client.made('AWS::SQS::Queue', { QueueName: 'q', KmsMasterKeyId: key });
    expect(await remove('AWS::KMS::Key', key)).toMatchObject({ OperationStatus: 'SUCCESS' });
    await shared.client.made('AWS::S3::Bucket', { BucketName: 'the-logs' });
    await shared.client.made('AWS::S3::Bucket', { BucketName: 'the-data', LoggingConfiguration: { DestinationBucketName: 'the-logs' } });
    expect(await remove('AWS::S3::Bucket', 'the-logs')).toMatchObject({ OperationStatus: 'SUCCESS' });
  });

  it('of a security group is blocked by another group that names it, not by its own rules', async () => {
    const { vpc } = await network();
    const group = (name: string) => shared.client.made('AWS::EC2::SecurityGroup', { GroupName: name, GroupDescription: name, VpcId: vpc });
    const [first, second] = [await group('one'), await group('two')];
    const rule = await shared.client.made('AWS::EC2::SecurityGroupIngress', {
      GroupId: second,
      SourceSecurityGroupId: first,
      IpProtocol: 'tcp',
      FromPort: 1,
      ToPort: 2,
    });
    expect(await remove('AWS::EC2::SecurityGroup', first)).toMatchObject({
      ErrorCode: 'InvalidRequest',
      StatusMessage: expect.stringContaining('has a dependent object'),
    });
    expect(await remove('AWS::EC2::SecurityGroup', second)).toMatchObject({ OperationStatus: 'SUCCESS' });
    await expect(shared.client.get('AWS::EC2::SecurityGroupIngress', rule)).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    expect(await remove('AWS::EC2::SecurityGroup', first)).toMatchObject({ OperationStatus: 'SUCCESS' });
  });

  it('takes along what is a part of the resource', async () => {
    const api = await shared.client.made('AWS::ApiGateway::RestApi', { Name: 'api' });
    const { RootResourceId } = await shared.client.get('AWS::ApiGateway::RestApi', api);
    const parent = await shared.client.made('AWS::ApiGateway::Resource', { RestApiId: api, ParentId: RootResourceId, PathPart: 'a' });
    await shared.client.made('AWS::ApiGateway::Resource', { RestApiId: api, ParentId: parent.split('|')[1], PathPart: 'b' });
    expect(await remove('AWS::ApiGateway::RestApi', api)).toMatchObject({ OperationStatus: 'SUCCESS' });
    expect((await shared.client.control<{ resources: unknown[] }>('GET', 'resources')).resources).toEqual([]);
  });

  it('of a role waits for its instance profile; other references to it do not count', async () => {
    await shared.client.made('AWS::IAM::Role', { RoleName: 'r', AssumeRolePolicyDocument: trust });
    await shared.client.made('AWS::Lambda::Function', lambda(`arn:aws:iam::${account}:role/r`));
    await shared.client.made('AWS::IAM::InstanceProfile', { InstanceProfileName: 'p', Roles: ['r'] });
    expect(await remove('AWS::IAM::Role', 'r')).toMatchObject({ ErrorCode: 'ResourceConflict' });
    await remove('AWS::IAM::InstanceProfile', 'p');
    expect(await remove('AWS::IAM::Role', 'r')).toMatchObject({ OperationStatus: 'SUCCESS' });
  });

  it('is refused by deletion protection until that is taken off', async () => {
    await shared.client.made('AWS::DynamoDB::Table', {
      TableName: 'kept',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      DeletionProtectionEnabled: true,
    });
    expect(await remove('AWS::DynamoDB::Table', 'kept')).toMatchObject({
      ErrorCode: 'InvalidRequest',
      StatusMessage: expect.stringContaining('protected against deletion'),
    });
    await shared.client.ended(shared.client.update('AWS::DynamoDB::Table', 'kept', [{ op: 'replace', path: '/DeletionProtectionEnabled', value: false }]));
    expect(await remove('AWS::DynamoDB::Table', 'kept')).toMatchObject({ OperationStatus: 'SUCCESS' });
  });
});
