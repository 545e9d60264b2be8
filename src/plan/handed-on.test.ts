import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { Action } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { loadRegistry } from '../registry/registry.ts';
import type { ResourceDraft } from './diff-node.ts';
import { handedOn, keptByAnother, namesStillTaken } from './handed-on.ts';
import { from, here, net } from './testing/toy-cloud.ts';

/** No two of a VPC have one range: a key of the table, and no name. */
const subnet: ResourceType = { ...net, name: 'AWS::EC2::Subnet', identifier: ['SubnetId'] };
const vpc = 'vpc-1';
const draft = (node: string, action: Action, after: JsonObject | null, more: object = {}) =>
  ({ kind: 'resource', node, action, after, differences: [], at: here, ...more }) as unknown as ResourceDraft;
const range = (third: number, VpcId: unknown = vpc) => ({ VpcId, CidrBlock: `10.1.${third}.0/24` }) as JsonObject;
const found = (drafts: readonly ResourceDraft[], live: Readonly<Record<string, JsonObject>>, type = subnet) =>
  Object.fromEntries(
    handedOn(
      drafts,
      () => type,
      (node) => (live[node] === undefined ? [] : [live[node]]),
    ),
  );

it('finds what asks for the key of another that goes, replaced or deleted', () => {
  const live = { a: range(1), b: range(2), c: range(3) };
  expect(found([draft('a', 'replace', range(2)), draft('b', 'replace', range(9)), draft('c', 'delete', null), draft('d', 'create', range(3))], live)).toEqual({
    a: ['b'],
    d: ['c'],
  });
});

it.each([
  ['stays', [draft('a', 'replace', range(2)), draft('b', 'update', range(2))]],
  ['is its own', [draft('a', 'replace', range(1))]],
  ['is in another region', [draft('a', 'replace', range(2), { at: { ...here, region: 'eu-west-1' } }), draft('b', 'delete', null)]],
  ['is in what is not known before the run', [draft('a', 'replace', range(2, from('v', 'VpcId'))), draft('b', 'delete', null)]],
] as const)('finds nothing where what has the key %s', (_, drafts) => {
  expect(found(drafts, { a: range(1), b: range(2) })).toEqual({});
});

it.each([
  ['holds its own and more', '10.1.0.0/23', ['b']],
  ['lies within its own', '10.1.2.128/25', ['b']],
  ['is beside its own', '10.1.4.0/22', []],
  ['is no range', 'many', []],
])('finds who has a part of a range that %s', (_, CidrBlock, holders) => {
  const live = { b: { VpcId: vpc, CidrBlock: CidrBlock.startsWith('10.1.0') ? '10.1.1.0/24' : '10.1.2.0/24' } };
  expect(found([draft('a', 'create', { VpcId: vpc, CidrBlock }), draft('b', 'delete', null)], live)).toEqual(holders.length === 0 ? {} : { a: holders });
});

it.each([
  ['an IPv6 range in another spelling', 'Ipv6CidrBlock', '2001:db8:0:1::/64', '2001:0DB8:0000:0001:0:0:0:0/64'],
  ['an IPv6 range that lies within it', 'Ipv6CidrBlock', '2001:db8::/56', '2001:db8:0:1::/64'],
  ['a range with bits of a host', 'CidrBlock', '10.1.2.0/24', '10.1.2.77/24'],
])('finds who has %s', (_, name, asked, live) => {
  const of = (text: string) => ({ VpcId: vpc, [name]: text });
  expect(found([draft('a', 'create', of(asked)), draft('b', 'delete', null)], { b: of(live) })).toEqual({ a: ['b'] });
  expect(found([draft('a', 'create', of(live)), draft('b', 'delete', null)], { b: of(asked) })).toEqual({ a: ['b'] });
});

const registry = loadRegistry();
const typeNamed = (name: string): ResourceType => {
  const type = registry.type(name);
  if (!type.ok) throw new Error(name);
  return type.value;
};

it.each<[string, JsonObject, JsonObject]>([
  ['AWS::SQS::Queue', { QueueName: 'n' }, { QueueUrl: 'https://sqs/n' }],
  ['AWS::SNS::Topic', { TopicName: 'n' }, { TopicArn: 'arn:n' }],
  ['AWS::SecretsManager::Secret', { Name: 'n' }, { Id: 'arn:n-AbCdEf' }],
  ['AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'n' }, { PolicyArn: 'arn:n' }],
  ['AWS::EC2::LaunchTemplate', { LaunchTemplateName: 'n' }, { LaunchTemplateId: 'lt-1' }],
  ['AWS::EC2::SecurityGroup', { GroupName: 'n', VpcId: vpc }, { GroupId: 'sg-1', GroupDescription: 'another' }],
  ['AWS::ElasticLoadBalancingV2::TargetGroup', { Name: 'n', VpcId: vpc }, { TargetGroupArn: 'arn:n/1', VpcId: 'vpc-2' }],
])('finds the name of a live %s, which is known by what the provider made', (name, asked, more) => {
  expect(found([draft('a', 'replace', asked), draft('b', 'replace', {})], { b: { ...asked, ...more } }, typeNamed(name))).toEqual({ a: ['b'] });
});

it('tells names apart that only what they belong to makes unique', () => {
  const alias = typeNamed('AWS::Lambda::Alias');
  const live = { b: { AliasArn: 'arn:b', FunctionName: 'f', Name: 'live' } };
  const drafts = (FunctionName: string) => [draft('a', 'create', { FunctionName, Name: 'live' }), draft('b', 'delete', null)];
  expect(found(drafts('f'), live, alias)).toEqual({ a: ['b'] });
  expect(found(drafts('g'), live, alias)).toEqual({});
});

describe('what is changed', () => {
  const rule = typeNamed('AWS::ElasticLoadBalancingV2::ListenerRule');
  const at = (Priority: number) => ({ ListenerArn: 'arn:l', Priority }) as JsonObject;
  const live = { a: at(1), b: at(2), c: at(3) };
  const kept = (drafts: readonly ResourceDraft[], has: Readonly<Record<string, JsonObject>>) =>
    keptByAnother(
      drafts.map((one) => ({ ...one, identifier: `arn:${one.node}`, reason: 'changed' })) as unknown as readonly ResourceDraft[],
      () => rule,
      (node) => (has[node] === undefined ? [] : [has[node]]),
      () => '',
      () => false,
    ).map(({ at: node, message }) => `${node}: ${message.split(', and ')[1]?.split(' ')[0]}`);

  it('takes over what another lets go of, by a change as well', () => {
    expect(found([draft('a', 'update', at(2)), draft('b', 'update', at(3)), draft('c', 'delete', null)], live, rule)).toEqual({ a: ['b'], b: ['c'] });
    expect(found([draft('a', 'update', at(2)), draft('b', 'update', { ...at(2), Actions: [] })], live, rule)).toEqual({});
    expect(found([draft('d', 'create', at(2)), draft('b', 'update', { ListenerArn: 'arn:l' }, { differences: [{ path: '/Priority' }] })], live, rule)).toEqual({
      d: ['b'],
    });
  });

  it('asks for nothing that it has, whoever else the records say has had it', () => {
    expect(found([draft('a', 'update', { ...at(1), Actions: [] }), draft('b', 'delete', null)], { a: at(1), b: at(1) }, rule)).toEqual({});
    const more = { ...range(1), Ipv6CidrBlock: '2001:db8::/64' };
    expect(found([draft('a', 'update', more), draft('b', 'delete', null)], { a: range(1), b: range(1) })).toEqual({});
  });

  it('is refused what another keeps, changed in other ways or not at all', () => {
    expect(kept([draft('a', 'update', at(2)), draft('b', 'update', { ...at(2), Actions: [] })], live)).toEqual(['a: b']);
    expect(kept([draft('a', 'update', at(2)), draft('b', 'none', at(2))], live)).toEqual(['a: b']);
    expect(kept([draft('d', 'create', at(2)), draft('b', 'update', { ...at(2), Actions: [] })], live)).toEqual(['d: b']);
    expect(kept([draft('a', 'update', at(2)), draft('b', 'update', at(4))], live)).toEqual([]);
  });
});

it.each<[string, string, string[]]>([
  ['AWS::IAM::Role', 'RoleName', ['b']],
  ['AWS::IAM::User', 'UserName', ['b']],
  ['AWS::RDS::DBInstance', 'DBInstanceIdentifier', ['b']],
  ['AWS::RDS::DBSubnetGroup', 'DBSubnetGroupName', ['b']],
  ['AWS::SageMaker::AppImageConfig', 'AppImageConfigName', []],
  ['AWS::DynamoDB::Table', 'TableName', []],
])('tells names of %s apart as the service does, by case or not', (name, property, holders) => {
  const drafts = [draft('a', 'create', { [property]: 'Orders' }), draft('b', 'delete', null)];
  expect(found(drafts, { b: { [property]: 'orders' } }, typeNamed(name))).toEqual(holders.length === 0 ? {} : { a: holders });
});

const rule = { GroupId: 'sg-1', IpProtocol: 'tcp', FromPort: 80, ToPort: 80 };
const record = { HostedZoneName: 'example.com.', Name: 'a.example.com.', Type: 'A' };
it.each<[string, string, JsonObject, JsonObject, string[]]>([
  ['a rule of one network', 'AWS::EC2::SecurityGroupIngress', { ...rule, CidrIp: '10.0.0.0/8' }, { ...rule, CidrIp: '10.0.0.0/8' }, ['b']],
  ['a rule of another network', 'AWS::EC2::SecurityGroupIngress', { ...rule, CidrIp: '10.0.0.0/8' }, { ...rule, CidrIp: '10.0.0.0/9' }, []],
  [
    'a rule to a group',
    'AWS::EC2::SecurityGroupEgress',
    { ...rule, DestinationSecurityGroupId: 'sg-2' },
    { ...rule, DestinationSecurityGroupId: 'sg-2' },
    ['b'],
  ],
  ['a record by the name of its zone', 'AWS::Route53::RecordSet', record, record, ['b']],
  ['a record of another type', 'AWS::Route53::RecordSet', record, { ...record, Type: 'MX' }, []],
  ['a weighted record beside another', 'AWS::Route53::RecordSet', { ...record, SetIdentifier: 'one' }, { ...record, SetIdentifier: 'two' }, []],
])('finds who has %s', (_, name, asked, live, holders) => {
  expect(found([draft('a', 'create', asked), draft('b', 'delete', null)], { b: live }, typeNamed(name))).toEqual(holders.length === 0 ? {} : { a: holders });
});

it('refuses a name that stays taken after the deletion which is to set it free', () => {
  const secret = (node: string) => draft(node, 'replace', {}, { type: 'AWS::SecretsManager::Secret' });
  const problems = (type: string) =>
    namesStillTaken([{ ...secret('a'), type }, secret('b'), secret('c')], new Map([['a', ['b']]]), new Set(['b'])).map(({ code, at }) => `${code} ${at}`);
  expect(problems('AWS::SecretsManager::Secret')).toEqual(['GRAPH_CONFLICT a', 'GRAPH_CONFLICT b']);
  expect(problems('AWS::SQS::Queue')).toEqual(['GRAPH_CONFLICT b']);
});
