import type { Json } from '../../src/kernel/json.ts';

/** A sentence with exactly the nodes it makes, and values at JSON pointers below `node/…`; undefined where nothing may be. */
export interface Sentence {
  readonly says: string;
  readonly nodes: readonly string[];
  readonly values?: Readonly<Record<string, Json | undefined>>;
  readonly region?: string;
  readonly retained?: readonly string[];
  /** Controls whose checks are promised, by node. */
  readonly checks?: Readonly<Record<string, readonly string[]>>;
}

const kms = '/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault';
const network = [
  'vpc',
  'internet_gateway',
  'internet_gateway_attachment',
  'public_route_table',
  'public_route',
  'public_subnet_1',
  'public_subnet_2',
  'public_subnet_association_1',
  'public_subnet_association_2',
  'private_route_table',
  'private_subnet_1',
  'private_subnet_2',
  'private_subnet_association_1',
  'private_subnet_association_2',
];

export const sentences: readonly Sentence[] = [
  // Buckets
  {
    says: 'Create a private, encrypted S3 bucket in us-east-1 with logging enabled.',
    nodes: ['bucket', 'log_bucket', 'log_bucket_policy'],
    values: {
      'bucket/LoggingConfiguration/DestinationBucketName': '${log_bucket.BucketName}',
      'bucket/PublicAccessBlockConfiguration/BlockPublicPolicy': true,
      [`bucket${kms}/SSEAlgorithm`]: 'AES256',
      'log_bucket/PublicAccessBlockConfiguration/RestrictPublicBuckets': true,
      'log_bucket_policy/PolicyDocument/Statement/0/Principal/Service': 'logging.s3.amazonaws.com',
    },
    region: 'us-east-1',
    checks: { bucket: ['encrypted', 'logging', 'private', 'private', 'private', 'private'] },
  },
  {
    says: 'create s3 bucket',
    nodes: ['bucket'],
    values: {
      'bucket/VersioningConfiguration': undefined,
      'bucket/LoggingConfiguration': undefined,
      'bucket/OwnershipControls/Rules/0/ObjectOwnership': 'BucketOwnerEnforced',
    },
  },
  { says: 'a bucket', nodes: ['bucket'] },
  { says: 'I need an S3 bucket please', nodes: ['bucket'] },
  { says: 'Could you set up a new bucket for me, thanks!', nodes: ['bucket'] },
  { says: 'give me a versioned bucket', nodes: ['bucket'], values: { 'bucket/VersioningConfiguration/Status': 'Enabled' }, checks: { bucket: ['versioned'] } },
  { says: 'an S3 bucket with object versioning', nodes: ['bucket'], values: { 'bucket/VersioningConfiguration/Status': 'Enabled' } },
  { says: 'a bucket without versioning', nodes: ['bucket'], values: { 'bucket/VersioningConfiguration': undefined } },
  { says: 'Create a S3 bucket with versioning disabled.', nodes: ['bucket'], values: { 'bucket/VersioningConfiguration': undefined } },
  { says: 'an unversioned bucket', nodes: ['bucket'], values: { 'bucket/VersioningConfiguration': undefined } },
  {
    says: 'a bucket that is not public',
    nodes: ['bucket'],
    values: { 'bucket/PublicAccessBlockConfiguration/BlockPublicAcls': true },
    checks: { bucket: ['private', 'private', 'private', 'private'] },
  },
  { says: 'a bucket with no public access', nodes: ['bucket'], checks: { bucket: ['private', 'private', 'private', 'private'] } },
  { says: 'a non-public bucket', nodes: ['bucket'], checks: { bucket: ['private', 'private', 'private', 'private'] } },
  { says: 'a bucket that should not be publicly accessible', nodes: ['bucket'], checks: { bucket: ['private', 'private', 'private', 'private'] } },
  { says: 'a bucket with public access blocked', nodes: ['bucket'], checks: { bucket: ['private', 'private', 'private', 'private'] } },
  {
    says: 'a bucket that blocks all public access and enforces TLS',
    nodes: ['bucket', 'bucket_policy'],
    values: { 'bucket_policy/PolicyDocument/Statement/0/Effect': 'Deny' },
  },
  {
    says: 'a tls-only bucket with access logs',
    nodes: ['bucket', 'bucket_policy', 'log_bucket', 'log_bucket_policy'],
    values: { 'log_bucket_policy/PolicyDocument/Statement/0/Sid': 'DenyWithoutTls', 'log_bucket_policy/PolicyDocument/Statement/1/Sid': 'S3LogDeliveryWrites' },
  },
  {
    says: 'a bucket encrypted with a KMS key',
    nodes: ['bucket', 'key', 'key_alias'],
    values: { [`bucket${kms}/KMSMasterKeyID`]: '${key.Arn}', [`bucket${kms}/SSEAlgorithm`]: 'aws:kms', 'key/EnableKeyRotation': true },
  },
  { says: 'an encrypted bucket with kms encryption', nodes: ['bucket', 'key', 'key_alias'], values: { [`bucket${kms}/SSEAlgorithm`]: 'aws:kms' } },
  { says: 'a kms-encrypted bucket', nodes: ['bucket', 'key', 'key_alias'], values: { [`bucket${kms}/SSEAlgorithm`]: 'aws:kms' } },
  { says: 'a KMS key and a bucket encrypted with the key', nodes: ['bucket', 'key', 'key_alias'], values: { [`bucket${kms}/KMSMasterKeyID`]: '${key.Arn}' } },
  {
    says: 'a KMS key named master and a bucket encrypted with that key',
    nodes: ['bucket', 'key_master', 'key_master_alias'],
    values: { [`bucket${kms}/KMSMasterKeyID`]: '${key_master.Arn}', 'key_master_alias/AliasName': 'alias/master' },
  },
  { says: 'a retained bucket', nodes: ['bucket'], retained: ['bucket'] },
  {
    says: 'a retained bucket with logging, encrypted with a customer managed key',
    nodes: ['bucket', 'log_bucket', 'log_bucket_policy', 'key', 'key_alias'],
    retained: ['bucket', 'log_bucket', 'log_bucket_policy', 'key', 'key_alias'],
  },
  { says: 'a bucket named my-app.assets', nodes: ['bucket_my_app_assets'], values: { 'bucket_my_app_assets/BucketName': 'my-app.assets' } },
  {
    says: 'an S3 bucket called "shop-logs" in Frankfurt',
    nodes: ['bucket_shop_logs'],
    values: { 'bucket_shop_logs/BucketName': 'shop-logs' },
    region: 'eu-central-1',
  },
  { says: 'a bucket in us east 1', nodes: ['bucket'], region: 'us-east-1' },
  { says: 'a bucket in N. Virginia', nodes: ['bucket'], region: 'us-east-1' },
  { says: 'In the eu-west-2 region, create a bucket.', nodes: ['bucket'], region: 'eu-west-2' },
  { says: 'deploy a bucket to São Paulo', nodes: ['bucket'], region: 'sa-east-1' },
  { says: 'With logging enabled, create a bucket', nodes: ['bucket', 'log_bucket', 'log_bucket_policy'] },
  {
    says: 'Create a bucket. It must be versioned and retained.',
    nodes: ['bucket'],
    values: { 'bucket/VersioningConfiguration/Status': 'Enabled' },
    retained: ['bucket'],
  },
  { says: 'Create a bucket and make sure that it is versioned', nodes: ['bucket'], values: { 'bucket/VersioningConfiguration/Status': 'Enabled' } },
  { says: 'a bucket (private, versioned)', nodes: ['bucket'], values: { 'bucket/VersioningConfiguration/Status': 'Enabled' } },
  { says: 'a bucket with objects expiring after 2 weeks', nodes: ['bucket'], values: { 'bucket/LifecycleConfiguration/Rules/0/ExpirationInDays': 14 } },
  { says: 'an object-locked bucket', nodes: ['bucket'], values: { 'bucket/ObjectLockEnabled': true, 'bucket/VersioningConfiguration/Status': 'Enabled' } },
  { says: 'two buckets', nodes: ['bucket', 'bucket_2'] },
  { says: 'a pair of encrypted buckets', nodes: ['bucket', 'bucket_2'], checks: { bucket: ['encrypted'], bucket_2: ['encrypted'] } },
  { says: 'a versioning-enabled bucket', nodes: ['bucket'], values: { 'bucket/VersioningConfiguration/Status': 'Enabled' } },
  { says: 'a bucket with encryption at rest and in transit', nodes: ['bucket', 'bucket_policy'], checks: { bucket: ['encrypted'] } },
  { says: 'a bucket without versioning or logging', nodes: ['bucket'], values: { 'bucket/LoggingConfiguration': undefined } },
  // Queues
  { says: 'a queue', nodes: ['queue'], values: { 'queue/SqsManagedSseEnabled': true, 'queue/FifoQueue': undefined } },
  { says: 'three SQS queues', nodes: ['queue', 'queue_2', 'queue_3'] },
  {
    says: 'two queues named orders and payments',
    nodes: ['queue_orders', 'queue_payments'],
    values: { 'queue_orders/QueueName': 'orders', 'queue_payments/QueueName': 'payments' },
  },
  { says: 'three queues named a1, b1, and c1', nodes: ['queue_a1', 'queue_b1', 'queue_c1'] },
  { says: 'a FIFO queue', nodes: ['queue'], values: { 'queue/FifoQueue': true, 'queue/ContentBasedDeduplication': true }, checks: { queue: ['fifo'] } },
  { says: 'an sqs fifo queue named orders', nodes: ['queue_orders'], values: { 'queue_orders/QueueName': 'orders.fifo' } },
  { says: 'a standard queue', nodes: ['queue'], values: { 'queue/FifoQueue': undefined } },
  {
    says: 'a queue with a dead-letter queue',
    nodes: ['queue', 'dead_letter_queue'],
    values: {
      'queue/RedrivePolicy/deadLetterTargetArn': '${dead_letter_queue.Arn}',
      'queue/RedrivePolicy/maxReceiveCount': 5,
      'dead_letter_queue/MessageRetentionPeriod': 1209600,
    },
  },
  {
    says: 'a fifo queue with a DLQ after 3 attempts',
    nodes: ['queue', 'dead_letter_queue'],
    values: { 'queue/RedrivePolicy/maxReceiveCount': 3, 'dead_letter_queue/FifoQueue': true },
  },
  {
    says: 'a queue with retention of 4 days and a visibility timeout of 2 minutes',
    nodes: ['queue'],
    values: { 'queue/MessageRetentionPeriod': 345600, 'queue/VisibilityTimeout': 120 },
  },
  {
    says: 'two queues, both with a visibility timeout of 30 seconds',
    nodes: ['queue', 'queue_2'],
    values: { 'queue/VisibilityTimeout': 30, 'queue_2/VisibilityTimeout': 30 },
  },
  {
    says: 'a queue and a fifo queue, both with a visibility timeout of 45 seconds',
    nodes: ['queue', 'queue_2'],
    values: { 'queue/VisibilityTimeout': 45, 'queue_2/VisibilityTimeout': 45 },
  },
  { says: 'an unencrypted queue', nodes: ['queue'], values: { 'queue/SqsManagedSseEnabled': false }, checks: { queue: ['without encrypted'] } },
  { says: 'a queue without encryption', nodes: ['queue'], values: { 'queue/SqsManagedSseEnabled': false } },
  { says: 'a queue with encryption turned off', nodes: ['queue'], values: { 'queue/SqsManagedSseEnabled': false } },
  { says: 'a queue that is not unencrypted', nodes: ['queue'], values: { 'queue/SqsManagedSseEnabled': true }, checks: { queue: ['encrypted'] } },
  { says: 'an encrypted queue', nodes: ['queue'], values: { 'queue/SqsManagedSseEnabled': true }, checks: { queue: ['encrypted'] } },
  {
    says: 'a queue with SSE-KMS and long polling',
    nodes: ['queue', 'key', 'key_alias'],
    values: { 'queue/SqsManagedSseEnabled': false, 'queue/KmsMasterKeyId': '${key.Arn}', 'queue/ReceiveMessageWaitTimeSeconds': 20 },
  },
  {
    says: 'an https-only queue',
    nodes: ['queue', 'queue_policy'],
    values: { 'queue_policy/Queue': '${queue.QueueUrl}', 'queue_policy/PolicyDocument/Statement/0/Resource': '${queue.Arn}' },
  },
  { says: 'a queue using server-side encryption with KMS', nodes: ['queue', 'key', 'key_alias'], values: { 'queue/KmsMasterKeyId': '${key.Arn}' } },
  { says: 'create a queue and do not encrypt it', nodes: ['queue'], values: { 'queue/SqsManagedSseEnabled': false } },
  { says: 'a bucket and a queue with retention of 3 days and encryption', nodes: ['bucket', 'queue'], checks: { bucket: [], queue: ['encrypted'] } },
  // Topics
  { says: 'an SNS topic', nodes: ['topic'], values: { 'topic/KmsMasterKeyId': undefined } },
  { says: 'an encrypted topic', nodes: ['topic'], values: { 'topic/KmsMasterKeyId': 'alias/aws/sns' } },
  { says: 'a FIFO topic named prices', nodes: ['topic_prices'], values: { 'topic_prices/TopicName': 'prices.fifo', 'topic_prices/FifoTopic': true } },
  { says: 'a topic with display name "Order desk"', nodes: ['topic'], values: { 'topic/DisplayName': 'Order desk' } },
  { says: 'a topic with encryption in transit', nodes: ['topic', 'topic_policy'] },
  // Tables
  {
    says: 'Create a DynamoDB table with primary key id.',
    nodes: ['table'],
    values: { 'table/BillingMode': 'PAY_PER_REQUEST', 'table/KeySchema/0/AttributeName': 'id', 'table/AttributeDefinitions/0/AttributeType': 'S' },
  },
  {
    says: 'a dynamodb table named orders with partition key order_id and sort key created_at',
    nodes: ['table_orders'],
    values: {
      'table_orders/TableName': 'orders',
      'table_orders/KeySchema/0': { AttributeName: 'order_id', KeyType: 'HASH' },
      'table_orders/KeySchema/1': { AttributeName: 'created_at', KeyType: 'RANGE' },
    },
  },
  {
    says: 'an encrypted table keyed by id with point-in-time recovery and deletion protection',
    nodes: ['table'],
    values: {
      'table/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled': true,
      'table/DeletionProtectionEnabled': true,
      'table/SSESpecification/SSEEnabled': true,
    },
  },
  {
    says: 'a backed up table with hash key id, streams, TTL on expires_at',
    nodes: ['table'],
    values: { 'table/StreamSpecification/StreamViewType': 'NEW_AND_OLD_IMAGES', 'table/TimeToLiveSpecification/AttributeName': 'expires_at' },
  },
  {
    says: 'a table with partition key id, without backups or deletion protection',
    nodes: ['table'],
    values: { 'table/PointInTimeRecoverySpecification': undefined, 'table/DeletionProtectionEnabled': undefined },
  },
  {
    says: 'an on-demand table keyed by id encrypted with the kms key and a KMS key',
    nodes: ['table', 'key', 'key_alias'],
    values: { 'table/SSESpecification/KMSMasterKeyId': '${key.Arn}' },
  },
  // Keys
  {
    says: 'a KMS key',
    nodes: ['key', 'key_alias'],
    values: {
      'key/EnableKeyRotation': true,
      'key/KeyPolicy/Statement/0/Principal/AWS': 'arn:aws:iam::111111111111:root',
      'key_alias/TargetKeyId': '${key.KeyId}',
    },
  },
  { says: 'a customer managed key without rotation', nodes: ['key', 'key_alias'], values: { 'key/EnableKeyRotation': false } },
  {
    says: 'an encryption key rotated every 180 days with a deletion window of 7 days',
    nodes: ['key', 'key_alias'],
    values: { 'key/RotationPeriodInDays': 180, 'key/PendingWindowInDays': 7 },
  },
  { says: 'a multi-region KMS key with key rotation', nodes: ['key', 'key_alias'], values: { 'key/MultiRegion': true } },
  // Log groups
  { says: 'a log group', nodes: ['log_group'], values: { 'log_group/RetentionInDays': undefined } },
  {
    says: 'a CloudWatch log group named /app/web with 30 days retention',
    nodes: ['log_group_app_web'],
    values: { 'log_group_app_web/LogGroupName': '/app/web', 'log_group_app_web/RetentionInDays': 30 },
  },
  { says: 'a log group that keeps logs for a year', nodes: ['log_group'], values: { 'log_group/RetentionInDays': 365 } },
  {
    says: 'a log group encrypted with a KMS key',
    nodes: ['log_group', 'key', 'key_alias'],
    values: { 'log_group/KmsKeyId': '${key.Arn}', 'key/KeyPolicy/Statement/1/Principal/Service': 'logs.us-east-1.amazonaws.com' },
  },
  // Parameters and secrets
  {
    says: 'an SSM parameter named /app/url with value https://example.com/',
    nodes: ['parameter_app_url'],
    values: { 'parameter_app_url/Value': 'https://example.com/', 'parameter_app_url/Type': 'String', 'parameter_app_url/Name': '/app/url' },
  },
  { says: 'a parameter of type string list with value "a,b"', nodes: ['parameter'], values: { 'parameter/Type': 'StringList', 'parameter/Value': 'a,b' } },
  { says: 'a parameter with value "${bucket.Arn}"', nodes: ['parameter'], values: { 'parameter/Value': '$${bucket.Arn}' } },
  {
    says: 'a secret called db-password',
    nodes: ['secret_db_password'],
    values: {
      'secret_db_password/Name': 'db-password',
      'secret_db_password/GenerateSecretString/PasswordLength': 32,
      'secret_db_password/SecretString': undefined,
    },
  },
  {
    says: 'a random password with 64 characters, kms encrypted',
    nodes: ['secret', 'key', 'key_alias'],
    values: { 'secret/GenerateSecretString/PasswordLength': 64, 'secret/KmsKeyId': '${key.Arn}' },
  },
  // Repositories
  {
    says: 'an ECR repository with immutable tags and scan on push',
    nodes: ['repository'],
    values: { 'repository/ImageTagMutability': 'IMMUTABLE', 'repository/ImageScanningConfiguration/ScanOnPush': true },
  },
  {
    says: 'a container registry named shop/web without image scanning',
    nodes: ['repository_shop_web'],
    values: { 'repository_shop_web/RepositoryName': 'shop/web', 'repository_shop_web/ImageScanningConfiguration/ScanOnPush': false },
  },
  { says: 'a private docker repository keeping the last 20 images', nodes: ['repository'] },
  // Roles
  {
    says: 'an IAM role for lambda',
    nodes: ['role'],
    values: { 'role/AssumeRolePolicyDocument/Statement/0/Principal/Service': 'lambda.amazonaws.com', 'role/Policies': undefined },
  },
  {
    says: 'a role named worker for ECS tasks',
    nodes: ['role_worker'],
    values: { 'role_worker/RoleName': 'worker', 'role_worker/AssumeRolePolicyDocument/Statement/0/Principal/Service': 'ecs-tasks.amazonaws.com' },
  },
  { says: 'an IAM role that EC2 can assume, with sessions of 2 hours', nodes: ['role'], values: { 'role/MaxSessionDuration': 7200 } },
  { says: 'a lambda execution role', nodes: ['role'], values: { 'role/AssumeRolePolicyDocument/Statement/0/Principal/Service': 'lambda.amazonaws.com' } },
  // Networks
  { says: 'a VPC', nodes: ['vpc'], values: { 'vpc/CidrBlock': '10.0.0.0/16', 'vpc/EnableDnsSupport': true } },
  {
    says: 'a VPC with two public and two private subnets',
    nodes: network,
    values: {
      'public_subnet_1/CidrBlock': '10.0.0.0/20',
      'public_subnet_2/CidrBlock': '10.0.16.0/20',
      'private_subnet_1/CidrBlock': '10.0.128.0/20',
      'public_subnet_1/AvailabilityZone': 'us-east-1a',
      'public_subnet_2/AvailabilityZone': 'us-east-1b',
      'private_subnet_2/AvailabilityZone': 'us-east-1b',
      'public_subnet_association_2/SubnetId': '${public_subnet_2.SubnetId}',
    },
  },
  { says: 'a VPC with 2 private subnets and 2 public subnets across two availability zones', nodes: network },
  {
    says: 'a highly available network with public and private subnets in Tokyo',
    nodes: network,
    values: { 'public_subnet_2/AvailabilityZone': 'ap-northeast-1c' },
    region: 'ap-northeast-1',
  },
  { says: 'two public subnets and two private subnets in a VPC', nodes: network },
  {
    says: 'a bucket with versioning on and logging off',
    nodes: ['bucket'],
    values: { 'bucket/VersioningConfiguration/Status': 'Enabled', 'bucket/LoggingConfiguration': undefined },
  },
  {
    says: 'a private VPC with a private subnet, cidr 172.16.0.0/20',
    nodes: ['vpc', 'private_route_table', 'private_subnet_1', 'private_subnet_association_1'],
    values: { 'private_subnet_1/CidrBlock': '172.16.8.0/24' },
  },
  {
    says: 'a VPC with flow logs',
    nodes: ['vpc', 'flow_log_group', 'flow_log_role', 'flow_log'],
    values: { 'flow_log/ResourceId': '${vpc.VpcId}', 'flow_log_group/RetentionInDays': 365 },
  },
  {
    says: 'a VPC with two public subnets, two private subnets and a NAT gateway',
    nodes: [...network, 'nat_address', 'nat_gateway', 'private_route'],
    values: { 'nat_gateway/SubnetId': '${public_subnet_1.SubnetId}', 'private_route/NatGatewayId': '${nat_gateway.NatGatewayId}' },
  },
  {
    says: 'a VPC with two public subnets, two private subnets and one NAT gateway',
    nodes: [...network, 'nat_address', 'nat_gateway', 'private_route'],
  },
  {
    says: 'a VPC with two private subnets and no public subnets',
    nodes: ['vpc', 'private_route_table', 'private_subnet_1', 'private_subnet_2', 'private_subnet_association_1', 'private_subnet_association_2'],
  },
  // Several things
  {
    says: 'an encrypted bucket and a FIFO queue with a dead-letter queue',
    nodes: ['bucket', 'queue', 'dead_letter_queue'],
    values: { 'queue/FifoQueue': true },
    checks: { bucket: ['encrypted'], queue: ['dead_letter', 'fifo'] },
  },
  {
    says: 'a bucket with logging and versioning and a queue',
    nodes: ['bucket', 'log_bucket', 'log_bucket_policy', 'queue'],
    values: { 'bucket/VersioningConfiguration/Status': 'Enabled' },
  },
  { says: 'a bucket, a queue and a topic', nodes: ['bucket', 'queue', 'topic'] },
  {
    says: 'a versioned bucket plus two fifo queues as well as a topic',
    nodes: ['bucket', 'queue', 'queue_2', 'topic'],
    values: { 'queue_2/FifoQueue': true, 'topic/FifoTopic': undefined },
  },
  { says: 'a queue and a bucket, both retained', nodes: ['bucket', 'queue'], retained: ['bucket', 'queue'] },
  {
    says: 'Create a bucket and a queue. All encrypted with kms.',
    nodes: ['bucket', 'key', 'key_alias', 'queue'],
    values: { 'queue/KmsMasterKeyId': '${key.Arn}' },
  },
  {
    says: 'Create a bucket and a queue. The bucket must be versioned.',
    nodes: ['bucket', 'queue'],
    values: { 'bucket/VersioningConfiguration/Status': 'Enabled' },
  },
  {
    says: 'Create a bucket and a queue, with versioning on the bucket',
    nodes: ['bucket', 'queue'],
    values: { 'bucket/VersioningConfiguration/Status': 'Enabled' },
  },
  { says: 'a bucket and a queue, with a dead-letter queue', nodes: ['bucket', 'queue', 'dead_letter_queue'] },
  { says: 'a queue and a fifo queue', nodes: ['queue', 'queue_2'] },
  { says: 'a bucket named assets-x and a queue named jobs, in Ireland', nodes: ['bucket_assets_x', 'queue_jobs'], region: 'eu-west-1' },
  {
    says: 'Build:\n- a versioned bucket\n- a queue\n- a log group with 7 days retention',
    nodes: ['bucket', 'log_group', 'queue'],
    values: { 'log_group/RetentionInDays': 7 },
  },
  // Fields
  {
    says: '{"intent": "create s3 bucket", "compliance": "private, encrypted", "region": "us-west-2"}',
    nodes: ['bucket'],
    region: 'us-west-2',
    checks: { bucket: ['encrypted', 'private', 'private', 'private', 'private'] },
  },
  { says: '{"intent": "a bucket and a role for ec2", "compliance": ["encrypted", "retained"]}', nodes: ['bucket', 'role'], retained: ['bucket', 'role'] },
  {
    says: '{"intent": "a queue", "params": {"name": "orders", "retention_days": 7}}',
    nodes: ['queue_orders'],
    values: { 'queue_orders/QueueName': 'orders', 'queue_orders/MessageRetentionPeriod': 604800 },
  },
  {
    says: '{"intent": "a role", "params": {"service": "lambda"}}',
    nodes: ['role'],
    values: { 'role/AssumeRolePolicyDocument/Statement/0/Principal/Service': 'lambda.amazonaws.com' },
  },
  {
    says: '{"intent": "a vpc", "params": {"public_subnets": 1, "cidr": "192.168.0.0/24"}}',
    nodes: ['vpc', 'internet_gateway', 'internet_gateway_attachment', 'public_route_table', 'public_route', 'public_subnet_1', 'public_subnet_association_1'],
    values: { 'public_subnet_1/CidrBlock': '192.168.0.0/28' },
  },
];
