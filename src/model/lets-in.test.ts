import { describe, expect, it } from 'vitest';
import { letsIn } from './lets-in.ts';

const here = '111111111111';

describe('what lets somebody in', () => {
  it.each([
    ['a principal of a trust', 'AWS::IAM::Role', ['AssumeRolePolicyDocument', 'Statement', '0', 'Principal', 'AWS'], 'arn:aws:iam::999999999999:root'],
    ['an action of a statement', 'AWS::IAM::Role', ['Policies', '0', 'PolicyDocument', 'Statement', '0', 'Action'], ['s3:GetObject']],
    ['a policy in a text', 'AWS::SQS::QueuePolicy', ['Document'], '{"Statement": []}'],
    ['a policy that is attached', 'AWS::IAM::Role', ['ManagedPolicyArns'], ['arn:aws:iam::aws:policy/AdministratorAccess']],
    ['a port of an ingress rule', 'AWS::EC2::SecurityGroup', ['SecurityGroupIngress', '0', 'FromPort'], 22],
    ['a port of a rule of its own', 'AWS::EC2::SecurityGroupIngress', ['FromPort'], 22],
    ['an address range', 'AWS::EKS::Cluster', ['ResourcesVpcConfig', 'PublicAccessCidrs'], ['10.0.0.0/8']],
    ['a public flag that opens', 'AWS::RDS::DBInstance', ['PubliclyAccessible'], true],
    ['a block of public access that is off', 'AWS::S3::Bucket', ['PublicAccessBlockConfiguration', 'BlockPublicAcls'], false],
    ['a door without a lock', 'AWS::Lambda::Url', ['AuthType'], 'NONE'],
    ['a wildcard', 'AWS::ApiGatewayV2::Api', ['CorsConfiguration', 'AllowOrigins'], ['*']],
    ['a thing of another account', 'AWS::Lambda::Function', ['Layers'], ['arn:aws:lambda:us-east-1:999999999999:layer:x:1']],
  ] as const)('is seen: %s', (_, type, path, value) => {
    expect(letsIn(type, path, value, here)).toBe(true);
  });

  it.each([
    ['a name', 'AWS::S3::Bucket', ['BucketName'], 'public-site'],
    ['a block of public access that is on', 'AWS::S3::Bucket', ['PublicAccessBlockConfiguration', 'BlockPublicAcls'], true],
    ['a public flag that closes', 'AWS::EC2::Subnet', ['MapPublicIpOnLaunch'], false],
    ['a private list', 'AWS::S3::Bucket', ['AccessControl'], 'Private'],
    ['a thing of the same account', 'AWS::Lambda::Function', ['Role'], `arn:aws:iam::${here}:role/x`],
  ] as const)('is not seen in %s', (_, type, path, value) => {
    expect(letsIn(type, path, value, here)).toBe(false);
  });
});
