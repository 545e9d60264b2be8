import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import { faultsOf, fromText, memberSchema, vettedSchema, withDefaults } from './json-schemas.ts';

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more });
const faults = (schema: JsonObject) => vettedSchema(schema).faults.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('vettedSchema', () => {
  it('writes every reference out', () => {
    const { schema, faults: none } = vettedSchema(
      object({ a: { $ref: '#/$defs/n' }, b: { $ref: '#/$defs/n', description: 'x' } }, { $defs: { n: { type: 'integer' } } }),
    );
    expect(none).toEqual([]);
    expect(schema['properties']).toEqual({ a: { type: 'integer' }, b: { description: 'x', allOf: [{ type: 'integer' }] } });
  });

  it('refuses what leads elsewhere, to itself, or to too much, and what is no schema', () => {
    expect(faults(object({ a: { $ref: 'https://example.org/s' } }))[0]).toContain('properties.a.$ref');
    expect(faults(object({ a: { $ref: '#/$defs/n' } }, { $defs: { n: { items: { $ref: '#/$defs/n' } } } }))[0]).toContain('leads to itself');
    const bomb = Object.fromEntries([...Array(30).keys()].map((at) => [`d${at}`, { allOf: [{ $ref: `#/$defs/d${at + 1}` }, { $ref: `#/$defs/d${at + 1}` }] }]));
    expect(faults(object({ a: { $ref: '#/$defs/d0' } }, { $defs: { ...bomb, d30: {} } }))[0]).toContain('keys');
    expect(faults(object({ a: { type: 'strng' } }))[0]).toContain('no JSON Schema');
    expect(faults(object({ a: { type: 'string', pattern: '(?=x)y' } }))[0]).toContain('cannot be used');
    expect(faults({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' })[0]).toContain('dialect');
  });
});

describe('faultsOf', () => {
  it('says where a value is not as it should be', () => {
    const schema = object({ a: { type: 'integer', maximum: 3 }, b: { enum: ['x', 'y'] } }, { required: ['a'], additionalProperties: false });
    expect(faultsOf(schema, { a: 4, b: 'z', c: 1 }).map(({ path }) => path.join('.'))).toEqual(['c', 'a', 'b']);
    expect(faultsOf(schema, { b: 'x' })).toMatchObject([{ path: ['a'], message: 'it is required and not given' }]);
    expect(faultsOf(schema, { a: 1, b: 'x' })).toEqual([]);
  });

  it('runs each pattern as it is, in one schema and in one after another', () => {
    const schema = object({ a: { type: 'string', pattern: '^x+$' }, b: { type: 'string', pattern: '^y+$' } });
    expect(faultsOf(schema, { a: 'x', b: 'y' })).toEqual([]);
    expect(faultsOf(schema, { a: 'y', b: 'x' }).map(({ path }) => path)).toEqual([['a'], ['b']]);
    expect(faultsOf(object({ c: { type: 'string', pattern: '^z+$' } }), { c: 'z' })).toEqual([]);
  });

  it('runs a pattern that never ends elsewhere in time that grows with the text alone', () => {
    const schema = object({ a: { type: 'string', pattern: '^(a+)+$' } });
    expect(faultsOf(schema, { a: `${'a'.repeat(20_000)}!` })).toMatchObject([{ path: ['a'] }]);
    expect(faultsOf(schema, { a: 'a'.repeat(20_000) })).toEqual([]);
  });
});

describe('values of a schema', () => {
  it('are completed by its defaults, within the objects that are there', () => {
    const schema = object({ a: { default: 1 }, o: object({ b: { default: 'x' } }) });
    expect(withDefaults(schema, { o: {} })).toEqual({ a: 1, o: { b: 'x' } });
    expect(withDefaults(schema, { a: 2 })).toEqual({ a: 2 });
  });

  it('are read from texts where the schema wants no text', () => {
    expect(fromText({ type: 'integer' }, '3')).toBe(3);
    expect(fromText({ type: 'string' }, '3')).toBe('3');
    expect(fromText({ type: 'array' }, 'a, b')).toEqual(['a', 'b']);
    expect(fromText({ type: 'array' }, '["a"]')).toEqual(['a']);
    expect(fromText({ type: 'boolean' }, 'yes')).toBe('yes');
    expect(fromText(undefined, '{}')).toBe('{}');
  });

  it('have no members but those that are listed, unless the schema says so', () => {
    expect(memberSchema(object({ a: {} }), 'b')).toBeUndefined();
    expect(memberSchema(object({ a: {} }, { additionalProperties: true }), 'b')).toEqual({});
    expect(memberSchema({ type: 'object', additionalProperties: { type: 'string' } }, 'b')).toEqual({ type: 'string' });
  });
});
