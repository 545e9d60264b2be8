import type { Shape } from '../model/resource-type.ts';

/** Facts about a type that the base does not state and that are needed where no schema was imported. */
export interface Supplement {
  /** JSON pointers to what the provider takes and never gives back. */
  readonly writeOnly: readonly string[];
  /** JSON pointers to what a read may leave out, though it is no secret and some reads have it. */
  readonly unreturned: readonly string[];
  /** It holds data that is lost with it. */
  readonly stateful: boolean;
  /** The form of names that are chosen by the caller, by property. */
  readonly names: Readonly<Record<string, NameForm>>;
  /** The least and the most that a number may be, by property; in the unit of the property. */
  readonly bounds: Readonly<Record<string, Bounds>>;
  /** Defaults that the documentation of the properties does not state, as JSON, by property. */
  readonly defaults: Readonly<Record<string, string>>;
}

type Bounds = Pick<Extract<Shape, { kind: 'integer' | 'number' }>, 'minimum' | 'maximum'>;
type NameForm = Pick<Extract<Shape, { kind: 'string' }>, 'pattern' | 'minLength' | 'maxLength'>;

/**
 * Source: the API reference of each service. A member is here when the service's create or modify call takes it and its
 * describe, get or list reply has no such member (a password, say), or when it only steers the call (a restore source).
 */
const writeOnly: Readonly<Record<string, readonly string[]>> = {
  'AWS::AmazonMQ::Broker': ['/Users', '/LdapServerMetadata/ServiceAccountPassword'],
  'AWS::ApiGateway::ApiKey': ['/GenerateDistinctId'],
  'AWS::ApiGateway::Deployment': ['/StageName', '/StageDescription', '/DeploymentCanarySettings'],
  'AWS::ApiGateway::RestApi': ['/Body', '/BodyS3Location', '/CloneFrom', '/FailOnWarnings', '/Mode', '/Parameters'],
  'AWS::ApiGatewayV2::Api': ['/Body', '/BodyS3Location', '/BasePath', '/CredentialsArn', '/FailOnWarnings', '/RouteKey', '/Target'],
  'AWS::AppRunner::Service': ['/Tags'],
  'AWS::AppRunner::VpcConnector': ['/Tags'],
  'AWS::AppRunner::VpcIngressConnection': ['/Tags'],
  'AWS::AutoScaling::AutoScalingGroup': ['/InstanceId'],
  'AWS::Backup::BackupVault': ['/LockConfiguration/ChangeableForDays'],
  'AWS::CertificateManager::Certificate': ['/DomainValidationOptions/*/HostedZoneId', '/ValidationMethod'],
  'AWS::CloudFront::Function': ['/AutoPublish'],
  'AWS::Cognito::UserPoolUser': ['/DesiredDeliveryMediums', '/ForceAliasCreation', '/ValidationData', '/ClientMetadata', '/MessageAction'],
  'AWS::DMS::Certificate': ['/CertificatePem', '/CertificateWallet'],
  'AWS::DMS::Endpoint': ['/Password'],
  'AWS::DocDB::DBCluster': [
    '/MasterUserPassword',
    '/RestoreToTime',
    '/RestoreType',
    '/SnapshotIdentifier',
    '/SourceDBClusterIdentifier',
    '/UseLatestRestorableTime',
  ],
  'AWS::DynamoDB::Table': ['/ImportSourceSpecification'],
  'AWS::EC2::Instance': ['/AdditionalInfo', '/Ipv6AddressCount', '/PropagateTagsToVolumeOnCreation'],
  'AWS::EC2::LaunchTemplate': ['/LaunchTemplateData', '/VersionDescription', '/TagSpecifications'],
  'AWS::EC2::NatGateway': ['/MaxDrainDurationSeconds'],
  'AWS::EC2::Subnet': ['/EnableLniAtDeviceIndex', '/Ipv4IpamPoolId', '/Ipv4NetmaskLength', '/Ipv6IpamPoolId', '/Ipv6NetmaskLength'],
  'AWS::EC2::VPC': ['/Ipv4IpamPoolId', '/Ipv4NetmaskLength'],
  'AWS::EC2::VPCCidrBlock': ['/Ipv4IpamPoolId', '/Ipv4NetmaskLength', '/Ipv6IpamPoolId', '/Ipv6NetmaskLength'],
  'AWS::EC2::VPNConnection': ['/VpnTunnelOptionsSpecifications/*/PreSharedKey'],
  'AWS::ECR::Repository': ['/EmptyOnDelete'],
  'AWS::EFS::FileSystem': ['/BypassPolicyLockoutSafetyCheck'],
  'AWS::EKS::Addon': ['/ResolveConflicts', '/PreserveOnDelete'],
  'AWS::EKS::Cluster': ['/AccessConfig/BootstrapClusterCreatorAdminPermissions', '/BootstrapSelfManagedAddons'],
  'AWS::EKS::Nodegroup': ['/ForceUpdateEnabled'],
  'AWS::ElastiCache::CacheCluster': ['/SnapshotArns', '/SnapshotName'],
  'AWS::ElastiCache::ReplicationGroup': ['/AuthToken', '/SnapshotArns', '/SnapshotName'],
  'AWS::ElastiCache::ServerlessCache': ['/SnapshotArnsToRestore', '/FinalSnapshotName'],
  'AWS::ElastiCache::User': ['/Passwords', '/NoPasswordRequired', '/AuthenticationMode'],
  'AWS::ElasticLoadBalancingV2::Listener': ['/DefaultActions/*/AuthenticateOidcConfig/ClientSecret'],
  'AWS::ElasticLoadBalancingV2::ListenerRule': ['/Actions/*/AuthenticateOidcConfig/ClientSecret'],
  'AWS::Events::Connection': [
    '/AuthParameters/BasicAuthParameters/Password',
    '/AuthParameters/ApiKeyAuthParameters/ApiKeyValue',
    '/AuthParameters/OAuthParameters/ClientParameters/ClientSecret',
  ],
  'AWS::FSx::FileSystem': ['/WindowsConfiguration/SelfManagedActiveDirectoryConfiguration/Password', '/OntapConfiguration/FsxAdminPassword', '/BackupId'],
  'AWS::IAM::SAMLProvider': ['/AddPrivateKey', '/RemovePrivateKey'],
  'AWS::IAM::ServerCertificate': ['/PrivateKey', '/CertificateBody', '/CertificateChain'],
  'AWS::IAM::ServiceLinkedRole': ['/CustomSuffix', '/AWSServiceName'],
  'AWS::IAM::User': ['/LoginProfile/Password'],
  'AWS::KMS::Key': ['/PendingWindowInDays', '/BypassPolicyLockoutSafetyCheck'],
  'AWS::KMS::ReplicaKey': ['/PendingWindowInDays'],
  'AWS::Lambda::Function': ['/Code/ImageUri', '/Code/S3Bucket', '/Code/S3Key', '/Code/S3ObjectVersion', '/Code/SourceKMSKeyArn', '/Code/ZipFile', '/SnapStart'],
  'AWS::Lambda::LayerVersion': ['/Content'],
  'AWS::MemoryDB::Cluster': ['/SnapshotArns', '/SnapshotName', '/FinalSnapshotName'],
  'AWS::MemoryDB::User': ['/AuthenticationMode', '/AccessString'],
  'AWS::MSK::Configuration': ['/ServerProperties'],
  'AWS::Neptune::DBCluster': ['/RestoreToTime', '/RestoreType', '/SnapshotIdentifier', '/SourceDBClusterIdentifier', '/UseLatestRestorableTime'],
  'AWS::OpenSearchService::Domain': ['/AdvancedSecurityOptions/MasterUserOptions'],
  'AWS::RDS::DBCluster': [
    '/MasterUserPassword',
    '/DBInstanceParameterGroupName',
    '/RestoreToTime',
    '/RestoreType',
    '/SnapshotIdentifier',
    '/SourceDBClusterIdentifier',
    '/SourceRegion',
    '/UseLatestRestorableTime',
  ],
  'AWS::RDS::DBInstance': [
    '/MasterUserPassword',
    '/TdeCredentialPassword',
    '/AllowMajorVersionUpgrade',
    '/ApplyImmediately',
    '/CertificateRotationRestart',
    '/DBSnapshotIdentifier',
    '/DeleteAutomatedBackups',
    '/RestoreTime',
    '/SourceDBInstanceIdentifier',
    '/SourceDbiResourceId',
    '/SourceRegion',
    '/UseDefaultProcessorFeatures',
    '/UseLatestRestorableTime',
  ],
  'AWS::Redshift::Cluster': [
    '/MasterUserPassword',
    '/Classic',
    '/SnapshotIdentifier',
    '/DeferMaintenance',
    '/DeferMaintenanceDuration',
    '/ManageMasterPassword',
  ],
  'AWS::RedshiftServerless::Namespace': ['/AdminUserPassword', '/FinalSnapshotName', '/FinalSnapshotRetentionPeriod', '/ManageAdminPassword'],
  'AWS::S3::Bucket': ['/AccessControl'],
  'AWS::SecretsManager::ResourcePolicy': ['/BlockPublicPolicy'],
  'AWS::SecretsManager::RotationSchedule': ['/RotateImmediatelyOnUpdate', '/HostedRotationLambda'],
  'AWS::SecretsManager::Secret': ['/SecretString', '/GenerateSecretString'],
  'AWS::SSM::Document': ['/UpdateMethod', '/Attachments'],
  'AWS::SSM::Parameter': ['/AllowedPattern', '/Description', '/Policies', '/Tier'],
  'AWS::StepFunctions::StateMachine': ['/Definition', '/DefinitionS3Location', '/DefinitionSubstitutions'],
  'AWS::Transfer::Certificate': ['/PrivateKey'],
};

/**
 * Source: the API reference of each service: its create call takes the member, and its describe, get or list reply tells the same in another member or not
 * at all.
 */
const unreturned: Readonly<Record<string, readonly string[]>> = {
  // DescribeClusters tells the number of nodes.
  'AWS::DAX::Cluster': ['/ReplicationFactor'],
  // GetLifecyclePolicy says only that it is a default policy.
  'AWS::DLM::LifecyclePolicy': ['/DefaultPolicy'],
  // Only steers CreateTable.
  'AWS::Glue::Table': ['/OpenTableFormatInput'],
  // GetFilter answers with the newer names of the same conditions.
  'AWS::GuardDuty::Filter': [
    '/FindingCriteria/Criterion/*/Eq',
    '/FindingCriteria/Criterion/*/Gt',
    '/FindingCriteria/Criterion/*/Gte',
    '/FindingCriteria/Criterion/*/Lt',
    '/FindingCriteria/Criterion/*/Lte',
    '/FindingCriteria/Criterion/*/Neq',
  ],
  // DescribeResource tells the role.
  'AWS::LakeFormation::Resource': ['/UseServiceLinkedRole'],
  // DescribeClusters tells the port with the endpoint.
  'AWS::Redshift::Cluster': ['/Port'],
};

/**
 * The base marks some thirty types as stateful. These hold data, too: what users wrote into them is gone when they are deleted.
 * Source: each service's API reference on its delete call. Caches without persistence are not listed.
 */
const stateful: ReadonlySet<string> = new Set([
  'AWS::AmazonMQ::Broker',
  'AWS::Backup::LogicallyAirGappedBackupVault',
  'AWS::Cassandra::Keyspace',
  'AWS::Cassandra::Table',
  'AWS::CloudTrail::EventDataStore',
  'AWS::CodeArtifact::Repository',
  'AWS::CodeCommit::Repository',
  'AWS::Cognito::IdentityPool',
  'AWS::DSQL::Cluster',
  'AWS::DocDBElastic::Cluster',
  'AWS::EC2::Instance',
  'AWS::ECR::PublicRepository',
  'AWS::ECR::Repository',
  'AWS::FSx::Volume',
  'AWS::HealthLake::FHIRDatastore',
  'AWS::IoTSiteWise::Asset',
  'AWS::KMS::ReplicaKey',
  'AWS::Kendra::Index',
  'AWS::Lightsail::Bucket',
  'AWS::Lightsail::Database',
  'AWS::Lightsail::Disk',
  'AWS::Lightsail::Instance',
  'AWS::MSK::Cluster',
  'AWS::MSK::ServerlessCluster',
  'AWS::MemoryDB::Cluster',
  'AWS::NeptuneGraph::Graph',
  'AWS::OpenSearchServerless::Collection',
  'AWS::RDS::GlobalCluster',
  'AWS::RedshiftServerless::Namespace',
  'AWS::S3Express::DirectoryBucket',
  'AWS::S3Outposts::Bucket',
  'AWS::S3Tables::Table',
  'AWS::S3Tables::TableBucket',
  'AWS::S3Vectors::Index',
  'AWS::S3Vectors::VectorBucket',
  'AWS::SSM::Parameter',
  'AWS::Timestream::Database',
  'AWS::Timestream::InfluxDBInstance',
  'AWS::Timestream::Table',
  'AWS::WorkSpaces::Workspace',
]);

/** Source: the API reference of each service, on the name parameter of its create call; for S3 the bucket naming rules. */
const names: Readonly<Record<string, Readonly<Record<string, NameForm>>>> = {
  'AWS::AutoScaling::AutoScalingGroup': { AutoScalingGroupName: { minLength: 1, maxLength: 255 } },
  'AWS::CloudWatch::Alarm': { AlarmName: { minLength: 1, maxLength: 255 } },
  'AWS::CodePipeline::Pipeline': { Name: { pattern: '^[A-Za-z0-9.@_-]+$', minLength: 1, maxLength: 100 } },
  'AWS::DAX::Cluster': { ClusterName: { pattern: '^[A-Za-z](-?[A-Za-z0-9])*$', minLength: 1, maxLength: 20 } },
  'AWS::DocDB::DBCluster': { DBClusterIdentifier: { pattern: '^[A-Za-z](-?[A-Za-z0-9])*$', minLength: 1, maxLength: 63 } },
  'AWS::DynamoDB::Table': { TableName: { pattern: '^[a-zA-Z0-9_.-]+$', minLength: 3, maxLength: 255 } },
  'AWS::EC2::LaunchTemplate': { LaunchTemplateName: { pattern: '^[a-zA-Z0-9()./_-]+$', minLength: 3, maxLength: 128 } },
  'AWS::ECR::Repository': { RepositoryName: { pattern: '^[a-z0-9][a-z0-9._/-]*[a-z0-9]$', minLength: 2, maxLength: 256 } },
  'AWS::ECS::Cluster': { ClusterName: { pattern: '^[a-zA-Z0-9_-]+$', minLength: 1, maxLength: 255 } },
  'AWS::ECS::Service': { ServiceName: { pattern: '^[a-zA-Z0-9_-]+$', minLength: 1, maxLength: 255 } },
  'AWS::EKS::Nodegroup': { NodegroupName: { minLength: 1, maxLength: 63 } },
  'AWS::ElastiCache::CacheCluster': { ClusterName: { pattern: '^[A-Za-z](-?[A-Za-z0-9])*$', minLength: 1, maxLength: 50 } },
  'AWS::ElastiCache::ReplicationGroup': { ReplicationGroupId: { pattern: '^[A-Za-z](-?[A-Za-z0-9])*$', minLength: 1, maxLength: 40 } },
  'AWS::ElasticLoadBalancing::LoadBalancer': { LoadBalancerName: { pattern: '^[A-Za-z0-9](-*[A-Za-z0-9])*$', minLength: 1, maxLength: 32 } },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': { Name: { pattern: '^[A-Za-z0-9](-*[A-Za-z0-9])*$', minLength: 1, maxLength: 32 } },
  'AWS::ElasticLoadBalancingV2::TargetGroup': { Name: { pattern: '^[A-Za-z0-9](-*[A-Za-z0-9])*$', minLength: 1, maxLength: 32 } },
  'AWS::Events::Rule': { Name: { pattern: '^[.A-Za-z0-9_-]+$', minLength: 1, maxLength: 64 } },
  'AWS::IAM::Group': { GroupName: { pattern: '^[\\w+=,.@-]+$', minLength: 1, maxLength: 128 } },
  'AWS::IAM::InstanceProfile': { InstanceProfileName: { pattern: '^[\\w+=,.@-]+$', minLength: 1, maxLength: 128 } },
  'AWS::IAM::ManagedPolicy': { ManagedPolicyName: { pattern: '^[\\w+=,.@-]+$', minLength: 1, maxLength: 128 } },
  'AWS::IAM::Role': { RoleName: { pattern: '^[\\w+=,.@-]+$', minLength: 1, maxLength: 64 } },
  'AWS::IAM::User': { UserName: { pattern: '^[\\w+=,.@-]+$', minLength: 1, maxLength: 64 } },
  'AWS::KMS::Alias': { AliasName: { pattern: '^alias/(?!aws/)[a-zA-Z0-9/_-]+$', minLength: 7, maxLength: 256 } },
  'AWS::Lambda::Function': { FunctionName: { pattern: '^[a-zA-Z0-9-_:]+$', minLength: 1, maxLength: 140 } },
  'AWS::Logs::LogGroup': { LogGroupName: { pattern: '^[.\\-_/#A-Za-z0-9]+$', minLength: 1, maxLength: 512 } },
  'AWS::MemoryDB::Cluster': { ClusterName: { pattern: '^[a-z](-?[a-z0-9])*$', minLength: 1, maxLength: 40 } },
  'AWS::OpenSearchService::Domain': { DomainName: { pattern: '^[a-z][a-z0-9-]+$', minLength: 3, maxLength: 28 } },
  'AWS::RDS::DBSubnetGroup': { DBSubnetGroupName: { pattern: '^[A-Za-z0-9._ -]+$', minLength: 1, maxLength: 255 } },
  'AWS::S3::Bucket': { BucketName: { pattern: '^[a-z0-9][a-z0-9.-]*[a-z0-9]$', minLength: 3, maxLength: 63 } },
  'AWS::SNS::Topic': { TopicName: { pattern: '^[a-zA-Z0-9_-]+(\\.fifo)?$', minLength: 1, maxLength: 256 } },
  'AWS::SQS::Queue': { QueueName: { pattern: '^[a-zA-Z0-9_-]+(\\.fifo)?$', minLength: 1, maxLength: 80 } },
  'AWS::SSM::Parameter': { Name: { pattern: '^[a-zA-Z0-9_.\\-/]+$', minLength: 1, maxLength: 2048 } },
  'AWS::SecretsManager::Secret': { Name: { pattern: '^[A-Za-z0-9/_+=.@-]+$', minLength: 1, maxLength: 512 } },
};

/**
 * Source: the API reference of each service ("Valid Range"), and its quotas that nobody can have raised. A bound that AWS has moved before (the size of a volume) is not here: one that is too narrow refuses
 * what the provider takes.
 */
const bounds: Readonly<Record<string, Readonly<Record<string, Bounds>>>> = {
  'AWS::ApiGateway::Authorizer': { AuthorizerResultTtlInSeconds: { minimum: 0, maximum: 3600 } },
  'AWS::ApiGatewayV2::Authorizer': { AuthorizerResultTtlInSeconds: { minimum: 0, maximum: 3600 } },
  'AWS::DocDB::DBCluster': { BackupRetentionPeriod: { minimum: 1, maximum: 35 } },
  'AWS::ElastiCache::ReplicationGroup': { SnapshotRetentionLimit: { minimum: 0, maximum: 35 } },
  'AWS::IAM::Role': { MaxSessionDuration: { minimum: 3600, maximum: 43_200 } },
  'AWS::KMS::Key': { PendingWindowInDays: { minimum: 7, maximum: 30 }, RotationPeriodInDays: { minimum: 90, maximum: 2560 } },
  'AWS::Kinesis::Stream': { RetentionPeriodHours: { minimum: 24, maximum: 8760 } },
  'AWS::Lambda::EventSourceMapping': { BatchSize: { minimum: 1, maximum: 10_000 }, MaximumBatchingWindowInSeconds: { minimum: 0, maximum: 300 } },
  'AWS::Lambda::Function': {
    MemorySize: { minimum: 128, maximum: 10_240 },
    ReservedConcurrentExecutions: { minimum: 0 },
    Timeout: { minimum: 1, maximum: 900 },
  },
  'AWS::Neptune::DBCluster': { BackupRetentionPeriod: { minimum: 1, maximum: 35 } },
  'AWS::RDS::DBCluster': { BackupRetentionPeriod: { minimum: 1, maximum: 35 } },
  'AWS::RDS::DBInstance': { BackupRetentionPeriod: { minimum: 0, maximum: 35 } },
  'AWS::SQS::Queue': {
    DelaySeconds: { minimum: 0, maximum: 900 },
    KmsDataKeyReusePeriodSeconds: { minimum: 60, maximum: 86_400 },
    MessageRetentionPeriod: { minimum: 60, maximum: 1_209_600 },
    ReceiveMessageWaitTimeSeconds: { minimum: 0, maximum: 20 },
    VisibilityTimeout: { minimum: 0, maximum: 43_200 },
  },
};

/** Source: the API reference of CreateLoadBalancer in both versions ("The default is an Internet-facing load balancer"). */
const defaults: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::ElasticLoadBalancing::LoadBalancer': { Scheme: '"internet-facing"' },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': { Scheme: '"internet-facing"' },
};

export function supplementOf(type: string): Supplement {
  return {
    writeOnly: writeOnly[type] ?? [],
    unreturned: unreturned[type] ?? [],
    stateful: stateful.has(type),
    names: names[type] ?? {},
    bounds: bounds[type] ?? {},
    defaults: defaults[type] ?? {},
  };
}

/** Every type that the tables above speak of. */
export const supplementedTypes: readonly string[] = [
  ...new Set([...Object.keys(writeOnly), ...Object.keys(unreturned), ...stateful, ...Object.keys(names), ...Object.keys(bounds), ...Object.keys(defaults)]),
].sort();
