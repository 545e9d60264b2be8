/**
 * Properties of which, taken together, no two resources of a type can have the same values, though they are not its name: the old resource must go before
 * the new one can come. Source: the conflicts that the API reference of each service names for its create call.
 */
export const uniqueKeys: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'AWS::ApiGateway::BasePathMapping': [['DomainName', 'BasePath']],
  'AWS::ApiGateway::Resource': [['RestApiId', 'ParentId', 'PathPart']],
  'AWS::ApiGatewayV2::ApiMapping': [['DomainName', 'ApiMappingKey']],
  'AWS::ApiGatewayV2::Route': [['ApiId', 'RouteKey']],
  'AWS::ApplicationAutoScaling::ScalableTarget': [['ResourceId', 'ScalableDimension', 'ServiceNamespace']],
  'AWS::AutoScaling::WarmPool': [['AutoScalingGroupName']],
  'AWS::Cognito::IdentityPoolRoleAttachment': [['IdentityPoolId']],
  'AWS::EC2::EIPAssociation': [['AllocationId'], ['InstanceId']],
  'AWS::EC2::GatewayRouteTableAssociation': [['GatewayId']],
  'AWS::EC2::NetworkInterfaceAttachment': [['NetworkInterfaceId'], ['InstanceId', 'DeviceIndex']],
  'AWS::EC2::Route': [
    ['RouteTableId', 'DestinationCidrBlock'],
    ['RouteTableId', 'DestinationIpv6CidrBlock'],
    ['RouteTableId', 'DestinationPrefixListId'],
  ],
  'AWS::EC2::SecurityGroupEgress': rules('DestinationSecurityGroupId', 'DestinationPrefixListId'),
  'AWS::EC2::SecurityGroupIngress': rules('SourceSecurityGroupId', 'SourcePrefixListId'),
  'AWS::EC2::Subnet': [
    ['VpcId', 'CidrBlock'],
    ['VpcId', 'Ipv6CidrBlock'],
  ],
  'AWS::EC2::SubnetNetworkAclAssociation': [['SubnetId']],
  'AWS::EC2::SubnetRouteTableAssociation': [['SubnetId']],
  'AWS::EC2::TransitGatewayAttachment': [['TransitGatewayId', 'VpcId']],
  'AWS::EC2::TransitGatewayRouteTableAssociation': [['TransitGatewayAttachmentId']],
  'AWS::EC2::TransitGatewayVpcAttachment': [['TransitGatewayId', 'VpcId']],
  'AWS::EC2::VolumeAttachment': [['VolumeId'], ['InstanceId', 'Device']],
  'AWS::EC2::VPCCidrBlock': [['VpcId', 'CidrBlock']],
  'AWS::EC2::VPCDHCPOptionsAssociation': [['VpcId']],
  'AWS::EC2::VPCEndpoint': [['VpcId', 'ServiceName']],
  'AWS::EC2::VPCGatewayAttachment': [['InternetGatewayId'], ['VpnGatewayId']],
  'AWS::EC2::VPCPeeringConnection': [['VpcId', 'PeerVpcId']],
  'AWS::EFS::MountTarget': [['FileSystemId', 'SubnetId']],
  'AWS::ElasticLoadBalancingV2::Listener': [['LoadBalancerArn', 'Port']],
  'AWS::ElasticLoadBalancingV2::ListenerRule': [['ListenerArn', 'Priority']],
  'AWS::ElasticLoadBalancingV2::TargetGroup': [['Name']],
  'AWS::Lambda::EventSourceMapping': [['FunctionName', 'EventSourceArn']],
  'AWS::Lambda::Url': [['TargetFunctionArn']],
  'AWS::Route53::RecordSet': [
    ['HostedZoneId', 'Name', 'Type'],
    ['HostedZoneName', 'Name', 'Type'],
  ],
  'AWS::Route53Resolver::ResolverRuleAssociation': [['VPCId', 'ResolverRuleId']],
  'AWS::SecretsManager::ResourcePolicy': [['SecretId']],
  'AWS::SecretsManager::RotationSchedule': [['SecretId']],
  'AWS::SecretsManager::SecretTargetAttachment': [['SecretId']],
  'AWS::ServiceDiscovery::PrivateDnsNamespace': [['Name', 'Vpc']],
  'AWS::SNS::Subscription': [['TopicArn', 'Protocol', 'Endpoint']],
  'AWS::VpcLattice::ServiceNetworkVpcAssociation': [['VpcIdentifier']],
  'AWS::WAFv2::WebACLAssociation': [['ResourceArn']],
};

/** A rule of a security group stands once: by its ports and whom it lets in or out. Source: EC2's API reference, InvalidPermission.Duplicate. */
function rules(...others: readonly string[]): readonly (readonly string[])[] {
  return ['CidrIp', 'CidrIpv6', ...others].map((whom) => ['GroupId', 'IpProtocol', 'FromPort', 'ToPort', whom]);
}

/** What tells two resources apart that are alike in such properties. Source: as above. */
export const toldApartBy: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::VPCEndpoint': ['SubnetIds', 'PrivateDnsEnabled'],
  'AWS::Route53::RecordSet': ['SetIdentifier'],
};

/** The properties of such keys that are ranges of addresses: no two may overlap. Source: as above. */
export const rangesOf: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::Subnet': ['CidrBlock', 'Ipv6CidrBlock'],
  'AWS::EC2::VPCCidrBlock': ['CidrBlock'],
};

/**
 * Types of which two names that differ in case alone cannot stand beside each other, though each keeps its name as it was given. Source: the API reference of IAM, CreateUser, CreateGroup, CreateRole and
 * CreatePolicy.
 */
export const namesWithoutCase: ReadonlySet<string> = new Set(['AWS::IAM::Group', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', 'AWS::IAM::User']);
