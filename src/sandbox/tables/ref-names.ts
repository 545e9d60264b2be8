/**
 * What CloudFormation's Ref returns for a resource, where that is neither its whole identifier nor its own `Id`: the property that holds it. Such an
 * `Id` is the same text. Source: "Return values" of each type in the CloudFormation template reference.
 */
export const refNames: Readonly<Record<string, string>> = {
  'AWS::AppStream::Fleet': 'Name',
  'AWS::Budgets::Budget': 'Budget/BudgetName',
  'AWS::CodeBuild::Project': 'Name',
  'AWS::CodeBuild::ReportGroup': 'Arn',
  'AWS::CodePipeline::Webhook': 'Name',
  'AWS::DAX::Cluster': 'ClusterName',
  'AWS::DAX::SubnetGroup': 'SubnetGroupName',
  'AWS::DocDB::DBCluster': 'DBClusterIdentifier',
  'AWS::DocDB::DBInstance': 'DBInstanceIdentifier',
  'AWS::ElasticLoadBalancing::LoadBalancer': 'LoadBalancerName',
  'AWS::Elasticsearch::Domain': 'DomainName',
  'AWS::EventSchemas::RegistryPolicy': 'RegistryName',
  'AWS::Glue::DevEndpoint': 'EndpointName',
  'AWS::Glue::Table': 'TableInput/Name',
  'AWS::IoT::Policy': 'PolicyName',
  'AWS::KinesisAnalytics::Application': 'ApplicationName',
  'AWS::PinpointEmail::ConfigurationSet': 'Name',
  'AWS::PinpointEmail::DedicatedIpPool': 'PoolName',
  'AWS::PinpointEmail::Identity': 'Name',
  'AWS::QLDB::Ledger': 'Name',
  'AWS::SecretsManager::ResourcePolicy': 'SecretId',
  'AWS::SecretsManager::RotationSchedule': 'SecretId',
  'AWS::SecretsManager::SecretTargetAttachment': 'SecretId',
};

/** Names that AWS makes up although they can be changed later. Source: the same, where it says that a name is generated. */
export const generatedNames: Readonly<Record<string, string>> = {
  'AWS::Cognito::IdentityPool': 'IdentityPoolName',
  'AWS::Cognito::UserPool': 'UserPoolName',
  'AWS::DMS::Endpoint': 'EndpointIdentifier',
  'AWS::ECS::TaskDefinition': 'Family',
};

/** Names that are told nowhere but inside, by type: AWS makes none up. */
export const unnamed: Readonly<Record<string, string>> = { 'AWS::Glue::Table': 'Name' };

/** Names that AWS takes from another property where they are not given themselves. Source: the same. */
export const namedAfter: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::Glue::Database': { DatabaseName: 'DatabaseInput/Name' },
};
