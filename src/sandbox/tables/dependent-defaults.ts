import type { Json } from '../../kernel/json.ts';
import type { Default } from './defaults.ts';

type When = NonNullable<Default['when']>;

/** One condition for several properties. */
const where = (when: When, properties: Readonly<Record<string, Json>>): Default[] =>
  Object.entries(properties).map(([property, value]) => ({ property, value, when }));

const http = ['HTTP', 'HTTPS'];
const tcp = ['TCP', 'TLS', 'UDP', 'TCP_UDP', 'QUIC', 'TCP_QUIC'];
const instances = ['instance', 'ip', 'alb', null];
const streams: When = { EventSourceArn: ['arn:aws:kinesis:*', 'arn:aws:dynamodb:*'] };
const mysql = ['mysql', 'mariadb'];
const firehoseBuffer = { IntervalInSeconds: 300, SizeInMBs: 5 };

/**
 * What a service sets when nobody asks for it, in dependence on something else that was asked for. Source: the API reference of each service, on the parameters of
 * its create call.
 */
export const dependentDefaults: Readonly<Record<string, readonly Default[]>> = {
  'AWS::ApiGateway::RestApi': [
    ...where({ '/EndpointConfiguration/Types/*': ['PRIVATE'] }, { 'EndpointConfiguration/IpAddressType': 'dualstack', SecurityPolicy: 'TLS_1_2' }),
    { property: 'EndpointConfiguration/IpAddressType', value: 'ipv4' },
    { property: 'SecurityPolicy', value: 'TLS_1_0' },
  ],
  'AWS::ApiGatewayV2::Api': where({ ProtocolType: ['WEBSOCKET'] }, { ApiKeySelectionExpression: '$request.header.x-api-key' }),
  'AWS::ApiGatewayV2::Integration': [
    ...where({ IntegrationType: ['AWS', 'HTTP', 'MOCK'] }, { PassthroughBehavior: 'WHEN_NO_MATCH' }),
    ...where({ 'ApiId.ProtocolType': ['HTTP', null] }, { TimeoutInMillis: 30_000 }),
    ...where({ IntegrationType: ['AWS_PROXY'] }, { IntegrationMethod: 'POST' }),
    { property: 'PayloadFormatVersion', value: '1.0' },
    { property: 'TimeoutInMillis', value: 29_000 },
  ],
  'AWS::Config::ConfigurationRecorder': [
    ...where({ AllSupported: [true] }, { 'RecordingGroup/RecordingStrategy': { UseOnly: 'ALL_SUPPORTED_RESOURCE_TYPES' } }),
    { property: 'RecordingGroup/RecordingStrategy', value: { UseOnly: 'INCLUSION_BY_RESOURCE_TYPES' } },
  ],
  'AWS::EC2::FlowLog': where(
    { LogDestinationType: ['s3'] },
    { DestinationOptions: { FileFormat: 'plain-text', HiveCompatiblePartitions: false, PerHourPartition: false } },
  ),
  'AWS::EC2::Instance': [
    { property: 'AvailabilityZone', value: '{SubnetId.AvailabilityZone|NetworkInterfaces/0/SubnetId.AvailabilityZone|zone}' },
    { property: 'PrivateIpAddress', value: '{privateAddress}' },
  ],
  'AWS::EC2::NatGateway': [
    { property: 'PrivateIpAddress', value: '{privateAddress}' },
    { property: 'VpcId', value: '{SubnetId.VpcId}' },
  ],
  'AWS::EC2::NetworkInterface': [
    { property: 'PrivateIpAddress', value: '{privateAddress}' },
    { property: 'PrivateIpAddresses', value: [{ Primary: true, PrivateIpAddress: '{privateAddress}' }] },
    { property: 'GroupSet', value: ['{SubnetId.VpcId.DefaultSecurityGroup}'] },
  ],
  'AWS::EC2::VPCCidrBlock': where({ AmazonProvidedIpv6CidrBlock: [true] }, { Ipv6CidrBlock: '2600:1f18:{hex:4}:{hex:2}00::/56' }),
  'AWS::EC2::Volume': [
    ...where({ VolumeType: ['gp3'] }, { Iops: 3000, Throughput: 125 }),
    ...where({ Encrypted: [true] }, { KmsKeyId: 'arn:aws:kms:{region}:{account}:key/{uuid}' }),
    ...where({ VolumeType: ['gp2'], Size: [1, 8, 10, 16, 20, 30, 32] }, { Iops: 100 }),
  ],
  'AWS::ApiGatewayV2::Stage': [
    ...where({ AutoDeploy: [true] }, { DeploymentId: '{lower:6}' }),
    ...where({ 'ApiId.ProtocolType': ['HTTP', null] }, { DefaultRouteSettings: { DetailedMetricsEnabled: false } }),
    ...where(
      { 'ApiId.ProtocolType': ['WEBSOCKET'] },
      { DefaultRouteSettings: { DataTraceEnabled: false, DetailedMetricsEnabled: false, LoggingLevel: 'OFF' } },
    ),
  ],
  'AWS::AutoScaling::AutoScalingGroup': [{ property: 'AvailabilityZones', value: ['{*VPCZoneIdentifier.AvailabilityZone}'] }],
  'AWS::Cassandra::Table': where({ 'BillingMode/Mode': ['ON_DEMAND'] }, { WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 } }),
  'AWS::DynamoDB::Table': [
    ...where(
      { '/BillingMode': ['PAY_PER_REQUEST'] },
      { 'GlobalSecondaryIndexes/*/WarmThroughput': { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 } },
    ),
    ...where(
      { BillingMode: ['PROVISIONED'] },
      {
        WarmThroughput: {
          ReadUnitsPerSecond: '{=ProvisionedThroughput/ReadCapacityUnits}',
          WriteUnitsPerSecond: '{=ProvisionedThroughput/WriteCapacityUnits}',
        },
      },
    ),
    ...where({ PointInTimeRecoveryEnabled: [true] }, { 'PointInTimeRecoverySpecification/RecoveryPeriodInDays': 35 }),
  ],
  'AWS::EC2::PlacementGroup': where({ Strategy: ['spread'] }, { SpreadLevel: 'rack' }),
  'AWS::EC2::SecurityGroup': where({ IpProtocol: ['-1'] }, { 'SecurityGroupEgress/*/FromPort': -1, 'SecurityGroupEgress/*/ToPort': -1 }),
  'AWS::EC2::SecurityGroupIngress': [
    { property: 'GroupName', value: '{GroupId.GroupName}' },
    { property: 'SourceSecurityGroupName', value: '{SourceSecurityGroupId.GroupName}' },
    { property: 'SourceSecurityGroupOwnerId', value: '{SourceSecurityGroupId.ownAccount}' },
  ],
  'AWS::EC2::VPCEndpoint': [
    ...where(
      { VpcEndpointType: ['Gateway'] },
      { PolicyDocument: { Version: '2008-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] } },
    ),
    ...where({ VpcEndpointType: ['Interface'] }, { PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] } }),
    ...where({ VpcEndpointType: ['Interface'] }, { SecurityGroupIds: ['{VpcId.DefaultSecurityGroup}'] }),
  ],
  'AWS::ECS::Service': [
    ...where({ LaunchType: ['FARGATE'] }, { PlatformVersion: 'LATEST' }),
    ...where(
      { '/DeploymentController/Type': ['ECS'] },
      {
        DeploymentConfiguration: {
          BakeTimeInMinutes: 0,
          DeploymentCircuitBreaker: { Enable: false, Rollback: false },
          MaximumPercent: 200,
          MinimumHealthyPercent: 100,
          Strategy: 'ROLLING',
        },
        'DeploymentConfiguration/BakeTimeInMinutes': 0,
        'DeploymentConfiguration/DeploymentCircuitBreaker': { Enable: false, Rollback: false },
        'DeploymentConfiguration/MaximumPercent': 200,
        'DeploymentConfiguration/MinimumHealthyPercent': 100,
        'DeploymentConfiguration/Strategy': 'ROLLING',
      },
    ),
    ...where({ SchedulingStrategy: ['REPLICA'] }, { DesiredCount: 1 }),
  ],
  'AWS::ElastiCache::CacheCluster': [
    ...where({ Engine: ['memcached'] }, { Port: 11211, AZMode: 'single-az' }),
    ...where({ Engine: ['redis', 'valkey'] }, { Port: 6379, AZMode: 'single-az', SnapshotRetentionLimit: 0 }),
  ],
  'AWS::ElasticLoadBalancingV2::TargetGroup': [
    ...where(
      { TargetType: ['lambda'] },
      { HealthCheckEnabled: false, HealthCheckIntervalSeconds: 35, HealthCheckPath: '/', HealthCheckTimeoutSeconds: 30, Matcher: { HttpCode: '200' } },
    ),
    ...where({ Protocol: ['GENEVE'] }, { HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 5, HealthCheckPort: '80' }),
    ...where({ Protocol: [...http, ...tcp] }, { HealthCheckIntervalSeconds: 30 }),
    ...where({ Protocol: ['HTTPS'] }, { HealthCheckProtocol: 'HTTPS' }),
    ...where({ Protocol: http }, { ProtocolVersion: 'HTTP1', HealthCheckProtocol: 'HTTP' }),
    ...where(
      { Protocol: tcp, TargetType: ['alb'] },
      { HealthCheckProtocol: 'HTTP', HealthCheckPath: '/', HealthCheckTimeoutSeconds: 6, Matcher: { HttpCode: '200-399' } },
    ),
    ...where({ Protocol: [...tcp, 'GENEVE'] }, { HealthCheckProtocol: 'TCP' }),
    ...where({ ProtocolVersion: ['GRPC'] }, { HealthCheckPath: '/AWS.ALB/healthcheck', Matcher: { GrpcCode: '12' } }),
    ...where(
      { TargetType: instances, Protocol: [...http, ...tcp, 'GENEVE'] },
      { HealthCheckEnabled: true, HealthCheckPort: 'traffic-port', IpAddressType: 'ipv4' },
    ),
    ...where({ Protocol: http }, { HealthCheckPath: '/', HealthCheckTimeoutSeconds: 5, Matcher: { HttpCode: '200' } }),
    ...where({ Protocol: tcp, HealthCheckProtocol: http }, { HealthCheckPath: '/', HealthCheckTimeoutSeconds: 6, Matcher: { HttpCode: '200-399' } }),
    ...where({ Protocol: tcp }, { HealthCheckTimeoutSeconds: 10 }),
  ],
  'AWS::KinesisFirehose::DeliveryStream': [
    ...where({ KinesisStreamSourceConfiguration: [null], MSKSourceConfiguration: [null] }, { DeliveryStreamType: 'DirectPut' }),
    { property: 'ExtendedS3DestinationConfiguration/BufferingHints', value: firehoseBuffer },
    { property: 'ExtendedS3DestinationConfiguration/CloudWatchLoggingOptions', value: { Enabled: false } },
    { property: 'ExtendedS3DestinationConfiguration/CompressionFormat', value: 'UNCOMPRESSED' },
    { property: 'ExtendedS3DestinationConfiguration/EncryptionConfiguration', value: { NoEncryptionConfig: 'NoEncryption' } },
    { property: 'ExtendedS3DestinationConfiguration/S3BackupMode', value: 'Disabled' },
    { property: 'HttpEndpointDestinationConfiguration/BufferingHints', value: firehoseBuffer },
    { property: 'HttpEndpointDestinationConfiguration/CloudWatchLoggingOptions', value: { Enabled: false } },
  ],
  'AWS::VpcLattice::ResourceGateway': [{ property: 'SecurityGroupIds', value: ['{VpcIdentifier.DefaultSecurityGroup}'] }],
  'AWS::Lambda::EventSourceMapping': [
    ...where(streams, {
      BatchSize: 100,
      BisectBatchOnFunctionError: false,
      MaximumRecordAgeInSeconds: -1,
      MaximumRetryAttempts: -1,
      ParallelizationFactor: 1,
      TumblingWindowInSeconds: 0,
    }),
    ...where({ EventSourceArn: ['arn:aws:sqs:*'] }, { BatchSize: 10 }),
    ...where({ EventSourceArn: ['arn:aws:kafka:*', null] }, { BatchSize: 100 }),
  ],
  'AWS::RDS::DBCluster': [
    ...where({ Engine: ['aurora-mysql'] }, { Port: 3306, DBClusterParameterGroupName: 'default.aurora-mysql8.0' }),
    ...where({ Engine: ['aurora-postgresql'] }, { Port: 5432 }),
    ...where({ Engine: ['mysql'] }, { Port: 3306 }),
    ...where({ Engine: ['postgres'] }, { Port: 5432 }),
  ],
  'AWS::RDS::DBInstance': [
    ...where({ Engine: [...mysql, 'aurora-mysql'] }, { Port: '3306' }),
    ...where({ Engine: ['postgres', 'aurora-postgresql'] }, { Port: '5432' }),
    ...where({ Engine: ['oracle-*', 'custom-oracle-*'] }, { Port: '1521', CharacterSetName: 'AL32UTF8', NcharCharacterSetName: 'AL16UTF16' }),
    ...where({ Engine: ['sqlserver-*', 'custom-sqlserver-*'] }, { Port: '1433' }),
    ...where({ Engine: ['db2-*'] }, { Port: '50000' }),
    ...where(
      { Engine: mysql },
      { LicenseModel: 'general-public-license', DBSubnetGroupName: 'default', EngineLifecycleSupport: 'open-source-rds-extended-support' },
    ),
    ...where(
      { Engine: ['postgres'] },
      { LicenseModel: 'postgresql-license', DBSubnetGroupName: 'default', EngineLifecycleSupport: 'open-source-rds-extended-support' },
    ),
    ...where({ StorageType: ['gp3'] }, { Iops: 3000, StorageThroughput: 125 }),
  ],
  'AWS::RDS::DBProxy': [
    ...where({ '/EngineFamily': ['MYSQL'] }, { 'Auth/*/ClientPasswordAuthType': 'MYSQL_NATIVE_PASSWORD' }),
    ...where({ '/EngineFamily': ['POSTGRESQL'] }, { 'Auth/*/ClientPasswordAuthType': 'POSTGRES_SCRAM_SHA_256' }),
    ...where({ '/EngineFamily': ['SQLSERVER'] }, { 'Auth/*/ClientPasswordAuthType': 'SQL_SERVER_AUTHENTICATION' }),
  ],
  'AWS::Route53::HealthCheck': [
    ...where({ '/HealthCheckConfig/Type': ['HTTP', 'HTTP_STR_MATCH'] }, { 'HealthCheckConfig/Port': 80, 'HealthCheckConfig/EnableSNI': false }),
    ...where({ '/HealthCheckConfig/Type': ['HTTPS', 'HTTPS_STR_MATCH'] }, { 'HealthCheckConfig/Port': 443, 'HealthCheckConfig/EnableSNI': true }),
  ],
};
