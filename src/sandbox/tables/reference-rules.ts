/** An attribute or property of a type that a value may name. */
export interface Target {
  readonly type: string;
  readonly property: string;
}

/** Properties, `Type/Property` or `Type/Definition.Property`-free pointers without indexes, whose documented reference is not one AWS checks. */
export const uncheckedProperties: ReadonlySet<string> = new Set([
  'AWS::AppSync::DataSource/HttpConfig/Endpoint',
  'AWS::ApplicationAutoScaling::ScalableTarget/ResourceId',
  'AWS::ApplicationAutoScaling::ScalingPolicy/ResourceId',
  'AWS::Athena::NamedQuery/Database',
  'AWS::CloudFront::Distribution/DistributionConfig/Logging/Bucket',
  'AWS::CloudFront::Distribution/DistributionConfig/Origins/DomainName',
  'AWS::Config::ConfigRule/Scope/ComplianceResourceId',
  'AWS::DataPipeline::Pipeline/PipelineObjects/Fields/StringValue',
  'AWS::DataSync::LocationNFS/ServerHostname',
  'AWS::EC2::CustomerGateway/IpAddress',
  'AWS::EC2::Instance/LaunchTemplate/Version',
  'AWS::ECR::ReplicationConfiguration/ReplicationConfiguration/Rules/RepositoryFilters/Filter',
  'AWS::ElasticBeanstalk::ConfigurationTemplate/OptionSettings/Value',
  'AWS::ElasticLoadBalancingV2::LoadBalancer/LoadBalancerAttributes/Value',
  'AWS::EMR::Studio/DefaultS3Location',
  'AWS::Glue::Crawler/Targets/DynamoDBTargets/Path',
  'AWS::Glue::Crawler/Targets/S3Targets/Path',
  'AWS::EC2::FlowLog/LogGroupName',
  'AWS::ECS::Cluster/Configuration/ExecuteCommandConfiguration/LogConfiguration/CloudWatchLogGroupName',
  'AWS::Glue::Database/DatabaseInput/Name',
  'AWS::Lambda::Function/LoggingConfig/LogGroup',
  'AWS::Lambda::Permission/SourceArn',
  'AWS::Route53::HealthCheck/HealthCheckConfig/IPAddress',
  'AWS::StepFunctions::StateMachine/DefinitionString',
]);

/** Properties under which nothing has to exist: what is said there holds for whatever there will be. */
export const freeProperties =
  /(Condition|Conditions|Filter|Filters|FilterCriteria|FilterPolicy|Pattern|Dimension|Dimensions|MetricDimensions|Expression|AccessPolicies|CloudWatchLoggingOptions)$/;

/** Texts that hold what they refer to in a service's notation: an integration as a route's target, a zone as Route 53 lists it. */
export const notations = /^(?:integrations\/|\/hostedzone\/|origin-access-identity\/cloudfront\/)(.+)$/;

/** Properties (without indexes) that refer to something only when the property beside them says so. */
export const keyedReferences: Readonly<Record<string, { readonly key: string; readonly when: RegExp }>> = {
  'AWS::RDS::EventSubscription/SourceIds': { key: 'SourceType', when: /^db-(instance|cluster)$/ },
  'AWS::SSM::Association/Targets/Values': { key: 'Key', when: /^(InstanceIds|instanceids)$/i },
  'AWS::SSM::MaintenanceWindowTarget/Targets/Values': { key: 'Key', when: /^InstanceIds$/i },
  'AWS::SSM::MaintenanceWindowTask/Targets/Values': { key: 'Key', when: /^(InstanceIds|WindowTargetIds)$/i },
};

/** Properties with ids of what came with a resource and is none of its own. */
export const heldProperties: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::TransitGateway': ['AssociationDefaultRouteTableId', 'PropagationDefaultRouteTableId'],
};

/** Names AWS itself provides in every account, by the type they name; what matches is taken to exist. */
export const providedNames: Readonly<Record<string, RegExp>> = {
  'AWS::Athena::WorkGroup': /^primary$/,
  'AWS::Backup::BackupVault': /^Default$/,
  'AWS::CloudFront::CachePolicy': /^[0-9a-f-]{36}$/,
  'AWS::CloudFront::OriginRequestPolicy': /^[0-9a-f-]{36}$/,
  'AWS::CloudFront::ResponseHeadersPolicy': /^[0-9a-f-]{36}$/,
  'AWS::EC2::SecurityGroup': /^default$/,
  'AWS::ECS::CapacityProvider': /^FARGATE(_SPOT)?$/,
  'AWS::ECS::Cluster': /^default$/,
  'AWS::Events::EventBus': /^default$|:event-bus\/default$/,
  'AWS::Glue::Database': /^default$/,
  'AWS::IAM::Role': /:role\/(aws-service-role|aws-reserved|service-role)\//,
  'AWS::KMS::Alias': /alias\/aws\//,
  'AWS::KMS::Key': /alias\/aws\//,
  'AWS::RDS::DBClusterParameterGroup': /^default\./,
  'AWS::RDS::DBParameterGroup': /^default\./,
  'AWS::RDS::DBSubnetGroup': /^default$/,
  'AWS::Redshift::ClusterParameterGroup': /^default\./,
  'AWS::Redshift::ClusterSubnetGroup': /^default$/,
  'AWS::SSM::Document': /^(AWS|Amazon)[A-Za-z]*-/,
  'AWS::SSM::PatchBaseline': /^AWS-/,
};

const key: readonly Target[] = [
  { type: 'AWS::KMS::Key', property: 'Arn' },
  { type: 'AWS::KMS::Key', property: 'KeyId' },
  { type: 'AWS::KMS::ReplicaKey', property: 'Arn' },
  { type: 'AWS::KMS::ReplicaKey', property: 'KeyId' },
  { type: 'AWS::KMS::Alias', property: 'AliasName' },
  { type: 'AWS::KMS::Alias', property: 'Arn' },
];

/** What a property of that name refers to, whatever its type says; the first that matches counts. */
export const namedReferences: readonly { readonly name: RegExp; readonly targets: readonly Target[] }[] = [
  { name: /^(kms|Kms|KMS)(Master)?(Key|Encryption)?(Id|ID|Arn|ARN|Identifier)$|(Kms|KMS)(Master)?Key(Id|ID|Arn|ARN|Identifier)?$/, targets: key },
];

/** Stands for all parts of an identifier, joined as Cloud Control joins them. */
export const joinedIdentifier = '*';

const roleName: readonly Target[] = [{ type: 'AWS::IAM::Role', property: 'RoleName' }];

/** References that no documentation states, by property (without indexes). */
export const statedReferences: Readonly<Record<string, readonly Target[]>> = {
  'AWS::IAM::Policy/Roles': roleName,
  'AWS::IAM::RolePolicy/RoleName': roleName,
};

/** More things that a documented reference may name: an alias where a key is meant, a VPC's own default group. */
export const alsoNames: Readonly<Record<string, readonly Target[]>> = {
  'AWS::ApiGateway::Resource': [{ type: 'AWS::ApiGateway::RestApi', property: 'RootResourceId' }],
  'AWS::ApplicationAutoScaling::ScalableTarget': [{ type: 'AWS::ApplicationAutoScaling::ScalableTarget', property: joinedIdentifier }],
  'AWS::DynamoDB::Table': [{ type: 'AWS::DynamoDB::GlobalTable', property: 'TableName' }],
  'AWS::EC2::NetworkAcl': [{ type: 'AWS::EC2::VPC', property: 'DefaultNetworkAcl' }],
  'AWS::EC2::SecurityGroup': [
    { type: 'AWS::EC2::SecurityGroup', property: 'GroupId' },
    { type: 'AWS::EC2::VPC', property: 'DefaultSecurityGroup' },
    { type: 'AWS::EKS::Cluster', property: 'ClusterSecurityGroupId' },
  ],
  'AWS::ECS::Cluster': [{ type: 'AWS::ECS::Cluster', property: 'Arn' }],
  'AWS::IAM::InstanceProfile': [{ type: 'AWS::IAM::InstanceProfile', property: 'Arn' }],
  'AWS::KMS::Key': key,
  'AWS::Lambda::Function': [{ type: 'AWS::Lambda::Function', property: 'Arn' }],
  'AWS::SecretsManager::Secret': [{ type: 'AWS::SecretsManager::Secret', property: 'Name' }],
};

/** Property names that speak of another account's resources: an id there is not looked up. */
export const foreignNames = /^(Peer|Accepter|Requester|Source(Db|DB)|Owner)/;

/** Types whose names are known everywhere, so that a reference may lead into another region or account. */
export const knownEverywhere: ReadonlySet<string> = new Set(['AWS::S3::Bucket']);

/** How a service says that what it was referred to does not exist; `{value}` is the reference. */
export const missingMessages: Readonly<Record<string, { readonly code: string; readonly message: string }>> = {
  'AWS::EC2::InternetGateway': { code: 'NotFound', message: "The internetGateway ID '{value}' does not exist" },
  'AWS::EC2::RouteTable': { code: 'NotFound', message: "The routeTable ID '{value}' does not exist" },
  'AWS::EC2::SecurityGroup': { code: 'NotFound', message: "The security group '{value}' does not exist" },
  'AWS::EC2::Subnet': { code: 'NotFound', message: "The subnet ID '{value}' does not exist" },
  'AWS::EC2::VPC': { code: 'NotFound', message: "The vpc ID '{value}' does not exist" },
  'AWS::IAM::Role': { code: 'InvalidRequest', message: 'The role {value} cannot be found or assumed.' },
  'AWS::KMS::Key': { code: 'InvalidRequest', message: "Key '{value}' does not exist" },
  'AWS::S3::Bucket': { code: 'InvalidRequest', message: 'The specified bucket does not exist: {value}' },
};

/** For every other type. */
export const missingOtherwise = { code: 'InvalidRequest', message: '{type} {value} does not exist.' };
