import { describe, expect, it } from 'vitest';
import { account, withSandbox } from './with-sandbox.ts';

const shared = withSandbox();
const read = async (type: string, properties: unknown) => {
  const identifier = await shared.client.made(type, properties);
  return { identifier, live: await shared.client.get(type, identifier) };
};

async function network() {
  const vpc = await shared.client.made('AWS::EC2::VPC', { CidrBlock: '10.7.0.0/16' });
  const subnet = await shared.client.made('AWS::EC2::Subnet', {
    VpcId: vpc,
    CidrBlock: '10.7.3.0/24',
    AvailabilityZone: 'us-east-1c',
    MapPublicIpOnLaunch: true,
  });
  return { vpc, subnet };
}

describe('what AWS adds', () => {
  it('is a documented default, in every object that is there and in none that is not', async () => {
    const { live } = await read('AWS::AutoScaling::AutoScalingGroup', {
      MinSize: '0',
      MaxSize: '1',
      AvailabilityZones: ['us-east-1a'],
      AvailabilityZoneDistribution: {},
    });
    expect(live).toMatchObject({ AvailabilityZoneDistribution: { CapacityDistributionStrategy: 'balanced-best-effort' }, Cooldown: '300' });
    expect(live).not.toHaveProperty('MixedInstancesPolicy');
    const { live: task } = await read('AWS::ECS::TaskDefinition', { Family: 'f', ContainerDefinitions: [{ Name: 'a', Image: 'i' }] });
    expect(task['ContainerDefinitions']).toEqual([{ Name: 'a', Image: 'i', Cpu: 0, Essential: true }]);
  });

  it.each([
    ['postgres', '5432', 'postgresql-license'],
    ['mysql', '3306', 'general-public-license'],
  ])('depends on what was asked for beside it: a database of %s listens at %s', async (Engine, port, license) => {
    const { live } = await read('AWS::RDS::DBInstance', { DBInstanceIdentifier: 'd', Engine, DBInstanceClass: 'db.t4g.micro', AllocatedStorage: '20' });
    expect(live).toMatchObject({ Port: port, LicenseModel: license, Endpoint: { Port: port, Address: expect.stringMatching(/^d\./) } });
  });

  it('completes attributes that are kept as keys and values, and leaves those that were set', async () => {
    const { live } = await read('AWS::ElasticLoadBalancingV2::TargetGroup', {
      Name: 't',
      Port: 80,
      Protocol: 'HTTP',
      TargetGroupAttributes: [{ Key: 'stickiness.enabled', Value: 'true' }],
    });
    expect(live['TargetGroupAttributes']).toEqual(
      expect.arrayContaining([
        { Key: 'stickiness.enabled', Value: 'true' },
        { Key: 'slow_start.duration_seconds', Value: '0' },
      ]),
    );
    expect(live['TargetGroupAttributes']).not.toContainEqual({ Key: 'stickiness.enabled', Value: 'false' });
  });

  it('follows from what is referred to: zone, network and addresses of an instance', async () => {
    const { vpc, subnet } = await network();
    const { live } = await read('AWS::EC2::Instance', { ImageId: 'ami-0123456789abcdef0', InstanceType: 't3.micro', SubnetId: subnet });
    expect(live).toMatchObject({ AvailabilityZone: 'us-east-1c', VpcId: vpc, PublicIp: expect.stringMatching(/^203\.0\.113\./) });
    expect(live['PrivateIp']).toMatch(/^10\.7\.3\.\d+$/);
    expect(live['PrivateDnsName']).toBe(`ip-${String(live['PrivateIp']).replaceAll('.', '-')}.ec2.internal`);
    expect(live['PrivateIpAddress']).toBe(live['PrivateIp']);
  });

  it('appears with an association and goes with it', async () => {
    const { vpc } = await network();
    const association = await shared.client.made('AWS::EC2::VPCCidrBlock', { VpcId: vpc, AmazonProvidedIpv6CidrBlock: true });
    const block = (await shared.client.get('AWS::EC2::VPCCidrBlock', association))['Ipv6CidrBlock'];
    expect((await shared.client.get('AWS::EC2::VPC', vpc))['Ipv6CidrBlocks']).toEqual([block]);
    await shared.client.ended(shared.client.delete('AWS::EC2::VPCCidrBlock', association));
    expect((await shared.client.get('AWS::EC2::VPC', vpc))['Ipv6CidrBlocks']).toEqual([]);
  });

  it('is drawn once where several attributes hold it', async () => {
    const { live } = await read('AWS::AppSync::GraphQLApi', { Name: 'g', AuthenticationType: 'API_KEY' });
    const [, host] = /^https:\/\/(\w{26})\.appsync-api/.exec(String(live['GraphQLUrl'])) ?? [];
    expect(live['GraphQLDns']).toBe(`${host}.appsync-api.us-east-1.amazonaws.com`);
    const secret = await read('AWS::SecretsManager::Secret', { Name: 's', SecretString: 'x' });
    expect(secret.live['Id']).toBe(secret.identifier);
    const balancer = await read('AWS::ElasticLoadBalancingV2::LoadBalancer', { Name: 'b', Type: 'network' });
    expect(balancer.identifier).toBe(`arn:aws:elasticloadbalancing:us-east-1:${account}:loadbalancer/${balancer.live['LoadBalancerFullName']}`);
    expect(balancer.live['LoadBalancerFullName']).toMatch(/^net\/b\//);
  });

  it('makes up no name for what is none', async () => {
    const zone = await shared.client.made('AWS::Route53::HostedZone', { Name: 'example.com' });
    const { live } = await read('AWS::Route53::RecordSet', { HostedZoneId: zone, Name: 'a.example.com', Type: 'A', TTL: '60', ResourceRecords: ['10.0.0.1'] });
    expect(live).not.toHaveProperty('SetIdentifier');
  });
});

describe('what AWS rewrites and hides', () => {
  it('is told as it is kept: names in lower case, protocols by name, a domain with its dot', async () => {
    const { vpc, subnet } = await network();
    const { identifier, live } = await read('AWS::RDS::DBSubnetGroup', {
      DBSubnetGroupName: 'Books-Subnets',
      DBSubnetGroupDescription: 'd',
      SubnetIds: [subnet],
    });
    expect([identifier, live['DBSubnetGroupName']]).toEqual(['books-subnets', 'books-subnets']);
    expect(await shared.client.get('AWS::RDS::DBSubnetGroup', 'Books-Subnets')).toEqual(live);
    const group = await read('AWS::EC2::SecurityGroup', {
      GroupDescription: 'g',
      VpcId: vpc,
      SecurityGroupIngress: [{ IpProtocol: '6', FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0' }],
    });
    expect(group.live).toMatchObject({ SecurityGroupIngress: [{ IpProtocol: 'tcp' }] });
    expect((await read('AWS::Route53::HostedZone', { Name: 'example.com' })).live).toMatchObject({ Name: 'example.com.' });
  });

  it('takes the same name twice for one, however it is spelled, and keeps case where it tells things apart', async () => {
    const group = (DBParameterGroupName: string) => ({ DBParameterGroupName, Family: 'postgres16', Description: 'd' });
    await shared.client.made('AWS::RDS::DBParameterGroup', group('Main'));
    expect(await shared.client.ended(shared.client.create('AWS::RDS::DBParameterGroup', group('main')))).toMatchObject({ ErrorCode: 'AlreadyExists' });
    const table = (TableName: string) => ({ TableName, KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] });
    for (const name of ['orders', 'Orders']) expect(await shared.client.made('AWS::DynamoDB::Table', table(name))).toBe(name);
  });

  it('is never returned where the published schema says so, and survives an update that does not touch it', async () => {
    const { identifier, live } = await read('AWS::AmazonMQ::Configuration', { Name: 'c', EngineType: 'ActiveMQ', EngineVersion: '5.18', Data: 'PGJyb2tlci8+' });
    expect(live).not.toHaveProperty('Data');
    expect(live).toMatchObject({ EngineType: 'ACTIVEMQ' });
    await shared.client.ended(shared.client.update('AWS::AmazonMQ::Configuration', identifier, [{ op: 'add', path: '/Description', value: 'd' }]));
    const [kept] = (await shared.client.control<{ resources: { properties: object }[] }>('GET', 'resources')).resources;
    expect(kept?.properties).toMatchObject({ Data: 'PGJyb2tlci8+', Description: 'd' });
  });
});

describe('what AWS refuses', () => {
  const attempt = (type: string, properties: unknown) => shared.client.ended(shared.client.create(type, properties));

  it('is a subnet over another one of its network, not one beside it or in another network', async () => {
    const { vpc } = await network();
    const other = await shared.client.made('AWS::EC2::VPC', { CidrBlock: '10.7.0.0/16' });
    expect(await attempt('AWS::EC2::Subnet', { VpcId: vpc, CidrBlock: '10.7.3.128/25' })).toMatchObject({
      ErrorCode: 'InvalidRequest',
      StatusMessage: expect.stringContaining('conflicts with another subnet'),
    });
    expect(await attempt('AWS::EC2::Subnet', { VpcId: vpc, CidrBlock: '10.7.4.0/24' })).toMatchObject({ OperationStatus: 'SUCCESS' });
    expect(await attempt('AWS::EC2::Subnet', { VpcId: other, CidrBlock: '10.7.3.0/24' })).toMatchObject({ OperationStatus: 'SUCCESS' });
  });

  it('is a second index in one update of a table, not the first', async () => {
    const index = (IndexName: string) => ({ IndexName, KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } });
    await shared.client.made('AWS::DynamoDB::Table', { TableName: 'table', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] });
    const update = (names: string[]) =>
      shared.client.ended(shared.client.update('AWS::DynamoDB::Table', 'table', [{ op: 'add', path: '/GlobalSecondaryIndexes', value: names.map(index) }]));
    expect(await update(['a', 'b'])).toMatchObject({ ErrorCode: 'InvalidRequest', StatusMessage: expect.stringContaining('more than one GSI') });
    expect(await update(['a'])).toMatchObject({ OperationStatus: 'SUCCESS' });
    expect(await update(['a', 'b'])).toMatchObject({ OperationStatus: 'SUCCESS' });
  });

  it('is the name of a secret that is scheduled for deletion, until that is over', async () => {
    const secret = { Name: 'db', SecretString: 'x' };
    const identifier = await shared.client.made('AWS::SecretsManager::Secret', secret);
    await shared.client.ended(shared.client.delete('AWS::SecretsManager::Secret', identifier));
    expect(await attempt('AWS::SecretsManager::Secret', secret)).toMatchObject({ StatusMessage: expect.stringContaining('scheduled for deletion') });
    await shared.client.control('POST', 'clock', { seconds: 31 * 86_400 });
  });

  it('is a group that another one admits, until the rule is gone: a circle needs an update before its deletes', async () => {
    const { vpc } = await network();
    const group = () => shared.client.made('AWS::EC2::SecurityGroup', { GroupDescription: 'g', VpcId: vpc });
    const [one, two] = [await group(), await group()];
    const admit = (from: string, to: string) =>
      shared.client.ended(
        shared.client.update('AWS::EC2::SecurityGroup', to, [
          { op: 'add', path: '/SecurityGroupIngress', value: [{ IpProtocol: '-1', SourceSecurityGroupId: from }] },
        ]),
      );
    await admit(one, two);
    await admit(two, one);
    const remove = (id: string) => shared.client.ended(shared.client.delete('AWS::EC2::SecurityGroup', id));
    expect([await remove(one), await remove(two)]).toMatchObject([{ OperationStatus: 'FAILED' }, { OperationStatus: 'FAILED' }]);
    await shared.client.ended(shared.client.update('AWS::EC2::SecurityGroup', two, [{ op: 'remove', path: '/SecurityGroupIngress' }]));
    expect([await remove(one), await remove(two)]).toMatchObject([{ OperationStatus: 'SUCCESS' }, { OperationStatus: 'SUCCESS' }]);
  });

  it('is a role that is too young to be assumed, where that is asked for', async () => {
    await shared.client.control('PUT', 'speed', { speed: 100_000 });
    await shared.client.control('PUT', 'roles', { seconds: 100_000 * 60 });
    await shared.client.made('AWS::IAM::Role', { RoleName: 'r', AssumeRolePolicyDocument: {} });
    const f = { FunctionName: 'f', Role: `arn:aws:iam::${account}:role/r`, Code: { ZipFile: 'x' }, Handler: 'index.handler', Runtime: 'nodejs22.x' };
    expect(await attempt('AWS::Lambda::Function', f)).toMatchObject({
      ErrorCode: 'InvalidRequest',
      StatusMessage: expect.stringContaining('cannot be assumed by Lambda'),
    });
    await shared.client.control('PUT', 'roles', { seconds: 0 });
    expect(await attempt('AWS::Lambda::Function', f)).toMatchObject({ OperationStatus: 'SUCCESS' });
  });
});
