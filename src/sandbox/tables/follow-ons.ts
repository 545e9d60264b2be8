/** What the creation of a resource adds to a list of another one, and its deletion takes away. */
export interface FollowOn {
  /** Path to the reference to the other one. */
  readonly of: string;
  /** The other one's attribute. */
  readonly list: string;
  /** Property whose text is added. */
  readonly value: string;
}

/** By type. Source: the API references of EC2 and Elastic Load Balancing. */
export const followOns: Readonly<Record<string, readonly FollowOn[]>> = {
  'AWS::EC2::SubnetCidrBlock': [{ of: 'SubnetId', list: 'Ipv6CidrBlocks', value: 'Ipv6CidrBlock' }],
  'AWS::EC2::VPCCidrBlock': [
    { of: 'VpcId', list: 'Ipv6CidrBlocks', value: 'Ipv6CidrBlock' },
    { of: 'VpcId', list: 'CidrBlockAssociations', value: 'Id' },
  ],
  'AWS::ElasticLoadBalancingV2::Listener': [{ of: 'DefaultActions/*/TargetGroupArn', list: 'LoadBalancerArns', value: 'LoadBalancerArn' }],
};
