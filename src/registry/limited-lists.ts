import type { LimitedList } from '../model/resource-type.ts';

const attributes = { list: 'AttributeDefinitions', by: 'AttributeName' };

/** Lists of which a provider takes only so many items that come or go in one update. Source: DynamoDB's API reference, UpdateTable (GlobalSecondaryIndexUpdates, ReplicaUpdates, AttributeDefinitions), and its quotas. */
export const limitedLists: Readonly<Record<string, readonly LimitedList[]>> = {
  'AWS::DynamoDB::Table': [{ list: 'GlobalSecondaryIndexes', key: 'IndexName', most: 1, anew: ['KeySchema', 'Projection'], named: attributes }],
  'AWS::DynamoDB::GlobalTable': [
    { list: 'GlobalSecondaryIndexes', key: 'IndexName', most: 1, anew: ['KeySchema', 'Projection'], named: attributes },
    { list: 'Replicas', key: 'Region', most: 1, anew: [] },
  ],
};
