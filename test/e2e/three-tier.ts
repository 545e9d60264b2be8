import type { Resolver } from '../../src/intent/resolve.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { ok } from '../../src/kernel/result.ts';
import { proposal } from '../../src/model/proposal.ts';

/** A web application in three tiers: a public and a private subnet in each of two zones, a balancer, a function, a database, a queue and what they need. */
export const threeTier: Resolver = {
  async resolve(_, { target }) {
    return ok(
      proposal.parse({
        kind: 'draft',
        deployment: 'shop',
        target: target.name,
        region: 'us-east-1',
        evidence: [],
        resources: resources(target.target.account),
      }),
    );
  },
};

function resources(account: string): readonly { node: string; type: string; properties: JsonObject; dependsOn?: readonly string[] }[] {
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
  const subnet = (node: string, cidr: string, zone: string, open: boolean) => ({
    node,
    type: 'AWS::EC2::Subnet',
    properties: { VpcId: '${vpc.VpcId}', CidrBlock: cidr, AvailabilityZone: `us-east-1${zone}`, MapPublicIpOnLaunch: open },
  });
  const routed = (node: string, from: string, table: string) => ({
    node,
    type: 'AWS::EC2::SubnetRouteTableAssociation',
    properties: { SubnetId: `\${${from}.SubnetId}`, RouteTableId: `\${${table}.RouteTableId}` },
  });
  const group = (node: string, ingress: readonly JsonObject[]) => ({
    node,
    type: 'AWS::EC2::SecurityGroup',
    properties: { GroupName: `shop-${node.replaceAll('_', '-')}`, GroupDescription: node, VpcId: '${vpc.VpcId}', SecurityGroupIngress: ingress },
  });
  return [
    { node: 'vpc', type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.20.0.0/16', EnableDnsHostnames: true, EnableDnsSupport: true } },
    { node: 'gateway', type: 'AWS::EC2::InternetGateway', properties: {} },
    { node: 'attachment', type: 'AWS::EC2::VPCGatewayAttachment', properties: { VpcId: '${vpc.VpcId}', InternetGatewayId: '${gateway.InternetGatewayId}' } },
    subnet('public_a', '10.20.0.0/24', 'a', true),
    subnet('public_b', '10.20.1.0/24', 'b', true),
    subnet('private_a', '10.20.10.0/24', 'a', false),
    subnet('private_b', '10.20.11.0/24', 'b', false),
    { node: 'address', type: 'AWS::EC2::EIP', properties: { Domain: 'vpc' }, dependsOn: ['attachment'] },
    { node: 'nat', type: 'AWS::EC2::NatGateway', properties: { SubnetId: '${public_a.SubnetId}', AllocationId: '${address.AllocationId}' } },
    { node: 'public_routes', type: 'AWS::EC2::RouteTable', properties: { VpcId: '${vpc.VpcId}' } },
    { node: 'private_routes', type: 'AWS::EC2::RouteTable', properties: { VpcId: '${vpc.VpcId}' } },
    {
      node: 'to_internet',
      type: 'AWS::EC2::Route',
      properties: { RouteTableId: '${public_routes.RouteTableId}', DestinationCidrBlock: '0.0.0.0/0', GatewayId: '${gateway.InternetGatewayId}' },
      dependsOn: ['attachment'],
    },
    {
      node: 'to_nat',
      type: 'AWS::EC2::Route',
      properties: { RouteTableId: '${private_routes.RouteTableId}', DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: '${nat.NatGatewayId}' },
    },
    routed('routed_public_a', 'public_a', 'public_routes'),
    routed('routed_public_b', 'public_b', 'public_routes'),
    routed('routed_private_a', 'private_a', 'private_routes'),
    routed('routed_private_b', 'private_b', 'private_routes'),
    group('balancer_group', [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }]),
    group('app_group', [{ IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, CidrIp: '10.20.0.0/23' }]),
    group('database_group', [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp: '10.20.10.0/23' }]),
    {
      node: 'balancer',
      type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      properties: {
        Name: 'shop',
        Scheme: 'internet-facing',
        Type: 'application',
        Subnets: ['${public_a.SubnetId}', '${public_b.SubnetId}'],
        SecurityGroups: ['${balancer_group.GroupId}'],
      },
      dependsOn: ['attachment'],
    },
    {
      node: 'targets',
      type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      properties: { Name: 'shop', Port: 8080, Protocol: 'HTTP', VpcId: '${vpc.VpcId}', TargetType: 'ip', HealthCheckPath: '/' },
    },
    {
      node: 'listener',
      type: 'AWS::ElasticLoadBalancingV2::Listener',
      properties: {
        LoadBalancerArn: '${balancer.LoadBalancerArn}',
        Port: 80,
        Protocol: 'HTTP',
        DefaultActions: [{ Type: 'forward', TargetGroupArn: '${targets.TargetGroupArn}' }],
      },
    },
    {
      node: 'database_subnets',
      type: 'AWS::RDS::DBSubnetGroup',
      properties: { DBSubnetGroupName: 'shop', DBSubnetGroupDescription: 'private', SubnetIds: ['${private_a.SubnetId}', '${private_b.SubnetId}'] },
    },
    {
      node: 'database',
      type: 'AWS::RDS::DBInstance',
      properties: {
        DBInstanceIdentifier: 'shop',
        DBInstanceClass: 'db.t3.micro',
        Engine: 'postgres',
        MasterUsername: 'shopkeeper',
        MasterUserPassword: 'for-an-emulator-only',
        AllocatedStorage: '20',
        DBSubnetGroupName: '${database_subnets.DBSubnetGroupName}',
        VPCSecurityGroups: ['${database_group.GroupId}'],
      },
    },
    { node: 'dead_letters', type: 'AWS::SQS::Queue', properties: { QueueName: 'shop-dead-letters', SqsManagedSseEnabled: true } },
    {
      node: 'orders',
      type: 'AWS::SQS::Queue',
      properties: { QueueName: 'shop-orders', VisibilityTimeout: 60, RedrivePolicy: { deadLetterTargetArn: '${dead_letters.Arn}', maxReceiveCount: 5 } },
    },
    { node: 'news', type: 'AWS::SNS::Topic', properties: { TopicName: 'shop-news' } },
    { node: 'delivery', type: 'AWS::SNS::Subscription', properties: { TopicArn: '${news.TopicArn}', Protocol: 'sqs', Endpoint: '${orders.Arn}' } },
    { node: 'role', type: 'AWS::IAM::Role', properties: { RoleName: 'shop-worker', AssumeRolePolicyDocument: trust } },
    { node: 'logs', type: 'AWS::Logs::LogGroup', properties: { LogGroupName: '/shop/worker', RetentionInDays: 30 } },
    {
      node: 'worker',
      type: 'AWS::Lambda::Function',
      properties: {
        FunctionName: 'shop-worker',
        Role: '${role.Arn}',
        PackageType: 'Image',
        Code: { ImageUri: `${account}.dkr.ecr.us-east-1.amazonaws.com/shop:1` },
        Timeout: 30,
      },
    },
    {
      node: 'carts',
      type: 'AWS::DynamoDB::Table',
      properties: {
        TableName: 'shop-carts',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      },
    },
    { node: 'images', type: 'AWS::ECR::Repository', properties: { RepositoryName: 'shop', ImageTagMutability: 'IMMUTABLE' } },
  ];
}
