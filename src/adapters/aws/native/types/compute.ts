import type { Facet, NativeType } from '../native-type.ts';

const fn = { FunctionName: '$.FunctionName' };
const database = { DBInstanceIdentifier: '$.DBInstanceIdentifier' };

/** Load balancing takes tags of all its resources with the same calls. */
function elbTags(arn: string): Facet {
  return {
    create: true,
    properties: { Tags: { in: 'Tags', out: 'Tags' } },
    read: { operation: 'DescribeTags', input: { ResourceArns: [arn] }, at: 'TagDescriptions.0' },
    write: {
      kind: 'members',
      key: 'Key',
      batch: true,
      add: { operation: 'AddTags', input: { ResourceArns: [arn], Tags: '$items' } },
      remove: { operation: 'RemoveTags', input: { ResourceArns: [arn], TagKeys: '$keys' } },
    },
  };
}

function rdsTags(arn: string): Facet {
  return {
    create: true,
    properties: { Tags: { in: 'Tags', out: 'TagList' } },
    read: { operation: 'ListTagsForResource', input: { ResourceName: arn } },
    write: {
      kind: 'members',
      key: 'Key',
      batch: true,
      add: { operation: 'AddTagsToResource', input: { ResourceName: arn, Tags: '$items' } },
      remove: { operation: 'RemoveTagsFromResource', input: { ResourceName: arn, TagKeys: '$keys' } },
    },
  };
}

export const compute: readonly NativeType[] = [
  {
    type: 'AWS::Lambda::Function',
    service: 'lambda',
    identifier: ['FunctionName'],
    create: { operation: 'CreateFunction' },
    read: { operation: 'GetFunction', input: fn },
    list: { operation: 'ListFunctions', items: 'Functions', identity: { FunctionName: 'FunctionName' }, page: ['NextMarker', 'Marker'] },
    ready: { path: 'Configuration.State', values: ['Active', 'Inactive'], failed: ['Failed'] },
    delete: [{ operation: 'DeleteFunction', input: fn }],
    facets: [
      {
        create: true,
        properties: {
          FunctionName: { in: 'FunctionName', out: 'Configuration.FunctionName' },
          PackageType: { in: 'PackageType', out: 'Configuration.PackageType' },
          Arn: { out: 'Configuration.FunctionArn' },
        },
      },
      {
        create: true,
        whenReady: true,
        properties: {
          Code: { in: 'Code' },
          Architectures: { in: 'Architectures', out: 'Configuration.Architectures' },
          // No property of the type: what the code is encrypted with, which is told although the code is not.
          CodeKey: { out: 'Code.SourceKMSKeyArn' },
        },
        write: {
          kind: 'put',
          call: { operation: 'UpdateFunctionCode', input: { ...fn, SourceKMSKeyArn: '$.CodeKey' } },
          mapping: {
            'Code.S3Bucket': 'S3Bucket',
            'Code.S3Key': 'S3Key',
            'Code.S3ObjectVersion': 'S3ObjectVersion',
            'Code.ImageUri': 'ImageUri',
            'Code.SourceKMSKeyArn': 'SourceKMSKeyArn',
            Architectures: 'Architectures',
          },
        },
      },
      {
        create: true,
        whenReady: true,
        properties: {
          ...Object.fromEntries(
            [
              'Description',
              'Handler',
              'Runtime',
              'Role',
              'MemorySize',
              'Timeout',
              'EphemeralStorage',
              'TracingConfig',
              'DeadLetterConfig',
              'KmsKeyArn',
              'LoggingConfig',
            ].map((name) => [name, { in: name, out: name === 'KmsKeyArn' ? 'Configuration.KMSKeyArn' : `Configuration.${name}` }]),
          ),
          Environment: { in: 'Environment', out: 'Configuration.Environment', told: { without: ['Error'] } },
          VpcConfig: { in: 'VpcConfig', out: 'Configuration.VpcConfig', told: { without: ['VpcId'] } },
        },
        write: {
          kind: 'changed',
          call: { operation: 'UpdateFunctionConfiguration', input: fn },
          reset: {
            Description: '',
            MemorySize: 128,
            Timeout: 3,
            Environment: { Variables: {} },
            EphemeralStorage: { Size: 512 },
            TracingConfig: { Mode: 'PassThrough' },
            VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
          },
        },
      },
      {
        properties: { ReservedConcurrentExecutions: { in: 'ReservedConcurrentExecutions', out: 'Concurrency.ReservedConcurrentExecutions' } },
        whenReady: true,
        write: { kind: 'put', call: { operation: 'PutFunctionConcurrency', input: fn }, remove: { operation: 'DeleteFunctionConcurrency', input: fn } },
      },
      {
        create: true,
        properties: { Tags: { in: 'Tags', out: 'Tags', as: 'tags-as-map' } },
        write: {
          kind: 'members',
          key: 'Key',
          batch: true,
          add: { operation: 'TagResource', input: { Resource: '$.Arn', Tags: '$value' } },
          remove: { operation: 'UntagResource', input: { Resource: '$.Arn', TagKeys: '$keys' } },
        },
      },
    ],
  },
  {
    type: 'AWS::RDS::DBSubnetGroup',
    service: 'rds',
    identifier: ['DBSubnetGroupName'],
    create: { operation: 'CreateDBSubnetGroup', at: 'DBSubnetGroup' },
    read: { operation: 'DescribeDBSubnetGroups', input: { DBSubnetGroupName: '$.DBSubnetGroupName' }, at: 'DBSubnetGroups.0' },
    list: { operation: 'DescribeDBSubnetGroups', items: 'DBSubnetGroups', identity: { DBSubnetGroupName: 'DBSubnetGroupName' }, page: ['Marker', 'Marker'] },
    delete: [{ operation: 'DeleteDBSubnetGroup', input: { DBSubnetGroupName: '$.DBSubnetGroupName' } }],
    facets: [
      { create: true, properties: { DBSubnetGroupName: 'DBSubnetGroupName', DBSubnetGroupArn: { out: 'DBSubnetGroupArn' } } },
      {
        create: true,
        properties: {
          DBSubnetGroupDescription: 'DBSubnetGroupDescription',
          SubnetIds: { in: 'SubnetIds', out: 'Subnets', told: { pluck: 'SubnetIdentifier' } },
        },
        write: { kind: 'put', call: { operation: 'ModifyDBSubnetGroup', input: { DBSubnetGroupName: '$.DBSubnetGroupName' } } },
      },
      rdsTags('$.DBSubnetGroupArn'),
    ],
  },
  {
    type: 'AWS::RDS::DBInstance',
    service: 'rds',
    identifier: ['DBInstanceIdentifier'],
    create: { operation: 'CreateDBInstance', at: 'DBInstance' },
    read: { operation: 'DescribeDBInstances', input: database, at: 'DBInstances.0' },
    list: { operation: 'DescribeDBInstances', items: 'DBInstances', identity: { DBInstanceIdentifier: 'DBInstanceIdentifier' }, page: ['Marker', 'Marker'] },
    ready: {
      path: 'DBInstanceStatus',
      values: ['available', 'stopped'],
      failed: ['failed', 'incompatible-parameters', 'incompatible-network', 'incompatible-restore'],
    },
    vanishes: true,
    // A final snapshot keeps what was in it; deleting the data for good is not for us to do unasked. No two instances have a name and the instant of their creation in common.
    delete: [
      {
        operation: 'DeleteDBInstance',
        input: { ...database, FinalDBSnapshotIdentifier: '$~{DBInstanceIdentifier}-final-{InstanceCreateTime!}', SkipFinalSnapshot: false },
      },
    ],
    facets: [
      {
        create: true,
        properties: {
          DBInstanceIdentifier: 'DBInstanceIdentifier',
          Engine: 'Engine',
          DBName: 'DBName',
          MasterUsername: 'MasterUsername',
          StorageEncrypted: 'StorageEncrypted',
          KmsKeyId: 'KmsKeyId',
          DBSubnetGroupName: { in: 'DBSubnetGroupName', out: 'DBSubnetGroup.DBSubnetGroupName' },
          AvailabilityZone: 'AvailabilityZone',
          DBInstanceArn: { out: 'DBInstanceArn' },
          InstanceCreateTime: { out: 'InstanceCreateTime' },
          Port: { in: 'Port', out: 'Endpoint.Port', as: 'text-number' },
          LicenseModel: 'LicenseModel',
          ManageMasterUserPassword: { in: 'ManageMasterUserPassword' },
          'MasterUserSecret.KmsKeyId': { in: 'MasterUserSecretKmsKeyId', out: 'MasterUserSecret.KmsKeyId' },
          EnableCloudwatchLogsExports: { in: 'EnableCloudwatchLogsExports', out: 'EnabledCloudwatchLogsExports' },
          Endpoint: { out: 'Endpoint' },
        },
      },
      {
        create: true,
        whenReady: true,
        properties: {
          DBInstanceClass: 'DBInstanceClass',
          AllocatedStorage: { in: 'AllocatedStorage', out: 'AllocatedStorage', as: 'text-number' },
          EngineVersion: 'EngineVersion',
          MasterUserPassword: { in: 'MasterUserPassword' },
          BackupRetentionPeriod: 'BackupRetentionPeriod',
          MultiAZ: 'MultiAZ',
          PubliclyAccessible: 'PubliclyAccessible',
          DeletionProtection: 'DeletionProtection',
          StorageType: 'StorageType',
          Iops: 'Iops',
          MaxAllocatedStorage: 'MaxAllocatedStorage',
          MonitoringInterval: 'MonitoringInterval',
          MonitoringRoleArn: 'MonitoringRoleArn',
          EnablePerformanceInsights: { in: 'EnablePerformanceInsights', out: 'PerformanceInsightsEnabled' },
          AutoMinorVersionUpgrade: 'AutoMinorVersionUpgrade',
          CopyTagsToSnapshot: 'CopyTagsToSnapshot',
          PreferredMaintenanceWindow: 'PreferredMaintenanceWindow',
          PreferredBackupWindow: 'PreferredBackupWindow',
          EnableIAMDatabaseAuthentication: { in: 'EnableIAMDatabaseAuthentication', out: 'IAMDatabaseAuthenticationEnabled' },
          VPCSecurityGroups: { in: 'VpcSecurityGroupIds', out: 'VpcSecurityGroups', told: { pluck: 'VpcSecurityGroupId' } },
        },
        write: {
          kind: 'changed',
          call: { operation: 'ModifyDBInstance', input: { ...database, ApplyImmediately: true } },
          reset: { BackupRetentionPeriod: 1, MultiAZ: false, DeletionProtection: false, CopyTagsToSnapshot: false, EnableIAMDatabaseAuthentication: false },
        },
      },
      rdsTags('$.DBInstanceArn'),
    ],
  },
  {
    type: 'AWS::ECS::Cluster',
    service: 'ecs',
    identifier: ['ClusterName'],
    create: { operation: 'CreateCluster', at: 'cluster' },
    read: { operation: 'DescribeClusters', input: { clusters: ['$.ClusterName'], include: ['SETTINGS', 'CONFIGURATIONS', 'TAGS'] }, at: 'clusters.0' },
    list: { lastOfArn: true, operation: 'ListClusters', items: 'clusterArns', identity: { ClusterName: '' }, page: ['nextToken', 'nextToken'] },
    gone: { path: 'status', values: ['INACTIVE'] },
    delete: [{ operation: 'DeleteCluster', input: { cluster: '$.ClusterName' } }],
    facets: [
      { create: true, properties: { ClusterName: 'clusterName', Arn: { out: 'clusterArn' } } },
      {
        create: true,
        properties: { ClusterSettings: { in: 'settings', out: 'settings', as: 'camel' } },
        write: {
          kind: 'changed',
          call: { operation: 'UpdateCluster', input: { cluster: '$.ClusterName' } },
          reset: { ClusterSettings: [{ Name: 'containerInsights', Value: 'disabled' }] },
        },
      },
      {
        create: true,
        properties: {
          CapacityProviders: 'capacityProviders',
          DefaultCapacityProviderStrategy: { in: 'defaultCapacityProviderStrategy', out: 'defaultCapacityProviderStrategy', as: 'camel' },
        },
        write: {
          kind: 'put',
          call: { operation: 'PutClusterCapacityProviders', input: { cluster: '$.ClusterName', capacityProviders: [], defaultCapacityProviderStrategy: [] } },
        },
      },
      {
        create: true,
        properties: { Tags: { in: 'tags', out: 'tags', as: 'camel' } },
        write: {
          kind: 'members',
          key: 'key',
          batch: true,
          add: { operation: 'TagResource', input: { resourceArn: '$.Arn', tags: '$items' } },
          remove: { operation: 'UntagResource', input: { resourceArn: '$.Arn', tagKeys: '$keys' } },
        },
      },
    ],
  },
  {
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    service: 'elbv2',
    identifier: ['LoadBalancerArn'],
    create: { operation: 'CreateLoadBalancer', at: 'LoadBalancers.0', identity: { LoadBalancerArn: 'LoadBalancerArn' } },
    read: { operation: 'DescribeLoadBalancers', input: { LoadBalancerArns: ['$.LoadBalancerArn'] }, at: 'LoadBalancers.0' },
    list: { operation: 'DescribeLoadBalancers', items: 'LoadBalancers', identity: { LoadBalancerArn: 'LoadBalancerArn' }, page: ['NextMarker', 'Marker'] },
    search: { operation: 'DescribeLoadBalancers', input: { Names: ['$.Name'] }, items: 'LoadBalancers', identity: { LoadBalancerArn: 'LoadBalancerArn' } },
    ready: { path: 'State.Code', values: ['active', 'active_impaired'], failed: ['failed'] },
    delete: [{ operation: 'DeleteLoadBalancer', input: { LoadBalancerArn: '$.LoadBalancerArn' } }],
    facets: [
      {
        create: true,
        properties: {
          Name: { in: 'Name', out: 'LoadBalancerName' },
          Scheme: 'Scheme',
          Type: 'Type',
          DNSName: { out: 'DNSName' },
          CanonicalHostedZoneID: { out: 'CanonicalHostedZoneId' },
        },
      },
      {
        create: true,
        properties: {
          Subnets: { in: 'Subnets', out: 'AvailabilityZones', told: { pluck: 'SubnetId' } },
          EnablePrefixForIpv6SourceNat: 'EnablePrefixForIpv6SourceNat',
          // No properties of the type: the addresses that it was given within its subnets.
          SubnetAddresses: { out: 'AvailabilityZones.*.LoadBalancerAddresses', bars: true },
          SubnetSourceNatPrefixes: { out: 'AvailabilityZones.*.SourceNatIpv6Prefixes', bars: true },
        },
        write: {
          kind: 'put',
          call: { operation: 'SetSubnets', input: { LoadBalancerArn: '$.LoadBalancerArn', IpAddressType: '$.IpAddressType' } },
        },
      },
      {
        create: true,
        properties: { SecurityGroups: 'SecurityGroups' },
        write: {
          kind: 'put',
          call: {
            operation: 'SetSecurityGroups',
            input: {
              LoadBalancerArn: '$.LoadBalancerArn',
              EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: '$.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic',
            },
          },
        },
      },
      {
        properties: { EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic' },
        write: {
          kind: 'put',
          call: { operation: 'SetSecurityGroups', input: { LoadBalancerArn: '$.LoadBalancerArn', SecurityGroups: '$.SecurityGroups' } },
        },
      },
      {
        create: true,
        properties: { IpAddressType: 'IpAddressType' },
        write: { kind: 'put', call: { operation: 'SetIpAddressType', input: { LoadBalancerArn: '$.LoadBalancerArn' } } },
      },
      elbTags('$.LoadBalancerArn'),
    ],
  },
  {
    type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    service: 'elbv2',
    identifier: ['TargetGroupArn'],
    create: { operation: 'CreateTargetGroup', at: 'TargetGroups.0', identity: { TargetGroupArn: 'TargetGroupArn' } },
    read: { operation: 'DescribeTargetGroups', input: { TargetGroupArns: ['$.TargetGroupArn'] }, at: 'TargetGroups.0' },
    list: { operation: 'DescribeTargetGroups', items: 'TargetGroups', identity: { TargetGroupArn: 'TargetGroupArn' }, page: ['NextMarker', 'Marker'] },
    search: { operation: 'DescribeTargetGroups', input: { Names: ['$.Name'] }, items: 'TargetGroups', identity: { TargetGroupArn: 'TargetGroupArn' } },
    delete: [{ operation: 'DeleteTargetGroup', input: { TargetGroupArn: '$.TargetGroupArn' } }],
    facets: [
      {
        create: true,
        properties: {
          Name: { in: 'Name', out: 'TargetGroupName' },
          Port: 'Port',
          Protocol: 'Protocol',
          ProtocolVersion: 'ProtocolVersion',
          TargetType: 'TargetType',
          VpcId: 'VpcId',
        },
      },
      {
        create: true,
        properties: Object.fromEntries(
          [
            'HealthCheckEnabled',
            'HealthCheckIntervalSeconds',
            'HealthCheckPath',
            'HealthCheckPort',
            'HealthCheckProtocol',
            'HealthCheckTimeoutSeconds',
            'HealthyThresholdCount',
            'UnhealthyThresholdCount',
            'Matcher',
          ].map((name) => [name, name]),
        ),
        write: { kind: 'changed', call: { operation: 'ModifyTargetGroup', input: { TargetGroupArn: '$.TargetGroupArn' } } },
      },
      elbTags('$.TargetGroupArn'),
    ],
  },
  {
    type: 'AWS::ElasticLoadBalancingV2::Listener',
    service: 'elbv2',
    identifier: ['ListenerArn'],
    create: { operation: 'CreateListener', at: 'Listeners.0', identity: { ListenerArn: 'ListenerArn' } },
    read: { operation: 'DescribeListeners', input: { ListenerArns: ['$.ListenerArn'] }, at: 'Listeners.0' },
    list: {
      operation: 'DescribeListeners',
      input: { LoadBalancerArn: '$.LoadBalancerArn' },
      items: 'Listeners',
      identity: { ListenerArn: 'ListenerArn' },
      page: ['NextMarker', 'Marker'],
    },
    // A load balancer has one listener at a port.
    search: {
      operation: 'DescribeListeners',
      input: { LoadBalancerArn: '$.LoadBalancerArn' },
      items: 'Listeners',
      where: { Port: '$.Port' },
      identity: { ListenerArn: 'ListenerArn' },
      page: ['NextMarker', 'Marker'],
    },
    delete: [{ operation: 'DeleteListener', input: { ListenerArn: '$.ListenerArn' } }],
    facets: [
      { create: true, properties: { LoadBalancerArn: 'LoadBalancerArn' } },
      {
        create: true,
        properties: {
          Port: 'Port',
          Protocol: 'Protocol',
          SslPolicy: 'SslPolicy',
          Certificates: 'Certificates',
          AlpnPolicy: 'AlpnPolicy',
          DefaultActions: 'DefaultActions',
        },
        write: { kind: 'changed', call: { operation: 'ModifyListener', input: { ListenerArn: '$.ListenerArn' } } },
      },
      elbTags('$.ListenerArn'),
    ],
  },
  {
    type: 'AWS::Lambda::Permission',
    service: 'lambda',
    identifier: ['FunctionName', 'Id'],
    create: { operation: 'AddPermission', input: { StatementId: '$.Id' } },
    read: { operation: 'GetPolicy', input: fn, at: 'Policy', inDocument: 'Statement', where: { Sid: '$.Id' } },
    list: { operation: 'GetPolicy', input: fn, items: 'Policy', inDocument: 'Statement', identity: { Id: 'Sid' } },
    derived: { Id: '{Action!}-{Principal!}-{SourceArn!}' },
    delete: [{ operation: 'RemovePermission', input: { ...fn, StatementId: '$.Id' } }],
    facets: [
      {
        create: true,
        properties: {
          FunctionName: { in: 'FunctionName' },
          Action: 'Action',
          Principal: { in: 'Principal', out: 'Principal', as: 'principal' },
          SourceArn: { in: 'SourceArn', out: 'Condition.ArnLike.AWS:SourceArn' },
          SourceAccount: { in: 'SourceAccount', out: 'Condition.StringEquals.AWS:SourceAccount' },
        },
      },
    ],
  },
];
