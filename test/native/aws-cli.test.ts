import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cliName, renderCommand } from '../../src/model/aws-cli.ts';
import type { AwsCall } from '../../src/model/call.ts';
import { programEnvironment, required } from './third-party.ts';

const target = { account: '111111111111', region: 'us-east-1' };
const call = (service: string, operation: string, input: AwsCall['input']): AwsCall => ({ service, operation, input, target, effect: 'write' });
const environment = { ...programEnvironment(), PYTHONUTF8: '1', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };

/** The words a POSIX shell makes of a command line. */
function shellWords(line: string): string[] {
  const shell = spawnSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
  expect(shell.stderr).toBe('');
  return shell.stdout.split('\0').slice(0, -1);
}

const python = (script: string[], input = '') => spawnSync('python3', script, { input, encoding: 'utf8', env: environment });
const awscliMissing = python(['-c', 'import awscli']).status !== 0;

describe('rendered AWS CLI commands', () => {
  it('survive a POSIX shell unchanged, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary-ascii', maxLength: 12 }), { minLength: 1, maxLength: 20 }), (values) => {
        const words = shellWords(renderCommand(call('ssm', 'PutParameters', { Values: values })));
        const at = Math.max(words.indexOf('--values'), words.indexOf('--cli-input-json'));
        const given: unknown = JSON.parse(words[at + 1] ?? '');
        expect(Array.isArray(given) ? given : (given as { Values: unknown }).Values).toEqual(values);
      }),
      { numRuns: 50 },
    );
  });

  it.skipIf(awscliMissing && !required)('are parsed by the AWS CLI into exactly the call they were made from', () => {
    const hostile = 'it\'s $(id) `id` "quoted" \\ back\nnew line é 日本 ‹node.Arn›';
    const calls = [
      call('cloudcontrol', 'CreateResource', { TypeName: 'AWS::S3::Bucket', DesiredState: JSON.stringify({ BucketName: hostile }), ClientToken: 't' }),
      call('cloudcontrol', 'ListResources', { TypeName: 'AWS::S3::Bucket', MaxResults: 5 }),
      call('s3api', 'PutPublicAccessBlock', {
        Bucket: 'b',
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: false, BlockPublicPolicy: true, RestrictPublicBuckets: true },
      }),
      call('s3api', 'CreateBucket', { Bucket: 'b', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' }, ObjectLockEnabledForBucket: false }),
      call('sqs', 'CreateQueue', { QueueName: 'q', Attributes: { VisibilityTimeout: '30' }, tags: { a: hostile } }),
      call('ec2', 'CreateVpc', { CidrBlock: '10.0.0.0/16', TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'k', Value: '-dash' }] }] }),
      call('ec2', 'ModifyVpcAttribute', { VpcId: 'vpc-1', EnableDnsHostnames: { Value: true } }),
      call('ec2', 'RunInstances', { ImageId: 'ami-1', MinCount: 1, MaxCount: 1, InstanceType: 't3.micro' }),
      call('ec2', 'AuthorizeSecurityGroupIngress', {
        GroupId: 'sg-1',
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 2, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }],
      }),
      call('iam', 'CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: '{"Version":"2012-10-17"}', Description: '-starts with a dash' }),
      call('ssm', 'PutParameter', { Name: '/p', Value: 'file:///etc/passwd', Type: 'String', Overwrite: true }),
      call('ssm', 'PutParameter', { Name: '/p', Value: hostile, Type: 'String', Overwrite: false }),
      call('kms', 'CreateAlias', { AliasName: 'alias/a', TargetKeyId: 'k' }),
      call('rds', 'CreateDBInstance', {
        DBInstanceIdentifier: 'd',
        DBInstanceClass: 'db.t3.micro',
        Engine: 'postgres',
        EnableIAMDatabaseAuthentication: true,
        AllocatedStorage: 20,
      }),
      call('logs', 'CreateLogGroup', { logGroupName: '/g', tags: { a: 'b' } }),
    ];
    const parsed = python(
      [fileURLToPath(new URL('parse-aws-commands.py', import.meta.url))],
      calls.map((one) => JSON.stringify(shellWords(renderCommand(one)))).join('\n'),
    );
    expect(parsed.stderr).toBe('');
    expect(
      parsed.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(calls.map(({ operation, input }) => ({ operation, input })));
  });

  it.skipIf(awscliMissing && !required)('use the names botocore makes, for every operation and member of every service', () => {
    const script = `
import json, botocore.session
from botocore import xform_name
names = set()
session = botocore.session.get_session()
for service in ['s3', 'ec2', 'iam', 'rds', 'storagegateway', 'mturk', 'dynamodb', 'elbv2', 'cloudcontrol', 'sqs', 'sns', 'kms', 'logs', 'ecs', 'lambda', 'cloudwatch', 'wafv2', 'socialmessaging']:
    model = session.get_service_model(service)
    for name in model.operation_names:
        names.add(name)
        operation = model.operation_model(name)
        if operation.input_shape: names.update(operation.input_shape.members)
print(json.dumps({name: xform_name(name, '-') for name in names}))`;
    const expected = JSON.parse(python(['-c', script]).stdout) as Record<string, string>;
    expect(Object.keys(expected).length).toBeGreaterThan(3000);
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, cliName(name)]))).toEqual(expected);
  });
});
