import { expect, it } from 'vitest';
import { mayDouble } from './may-double.ts';
import { nativeTypes } from './native-types.ts';

it('tells from the tables which creations a network can double', () => {
  const doubling = [...nativeTypes.values()].filter(mayDouble).map(({ type }) => type);
  expect(doubling.sort()).toEqual([
    'AWS::EC2::EIP',
    'AWS::EC2::InternetGateway',
    'AWS::EC2::RouteTable',
    'AWS::EC2::SecurityGroup',
    'AWS::EC2::Subnet',
    'AWS::EC2::VPC',
    'AWS::KMS::Key',
  ]);
});

it('says so of no type that cannot be listed, since its twin could not be found', () => {
  for (const type of nativeTypes.values()) if (mayDouble(type)) expect([type.type, type.list !== undefined]).toEqual([type.type, true]);
});
