import type { NativeType } from '../native-type.ts';

const table = '$.TableName';
const param = '$.Name';
const secret = '$.Id';
const repository = '$.RepositoryName';

/** How DynamoDB tells whether something is switched on. */
const enabling = { ENABLED: true, ENABLING: true, UPDATING: true, DISABLED: false, DISABLING: false } as const;

const index = {
  IndexName: 'IndexName',
  KeySchema: 'KeySchema',
  Projection: 'Projection',
  'ProvisionedThroughput.ReadCapacityUnits': 'ProvisionedThroughput.ReadCapacityUnits',
  'ProvisionedThroughput.WriteCapacityUnits': 'ProvisionedThroughput.WriteCapacityUnits',
};

/** What GetRandomPassword takes; a template around the password is not covered. */
const passwordRules = Object.fromEntries(
  [
    'PasswordLength',
    'ExcludeCharacters',
    'ExcludeLowercase',
    'ExcludeNumbers',
    'ExcludePunctuation',
    'ExcludeUppercase',
    'IncludeSpace',
    'RequireEachIncludedType',
  ].map((name) => [name, name]),
);

export const storage: readonly NativeType[] = [
  {
    type: 'AWS::DynamoDB::Table',
    service: 'dynamodb',
    identifier: ['TableName'],
    create: { operation: 'CreateTable', at: 'TableDescription' },
    read: { operation: 'DescribeTable', input: { TableName: table }, at: 'Table' },
    list: { operation: 'ListTables', items: 'TableNames', identity: { TableName: '' }, page: ['LastEvaluatedTableName', 'ExclusiveStartTableName'] },
    ready: { path: 'TableStatus', values: ['ACTIVE'], failed: ['ARCHIVED'] },
    vanishes: true,
    delete: [{ operation: 'DeleteTable', input: { TableName: table } }],
    facets: [
      {
        create: true,
        properties: {
          TableName: 'TableName',
          KeySchema: 'KeySchema',
          LocalSecondaryIndexes: { in: 'LocalSecondaryIndexes' },
          GlobalSecondaryIndexes: { in: 'GlobalSecondaryIndexes', out: 'GlobalSecondaryIndexes', as: { each: index } },
          Arn: { out: 'TableArn' },
          StreamArn: { out: 'LatestStreamArn' },
        },
      },
      {
        create: true,
        whenReady: true,
        properties: {
          AttributeDefinitions: 'AttributeDefinitions',
          BillingMode: { in: 'BillingMode', out: 'BillingModeSummary.BillingMode' },
          'ProvisionedThroughput.ReadCapacityUnits': 'ProvisionedThroughput.ReadCapacityUnits',
          'ProvisionedThroughput.WriteCapacityUnits': 'ProvisionedThroughput.WriteCapacityUnits',
        },
        write: { kind: 'changed', call: { operation: 'UpdateTable', input: { TableName: table } }, reset: { BillingMode: 'PROVISIONED' } },
      },
      {
        create: true,
        whenReady: true,
        properties: { TableClass: { in: 'TableClass', out: 'TableClassSummary.TableClass' } },
        write: { kind: 'changed', call: { operation: 'UpdateTable', input: { TableName: table } }, reset: { TableClass: 'STANDARD' } },
      },
      {
        create: true,
        whenReady: true,
        properties: { DeletionProtectionEnabled: 'DeletionProtectionEnabled' },
        write: { kind: 'changed', call: { operation: 'UpdateTable', input: { TableName: table } }, reset: { DeletionProtectionEnabled: false } },
      },
      {
        create: true,
        whenReady: true,
        properties: { 'StreamSpecification.StreamViewType': 'StreamSpecification.StreamViewType' },
        write: {
          kind: 'put',
          call: { operation: 'UpdateTable', input: { TableName: table, StreamSpecification: { StreamEnabled: true } } },
          remove: { operation: 'UpdateTable', input: { TableName: table, StreamSpecification: { StreamEnabled: false } } },
        },
      },
      {
        create: true,
        whenReady: true,
        properties: {
          'SSESpecification.SSEEnabled': { in: 'SSESpecification.Enabled', out: 'SSEDescription.Status', told: { words: enabling } },
          'SSESpecification.SSEType': { in: 'SSESpecification.SSEType', out: 'SSEDescription.SSEType' },
          'SSESpecification.KMSMasterKeyId': { in: 'SSESpecification.KMSMasterKeyId', out: 'SSEDescription.KMSMasterKeyArn' },
        },
        write: {
          kind: 'put',
          call: { operation: 'UpdateTable', input: { TableName: table } },
          remove: { operation: 'UpdateTable', input: { TableName: table, SSESpecification: { Enabled: false } } },
        },
      },
      {
        whenReady: true,
        properties: {
          'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled': {
            in: 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled',
            out: 'PointInTimeRecoveryDescription.PointInTimeRecoveryStatus',
            told: { words: enabling },
          },
          'PointInTimeRecoverySpecification.RecoveryPeriodInDays': {
            in: 'PointInTimeRecoverySpecification.RecoveryPeriodInDays',
            out: 'PointInTimeRecoveryDescription.RecoveryPeriodInDays',
          },
        },
        read: { operation: 'DescribeContinuousBackups', input: { TableName: table }, at: 'ContinuousBackupsDescription' },
        write: {
          kind: 'switch',
          on: {
            operation: 'UpdateContinuousBackups',
            input: {
              TableName: table,
              PointInTimeRecoverySpecification: {
                PointInTimeRecoveryEnabled: true,
                RecoveryPeriodInDays: '$.PointInTimeRecoverySpecification.RecoveryPeriodInDays',
              },
            },
          },
          off: { operation: 'UpdateContinuousBackups', input: { TableName: table, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false } } },
        },
      },
      {
        whenReady: true,
        properties: {
          'TimeToLiveSpecification.AttributeName': { in: 'TimeToLiveSpecification.AttributeName', out: 'AttributeName' },
          'TimeToLiveSpecification.Enabled': { in: 'TimeToLiveSpecification.Enabled', out: 'TimeToLiveStatus', told: { words: enabling } },
        },
        read: { operation: 'DescribeTimeToLive', input: { TableName: table }, at: 'TimeToLiveDescription' },
        write: { kind: 'put', call: { operation: 'UpdateTimeToLive', input: { TableName: table } } },
      },
      {
        create: true,
        properties: { Tags: 'Tags' },
        read: { operation: 'ListTagsOfResource', input: { ResourceArn: '$.Arn' }, at: '' },
        write: {
          kind: 'members',
          key: 'Key',
          batch: true,
          add: { operation: 'TagResource', input: { ResourceArn: '$.Arn', Tags: '$items' } },
          remove: { operation: 'UntagResource', input: { ResourceArn: '$.Arn', TagKeys: '$keys' } },
        },
      },
    ],
  },
  {
    type: 'AWS::SSM::Parameter',
    service: 'ssm',
    identifier: ['Name'],
    create: { operation: 'PutParameter', input: { Overwrite: false } },
    read: { operation: 'GetParameter', input: { Name: param, WithDecryption: true }, at: 'Parameter' },
    list: { operation: 'DescribeParameters', input: { MaxResults: 50 }, items: 'Parameters', identity: { Name: 'Name' }, page: ['NextToken', 'NextToken'] },
    delete: [{ operation: 'DeleteParameter', input: { Name: param } }],
    facets: [
      { create: true, properties: { Name: 'Name', Type: 'Type', DataType: 'DataType' } },
      {
        create: true,
        properties: { Value: 'Value' },
        write: {
          kind: 'put',
          call: {
            operation: 'PutParameter',
            input: {
              Name: param,
              Type: '$.Type',
              DataType: '$.DataType',
              KeyId: '$.KeyId',
              Description: '$.Description',
              Tier: '$.Tier',
              AllowedPattern: '$.AllowedPattern',
              Overwrite: true,
            },
          },
        },
      },
      {
        create: true,
        properties: { Description: 'Description', AllowedPattern: 'AllowedPattern', Tier: 'Tier', KeyId: 'KeyId', Policies: { out: 'Policies', bars: true } },
        read: { operation: 'DescribeParameters', input: { ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: [param] }] }, at: 'Parameters.0' },
        // The description is set together with the value; there is no call for it alone.
        write: {
          kind: 'put',
          call: { operation: 'PutParameter', input: { Name: param, Type: '$.Type', DataType: '$.DataType', Value: '$.Value', Overwrite: true } },
        },
      },
      {
        create: true,
        properties: { Tags: { in: 'Tags', out: 'TagList', as: 'map-as-tags' } },
        read: { operation: 'ListTagsForResource', input: { ResourceType: 'Parameter', ResourceId: param } },
        write: {
          kind: 'members',
          key: 'Key',
          batch: true,
          add: { operation: 'AddTagsToResource', input: { ResourceType: 'Parameter', ResourceId: param, Tags: '$items' } },
          remove: { operation: 'RemoveTagsFromResource', input: { ResourceType: 'Parameter', ResourceId: param, TagKeys: '$keys' } },
        },
      },
    ],
  },
  {
    type: 'AWS::SecretsManager::Secret',
    service: 'secretsmanager',
    identifier: ['Id'],
    create: {
      operation: 'CreateSecret',
      input: { ClientRequestToken: '$token' },
      identity: { Id: 'ARN' },
      generated: { from: 'GenerateSecretString', call: { operation: 'GetRandomPassword' }, out: 'RandomPassword', in: 'SecretString' },
    },
    read: { operation: 'DescribeSecret', input: { SecretId: secret } },
    list: { operation: 'ListSecrets', input: { MaxResults: 100 }, items: 'SecretList', identity: { Id: 'ARN' }, page: ['NextToken', 'NextToken'] },
    search: { operation: 'DescribeSecret', input: { SecretId: '$.Name' }, items: '', identity: { Id: 'ARN' } },
    delete: [{ operation: 'DeleteSecret', input: { SecretId: secret } }],
    gone: { path: 'DeletedDate', values: ['*'] },
    facets: [
      { create: true, properties: { Name: 'Name', GenerateSecretString: { as: { object: passwordRules } } } },
      {
        create: true,
        properties: { Description: 'Description', KmsKeyId: 'KmsKeyId', SecretString: { in: 'SecretString' } },
        write: { kind: 'changed', call: { operation: 'UpdateSecret', input: { SecretId: secret } }, reset: { Description: '' } },
      },
      {
        create: true,
        properties: { Tags: 'Tags' },
        write: {
          kind: 'members',
          key: 'Key',
          batch: true,
          add: { operation: 'TagResource', input: { SecretId: secret, Tags: '$items' } },
          remove: { operation: 'UntagResource', input: { SecretId: secret, TagKeys: '$keys' } },
        },
      },
    ],
  },
  {
    type: 'AWS::ECR::Repository',
    service: 'ecr',
    identifier: ['RepositoryName'],
    create: { operation: 'CreateRepository', at: 'repository' },
    read: { operation: 'DescribeRepositories', input: { repositoryNames: [repository] }, at: 'repositories.0' },
    list: { operation: 'DescribeRepositories', items: 'repositories', identity: { RepositoryName: 'repositoryName' }, page: ['nextToken', 'nextToken'] },
    delete: [{ operation: 'DeleteRepository', input: { repositoryName: repository } }],
    facets: [
      {
        create: true,
        properties: {
          RepositoryName: 'repositoryName',
          EncryptionConfiguration: { in: 'encryptionConfiguration', out: 'encryptionConfiguration', as: 'camel' },
          Arn: { out: 'repositoryArn' },
          RepositoryUri: { out: 'repositoryUri' },
        },
      },
      {
        create: true,
        properties: {
          ImageTagMutability: 'imageTagMutability',
          ImageTagMutabilityExclusionFilters: {
            in: 'imageTagMutabilityExclusionFilters',
            out: 'imageTagMutabilityExclusionFilters',
            as: { each: { ImageTagMutabilityExclusionFilterType: 'filterType', ImageTagMutabilityExclusionFilterValue: 'filter' } },
          },
        },
        write: {
          kind: 'put',
          call: { operation: 'PutImageTagMutability', input: { repositoryName: repository } },
          remove: { operation: 'PutImageTagMutability', input: { repositoryName: repository, imageTagMutability: 'MUTABLE' } },
        },
      },
      {
        create: true,
        properties: { 'ImageScanningConfiguration.ScanOnPush': 'imageScanningConfiguration.scanOnPush' },
        write: {
          kind: 'changed',
          call: { operation: 'PutImageScanningConfiguration', input: { repositoryName: repository } },
          reset: { 'ImageScanningConfiguration.ScanOnPush': false },
        },
      },
      {
        properties: { 'LifecyclePolicy.LifecyclePolicyText': 'lifecyclePolicyText' },
        read: { operation: 'GetLifecyclePolicy', input: { repositoryName: repository } },
        write: {
          kind: 'put',
          call: { operation: 'PutLifecyclePolicy', input: { repositoryName: repository } },
          remove: { operation: 'DeleteLifecyclePolicy', input: { repositoryName: repository } },
        },
      },
      {
        properties: { RepositoryPolicyText: { in: 'policyText', out: 'policyText', as: 'json-text' } },
        read: { operation: 'GetRepositoryPolicy', input: { repositoryName: repository } },
        write: {
          kind: 'put',
          call: { operation: 'SetRepositoryPolicy', input: { repositoryName: repository } },
          remove: { operation: 'DeleteRepositoryPolicy', input: { repositoryName: repository } },
        },
      },
      {
        create: true,
        properties: { Tags: { in: 'tags', out: 'tags' } },
        read: { operation: 'ListTagsForResource', input: { resourceArn: '$.Arn' } },
        write: {
          kind: 'members',
          key: 'Key',
          batch: true,
          add: { operation: 'TagResource', input: { resourceArn: '$.Arn', tags: '$items' } },
          remove: { operation: 'UntagResource', input: { resourceArn: '$.Arn', tagKeys: '$keys' } },
        },
      },
    ],
  },
];
