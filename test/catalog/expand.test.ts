import { describe, expect, it } from 'vitest';
import { expand } from '../../src/catalog/expand.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { type Proposal, proposal } from '../../src/model/proposal.ts';
import { loadRegistry } from '../../src/registry/registry.ts';

const types = loadRegistry();
const place = { account: '111111111111', region: 'us-east-1' };

interface Wanted {
  readonly type: string;
  readonly properties?: JsonObject;
  readonly dependsOn?: readonly string[];
}

function draft(resources: Readonly<Record<string, Wanted>>): Proposal {
  const listed = Object.entries(resources).map(([node, wanted]) => ({
    node,
    type: wanted.type,
    properties: wanted.properties ?? {},
    dependsOn: wanted.dependsOn ?? [],
  }));
  return proposal.parse({ kind: 'draft', deployment: 'shop', target: 'sandbox', region: 'us-east-1', resources: listed, evidence: [] });
}

function desired(resources: Readonly<Record<string, Wanted>>) {
  const expanded = expand(draft(resources), { types, place });
  if (!expanded.ok) throw new Error(expanded.problems.map((problem) => `${problem.at} ${problem.message}`).join('\n'));
  return Object.fromEntries(expanded.value.map((node) => [node.node as string, node]));
}

function problems(resources: Readonly<Record<string, Wanted>>) {
  const expanded = expand(draft(resources), { types, place });
  if (expanded.ok) throw new Error('expanded');
  return expanded.problems.map(({ code, at, message, fix }) => ({ code, at, text: `${message} | ${fix}` }));
}

const bucket = { type: 'AWS::S3::Bucket', properties: { BucketName: 'shop-assets' } };

describe('expand', () => {
  it('turns expressions into references and joined texts, and leaves plain text alone', () => {
    const { policy } = desired({
      bucket,
      policy: {
        type: 'AWS::S3::BucketPolicy',
        properties: { Bucket: '${bucket.BucketName}', PolicyDocument: { Statement: [{ Resource: '${bucket.Arn}/home/$${aws:username}/*' }] } },
      },
    });
    expect(policy?.properties).toEqual({
      Bucket: { $from: { node: 'bucket', attribute: 'BucketName' } },
      PolicyDocument: { Statement: [{ Resource: { $join: [{ $from: { node: 'bucket', attribute: 'Arn' } }, '/home/${aws:username}/*'] } }] },
    });
    expect(policy?.target).toEqual(place);
  });

  it('puts ownership tags on everything that can carry them, in the form of the type', () => {
    const nodes = desired({
      bucket: { ...bucket, properties: { ...bucket.properties, Tags: [{ Key: 'team', Value: 'payments' }] } },
      parameter: { type: 'AWS::SSM::Parameter', properties: { Name: '/x', Type: 'String', Value: 'y' } },
      group: { type: 'AWS::AutoScaling::AutoScalingGroup', properties: { MinSize: '1', MaxSize: '1' } },
      policy: { type: 'AWS::S3::BucketPolicy', properties: { Bucket: '${bucket.BucketName}', PolicyDocument: {} } },
    });
    expect(nodes['bucket']?.properties['Tags']).toEqual([
      { Key: 'team', Value: 'payments' },
      { Key: 'asbuilt:deployment', Value: 'shop' },
      { Key: 'asbuilt:node', Value: 'bucket' },
      { Key: 'asbuilt:blueprint', Value: 'draft' },
    ]);
    expect(nodes['parameter']?.properties['Tags']).toEqual({ 'asbuilt:deployment': 'shop', 'asbuilt:node': 'parameter', 'asbuilt:blueprint': 'draft' });
    expect(nodes['group']?.properties['Tags']).toContainEqual({ Key: 'asbuilt:node', Value: 'group', PropagateAtLaunch: true });
    expect(nodes['policy']?.properties).not.toHaveProperty('Tags');
  });

  it('refuses ownership tags that somebody else wrote', () => {
    const forged = { type: 'AWS::S3::Bucket', properties: { Tags: [{ Key: 'asbuilt:deployment', Value: 'other' }] } };
    expect(problems({ bucket: forged })).toMatchObject([{ code: 'PROPERTY_INVALID', at: 'bucket/properties/Tags' }]);
    const map = { type: 'AWS::SSM::Parameter', properties: { Type: 'String', Value: 'y', Tags: { 'asbuilt:node': 'x' } } };
    expect(problems({ parameter: map })).toMatchObject([{ code: 'PROPERTY_INVALID', at: 'parameter/properties/Tags' }]);
  });

  it('names the nearest type, property, node and attribute', () => {
    const found = problems({
      bucket: { type: 'AWS::S3::Buckt' },
      queue: { type: 'AWS::SQS::Queue', properties: { QueueNam: 'x' } },
      topic: { type: 'AWS::SNS::Topic', properties: { KmsMasterKeyId: '${kei.Arn}', DisplayName: '${key.Arnn}' } },
      key: { type: 'AWS::KMS::Key' },
      last: { type: 'AWS::SNS::Topic', dependsOn: ['topc', 'last'] },
    });
    expect(found).toMatchObject([
      { code: 'TYPE_UNKNOWN', at: 'bucket', text: expect.stringContaining('AWS::S3::Bucket') },
      { code: 'PROPERTY_UNKNOWN', at: 'queue/properties/QueueNam', text: expect.stringContaining('QueueName') },
      { code: 'REFERENCE_UNKNOWN', at: 'topic/properties/KmsMasterKeyId', text: expect.stringContaining('did you mean key') },
      { code: 'REFERENCE_UNKNOWN', at: 'topic/properties/DisplayName', text: expect.stringContaining('did you mean Arn') },
      { code: 'REFERENCE_UNKNOWN', at: 'last/dependsOn/0', text: expect.stringContaining('topic') },
      { code: 'GRAPH_CYCLE', at: 'last/dependsOn/1' },
    ]);
  });

  it('refuses a reference whose value does not fit where it stands', () => {
    const vpc = { type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.0.0.0/16' } };
    expect(
      problems({ vpc, subnet: { type: 'AWS::EC2::Subnet', properties: { VpcId: '${vpc.CidrBlockAssociations}', CidrBlock: '10.0.0.0/${vpc.Tags}' } } }),
    ).toMatchObject([
      { code: 'PROPERTY_INVALID', at: 'subnet/properties/VpcId', text: expect.stringContaining('a list') },
      { code: 'PROPERTY_INVALID', at: 'subnet/properties/CidrBlock', text: expect.stringContaining('within a text') },
    ]);
    expect(problems({ vpc, other: { type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.1.0.0/16', EnableDnsSupport: 'x${vpc.VpcId}' } } })[0]).toMatchObject({
      code: 'PROPERTY_INVALID',
      at: 'other/properties/EnableDnsSupport',
    });
  });

  it('refuses a reference to itself, and references that were not written as expressions', () => {
    expect(problems({ key: { type: 'AWS::KMS::Key', properties: { Description: '${key.Arn}' } } })).toMatchObject([
      { code: 'GRAPH_CYCLE', at: 'key/properties/Description' },
    ]);
    expect(problems({ key: { type: 'AWS::KMS::Key', properties: { Description: { $from: { node: 'key', attribute: 'Arn' } } } } })[0]).toMatchObject({
      code: 'PROPERTY_INVALID',
      at: 'key/properties/Description',
    });
    expect(problems({ bucket: { ...bucket, properties: { BucketName: '${aws:username}' } } })).toMatchObject([
      { code: 'EXPRESSION_INVALID', at: 'bucket/properties/BucketName' },
    ]);
  });

  it('finds two nodes that are the same resource, by identifier, by name, and through a reference', () => {
    expect(problems({ one: bucket, other: bucket })).toMatchObject([{ code: 'GRAPH_CONFLICT', at: 'other', text: expect.stringContaining('one and other') }]);
    const queue = { type: 'AWS::SQS::Queue', properties: { QueueName: 'jobs' } };
    expect(problems({ one: queue, other: queue })).toMatchObject([{ code: 'GRAPH_CONFLICT', at: 'other' }]);
    const policy = (name: string) => ({ type: 'AWS::S3::BucketPolicy', properties: { Bucket: name, PolicyDocument: {} } });
    expect(problems({ bucket, one: policy('shop-assets'), other: policy('${bucket.BucketName}') })).toMatchObject([{ code: 'GRAPH_CONFLICT', at: 'other' }]);
    expect(Object.keys(desired({ one: { type: 'AWS::SQS::Queue' }, other: { type: 'AWS::SQS::Queue' } }))).toHaveLength(2);
  });

  it('takes time in proportion to the number of nodes', () => {
    const many = (count: number) => {
      const queues = Array.from(
        { length: count },
        (_, index) => [`queue_${index}`, { type: 'AWS::SQS::Queue', properties: { QueueName: `q-${index}`, KmsMasterKeyId: '${key.Arn}' } }] as const,
      );
      return draft({ ...Object.fromEntries(queues), key: { type: 'AWS::KMS::Key' } });
    };
    const seconds = (proposed: Proposal) => {
      const start = process.cpuUsage();
      expect(expand(proposed, { types, place }).ok).toBe(true);
      return process.cpuUsage(start).user / 1000 / 1000;
    };
    seconds(many(500));
    const [small, large] = [many(1000), many(8000)];
    const best = (proposed: Proposal) => Math.min(...Array.from({ length: 3 }, () => seconds(proposed)));
    // Eight times as many: quadratic growth would be 64.
    expect(best(large) / best(small)).toBeLessThan(32);
  }, 60_000);
});
