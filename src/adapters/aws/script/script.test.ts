import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../kernel/json.ts';
import type { Mutation } from '../../../model/mutation.ts';
import type { NamedTarget } from '../../../model/target.ts';
import type { ScriptMutation } from '../../../ports/script.ts';
import { createAwsCloud } from '../aws-cloud.ts';

const place = { account: '111111111111', region: 'eu-west-1' };
const cloud = createAwsCloud({
  clock: { now: () => 0, sleep: async () => undefined },
  random: { hex: () => '00' },
  credentials: () => async () => ({ accessKeyId: '', secretAccessKey: '' }),
} as unknown as Parameters<typeof createAwsCloud>[0]);
const at = (dialect: 'native' | 'cloudcontrol', more: Partial<NamedTarget['target']> = {}): NamedTarget => ({
  name: 'there',
  regions: [place.region],
  target: { cloud: 'aws', ...place, dialect, executor: 'sdk', simulated: false, ...more },
});

/** The lines of a step, without where its calls go. */
function linesOf(target: NamedTarget, mutation: Mutation, more: Partial<ScriptMutation> = {}): string[] {
  const { lines } = cloud.script(target, {
    node: 'it',
    op: mutation.op,
    type: mutation.type,
    place,
    identifier: mutation.op === 'create' ? null : mutation.identifier,
    identity: [],
    properties: mutation.op === 'create' ? mutation.properties : mutation.op === 'update' ? mutation.desired : {},
    calls: cloud.calls(target, mutation),
    secrets: [],
    wanted: [],
    variable: (node, attribute) => `${node}_${attribute}`.replaceAll('.', '_'),
    ...more,
  });
  return lines.map((line) => line.replaceAll(' --region eu-west-1', ''));
}
const create = (type: string, properties: JsonObject): Mutation => ({ op: 'create', type, place, properties });
const from = (node: string, attribute: string): Json => ({ $from: { node, attribute } });

describe('a step through Cloud Control in a script', () => {
  it('sends no token, waits for what was asked, and reads what later steps take', () => {
    const properties = { RedrivePolicy: { deadLetterTargetArn: from('dead', 'Arn') }, QueueName: "it's" };
    const status = 'aws cloudcontrol get-resource-request-status --request-token "$request"';
    expect(linesOf(at('cloudcontrol'), create('AWS::SQS::Queue', properties), { identity: ['QueueUrl'], wanted: ['Arn', 'QueueUrl'] })).toEqual([
      `request=$(aws cloudcontrol create-resource --type-name AWS::SQS::Queue --desired-state '{"RedrivePolicy":{"deadLetterTargetArn":'"$dead_Arn"'},"QueueName":"it'\\''s"}' --query ProgressEvent.RequestToken --output text)`,
      `until_done ${status}`,
      `identifier=$(${status} --query ProgressEvent.Identifier --output json)`,
      'it_QueueUrl="$identifier"',
      `properties=$(aws cloudcontrol get-resource --cli-input-json '{"TypeName":"AWS::SQS::Queue","Identifier":'"$identifier"'}' --query ResourceDescription.Properties --output text)`,
      'it_Arn=$(value "$properties" Arn)',
    ]);
  });

  it('goes where the target says, as the sandbox’s own account where it is simulated', () => {
    const removal: Mutation = { op: 'delete', type: 'AWS::S3::Bucket', place, identifier: 'b', live: {} };
    const target = at('cloudcontrol', { endpoint: 'http://127.0.0.1:1', profile: 'my profile', simulated: true });
    const [credentials, request] = linesOf(target, removal);
    expect(credentials).toBe('export AWS_ACCESS_KEY_ID=111111111111 AWS_SECRET_ACCESS_KEY=sandbox AWS_SESSION_TOKEN=');
    expect(request).toContain("--profile 'my profile' --endpoint-url http://127.0.0.1:1");
  });
});

describe('a step through a service’s own calls in a script', () => {
  it('takes what the service makes up from the reply, and waits until what is changed later can be', () => {
    const lines = linesOf(at('native'), create('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true }), { wanted: ['VpcId', 'CidrBlock'] });
    expect(lines).toEqual([
      'reply=$(aws ec2 create-vpc --cidr-block 10.0.0.0/16 --output json)',
      'it_VpcId=$(value "$reply" Vpc VpcId)',
      `aws ec2 modify-vpc-attribute --cli-input-json '{"VpcId":'"$it_VpcId"',"EnableDnsHostnames":{"Value":true}}'`,
      `until_says '|available|' '||' aws ec2 describe-vpcs --vpc-ids '['"$it_VpcId"']' --query 'Vpcs[0].State' --output text`,
      `it_CidrBlock='"10.0.0.0/16"'`,
    ]);
  });

  it('gives a text that is not known yet to no option that could take it for an address', () => {
    const lines = linesOf(at('native'), create('AWS::SSM::Parameter', { Name: '/p', Type: 'String', Value: from('queue', 'QueueUrl') }));
    expect(lines).toEqual([`aws ssm put-parameter --cli-input-json '{"Overwrite":false,"Name":"/p","Type":"String","Value":'"$queue_QueueUrl"'}'`]);
  });

  it('keeps a password that the service makes up out of the arguments', () => {
    const lines = linesOf(at('native'), create('AWS::SecretsManager::Secret', { Name: 's', GenerateSecretString: { PasswordLength: 20 } }));
    expect(lines).toEqual([
      'reply=$(aws secretsmanager get-random-password --password-length 20 --output json)',
      'it_GenerateSecretString=$(value "$reply" RandomPassword)',
      `with_input '{"Name":"s","SecretString":'"$it_GenerateSecretString"'}' aws secretsmanager create-secret`,
    ]);
  });

  it('clears each of what a listing finds before it deletes', () => {
    const arn = 'arn:aws:iam::111111111111:policy/p';
    expect(linesOf(at('native'), { op: 'delete', type: 'AWS::IAM::ManagedPolicy', place, identifier: arn, live: {} })).toEqual([
      `items=$(aws iam list-policy-versions --policy-arn ${arn} --query 'Versions[?IsDefaultVersion!=\`true\`].VersionId' --output json)`,
      'index=0',
      'while each=$(value "$items" "$index" 2>/dev/null); do',
      `  aws iam delete-policy-version --cli-input-json '{"PolicyArn":"${arn}","VersionId":'"$each"'}'`,
      '  index=$((index + 1))',
      'done',
      `aws iam delete-policy --policy-arn ${arn}`,
    ]);
  });

  it('makes room before it writes what a service keeps only so many of', () => {
    const arn = 'arn:aws:iam::111111111111:policy/p';
    const patch = [{ op: 'replace', path: '/PolicyDocument', value: { Version: '2012-10-17', Statement: [] } }] as const;
    const live = { PolicyDocument: { Version: '2012-10-17', Statement: [{}] } };
    const lines = linesOf(at('native'), { op: 'update', type: 'AWS::IAM::ManagedPolicy', place, identifier: arn, live, desired: {}, patch });
    expect(lines.slice(0, 4)).toEqual([
      `items=$(aws iam list-policy-versions --policy-arn ${arn} --query 'sort_by(Versions[?IsDefaultVersion!=\`true\`], &CreateDate)[:-3].VersionId' --output json)`,
      'index=0',
      'while each=$(value "$items" "$index" 2>/dev/null); do',
      `  aws iam delete-policy-version --cli-input-json '{"PolicyArn":"${arn}","VersionId":'"$each"'}'`,
    ]);
  });

  it('ends the script where nothing tells what a later step takes', () => {
    const lines = linesOf(at('native'), create('AWS::S3::Bucket', { BucketName: 'b' }), { wanted: ['WebsiteURL'] });
    expect(lines.slice(-2)).toEqual(["printf '%s\\n' 'nothing tells WebsiteURL of it' >&2", 'exit 1']);
  });
});
