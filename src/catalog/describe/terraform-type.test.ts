import { describe, expect, it } from 'vitest';
import { terraformType } from './terraform-type.ts';

const text = { type: 'string' };

describe('the schema of a Terraform type', () => {
  it.each([
    ['string', text],
    ['"list"', { type: 'array' }],
    ['list(string)', { type: 'array', items: text }],
    ['set(number)', { type: 'array', items: { type: 'number' }, uniqueItems: true }],
    ['map(any)', { type: 'object', additionalProperties: {} }],
    ['tuple([string, bool])', { type: 'array', prefixItems: [text, { type: 'boolean' }], minItems: 2, maxItems: 2 }],
    [
      'object({\n  # its name\n  name = string // kept\n  "a-b": optional(list(number), [1, 2])\n  more = optional(object({ deep = optional(map(string), { k = "v" }) }), {})\n})',
      {
        type: 'object',
        required: ['name'],
        properties: {
          name: text,
          'a-b': { type: ['array', 'null'], items: { type: 'number' }, default: [1, 2] },
          more: {
            type: ['object', 'null'],
            properties: { deep: { type: ['object', 'null'], additionalProperties: text, default: { k: 'v' } } },
            default: {},
          },
        },
      },
    ],
  ])('of %j', (type, schema) => {
    expect(terraformType(type)).toEqual({ schema, lost: [] });
  });

  it('says where a default is an expression, and keeps the rest', () => {
    expect(terraformType('object({ at = optional(string, timeadd("x", "1h")), n = optional(string, "${a}"), b = bool })')).toEqual({
      schema: { type: 'object', required: ['b'], properties: { at: { type: ['string', 'null'] }, n: { type: ['string', 'null'] }, b: { type: 'boolean' } } },
      lost: ['at: its default is an expression', 'n: its default is an expression'],
    });
  });

  it.each(['', 'strin', 'list(string', 'list(string) x', 'object({ a })', 'object({ a = })', 'list()', `${'list('.repeat(200)}string${')'.repeat(200)}`])(
    'is none where the text is no type: %j',
    (type) => {
      expect(terraformType(type)).toBeNull();
    },
  );
});
