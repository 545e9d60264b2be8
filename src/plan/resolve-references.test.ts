import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../kernel/json.ts';
import { referencesIn, resolveReferences, showReferences } from './resolve-references.ts';

const from = (node: string, attribute: string) => ({ $from: { node, attribute } });
const values: Record<string, Json> = { 'a.Arn': 'arn:a', 'a.Size': 5, 'a.Endpoint.Port': 443, 'a.List': ['x'] };
const lookup = (node: string, attribute: string): Json | undefined => values[`${node}.${attribute}`];

const leaf: fc.Arbitrary<Json> = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom<Json>(
    from('a', 'Arn'),
    from('b', 'Id'),
    { $join: ['x', from('a', 'Size'), from('b', 'Id')] },
    { $call: ['join', ',', [from('b', 'Id'), from('a', 'Arn')]] },
  ),
);
const value = fc.letrec<{ any: Json }>((tie) => ({
  any: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('any'), { maxLength: 3 }), fc.dictionary(fc.string({ maxLength: 3 }), tie('any'), { maxKeys: 3 })),
})).any;

describe('resolveReferences', () => {
  it('gives a reference the value it refers to, with its type', () => {
    const { value, unresolved } = resolveReferences<Json>(
      { Arn: from('a', 'Arn'), Size: from('a', 'Size'), Ports: [from('a', 'Endpoint.Port')], List: from('a', 'List') },
      lookup,
    );
    expect(value).toEqual({ Arn: 'arn:a', Size: 5, Ports: [443], List: ['x'] });
    expect(unresolved).toEqual([]);
  });

  it('puts no more into a value than there is room for, however that would come about', () => {
    const long = (node: string): Json =>
      ({ n: 'x'.repeat(600_000), list: Array.from({ length: 60_000 }, () => 'a'), shared: [values['a.List'] as Json] })[node] ?? null;
    const twice: Json[] = [['x']];
    for (let depth = 0; depth < 60; depth++) twice.push([twice[depth] as Json, twice[depth] as Json]);
    const give = (node: string, attribute: string) => (node === 'deep' ? (twice[Number(attribute)] as Json) : long(node));
    const quotes = Array.from({ length: 40 }).reduce<Json>((inner) => ({ $call: ['json', inner] }) as Json, from('a', 'Arn'));
    const nested: Json[] = [
      { $join: [from('n', 'A'), from('n', 'A')] },
      [from('n', 'A'), from('n', 'A')],
      from('deep', '60'),
      { $call: ['join', 'y'.repeat(50), [from('n', 'A'), from('n', 'A')]] } as Json,
      { $call: ['join', 'y'.repeat(500_000), from('list', 'A')] } as Json,
    ];
    for (const each of nested) {
      const { tooLarge, unresolved, value: made } = resolveReferences<Json>({ made: each }, give);
      expect([tooLarge, unresolved.length > 0, referencesIn(made).length > 0]).toEqual([true, true, true]);
    }
    expect(resolveReferences<Json>(quotes, () => '"').tooLarge).toBe(true);
    expect(resolveReferences<Json>([from('n', 'A'), from('deep', '3')], give)).toMatchObject({ tooLarge: false, unresolved: [] });
  });

  it('joins what is known to text and keeps what is not', () => {
    expect(resolveReferences<Json>({ $join: ['<', from('a', 'Arn'), ':', from('a', 'Size'), '>'] }, lookup).value).toBe('<arn:a:5>');
    const { value, unresolved } = resolveReferences<Json>({ $join: ['<', from('a', 'Arn'), from('b', 'Id'), '>', from('a', 'Size')] }, lookup);
    expect(value).toEqual({ $join: ['<arn:a', from('b', 'Id'), '>5'] });
    expect(unresolved).toEqual([{ node: 'b', attribute: 'Id' }]);
  });

  it('calls functions once what they are given is known, and keeps the rest of a call as it is', () => {
    const call = { $call: ['join', ':', [from('a', 'Arn'), { $call: ['number', from('b', 'Id')] }]] };
    expect(resolveReferences<Json>({ x: call }, lookup)).toMatchObject({
      value: { x: { $call: ['join', ':', ['arn:a', { $call: ['number', from('b', 'Id')] }]] } },
      unresolved: [{ node: 'b', attribute: 'Id' }],
    });
    expect(resolveReferences<Json>({ $join: ['<', call, '>'] }, (node, attribute) => lookup(node, attribute) ?? '7').value).toBe('<arn:a:7>');
    expect(showReferences<Json>({ $call: ['select', 0, { $call: ['split', '.', from('db', 'Address')] }] })).toBe('select(0, split(".", ‹db.Address›))');
  });

  it('gives nothing for a call that can make nothing of what is there, and names what it rests on', () => {
    const call = { $call: ['select', 3, from('a', 'List')] };
    expect(resolveReferences<Json>(call, lookup)).toMatchObject({ value: call, unresolved: [{ node: 'a', attribute: 'List' }] });
  });

  it('leaves text alone that only looks like an expression', () => {
    const policy = { Resource: 'arn:aws:s3:::b/${aws:username}', $from: 'here', $join: 'x', Deep: { $from: { node: 'a' } } };
    expect(resolveReferences<Json>(policy, lookup)).toEqual({ value: policy, unresolved: [], size: 0, tooLarge: false });
  });

  it.each([
    ['a reference', { $from: { node: 'net', attribute: 'Id' }, Effect: 'Allow' }],
    ['a join', { $join: ['x'], Effect: 'Allow' }],
  ])('leaves a document alone that only has a member in common with %s', (_, document) => {
    expect(referencesIn(document)).toEqual([]);
    expect(resolveReferences(document, () => 'a value')).toEqual({ value: document, unresolved: [], size: 0, tooLarge: false });
  });

  it('names exactly the references it leaves, and resolving in two passes is resolving in one', () => {
    fc.assert(
      fc.property(value, (original) => {
        const none = resolveReferences(original, () => undefined);
        expect(none.value).toEqual(original);
        expect(none.unresolved).toEqual(referencesIn(original));
        const first = resolveReferences(original, lookup);
        expect(referencesIn(first.value)).toEqual(first.unresolved);
        const rest = (node: string): Json | undefined => (node === 'b' ? 'id-b' : undefined);
        expect(resolveReferences(first.value, rest).value).toEqual(
          resolveReferences(original, (node, attribute) => lookup(node, attribute) ?? rest(node)).value,
        );
      }),
    );
  });
});

describe('showReferences', () => {
  it('says where a value will come from', () => {
    expect(showReferences<Json>({ A: from('logs', 'Arn'), B: [{ $join: [from('logs', 'Arn'), '/*'] }] })).toEqual({ A: '‹logs.Arn›', B: ['‹logs.Arn›/*'] });
  });
});
