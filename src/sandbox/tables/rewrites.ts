/** How a service keeps a text, whatever was given. */
export type Rewrite =
  | 'lower'
  | 'upper'
  /** A final dot, as domains have it. */
  | 'dot'
  /** A final newline. */
  | 'newline'
  /** A key's id, where its ARN was given. */
  | 'keyId'
  /** A function's ARN, where its name was given. */
  | 'functionArn'
  /** Numbers and truth values as text: the service keeps a map of texts. */
  | 'textMembers'
  /** `tcp` for 6: a protocol's name where there is one. */
  | 'protocol';

const group = { DBClusterIdentifier: 'lower', DBSubnetGroupName: 'lower' } as const;
const ports = { 'SecurityGroupIngress/*/IpProtocol': 'protocol', 'SecurityGroupEgress/*/IpProtocol': 'protocol' } as const;

/**
 * What services rewrite, by type: the path (with `*` for each item) and how. Sources: `propertyTransform` of AWS's published resource schemas (names and identifiers that it
 * lower-cases, protocols, final dots and newlines), and AWS's documentation where it says "stored as a lowercase string".
 */
export const rewrites: Readonly<Record<string, Readonly<Record<string, Rewrite>>>> = {
  'AWS::AmazonMQ::Broker': {
    AuthenticationStrategy: 'upper',
    DataReplicationMode: 'upper',
    DeploymentMode: 'upper',
    EngineType: 'upper',
    'MaintenanceWindowStartTime/DayOfWeek': 'upper',
    StorageType: 'upper',
  },
  'AWS::AmazonMQ::Configuration': { AuthenticationStrategy: 'upper', EngineType: 'upper' },
  'AWS::Cassandra::Table': {
    'ClusteringKeyColumns/*/Column/ColumnType': 'lower',
    'PartitionKeyColumns/*/ColumnType': 'lower',
    'RegularColumns/*/ColumnType': 'lower',
  },
  'AWS::Cassandra::Type': { 'Fields/*/FieldType': 'lower' },
  'AWS::CloudFront::Distribution': { 'DistributionConfig/CacheTagConfig/HeaderName': 'lower' },
  'AWS::CodePipeline::Pipeline': { 'Stages/*/Actions/*/Configuration': 'textMembers' },
  'AWS::Config::ConfigRule': { InputParameters: 'textMembers' },
  'AWS::DMS::Endpoint': {
    EndpointIdentifier: 'lower',
    EndpointType: 'upper',
    'OracleSettings/CharLengthSemantics': 'upper',
    'S3Settings/DatePartitionSequence': 'upper',
  },
  'AWS::DMS::ReplicationInstance': { ReplicationInstanceIdentifier: 'lower' },
  'AWS::DMS::ReplicationSubnetGroup': { ReplicationSubnetGroupIdentifier: 'lower' },
  'AWS::DMS::ReplicationTask': { ReplicationTaskIdentifier: 'lower' },
  'AWS::DocDB::DBCluster': { ...group, DBClusterParameterGroupName: 'lower' },
  'AWS::DocDB::DBClusterParameterGroup': { Name: 'lower' },
  'AWS::DocDB::DBInstance': { DBClusterIdentifier: 'lower', DBInstanceIdentifier: 'lower' },
  'AWS::DocDB::DBSubnetGroup': { DBSubnetGroupName: 'lower' },
  'AWS::DocDB::GlobalCluster': { GlobalClusterIdentifier: 'lower' },
  'AWS::DocDBElastic::Cluster': { ClusterName: 'lower' },
  'AWS::EC2::IPAMPool': { AddressFamily: 'lower' },
  'AWS::EC2::KeyPair': { PublicKeyMaterial: 'newline' },
  'AWS::EC2::SecurityGroup': ports,
  'AWS::EC2::SecurityGroupEgress': { IpProtocol: 'protocol' },
  'AWS::EC2::SecurityGroupIngress': { IpProtocol: 'protocol' },
  'AWS::ElastiCache::ParameterGroup': { CacheParameterGroupName: 'lower' },
  'AWS::ElastiCache::ReplicationGroup': { ReplicationGroupId: 'lower' },
  'AWS::ElastiCache::ServerlessCacheSnapshot': { ServerlessCacheSnapshotName: 'lower' },
  'AWS::ElastiCache::SubnetGroup': { CacheSubnetGroupName: 'lower' },
  'AWS::ElasticLoadBalancing::LoadBalancer': { 'Listeners/*/InstanceProtocol': 'upper', 'Listeners/*/Protocol': 'upper' },
  'AWS::Glue::Connection': { 'ConnectionInput/ConnectionProperties': 'textMembers' },
  'AWS::Glue::Database': { 'DatabaseInput/Parameters': 'textMembers' },
  'AWS::Glue::Job': { DefaultArguments: 'textMembers' },
  'AWS::Glue::Partition': { 'PartitionInput/Parameters': 'textMembers' },
  'AWS::Glue::Table': { 'TableInput/Parameters': 'textMembers', 'TableInput/StorageDescriptor/Parameters': 'textMembers' },
  'AWS::Glue::TableOptimizer': { DatabaseName: 'lower' },
  'AWS::KMS::Alias': { TargetKeyId: 'keyId' },
  'AWS::Lambda::Alias': { FunctionName: 'functionArn' },
  'AWS::Lambda::EventSourceMapping': { FunctionName: 'functionArn' },
  'AWS::Lightsail::Database': { PreferredMaintenanceWindow: 'lower' },
  'AWS::Neptune::DBCluster': { ...group, DBClusterParameterGroupName: 'lower' },
  'AWS::Neptune::DBClusterParameterGroup': { Name: 'lower' },
  'AWS::Neptune::DBInstance': { ...group, DBInstanceIdentifier: 'lower', DBParameterGroupName: 'lower' },
  'AWS::Neptune::DBParameterGroup': { Name: 'lower' },
  'AWS::Neptune::DBSubnetGroup': { DBSubnetGroupName: 'lower' },
  'AWS::Neptune::EventSubscription': { SubscriptionName: 'lower' },
  'AWS::NeptuneGraph::Graph': { GraphName: 'lower' },
  'AWS::NeptuneGraph::PrivateGraphEndpoint': { GraphIdentifier: 'lower' },
  'AWS::RDS::DBCluster': { ...group, DBClusterParameterGroupName: 'lower', Engine: 'lower', PreferredMaintenanceWindow: 'lower' },
  'AWS::RDS::DBClusterParameterGroup': { DBClusterParameterGroupName: 'lower' },
  'AWS::RDS::DBInstance': {
    ...group,
    DBInstanceIdentifier: 'lower',
    DBParameterGroupName: 'lower',
    Engine: 'lower',
    OptionGroupName: 'lower',
    PreferredMaintenanceWindow: 'lower',
  },
  'AWS::RDS::DBParameterGroup': { DBParameterGroupName: 'lower' },
  'AWS::RDS::DBProxy': { DBProxyName: 'lower' },
  'AWS::RDS::DBProxyEndpoint': { DBProxyEndpointName: 'lower', DBProxyName: 'lower' },
  'AWS::RDS::DBProxyTargetGroup': { DBProxyName: 'lower', TargetGroupName: 'lower' },
  'AWS::RDS::DBShardGroup': { DBClusterIdentifier: 'lower', DBShardGroupIdentifier: 'lower' },
  'AWS::RDS::DBSubnetGroup': { DBSubnetGroupName: 'lower' },
  'AWS::RDS::EventSubscription': { SubscriptionName: 'lower' },
  'AWS::RDS::GlobalCluster': { GlobalClusterIdentifier: 'lower' },
  'AWS::RDS::OptionGroup': { OptionGroupName: 'lower' },
  'AWS::Redshift::Cluster': { ClusterIdentifier: 'lower' },
  'AWS::Redshift::ClusterParameterGroup': { ParameterGroupName: 'lower' },
  'AWS::Redshift::ClusterSubnetGroup': { ClusterSubnetGroupName: 'lower' },
  'AWS::Route53::HostedZone': { Name: 'dot' },
  'AWS::Route53Resolver::ResolverRule': { DomainName: 'dot' },
  'AWS::WAFv2::LoggingConfiguration': { 'RedactedFields/*/SingleHeader/Name': 'lower' },
};
