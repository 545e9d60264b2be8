import type { Reading } from './native/native-type.ts';

/**
 * What proves the creation of a type's resources. `by: 'nothing'` says that no read does, and why.
 *
 * In the templates of a call `$.Identifier` is the primary identifier; `told` is where the proving value is in what the call describes.
 */
export type CreationFact =
  | { readonly by: 'identifier'; readonly reference: string }
  | {
      readonly by: 'read';
      readonly service: string;
      readonly call: Reading;
      readonly told: string;
      /** The value is a point in time: seconds or milliseconds since the epoch, or ISO 8601. Else it is a text as it stands. */
      readonly instant?: 'seconds' | 'milliseconds';
      /** The same value where a read of the resource tells it anyway, as CloudFormation names it. */
      readonly property?: string;
      /** The same value where only a read through native calls tells it: CloudFormation has no property for it. */
      readonly natively?: string;
      /** The one region whose answer is right, in the partition `aws`; in other partitions nothing is known to be. */
      readonly onlyIn?: string;
      readonly reference: string;
    }
  | { readonly by: 'nothing'; readonly because: string; readonly reference: string };

const ec2Ids = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html';
const iamIds = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids';
const elbArns = 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html';

function api(service: string, page: string): string {
  return `https://docs.aws.amazon.com/${service}/latest/${page}`;
}

const ec2Id: CreationFact = { by: 'identifier', reference: ec2Ids };
const elbArn: CreationFact = { by: 'identifier', reference: elbArns };

/** By CloudFormation type: every type with native calls, and some that only Cloud Control serves. */
export const creationFacts: Readonly<Record<string, CreationFact>> = {
  'AWS::CloudWatch::Alarm': {
    by: 'nothing',
    because: 'CloudWatch tells when an alarm was last configured, not when it was created',
    reference: api('AmazonCloudWatch', 'APIReference/API_MetricAlarm.html'),
  },
  'AWS::DynamoDB::Table': {
    by: 'read',
    service: 'dynamodb',
    call: { operation: 'DescribeTable', input: { TableName: '$.Identifier' }, at: 'Table' },
    told: 'TableId',
    reference: api('amazondynamodb', 'APIReference/API_TableDescription.html'),
  },
  'AWS::EC2::EIP': ec2Id,
  'AWS::EC2::Instance': ec2Id,
  'AWS::EC2::InternetGateway': ec2Id,
  'AWS::EC2::LaunchTemplate': ec2Id,
  'AWS::EC2::NatGateway': ec2Id,
  'AWS::EC2::Route': {
    by: 'nothing',
    because: 'a route is its table and destination; EC2 gives it neither an id nor a time',
    reference: api('AWSEC2', 'APIReference/API_Route.html'),
  },
  'AWS::EC2::RouteTable': ec2Id,
  'AWS::EC2::SecurityGroup': ec2Id,
  'AWS::EC2::Subnet': ec2Id,
  'AWS::EC2::SubnetRouteTableAssociation': ec2Id,
  'AWS::EC2::VPC': ec2Id,
  'AWS::EC2::VPCGatewayAttachment': {
    by: 'nothing',
    because: 'an attachment is its VPC and gateway; EC2 gives it neither an id nor a time',
    reference: api('AWSEC2', 'APIReference/API_InternetGatewayAttachment.html'),
  },
  'AWS::ECR::Repository': {
    by: 'read',
    service: 'ecr',
    call: { operation: 'DescribeRepositories', input: { repositoryNames: ['$.Identifier'] }, at: 'repositories.0' },
    told: 'createdAt',
    instant: 'seconds',
    reference: api('AmazonECR', 'APIReference/API_Repository.html'),
  },
  'AWS::ECS::Cluster': {
    by: 'nothing',
    because: 'ECS tells neither a unique id of a cluster nor when it was created',
    reference: api('AmazonECS', 'APIReference/API_Cluster.html'),
  },
  'AWS::ElasticLoadBalancingV2::Listener': elbArn,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': elbArn,
  'AWS::ElasticLoadBalancingV2::TargetGroup': elbArn,
  'AWS::Events::Rule': {
    by: 'nothing',
    because: 'EventBridge tells neither a unique id of a rule nor when it was created',
    reference: api('eventbridge', 'APIReference/API_DescribeRule.html'),
  },
  'AWS::IAM::Group': {
    by: 'read',
    service: 'iam',
    call: { operation: 'GetGroup', input: { GroupName: '$.Identifier' }, at: 'Group' },
    told: 'GroupId',
    reference: iamIds,
  },
  'AWS::IAM::InstanceProfile': {
    by: 'read',
    service: 'iam',
    call: { operation: 'GetInstanceProfile', input: { InstanceProfileName: '$.Identifier' }, at: 'InstanceProfile' },
    told: 'InstanceProfileId',
    reference: iamIds,
  },
  'AWS::IAM::ManagedPolicy': {
    by: 'read',
    service: 'iam',
    call: { operation: 'GetPolicy', input: { PolicyArn: '$.Identifier' }, at: 'Policy' },
    told: 'PolicyId',
    property: 'PolicyId',
    reference: iamIds,
  },
  'AWS::IAM::Role': {
    by: 'read',
    service: 'iam',
    call: { operation: 'GetRole', input: { RoleName: '$.Identifier' }, at: 'Role' },
    told: 'RoleId',
    property: 'RoleId',
    reference: iamIds,
  },
  'AWS::IAM::User': {
    by: 'read',
    service: 'iam',
    call: { operation: 'GetUser', input: { UserName: '$.Identifier' }, at: 'User' },
    told: 'UserId',
    reference: iamIds,
  },
  'AWS::KMS::Alias': {
    by: 'read',
    service: 'kms',
    call: { operation: 'ListAliases', at: 'Aliases', where: { AliasName: '$.Identifier' }, page: ['NextMarker', 'Marker'] },
    told: 'CreationDate',
    instant: 'seconds',
    reference: api('kms', 'APIReference/API_AliasListEntry.html'),
  },
  'AWS::KMS::Key': { by: 'identifier', reference: api('kms', 'APIReference/API_KeyMetadata.html') },
  'AWS::Lambda::Function': {
    by: 'nothing',
    because: 'Lambda tells when a function was last changed, not when it was created, and gives every revision another id',
    reference: api('lambda', 'api/API_FunctionConfiguration.html'),
  },
  'AWS::Lambda::Permission': {
    by: 'nothing',
    because: 'a permission is a statement of the function’s policy; its id is chosen by who adds it',
    reference: api('lambda', 'api/API_GetPolicy.html'),
  },
  'AWS::Logs::LogGroup': {
    by: 'read',
    service: 'logs',
    call: {
      operation: 'DescribeLogGroups',
      input: { logGroupNamePrefix: '$.Identifier' },
      at: 'logGroups',
      where: { logGroupName: '$.Identifier' },
      page: ['nextToken', 'nextToken'],
    },
    told: 'creationTime',
    instant: 'milliseconds',
    reference: api('AmazonCloudWatchLogs', 'APIReference/API_LogGroup.html'),
  },
  'AWS::RDS::DBCluster': {
    by: 'read',
    service: 'rds',
    call: { operation: 'DescribeDBClusters', input: { DBClusterIdentifier: '$.Identifier' }, at: 'DBClusters.0' },
    told: 'DbClusterResourceId',
    property: 'DBClusterResourceId',
    reference: api('AmazonRDS', 'APIReference/API_DBCluster.html'),
  },
  'AWS::RDS::DBInstance': {
    by: 'read',
    service: 'rds',
    call: { operation: 'DescribeDBInstances', input: { DBInstanceIdentifier: '$.Identifier' }, at: 'DBInstances.0' },
    told: 'DbiResourceId',
    property: 'DbiResourceId',
    reference: api('AmazonRDS', 'APIReference/API_DBInstance.html'),
  },
  'AWS::RDS::DBSubnetGroup': {
    by: 'nothing',
    because: 'RDS tells neither a unique id of a subnet group nor when it was created',
    reference: api('AmazonRDS', 'APIReference/API_DBSubnetGroup.html'),
  },
  'AWS::S3::Bucket': {
    by: 'read',
    service: 's3api',
    call: {
      operation: 'ListBuckets',
      input: { Prefix: '$.Identifier' },
      at: 'Buckets',
      where: { Name: '$.Identifier' },
      page: ['ContinuationToken', 'ContinuationToken'],
      together: { asked: 'Prefix', answered: 'Buckets', by: 'Name', whole: true },
    },
    told: 'CreationDate',
    instant: 'seconds',
    // Elsewhere it is when the bucket's settings last changed: https://github.com/aws/aws-cli/issues/3597.
    onlyIn: 'us-east-1',
    reference: api('AmazonS3', 'API/API_Bucket.html'),
  },
  'AWS::S3::BucketPolicy': {
    by: 'nothing',
    because: 'a policy is a document of its bucket; S3 tells neither an id of it nor when it was put there',
    reference: api('AmazonS3', 'API/API_GetBucketPolicy.html'),
  },
  'AWS::SNS::Subscription': { by: 'identifier', reference: api('sns', 'api/API_Subscribe.html') },
  'AWS::SNS::Topic': {
    by: 'nothing',
    because: 'SNS tells neither a unique id of a topic nor when it was created',
    reference: api('sns', 'api/API_GetTopicAttributes.html'),
  },
  'AWS::SQS::Queue': {
    by: 'read',
    service: 'sqs',
    call: { operation: 'GetQueueAttributes', input: { QueueUrl: '$.Identifier', AttributeNames: ['CreatedTimestamp'] }, at: 'Attributes' },
    told: 'CreatedTimestamp',
    instant: 'seconds',
    natively: 'CreatedTimestamp',
    reference: api('AWSSimpleQueueService', 'APIReference/API_GetQueueAttributes.html'),
  },
  'AWS::SQS::QueuePolicy': {
    by: 'nothing',
    because: 'a policy is an attribute of its queue; SQS tells neither an id of it nor when it was set',
    reference: api('AWSSimpleQueueService', 'APIReference/API_GetQueueAttributes.html'),
  },
  'AWS::SSM::Parameter': {
    by: 'nothing',
    because: 'the version and date of a parameter change with every write, and its history forgets the first version after a hundred',
    reference: api('systems-manager', 'APIReference/API_GetParameterHistory.html'),
  },
  'AWS::SecretsManager::Secret': { by: 'identifier', reference: api('secretsmanager', 'userguide/whats-in-a-secret.html') },
};
