import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import { loadRegistry } from '../registry/registry.ts';
import { keepsName, sharedKeys, thingKeys } from './identity.ts';

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
    [
      'AWS::EC2::Route',
      { RouteTableId: 'r', DestinationIpv6CidrBlock: '::/0', GatewayId: 'a' },
      { RouteTableId: 'r', DestinationIpv6CidrBlock: '0:0:0:0:0:0:0:0/0', GatewayId: 'b' },
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

it.each([
  ['AWS::IAM::Role', { RoleName: 'Orders' }, { RoleName: 'orders' }, true],
  ['AWS::DynamoDB::Table', { TableName: 'Orders' }, { TableName: 'orders' }, false],
])('a %s that only changes the case of its name collides with its own old one as the service has it', (name, desired, live, collides) => {
  const type = types.type(name);
  if (!type.ok) throw new Error(name);
  expect(keepsName(type.value, desired, live)).toBe(collides);
});

it.each([
  ['AWS::S3::Bucket', { BucketName: 'b' }, true, true],
  ['AWS::IAM::Role', { RoleName: 'r' }, true, false],
  ['AWS::SQS::Queue', { QueueName: 'q' }, false, false],
])('a %s is one thing in all regions or accounts as its ARN has it', (name, asked, regions, accounts) => {
  const type = types.type(name);
  if (!type.ok) throw new Error(name);
  const keys = (account: string, region: string) => thingKeys(type.value, { account, region }, null, asked);
  const one = keys('1', 'us-east-1');
  expect(one).toHaveLength(1);
  expect(keys('1', 'eu-west-1')[0] === one[0]).toBe(regions);
  expect(keys('2', 'us-east-1')[0] === one[0]).toBe(accounts);
  expect(keys('1', 'cn-north-1')[0] === one[0]).toBe(regions && !accounts);
});
