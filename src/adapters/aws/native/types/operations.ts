import type { NativeType } from '../native-type.ts';

const key = { KeyId: '$.KeyId' };
const group = { logGroupName: '$.LogGroupName' };
const rule = { Name: '$.Name', EventBusName: '$.EventBusName' };

export const operations: readonly NativeType[] = [
  {
    type: 'AWS::KMS::Key',
    service: 'kms',
    identifier: ['KeyId'],
    create: { operation: 'CreateKey', at: 'KeyMetadata' },
    read: { operation: 'DescribeKey', input: key, at: 'KeyMetadata' },
    list: { operation: 'ListKeys', items: 'Keys', identity: { KeyId: 'KeyId' }, page: ['NextMarker', 'Marker'] },
    search: {
      byTags: true,
      service: 'resourcegroupstaggingapi',
      operation: 'GetResources',
      input: {
        ResourceTypeFilters: ['kms:key'],
        TagFilters: [
          { Key: 'asbuilt:deployment', Values: ['$tag.asbuilt:deployment'] },
          { Key: 'asbuilt:node', Values: ['$tag.asbuilt:node'] },
        ],
      },
      items: 'ResourceTagMappingList',
      identity: { KeyId: 'ResourceARN' },
      page: ['PaginationToken', 'PaginationToken'],
    },
    gone: { path: 'KeyState', values: ['PendingDeletion', 'PendingReplicaDeletion'] },
    delete: [{ operation: 'ScheduleKeyDeletion', input: key }],
    facets: [
      {
        create: true,
        properties: {
          KeySpec: 'KeySpec',
          KeyUsage: 'KeyUsage',
          MultiRegion: 'MultiRegion',
          Origin: 'Origin',
          Arn: { out: 'Arn' },
          KeyId: { out: 'KeyId' },
          BypassPolicyLockoutSafetyCheck: { in: 'BypassPolicyLockoutSafetyCheck' },
          // A delete is told the key alone; it then waits the 30 days that are the default and the longest there is.
          PendingWindowInDays: {},
        },
      },
      {
        create: true,
        properties: { Description: 'Description' },
        write: { kind: 'changed', call: { operation: 'UpdateKeyDescription', input: key }, reset: { Description: '' } },
      },
      {
        create: true,
        properties: { KeyPolicy: { in: 'Policy', out: 'Policy', as: 'json-text' } },
        read: { operation: 'GetKeyPolicy', input: { ...key, PolicyName: 'default' } },
        write: { kind: 'put', call: { operation: 'PutKeyPolicy', input: { ...key, PolicyName: 'default' } } },
      },
      {
        properties: { EnableKeyRotation: { in: 'EnableKeyRotation', out: 'KeyRotationEnabled' }, RotationPeriodInDays: 'RotationPeriodInDays' },
        read: { operation: 'GetKeyRotationStatus', input: key, absent: ['UnsupportedOperationException'] },
        write: {
          kind: 'switch',
          on: { operation: 'EnableKeyRotation', input: { ...key, RotationPeriodInDays: '$.RotationPeriodInDays' } },
          off: { operation: 'DisableKeyRotation', input: key },
        },
        initial: { EnableKeyRotation: false },
      },
      {
        properties: { Enabled: { in: 'Enabled', out: 'Enabled' } },
        write: { kind: 'switch', on: { operation: 'EnableKey', input: key }, off: { operation: 'DisableKey', input: key } },
        initial: { Enabled: true },
      },
      {
        create: true,
        properties: { Tags: { in: 'Tags', out: 'Tags', as: { keys: { Key: 'TagKey', Value: 'TagValue' } } } },
        read: { operation: 'ListResourceTags', input: key },
        write: {
          kind: 'members',
          key: 'TagKey',
          batch: true,
          add: { operation: 'TagResource', input: { ...key, Tags: '$items' } },
          remove: { operation: 'UntagResource', input: { ...key, TagKeys: '$keys' } },
        },
      },
    ],
  },
  {
    type: 'AWS::KMS::Alias',
    service: 'kms',
    identifier: ['AliasName'],
    create: { operation: 'CreateAlias' },
    read: { operation: 'ListAliases', at: 'Aliases', where: { AliasName: '$.AliasName' }, page: ['NextMarker', 'Marker'] },
    list: { operation: 'ListAliases', items: 'Aliases', identity: { AliasName: 'AliasName' }, page: ['NextMarker', 'Marker'] },
    delete: [{ operation: 'DeleteAlias', input: { AliasName: '$.AliasName' } }],
    facets: [
      { create: true, properties: { AliasName: 'AliasName' } },
      {
        create: true,
        properties: { TargetKeyId: 'TargetKeyId' },
        write: { kind: 'put', call: { operation: 'UpdateAlias', input: { AliasName: '$.AliasName' } } },
      },
    ],
  },
  {
    type: 'AWS::Logs::LogGroup',
    service: 'logs',
    identifier: ['LogGroupName'],
    create: { operation: 'CreateLogGroup' },
    read: {
      operation: 'DescribeLogGroups',
      input: { logGroupNamePrefix: '$.LogGroupName' },
      at: 'logGroups',
      where: { logGroupName: '$.LogGroupName' },
      page: ['nextToken', 'nextToken'],
    },
    list: { operation: 'DescribeLogGroups', items: 'logGroups', identity: { LogGroupName: 'logGroupName' }, page: ['nextToken', 'nextToken'] },
    delete: [{ operation: 'DeleteLogGroup', input: group }],
    facets: [
      { create: true, properties: { LogGroupName: 'logGroupName', LogGroupClass: 'logGroupClass', Arn: { out: 'arn' } } },
      {
        properties: { RetentionInDays: 'retentionInDays' },
        write: { kind: 'put', call: { operation: 'PutRetentionPolicy', input: group }, remove: { operation: 'DeleteRetentionPolicy', input: group } },
      },
      {
        create: true,
        properties: { KmsKeyId: 'kmsKeyId' },
        write: { kind: 'put', call: { operation: 'AssociateKmsKey', input: group }, remove: { operation: 'DisassociateKmsKey', input: group } },
      },
      {
        create: true,
        properties: { Tags: { in: 'tags', out: 'tags', as: 'tags-as-map' } },
        read: { operation: 'ListTagsForResource', input: { resourceArn: '$~arn:{partition}:logs:{region}:{account}:log-group:{LogGroupName}' } },
        write: {
          kind: 'members',
          key: 'Key',
          batch: true,
          add: { operation: 'TagResource', input: { resourceArn: '$~arn:{partition}:logs:{region}:{account}:log-group:{LogGroupName}', tags: '$value' } },
          remove: {
            operation: 'UntagResource',
            input: { resourceArn: '$~arn:{partition}:logs:{region}:{account}:log-group:{LogGroupName}', tagKeys: '$keys' },
          },
        },
      },
    ],
  },
  {
    type: 'AWS::Events::Rule',
    service: 'events',
    identifier: ['Arn'],
    create: { operation: 'PutRule', identity: { Arn: 'RuleArn' } },
    read: { operation: 'DescribeRule', input: { Name: '$.Name', EventBusName: '$.EventBusName' } },
    list: { operation: 'ListRules', items: 'Rules', identity: { Arn: 'Arn' }, page: ['NextToken', 'NextToken'] },
    search: { operation: 'DescribeRule', input: { Name: '$.Name', EventBusName: '$.EventBusName' }, items: '', identity: { Arn: 'Arn' } },
    parts: { Arn: '^arn:[^:]+:events:[^:]+:[^:]+:rule/(?:(?<EventBusName>[^/]+)/)?(?<Name>[^/]+)$' },
    delete: [{ operation: 'DeleteRule', input: rule }],
    facets: [
      { create: true, properties: { Name: 'Name', EventBusName: 'EventBusName' } },
      {
        create: true,
        properties: {
          Description: 'Description',
          EventPattern: { in: 'EventPattern', out: 'EventPattern', as: 'json-text' },
          ScheduleExpression: 'ScheduleExpression',
          State: 'State',
          RoleArn: 'RoleArn',
        },
        // PutRule sets the whole rule.
        write: { kind: 'put', call: { operation: 'PutRule', input: rule } },
      },
      {
        clearFirst: true,
        properties: { Targets: { in: 'Targets', out: 'Targets' } },
        read: { operation: 'ListTargetsByRule', input: { Rule: '$.Name', EventBusName: '$.EventBusName' } },
        write: {
          kind: 'members',
          key: 'Id',
          batch: true,
          add: { operation: 'PutTargets', input: { Rule: '$.Name', EventBusName: '$.EventBusName', Targets: '$items' } },
          remove: { operation: 'RemoveTargets', input: { Rule: '$.Name', EventBusName: '$.EventBusName', Ids: '$keys' } },
        },
      },
      {
        create: true,
        properties: { Tags: 'Tags' },
        read: { operation: 'ListTagsForResource', input: { ResourceARN: '$.Arn' } },
        write: {
          kind: 'members',
          key: 'Key',
          batch: true,
          add: { operation: 'TagResource', input: { ResourceARN: '$.Arn', Tags: '$items' } },
          remove: { operation: 'UntagResource', input: { ResourceARN: '$.Arn', TagKeys: '$keys' } },
        },
      },
    ],
  },
  {
    type: 'AWS::CloudWatch::Alarm',
    service: 'cloudwatch',
    identifier: ['AlarmName'],
    create: { operation: 'PutMetricAlarm' },
    read: { operation: 'DescribeAlarms', input: { AlarmNames: ['$.AlarmName'] }, at: 'MetricAlarms.0' },
    list: { operation: 'DescribeAlarms', items: 'MetricAlarms', identity: { AlarmName: 'AlarmName' }, page: ['NextToken', 'NextToken'] },
    delete: [{ operation: 'DeleteAlarms', input: { AlarmNames: ['$.AlarmName'] } }],
    facets: [
      { create: true, properties: { AlarmName: 'AlarmName', Arn: { out: 'AlarmArn' } } },
      {
        create: true,
        properties: Object.fromEntries(
          [
            'AlarmDescription',
            'ActionsEnabled',
            'AlarmActions',
            'OKActions',
            'InsufficientDataActions',
            'ComparisonOperator',
            'Dimensions',
            'EvaluationPeriods',
            'DatapointsToAlarm',
            'MetricName',
            'Namespace',
            'Period',
            'Statistic',
            'ExtendedStatistic',
            'Threshold',
            'TreatMissingData',
            'Unit',
            'EvaluateLowSampleCountPercentile',
            'Metrics',
            'ThresholdMetricId',
            'EvaluationWindow',
            'EvaluationCriteria',
            'EvaluationInterval',
            'WarmUpConfiguration',
            'ActionConfiguration',
          ].map((name) => [name, name]),
        ),
        // PutMetricAlarm sets the whole alarm.
        write: { kind: 'put', call: { operation: 'PutMetricAlarm', input: { AlarmName: '$.AlarmName' } } },
      },
      {
        create: true,
        properties: { Tags: 'Tags' },
        read: { operation: 'ListTagsForResource', input: { ResourceARN: '$.Arn' } },
        write: {
          kind: 'members',
          key: 'Key',
          batch: true,
          add: { operation: 'TagResource', input: { ResourceARN: '$.Arn', Tags: '$items' } },
          remove: { operation: 'UntagResource', input: { ResourceARN: '$.Arn', TagKeys: '$keys' } },
        },
      },
    ],
  },
];
