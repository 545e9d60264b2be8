import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { expand } from '../../src/catalog/expand.ts';
import { problem } from '../../src/kernel/diagnostic.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { fail, ok, type Result } from '../../src/kernel/result.ts';
import { desiredNode, wishOf } from '../../src/model/desired.ts';
import { type DraftAt, type draftResource, type draftUnit, type Proposal, proposal } from '../../src/model/proposal.ts';
import type { AwsAt } from '../../src/model/target.ts';
import { loadRegistry } from '../../src/registry/registry.ts';

const types = loadRegistry();

/** Two targets, of which the second has two regions. */
const regions: Readonly<Record<string, readonly string[]>> = { sandbox: ['us-east-1'], other: ['eu-west-1', 'eu-north-1'] };
const accounts: Readonly<Record<string, string>> = { sandbox: '111111111111', other: '222222222222' };

function place(at: DraftAt | undefined, node: string): Result<AwsAt> {
  const target = at?.target ?? 'sandbox';
  const region = at?.region ?? regions[target]?.[0];
  if (accounts[target] === undefined) return fail(problem('TARGET_UNKNOWN', `no target ${target}`, 'use another', { at: node }));
  if (region === undefined || regions[target]?.includes(region) !== true)
    return fail(problem('REGION_UNKNOWN', `no region ${region}`, 'use another', { at: node }));
  return ok({ target, cloud: 'aws', account: accounts[target], region });
}

type Wanted = Partial<Omit<z.input<typeof draftResource>, 'node' | 'type'>> & { readonly type: string };
type Run = Partial<Omit<z.input<typeof draftUnit>, 'node'>>;

function draft(resources: Readonly<Record<string, Wanted>>, units: Readonly<Record<string, Run>> = {}): Proposal {
  return proposal.parse({
    kind: 'draft',
    deployment: 'shop',
    target: 'sandbox',
    region: 'us-east-1',
    resources: Object.entries(resources).map(([node, wanted]) => ({ node, properties: {}, ...wanted })),
    units: Object.entries(units).map(([node, run]) => ({
      node,
      engine: 'python',
      source: 'a'.repeat(64),
      inputs: {},
      outputs: {},
      repeatable: false,
      ...run,
    })),
    evidence: [],
  });
}

function desired(resources: Readonly<Record<string, Wanted>>, units: Readonly<Record<string, Run>> = {}) {
  const expanded = expand(draft(resources, units), { types, place });
  if (!expanded.ok) throw new Error(expanded.problems.map((problem) => `${problem.at} ${problem.message}`).join('\n'));
  return Object.fromEntries(expanded.value.map((node) => [node.node as string, node]));
}

function propertiesOf(resources: Readonly<Record<string, Wanted>>): Record<string, JsonObject> {
  return Object.fromEntries(Object.entries(desired(resources)).map(([node, wanted]) => [node, wishOf(wanted)]));
}

function problems(resources: Readonly<Record<string, Wanted>>, units: Readonly<Record<string, Run>> = {}) {
  const expanded = expand(draft(resources, units), { types, place });
  if (expanded.ok) throw new Error('expanded');
  return expanded.problems.map(({ code, at, message, fix }) => ({ code, at, text: `${message} | ${fix}` }));
}

const bucket = { type: 'AWS::S3::Bucket', properties: { BucketName: 'shop-assets' } };

describe('expand', () => {
  it('turns expressions into references and joined texts, and leaves plain text alone', () => {
    const { policy } = propertiesOf({
      bucket,
      policy: {
        type: 'AWS::S3::BucketPolicy',
        properties: { Bucket: '${bucket.BucketName}', PolicyDocument: { Statement: [{ Resource: '${bucket.Arn}/home/$${aws:username}/*' }] } },
      },
    });
    expect(policy).toEqual({
      Bucket: { $from: { node: 'bucket', attribute: 'BucketName' } },
      PolicyDocument: { Statement: [{ Resource: { $join: [{ $from: { node: 'bucket', attribute: 'Arn' } }, '/home/${aws:username}/*'] } }] },
    });
  });

  it('refers to nodes by their whole address, and gives each its own', () => {
    const { 'network.subnet["a}b"]': subnet } = propertiesOf({
      'network.vpc[0]': { type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.0.0.0/16' } },
      'network.subnet["a}b"]': { type: 'AWS::EC2::Subnet', properties: { VpcId: '${network.vpc[0].VpcId}', CidrBlock: '10.0.0.0/24' } },
    });
    expect(subnet?.['VpcId']).toEqual({ $from: { node: 'network.vpc[0]', attribute: 'VpcId' } });
    expect(subnet?.['Tags']).toContainEqual({ Key: 'asbuilt:node', Value: 'network.subnet+5B+22a+7Db+22+5D@AWS::EC2::Subnet' });
  });

  it('puts each node where it says, or where its deployment is', () => {
    const nodes = desired(
      { one: { type: 'AWS::SQS::Queue' }, two: { type: 'AWS::SQS::Queue', at: { target: 'other', region: 'eu-north-1' } } },
      { run: { at: { target: 'other' } } },
    );
    expect(Object.values(nodes).map(({ node, at }) => [node, at])).toEqual([
      ['one', { target: 'sandbox', cloud: 'aws', account: '111111111111', region: 'us-east-1' }],
      ['two', { target: 'other', cloud: 'aws', account: '222222222222', region: 'eu-north-1' }],
      ['run', { target: 'other', cloud: 'aws', account: '222222222222', region: 'eu-west-1' }],
    ]);
    expect(problems({ one: { type: 'AWS::SQS::Queue', at: { region: 'eu-west-1' } } }, { run: { at: { target: 'nowhere' } } })).toMatchObject([
      { code: 'REGION_UNKNOWN', at: 'one' },
      { code: 'TARGET_UNKNOWN', at: 'run' },
    ]);
  });

  it('gives a unit its inputs with references to resources and other units, which may refer to what it gives', () => {
    const nodes = desired(
      { bucket, parameter: { type: 'AWS::SSM::Parameter', properties: { Type: 'String', Value: '${load.count} of ${load.report.name}' } } },
      {
        load: { inputs: { bucket: '${bucket.Arn}', text: '$${x}' }, outputs: { count: { type: 'integer' }, report: { type: 'object' } }, dependsOn: [] },
        check: { inputs: { count: '${load.count}' }, dependsOn: ['bucket', 'bucket'], repeatable: true, retain: true },
      },
    );
    expect(nodes['load']).toEqual({
      kind: 'unit',
      node: 'load',
      at: { target: 'sandbox', cloud: 'aws', account: '111111111111', region: 'us-east-1' },
      engine: 'python',
      source: 'a'.repeat(64),
      inputs: { bucket: { $from: { node: 'bucket', attribute: 'Arn' } }, text: '${x}' },
      outputs: { count: { type: 'integer' }, report: { type: 'object' } },
      repeatable: false,
      dependsOn: [],
      retain: false,
    });
    expect(nodes['check']).toMatchObject({ inputs: { count: { $from: { node: 'load', attribute: 'count' } } }, dependsOn: ['bucket'], repeatable: true });
    expect(nodes['parameter']).toMatchObject({
      properties: { Value: { $join: [{ $from: { node: 'load', attribute: 'count' } }, ' of ', { $from: { node: 'load', attribute: 'report.name' } }] } },
    });
    for (const node of Object.values(nodes)) expect(desiredNode.parse(node)).toEqual(node);
  });

  it('reports every problem of units with those of resources', () => {
    expect(
      problems(
        { bucket, topic: { type: 'AWS::SNS::Topic', properties: { DisplayName: '${load.cuont}' } } },
        {
          load: { inputs: { self: '${load.count}', deep: [{ a: '${bukcet.Arn}' }] }, outputs: { count: {} }, dependsOn: ['load', 'topc'] },
          bucket: {},
        },
      ),
    ).toMatchObject([
      { code: 'GRAPH_CONFLICT', at: 'bucket', text: expect.stringContaining('two nodes are called bucket') },
      { code: 'REFERENCE_UNKNOWN', at: 'topic/properties/DisplayName', text: expect.stringContaining('did you mean count') },
      { code: 'GRAPH_CYCLE', at: 'load/inputs/self' },
      { code: 'REFERENCE_UNKNOWN', at: 'load/inputs/deep/0/a', text: expect.stringContaining('did you mean bucket') },
      { code: 'GRAPH_CYCLE', at: 'load/dependsOn/0' },
      { code: 'REFERENCE_UNKNOWN', at: 'load/dependsOn/1', text: expect.stringContaining('topic') },
    ]);
  });

  it('puts ownership tags on everything that can carry them, in the form of the type', () => {
    const nodes = propertiesOf({
      bucket: { ...bucket, properties: { ...bucket.properties, Tags: [{ Key: 'team', Value: 'payments' }] } },
      parameter: { type: 'AWS::SSM::Parameter', properties: { Name: '/x', Type: 'String', Value: 'y' } },
      group: { type: 'AWS::AutoScaling::AutoScalingGroup', properties: { MinSize: '1', MaxSize: '1' } },
      policy: { type: 'AWS::S3::BucketPolicy', properties: { Bucket: '${bucket.BucketName}', PolicyDocument: {} } },
    });
    expect(nodes['bucket']?.['Tags']).toEqual([
      { Key: 'team', Value: 'payments' },
      { Key: 'asbuilt:deployment', Value: 'shop' },
      { Key: 'asbuilt:node', Value: 'bucket@AWS::S3::Bucket' },
      { Key: 'asbuilt:blueprint', Value: 'draft' },
    ]);
    expect(nodes['parameter']?.['Tags']).toEqual({
      'asbuilt:deployment': 'shop',
      'asbuilt:node': 'parameter@AWS::SSM::Parameter',
      'asbuilt:blueprint': 'draft',
    });
    expect(nodes['group']?.['Tags']).toContainEqual({ Key: 'asbuilt:node', Value: 'group@AWS::AutoScaling::AutoScalingGroup', PropagateAtLaunch: true });
    expect(nodes['policy']).not.toHaveProperty('Tags');
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

  it('tells as many problems as somebody reads, and looks for what may be meant by the first of them alone', () => {
    const many = <T>(count: number, of: (index: number) => T) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, of(index)]));
    const asked: string[] = [];
    const type = (name: string) => {
      asked.push(name);
      return types.type(name);
    };
    const counted = { ...types, type };
    const unknown = expand(draft(many(4_000, (index) => ({ type: `AWS::Foo::Bar${index}` }))), { types: counted, place });
    expect([unknown.ok || unknown.problems.length, asked.length]).toEqual([10, 10]);
    const began = performance.now();
    const lost = (index: number) => ({ type: 'AWS::SNS::Topic', properties: { DisplayName: `\${m${index}.TopicArn}` }, dependsOn: [`k${index}`] });
    const wrong = expand(draft(many(5_000, lost)), { types, place });
    const one = expand(
      draft({
        ...many(4_000, () => ({ type: 'AWS::SNS::Topic' })),
        x: { type: 'AWS::SNS::Topic', dependsOn: Object.keys(many(4_000, () => 0)).map((name) => `${name}x`) },
      }),
      { types, place },
    );
    expect([wrong, one].map((each) => each.ok || each.problems.length)).toEqual([100, 100]);
    expect(performance.now() - began).toBeLessThan(4_000);
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
    for (const name of ['$from', '$join', '$own', '$each', '$json', '$token']) {
      expect(problems({ key: { type: 'AWS::KMS::Key', properties: { KeyPolicy: { Statement: [{ [name]: 'x' }] } } } })[0]).toMatchObject({
        code: 'PROPERTY_INVALID',
        at: 'key/properties/KeyPolicy/Statement/0',
      });
      expect(problems({ bucket }, { run: { inputs: { [name]: { node: 'bucket', attribute: 'Arn' } } } })[0]).toMatchObject({
        code: 'PROPERTY_INVALID',
        at: 'run/inputs',
      });
    }
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
    const elsewhere = { target: 'other' };
    expect(problems({ one: { ...queue, at: elsewhere }, other: { ...queue, at: elsewhere } })).toMatchObject([{ code: 'GRAPH_CONFLICT', at: 'other' }]);
    expect(Object.keys(desired({ one: queue, other: { ...queue, at: elsewhere } }))).toHaveLength(2);
    expect(Object.keys(desired({ one: { type: 'AWS::SQS::Queue' }, other: { type: 'AWS::SQS::Queue' } }))).toHaveLength(2);
  });
});
