import { expect, it } from 'vitest';
import { plainData, reservedMembers } from './plain-data.ts';

it.each(reservedMembers)('makes the text of itself of what holds %s, beside others or alone, at any depth', (name) => {
  expect(plainData({ a: [{ [name]: 1 }], b: { c: { d: 2, [name]: {} } } })).toEqual({ a: [`{"${name}":1}`], b: { c: `{"${name}":{},"d":2}` } });
});

it('leaves everything else as it is, the very same', () => {
  const value = { $schema: 'x', a: [1, { $ref: '#/b' }], b: { $from_: 1 } };
  expect(plainData(value)).toBe(value);
});
