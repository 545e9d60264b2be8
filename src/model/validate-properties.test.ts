import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { Property, ResourceType, Shape } from './resource-type.ts';
import { validateProperties } from './validate-properties.ts';

const text: Shape = { kind: 'string' };

const widget: ResourceType = {
  name: 'Test::Unit::Widget',
  identifier: ['Id'],
  properties: {
    Name: { shape: { kind: 'string', minLength: 3, maxLength: 8, pattern: '^[a-z]+$' }, required: true, description: 'What it is called.' },
    Mode: { shape: { kind: 'string', enum: ['Enabled', 'Suspended'] } },
    Size: { shape: { kind: 'integer', minimum: 1, maximum: 10 } },
    Ratio: { shape: { kind: 'number' } },
    Open: { shape: { kind: 'boolean' } },
    Policy: { shape: { kind: 'json' } },
    Names: { shape: { kind: 'array', items: text, unique: true, maxItems: 3 } },
    Labels: { shape: { kind: 'map', values: text } },
    Part: { shape: { kind: 'object', definition: 'Part' } },
    Parts: { shape: { kind: 'array', items: { kind: 'object', definition: 'Part' } } },
    Either: { shape: { kind: 'union', of: [{ kind: 'object', definition: 'Part' }, { kind: 'object', definition: 'Other' }, text] } },
  },
  attributes: { Id: { shape: text }, 'Part/Serial': { shape: text } },
  definitions: {
    Part: { Key: { shape: text, required: true }, Serial: { shape: text, required: true }, Inner: { shape: { kind: 'object', definition: 'Inner' } } },
    Inner: { Key: { shape: text, required: true }, Inner: { shape: { kind: 'object', definition: 'Inner' } } },
    Other: { Colour: { shape: text, required: true }, Weight: { shape: { kind: 'integer' } } },
  },
  stateful: false,
  createOnly: [],
  conditionalCreateOnly: [],
  readOnly: ['/Id', '/Part/Serial', '/Parts/*/Serial', '/Either/Serial'],
  writeOnly: [],
  source: 'base',
};

const concrete = { references: false };

function found(properties: JsonObject, options: { references: boolean; partial?: boolean } = concrete) {
  return validateProperties(widget, { Name: 'gear', ...properties }, options);
}

describe('validateProperties', () => {
  it('accepts every kind of value where it belongs', () => {
    expect(
      found({
        Mode: 'Enabled',
        Size: 10,
        Ratio: 0.5,
        Open: false,
        Policy: { a: [1, null] },
        Names: ['a', 'b'],
        Labels: { 'a/b': 'c' },
        Part: { Key: 'k', Inner: { Key: 'k' } },
        Parts: [{ Key: 'k' }],
        Either: 'x',
      }),
    ).toEqual([]);
  });

  it.each([
    ['a number for a string', { Name: 12345 }, '/Name', 'write it in quotes: "12345"'],
    ['a boolean written as text', { Open: 'true' }, '/Open', 'write true without quotes'],
    ['a number written as text', { Size: '3' }, '/Size', 'write 3 without quotes'],
    ['a fraction for a whole number', { Size: 1.5 }, '/Size', 'give a whole number'],
    ['one value for a list', { Names: 'a' }, '/Names', 'put it into a list: [ … ]'],
    ['null', { Open: null }, '/Open', 'give true or false, or leave it out'],
    ['a value out of the enumeration', { Mode: 'enabled' }, '/Mode', 'did you mean Enabled? It takes Enabled or Suspended'],
    ['a text that is too short', { Name: 'ab' }, '/Name', 'use at least 3 characters'],
    ['a text that is too long', { Name: 'abcdefghi' }, '/Name', 'use at most 8 characters'],
    ['a text of another form', { Name: 'ABC' }, '/Name', 'use text that matches ^[a-z]+$'],
    ['a number that is too small', { Size: 0 }, '/Size', 'use at least 1'],
    ['a number that is too large', { Size: 11 }, '/Size', 'use at most 10'],
    ['a list that is too long', { Names: ['a', 'b', 'c', 'd'] }, '/Names', 'give at most 3'],
    ['an item twice', { Names: ['a', 'b', 'a'] }, '/Names/2', 'remove one of the two'],
    ['a wrong value in a map', { Labels: { 'a/b': 1 } }, '/Labels/a~1b', 'write it in quotes: "1"'],
    ['a list for an object', { Part: [] }, '/Part', 'give an object'],
    ['a read-only property', { Id: 'x' }, '/Id', 'leave Id out'],
    ['a read-only property of an object', { Part: { Key: 'k', Serial: 's' } }, '/Part/Serial', 'leave Serial out'],
    ['a read-only property of an item', { Parts: [{ Key: 'k' }, { Key: 'k', Serial: 's' }] }, '/Parts/1/Serial', 'leave Serial out'],
    ['a value no alternative takes', { Either: 5 }, '/Either', 'give an object or a string'],
    ['a wrong value in the alternative that was meant', { Either: { Colour: 'red', Weight: 'heavy' } }, '/Either/Weight', 'give a whole number'],
  ])('refuses %s, with its place and what to write instead', (_, properties, at, fix) => {
    expect(found(properties as JsonObject)).toMatchObject([{ code: 'PROPERTY_INVALID', at, fix }]);
  });

  it('counts characters as people do, not UTF-16 units', () => {
    const emoji: ResourceType = { ...widget, properties: { Name: { shape: { kind: 'string', maxLength: 2 } } } };
    expect(validateProperties(emoji, { Name: '🙂🙂' }, concrete)).toEqual([]);
    expect(validateProperties(emoji, { Name: '🙂🙂🙂' }, concrete)).toHaveLength(1);
  });

  it('names the nearest property for an unknown one, at any depth', () => {
    expect(found({ Nmaes: [] })).toMatchObject([{ code: 'PROPERTY_UNKNOWN', at: '/Nmaes', fix: expect.stringContaining('Names') }]);
    expect(found({ Parts: [{ Key: 'k', kye: 1 }] })).toMatchObject([{ code: 'PROPERTY_UNKNOWN', at: '/Parts/0/kye', fix: expect.stringContaining('Key') }]);
    expect(found({ __proto__x: 1, constructor: 1 }).map((one) => one.code)).toEqual(['PROPERTY_UNKNOWN', 'PROPERTY_UNKNOWN']);
  });

  it('asks for required properties, but not for read-only ones', () => {
    expect(validateProperties(widget, {}, concrete)).toMatchObject([{ code: 'PROPERTY_MISSING', at: '/Name', fix: 'give Name, a string: What it is called.' }]);
    expect(found({ Part: { Inner: { Key: 'k' } } })).toMatchObject([{ code: 'PROPERTY_MISSING', at: '/Part/Key' }]);
  });

  it('asks for nothing when the value is partial', () => {
    expect(validateProperties(widget, { Part: { Inner: {} } }, { references: false, partial: true })).toEqual([]);
  });

  it('accepts a reference in any place, and joined text only where text may stand', () => {
    const from = { $from: { node: 'a', attribute: 'Arn' } };
    const joined = { $join: ['x', from] };
    expect(
      found({ Name: from, Size: from, Parts: from, Part: { Key: joined }, Names: [joined], Either: joined, Policy: joined }, { references: true }),
    ).toEqual([]);
    expect(found({ Size: joined }, { references: true })).toMatchObject([{ code: 'PROPERTY_INVALID', at: '/Size' }]);
    expect(found({ Id: from }, { references: true })).toMatchObject([{ code: 'PROPERTY_INVALID', at: '/Id' }]);
    expect(found({ Naem: from }, { references: true })).toMatchObject([{ code: 'PROPERTY_UNKNOWN' }]);
    expect(found({ Name: from })).toMatchObject([{ code: 'PROPERTY_INVALID', at: '/Name' }]);
  });

  it('stops at 100 problems and at values nested without end', () => {
    expect(found({ Names: Array.from({ length: 1_000 }, () => 1) })).toHaveLength(100);
    let deep: JsonObject = { Key: 'k' };
    for (let level = 0; level < 5_000; level++) deep = { Key: 'k', Inner: deep };
    expect(found({ Part: deep })).toMatchObject([{ code: 'PROPERTY_INVALID' }]);
  });
});

/** Values that fit a shape; `depth` bounds definitions that hold themselves. */
function fitting(shape: Shape, depth: number): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'string':
      return shape.enum === undefined ? fc.stringMatching(/^[a-z]{3,8}$/) : fc.constantFrom(...shape.enum);
    case 'integer':
      return fc.integer({ min: shape.minimum ?? -5, max: shape.maximum ?? 5 });
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'json':
      return fc.dictionary(fc.string(), fc.string());
    case 'array':
      return fc.uniqueArray(fitting(shape.items, depth), { maxLength: shape.maxItems ?? 3, comparator: 'SameValue', selector: (item) => JSON.stringify(item) });
    case 'map':
      return fc.dictionary(fc.string(), fitting(shape.values, depth), { maxKeys: 3 });
    case 'object':
      return members(widget.definitions[shape.definition] ?? {}, depth - 1);
    case 'union':
      return fc.oneof(...shape.of.map((member) => fitting(member, depth)));
    default:
      shape satisfies never;
      return fc.constant(null);
  }
}

function members(known: Readonly<Record<string, Property>>, depth: number): fc.Arbitrary<Record<string, unknown>> {
  const given = Object.entries(known).filter(([name, property]) => name !== 'Serial' && (property.required === true || depth > 0));
  const required = given.filter(([, property]) => property.required === true).map(([name]) => name);
  return fc.record(Object.fromEntries(given.map(([name, property]) => [name, fitting(property.shape, depth)])), { requiredKeys: required });
}

describe('for every value that fits its type', () => {
  const value = members(widget.properties, 3) as fc.Arbitrary<JsonObject>;

  it('there is no problem', () => {
    fc.assert(
      fc.property(value, (properties) => {
        expect(validateProperties(widget, properties, concrete)).toEqual([]);
      }),
    );
  });

  it('one unknown name is one problem, at that name', () => {
    fc.assert(
      fc.property(value, fc.string({ minLength: 1 }), (properties, name) => {
        fc.pre(!Object.hasOwn(widget.properties, name) && name !== 'Id');
        const pointer = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        const own = Object.fromEntries([...Object.entries(properties), [name, 1]]);
        expect(validateProperties(widget, own, concrete)).toMatchObject([{ code: 'PROPERTY_UNKNOWN', at: pointer }]);
      }),
    );
  });

  it('any property may be replaced by a reference when references are allowed', () => {
    fc.assert(
      fc.property(value, fc.nat(), (properties, pick) => {
        const names = Object.keys(properties);
        const name = names[pick % names.length] ?? 'Name';
        expect(validateProperties(widget, { ...properties, [name]: { $from: { node: 'n', attribute: 'a' } } }, { references: true })).toEqual([]);
      }),
    );
  });
});
