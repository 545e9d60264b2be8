import { type Chain, cluster, group, network, role, table, task, topic } from './chain-parts.ts';

/** Chains of networks, machines and databases. */
export const chainsInNetworks: Readonly<Record<string, Chain>> = {
  'instance targets': {
    ...network,
    instance: ['AWS::EC2::Instance', { ImageId: 'ami-0123456789abcdef0', InstanceType: 't3.micro', SubnetId: '<a>' }],
    targets: ['AWS::ElasticLoadBalancingV2::TargetGroup', { Name: 't', Port: 80, Protocol: 'HTTP', VpcId: '<vpc>', Targets: [{ Id: '<instance>' }] }],
  },
  'a scaling target and its policy': {
    cluster,
    task,
    service: ['AWS::ECS::Service', { ServiceName: 'web', Cluster: '<cluster>', TaskDefinition: '<task>', DesiredCount: 1 }],
    target: [
      'AWS::ApplicationAutoScaling::ScalableTarget',
      { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount', ResourceId: 'service/apps/web', MinCapacity: 1, MaxCapacity: 4 },
    ],
    policy: [
      'AWS::ApplicationAutoScaling::ScalingPolicy',
      {
        PolicyName: 'cpu',
        PolicyType: 'TargetTrackingScaling',
        ScalingTargetId: '<target>',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 50,
          PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
        },
      },
    ],
  },
  'a scaling policy that names its target by parts': {
    table,
    target: [
      'AWS::ApplicationAutoScaling::ScalableTarget',
      { ServiceNamespace: 'dynamodb', ScalableDimension: 'dynamodb:table:ReadCapacityUnits', ResourceId: 'table/orders', MinCapacity: 1, MaxCapacity: 4 },
    ],
    policy: [
      'AWS::ApplicationAutoScaling::ScalingPolicy',
      {
        PolicyName: 'read',
        PolicyType: 'TargetTrackingScaling',
        ServiceNamespace: 'dynamodb',
        ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
        ResourceId: 'table/orders',
      },
    ],
  },
  'an association with an instance': {
    ...network,
    instance: ['AWS::EC2::Instance', { ImageId: 'ami-0123456789abcdef0', InstanceType: 't3.micro', SubnetId: '<a>' }],
    association: ['AWS::SSM::Association', { Name: 'AWS-RunShellScript', Targets: [{ Key: 'InstanceIds', Values: ['<instance>'] }] }],
  },
  'an ingress rule for everybody': {
    ...network,
    group,
    rule: ['AWS::EC2::SecurityGroupIngress', { GroupId: '<group>', IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }],
  },
  'an ingress rule for a prefix list of AWS': {
    ...network,
    group,
    rule: ['AWS::EC2::SecurityGroupIngress', { GroupId: '<group>', IpProtocol: 'tcp', FromPort: 443, ToPort: 443, SourcePrefixListId: 'pl-3b927c52' }],
  },
  'an ingress rule for a prefix list of ours': {
    ...network,
    group,
    list: ['AWS::EC2::PrefixList', { PrefixListName: 'offices', AddressFamily: 'IPv4', MaxEntries: 3 }],
    rule: ['AWS::EC2::SecurityGroupIngress', { GroupId: '<group>', IpProtocol: 'tcp', FromPort: 22, ToPort: 22, SourcePrefixListId: '<list>' }],
  },
  'groups that admit each other': {
    ...network,
    group,
    other: group,
    one: ['AWS::EC2::SecurityGroupIngress', { GroupId: '<group>', IpProtocol: '-1', SourceSecurityGroupId: '<other>' }],
    two: ['AWS::EC2::SecurityGroupIngress', { GroupId: '<other>', IpProtocol: '-1', SourceSecurityGroupId: '<group>' }],
  },
  'an instance profile': {
    role: role('ec2'),
    profile: ['AWS::IAM::InstanceProfile', { InstanceProfileName: 'web', Roles: ['<role>'] }],
    ...network,
    instance: ['AWS::EC2::Instance', { ImageId: 'ami-0123456789abcdef0', InstanceType: 't3.micro', SubnetId: '<a>', IamInstanceProfile: '<profile>' }],
  },
  'a pool of a manager of addresses': {
    ipam: ['AWS::EC2::IPAM', { OperatingRegions: [{ RegionName: 'us-east-1' }] }],
    pool: ['AWS::EC2::IPAMPool', { IpamScopeId: '<ipam.PrivateDefaultScopeId>', AddressFamily: 'ipv4', Locale: 'us-east-1' }],
    cidr: ['AWS::EC2::IPAMPoolCidr', { IpamPoolId: '<pool>', Cidr: '10.0.0.0/8' }],
    vpc: ['AWS::EC2::VPC', { Ipv4IpamPoolId: '<pool>', Ipv4NetmaskLength: 24 }],
  },
  "an endpoint in a network's own group": {
    ...network,
    endpoint: [
      'AWS::EC2::VPCEndpoint',
      {
        VpcId: '<vpc>',
        ServiceName: 'com.amazonaws.us-east-1.ssm',
        VpcEndpointType: 'Interface',
        SubnetIds: ['<a>'],
        SecurityGroupIds: ['<vpc.DefaultSecurityGroup>'],
      },
    ],
  },
  'a public subnet': {
    ...network,
    gateway: ['AWS::EC2::InternetGateway', {}],
    attachment: ['AWS::EC2::VPCGatewayAttachment', { VpcId: '<vpc>', InternetGatewayId: '<gateway>' }],
    routes: ['AWS::EC2::RouteTable', { VpcId: '<vpc>' }],
    route: ['AWS::EC2::Route', { RouteTableId: '<routes>', DestinationCidrBlock: '0.0.0.0/0', GatewayId: '<gateway>' }],
    association: ['AWS::EC2::SubnetRouteTableAssociation', { RouteTableId: '<routes>', SubnetId: '<a>' }],
    ip: ['AWS::EC2::EIP', { Domain: 'vpc' }],
    nat: ['AWS::EC2::NatGateway', { SubnetId: '<a>', AllocationId: '<ip.AllocationId>' }],
  },
  'an address for an instance': {
    ...network,
    instance: ['AWS::EC2::Instance', { ImageId: 'ami-0123456789abcdef0', InstanceType: 't3.micro', SubnetId: '<a>' }],
    ip: ['AWS::EC2::EIP', { Domain: 'vpc' }],
    association: ['AWS::EC2::EIPAssociation', { AllocationId: '<ip.AllocationId>', InstanceId: '<instance>' }],
  },
  'a transit gateway and its attachment': {
    ...network,
    gateway: ['AWS::EC2::TransitGateway', { Description: 't' }],
    attachment: ['AWS::EC2::TransitGatewayAttachment', { TransitGatewayId: '<gateway>', VpcId: '<vpc>', SubnetIds: ['<a>'] }],
    routes: ['AWS::EC2::TransitGatewayRouteTable', { TransitGatewayId: '<gateway>' }],
    association: ['AWS::EC2::TransitGatewayRouteTableAssociation', { TransitGatewayAttachmentId: '<attachment>', TransitGatewayRouteTableId: '<routes>' }],
    route: [
      'AWS::EC2::TransitGatewayRoute',
      { DestinationCidrBlock: '10.9.0.0/16', TransitGatewayAttachmentId: '<attachment>', TransitGatewayRouteTableId: '<routes>' },
    ],
  },
  'a VPN': {
    ...network,
    customer: ['AWS::EC2::CustomerGateway', { BgpAsn: 65000, IpAddress: '203.0.113.7', Type: 'ipsec.1' }],
    gateway: ['AWS::EC2::VPNGateway', { Type: 'ipsec.1' }],
    connection: ['AWS::EC2::VPNConnection', { CustomerGatewayId: '<customer>', VpnGatewayId: '<gateway>', Type: 'ipsec.1', StaticRoutesOnly: true }],
    route: ['AWS::EC2::VPNConnectionRoute', { VpnConnectionId: '<connection>', DestinationCidrBlock: '192.168.0.0/16' }],
  },
  'flow logs': {
    role: role('vpc-flow-logs'),
    ...network,
    logs: ['AWS::Logs::LogGroup', { LogGroupName: '/flow' }],
    flow: [
      'AWS::EC2::FlowLog',
      { ResourceId: '<vpc>', ResourceType: 'VPC', TrafficType: 'ALL', LogGroupName: '/flow', DeliverLogsPermissionArn: '<role.Arn>' },
    ],
  },
  'a launch template in a group': {
    ...network,
    template: ['AWS::EC2::LaunchTemplate', { LaunchTemplateName: 'web', LaunchTemplateData: { ImageId: 'ami-0123456789abcdef0', InstanceType: 't3.micro' } }],
    scaling: [
      'AWS::AutoScaling::AutoScalingGroup',
      {
        MinSize: '0',
        MaxSize: '2',
        VPCZoneIdentifier: ['<a>', '<b>'],
        LaunchTemplate: { LaunchTemplateId: '<template>', Version: '<template.LatestVersionNumber>' },
      },
    ],
    policy: [
      'AWS::AutoScaling::ScalingPolicy',
      { AutoScalingGroupName: '<scaling>', PolicyType: 'SimpleScaling', AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1 },
    ],
    alarm: [
      'AWS::CloudWatch::Alarm',
      {
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        MetricName: 'CPUUtilization',
        Namespace: 'AWS/EC2',
        Period: 60,
        Statistic: 'Average',
        Threshold: 80,
        Dimensions: [{ Name: 'AutoScalingGroupName', Value: '<scaling>' }],
        AlarmActions: ['<policy.Arn>'],
      },
    ],
  },
  'a database in its subnet group': {
    ...network,
    subnets: ['AWS::RDS::DBSubnetGroup', { DBSubnetGroupName: 'db', DBSubnetGroupDescription: 'd', SubnetIds: ['<a>', '<b>'] }],
    parameters: ['AWS::RDS::DBParameterGroup', { DBParameterGroupName: 'pg', Family: 'postgres16', Description: 'p' }],
    database: [
      'AWS::RDS::DBInstance',
      {
        DBInstanceIdentifier: 'main',
        Engine: 'postgres',
        DBInstanceClass: 'db.t4g.micro',
        AllocatedStorage: '20',
        DBSubnetGroupName: '<subnets>',
        DBParameterGroupName: '<parameters>',
        MasterUsername: 'u',
        MasterUserPassword: 'secret-123',
      },
    ],
    events: ['AWS::RDS::EventSubscription', { SnsTopicArn: 'arn:aws:sns:us-east-1:222222222222:x', SourceType: 'db-instance', SourceIds: ['<database>'] }],
  },
  'events of a parameter group': {
    topic,
    parameters: ['AWS::RDS::DBParameterGroup', { DBParameterGroupName: 'pg', Family: 'postgres16', Description: 'p' }],
    events: ['AWS::RDS::EventSubscription', { SnsTopicArn: '<topic>', SourceType: 'db-parameter-group', SourceIds: ['<parameters>'] }],
  },
  'a cluster of databases': {
    cluster: ['AWS::RDS::DBCluster', { DBClusterIdentifier: 'main', Engine: 'aurora-postgresql', MasterUsername: 'u', ManageMasterUserPassword: true }],
    writer: [
      'AWS::RDS::DBInstance',
      { DBInstanceIdentifier: 'writer', Engine: 'aurora-postgresql', DBInstanceClass: 'db.r6g.large', DBClusterIdentifier: '<cluster>' },
    ],
  },
  'a document database': {
    cluster: ['AWS::DocDB::DBCluster', { DBClusterIdentifier: 'docs', MasterUsername: 'u', MasterUserPassword: 'secret-123' }],
    instance: ['AWS::DocDB::DBInstance', { DBClusterIdentifier: '<cluster>', DBInstanceClass: 'db.r6g.large' }],
  },
  'a file system with a mount': {
    ...network,
    files: ['AWS::EFS::FileSystem', {}],
    mount: ['AWS::EFS::MountTarget', { FileSystemId: '<files>', SubnetId: '<a>', SecurityGroups: ['<vpc.DefaultSecurityGroup>'] }],
    point: ['AWS::EFS::AccessPoint', { FileSystemId: '<files>' }],
  },
  'a Kubernetes cluster with nodes': {
    role: role('eks'),
    ...network,
    cluster: ['AWS::EKS::Cluster', { Name: 'k', RoleArn: '<role.Arn>', ResourcesVpcConfig: { SubnetIds: ['<a>', '<b>'] } }],
    nodes: ['AWS::EKS::Nodegroup', { ClusterName: '<cluster>', NodeRole: '<role.Arn>', Subnets: ['<a>'], NodegroupName: 'n' }],
    addon: ['AWS::EKS::Addon', { ClusterName: '<cluster>', AddonName: 'coredns' }],
    rule: [
      'AWS::EC2::SecurityGroupIngress',
      { GroupId: '<cluster.ClusterSecurityGroupId>', IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' },
    ],
  },
  'a cache in its subnet group': {
    ...network,
    subnets: ['AWS::ElastiCache::SubnetGroup', { CacheSubnetGroupName: 'c', Description: 'd', SubnetIds: ['<a>'] }],
    group: [
      'AWS::ElastiCache::ReplicationGroup',
      { ReplicationGroupId: 'r', ReplicationGroupDescription: 'd', CacheNodeType: 'cache.t4g.micro', Engine: 'redis', CacheSubnetGroupName: '<subnets>' },
    ],
  },
  'users of a cache': {
    user: ['AWS::ElastiCache::User', { UserId: 'u1', UserName: 'default', Engine: 'redis', NoPasswordRequired: true, AccessString: 'on ~* +@all' }],
    users: ['AWS::ElastiCache::UserGroup', { UserGroupId: 'g', Engine: 'redis', UserIds: ['<user>'] }],
  },
  'a service behind a balancer': {
    ...network,
    cluster,
    task,
    targets: ['AWS::ElasticLoadBalancingV2::TargetGroup', { Name: 'web', Port: 80, Protocol: 'HTTP', VpcId: '<vpc>', TargetType: 'ip' }],
    service: [
      'AWS::ECS::Service',
      {
        ServiceName: 'web',
        Cluster: '<cluster.Arn>',
        TaskDefinition: '<task>',
        LaunchType: 'FARGATE',
        NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['<a>'], SecurityGroups: ['<vpc.DefaultSecurityGroup>'] } },
        LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: '<targets>' }],
      },
    ],
  },
};
