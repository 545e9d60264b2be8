import type { Facet, Listing, NativeType } from '../native-type.ts';

/** EC2 takes tags of any resource with the same two calls, and finds anything by them. */
function tagged(resource: string, id: string): Facet {
  return {
    create: true,
    properties: { Tags: { in: 'TagSpecifications', out: 'Tags', as: { tagSpecification: resource } } },
    write: {
      kind: 'members',
      key: 'Key',
      batch: true,
      mapping: { Tags: 'Tags' },
      add: { operation: 'CreateTags', input: { Resources: [id], Tags: '$items' } },
      remove: { operation: 'DeleteTags', input: { Resources: [id], Tags: '$items' } },
    },
  };
}

function byTags(operation: string, items: string, part: string, path: string): Listing & { readonly byTags: true } {
  return {
    byTags: true,
    operation,
    input: {
      Filters: [
        { Name: 'tag:asbuilt:deployment', Values: ['$tag.asbuilt:deployment'] },
        { Name: 'tag:asbuilt:node', Values: ['$tag.asbuilt:node'] },
      ],
    },
    items,
    identity: { [part]: path },
    page: ['NextToken', 'NextToken'],
  };
}

const vpc = { VpcId: '$.VpcId' };
const group = { GroupId: '$.GroupId' };

export const network: readonly NativeType[] = [
  {
    type: 'AWS::EC2::VPC',
    service: 'ec2',
    identifier: ['VpcId'],
    create: { operation: 'CreateVpc', at: 'Vpc', identity: { VpcId: 'VpcId' } },
    read: { operation: 'DescribeVpcs', input: { VpcIds: ['$.VpcId'] }, at: 'Vpcs.0', together: { asked: 'VpcIds', answered: 'Vpcs', by: 'VpcId' } },
    list: { operation: 'DescribeVpcs', items: 'Vpcs', identity: { VpcId: 'VpcId' }, page: ['NextToken', 'NextToken'] },
    search: byTags('DescribeVpcs', 'Vpcs', 'VpcId', 'VpcId'),
    ready: { path: 'State', values: ['available'] },
    deleteTells: true,
    delete: [{ operation: 'DeleteVpc', input: vpc }],
    facets: [
      { create: true, properties: { CidrBlock: 'CidrBlock' } },
      { create: true, properties: { InstanceTenancy: 'InstanceTenancy' }, write: { kind: 'put', call: { operation: 'ModifyVpcTenancy', input: vpc } } },
      {
        properties: { EnableDnsSupport: { in: 'EnableDnsSupport.Value', out: 'EnableDnsSupport.Value' } },
        read: { operation: 'DescribeVpcAttribute', input: { ...vpc, Attribute: 'enableDnsSupport' } },
        initial: { EnableDnsSupport: true },
        write: { kind: 'changed', call: { operation: 'ModifyVpcAttribute', input: vpc }, reset: { EnableDnsSupport: true } },
      },
      {
        properties: { EnableDnsHostnames: { in: 'EnableDnsHostnames.Value', out: 'EnableDnsHostnames.Value' } },
        read: { operation: 'DescribeVpcAttribute', input: { ...vpc, Attribute: 'enableDnsHostnames' } },
        initial: { EnableDnsHostnames: false },
        write: { kind: 'changed', call: { operation: 'ModifyVpcAttribute', input: vpc }, reset: { EnableDnsHostnames: false } },
      },
      {
        properties: { DefaultSecurityGroup: { out: 'GroupId' } },
        read: {
          operation: 'DescribeSecurityGroups',
          input: {
            Filters: [
              { Name: 'vpc-id', Values: ['$.VpcId'] },
              { Name: 'group-name', Values: ['default'] },
            ],
          },
          at: 'SecurityGroups.0',
          together: { asked: 'Filters.0.Values', answered: 'SecurityGroups', by: 'VpcId' },
        },
      },
      tagged('vpc', '$.VpcId'),
    ],
  },
  {
    type: 'AWS::EC2::Subnet',
    service: 'ec2',
    identifier: ['SubnetId'],
    create: { operation: 'CreateSubnet', at: 'Subnet', identity: { SubnetId: 'SubnetId' } },
    read: {
      operation: 'DescribeSubnets',
      input: { SubnetIds: ['$.SubnetId'] },
      at: 'Subnets.0',
      together: { asked: 'SubnetIds', answered: 'Subnets', by: 'SubnetId' },
    },
    list: { operation: 'DescribeSubnets', items: 'Subnets', identity: { SubnetId: 'SubnetId' }, page: ['NextToken', 'NextToken'] },
    search: byTags('DescribeSubnets', 'Subnets', 'SubnetId', 'SubnetId'),
    ready: { path: 'State', values: ['available'] },
    deleteTells: true,
    delete: [{ operation: 'DeleteSubnet', input: { SubnetId: '$.SubnetId' } }],
    facets: [
      { create: true, properties: { VpcId: 'VpcId', CidrBlock: 'CidrBlock', AvailabilityZone: 'AvailabilityZone', AvailabilityZoneId: 'AvailabilityZoneId' } },
      {
        properties: { MapPublicIpOnLaunch: { in: 'MapPublicIpOnLaunch.Value', out: 'MapPublicIpOnLaunch' } },
        initial: { MapPublicIpOnLaunch: false },
        write: { kind: 'changed', call: { operation: 'ModifySubnetAttribute', input: { SubnetId: '$.SubnetId' } }, reset: { MapPublicIpOnLaunch: false } },
      },
      tagged('subnet', '$.SubnetId'),
    ],
  },
  {
    type: 'AWS::EC2::InternetGateway',
    service: 'ec2',
    identifier: ['InternetGatewayId'],
    create: { operation: 'CreateInternetGateway', at: 'InternetGateway', identity: { InternetGatewayId: 'InternetGatewayId' } },
    read: {
      operation: 'DescribeInternetGateways',
      input: { InternetGatewayIds: ['$.InternetGatewayId'] },
      at: 'InternetGateways.0',
      together: { asked: 'InternetGatewayIds', answered: 'InternetGateways', by: 'InternetGatewayId' },
    },
    list: {
      operation: 'DescribeInternetGateways',
      items: 'InternetGateways',
      identity: { InternetGatewayId: 'InternetGatewayId' },
      page: ['NextToken', 'NextToken'],
    },
    search: byTags('DescribeInternetGateways', 'InternetGateways', 'InternetGatewayId', 'InternetGatewayId'),
    deleteTells: true,
    delete: [{ operation: 'DeleteInternetGateway', input: { InternetGatewayId: '$.InternetGatewayId' } }],
    facets: [tagged('internet-gateway', '$.InternetGatewayId')],
  },
  {
    type: 'AWS::EC2::VPCGatewayAttachment',
    service: 'ec2',
    identifier: ['AttachmentType', 'VpcId'],
    create: { operation: 'AttachInternetGateway' },
    read: {
      operation: 'DescribeInternetGateways',
      input: { Filters: [{ Name: 'attachment.vpc-id', Values: ['$.VpcId'] }] },
      at: 'InternetGateways.0',
    },
    list: { operation: 'DescribeInternetGateways', items: 'InternetGateways.*.Attachments', identity: { VpcId: 'VpcId' }, page: ['NextToken', 'NextToken'] },
    derived: { AttachmentType: 'IGW' },
    delete: [{ operation: 'DetachInternetGateway', input: { ...vpc, InternetGatewayId: '$.InternetGatewayId' } }],
    facets: [{ create: true, properties: { VpcId: { in: 'VpcId' }, InternetGatewayId: 'InternetGatewayId' } }],
  },
  {
    type: 'AWS::EC2::RouteTable',
    service: 'ec2',
    identifier: ['RouteTableId'],
    create: { operation: 'CreateRouteTable', at: 'RouteTable', identity: { RouteTableId: 'RouteTableId' } },
    read: {
      operation: 'DescribeRouteTables',
      input: { RouteTableIds: ['$.RouteTableId'] },
      at: 'RouteTables.0',
      together: { asked: 'RouteTableIds', answered: 'RouteTables', by: 'RouteTableId' },
    },
    list: { operation: 'DescribeRouteTables', items: 'RouteTables', identity: { RouteTableId: 'RouteTableId' }, page: ['NextToken', 'NextToken'] },
    search: byTags('DescribeRouteTables', 'RouteTables', 'RouteTableId', 'RouteTableId'),
    deleteTells: true,
    delete: [{ operation: 'DeleteRouteTable', input: { RouteTableId: '$.RouteTableId' } }],
    facets: [{ create: true, properties: { VpcId: 'VpcId' } }, tagged('route-table', '$.RouteTableId')],
  },
  {
    type: 'AWS::EC2::Route',
    service: 'ec2',
    identifier: ['RouteTableId', 'CidrBlock'],
    create: { operation: 'CreateRoute' },
    read: {
      operation: 'DescribeRouteTables',
      input: { RouteTableIds: ['$.RouteTableId'] },
      at: 'RouteTables.0.Routes',
      where: { DestinationCidrBlock: '$.CidrBlock' },
      // The very call that reads a route table: both share it.
      together: { asked: 'RouteTableIds', answered: 'RouteTables', by: 'RouteTableId' },
    },
    list: {
      operation: 'DescribeRouteTables',
      input: { RouteTableIds: ['$.RouteTableId'] },
      items: 'RouteTables.0.Routes',
      identity: { CidrBlock: 'DestinationCidrBlock' },
    },
    derived: { CidrBlock: '{DestinationCidrBlock}', DestinationCidrBlock: '{CidrBlock}' },
    deleteTells: true,
    delete: [{ operation: 'DeleteRoute', input: { RouteTableId: '$.RouteTableId', DestinationCidrBlock: '$.CidrBlock' } }],
    facets: [
      {
        create: true,
        properties: {
          RouteTableId: { in: 'RouteTableId' },
          DestinationCidrBlock: { in: 'DestinationCidrBlock', out: 'DestinationCidrBlock', as: 'network' },
        },
      },
      {
        create: true,
        properties: {
          GatewayId: 'GatewayId',
          NatGatewayId: 'NatGatewayId',
          NetworkInterfaceId: { in: 'NetworkInterfaceId' },
          TransitGatewayId: 'TransitGatewayId',
          VpcPeeringConnectionId: 'VpcPeeringConnectionId',
        },
        // A route has one target: another takes its place.
        write: { kind: 'changed', call: { operation: 'ReplaceRoute', input: { RouteTableId: '$.RouteTableId', DestinationCidrBlock: '$.CidrBlock' } } },
      },
    ],
  },
  {
    type: 'AWS::EC2::SubnetRouteTableAssociation',
    service: 'ec2',
    identifier: ['Id'],
    create: { operation: 'AssociateRouteTable', identity: { Id: 'AssociationId' } },
    read: {
      operation: 'DescribeRouteTables',
      input: { Filters: [{ Name: 'association.route-table-association-id', Values: ['$.Id'] }] },
      at: 'RouteTables.0.Associations',
      where: { RouteTableAssociationId: '$.Id' },
    },
    search: {
      operation: 'DescribeRouteTables',
      input: { Filters: [{ Name: 'association.subnet-id', Values: ['$.SubnetId'] }] },
      items: 'RouteTables.0.Associations',
      where: { SubnetId: '$.SubnetId' },
      identity: { Id: 'RouteTableAssociationId' },
    },
    list: {
      operation: 'DescribeRouteTables',
      items: 'RouteTables.*.Associations',
      where: { Main: false },
      identity: { Id: 'RouteTableAssociationId' },
      page: ['NextToken', 'NextToken'],
    },
    deleteTells: true,
    delete: [{ operation: 'DisassociateRouteTable', input: { AssociationId: '$.Id' } }],
    facets: [{ create: true, properties: { SubnetId: 'SubnetId', RouteTableId: 'RouteTableId' } }],
  },
  {
    type: 'AWS::EC2::EIP',
    service: 'ec2',
    identifier: ['PublicIp', 'AllocationId'],
    create: { operation: 'AllocateAddress' },
    read: {
      operation: 'DescribeAddresses',
      input: { AllocationIds: ['$.AllocationId'] },
      at: 'Addresses.0',
      together: { asked: 'AllocationIds', answered: 'Addresses', by: 'AllocationId' },
    },
    list: { operation: 'DescribeAddresses', items: 'Addresses', identity: { PublicIp: 'PublicIp', AllocationId: 'AllocationId' } },
    search: { ...byTags('DescribeAddresses', 'Addresses', 'AllocationId', 'AllocationId'), identity: { PublicIp: 'PublicIp', AllocationId: 'AllocationId' } },
    deleteTells: true,
    delete: [{ operation: 'ReleaseAddress', input: { AllocationId: '$.AllocationId' } }],
    facets: [
      { create: true, properties: { Domain: 'Domain', PublicIp: { out: 'PublicIp' }, AllocationId: { out: 'AllocationId' } } },
      tagged('elastic-ip', '$.AllocationId'),
    ],
  },
  {
    type: 'AWS::EC2::NatGateway',
    service: 'ec2',
    identifier: ['NatGatewayId'],
    create: { operation: 'CreateNatGateway', input: { ClientToken: '$token' }, at: 'NatGateway', identity: { NatGatewayId: 'NatGatewayId' } },
    read: {
      operation: 'DescribeNatGateways',
      input: { NatGatewayIds: ['$.NatGatewayId'] },
      at: 'NatGateways.0',
      together: { asked: 'NatGatewayIds', answered: 'NatGateways', by: 'NatGatewayId' },
    },
    list: { operation: 'DescribeNatGateways', items: 'NatGateways', identity: { NatGatewayId: 'NatGatewayId' }, page: ['NextToken', 'NextToken'] },
    search: filterNamed(byTags('DescribeNatGateways', 'NatGateways', 'NatGatewayId', 'NatGatewayId')),
    ready: { path: 'State', values: ['available'], failed: ['failed'] },
    gone: { path: 'State', values: ['deleted'] },
    vanishes: true,
    delete: [{ operation: 'DeleteNatGateway', input: { NatGatewayId: '$.NatGatewayId' } }],
    facets: [
      {
        create: true,
        properties: {
          SubnetId: 'SubnetId',
          ConnectivityType: 'ConnectivityType',
          AllocationId: { in: 'AllocationId', out: 'NatGatewayAddresses.0.AllocationId' },
          PrivateIpAddress: { in: 'PrivateIpAddress' },
        },
      },
      tagged('natgateway', '$.NatGatewayId'),
    ],
  },
  {
    type: 'AWS::EC2::SecurityGroup',
    service: 'ec2',
    identifier: ['Id'],
    create: { operation: 'CreateSecurityGroup', identity: { Id: 'GroupId' } },
    read: {
      operation: 'DescribeSecurityGroups',
      input: { GroupIds: ['$.Id'] },
      at: 'SecurityGroups.0',
      together: { asked: 'GroupIds', answered: 'SecurityGroups', by: 'GroupId' },
    },
    list: { operation: 'DescribeSecurityGroups', items: 'SecurityGroups', identity: { Id: 'GroupId' }, page: ['NextToken', 'NextToken'] },
    search: byTags('DescribeSecurityGroups', 'SecurityGroups', 'Id', 'GroupId'),
    derived: { GroupId: '{Id}' },
    deleteTells: true,
    delete: [{ operation: 'DeleteSecurityGroup', input: group }],
    facets: [
      {
        create: true,
        properties: { GroupDescription: { in: 'Description', out: 'Description' }, GroupName: 'GroupName', VpcId: 'VpcId', GroupId: { out: 'GroupId' } },
      },
      {
        properties: { SecurityGroupIngress: { in: 'IpPermissions', out: 'IpPermissions', as: 'ingress-rules' } },
        write: {
          kind: 'members',
          batch: true,
          add: { operation: 'AuthorizeSecurityGroupIngress', input: { ...group, IpPermissions: '$items' } },
          remove: { operation: 'RevokeSecurityGroupIngress', input: { ...group, IpPermissions: '$items' } },
        },
      },
      {
        properties: { SecurityGroupEgress: { in: 'IpPermissions', out: 'IpPermissionsEgress', as: 'egress-rules' } },
        // A fresh group lets everything out (EC2 API reference, CreateSecurityGroup).
        initial: { SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }] },
        write: {
          kind: 'members',
          batch: true,
          add: { operation: 'AuthorizeSecurityGroupEgress', input: { ...group, IpPermissions: '$items' } },
          remove: { operation: 'RevokeSecurityGroupEgress', input: { ...group, IpPermissions: '$items' } },
        },
      },
      tagged('security-group', '$.GroupId'),
    ],
  },
  {
    type: 'AWS::EC2::LaunchTemplate',
    service: 'ec2',
    identifier: ['LaunchTemplateId'],
    create: { operation: 'CreateLaunchTemplate', input: { ClientToken: '$token' }, at: 'LaunchTemplate', identity: { LaunchTemplateId: 'LaunchTemplateId' } },
    read: {
      operation: 'DescribeLaunchTemplates',
      input: { LaunchTemplateIds: ['$.LaunchTemplateId'] },
      at: 'LaunchTemplates.0',
      together: { asked: 'LaunchTemplateIds', answered: 'LaunchTemplates', by: 'LaunchTemplateId' },
    },
    list: {
      operation: 'DescribeLaunchTemplates',
      items: 'LaunchTemplates',
      identity: { LaunchTemplateId: 'LaunchTemplateId' },
      page: ['NextToken', 'NextToken'],
    },
    search: {
      operation: 'DescribeLaunchTemplates',
      input: { LaunchTemplateNames: ['$.LaunchTemplateName'] },
      items: 'LaunchTemplates',
      identity: { LaunchTemplateId: 'LaunchTemplateId' },
    },
    delete: [{ operation: 'DeleteLaunchTemplate', input: { LaunchTemplateId: '$.LaunchTemplateId' } }],
    facets: [
      {
        create: true,
        properties: {
          LaunchTemplateName: 'LaunchTemplateName',
          VersionDescription: { in: 'VersionDescription' },
          LatestVersionNumber: { out: 'LatestVersionNumber' },
        },
      },
      {
        create: true,
        properties: {
          LaunchTemplateData: {
            in: 'LaunchTemplateData',
            out: 'LaunchTemplateData',
            told: { without: ['MetadataOptions.State', 'NetworkInterfaces.Ipv6Addresses.IsPrimaryIpv6', 'Operator.Managed', 'Operator.HiddenByDefault'] },
          },
        },
        read: {
          operation: 'DescribeLaunchTemplateVersions',
          input: { LaunchTemplateId: '$.LaunchTemplateId', Versions: ['$$Latest'] },
          at: 'LaunchTemplateVersions.0',
        },
        write: {
          kind: 'put',
          call: {
            operation: 'CreateLaunchTemplateVersion',
            input: { LaunchTemplateId: '$.LaunchTemplateId', VersionDescription: '$.VersionDescription', ClientToken: '$token' },
          },
        },
      },
      {
        create: true,
        properties: { TagSpecifications: { in: 'TagSpecifications', out: 'Tags', told: { tagsOf: 'launch-template' } } },
        write: {
          kind: 'members',
          key: 'Key',
          batch: true,
          mapping: { TagSpecifications: { in: 'Tags', as: { tagsOf: 'launch-template' } } },
          add: { operation: 'CreateTags', input: { Resources: ['$.LaunchTemplateId'], Tags: '$items' } },
          remove: { operation: 'DeleteTags', input: { Resources: ['$.LaunchTemplateId'], Tags: '$items' } },
        },
      },
    ],
  },
  {
    type: 'AWS::EC2::Instance',
    service: 'ec2',
    identifier: ['InstanceId'],
    create: {
      operation: 'RunInstances',
      input: { MinCount: 1, MaxCount: 1, ClientToken: '$token' },
      at: 'Instances.0',
      identity: { InstanceId: 'InstanceId' },
    },
    read: { operation: 'DescribeInstances', input: { InstanceIds: ['$.InstanceId'] }, at: 'Reservations.0.Instances.0' },
    list: { operation: 'DescribeInstances', items: 'Reservations.*.Instances', identity: { InstanceId: 'InstanceId' }, page: ['NextToken', 'NextToken'] },
    search: byTags('DescribeInstances', 'Reservations.*.Instances', 'InstanceId', 'InstanceId'),
    ready: { path: 'State.Name', values: ['running', 'stopped'], failed: ['terminated', 'shutting-down'] },
    gone: { path: 'State.Name', values: ['terminated'] },
    vanishes: true,
    delete: [{ operation: 'TerminateInstances', input: { InstanceIds: ['$.InstanceId'] } }],
    facets: [
      {
        create: true,
        properties: {
          ImageId: 'ImageId',
          KeyName: 'KeyName',
          SubnetId: 'SubnetId',
          UserData: { in: 'UserData' },
          BlockDeviceMappings: { in: 'BlockDeviceMappings' },
          EbsOptimized: 'EbsOptimized',
          Monitoring: {
            in: 'Monitoring.Enabled',
            out: 'Monitoring.State',
            told: { words: { enabled: true, pending: true, disabled: false, disabling: false } },
          },
          IamInstanceProfile: { in: 'IamInstanceProfile.Name', out: 'IamInstanceProfile.Arn', as: 'last-of-arn' },
          PrivateIp: { out: 'PrivateIpAddress' },
          PublicIp: { out: 'PublicIpAddress' },
          VpcId: { out: 'VpcId' },
          AvailabilityZone: { in: 'Placement.AvailabilityZone', out: 'Placement.AvailabilityZone' },
        },
      },
      { create: true, properties: { InstanceType: 'InstanceType' } },
      {
        create: true,
        properties: { SecurityGroupIds: { in: 'SecurityGroupIds', out: 'SecurityGroups', told: { pluck: 'GroupId' } } },
        write: {
          kind: 'changed',
          call: { operation: 'ModifyInstanceAttribute', input: { InstanceId: '$.InstanceId' } },
          mapping: { SecurityGroupIds: 'Groups' },
        },
      },
      tagged('instance', '$.InstanceId'),
    ],
  },
];

/** DescribeNatGateways alone calls the member Filter. */
function filterNamed(search: Listing & { readonly byTags: true }): Listing & { readonly byTags: true } {
  const { Filters } = search.input as { readonly Filters: readonly { readonly Name: string; readonly Values: readonly string[] }[] };
  return { ...search, input: { Filter: Filters } };
}
