/** Where a name may stand once: in all of AWS, in an account, or in an account and region. */
export type UniqueScope = 'partition' | 'account' | 'region';

/**
 * Names that must be unique although they are neither the type's identifier nor a part of its ARN: the properties whose values
 * together may occur once, and where. Identifiers and ARNs are unique without being listed.
 */
export const uniqueNames: Readonly<Record<string, { readonly properties: readonly string[]; readonly scope: UniqueScope }>> = {
  'AWS::AppSync::DomainName': { properties: ['DomainName'], scope: 'partition' },
  'AWS::Cognito::UserPoolDomain': { properties: ['Domain'], scope: 'region' },
  'AWS::EC2::KeyPair': { properties: ['KeyName'], scope: 'region' },
  'AWS::EC2::LaunchTemplate': { properties: ['LaunchTemplateName'], scope: 'region' },
  'AWS::EC2::SecurityGroup': { properties: ['VpcId', 'GroupName'], scope: 'region' },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': { properties: ['Name'], scope: 'region' },
  'AWS::ElasticLoadBalancingV2::TargetGroup': { properties: ['Name'], scope: 'region' },
  'AWS::ElasticLoadBalancingV2::TrustStore': { properties: ['Name'], scope: 'region' },
  'AWS::MSK::Cluster': { properties: ['ClusterName'], scope: 'region' },
  'AWS::S3::Bucket': { properties: ['BucketName'], scope: 'partition' },
  'AWS::SecretsManager::Secret': { properties: ['Name'], scope: 'region' },
  'AWS::WAFv2::IPSet': { properties: ['Scope', 'Name'], scope: 'region' },
  'AWS::WAFv2::RuleGroup': { properties: ['Scope', 'Name'], scope: 'region' },
  'AWS::WAFv2::WebACL': { properties: ['Scope', 'Name'], scope: 'region' },
};
