/** Where a name may stand once: in all of AWS, in an account, or in an account and region. */
export type UniqueScope = 'partition' | 'account' | 'region';

/** The properties whose values together may occur once, and where. */
export interface UniqueName {
  readonly properties: readonly string[];
  readonly scope: UniqueScope;
  /** Texts that differ in case alone are one. */
  readonly withoutCase?: true;
}

/** A rule of a security group: InvalidPermission.Duplicate of EC2. */
function rule(...others: readonly string[]): UniqueName {
  return { properties: ['GroupId', 'IpProtocol', 'FromPort', 'ToPort', 'CidrIp', 'CidrIpv6', ...others], scope: 'region' };
}

/**
 * Names that must be unique although they are neither the type's identifier nor a part of its ARN, and what else no two can have. Identifiers and ARNs are unique without being listed. Source: the conflicts that
 * the API reference of each service names for its calls, such as PriorityInUse and DuplicateListener of Elastic Load Balancing and Resource.AlreadyAssociated of EC2; of IAM, that names are not told apart by case.
 */
export const uniqueNames: Readonly<Record<string, UniqueName>> = {
  'AWS::ApiGateway::Resource': { properties: ['RestApiId', 'ParentId', 'PathPart'], scope: 'region' },
  'AWS::ApiGatewayV2::ApiMapping': { properties: ['DomainName', 'ApiMappingKey'], scope: 'region' },
  'AWS::ApiGatewayV2::Route': { properties: ['ApiId', 'RouteKey'], scope: 'region' },
  'AWS::AppSync::DomainName': { properties: ['DomainName'], scope: 'partition' },
  'AWS::Cognito::UserPoolDomain': { properties: ['Domain'], scope: 'region' },
  'AWS::EC2::KeyPair': { properties: ['KeyName'], scope: 'region' },
  'AWS::EC2::LaunchTemplate': { properties: ['LaunchTemplateName'], scope: 'region' },
  'AWS::EC2::SecurityGroup': { properties: ['VpcId', 'GroupName'], scope: 'region' },
  'AWS::EC2::SecurityGroupEgress': rule('DestinationSecurityGroupId', 'DestinationPrefixListId'),
  'AWS::EC2::SecurityGroupIngress': rule('SourceSecurityGroupId', 'SourcePrefixListId'),
  'AWS::EC2::SubnetRouteTableAssociation': { properties: ['SubnetId'], scope: 'region' },
  'AWS::ElasticLoadBalancingV2::Listener': { properties: ['LoadBalancerArn', 'Port'], scope: 'region' },
  'AWS::ElasticLoadBalancingV2::ListenerRule': { properties: ['ListenerArn', 'Priority'], scope: 'region' },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': { properties: ['Name'], scope: 'region' },
  'AWS::ElasticLoadBalancingV2::TargetGroup': { properties: ['Name'], scope: 'region' },
  'AWS::ElasticLoadBalancingV2::TrustStore': { properties: ['Name'], scope: 'region' },
  'AWS::IAM::Group': { properties: ['GroupName'], scope: 'account', withoutCase: true },
  'AWS::IAM::ManagedPolicy': { properties: ['ManagedPolicyName'], scope: 'account', withoutCase: true },
  'AWS::IAM::Role': { properties: ['RoleName'], scope: 'account', withoutCase: true },
  'AWS::IAM::User': { properties: ['UserName'], scope: 'account', withoutCase: true },
  'AWS::MSK::Cluster': { properties: ['ClusterName'], scope: 'region' },
  'AWS::S3::Bucket': { properties: ['BucketName'], scope: 'partition' },
  'AWS::SecretsManager::Secret': { properties: ['Name'], scope: 'region' },
  'AWS::WAFv2::IPSet': { properties: ['Scope', 'Name'], scope: 'region' },
  'AWS::WAFv2::RuleGroup': { properties: ['Scope', 'Name'], scope: 'region' },
  'AWS::WAFv2::WebACL': { properties: ['Scope', 'Name'], scope: 'region' },
};
