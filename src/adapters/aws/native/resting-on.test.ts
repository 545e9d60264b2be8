import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../kernel/json.ts';
import type { AwsCall } from '../../../model/call.ts';
import { facetCalls } from './changes.ts';
import { nativeTypes } from './native-types.ts';
import { put } from './path.ts';
import { identityOf, withDerived } from './reading.ts';
import { callsOf, restingOn } from './resting-on.ts';

const place = { account: '123456789012', region: 'eu-west-1' };
/** Values that some property or other can have. */
const values: readonly Json[] = ['text', true, 7, [{ Key: 'k', Value: 'v' }], ['item'], { k: 'v' }, [{ Id: 'i' }]];
const facets = [...nativeTypes].flatMap(([name, type]) =>
  type.facets.flatMap((facet, index) => (facet.write === undefined || facet.internal === true ? [] : [[name, index] as const])),
);

describe('what an update rests on', () => {
  it('is all that a call sets as a whole, and nothing of what the calls of other properties set', () => {
    const rule = nativeTypes.get('AWS::Events::Rule');
    expect(restingOn(rule, ['ScheduleExpression'])).toEqual(expect.arrayContaining(['State', 'EventPattern', 'RoleArn', 'Description']));
    expect(restingOn(rule, ['Tags'])).toEqual(['Arn']);
    expect(restingOn(undefined, ['Tags'])).toEqual([]);
  });

  it('is what other properties are set by the same call, unless that call leaves what it is not told', () => {
    expect(restingOn(nativeTypes.get('AWS::SSM::Parameter'), ['Value'])).toEqual(expect.arrayContaining(['Policies', 'KeyId', 'Description']));
    expect(restingOn(nativeTypes.get('AWS::DynamoDB::Table'), ['SSESpecification'])).toEqual(['SSESpecification', 'TableName']);
  });

  it.each(facets)('is enough for every call of %s, facet %i, to name its resource', (name, index) => {
    const type = nativeTypes.get(name);
    const facet = type?.facets[index];
    if (type === undefined || facet === undefined) throw new Error(name);
    const properties = Object.keys(facet.properties).map((property) => property.split('.')[0] ?? '');
    // As a plan has it: what is compared, and what the update rests on besides.
    const besides: JsonObject = Object.fromEntries(restingOn(type, properties).flatMap((one) => (properties.includes(one) ? [] : [[one, `the ${one}`]])));
    const identity = identityOf(type, type.identifier.map((one) => `the ${one}`).join('|'));
    const calls = values.flatMap((value): readonly AwsCall[] => {
      const after = Object.keys(facet.properties).reduce<Json>((all, property) => put(all, property, value), besides) as JsonObject;
      const known = withDerived(type, { ...after, ...identity }, place);
      return [
        ...(facetCalls(type, facet, besides, after, known, place) ?? []),
        ...(facetCalls(type, facet, after, besides, { ...known, ...besides }, place) ?? []),
      ];
    });
    expect(calls).not.toEqual([]);
    const naming = new Map(callsOf(facet.write).map(({ operation, input }) => [operation, Object.entries((input ?? {}) as JsonObject)]));
    for (const { operation, input } of calls) {
      const named = (naming.get(operation) ?? []).flatMap(([member, from]) => (typeof from === 'string' && /^\$[.~]/.test(from) ? [member] : []));
      expect(
        named.filter((member) => input[member] === undefined && member !== 'EventBusName'),
        operation,
      ).toEqual([]);
    }
  });
});
