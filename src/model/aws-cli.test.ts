import { describe, expect, it } from 'vitest';
import { cliArguments, cliName, renderCommand } from './aws-cli.ts';
import type { AwsCall } from './call.ts';

const target = { account: '111111111111', region: 'us-east-1' };
const call = (service: string, operation: string, input: AwsCall['input']): AwsCall => ({ service, operation, input, target, effect: 'write' });

describe('cliName', () => {
  // The expected names are those the AWS CLI itself lists.
  it.each([
    ['CreateResource', 'create-resource'],
    ['VpcId', 'vpc-id'],
    ['DBInstanceIdentifier', 'db-instance-identifier'],
    ['KMSMasterKeyId', 'kms-master-key-id'],
    ['CreateDBSubnetGroup', 'create-db-subnet-group'],
    ['SSEDescription', 'sse-description'],
    ['EnableIAMDatabaseAuthentication', 'enable-iam-database-authentication'],
    ['MFADelete', 'mfa-delete'],
    ['GatewayARNs', 'gateway-arns'],
    ['ListWebACLs', 'list-web-acls'],
    ['Ipv6CidrBlock', 'ipv6-cidr-block'],
    ['PutBucketACL', 'put-bucket-acl'],
    ['logGroupName', 'log-group-name'],
    ['ExecutePartiQLBatch', 'execute-partiql-batch'],
  ])('names %s as %s', (api, cli) => expect(cliName(api)).toBe(cli));
});

describe('renderCommand', () => {
  it('writes structures as JSON and quotes them for the shell', () => {
    const create = call('cloudcontrol', 'CreateResource', { TypeName: 'AWS::S3::Bucket', DesiredState: '{"BucketName":"it\'s"}', ClientToken: 'abc' });
    expect(renderCommand(create)).toBe(
      `aws cloudcontrol create-resource --type-name AWS::S3::Bucket --desired-state '{"BucketName":"it'\\''s"}' --client-token abc --region us-east-1`,
    );
  });

  it('names endpoint and profile where they are not the default', () => {
    expect(renderCommand(call('sts', 'GetCallerIdentity', {}), { endpoint: 'http://127.0.0.1:5000', profile: 'my profile' })).toBe(
      "aws sts get-caller-identity --region us-east-1 --profile 'my profile' --endpoint-url http://127.0.0.1:5000",
    );
  });

  it('writes booleans as flags and binds a value that begins with a dash to its option', () => {
    expect(renderCommand(call('ec2', 'CreateVpc', { CidrBlock: '-x', AmazonProvidedIpv6CidrBlock: false, DryRun: true }))).toBe(
      'aws ec2 create-vpc --cidr-block=-x --no-amazon-provided-ipv6-cidr-block --dry-run --region us-east-1',
    );
  });

  it.each([
    ['a value the CLI would take for the address of a file', { Name: 'x', Value: 'file:///etc/passwd' }],
    ['a member whose option the CLI keeps for itself', { Query: 'x' }],
    ['an empty value', { Name: '' }],
  ])('gives the whole input as JSON for %s', (_, input) =>
    expect(renderCommand(call('ssm', 'PutParameter', input))).toBe(`aws ssm put-parameter --cli-input-json '${JSON.stringify(input)}' --region us-east-1`),
  );

  it('lets no control or direction-changing character through', () => {
    const line = renderCommand(call('ssm', 'PutParameter', { Name: 'x', Value: 'a\u001b[2Jb\u202ec\u0085d\u{e0041}' }));
    expect(line).toContain('\\u001b[2Jb\\u202ec\\u0085d\\udb40\\udc41');
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    // A terminal writes these out when it shows them; a script must say them in a form that stays what it is.
    expect(renderCommand(call('ssm', 'PutParameter', { Name: 'x', Value: '❤\ufe0f\u3164' }))).toContain('❤\\ufe0f\\u3164');
  });
});

describe('cliArguments', () => {
  it('takes the input from where it is told', () => {
    expect(cliArguments(call('s3api', 'CreateBucket', { Bucket: 'b' }), { endpoint: 'http://x' })).toEqual([
      's3api',
      'create-bucket',
      '--cli-input-json',
      '{"Bucket":"b"}',
      '--region',
      'us-east-1',
      '--endpoint-url',
      'http://x',
      '--output',
      'json',
      '--no-paginate',
    ]);
    expect(cliArguments(call('s3api', 'CreateBucket', { Bucket: 'b' }), {}, 'file:///dev/stdin')).toContain('file:///dev/stdin');
  });
});
