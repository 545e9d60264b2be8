import { isJsonObject, type Json } from '../kernel/json.ts';

/**
 * Lists of which the provider holds more than is asked for: what was not named has a value all the same, and a read returns all of it. Each with the
 * members that tell its items apart. What only the live list has is no difference there. Source: the API reference of each service.
 */
const partial: Readonly<Record<string, readonly string[]>> = {
  // DescribeLoadBalancerAttributes and its kin return every attribute.
  'AWS::ElasticLoadBalancingV2::Listener ListenerAttributes': ['Key'],
  'AWS::ElasticLoadBalancingV2::LoadBalancer LoadBalancerAttributes': ['Key'],
  'AWS::ElasticLoadBalancingV2::TargetGroup TargetGroupAttributes': ['Key'],
  // Every pool has the standard attributes.
  'AWS::Cognito::UserPool Schema': ['Name'],
  // Root and ephemeral volumes come with the image.
  'AWS::EC2::Instance BlockDeviceMappings': ['DeviceName'],
  'AWS::EC2::Instance Volumes': ['Device'],
  // A connection has two tunnels, whatever is asked of them.
  'AWS::EC2::VPNConnection VpnTunnelOptionsSpecifications': ['TunnelInsideCidr'],
  'AWS::ECS::Cluster ClusterSettings': ['Name'],
  // DescribeConfigurationSettings returns every option.
  'AWS::ElasticBeanstalk::ConfigurationTemplate OptionSettings': ['Namespace', 'OptionName', 'ResourceName'],
  'AWS::ElasticBeanstalk::Environment OptionSettings': ['Namespace', 'OptionName', 'ResourceName'],
  'AWS::RDS::OptionGroup OptionSettings': ['Name'],
  // A processor is given its number of retries and its buffer.
  'AWS::KinesisFirehose::DeliveryStream Parameters': ['ParameterName'],
};

/** How the items of a list are told apart of which the live one may hold more; null where a desired list is the whole list. */
export function partialKeys(type: string, name: string): readonly string[] | null {
  return partial[`${type} ${name}`] ?? null;
}

export function keyOfItem(item: Json, keys: readonly string[]): string {
  return isJsonObject(item) ? JSON.stringify(keys.map((key) => item[key] ?? null)) : JSON.stringify(item);
}
