import type { ResourceType } from '../model/resource-type.ts';

const dnsName = '$lowercase($value) $OR $lowercase($value) & "."';

function dnsNames(at: string): Readonly<Record<string, string>> {
  return { [`${at}/Name`]: dnsName, [`${at}/HostedZoneName`]: dnsName, [`${at}/AliasTarget/DNSName`]: dnsName };
}

/**
 * How providers rewrite what they are given, where no CloudFormation schema and no documentation of the base says so: a JSONata expression by JSON
 * pointer, as in `ResourceType.transforms`. Source: the service's API reference, named with each.
 */
export const rewrites: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // CreateApi: header names are returned in lower case (HTTP/2, RFC 9113 §8.2.1).
  'AWS::ApiGatewayV2::Api': {
    '/CorsConfiguration/AllowHeaders/*': '$lowercase($value)',
    '/CorsConfiguration/ExposeHeaders/*': '$lowercase($value)',
  },
  // CreateApiKey: "rounded down to the nearest hour".
  'AWS::AppSync::ApiKey': { '/Expires': '$floor($value / 3600) * 3600' },
  // CreateCluster: "stored as a lowercase string"; the groups likewise.
  'AWS::DAX::Cluster': { '/ClusterName': '$lowercase($value)', '/ParameterGroupName': '$lowercase($value)', '/SubnetGroupName': '$lowercase($value)' },
  'AWS::DAX::ParameterGroup': { '/ParameterGroupName': '$lowercase($value)' },
  'AWS::DAX::SubnetGroup': { '/SubnetGroupName': '$lowercase($value)' },
  // CreateReplicationInstance, CreateEndpoint, …: identifiers are stored in lower case; DescribeEndpoints tells the type in capitals.
  'AWS::DMS::Certificate': { '/CertificateIdentifier': '$lowercase($value)' },
  'AWS::DMS::Endpoint': { '/EndpointIdentifier': '$lowercase($value)', '/EndpointType': '$uppercase($value)' },
  'AWS::DMS::EventSubscription': { '/SubscriptionName': '$lowercase($value)' },
  'AWS::DMS::ReplicationInstance': { '/ReplicationSubnetGroupIdentifier': '$lowercase($value)' },
  'AWS::DMS::ReplicationSubnetGroup': { '/ReplicationSubnetGroupIdentifier': '$lowercase($value)' },
  'AWS::DMS::ReplicationTask': { '/ReplicationTaskIdentifier': '$lowercase($value)' },
  // CreateDBClusterParameterGroup and its kin: "stored as a lowercase string".
  'AWS::DocDB::DBCluster': { '/DBClusterParameterGroupName': '$lowercase($value)', '/DBSubnetGroupName': '$lowercase($value)' },
  'AWS::DocDB::DBInstance': { '/DBClusterIdentifier': '$lowercase($value)' },
  'AWS::DocDB::EventSubscription': { '/SubscriptionName': '$lowercase($value)' },
  // ImportKeyPair keeps the type and the key; the comment becomes the key pair's name.
  'AWS::EC2::KeyPair': { '/PublicKeyMaterial': '$join([$join($split($value, " ", 2), " "), "( .*)?\\\\n?"])' },
  // Developer guide, task size: units are converted when a task definition is registered.
  'AWS::ECS::TaskDefinition': {
    '/Cpu': '$contains($lowercase($value), "vcpu") ? $number($trim($substringBefore($lowercase($value), "vcpu"))) * 1024 : $value',
    '/Memory': '$contains($uppercase($value), "GB") ? $number($trim($substringBefore($uppercase($value), "GB"))) * 1024 : $value',
  },
  // Platform versions: LATEST is answered with the version that it stands for.
  'AWS::ECS::Service': { '/PlatformVersion': '$value = "LATEST" ? $join(["[0-9.]+"]) : $value' },
  'AWS::ECS::TaskSet': { '/PlatformVersion': '$value = "LATEST" ? $join(["[0-9.]+"]) : $value' },
  // CreateApplication: "Spark or Hive".
  'AWS::EMRServerless::Application': { '/Type': '$uppercase($substring($value, 0, 1)) & $lowercase($substring($value, 1))' },
  // CreateCacheCluster and its kin: "stored as a lowercase string".
  'AWS::ElastiCache::CacheCluster': {
    '/ClusterName': '$lowercase($value)',
    '/CacheParameterGroupName': '$lowercase($value)',
    '/CacheSubnetGroupName': '$lowercase($value)',
  },
  'AWS::ElastiCache::ReplicationGroup': { '/CacheParameterGroupName': '$lowercase($value)', '/CacheSubnetGroupName': '$lowercase($value)' },
  'AWS::ElastiCache::ServerlessCache': { '/ServerlessCacheName': '$lowercase($value)' },
  // DescribeLoadBalancers (2012-06-01) tells protocols in capitals.
  'AWS::ElasticLoadBalancing::LoadBalancer': {
    '/Listeners/*/InstanceProtocol': '$uppercase($value)',
    '/Listeners/*/Protocol': '$uppercase($value)',
  },
  // CreateTable: names are folded to lower case, for Hive.
  'AWS::Glue::Partition': { '/DatabaseName': '$lowercase($value)', '/TableName': '$lowercase($value)' },
  'AWS::Glue::Table': { '/DatabaseName': '$lowercase($value)' },
  // CreateDBParameterGroup: families are told in lower case.
  'AWS::RDS::DBClusterParameterGroup': { '/Family': '$lowercase($value)' },
  'AWS::RDS::DBParameterGroup': { '/Family': '$lowercase($value)' },
  'AWS::RDS::DBProxyTargetGroup': { '/DBProxyName': '$lowercase($value)' },
  // CreateCluster, CreateClusterParameterGroup, CreateClusterSubnetGroup: stored in lower case.
  'AWS::Redshift::Cluster': {
    '/ClusterIdentifier': '$lowercase($value)',
    '/ClusterParameterGroupName': '$lowercase($value)',
    '/ClusterSubnetGroupName': '$lowercase($value)',
  },
  'AWS::Redshift::ClusterParameterGroup': { '/ParameterGroupName': '$lowercase($value)' },
  'AWS::Redshift::ClusterSubnetGroup': { '/ClusterSubnetGroupName': '$lowercase($value)' },
  // Developer guide, DNS domain name format: names are kept in lower case, with a final dot.
  'AWS::Route53::RecordSet': dnsNames(''),
  'AWS::Route53::RecordSetGroup': { '/HostedZoneName': dnsName, ...dnsNames('/RecordSets/*') },
};

type Transforms = NonNullable<ResourceType['transforms']>;

/** Several tables as one: what two of them say of a place are alternatives. */
export function transformsOf(...tables: readonly (Transforms | undefined)[]): Pick<ResourceType, 'transforms'> {
  const all = new Map<string, string[]>();
  for (const table of tables) {
    for (const [pointer, text] of Object.entries(table ?? {})) {
      const known = all.get(pointer) ?? [];
      if (!known.includes(text)) all.set(pointer, [...known, text]);
    }
  }
  return all.size === 0 ? {} : { transforms: Object.fromEntries([...all].map(([pointer, texts]) => [pointer, texts.join(' $OR ')])) };
}
