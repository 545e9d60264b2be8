import { afterAll, describe, expect, it } from 'vitest';
import type { Property, ResourceType, Shape } from '../../src/model/resource-type.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { constantsAToK } from '../../src/sandbox/tables/constants-a-k.ts';
import { constantsLToZ } from '../../src/sandbox/tables/constants-l-z.ts';
import { defaults, hiddenDefaults } from '../../src/sandbox/tables/defaults.ts';
import { dependentDefaults } from '../../src/sandbox/tables/dependent-defaults.ts';
import { followOns } from '../../src/sandbox/tables/follow-ons.ts';
import { idForms } from '../../src/sandbox/tables/id-forms.ts';
import { neverReturned } from '../../src/sandbox/tables/never-returned.ts';
import { rewrites } from '../../src/sandbox/tables/rewrites.ts';

const registry = loadRegistry();

/** Whether the type has something at a path of names, `*` for any item. */
function has(type: ResourceType, [first = '', ...rest]: readonly string[]): boolean {
  return reaches(type, type.properties[first] ?? type.attributes[first], rest);
}

function reaches(type: ResourceType, property: Property | undefined, path: readonly string[]): boolean {
  return property !== undefined && within(type, property.shape, path);
}

function within(type: ResourceType, shape: Shape, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined || shape.kind === 'json') return true;
  switch (shape.kind) {
    case 'array':
      return within(type, shape.items, first === '*' ? rest : [first, ...rest]);
    case 'map':
      return within(type, shape.values, rest);
    case 'object':
      return reaches(type, type.definitions[shape.definition]?.[first], rest);
    case 'union':
      return shape.of.some((one) => within(type, one, [first, ...rest]));
    default:
      return false;
  }
}

function unknown(table: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(table).flatMap(([name, paths]) => {
    const type = registry.type(name);
    if (!type.ok) return [name];
    return paths.filter((path) => !has(type.value, path.replace(/^\//, '').split('/'))).map((path) => `${name} ${path}`);
  });
}

function pathsOf<T>(table: Readonly<Record<string, T>>, paths: (entry: T) => readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(table).map(([type, entry]) => [type, paths(entry)]));
}

describe('the tables of facts', () => {
  afterAll(() => registry.close());

  it.each([
    ['constants, A to K', pathsOf(constantsAToK, Object.keys)],
    ['constants, L to Z', pathsOf(constantsLToZ, Object.keys)],
    ['defaults', pathsOf(defaults, (facts) => facts.map((fact) => fact.property))],
    ['dependent defaults', pathsOf(dependentDefaults, (facts) => facts.map((fact) => fact.property))],
    ['hidden defaults', hiddenDefaults],
    ['what is never returned', pathsOf(neverReturned, (paths) => paths.split(' '))],
    ['rewrites', pathsOf(rewrites, Object.keys)],
    ['follow-ons', pathsOf(followOns, (facts) => facts.flatMap((fact) => [fact.of, fact.value]))],
  ])('speak of properties that their types have: %s', (_, table) => {
    expect(unknown(table)).toEqual([]);
  });

  it('speak of attributes that their types have: ids', () => {
    const wrong = Object.entries(idForms).flatMap(([name, forms]) => {
      const type = registry.type(name);
      return Object.keys(forms)
        .filter((attribute) => !type.ok || type.value.attributes[attribute] === undefined)
        .map((attribute) => `${name} ${attribute}`);
    });
    expect(wrong).toEqual([]);
  });
});
