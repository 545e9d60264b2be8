/**
 * Small chains in which everything needed exists: each step's type and properties. `<vpc>` is the identifier of the step named `vpc`,
 * `<vpc.DefaultSecurityGroup>` what a read of it says there (`A/B` for a member).
 */
export type Chain = Readonly<Record<string, readonly [type: string, properties: unknown]>>;

export const assumedBy = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' }],
});
export const role = (service: string, name = service) =>
  ['AWS::IAM::Role', { RoleName: `${name}-role`, AssumeRolePolicyDocument: assumedBy(service) }] as const;
export const bucket = (name: string) => ['AWS::S3::Bucket', { BucketName: name }] as const;
export const topic = ['AWS::SNS::Topic', { TopicName: 'news' }] as const;
export const queue = ['AWS::SQS::Queue', { QueueName: 'jobs' }] as const;
export const handler = { FunctionName: 'f', Role: '<role.Arn>', Code: { ZipFile: 'x' }, Handler: 'index.handler', Runtime: 'nodejs22.x' };
export const vpc = ['AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }] as const;
export const subnet = (net: string, zone: string) =>
  ['AWS::EC2::Subnet', { VpcId: '<vpc>', CidrBlock: `10.0.${net}.0/24`, AvailabilityZone: `us-east-1${zone}` }] as const;
export const group = ['AWS::EC2::SecurityGroup', { GroupDescription: 'web', VpcId: '<vpc>' }] as const;
export const lambda = { role: role('lambda'), function: ['AWS::Lambda::Function', handler] } satisfies Chain;
export const network = { vpc, a: subnet('1', 'a'), b: subnet('2', 'b') } satisfies Chain;
export const table = [
  'AWS::DynamoDB::Table',
  {
    TableName: 'orders',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
  },
] as const;
export const httpApi = ['AWS::ApiGatewayV2::Api', { Name: 'web', ProtocolType: 'HTTP' }] as const;
export const pool = ['AWS::Cognito::UserPool', { UserPoolName: 'people' }] as const;
export const database = ['AWS::Glue::Database', { CatalogId: '111111111111', DatabaseInput: { Name: 'lake' } }] as const;
export const cluster = ['AWS::ECS::Cluster', { ClusterName: 'apps' }] as const;
export const task = ['AWS::ECS::TaskDefinition', { Family: 'web', ContainerDefinitions: [{ Name: 'web', Image: 'nginx' }] }] as const;
export const rest = ['AWS::ApiGateway::RestApi', { Name: 'rest' }] as const;
