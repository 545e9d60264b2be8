import type { Resolver } from '../../src/intent/resolve.ts';
import { digestOf } from '../../src/kernel/digest.ts';
import { ok } from '../../src/kernel/result.ts';
import { proposal } from '../../src/model/proposal.ts';
import type { SourceBundle } from '../../src/model/source-bundle.ts';
import { tellEffect } from '../unit-effects.ts';

/** Two calls, of which the second makes another thing each time that it is sent; it is the provider's own list that tells how often that was. */
export function procedureOf(making: string): SourceBundle {
  const text = `steps:
  - name: who
    aws: [sts, get-caller-identity]
    gives: { account: Account }
  - name: made
    aws: ${making}
outputs: { account: "\${who.account}" }
`;
  return { files: [{ path: 'procedure.yaml', base64: Buffer.from(text).toString('base64') }] };
}

/** What the unit does: it tells an address of itself. It may not be repeated, and takes long enough for something to happen meanwhile. */
const program = `${tellEffect}
import json, sys, time
given = json.load(sys.stdin)
if sys.argv[1] == 'apply':
    tell_effect(given['inputs']['effects'], given['token'])
    time.sleep(0.3)
    print(json.dumps({'title': 'made by ' + given['inputs']['by']}))
`;
const bundle: SourceBundle = { files: [{ path: 'main.py', base64: Buffer.from(program).toString('base64') }] };
const source = digestOf(bundle);
export const sources: Readonly<Record<string, SourceBundle>> = { [source]: bundle };

/**
 * Twelve resources of every kind that matters to a crash: identifiers the provider makes up (VPC, subnets, key), names that follow from the deployment, resources
 * without tags (attachment, bucket policy), chains of references and nodes that stand alone; and a unit and a procedure between some of them, which are in flight at once. The procedure makes one thing more.
 */
export const twelveNodes: Resolver = {
  async resolve(intent, { target }) {
    const deployment = intent.name ?? 'twelve';
    const region = intent.region ?? target.regions[0] ?? 'us-east-1';
    const name = deployment.replaceAll('_', '-');
    const resource = (node: string, type: string, properties: object) => ({ node, type, properties });
    return ok(
      proposal.parse({
        kind: 'draft',
        deployment,
        target: target.name,
        region,
        evidence: [],
        resources: [
          resource('vpc', 'AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }),
          resource('subnet_a', 'AWS::EC2::Subnet', { VpcId: '${vpc.VpcId}', CidrBlock: '10.0.1.0/24' }),
          resource('subnet_b', 'AWS::EC2::Subnet', { VpcId: '${vpc.VpcId}', CidrBlock: '10.0.2.0/24' }),
          resource('gateway', 'AWS::EC2::InternetGateway', {}),
          resource('attachment', 'AWS::EC2::VPCGatewayAttachment', { VpcId: '${vpc.VpcId}', InternetGatewayId: '${gateway.InternetGatewayId}' }),
          resource('route_table', 'AWS::EC2::RouteTable', { VpcId: '${vpc.VpcId}' }),
          resource('security_group', 'AWS::EC2::SecurityGroup', { GroupName: name, GroupDescription: 'for ${procedure.account}', VpcId: '${vpc.VpcId}' }),
          resource('key', 'AWS::KMS::Key', {
            Description: 'crash test',
            KeyPolicy: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${target.target.account}:root` }, Action: 'kms:*', Resource: '*' }],
            },
          }),
          resource('bucket', 'AWS::S3::Bucket', { BucketName: `${name}-${target.target.account}` }),
          resource('bucket_policy', 'AWS::S3::BucketPolicy', {
            Bucket: '${bucket.BucketName}',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Deny',
                  Principal: '*',
                  Action: 's3:*',
                  Resource: ['${bucket.Arn}', '${bucket.Arn}/*'],
                  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                },
              ],
            },
          }),
          resource('queue', 'AWS::SQS::Queue', { QueueName: name, KmsMasterKeyId: '${key.Arn}' }),
          resource('topic', 'AWS::SNS::Topic', { TopicName: name, DisplayName: '${unit.title}' }),
        ],
        units: [
          {
            node: 'unit',
            engine: 'python',
            source,
            inputs: { effects: intent.params?.['effects'] ?? '', by: '${queue.QueueName}' },
            outputs: { title: { type: 'string' } },
            repeatable: false,
            hosts: ['127.0.0.1'],
          },
          {
            node: 'procedure',
            engine: 'aws-cli',
            source: intent.params?.['procedure'],
            inputs: { vpc: '${vpc.VpcId}' },
            outputs: { account: { type: 'string' } },
            repeatable: false,
          },
        ],
      }),
    );
  },
};

/** Things that are made, that of the procedure among them. */
export const resourceCount = 13;
/** Those that carry a node's tag: the attachment, the bucket policy and what the procedure makes do not. */
export const taggedCount = 10;
