import { afterAll, describe, expect, it } from 'vitest';
import { loadRegistry } from '../../registry/registry.ts';
import { identifiersOfArn } from './identifiers-of-arn.ts';

const registry = loadRegistry();
afterAll(() => registry.close());

describe('the identifiers by which what has an ARN may be read', () => {
  it.each([
    ['AWS::SNS::Topic', 'arn:aws:sns:us-east-1:111111111111:news', 'arn:aws:sns:us-east-1:111111111111:news'],
    ['AWS::S3::Bucket', 'arn:aws:s3:::reports', 'reports'],
    ['AWS::EC2::VPC', 'arn:aws:ec2:us-east-1:111111111111:vpc/vpc-0a1b', 'vpc-0a1b'],
    ['AWS::SSM::Parameter', 'arn:aws:ssm:us-east-1:111111111111:parameter/team/a', '/team/a'],
    ['AWS::IAM::Role', 'arn:aws:iam::111111111111:role/deploy', 'deploy'],
    ['AWS::DynamoDB::Table', 'arn:aws:dynamodb:us-east-1:111111111111:table/orders', 'orders'],
  ])('are found for %s', (name, arn, identifier) => {
    const type = registry.type(name);
    expect(type.ok && identifiersOfArn(type.value, arn)).toContain(identifier);
  });

  it('are none for what takes several values that the ARN does not hold', () => {
    const type = registry.type('AWS::EC2::Route');
    expect(type.ok && identifiersOfArn(type.value, 'arn:aws:ec2:us-east-1:111111111111:route/r')).toEqual([]);
  });
});
