import type { NativeType } from '../native-type.ts';

const queue = '$.QueueUrl';
const topic = '$.TopicArn';

export const messaging: readonly NativeType[] = [
  {
    type: 'AWS::SQS::Queue',
    service: 'sqs',
    identifier: ['QueueUrl'],
    create: { operation: 'CreateQueue', identity: { QueueUrl: 'QueueUrl' } },
    read: { operation: 'GetQueueAttributes', input: { QueueUrl: queue, AttributeNames: ['All'] }, at: 'Attributes' },
    list: { operation: 'ListQueues', input: { MaxResults: 1000 }, items: 'QueueUrls', identity: { QueueUrl: '' }, page: ['NextToken', 'NextToken'] },
    search: { operation: 'GetQueueUrl', input: { QueueName: '$.QueueName' }, items: '', identity: { QueueUrl: 'QueueUrl' } },
    deleteTells: true,
    delete: [{ operation: 'DeleteQueue', input: { QueueUrl: queue } }],
    facets: [
      {
        create: true,
        properties: {
          QueueName: { in: 'QueueName', out: 'QueueArn', as: 'last-of-arn' },
          FifoQueue: { in: 'Attributes.FifoQueue', out: 'FifoQueue', as: 'boolean-text' },
          Arn: { out: 'QueueArn' },
          // No property of the type: what proves the creation of a queue.
          CreatedTimestamp: { out: 'CreatedTimestamp' },
        },
      },
      {
        create: true,
        properties: {
          DelaySeconds: { in: 'Attributes.DelaySeconds', out: 'DelaySeconds', as: 'number-text' },
          MaximumMessageSize: { in: 'Attributes.MaximumMessageSize', out: 'MaximumMessageSize', as: 'number-text' },
          MessageRetentionPeriod: { in: 'Attributes.MessageRetentionPeriod', out: 'MessageRetentionPeriod', as: 'number-text' },
          ReceiveMessageWaitTimeSeconds: { in: 'Attributes.ReceiveMessageWaitTimeSeconds', out: 'ReceiveMessageWaitTimeSeconds', as: 'number-text' },
          VisibilityTimeout: { in: 'Attributes.VisibilityTimeout', out: 'VisibilityTimeout', as: 'number-text' },
          KmsMasterKeyId: { in: 'Attributes.KmsMasterKeyId', out: 'KmsMasterKeyId' },
          KmsDataKeyReusePeriodSeconds: { in: 'Attributes.KmsDataKeyReusePeriodSeconds', out: 'KmsDataKeyReusePeriodSeconds', as: 'number-text' },
          SqsManagedSseEnabled: { in: 'Attributes.SqsManagedSseEnabled', out: 'SqsManagedSseEnabled', as: 'boolean-text' },
          ContentBasedDeduplication: { in: 'Attributes.ContentBasedDeduplication', out: 'ContentBasedDeduplication', as: 'boolean-text' },
          RedrivePolicy: { in: 'Attributes.RedrivePolicy', out: 'RedrivePolicy', as: 'json-text' },
          RedriveAllowPolicy: { in: 'Attributes.RedriveAllowPolicy', out: 'RedriveAllowPolicy', as: 'json-text' },
          DeduplicationScope: { in: 'Attributes.DeduplicationScope', out: 'DeduplicationScope' },
          FifoThroughputLimit: { in: 'Attributes.FifoThroughputLimit', out: 'FifoThroughputLimit' },
        },
        write: {
          kind: 'changed',
          call: { operation: 'SetQueueAttributes', input: { QueueUrl: queue } },
          // The defaults of the SQS API reference (SetQueueAttributes); an empty text takes a policy or key away.
          reset: {
            DelaySeconds: 0,
            MaximumMessageSize: 262144,
            MessageRetentionPeriod: 345600,
            ReceiveMessageWaitTimeSeconds: 0,
            VisibilityTimeout: 30,
            KmsMasterKeyId: '',
            KmsDataKeyReusePeriodSeconds: 300,
            SqsManagedSseEnabled: true,
            ContentBasedDeduplication: false,
            RedrivePolicy: '',
            RedriveAllowPolicy: '',
          },
        },
      },
      {
        create: true,
        properties: { Tags: { in: 'tags', out: 'Tags', as: 'tags-as-map' } },
        read: { operation: 'ListQueueTags', input: { QueueUrl: queue } },
        write: {
          kind: 'members',
          key: 'Key',
          batch: true,
          add: { operation: 'TagQueue', input: { QueueUrl: queue, Tags: '$value' } },
          remove: { operation: 'UntagQueue', input: { QueueUrl: queue, TagKeys: '$keys' } },
        },
      },
    ],
  },
  {
    type: 'AWS::SQS::QueuePolicy',
    service: 'sqs',
    identifier: ['Id'],
    read: { operation: 'GetQueueAttributes', input: { QueueUrl: '$.Id', AttributeNames: ['Policy'] }, at: 'Attributes.Policy' },
    // Queues that may have one: a queue without a policy reads as absent.
    list: { operation: 'ListQueues', input: { MaxResults: 1000 }, items: 'QueueUrls', identity: { Id: '' }, page: ['NextToken', 'NextToken'] },
    derived: { Id: '{Queues.0}', Queues: ['{Id}'] },
    delete: [{ operation: 'SetQueueAttributes', input: { QueueUrl: '$.Id', Attributes: { Policy: '' } } }],
    gone: { path: '', values: [''] },
    facets: [
      {
        properties: { Queues: { in: 'QueueUrl', as: 'first-of-list' }, PolicyDocument: { in: 'Attributes.Policy', out: '', as: 'json-text' } },
        write: { kind: 'put', call: { operation: 'SetQueueAttributes' } },
      },
    ],
  },
  {
    type: 'AWS::SNS::Topic',
    service: 'sns',
    identifier: ['TopicArn'],
    create: { operation: 'CreateTopic' },
    read: { operation: 'GetTopicAttributes', input: { TopicArn: topic }, at: 'Attributes' },
    list: { operation: 'ListTopics', items: 'Topics', identity: { TopicArn: 'TopicArn' }, page: ['NextToken', 'NextToken'] },
    derived: { TopicArn: 'arn:{partition}:sns:{region}:{account}:{TopicName}' },
    delete: [{ operation: 'DeleteTopic', input: { TopicArn: topic } }],
    facets: [
      {
        create: true,
        properties: {
          TopicName: { in: 'Name', out: 'TopicArn', as: 'last-of-arn' },
          FifoTopic: { in: 'Attributes.FifoTopic', out: 'FifoTopic', as: 'boolean-text' },
        },
      },
      {
        create: true,
        properties: {
          DisplayName: { in: 'Attributes.DisplayName', out: 'DisplayName' },
          KmsMasterKeyId: { in: 'Attributes.KmsMasterKeyId', out: 'KmsMasterKeyId' },
          SignatureVersion: { in: 'Attributes.SignatureVersion', out: 'SignatureVersion' },
          TracingConfig: { in: 'Attributes.TracingConfig', out: 'TracingConfig' },
          ContentBasedDeduplication: { in: 'Attributes.ContentBasedDeduplication', out: 'ContentBasedDeduplication', as: 'boolean-text' },
        },
        write: { kind: 'single', call: { operation: 'SetTopicAttributes', input: { TopicArn: topic, AttributeName: '$name', AttributeValue: '$value' } } },
      },
      {
        create: true,
        properties: { Tags: 'Tags' },
        read: { operation: 'ListTagsForResource', input: { ResourceArn: topic } },
        write: {
          kind: 'members',
          key: 'Key',
          batch: true,
          add: { operation: 'TagResource', input: { ResourceArn: topic, Tags: '$items' } },
          remove: { operation: 'UntagResource', input: { ResourceArn: topic, TagKeys: '$keys' } },
        },
      },
    ],
  },
  {
    type: 'AWS::SNS::Subscription',
    service: 'sns',
    identifier: ['Arn'],
    create: { operation: 'Subscribe', input: { ReturnSubscriptionArn: true }, identity: { Arn: 'SubscriptionArn' } },
    read: { operation: 'GetSubscriptionAttributes', input: { SubscriptionArn: '$.Arn' }, at: 'Attributes' },
    list: { operation: 'ListSubscriptions', items: 'Subscriptions', identity: { Arn: 'SubscriptionArn' }, page: ['NextToken', 'NextToken'] },
    // Subscribing the same endpoint again gives the same subscription (SNS API reference, Subscribe), whoever made it. One that nobody has confirmed yet has no ARN in a list.
    search: {
      operation: 'ListSubscriptionsByTopic',
      input: { TopicArn: '$.TopicArn' },
      items: 'Subscriptions',
      where: { Protocol: '$.Protocol', Endpoint: '$.Endpoint' },
      unless: { SubscriptionArn: 'PendingConfirmation' },
      identity: { Arn: 'SubscriptionArn' },
      page: ['NextToken', 'NextToken'],
    },
    delete: [{ operation: 'Unsubscribe', input: { SubscriptionArn: '$.Arn' } }],
    facets: [
      { create: true, properties: { TopicArn: 'TopicArn', Protocol: 'Protocol', Endpoint: 'Endpoint' } },
      {
        create: true,
        properties: {
          RawMessageDelivery: { in: 'Attributes.RawMessageDelivery', out: 'RawMessageDelivery', as: 'boolean-text' },
          FilterPolicy: { in: 'Attributes.FilterPolicy', out: 'FilterPolicy', as: 'json-text' },
          FilterPolicyScope: { in: 'Attributes.FilterPolicyScope', out: 'FilterPolicyScope' },
          RedrivePolicy: { in: 'Attributes.RedrivePolicy', out: 'RedrivePolicy', as: 'json-text' },
        },
        write: {
          kind: 'single',
          call: { operation: 'SetSubscriptionAttributes', input: { SubscriptionArn: '$.Arn', AttributeName: '$name', AttributeValue: '$value' } },
          reset: { RawMessageDelivery: false, FilterPolicy: '{}' },
        },
      },
    ],
  },
];
