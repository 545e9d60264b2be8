import type { Json, JsonObject } from '../../src/kernel/json.ts';

/**
 * One resource of a type for the contract test. `${alias.Attribute}` stands for an attribute of a resource in `needs`, `${name}` for a
 * name of this sample alone. `changes` gives every mutable property another value, one at a time; `replace` is a change that cannot
 * be made in place.
 */
export interface Sample {
  readonly type: string;
  readonly needs?: Readonly<Record<string, { readonly type: string; readonly properties: JsonObject }>>;
  readonly properties: JsonObject;
  readonly changes: Readonly<Record<string, Json>>;
  readonly replace?: JsonObject;
  /** Properties of a parent that a listing has to be told. */
  readonly listedUnder?: readonly string[];
  /** Dialects through which the type cannot be listed. */
  readonly unlisted?: readonly ('cloudcontrol' | 'native')[];
  /** Properties that cannot be read back, so that nobody can notice their change from outside. */
  readonly hidden?: readonly string[];
  /** Changes for which the service has no single call (an item of a list is taken out, another put in): how many it takes. */
  readonly callsOf?: Readonly<Record<string, number>>;
  /** Why the type has no life through one of the dialects. */
  readonly unsupported?: Readonly<Partial<Record<'cloudcontrol' | 'native', string>>>;
  /** Changes that moto does not carry out as AWS does, each with where that can be seen; they are checked on the sandbox alone. */
  readonly notOnMoto?: Readonly<Record<string, string>>;
}

const document = (Action: string, Resource = '*'): JsonObject => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });
const trust = (Service: string): JsonObject => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }] });

export const owned = [
  { Key: 'asbuilt:deployment', Value: 'contract' },
  { Key: 'asbuilt:node', Value: '${name}' },
];
const ownedMap = { 'asbuilt:deployment': 'contract', 'asbuilt:node': '${name}' };
const more = [...owned, { Key: 'team', Value: 'platform' }];

const vpc = { type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.1.0.0/16', Tags: owned } };
const subnet = (cidr: string, zone: string, of = 'vpc') => ({
  type: 'AWS::EC2::Subnet',
  properties: {
    VpcId: `\${${of}.VpcId}`,
    CidrBlock: cidr,
    AvailabilityZone: zone,
    Tags: [...owned.slice(0, 1), { Key: 'asbuilt:node', Value: `\${name}_${zone}` }],
  },
});
const gateway = { type: 'AWS::EC2::InternetGateway', properties: { Tags: owned } };
const routes = { type: 'AWS::EC2::RouteTable', properties: { VpcId: '${vpc.VpcId}', Tags: owned } };
const role = { type: 'AWS::IAM::Role', properties: { RoleName: '${name}-role', AssumeRolePolicyDocument: trust('lambda.amazonaws.com'), Tags: owned } };
const policy = { type: 'AWS::IAM::ManagedPolicy', properties: { ManagedPolicyName: '${name}-policy', PolicyDocument: document('s3:GetObject') } };
const topic = { type: 'AWS::SNS::Topic', properties: { TopicName: '${name}-topic', Tags: owned } };
const queue = { type: 'AWS::SQS::Queue', properties: { QueueName: '${name}-queue', Tags: owned } };
const bucket = { type: 'AWS::S3::Bucket', properties: { BucketName: '${name}-bucket', Tags: owned } };
const key = {
  type: 'AWS::KMS::Key',
  properties: {
    KeyPolicy: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'kms:*', Resource: '*' }],
    },
    Tags: owned,
  },
};
const twoSubnets = { vpc, a: subnet('10.1.1.0/24', 'us-east-1a'), b: subnet('10.1.2.0/24', 'us-east-1b') };

export const samples: readonly Sample[] = [
  {
    type: 'AWS::S3::Bucket',
    needs: {
      logs: bucket,
      allowed: {
        type: 'AWS::S3::BucketPolicy',
        properties: {
          Bucket: '${logs.BucketName}',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:PutObject', Resource: 'arn:aws:s3:::${logs.BucketName}/*' },
            ],
          },
        },
      },
    },
    properties: {
      BucketName: '${name}',
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      LoggingConfiguration: { DestinationBucketName: '${logs.BucketName}', LogFilePrefix: 'a/' },
      Tags: owned,
    },
    changes: {
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: false },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] },
      LoggingConfiguration: { DestinationBucketName: '${logs.BucketName}', LogFilePrefix: 'b/' },
      CorsConfiguration: { CorsRules: [{ Id: 'get', AllowedMethods: ['GET'], AllowedOrigins: ['https://example.com'], MaxAge: 60 }] },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
      LifecycleConfiguration: { Rules: [{ Id: 'old', Status: 'Enabled', Prefix: 'tmp/', ExpirationInDays: 7 }] },
      Tags: more,
    },
    replace: { BucketName: '${name}-2' },
  },
  {
    type: 'AWS::S3::BucketPolicy',
    needs: { bucket },
    properties: {
      Bucket: '${bucket.BucketName}',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: 'arn:aws:s3:::${bucket.BucketName}/*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    },
    changes: {
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::${bucket.BucketName}/*' }],
      },
    },
  },
  {
    type: 'AWS::KMS::Key',
    properties: { ...key.properties, Description: 'one', EnableKeyRotation: true },
    changes: { Description: 'two', RotationPeriodInDays: 180, EnableKeyRotation: false, Enabled: false, Tags: more },
    notOnMoto: { RotationPeriodInDays: 'EnableKeyRotation ignores the period (moto/kms/responses.py, enable_key_rotation)' },
  },
  {
    type: 'AWS::KMS::Alias',
    needs: { one: key, two: { ...key, properties: { ...key.properties, Tags: [...owned.slice(0, 1), { Key: 'asbuilt:node', Value: '${name}_two' }] } } },
    properties: { AliasName: 'alias/${name}', TargetKeyId: '${one.KeyId}' },
    changes: { TargetKeyId: '${two.KeyId}' },
    replace: { AliasName: 'alias/${name}-2' },
  },
  {
    type: 'AWS::IAM::Role',
    needs: { policy },
    properties: {
      ...role.properties,
      RoleName: '${name}',
      Description: 'one',
      ManagedPolicyArns: ['${policy.PolicyArn}'],
      Policies: [{ PolicyName: 'inline', PolicyDocument: document('sqs:SendMessage') }],
    },
    changes: {
      Description: 'two',
      MaxSessionDuration: 7200,
      AssumeRolePolicyDocument: trust('ec2.amazonaws.com'),
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      Policies: [
        { PolicyName: 'inline', PolicyDocument: document('sqs:ReceiveMessage') },
        { PolicyName: 'second', PolicyDocument: document('sns:Publish') },
      ],
      PermissionsBoundary: '${policy.PolicyArn}',
      Tags: more,
    },
    callsOf: { ManagedPolicyArns: 2, Policies: 2 },
    replace: { RoleName: '${name}-2' },
  },
  {
    type: 'AWS::IAM::ManagedPolicy',
    properties: { ManagedPolicyName: '${name}', Description: 'one', PolicyDocument: document('s3:GetObject') },
    changes: { PolicyDocument: document('s3:ListBucket') },
    // What makes room is planned, and sent where there is none.
    callsOf: { PolicyDocument: 2 },
    replace: { ManagedPolicyName: '${name}-2' },
  },
  {
    type: 'AWS::IAM::InstanceProfile',
    needs: { role, other: { ...role, properties: { ...role.properties, RoleName: '${name}-other' } } },
    properties: { InstanceProfileName: '${name}', Roles: ['${role.RoleName}'] },
    changes: { Roles: ['${other.RoleName}'] },
    // The one role it may hold is taken out before the other is put in.
    callsOf: { Roles: 2 },
    replace: { InstanceProfileName: '${name}-2' },
  },
  {
    type: 'AWS::IAM::User',
    needs: { policy, group: { type: 'AWS::IAM::Group', properties: { GroupName: '${name}-group' } } },
    properties: { UserName: '${name}', Groups: ['${group.GroupName}'], Tags: owned },
    changes: {
      Groups: [],
      ManagedPolicyArns: ['${policy.PolicyArn}'],
      Policies: [{ PolicyName: 'inline', PolicyDocument: document('s3:GetObject') }],
      Tags: more,
    },
    replace: { UserName: '${name}-2' },
  },
  {
    type: 'AWS::IAM::Group',
    needs: { policy },
    properties: { GroupName: '${name}' },
    changes: { ManagedPolicyArns: ['${policy.PolicyArn}'], Policies: [{ PolicyName: 'inline', PolicyDocument: document('s3:GetObject') }] },
    replace: { GroupName: '${name}-2' },
  },
  {
    type: 'AWS::SQS::Queue',
    needs: { dead: queue },
    properties: { QueueName: '${name}', VisibilityTimeout: 45, SqsManagedSseEnabled: true, Tags: owned },
    changes: {
      VisibilityTimeout: 60,
      DelaySeconds: 5,
      MessageRetentionPeriod: 86400,
      ReceiveMessageWaitTimeSeconds: 10,
      RedrivePolicy: { deadLetterTargetArn: '${dead.Arn}', maxReceiveCount: 3 },
      Tags: more,
    },
    replace: { QueueName: '${name}-2' },
  },
  {
    type: 'AWS::SQS::QueuePolicy',
    needs: { queue },
    properties: { Queues: ['${queue.QueueUrl}'], PolicyDocument: document('sqs:SendMessage', '${queue.Arn}') },
    changes: { PolicyDocument: document('sqs:ReceiveMessage', '${queue.Arn}') },
    unsupported: { cloudcontrol: 'AWS::SQS::QueuePolicy has no read handler in Cloud Control' },
  },
  {
    type: 'AWS::SNS::Topic',
    needs: { key },
    properties: { TopicName: '${name}', DisplayName: 'one', Tags: owned },
    changes: { DisplayName: 'two', KmsMasterKeyId: '${key.KeyId}', Tags: more },
    replace: { TopicName: '${name}-2' },
  },
  {
    type: 'AWS::SNS::Subscription',
    needs: { topic, queue },
    properties: { TopicArn: '${topic.TopicArn}', Protocol: 'sqs', Endpoint: '${queue.Arn}', RawMessageDelivery: true },
    changes: { RawMessageDelivery: false, FilterPolicy: { kind: ['order'] } },
  },
  {
    type: 'AWS::DynamoDB::Table',
    properties: {
      TableName: '${name}',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      Tags: owned,
    },
    changes: {
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
      DeletionProtectionEnabled: true,
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      Tags: more,
    },
    replace: { TableName: '${name}-2' },
    notOnMoto: { SSESpecification: 'UpdateTable ignores SSESpecification (moto/dynamodb/models/__init__.py, update_table)' },
  },
  {
    type: 'AWS::Logs::LogGroup',
    properties: { LogGroupName: '/contract/${name}', RetentionInDays: 7, Tags: owned },
    changes: { RetentionInDays: 30, Tags: more },
    replace: { LogGroupName: '/contract/${name}-2' },
  },
  {
    type: 'AWS::SSM::Parameter',
    properties: { Name: '/contract/${name}', Type: 'String', Value: 'one', Description: 'first', Tags: ownedMap },
    changes: { Value: 'two', Description: 'second', Tags: { ...ownedMap, team: 'platform' } },
    replace: { Name: '/contract/${name}-2' },
  },
  {
    type: 'AWS::SecretsManager::Secret',
    properties: { Name: '${name}', Description: 'one', SecretString: 's1', Tags: owned },
    changes: { Description: 'two', SecretString: 's2', Tags: more },
    hidden: ['SecretString'],
    replace: { Name: '${name}-2' },
  },
  {
    type: 'AWS::ECR::Repository',
    properties: { RepositoryName: '${name}', ImageTagMutability: 'IMMUTABLE', Tags: owned },
    changes: {
      ImageTagMutability: 'MUTABLE',
      ImageScanningConfiguration: { ScanOnPush: true },
      RepositoryPolicyText: {
        Version: '2012-10-17',
        Statement: [{ Sid: 'pull', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'ecr:BatchGetImage' }],
      },
      Tags: more,
    },
    replace: { RepositoryName: '${name}-2' },
  },
  {
    type: 'AWS::EC2::VPC',
    properties: { CidrBlock: '10.9.0.0/16', EnableDnsHostnames: true, EnableDnsSupport: true, Tags: owned },
    changes: { EnableDnsHostnames: false, Tags: more },
    replace: { CidrBlock: '10.10.0.0/16' },
  },
  {
    type: 'AWS::EC2::Subnet',
    needs: { vpc },
    properties: { VpcId: '${vpc.VpcId}', CidrBlock: '10.1.3.0/24', AvailabilityZone: 'us-east-1a', MapPublicIpOnLaunch: true, Tags: owned },
    changes: { MapPublicIpOnLaunch: false, Tags: more },
    replace: { CidrBlock: '10.1.4.0/24' },
  },
  { type: 'AWS::EC2::InternetGateway', properties: { Tags: owned }, changes: { Tags: more } },
  {
    type: 'AWS::EC2::VPCGatewayAttachment',
    needs: { vpc, gateway },
    properties: { VpcId: '${vpc.VpcId}', InternetGatewayId: '${gateway.InternetGatewayId}' },
    changes: {},
  },
  { type: 'AWS::EC2::RouteTable', needs: { vpc }, properties: { VpcId: '${vpc.VpcId}', Tags: owned }, changes: { Tags: more } },
  {
    type: 'AWS::EC2::Route',
    listedUnder: ['RouteTableId'],
    needs: {
      vpc,
      gateway,
      attachment: { type: 'AWS::EC2::VPCGatewayAttachment', properties: { VpcId: '${vpc.VpcId}', InternetGatewayId: '${gateway.InternetGatewayId}' } },
      table: routes,
    },
    properties: { RouteTableId: '${table.RouteTableId}', DestinationCidrBlock: '0.0.0.0/0', GatewayId: '${gateway.InternetGatewayId}' },
    changes: {},
    replace: { DestinationCidrBlock: '192.168.0.0/16' },
  },
  {
    type: 'AWS::EC2::SubnetRouteTableAssociation',
    needs: { vpc, subnet: subnet('10.1.1.0/24', 'us-east-1a'), table: routes },
    properties: { SubnetId: '${subnet.SubnetId}', RouteTableId: '${table.RouteTableId}' },
    changes: {},
  },
  { type: 'AWS::EC2::EIP', properties: { Domain: 'vpc', Tags: owned }, changes: { Tags: more } },
  {
    type: 'AWS::EC2::NatGateway',
    needs: { vpc, subnet: subnet('10.1.1.0/24', 'us-east-1a'), address: { type: 'AWS::EC2::EIP', properties: { Domain: 'vpc', Tags: owned } } },
    properties: { SubnetId: '${subnet.SubnetId}', AllocationId: '${address.AllocationId}', Tags: owned },
    changes: { Tags: more },
  },
  {
    type: 'AWS::EC2::SecurityGroup',
    needs: { vpc },
    properties: {
      GroupName: '${name}',
      GroupDescription: 'contract',
      VpcId: '${vpc.VpcId}',
      SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8', Description: 'https' }],
      SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }],
      Tags: owned,
    },
    changes: {
      SecurityGroupIngress: [
        { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8', Description: 'https' },
        { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '10.0.0.0/8' },
      ],
      SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '10.0.0.0/8' }],
      Tags: more,
    },
    callsOf: { SecurityGroupEgress: 2 },
    replace: { GroupName: '${name}-2' },
  },
  {
    type: 'AWS::EC2::LaunchTemplate',
    properties: {
      LaunchTemplateName: '${name}',
      LaunchTemplateData: { ImageId: 'ami-12c6146b', InstanceType: 't3.micro' },
      TagSpecifications: [{ ResourceType: 'launch-template', Tags: owned }],
    },
    changes: { LaunchTemplateData: { ImageId: 'ami-12c6146b', InstanceType: 't3.small' } },
    hidden: ['LaunchTemplateData'],
    replace: { LaunchTemplateName: '${name}-2' },
  },
  {
    type: 'AWS::EC2::Instance',
    needs: { vpc, subnet: subnet('10.1.1.0/24', 'us-east-1a') },
    properties: { ImageId: 'ami-12c6146b', InstanceType: 't3.micro', SubnetId: '${subnet.SubnetId}', Tags: owned },
    changes: { Tags: more },
  },
  {
    type: 'AWS::Lambda::Function',
    needs: { role },
    properties: {
      FunctionName: '${name}',
      Role: '${role.Arn}',
      PackageType: 'Image',
      Code: { ImageUri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1' },
      Timeout: 10,
      Tags: owned,
    },
    changes: { Timeout: 20, MemorySize: 256, Description: 'two', Environment: { Variables: { A: 'b' } }, Tags: more },
    replace: { FunctionName: '${name}-2' },
  },
  {
    type: 'AWS::Lambda::Permission',
    listedUnder: ['FunctionName'],
    needs: {
      role,
      fn: {
        type: 'AWS::Lambda::Function',
        properties: {
          FunctionName: '${name}',
          Role: '${role.Arn}',
          PackageType: 'Image',
          Code: { ImageUri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1' },
        },
      },
      rule: { type: 'AWS::Events::Rule', properties: { Name: '${name}', ScheduleExpression: 'rate(5 minutes)' } },
    },
    properties: { FunctionName: '${fn.FunctionName}', Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com', SourceArn: '${rule.Arn}' },
    changes: {},
  },
  {
    type: 'AWS::Events::Rule',
    needs: { queue },
    properties: { Name: '${name}', Description: 'one', ScheduleExpression: 'rate(5 minutes)', State: 'ENABLED', Targets: [{ Id: 'q', Arn: '${queue.Arn}' }] },
    changes: { Description: 'two', State: 'DISABLED', ScheduleExpression: 'rate(10 minutes)', Targets: [{ Id: 'q', Arn: '${queue.Arn}', Input: '{}' }] },
    replace: { Name: '${name}-2' },
  },
  {
    type: 'AWS::RDS::DBSubnetGroup',
    needs: twoSubnets,
    properties: { DBSubnetGroupName: '${name}', DBSubnetGroupDescription: 'one', SubnetIds: ['${a.SubnetId}', '${b.SubnetId}'], Tags: owned },
    changes: { DBSubnetGroupDescription: 'two', Tags: more },
    replace: { DBSubnetGroupName: '${name}-2' },
    notOnMoto: { DBSubnetGroupDescription: 'ModifyDBSubnetGroup removes the group instead of changing it (moto/rds/models.py, modify_db_subnet_group)' },
  },
  {
    type: 'AWS::RDS::DBInstance',
    properties: {
      DBInstanceIdentifier: '${name}',
      DBInstanceClass: 'db.t3.micro',
      Engine: 'postgres',
      MasterUsername: 'root1',
      MasterUserPassword: 'not-a-secret-1',
      AllocatedStorage: '20',
      Tags: owned,
    },
    changes: { DBInstanceClass: 'db.t3.small', BackupRetentionPeriod: 7, DeletionProtection: true, Tags: more },
    replace: { DBInstanceIdentifier: '${name}-2' },
  },
  {
    type: 'AWS::ECS::Cluster',
    properties: { ClusterName: '${name}', ClusterSettings: [{ Name: 'containerInsights', Value: 'enabled' }], Tags: owned },
    changes: { ClusterSettings: [{ Name: 'containerInsights', Value: 'disabled' }], Tags: more },
    replace: { ClusterName: '${name}-2' },
  },
  {
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    needs: twoSubnets,
    properties: { Name: '${name}', Scheme: 'internal', Type: 'application', Subnets: ['${a.SubnetId}', '${b.SubnetId}'], Tags: owned },
    changes: { Tags: more },
    replace: { Name: '${name}-2' },
  },
  {
    type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    needs: { vpc },
    properties: { Name: '${name}', Port: 80, Protocol: 'HTTP', VpcId: '${vpc.VpcId}', TargetType: 'ip', HealthCheckPath: '/', Tags: owned },
    changes: { HealthCheckPath: '/healthy', Tags: more },
    replace: { Port: 81 },
  },
  {
    type: 'AWS::ElasticLoadBalancingV2::Listener',
    listedUnder: ['LoadBalancerArn'],
    needs: {
      ...twoSubnets,
      balancer: {
        type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
        properties: { Name: '${name}', Scheme: 'internal', Type: 'application', Subnets: ['${a.SubnetId}', '${b.SubnetId}'] },
      },
      targets: {
        type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
        properties: { Name: '${name}', Port: 80, Protocol: 'HTTP', VpcId: '${vpc.VpcId}', TargetType: 'ip' },
      },
    },
    properties: {
      LoadBalancerArn: '${balancer.LoadBalancerArn}',
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'forward', TargetGroupArn: '${targets.TargetGroupArn}' }],
      Tags: owned,
    },
    changes: { Port: 8080, DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }] },
  },
  {
    type: 'AWS::CloudWatch::Alarm',
    properties: {
      AlarmName: '${name}',
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      MetricName: 'CPUUtilization',
      Namespace: 'AWS/EC2',
      Period: 60,
      Statistic: 'Average',
      Threshold: 80,
      Tags: owned,
    },
    changes: { Threshold: 90, AlarmDescription: 'hot', EvaluationPeriods: 2, Tags: more },
    replace: { AlarmName: '${name}-2' },
  },
];
