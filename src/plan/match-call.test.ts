import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { AwsCall } from '../model/call.ts';
import { isSignedCall, type OwnValues } from './match-call.ts';

const call = (input: JsonObject, more: Partial<AwsCall> = {}): AwsCall => ({
  service: 'ec2',
  operation: 'CreateSubnet',
  input,
  target: { account: '111111111111', region: 'us-east-1' },
  effect: 'write',
  ...more,
});
const own = (name: string): Json => ({ $own: name });

describe('whether a call is the signed one', () => {
  it('holds for the same call, whatever the order of its members', () => {
    expect(isSignedCall(call({ A: { x: 1, y: [true, null] }, B: 'b' }), call({ B: 'b', A: { y: [true, null], x: 1 } }), new Map())).toBe(true);
  });

  it.each([
    ['another service', call({ A: 1 }, { service: 'rds' })],
    ['another operation', call({ A: 1 }, { operation: 'DeleteSubnet' })],
    ['another account', call({ A: 1 }, { target: { account: '222222222222', region: 'us-east-1' } })],
    ['another region', call({ A: 1 }, { target: { account: '111111111111', region: 'eu-west-1' } })],
    ['another effect', call({ A: 1 }, { effect: 'read' })],
    ['another value', call({ A: 2 })],
    ['a value of another JSON type', call({ A: '1' })],
    ['a member more', call({ A: 1, B: 1 })],
    ['a member less', call({})],
    ['a list in place of a value', call({ A: [1] })],
    ['null in place of a value', call({ A: null })],
  ])('fails for %s', (_, actual) => {
    expect(isSignedCall(call({ A: 1 }), actual, new Map())).toBe(false);
  });

  it.each([
    ['an item more', [1, 2, 3]],
    ['an item less', [1]],
    ['another order', [2, 1]],
  ])('fails for a list with %s', (_, list) => {
    expect(isSignedCall(call({ A: [1, 2] }), call({ A: list }), new Map())).toBe(false);
    expect(isSignedCall(call({ A: [1, 2] }), call({ A: [1, 2] }), new Map())).toBe(true);
  });

  it('compares documents as documents, and never as their text', () => {
    const signed = call({ Policy: { $json: { Effect: 'Allow' } } });
    expect(isSignedCall(signed, call({ Policy: { $json: { Effect: 'Allow' } } }), new Map())).toBe(true);
    expect(isSignedCall(signed, call({ Policy: '{"Effect":"Allow"}' }), new Map())).toBe(false);
    expect(isSignedCall(signed, call({ Policy: { $json: { Effect: 'Deny' } } }), new Map())).toBe(false);
  });

  it('gives a value of the resource itself one value, wherever its name stands', () => {
    const values: OwnValues = new Map();
    const signed = call({ VpcId: own('VpcId'), Arn: { $join: ['arn:', own('VpcId'), '/x'] } });
    expect(isSignedCall(signed, call({ VpcId: 'vpc-1', Arn: 'arn:vpc-1/x' }), values)).toBe(true);
    expect(isSignedCall(signed, call({ VpcId: 'vpc-2', Arn: 'arn:vpc-2/x' }), values)).toBe(false);
    // Also where it stands alone, in one call after another and twice in one.
    expect(isSignedCall(call({ VpcId: own('VpcId') }), call({ VpcId: 'vpc-2' }), values)).toBe(false);
    expect(isSignedCall(call({ VpcId: own('VpcId') }), call({ VpcId: 'vpc-1' }), values)).toBe(true);
    expect(isSignedCall(call({ A: own('A'), B: own('A') }), call({ A: 'a', B: 'b' }), new Map())).toBe(false);
    expect(isSignedCall(call({ VpcId: own('VpcId') }), call({ VpcId: { a: 1 } }), new Map())).toBe(false);
    expect(isSignedCall(call({ Arn: { $join: ['a', own('X'), 'b'] } }), call({ Arn: 'ab' }), new Map())).toBe(false);
    expect(isSignedCall(call({ Arn: { $join: ['a.c', own('X')] } }), call({ Arn: 'abc1' }), new Map())).toBe(false);
  });

  it.each([
    ['before it', 'x arn:vpc-1/x'],
    ['after it', 'arn:vpc-1/x y'],
    ['on a line before it', 'x\narn:vpc-1/x'],
    ['on a line after it', 'arn:vpc-1/x\ny'],
  ])('fails for a text that holds the signed one, with more %s', (_, text) => {
    const signed = call({ Arn: { $join: ['arn:', own('VpcId'), '/x'] } });
    expect(isSignedCall(signed, call({ Arn: 'arn:vpc-1/x' }), new Map())).toBe(true);
    expect(isSignedCall(signed, call({ Arn: text }), new Map())).toBe(false);
  });

  it('learns nothing from a call that does not match', () => {
    const values: OwnValues = new Map();
    expect(isSignedCall(call({ VpcId: own('VpcId'), B: 1 }), call({ VpcId: 'vpc-9', B: 2 }), values)).toBe(false);
    expect(values.size).toBe(0);
  });

  it('takes each item of what is to be cleared, and nothing but one value', () => {
    const signed = call({ VersionId: { $each: 'Versions' } });
    const values: OwnValues = new Map();
    expect(isSignedCall(signed, call({ VersionId: 'v1' }), values)).toBe(true);
    expect(isSignedCall(signed, call({ VersionId: 'v2' }), values)).toBe(true);
    expect(isSignedCall(signed, call({ VersionId: ['v1', 'v2'] }), values)).toBe(false);
  });

  it('never matches a reference that was not resolved', () => {
    const reference = { $from: { node: 'network', attribute: 'VpcId' } };
    expect(isSignedCall(call({ VpcId: reference }), call({ VpcId: 'vpc-1' }), new Map())).toBe(false);
    expect(isSignedCall(call({ VpcId: { $join: ['a', reference] } }), call({ VpcId: 'avpc-1' }), new Map())).toBe(false);
  });

  it('takes no longer for many holes in a text than for few', () => {
    const holes = Array.from({ length: 40 }, (_, index) => own(`V${index}`));
    const signed = call({ Arn: { $join: [...holes.flatMap((hole) => [hole, 'a']), 'z'] } });
    expect(isSignedCall(signed, call({ Arn: 'a'.repeat(4_000) }), new Map())).toBe(false);
    expect(isSignedCall(signed, call({ Arn: `${'xa'.repeat(40)}z` }), new Map())).toBe(true);
  });

  it('gives a hole the value that it has elsewhere, also where a shorter one would do', () => {
    const signed = call({ VpcId: own('VpcId'), Arn: { $join: [own('VpcId'), '-', own('Rest')] } });
    const values: OwnValues = new Map();
    expect(isSignedCall(signed, call({ VpcId: 'vpc-1', Arn: 'vpc-1-x' }), values)).toBe(true);
    expect(values.get('Rest')).toBe('x');
  });

  it('fails for more than the signed text where each of its holes is known', () => {
    const signed = call({ VpcId: own('VpcId'), Arn: { $join: ['arn:', own('VpcId'), '/x'] } });
    for (const more of ['y', '/x', '\n'])
      expect(isSignedCall(signed, call({ VpcId: 'vpc-1', Arn: `arn:vpc-1/x${more}` }), new Map([['VpcId', 'vpc-1']]))).toBe(false);
  });
});

describe('a secret in a call', () => {
  const secret = (name: string, digest?: string, ...before: Json[]): Json => ({ $secret: [...before, { name }], ...(digest === undefined ? {} : { digest }) });
  const same = (signed: Json, actual: Json) => isSignedCall(call({ A: { $json: { P: signed } } }), call({ A: { $json: { P: actual } } }), new Map());

  it('is matched by name, and by digest where that was signed', () => {
    expect(same(secret('a', 'f0'), secret('a', 'f0'))).toBe(true);
    expect(same(secret('a'), secret('a', 'f0'))).toBe(true);
    expect(same(secret('a', 'f0'), secret('a', 'f1'))).toBe(false);
    expect(same(secret('a', 'f0'), secret('a'))).toBe(false);
    expect(same(secret('a'), secret('b'))).toBe(false);
    expect(same(secret('a'), secret('a', undefined, 'x'))).toBe(false);
    expect(same(secret('a'), 'the value')).toBe(false);
    expect(same('text', secret('a'))).toBe(false);
  });

  it('is matched within a text that the tables of calls put together, and stands in no hole', () => {
    const text = (...parts: Json[]): JsonObject => ({ A: { $join: parts } });
    expect(isSignedCall(call(text('x ', secret('a'), ' y')), call(text('x ', secret('a', 'f0'), ' y')), new Map())).toBe(true);
    expect(isSignedCall(call(text('x ', secret('a'), ' y')), call(text('x ', secret('b'), ' y')), new Map())).toBe(false);
    expect(isSignedCall(call(text('x ', secret('a'), ' y')), call({ A: 'x value y' }), new Map())).toBe(false);
    expect(isSignedCall(call(text(own('Id'), ' ', secret('a'))), call(text('i-1 ', secret('a'))), new Map())).toBe(true);
  });
});
