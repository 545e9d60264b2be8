import { describe, expect, it } from 'vitest';
import { maySameIdentifier } from './same-identifier.ts';

describe('identifiers of one resource', () => {
  it.each([
    ['vpc-1', 'vpc-1'],
    ['MyDatabase', 'mydatabase'],
    ['arn:aws:lambda:us-east-1:111111111111:function:worker|s1', 'worker|s1'],
    ['team/password', 'arn:aws:secretsmanager:us-east-1:111111111111:secret:team/password-AbCdEf'],
    ['jobs', 'https://sqs.us-east-1.amazonaws.com/111111111111/jobs'],
    ['{"TableName":"orders"}', 'arn:aws:dynamodb:us-east-1:111111111111:table/orders'],
  ])('may be %s and %s', (asked, told) => expect([maySameIdentifier(asked, told), maySameIdentifier(asked, asked)]).toEqual([true, true]));

  it.each([
    ['vpc-1', 'vpc-2'],
    ['worker|s1', 'worker|s2'],
    ['worker|s1', 'worker'],
    ['arn:aws:sns:us-east-1:111111111111:jobs', 'arn:aws:sns:us-east-1:222222222222:jobs'],
    ['https://sqs.us-east-1.amazonaws.com/111111111111/jobs', 'https://sqs.eu-west-1.amazonaws.com/111111111111/jobs'],
    ['a/jobs', 'b/jobs'],
  ])('are not %s and %s', (asked, told) => expect(maySameIdentifier(asked, told)).toBe(false));
});
