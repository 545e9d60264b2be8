import { describe, expect, it } from 'vitest';
import type { ResourceType } from '../model/resource-type.ts';
import { parseSchema } from './parse-schema.ts';

function parsed(schema: Record<string, unknown>): ResourceType {
  const result = parseSchema({ typeName: 'Test::Unit::Widget', primaryIdentifier: ['/properties/Id'], ...schema });
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.value;
}

function shapeOf(node: unknown, definitions: Record<string, unknown> = {}) {
  const type = parsed({ properties: { Id: { type: 'string' }, P: node }, definitions });
  return { shape: type.properties['P']?.shape, definitions: type.definitions };
}

describe('the shape of a value', () => {
  it.each([
    [
      { type: 'string', enum: ['a', 'b'] },
      { kind: 'string', enum: ['a', 'b'] },
    ],
    [
      { type: 'string', pattern: '^a', minLength: 1, maxLength: 3, format: 'uri' },
      { kind: 'string', pattern: '^a', minLength: 1, maxLength: 3, format: 'uri' },
    ],
    [{ const: 'a' }, { kind: 'string', enum: ['a'] }],
    [
      { type: 'integer', minimum: 0, maximum: 9 },
      { kind: 'integer', minimum: 0, maximum: 9 },
    ],
    [{ type: ['boolean', 'null'] }, { kind: 'boolean' }],
    [{ type: ['integer', 'string'] }, { kind: 'union', of: [{ kind: 'integer' }, { kind: 'string' }] }],
    [{ type: ['object', 'string'] }, { kind: 'json' }],
    [{ type: 'object' }, { kind: 'json' }],
    [{}, { kind: 'json' }],
    [
      { type: 'array', items: { type: 'string' } },
      { kind: 'array', items: { kind: 'string' } },
    ],
    [
      { type: 'array', insertionOrder: false, uniqueItems: true, minItems: 1, maxItems: 2, items: { type: 'string' } },
      { kind: 'array', items: { kind: 'string' }, unordered: true, unique: true, minItems: 1, maxItems: 2 },
    ],
    [
      { type: 'object', additionalProperties: false, patternProperties: { '.*': { type: 'string' } } },
      { kind: 'map', values: { kind: 'string' } },
    ],
    [
      { type: 'object', additionalProperties: { type: 'integer' } },
      { kind: 'map', values: { kind: 'integer' } },
    ],
    [
      { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
      { kind: 'union', of: [{ kind: 'string' }, { kind: 'array', items: { kind: 'string' } }] },
    ],
    [{ $ref: '#/definitions/Missing' }, { kind: 'json' }],
  ])('%j is %j', (node, shape) => {
    expect(shapeOf(node).shape).toEqual(shape);
  });

  it('keeps objects by their name in the document, and objects written in place by their path', () => {
    const { shape, definitions } = shapeOf(
      {
        type: 'object',
        properties: {
          Named: { $ref: '#/definitions/Named' },
          Again: { $ref: '#/definitions/Named' },
          Inline: { type: 'object', properties: { X: { type: 'string' } } },
        },
      },
      { Named: { type: 'object', required: ['Y'], properties: { Y: { $ref: '#/definitions/Text' } } }, Text: { type: 'string', maxLength: 5 } },
    );
    expect(shape).toEqual({ kind: 'object', definition: 'P' });
    expect(Object.keys(definitions).sort()).toEqual(['Named', 'P', 'P.Inline']);
    expect(definitions['Named']).toEqual({ Y: { shape: { kind: 'string', maxLength: 5 }, required: true } });
  });

  it('follows definitions that hold themselves', () => {
    const { definitions } = shapeOf(
      { $ref: '#/definitions/Tree' },
      { Tree: { type: 'object', properties: { Children: { type: 'array', items: { $ref: '#/definitions/Tree' } } } } },
    );
    expect(definitions['Tree']?.['Children']?.shape).toEqual({ kind: 'array', items: { kind: 'object', definition: 'Tree' } });
    expect(shapeOf({ $ref: '#/definitions/Loop' }, { Loop: { type: 'array', items: { $ref: '#/definitions/Loop' } } }).shape).toEqual({
      kind: 'array',
      items: { kind: 'json' },
    });
  });

  it('makes one object of alternatives that are objects, requiring what all of them require', () => {
    const { shape, definitions } = shapeOf({
      type: 'object',
      oneOf: [
        { properties: { A: { type: 'string' }, Both: { type: 'string' } }, required: ['A', 'Both'] },
        { properties: { B: { type: 'string' }, Both: { type: 'integer' } }, required: ['B', 'Both'] },
      ],
    });
    expect(shape).toEqual({ kind: 'object', definition: 'P' });
    expect(definitions['P']).toEqual({
      A: { shape: { kind: 'string' } },
      B: { shape: { kind: 'string' } },
      Both: { shape: { kind: 'union', of: [{ kind: 'string' }, { kind: 'integer' }] }, required: true },
    });
  });

  it('does not narrow an object by alternatives that only say which members go together', () => {
    const { definitions } = shapeOf({
      type: 'object',
      properties: { A: { type: 'string' }, B: { type: 'string' } },
      oneOf: [{ required: ['A'] }, { required: ['B'] }],
    });
    expect(definitions['P']).toEqual({ A: { shape: { kind: 'string' } }, B: { shape: { kind: 'string' } } });
  });

  it('adds the properties of everything that must hold', () => {
    const { definitions } = shapeOf(
      { allOf: [{ properties: { A: { type: 'string' } }, required: ['A'] }, { $ref: '#/definitions/More' }] },
      { More: { properties: { B: { type: 'string' } } } },
    );
    expect(definitions['P']).toEqual({ A: { shape: { kind: 'string' }, required: true }, B: { shape: { kind: 'string' } } });
  });
});

describe('the resource type', () => {
  const listed = { type: 'array', items: { type: 'object', properties: { Key: { type: 'string' }, Serial: { type: 'string' } } } };

  it('separates attributes from properties and writes one form of pointers', () => {
    const type = parsed({
      properties: {
        Id: { type: 'string' },
        Name: { type: 'string' },
        Parts: listed,
        End: { type: 'object', properties: { Address: { type: 'string' } } },
        Dotted: { type: 'object', properties: { X: { type: 'string' } } },
      },
      required: ['Name', 'Id'],
      readOnlyProperties: ['/properties/Id', '/properties/End/Address', '/properties/Parts/*/Serial', '/properties/Id'],
      createOnlyProperties: ['/properties/Name', '/properties/Parts/items/Key', '/properties/Dotted.X'],
      writeOnlyProperties: ['/properties/Parts/Serial', '/properties/Parts'],
    });
    expect(Object.keys(type.properties)).toEqual(['Name', 'Parts', 'End', 'Dotted']);
    expect(Object.keys(type.attributes)).toEqual(['Id', 'End/Address']);
    expect(type.attributes['Id']).toEqual({ shape: { kind: 'string' } });
    expect(type.readOnly).toEqual(['/End/Address', '/Id', '/Parts/*/Serial']);
    expect(type.createOnly).toEqual(['/Dotted/X', '/Name', '/Parts/*/Key']);
    expect(type.writeOnly).toEqual(['/Parts']);
    expect(type.identifier).toEqual(['Id']);
  });

  it('knows its handlers, and which it does not have', () => {
    const type = parsed({
      properties: { Id: { type: 'string' } },
      handlers: {
        create: { permissions: ['x:Create'], timeoutInMinutes: 90 },
        list: { permissions: [], handlerSchema: { required: ['App'], anyOf: [{ required: ['Fleet'] }, { required: ['Stack'] }] } },
      },
    });
    expect(type.handlers).toEqual({ create: { permissions: ['x:Create'], timeoutMinutes: 90 }, list: { permissions: [], listRequires: ['App', 'Fleet'] } });
    expect(parsed({ properties: {} }).handlers).toBeUndefined();
  });

  it('can be tagged only where our tags could be written', () => {
    const tags = (node: unknown, more: object = {}) => parsed({ properties: { Id: { type: 'string' }, Tags: node }, ...more }).tags;
    const pair = { type: 'object', properties: { Key: { type: 'string' }, Value: { type: 'string' } } };
    expect(tags({ type: 'array', items: pair })).toEqual({ property: 'Tags', variant: 'standard' });
    expect(tags({ type: 'array', items: { ...pair, properties: { ...pair.properties, PropagateAtLaunch: { type: 'boolean' } } } })).toEqual({
      property: 'Tags',
      variant: 'asg',
    });
    expect(tags({ type: 'object', patternProperties: { '.*': { type: 'string' } } })).toEqual({ property: 'Tags', variant: 'map' });
    expect(tags({ type: 'array', items: { type: 'string' } })).toBeUndefined();
    expect(tags({ type: 'array', items: pair }, { tagging: { taggable: false } })).toBeUndefined();
    expect(tags({ type: 'array', items: pair }, { taggable: false })).toBeUndefined();
    expect(
      parsed({
        properties: { Id: { type: 'string' }, UserTags: { type: 'array', items: pair } },
        tagging: { taggable: true, tagProperty: '/properties/UserTags' },
      }).tags?.property,
    ).toBe('UserTags');
  });

  it.each([
    ['no schema at all', 'text', '/'],
    ['a name that is none', { typeName: 'x', properties: {}, primaryIdentifier: ['/properties/A'] }, '/typeName'],
    ['no identifier', { typeName: 'A1::B1::C1', properties: {} }, '/primaryIdentifier'],
    ['a node of a wrong form', { typeName: 'A1::B1::C1', primaryIdentifier: ['/properties/A'], properties: { A: { type: 5 } } }, '/properties/A/type'],
  ])('refuses %s with its place', (_, schema, at) => {
    expect(parseSchema(schema)).toMatchObject({ ok: false, problems: [{ code: 'INPUT_INVALID', at }] });
  });
});

describe('the order of a replacement', () => {
  it('is what the schema says, and open where it says nothing', () => {
    const properties = { Id: { type: 'string' } };
    expect(parsed({ properties, replacementStrategy: 'delete_then_create' }).replacement).toBe('delete-first');
    expect(parsed({ properties, replacementStrategy: 'create_then_delete' }).replacement).toBe('create-first');
    expect(parsed({ properties }).replacement).toBeUndefined();
  });
});
