import type { JsonObject } from '../../src/kernel/json.ts';

/** The ownership tags of a node. */
export const ownedBy = (node: string) => [
  { Key: 'asbuilt:deployment', Value: 'lost' },
  { Key: 'asbuilt:node', Value: node },
];
const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }] };

/** Creates of several calls, at services that know no idempotency token. */
export const creates: readonly { readonly type: string; readonly properties: (name: string) => JsonObject }[] = [
  {
    type: 'AWS::S3::Bucket',
    properties: (name) => ({
      BucketName: name,
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      VersioningConfiguration: { Status: 'Enabled' },
      Tags: ownedBy(name),
    }),
  },
  {
    type: 'AWS::IAM::Role',
    properties: (name) => ({
      RoleName: name,
      AssumeRolePolicyDocument: trust,
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      Policies: [{ PolicyName: 'inline', PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] } }],
      Tags: ownedBy(name),
    }),
  },
  { type: 'AWS::EC2::VPC', properties: (name) => ({ CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true, Tags: ownedBy(name) }) },
  { type: 'AWS::EC2::EIP', properties: (name) => ({ Domain: 'vpc', Tags: ownedBy(name) }) },
  { type: 'AWS::KMS::Key', properties: (name) => ({ Description: 'x', EnableKeyRotation: true, Tags: ownedBy(name) }) },
  { type: 'AWS::SQS::Queue', properties: (name) => ({ QueueName: name, VisibilityTimeout: 60, Tags: ownedBy(name) }) },
  {
    type: 'AWS::DynamoDB::Table',
    properties: (name) => ({
      TableName: name,
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      Tags: ownedBy(name),
    }),
  },
  { type: 'AWS::Logs::LogGroup', properties: (name) => ({ LogGroupName: `/lost/${name}`, RetentionInDays: 7, Tags: ownedBy(name) }) },
  { type: 'AWS::IAM::Group', properties: (name) => ({ GroupName: name, ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }) },
];
