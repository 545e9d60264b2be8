import { describe, expect, it } from 'vitest';
import { isOfSecurity } from './of-security.ts';

describe('a value of security', () => {
  it.each([
    [['PublicAccessBlockConfiguration', 'BlockPublicAcls'], true],
    [['KmsMasterKeyId'], 'alias/aws/sqs'],
    [['SSESpecification', 'SSEEnabled'], true],
    [['AssumeRolePolicyDocument', 'Statement', '*', 'Principal', 'Service'], 'lambda.amazonaws.com'],
    [['SecurityGroupIngress', '*', 'FromPort'], 22],
    [['RetentionInDays'], 7],
    [['DeletionProtectionEnabled'], false],
    [['MasterUserPassword'], 'x'],
    [['CidrBlock'], '10.0.0.0/16'],
  ] as const)('is one by a word on its way: %j', (place, value) => {
    expect(isOfSecurity(place, value)).toBe(true);
  });

  it.each([
    [['Targets'], '*'],
    [['Routes'], [{ Destination: '0.0.0.0/0' }]],
    [['Sources', '*'], '::/0'],
    [['Sources', '*'], '128.0.0.0/1'],
    [['Settings'], { Inner: [{ Principal: 'x' }] }],
  ] as const)('is one by what it opens or holds, whatever it is called: %j %j', (place, value) => {
    expect(isOfSecurity(place, value)).toBe(true);
  });

  it.each([
    [['BillingMode'], 'PAY_PER_REQUEST'],
    [['DisplayName'], 'public news'],
    [['Keyboard'], 'logical'],
    [['VisibilityTimeout'], 30],
    [['KeySchema'], [{ AttributeName: 'id', KeyType: 'HASH' }]],
  ] as const)('is none by letters alone: %j', (place, value) => {
    expect(isOfSecurity(place, value)).toBe(false);
  });
});
