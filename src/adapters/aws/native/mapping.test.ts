import { describe, expect, it } from 'vitest';
import { fromApi, toApi, unmapped } from './mapping.ts';
import type { Form, Mapping } from './native-type.ts';

const forms: readonly (readonly [string, Form, unknown, unknown])[] = [
  ['a number that is spelt out', 'number-text', 30, '30'],
  ['a boolean that is spelt out', 'boolean-text', false, 'false'],
  ['names with small letters', 'camel', { ScanOnPush: true, Deep: [{ Inner: 1 }] }, { scanOnPush: true, deep: [{ inner: 1 }] }],
  ['tags as an object', 'tags-as-map', [{ Key: 'a', Value: 'b' }], { a: 'b' }],
  ['an object as tags', 'map-as-tags', { a: 'b' }, [{ Key: 'a', Value: 'b' }]],
  ['a single value as a list', 'list-of-one', 'a', ['a']],
  ['a list as its only value', 'first-of-list', ['a'], 'a'],
  ['a number that is text here', 'text-number', '20', 20],
  ['texts as objects', { pluck: 'PolicyArn' }, ['a', 'b'], [{ PolicyArn: 'a' }, { PolicyArn: 'b' }]],
  ['other member names', { keys: { Key: 'TagKey' } }, [{ Key: 'a' }], [{ TagKey: 'a' }]],
  ['other words', { words: { ENABLED: true, DISABLED: false } }, true, 'ENABLED'],
  [
    'items with a mapping of their own',
    { each: { Id: 'ID', ExpirationInDays: 'Expiration.Days' } },
    [{ Id: 'x', ExpirationInDays: 7 }],
    [{ ID: 'x', Expiration: { Days: 7 } }],
  ],
  [
    'rules of a security group',
    'ingress-rules',
    [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8', Description: 'https' }],
    [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'https' }] }],
  ],
  [
    'a rule that refers to a group',
    'egress-rules',
    [{ IpProtocol: '-1', DestinationSecurityGroupId: 'sg-1' }],
    [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-1' }] }],
  ],
];

describe('mapping', () => {
  it.each(forms)('takes %s to the service and back', (_, as, ours, theirs) => {
    const mapping: Mapping = { 'Outer.Property': { in: 'Input.Member', out: 'Input.Member', as } };
    const properties = { Outer: { Property: ours } } as never;
    expect(toApi(mapping, properties)).toEqual({ Input: { Member: theirs } });
    expect(fromApi(mapping, { Input: { Member: theirs } } as never)).toEqual(properties);
  });

  it('reads peers that are grouped under one rule one by one', () => {
    const told = {
      R: [
        {
          IpProtocol: 'tcp',
          FromPort: 80,
          ToPort: 80,
          IpRanges: [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '11.0.0.0/8' }],
          UserIdGroupPairs: [{ GroupId: 'sg-1', UserId: '1' }],
        },
      ],
    };
    expect(fromApi({ Rules: { out: 'R', as: 'ingress-rules' } }, told)).toEqual({
      Rules: [
        { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '10.0.0.0/8' },
        { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '11.0.0.0/8' },
        { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, SourceSecurityGroupId: 'sg-1' },
      ],
    });
  });

  it('makes the same tags of an object whatever the order of its members', () => {
    const mapping: Mapping = { Tags: { in: 'Tags', as: 'map-as-tags' } };
    expect(toApi(mapping, { Tags: { b: '1', a: '2' } })).toEqual(toApi(mapping, { Tags: { a: '2', b: '1' } }));
  });

  it('keeps a document that is sent as text a document until it is sent, and reads it from its text', () => {
    const mapping: Mapping = { Doc: { in: 'D', out: 'D', as: 'json-text' } };
    expect(toApi(mapping, { Doc: { Version: '2012-10-17' } })).toEqual({ D: { $json: { Version: '2012-10-17' } } });
    expect(toApi(mapping, { Doc: '{"Version": "2012-10-17"}' })).toEqual({ D: '{"Version": "2012-10-17"}' });
    expect(fromApi(mapping, { D: '{"Version":"2012-10-17"}' })).toEqual({ Doc: { Version: '2012-10-17' } });
  });

  it('reads a document that IAM tells percent-encoded', () => {
    expect(fromApi({ Doc: { out: 'D', as: 'json-text' } }, { D: encodeURIComponent('{"a":"b%20c"}') })).toEqual({ Doc: { a: 'b%20c' } });
  });

  it('takes what a service tells for nothing as nothing', () => {
    expect(fromApi({ A: 'A', B: 'B', C: 'C', D: 'D' }, { A: [], B: {}, C: null })).toEqual({});
  });

  it('never reads inherited members', () => {
    expect(toApi({ constructor: 'x', __proto__: 'y' } as unknown as Mapping, {})).toEqual({});
  });

  it('tells an item of what is set as a whole with all that is in it, and leaves out what is nothing', () => {
    const mapping: Mapping = { Rules: { in: 'Rules', out: 'Rules', as: { each: { Id: 'ID', Prefix: 'Filter.Prefix', Days: 'Expiration.Days' } } } };
    const reply = { Rules: [{ ID: 'a', Filter: { Prefix: 'x/', Tag: { Key: 'k' } }, Expiration: { Days: 5 }, Old: '', More: [] }] };
    expect(fromApi(mapping, reply, true)).toEqual({ Rules: [{ Id: 'a', Prefix: 'x/', Days: 5, Filter: { Tag: { Key: 'k' } } }] });
    expect(fromApi(mapping, reply)).toEqual({ Rules: [{ Id: 'a', Prefix: 'x/', Days: 5 }] });
    expect(unmapped(mapping, fromApi(mapping, reply, true))).toEqual(['Rules.0.Filter']);
  });

  it('sends what a call wants in any case, and never counts what can only be told as covered', () => {
    const mapping: Mapping = { Prefix: { in: 'Filter.Prefix', out: 'Filter.Prefix', unasked: '' }, Policies: { out: 'Policies', bars: true } };
    expect(toApi(mapping, {})).toEqual({ Filter: { Prefix: '' } });
    expect(toApi(mapping, { Prefix: 'x/', Policies: [1] })).toEqual({ Filter: { Prefix: 'x/' } });
    expect(unmapped(mapping, { Prefix: 'x/', Policies: [1] })).toEqual(['Policies']);
  });

  it('names what it does not cover, however deep', () => {
    const mapping: Mapping = { 'Lifecycle.Rules': { in: 'Rules', out: 'Rules', as: { each: { Id: 'ID' } } }, Name: 'Name' };
    expect(unmapped(mapping, { Name: 'x', Other: 1, Lifecycle: { Mode: 'y', Rules: [{ Id: 'a', Days: 3 }] } })).toEqual([
      'Other',
      'Lifecycle.Mode',
      'Lifecycle.Rules.0.Days',
    ]);
  });
});
