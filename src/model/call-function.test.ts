import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../kernel/json.ts';
import { callFunction, type FunctionName, functionKinds } from './call-function.ts';

const names = Object.keys(functionKinds) as FunctionName[];

describe('the functions of expressions', () => {
  it.each<[FunctionName, Json[], Json]>([
    ['select', [1, ['a', 'b']], 'b'],
    ['select', ['0', ['a', 'b']], 'a'],
    ['split', ['.', 'a.b.c'], ['a', 'b', 'c']],
    ['split', [',', ''], ['']],
    ['join', ['-', ['a', 1, true]], 'a-1-true'],
    ['base64', ['#!/bin/sh\n'], 'IyEvYmluL3NoCg=='],
    ['base64', ['é€'], 'w6nigqw='],
    ['json', [{ b: 1, a: [true] }], '{"a":[true],"b":1}'],
    ['length', [['a', 'b']], 2],
    ['number', ['5432'], 5432],
    ['number', ['1.50'], 1.5],
    ['cidr', ['10.0.0.0/16', 2, 8], ['10.0.0.0/24', '10.0.1.0/24']],
    ['cidr', ['10.0.3.7/22', 1, 5], ['10.0.0.0/27']],
    ['cidr', ['2001:db8:1::/56', 2, 64], ['2001:db8:1::/64', '2001:db8:1:1::/64']],
  ])('%s of %j is %j', (name, args, value) => {
    expect(callFunction(name, args)).toEqual(value);
  });

  it.each<[FunctionName, Json[]]>([
    ['select', [2, ['a', 'b']]],
    ['select', [-1, ['a']]],
    ['select', [0, 'a']],
    ['split', ['', 'a']],
    ['split', ['.', 5]],
    ['join', ['-', 'a']],
    ['length', ['abc']],
    ['number', ['5 GB']],
    ['cidr', ['10.0.0.0/24', 2, 8]],
    ['cidr', ['10.0.0.0/8', 257, 8]],
    ['cidr', ['10.0.0.256/8', 1, 8]],
    ['cidr', ['here', 1, 8]],
  ])('%s can make nothing of %j', (name, args) => {
    expect(callFunction(name, args)).toBeUndefined();
  });

  it('give a value or nothing, whatever they are given', () => {
    const args = fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(fc.string()), fc.constantFrom('10.0.0.0/8', '::/0')), {
      maxLength: 4,
    });
    fc.assert(fc.property(fc.constantFrom(...names), args, (name, given) => void callFunction(name, given as Json[])));
  });

  it('encode every text as other programs do', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(callFunction('base64', [text])).toBe(Buffer.from(text.toWellFormed()).toString('base64'));
      }),
    );
  });
});
