import { describe, expect, it } from 'vitest';
import type { Property, ResourceType } from '../../model/resource-type.ts';
import { namePropertyOf } from './name-property.ts';

const text: Property = { shape: { kind: 'string' } };

function typed(name: string, properties: ResourceType['properties'], more: Partial<ResourceType> = {}): ResourceType {
  return {
    name: `AWS::Toy::${name}`,
    identifier: [],
    properties,
    attributes: {},
    definitions: {},
    stateful: false,
    createOnly: [],
    conditionalCreateOnly: [],
    readOnly: [],
    writeOnly: [],
    source: 'base',
    ...more,
  };
}

describe('the name of a resource', () => {
  it.each([
    ['Box', { BoxName: text, Name: text }, '/BoxName'],
    ['Box', { Name: text, Label: text }, '/Name'],
    ['CacheCluster', { ClusterName: text }, '/ClusterName'],
    ['DBInstance', { DBInstanceIdentifier: text, DBName: text }, '/DBInstanceIdentifier'],
    ['Box', { DisplayName: text }, '/DisplayName'],
    ['Box', { Colour: text }, null],
  ] as const)('of a %s with %j stands at %s', (kind, properties, pointer) => {
    expect(namePropertyOf(typed(kind, properties))).toBe(pointer);
  });

  it('may stand inside of what is required', () => {
    const plan = typed('Plan', { Plan: { shape: { kind: 'object', definition: 'Plan' }, required: true } }, { definitions: { Plan: { PlanName: text } } });
    expect(namePropertyOf(plan)).toBe('/Plan/PlanName');
  });

  it('is not the name of something else', () => {
    expect(namePropertyOf(typed('Rule', { Name: { ...text, refs: [{ type: 'AWS::Toy::Box', property: 'Name' }] } }))).toBeNull();
  });
});
