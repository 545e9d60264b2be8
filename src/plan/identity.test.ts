import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import { loadRegistry } from '../registry/registry.ts';
import { keepsName, sharedKeys } from './identity.ts';

const types = loadRegistry();
const same = (name: string, one: JsonObject, other: JsonObject): boolean => {
  const type = types.type(name);
  if (!type.ok) throw new Error(name);
  const keys = sharedKeys(type.value, one);
  return keys.length > 0 && sharedKeys(type.value, other).some((key) => keys.includes(key));
};
const of = (node: string, attribute: string) => ({ $from: { node, attribute } });

describe('two resources without a name', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['AWS::SNS::Subscription', { TopicArn: 't', Protocol: 'sqs', Endpoint: 'q' }, { TopicArn: 't', Protocol: 'sqs', Endpoint: 'q', RawMessageDelivery: true }],
    [
      'AWS::SNS::Subscription',
      { TopicArn: of('t', 'TopicArn'), Protocol: 'sqs', Endpoint: 'q' },
      { TopicArn: of('t', 'TopicArn'), Protocol: 'sqs', Endpoint: 'q' },
    ],
    ['AWS::EC2::SubnetRouteTableAssociation', { SubnetId: 's', RouteTableId: 'r' }, { SubnetId: 's', RouteTableId: 'r' }],
    [
      'AWS::EC2::Route',
      { RouteTableId: 'r', DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'a' },
      { RouteTableId: 'r', DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'b' },
    ],
  ])('of %s are one where they are alike in what no two can share', (name, one, other) => {
    expect(same(name, one, other)).toBe(true);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['AWS::SNS::Subscription', { TopicArn: 't', Protocol: 'sqs', Endpoint: 'q' }, { TopicArn: 't', Protocol: 'sqs', Endpoint: 'other' }],
    [
      'AWS::Route53::RecordSet',
      { HostedZoneId: 'z', Name: 'a', Type: 'A', SetIdentifier: 'one' },
      { HostedZoneId: 'z', Name: 'a', Type: 'A', SetIdentifier: 'two' },
    ],
    ['AWS::EC2::EIPAssociation', { InstanceId: 'i', AllocationId: 'a' }, { InstanceId: 'i', AllocationId: 'b' }],
    ['AWS::EC2::VPCEndpoint', { VpcId: 'v', ServiceName: 's', SubnetIds: ['a'] }, { VpcId: 'v', ServiceName: 's', SubnetIds: ['b'] }],
    ['AWS::S3::Bucket', {}, {}],
  ])('of %s are two where something tells them apart', (name, one, other) => {
    expect(same(name, one, other)).toBe(false);
  });
});

it.each([
  ['10.1.2.0/23', true],
  ['10.1.2.0/25', true],
  ['10.1.3.0/24', false],
])('a subnet that goes from 10.1.2.0/24 to %s collides with its own old one: %s', (CidrBlock, collides) => {
  const type = types.type('AWS::EC2::Subnet');
  if (!type.ok) throw new Error('no subnet');
  expect(keepsName(type.value, { VpcId: 'v', CidrBlock }, { VpcId: 'v', CidrBlock: '10.1.2.0/24' })).toBe(collides);
});
