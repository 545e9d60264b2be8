import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../kernel/json.ts';
import { canonicalPolicy, isPolicyDocument, samePolicy } from './policy-document.ts';
import { dice } from './testing/arbitrary-type.ts';
import { type Dice, shuffled } from './testing/ideal-cloud.ts';

const account = '123456789012';
const action = fc.constantFrom('s3:GetObject', 's3:Put*', 'sqs:SendMessage', '*');
const resource = fc.constantFrom('arn:aws:s3:::a', 'arn:aws:s3:::a/*', '*');
const principal = fc.oneof(
  fc.constant('*'),
  fc.record({ AWS: fc.uniqueArray(fc.constantFrom(account, 'arn:aws:iam::210987654321:root', 'arn:aws:iam::123456789012:role/x'), { minLength: 1 }) }),
  fc.record({ Service: fc.uniqueArray(fc.constantFrom('s3.amazonaws.com', 'logs.amazonaws.com'), { minLength: 1 }) }),
);
const statement = fc.record(
  {
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: fc.uniqueArray(action, { minLength: 1 }),
    Resource: fc.uniqueArray(resource, { minLength: 1 }),
    Principal: principal,
    Sid: fc.constantFrom('One', 'Two'),
    Condition: fc.record({ StringEquals: fc.record({ 'aws:SourceAccount': fc.uniqueArray(fc.constantFrom(account, '1'), { minLength: 1 }) }) }),
  },
  { requiredKeys: ['Effect', 'Action', 'Resource'] },
);
const policy = fc.record({
  Version: fc.constantFrom('2012-10-17', '2008-10-17'),
  Statement: fc.array(statement, { minLength: 1, maxLength: 4 }),
}) as unknown as fc.Arbitrary<JsonObject>;

/** The same meaning, written differently. */
function rewritten(document: JsonObject, roll: Dice): JsonObject {
  const list = (values: Json): Json =>
    Array.isArray(values) && values.length === 1 && roll() < 0.5
      ? (values[0] as Json)
      : Array.isArray(values)
        ? shuffled(values as readonly Json[], roll)
        : values;
  const who = (value: Json): Json => {
    if (value === '*') return roll() < 0.5 ? { AWS: '*' } : roll() < 0.5 ? { AWS: ['*'] } : '*';
    return Object.fromEntries(
      Object.entries(value as JsonObject).map(([kind, names]) => [
        kind,
        list((names as readonly string[]).map((name) => (name === account && roll() < 0.5 ? `arn:aws:iam::${account}:root` : name))),
      ]),
    );
  };
  const statements = (document['Statement'] as readonly JsonObject[]).map((statement) => {
    const { Action, Resource, Principal, Condition, ...rest } = statement as Record<string, Json>;
    return Object.fromEntries(
      shuffled(
        Object.entries({
          ...rest,
          Action: list((Action as readonly string[]).map((name) => (roll() < 0.5 ? name.toLowerCase() : name))),
          Resource: list(Resource as Json),
          ...(Principal === undefined ? {} : { Principal: who(Principal) }),
          ...(Condition === undefined
            ? roll() < 0.3
              ? { Condition: {} }
              : {}
            : {
                Condition: {
                  StringEquals: { 'AWS:SourceAccount': list(((Condition as JsonObject)['StringEquals'] as JsonObject)['aws:SourceAccount'] as Json) },
                },
              }),
        }),
        roll,
      ),
    );
  });
  const { Version } = document;
  return { Statement: list(statements) as Json, ...(Version === '2008-10-17' && roll() < 0.5 ? {} : { Version: Version as Json }) };
}

describe('samePolicy', () => {
  it('holds for every other writing of the same policy', () => {
    fc.assert(
      fc.property(policy, dice, (document, roll) => {
        const other = rewritten(document, roll);
        expect(isPolicyDocument(other)).toBe(true);
        expect(samePolicy(document, other, {})).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not hold once an effect, action, resource, principal, condition or version differs', () => {
    const base = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 's3:GetObject', Resource: 'a', Principal: { AWS: account }, Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
      ],
    };
    const first = base.Statement[0] as (typeof base.Statement)[0];
    const changes: Record<string, Json>[] = [
      { Effect: 'Deny' },
      { Action: ['s3:GetObject', 's3:PutObject'] },
      { Resource: 'A' },
      { Principal: '*' },
      { Principal: { AWS: 'arn:aws:iam::210987654321:root' } },
      { Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { Condition: {} },
    ];
    for (const change of changes) expect(samePolicy(base, { ...base, Statement: [{ ...first, ...change }] }, {})).toBe(false);
    expect(samePolicy(base, { ...base, Statement: [first, first] }, {})).toBe(false);
    expect(samePolicy(base, { ...base, Statement: [{ ...first, Action: ['s3:GetObject', 's3:GetObject'] }] }, {})).toBe(false);
    expect(samePolicy(base, { ...base, Version: '2008-10-17' }, {})).toBe(false);
    expect(samePolicy(base, { ...base, Statement: [...base.Statement, { Effect: 'Allow', Action: '*', Resource: '*' }] }, {})).toBe(false);
    expect(samePolicy(base, { ...base, Statement: [{ ...first, Condition: { Bool: { 'AWS:SecureTransport': true } } }] }, {})).toBe(true);
  });

  it('takes the short name of an API for its ARN in the same account and region', () => {
    const named = (resource: string): JsonObject => ({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: resource }] });
    const live = named(`arn:aws:execute-api:eu-west-1:${account}:a1b2c3d4e5/*`);
    expect(samePolicy(named('execute-api:/*'), live, { account, region: 'eu-west-1' })).toBe(true);
    expect(samePolicy(named('execute-api:/*'), live, { account: '210987654321', region: 'eu-west-1' })).toBe(false);
    expect(samePolicy(named('execute-api:/*'), live, { account, region: 'us-east-1' })).toBe(false);
  });

  it('lets the provider name statements, but not rename those that were named', () => {
    const unnamed = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'a:b', Resource: '*' }] };
    const named = { ...unnamed, Id: 'made-up', Statement: [{ ...unnamed.Statement[0], Sid: 'made-up' }] };
    expect(samePolicy(unnamed, named, {})).toBe(true);
    expect(samePolicy(named, unnamed, {})).toBe(false);
    expect(samePolicy({ ...named, Id: '' }, { ...named, Statement: [{ ...unnamed.Statement[0], Sid: 'other' }] }, {})).toBe(false);
  });
});

describe('canonicalPolicy', () => {
  it('is the same when taken twice', () => {
    fc.assert(
      fc.property(policy, dice, (document, roll) => {
        const once = canonicalPolicy(rewritten(document, roll));
        expect(canonicalPolicy(once)).toEqual(once);
        expect(once).toEqual(canonicalPolicy(document));
      }),
    );
  });
});

describe('isPolicyDocument', () => {
  it('takes documents by their statements, not whatever has a member of that name', () => {
    expect(isPolicyDocument({ Statement: { Effect: 'Allow' } })).toBe(true);
    for (const other of [{ Statement: [] }, { Statement: 'x' }, { Statement: [{ Action: '*' }] }, {}, 'text', null, []] as Json[])
      expect(isPolicyDocument(other)).toBe(false);
  });
});
