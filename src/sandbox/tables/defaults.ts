import type { Json } from '../../kernel/json.ts';

/**
 * A property that AWS sets when nobody asked for it, as a path of names with `*` for each item of a list; objects on the way must be there. Texts may be templates.
 * It is left out when any of the `unless` properties beside it was given, and unless each of the `when` properties beside it (with a leading `/`: of the
 * whole) has one of the values: null for none at all, `postgres*` for what begins so.
 */
export interface Default {
  readonly property: string;
  readonly value: Json;
  readonly unless?: readonly string[];
  readonly when?: Readonly<Record<string, readonly (string | number | boolean | null)[]>>;
  /** Once taken away, it does not come back. */
  readonly atCreation?: true;
}

/** Properties whose documented default no read returns, by type. Source: the output of each service's describe or get call. */
export const hiddenDefaults: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::Method': ['/Integration/ConnectionType'],
  'AWS::ApiGatewayV2::Stage': ['/AutoDeploy'],
  'AWS::Chatbot::SlackChannelConfiguration': ['/UserRoleRequired'],
  'AWS::CodePipeline::Pipeline': ['/RestartExecutionOnUpdate'],
  'AWS::DLM::LifecyclePolicy': [
    '/CopyTags',
    '/CreateInterval',
    '/DefaultPolicy',
    '/ExtendDeletion',
    '/PolicyDetails/CopyTags',
    '/PolicyDetails/CreateInterval',
    '/PolicyDetails/ExtendDeletion',
    '/PolicyDetails/RetainInterval',
    '/RetainInterval',
  ],
  'AWS::EC2::Volume': ['/Throughput'],
  'AWS::ECS::Service': ['/PlatformVersion'],
  'AWS::ECS::TaskDefinition': [
    '/ContainerDefinitions/*/LinuxParameters/Swappiness',
    '/ContainerDefinitions/*/StopTimeout',
    '/ContainerDefinitions/*/VersionConsistency',
    '/EnableFaultInjection',
  ],
  'AWS::ElasticLoadBalancingV2::TargetGroup': ['/HealthCheckPort', '/IpAddressType', '/HealthCheckIntervalSeconds', '/Matcher/GrpcCode', '/Matcher/HttpCode'],
  'AWS::Cassandra::Table': ['/CdcSpecification/ViewType'],
  'AWS::CloudFront::VpcOrigin': ['/VpcOriginEndpointConfig/IpAddressType'],
  'AWS::Config::ConfigurationRecorder': ['/StartedOnCreate'],
  'AWS::EC2::IPAMPool': ['/PublicIpSource'],
  'AWS::EC2::VPNConnection': ['/LocalIpv6NetworkCidr', '/RemoteIpv6NetworkCidr'],
  'AWS::GlobalAccelerator::EndpointGroup': ['/HealthCheckPath', '/HealthCheckPort'],
  'AWS::KMS::Key': ['/RotationPeriodInDays'],
  'AWS::Lambda::EventSourceMapping': ['/MaximumRecordAgeInSeconds', '/MaximumRetryAttempts', '/ParallelizationFactor'],
  'AWS::RDS::DBCluster': ['/BacktrackWindow', '/MonitoringInterval', '/PerformanceInsightsRetentionPeriod'],
};

/** What AWS's services add by themselves, by type; from their API references. */
export const defaults: Readonly<Record<string, readonly Default[]>> = {
  'AWS::ApiGateway::RestApi': [
    { property: 'ApiKeySourceType', value: 'HEADER' },
    { property: 'EndpointConfiguration', value: { Types: ['EDGE'], IpAddressType: 'ipv4' } },
    { property: 'DisableExecuteApiEndpoint', value: false },
  ],
  'AWS::CloudWatch::Alarm': [
    { property: 'ActionsEnabled', value: true },
    { property: 'TreatMissingData', value: 'missing' },
  ],
  'AWS::Cognito::UserPool': [
    { property: 'MfaConfiguration', value: 'OFF' },
    { property: 'DeletionProtection', value: 'INACTIVE' },
    {
      property: 'AccountRecoverySetting',
      value: {
        RecoveryMechanisms: [
          { Name: 'verified_email', Priority: 1 },
          { Name: 'verified_phone_number', Priority: 2 },
        ],
      },
    },
  ],
  'AWS::DynamoDB::Table': [
    { property: 'BillingMode', value: 'PROVISIONED' },
    { property: 'DeletionProtectionEnabled', value: false },
    { property: 'PointInTimeRecoverySpecification', value: { PointInTimeRecoveryEnabled: false } },
    { property: 'ContributorInsightsSpecification', value: { Enabled: false } },
    { property: 'WarmThroughput', value: { ReadUnitsPerSecond: 12000, WriteUnitsPerSecond: 4000 }, unless: ['ProvisionedThroughput'] },
  ],
  'AWS::EC2::Instance': [
    { property: 'DisableApiTermination', value: false },
    { property: 'EbsOptimized', value: false },
    { property: 'Monitoring', value: false },
    { property: 'SourceDestCheck', value: true },
    { property: 'Tenancy', value: 'default' },
    { property: 'InstanceInitiatedShutdownBehavior', value: 'stop' },
  ],
  'AWS::EC2::NatGateway': [{ property: 'ConnectivityType', value: 'public' }],
  'AWS::EC2::SecurityGroup': [
    { property: 'SecurityGroupEgress', value: [{ CidrIp: '0.0.0.0/0', IpProtocol: '-1', FromPort: -1, ToPort: -1 }], atCreation: true },
  ],
  'AWS::EC2::Subnet': [
    { property: 'AssignIpv6AddressOnCreation', value: false },
    { property: 'AvailabilityZone', value: '{region}a', unless: ['AvailabilityZoneId'] },
    { property: 'EnableDns64', value: false },
    { property: 'Ipv6Native', value: false },
    { property: 'MapPublicIpOnLaunch', value: false },
    {
      property: 'PrivateDnsNameOptionsOnLaunch',
      value: { EnableResourceNameDnsAAAARecord: false, EnableResourceNameDnsARecord: false, HostnameType: 'ip-name' },
    },
  ],
  'AWS::EC2::VPC': [
    { property: 'EnableDnsHostnames', value: false },
    { property: 'EnableDnsSupport', value: true },
    { property: 'InstanceTenancy', value: 'default' },
  ],
  'AWS::EC2::Volume': [
    { property: 'VolumeType', value: 'gp2' },
    { property: 'Encrypted', value: false },
    { property: 'MultiAttachEnabled', value: false },
  ],
  'AWS::ECR::Repository': [
    { property: 'EncryptionConfiguration', value: { EncryptionType: 'AES256' } },
    { property: 'ImageScanningConfiguration', value: { ScanOnPush: false } },
    { property: 'ImageTagMutability', value: 'MUTABLE' },
  ],
  'AWS::ECS::Cluster': [{ property: 'ClusterSettings', value: [{ Name: 'containerInsights', Value: 'disabled' }] }],
  'AWS::ECS::Service': [
    { property: 'Cluster', value: 'default' },
    { property: 'LaunchType', value: 'EC2', unless: ['CapacityProviderStrategy'] },
  ],
  'AWS::EFS::FileSystem': [
    { property: 'Encrypted', value: false },
    { property: 'PerformanceMode', value: 'generalPurpose' },
    { property: 'ThroughputMode', value: 'bursting' },
    { property: 'BackupPolicy', value: { Status: 'DISABLED' } },
    { property: 'FileSystemProtection', value: { ReplicationOverwriteProtection: 'ENABLED' } },
  ],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': [
    { property: 'IpAddressType', value: 'ipv4' },
    { property: 'Scheme', value: 'internet-facing' },
    { property: 'Type', value: 'application' },
  ],
  'AWS::ElasticLoadBalancingV2::TargetGroup': [{ property: 'TargetType', value: 'instance' }],
  'AWS::Events::Rule': [
    { property: 'EventBusName', value: 'default' },
    { property: 'State', value: 'ENABLED' },
  ],
  'AWS::IAM::Group': [{ property: 'Path', value: '/' }],
  'AWS::IAM::InstanceProfile': [{ property: 'Path', value: '/' }],
  'AWS::IAM::ManagedPolicy': [
    { property: 'Path', value: '/' },
    { property: 'Description', value: '' },
  ],
  'AWS::IAM::Role': [
    { property: 'Path', value: '/' },
    { property: 'MaxSessionDuration', value: 3600 },
    { property: 'Description', value: '' },
  ],
  'AWS::IAM::User': [{ property: 'Path', value: '/' }],
  'AWS::KMS::Key': [
    { property: 'Description', value: '' },
    { property: 'Enabled', value: true },
    { property: 'EnableKeyRotation', value: false },
    {
      property: 'KeyPolicy',
      value: {
        Version: '2012-10-17',
        Id: 'key-default-1',
        Statement: [{ Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::{account}:root' }, Action: 'kms:*', Resource: '*' }],
      },
    },
    { property: 'KeySpec', value: 'SYMMETRIC_DEFAULT' },
    { property: 'KeyUsage', value: 'ENCRYPT_DECRYPT' },
    { property: 'MultiRegion', value: false },
    { property: 'Origin', value: 'AWS_KMS' },
  ],
  'AWS::Kinesis::Stream': [
    { property: 'RetentionPeriodHours', value: 24 },
    { property: 'StreamModeDetails', value: { StreamMode: 'PROVISIONED' } },
    { property: 'MaxRecordSizeInKiB', value: 1024 },
  ],
  'AWS::Lambda::Function': [
    { property: 'Architectures', value: ['x86_64'] },
    { property: 'Description', value: '' },
    { property: 'EphemeralStorage', value: { Size: 512 } },
    { property: 'LoggingConfig', value: { LogFormat: 'Text', LogGroup: '/aws/lambda/{FunctionName}' } },
    { property: 'MemorySize', value: 128 },
    { property: 'PackageType', value: 'Zip' },
    { property: 'RecursiveLoop', value: 'Terminate' },
    { property: 'RuntimeManagementConfig', value: { UpdateRuntimeOn: 'Auto' } },
    { property: 'Timeout', value: 3 },
    { property: 'TracingConfig', value: { Mode: 'PassThrough' } },
  ],
  'AWS::Logs::LogGroup': [
    { property: 'LogGroupClass', value: 'STANDARD' },
    { property: 'DeletionProtectionEnabled', value: false },
  ],
  'AWS::RDS::DBInstance': [
    { property: 'AutoMinorVersionUpgrade', value: true },
    { property: 'BackupRetentionPeriod', value: 1 },
    { property: 'CopyTagsToSnapshot', value: false },
    { property: 'DeletionProtection', value: false },
    { property: 'EnableIAMDatabaseAuthentication', value: false },
    { property: 'MonitoringInterval', value: 0 },
    { property: 'MultiAZ', value: false },
    { property: 'NetworkType', value: 'IPV4' },
    { property: 'PubliclyAccessible', value: false },
    { property: 'StorageEncrypted', value: false },
    { property: 'StorageType', value: 'gp2' },
  ],
  'AWS::S3::Bucket': [
    { property: 'AbacStatus', value: 'Disabled' },
    {
      property: 'BucketEncryption',
      value: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: false, ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
    },
    { property: 'OwnershipControls', value: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] }, atCreation: true },
    {
      property: 'PublicAccessBlockConfiguration',
      value: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      atCreation: true,
    },
  ],
  'AWS::SNS::Topic': [
    { property: 'FifoTopic', value: false },
    { property: 'TracingConfig', value: 'PassThrough' },
  ],
  'AWS::SQS::Queue': [
    { property: 'DelaySeconds', value: 0 },
    { property: 'MaximumMessageSize', value: 1_048_576 },
    { property: 'MessageRetentionPeriod', value: 345_600 },
    { property: 'ReceiveMessageWaitTimeSeconds', value: 0 },
    { property: 'SqsManagedSseEnabled', value: true, unless: ['KmsMasterKeyId'] },
    { property: 'VisibilityTimeout', value: 30 },
    { property: 'KmsDataKeyReusePeriodSeconds', value: 300 },
  ],
  'AWS::SSM::Parameter': [
    { property: 'DataType', value: 'text' },
    { property: 'Tier', value: 'Standard' },
  ],
  'AWS::StepFunctions::StateMachine': [
    { property: 'StateMachineType', value: 'STANDARD' },
    { property: 'TracingConfiguration', value: { Enabled: false } },
    { property: 'EncryptionConfiguration', value: { Type: 'AWS_OWNED_KEY' } },
  ],
};
