import { afterAll, describe, expect, it } from 'vitest';
import type { ResourceType } from '../../model/resource-type.ts';
import { loadRegistry } from '../../registry/registry.ts';
import { parentModels, parentProperties } from './parent-properties.ts';

const registry = loadRegistry();
afterAll(() => registry.close());

function typeOf(name: string): ResourceType {
  const type = registry.type(name);
  if (!type.ok) throw new Error(name);
  return type.value;
}

describe('the properties by which a type names a parent', () => {
  it.each([
    ['as the registry says', 'AWS::EC2::Route', 'AWS::EC2::RouteTable', [{ property: 'RouteTableId', attribute: 'RouteTableId' }]],
    ['by the name of its identifier', 'AWS::IAM::RolePolicy', 'AWS::IAM::Role', [{ property: 'RoleName', attribute: 'RoleName' }]],
    ['by its own name before that', 'AWS::Route53::RecordSet', 'AWS::Route53::HostedZone', [{ property: 'HostedZoneId', attribute: 'Id' }]],
    ['by its own name alone', 'AWS::APS::AnomalyDetector', 'AWS::APS::Workspace', [{ property: 'Workspace', attribute: 'Arn' }]],
    ['not at all', 'AWS::EC2::Route', 'AWS::SQS::Queue', []],
  ])('are known %s', (_, type, parent, expected) => {
    expect(parentProperties(typeOf(type), typeOf(parent))).toEqual(expected);
  });

  it('are told to a listing one at a time, and together where there are several', () => {
    const type = typeOf('AWS::ApiGateway::Method');
    const api = { type: typeOf('AWS::ApiGateway::RestApi'), identifier: 'a1', properties: {} };
    const resource = { type: typeOf('AWS::ApiGateway::Resource'), identifier: 'a1|r1', properties: {} };
    expect(parentModels(type, [api])).toEqual([{ RestApiId: 'a1' }]);
    const models = parentModels(type, [api, resource]);
    expect(models).toContainEqual({ ResourceId: 'r1' });
    expect(models).toContainEqual({ RestApiId: 'a1', ResourceId: 'r1' });
    expect(parentModels(type, [])).toEqual([]);
  });

  it('are those that the list handler requires, where its schema is known', () => {
    const type: ResourceType = { ...typeOf('AWS::ApiGateway::Method'), handlers: { list: { permissions: [], listRequires: ['RestApiId', 'HttpMethod'] } } };
    const api = { type: typeOf('AWS::ApiGateway::RestApi'), identifier: 'a1', properties: {} };
    expect(parentModels(type, [api])).toEqual([]);
    expect(parentModels({ ...type, handlers: { list: { permissions: [], listRequires: ['RestApiId'] } } }, [api])).toEqual([{ RestApiId: 'a1' }]);
  });
});
