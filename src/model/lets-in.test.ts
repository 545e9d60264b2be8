import { describe, expect, it } from 'vitest';
import type { Json } from '../kernel/json.ts';
import { decidesWhoGetsIn, letsIn, mayDecide, opensByFlag } from './lets-in.ts';

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

describe('what is made public by a switch or a word', () => {
  it.each<[string, Json, boolean]>([
    ['a database that can be reached from everywhere', { PubliclyAccessible: true }, true],
    ['a door without a lock', { AuthType: 'NONE' }, true],
    ['a method without one', { AuthorizationType: 'NONE' }, true],
    ['a cluster with a public endpoint', { ResourcesVpcConfig: { EndpointPublicAccess: true } }, true],
    ['a balancer in the internet', { Scheme: 'internet-facing' }, true],
    ['a database that cannot', { PubliclyAccessible: false }, false],
    ['a door with a lock', { AuthType: 'AWS_IAM' }, false],
    ['a bucket that blocks', { PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: 'true' } }, false],
    ['a name', { BucketName: 'public', PublicKey: 'ssh-rsa x' }, false],
  ])('is told: %s', (_, value, told) => expect(opensByFlag(value)).toBe(told));
});

describe('what decides who gets in', () => {
  it.each([
    ['everybody', '*'],
    ['everybody in a list in a text', '["*"]'],
    ['an address range in a text', 'from 10.0.0.0/8, and'],
    ['every address', '::/0'],
    ['an identity', 'arn:aws-cn:sts::666666666666:assumed-role/x'],
    ['an account', '666666666666'],
    ['an account as a number', 666666666666],
    ['a group of everybody', 'uri="http://acs.amazonaws.com/groups/global/AllUsers"'],
    ['a word for everybody', 'allAuthenticatedUsers'],
    ['a policy', { a: [{ Effect: 'Allow' }] }],
    ['a policy in JSON in JSON', JSON.stringify({ doc: JSON.stringify({ doc: JSON.stringify({ Effect: 'Allow' }) }) })],
    ['a policy with characters by their number', '{"\\u0045ffect":"Allow"}'],
    ['a policy with characters by their number, in more text', 'x={"\\u0045ffect":"Allow"}'],
    ['a policy in YAML', "Version: 1\nStatement:\n- Effect: Allow\n  Principal: '*'"],
    ['a policy in a URL', '%7B%22Effect%22%3A%22Allow%22%7D'],
    ['a policy in a URL in a URL', '%257B%2522Effect%2522%253A%2522Allow%2522%257D'],
    ['SQL that gives rights', 'GRANT ALL ON orders TO PUBLIC'],
    ['a part with such a name', { PubliclyAccessible: false }],
    ['a part with such a name in a text', '{"acl":"x"}'],
    ['what is wrapped deeper than anybody reads', '['.repeat(60) + ']'.repeat(60)],
    ['what is wrapped deeper than anybody reads, as a URL', `%${'25'.repeat(9000)}41`],
  ] as const)('is seen: %s', (_, value) => expect(decidesWhoGetsIn(value as Json)).toBe(true));

  it.each([
    ['a text', 'SELECT * FROM orders'],
    ['an address', '10.0.0.1'],
    ['a path', '/srv/data/12'],
    ['a name of a queue', 'arn:aws:sqs:us-east-1:111111111111:jobs'],
    ['broken JSON', '{"a":'],
    ['a broken URL', '100%zz %ff'],
    ['a number', 42],
    ['a switch', true],
    ['values', { Size: [1, 'x', null] }],
  ] as const)('is not seen in %s', (_, value) => expect(decidesWhoGetsIn(value as unknown as Json)).toBe(false));

  it('is not told of names that only sound so', () => {
    for (const name of [
      'ResourceId',
      'OracleVersion',
      'Controller',
      'LogGroup',
      'Schema',
      'AWS::Logs::LogGroup',
      'AWS::RDS::DBSubnetGroup',
      'AWS::ResourceGroups::Group',
    ])
      expect([name, mayDecide(name)]).toEqual([name, false]);
  });
});
