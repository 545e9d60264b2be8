import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { Property, ResourceType, Shape } from '../model/resource-type.ts';
import { diffProperties } from './diff-properties.ts';

const string: Shape = { kind: 'string' };
const boolean: Shape = { kind: 'boolean' };
const of = (shape: Shape, more: Partial<Property> = {}): Property => ({ shape, ...more });

const bucket: ResourceType = {
  name: 'AWS::Test::Bucket',
  identifier: ['BucketName'],
  properties: {
    BucketName: of(string),
    Acl: of(string, { default: '"Private"' }),
    Locked: of(boolean),
    Public: of(boolean, { default: 'true' }),
    Size: of({ kind: 'integer' }),
    Names: of({ kind: 'array', items: string, unordered: true, unique: true }),
    Steps: of({ kind: 'array', items: { kind: 'object', definition: 'Rule' }, ordered: true }),
    Parts: of({ kind: 'array', items: { kind: 'object', definition: 'Rule' } }),
    Rules: of({ kind: 'array', items: { kind: 'object', definition: 'Rule' }, unordered: true }),
    Variables: of({ kind: 'map', values: string }),
    Policy: of({ kind: 'json' }),
    Tags: of({ kind: 'array', items: { kind: 'object', definition: 'Tag' } }),
    Network: of({ kind: 'object', definition: 'Network' }),
    Password: of(string),
    Snapshot: of(string),
    Users: of({ kind: 'array', items: { kind: 'object', definition: 'User' }, unordered: true }),
    Kms: of(string),
  },
  attributes: { Arn: of(string) },
  definitions: {
    Rule: { Id: of(string), Days: of({ kind: 'integer' }), Prefix: of(string), Status: of(string) },
    Tag: { Key: of(string), Value: of(string) },
    Network: { Vpc: of(string), Zone: of(string), Status: of(string), Secret: of(string) },
    User: { Name: of(string), Password: of(string), Admin: of(boolean) },
  },
  tags: { property: 'Tags', variant: 'standard' },
  stateful: true,
  createOnly: ['/BucketName', '/Network/Vpc', '/Snapshot'],
  conditionalCreateOnly: ['/Size'],
  readOnly: ['/Arn', '/Network/Status'],
  writeOnly: ['/Password', '/Snapshot', '/Users/*/Password', '/Network/Secret'],
  source: 'schema',
};

const diff = (desired: JsonObject, live: JsonObject, last: JsonObject | null = desired, type = bucket, writeOnlyDigests: Record<string, string> = {}) =>
  changes(diffProperties(type, desired, live, last === null ? null : { properties: last, writeOnlyDigests }));
const changes = ({ differences, patch }: ReturnType<typeof diffProperties>) => ({ differences, patch });
const told = (...[desired, live, last = desired, type = bucket]: Parameters<typeof diff>) =>
  diffProperties(type, desired, live, last === null ? null : { properties: last, writeOnlyDigests: {} }).deviations.map(({ path }) => path);
const paths = (...args: Parameters<typeof diff>) => diff(...args).differences.map((difference) => difference.path);

describe('what the provider adds', () => {
  it('is no difference inside objects, maps and items, at any depth', () => {
    const desired = { Network: { Zone: 'a' }, Variables: { x: '1' }, Rules: [{ Id: 'r' }], Steps: [{ Id: 's' }] };
    const live = {
      ...desired,
      Network: { Zone: 'a', Vpc: 'v' },
      Variables: { x: '1', y: '2' },
      Rules: [{ Id: 'r', Days: 1 }],
      Steps: [{ Id: 's', Prefix: '' }],
      Acl: 'x',
    };
    expect(diff(desired, live)).toEqual({ differences: [], patch: [] });
  });

  it('is a difference as an item of a list that is wanted', () => {
    expect(diff({ Names: ['a'] }, { Names: ['a', 'b'] })).toEqual({
      differences: [{ path: '/Names', before: ['a', 'b'], after: ['a'], forcesReplace: false, sensitive: false }],
      patch: [{ op: 'replace', path: '/Names', value: ['a'] }],
    });
    expect(paths({ Steps: [] }, { Steps: [{ Id: 'x' }] })).toEqual(['/Steps']);
  });

  it('is no difference where what is wanted is what its absence means', () => {
    expect(paths({ Acl: 'Private', Locked: false, Names: [] }, {})).toEqual([]);
    expect(paths({ Names: [], Network: { Zone: '' }, Policy: {}, Kms: '', Variables: {} }, {})).toEqual([]);
    expect(paths({ Acl: 'Public', Locked: true, Public: false }, {})).toEqual(['/Acl', '/Locked', '/Public']);
    expect(paths({ Public: true }, {})).toEqual([]);
  });
});

describe('values that mean the same', () => {
  it('are numbers and booleans as text', () => {
    expect(paths({ Size: 5, Locked: true, Variables: { n: '5' } }, { Size: '5', Locked: 'true', Variables: { n: 5 } })).toEqual([]);
    expect(paths({ Size: 5 }, { Size: '50' })).toEqual(['/Size']);
  });

  it('are policy documents in another writing, and documents as text', () => {
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Principal: '*', Resource: 'arn:aws:s3:::b/*' }] };
    const written = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:getobject', Principal: { AWS: '*' }, Resource: ['arn:aws:s3:::b/*'] } };
    expect(paths({ Policy: policy }, { Policy: JSON.stringify(written) })).toEqual([]);
    expect(paths({ Policy: { a: [1, { b: 2 }] } }, { Policy: '{ "a": [1, {"b": 2}] }' })).toEqual([]);
    expect(paths({ Policy: { a: 1 } }, { Policy: { a: 1, b: 2 } })).toEqual(['/Policy']);
  });

  it('are a KMS key’s id and its ARN, but not another key’s', () => {
    const id = '1234abcd-12ab-34cd-56ef-1234567890ab';
    expect(paths({ Kms: id }, { Kms: `arn:aws:kms:us-east-1:111122223333:key/${id}` })).toEqual([]);
    expect(paths({ Kms: `arn:aws:kms:us-east-1:111122223333:key/${id}` }, { Kms: id })).toEqual([]);
    expect(paths({ Kms: 'other' }, { Kms: `arn:aws:kms:us-east-1:111122223333:key/${id}` })).toEqual(['/Kms']);
  });

  it('are not names in another case, unless the provider is known to rewrite them', () => {
    const folded: ResourceType = { ...bucket, transforms: { '/BucketName': '$lowercase(BucketName)' } };
    expect(told({ BucketName: 'Orders' }, { BucketName: 'orders' })).toEqual(['/BucketName']);
    expect(told({ BucketName: 'Orders' }, { BucketName: 'orders' }, undefined, folded)).toEqual([]);
    expect(told({ BucketName: 'orders' }, { BucketName: 'Orders' }, undefined, folded)).toEqual(['/BucketName']);
  });
});

describe('lists', () => {
  it('of no order are equal as sets in which an item counts as often as it is there', () => {
    expect(paths({ Names: ['a', 'b'] }, { Names: ['b', 'a'] })).toEqual([]);
    expect(paths({ Names: ['a', 'b', 'a'] }, { Names: ['b', 'a'] })).toEqual(['/Names']);
    expect(paths({ Names: ['a', 'b', 'a'] }, { Names: ['b', 'a', 'a'] })).toEqual([]);
    expect(paths({ Names: ['a', 'b'] }, { Names: ['a', 'c'] })).toEqual(['/Names/1']);
    expect(
      paths(
        { Rules: [{ Id: 'a' }, { Id: 'b', Days: 2 }] },
        {
          Rules: [
            { Days: '2', Id: 'b' },
            { Id: 'a', Days: 7 },
          ],
        },
      ),
    ).toEqual([]);
    expect(paths({ Rules: [{ Id: 'a' }, { Id: 'a' }] }, { Rules: [{ Id: 'a' }, { Id: 'b' }] })).toEqual(['/Rules/1/Id']);
  });

  it('find the partner of each item although several would do', () => {
    const wanted = [{ Status: 'on' }, { Status: 'on', Days: 1 }];
    expect(
      paths(
        { Rules: wanted },
        {
          Rules: [
            { Status: 'on', Days: 1 },
            { Status: 'on', Prefix: 'p' },
          ],
        },
      ),
    ).toEqual([]);
    expect(
      paths(
        { Rules: wanted },
        {
          Rules: [
            { Status: 'on', Prefix: 'p' },
            { Status: 'on', Days: 1 },
          ],
        },
      ),
    ).toEqual([]);
  });

  it('of known order differ when the order does', () => {
    expect(paths({ Steps: [{ Id: 'a' }, { Id: 'b' }] }, { Steps: [{ Id: 'b' }, { Id: 'a' }] })).toEqual(['/Steps/0/Id', '/Steps/1/Id']);
  });

  it('of unknown order differ by order only when that was changed on purpose', () => {
    const parts = (...ids: string[]) => ({ Parts: ids.map((Id) => ({ Id })) });
    expect(paths(parts('a', 'b'), parts('b', 'a'), parts('a', 'b'))).toEqual([]);
    expect(paths(parts('a', 'b'), parts('b', 'a'), null)).toEqual([]);
    expect(paths(parts('b', 'a'), parts('a', 'b'), parts('a', 'b'))).toEqual(['/Parts']);
    expect(paths(parts('b', 'a', 'c'), parts('c', 'b', 'a'), parts('a', 'b', 'c'))).toEqual(['/Parts']);
  });

  it('of no order do not differ when they are wanted in another order than before', () => {
    expect(paths({ Names: ['b', 'a'] }, { Names: ['a', 'b'] }, { Names: ['a', 'b'] })).toEqual([]);
  });

  it('of unknown order are sent as a whole, since another read may return them in another order', () => {
    const last = { Parts: [{ Id: 'a', Days: 1 }, { Id: 'b' }] };
    expect(diff({ Parts: [{ Id: 'a' }, { Id: 'b' }] }, last, last)).toMatchObject({
      differences: [{ path: '/Parts/0/Days', before: 1 }],
      patch: [{ op: 'replace', path: '/Parts', value: [{ Id: 'a' }, { Id: 'b' }] }],
    });
  });

  it('name the one item of a set that differs, and send the whole list', () => {
    const desired = {
      Rules: [
        { Id: 'a', Days: 1 },
        { Id: 'b', Days: 2 },
      ],
    };
    expect(
      diff(desired, {
        Rules: [
          { Id: 'b', Days: 3 },
          { Id: 'a', Days: 1 },
        ],
      }),
    ).toEqual({
      differences: [{ path: '/Rules/0/Days', before: 3, after: 2, forcesReplace: false, sensitive: false }],
      patch: [{ op: 'replace', path: '/Rules', value: desired.Rules }],
    });
  });

  it('patch only the member that differs where the order is known', () => {
    expect(diff({ Steps: [{ Id: 'a' }, { Id: 'b', Days: 2 }] }, { Steps: [{ Id: 'a' }, { Id: 'b', Days: 3 }] }).patch).toEqual([
      { op: 'replace', path: '/Steps/1/Days', value: 2 },
    ]);
  });
});

describe('what was applied before and is no longer wanted', () => {
  it('is removed, also inside objects and items, and nothing else is', () => {
    const last = { Acl: 'x', Network: { Zone: 'a', Vpc: 'v' }, Rules: [{ Id: 'r', Days: 1 }], Variables: { x: '1', y: '2' } };
    const desired = { Network: { Vpc: 'v' }, Rules: [{ Id: 'r' }], Variables: { y: '2' } };
    const live = { ...last, Rules: [{ Id: 'r', Days: 1, Status: 'added' }], Size: 7 };
    expect(diff(desired, live, last)).toEqual({
      differences: ['/Acl', '/Network/Zone', '/Rules/0/Days', '/Variables/x'].map((path, index) => ({
        path,
        before: ['x', 'a', 1, '1'][index],
        forcesReplace: false,
        sensitive: false,
      })),
      patch: [
        { op: 'remove', path: '/Acl' },
        { op: 'remove', path: '/Network/Zone' },
        { op: 'replace', path: '/Rules', value: [{ Id: 'r' }] },
        { op: 'remove', path: '/Variables/x' },
      ],
    });
  });

  it('is removed from the right item of a set', () => {
    const last = { Rules: [{ Id: 'a', Days: 1 }, { Id: 'b' }] };
    const live = {
      Rules: [
        { Id: 'b', Days: 9 },
        { Id: 'a', Days: 1 },
      ],
    };
    expect(paths({ Rules: [{ Id: 'b' }, { Id: 'a' }] }, live, last)).toEqual(['/Rules/1/Days']);
    expect(paths({ Rules: [{ Id: 'a', Days: 1 }, { Id: 'b' }] }, live, last)).toEqual([]);
  });

  it('is left where it is gone already, where only the provider sets it, and where it is the name', () => {
    expect(paths({}, {}, { Acl: 'x' })).toEqual([]);
    expect(paths({ Network: { Zone: 'a' } }, { Network: { Zone: 'a', Status: 'up' } }, { Network: { Zone: 'a', Status: 'up' } })).toEqual([]);
    expect(paths({}, { BucketName: 'made-up' }, { BucketName: 'made-up' })).toEqual([]);
  });
});

describe('tags', () => {
  const tags = (entries: Record<string, string>) => ({ Tags: Object.entries(entries).map(([Key, Value]) => ({ Key, Value })) });

  it('of others are kept, but for those that only AWS may write; ours are set and our former ones removed', () => {
    const { differences, patch } = diff(
      tags({ team: 'b', new: '1' }),
      tags({ 'aws:stack': 's', team: 'a', former: 'x', theirs: 'y' }),
      tags({ team: 'a', former: 'x' }),
    );
    expect(differences.map(({ path, before, after }) => [path, before, after])).toEqual([
      ['/Tags/former', 'x', undefined],
      ['/Tags/new', undefined, '1'],
      ['/Tags/team', 'a', 'b'],
    ]);
    expect(patch).toEqual([{ op: 'replace', path: '/Tags', value: [...tags({ theirs: 'y' }).Tags, ...tags({ team: 'b', new: '1' }).Tags] }]);
  });

  it('in another order, or next to those of others, are no difference', () => {
    expect(diff(tags({ a: '1', b: '2' }), tags({ b: '2', theirs: 'x', a: '1' }))).toEqual({ differences: [], patch: [] });
  });

  it('are what they were asked to be where what is live is hidden, by its digest', () => {
    const keyed = (text: string) => `of ${text}`;
    const hidden = { Tags: [{ Key: 'env', Value: { $hidden: 'of prod' } }] } as unknown as JsonObject;
    const pathsOf = (wish: JsonObject) => diffProperties(bucket, wish, hidden, null, { keyed }).differences.map(({ path }) => path);
    expect(pathsOf(tags({ env: 'prod' }))).toEqual([]);
    expect(pathsOf(tags({ env: 'test' }))).toEqual(['/Tags/env']);
  });

  it('and other places that are to hold a secret are known by its digest also where what is live is not hidden', () => {
    const keyed = (text: string) => `of ${text}`;
    const wish = { Kms: { $secret: [{ name: 'db' }], digest: 'of hunter' } } as unknown as JsonObject;
    const pathsOf = (live: JsonObject) => diffProperties(bucket, wish, live, null, { keyed }).differences.map(({ path }) => path);
    expect(pathsOf({ Kms: 'hunter' })).toEqual([]);
    expect(pathsOf({ Kms: 'another' })).toEqual(['/Kms']);
  });

  it('are added where there are none, and our former ones removed where none are wanted any more', () => {
    expect(diff(tags({ a: '1' }), {}).patch).toEqual([{ op: 'add', path: '/Tags', value: tags({ a: '1' }).Tags }]);
    expect(diff({}, tags({ a: '1', theirs: 'x' }), tags({ a: '1' })).patch).toEqual([{ op: 'replace', path: '/Tags', value: tags({ theirs: 'x' }).Tags }]);
  });
});

describe('tags of types that treat them otherwise', () => {
  const Tags = [{ Key: 'a', Value: '1' }];

  it('force a replacement where they cannot be changed', () => {
    const fixed = { ...bucket, createOnly: ['/Tags'] };
    expect(diff({ Tags }, {}, {}, fixed).differences).toMatchObject([{ path: '/Tags/a', forcesReplace: true }]);
    expect(told({ Tags }, {}, { Tags }, fixed)).toEqual(['/Tags/a']);
  });

  it('are known by their digest where they cannot be read', () => {
    const hidden: ResourceType = { ...bucket, writeOnly: ['/Tags'] };
    expect(paths({ Tags }, {}, null, hidden)).toEqual([]);
    expect(paths({ Tags, Acl: 'x' }, { Acl: 'x' }, { Acl: 'x' }, hidden, { '/Tags': 'another' })).toEqual(['/Tags']);
  });
});

describe('what cannot be changed in place', () => {
  it('forces a replacement, by the property that does, where the wish changed', () => {
    const differing = (desired: JsonObject, live: JsonObject) => diff(desired, live, live).differences.map(({ path, forcesReplace }) => [path, forcesReplace]);
    expect(differing({ BucketName: 'b', Acl: 'y' }, { BucketName: 'a', Acl: 'x' })).toEqual([
      ['/Acl', false],
      ['/BucketName', true],
    ]);
    expect(differing({ Network: { Vpc: 'v' } }, {})).toEqual([['/Network', true]]);
    expect(differing({ Network: { Vpc: 'w' } }, { Network: { Vpc: 'v' } })).toEqual([['/Network/Vpc', true]]);
    expect(differing({ Network: { Zone: 'z' } }, {})).toEqual([['/Network', false]]);
  });

  it('is only told where it moved by itself, and nothing of what may be another resource is changed', () => {
    const desired = { BucketName: 'b', Acl: 'y' };
    expect(diff(desired, { BucketName: 'a', Acl: 'x' })).toEqual({ differences: [], patch: [] });
    expect(told(desired, { BucketName: 'a', Acl: 'x' })).toEqual(['/Acl', '/BucketName']);
  });

  it('is only told where no records say that the wish changed', () => {
    expect(paths({ BucketName: 'b', Acl: 'y' }, { BucketName: 'a', Acl: 'x' }, null)).toEqual(['/Acl']);
    expect(told({ BucketName: 'b' }, { BucketName: 'a' }, null)).toEqual(['/BucketName']);
  });

  it('cannot have gone: where a read does not show it, it is not returned', () => {
    expect([paths({ BucketName: 'b' }, {}), told({ BucketName: 'b' }, {})]).toEqual([[], []]);
    expect([paths({ BucketName: 'b' }, {}, null), told({ BucketName: 'b' }, {}, null)]).toEqual([[], []]);
    expect(diff({ BucketName: 'b' }, {}, { BucketName: 'a' }).differences).toMatchObject([{ path: '/BucketName', after: 'b', forcesReplace: true }]);
  });

  it('does not count what only sometimes cannot', () => {
    expect(diff({ Size: 2 }, { Size: 1 }).differences[0]?.forcesReplace).toBe(false);
  });

  it('is everything for a type without an update handler', () => {
    const fixed: ResourceType = { ...bucket, handlers: { create: { permissions: [] }, delete: { permissions: [] } } };
    expect(diff({ Acl: 'y' }, { Acl: 'x' }, { Acl: 'x' }, fixed).differences[0]?.forcesReplace).toBe(true);
  });
});

describe('write-only values', () => {
  it('are added to every patch, with what holds them where that is not live, but not those that cannot be changed', () => {
    const digests = { '/Password': 'x' };
    expect(diff({ Acl: 'y', Password: 'p', Snapshot: 's', Network: { Secret: 'n' } }, { Acl: 'x' }, { Acl: 'x' }, bucket, digests).patch).toEqual([
      { op: 'replace', path: '/Acl', value: 'y' },
      { op: 'add', path: '/Network', value: { Secret: 'n' } },
      { op: 'add', path: '/Password', value: 'p' },
    ]);
    expect(diff({ Acl: 'y', Network: { Zone: 'z', Secret: 'n' } }, { Acl: 'x', Network: { Zone: 'a' } }, null).patch).toEqual([
      { op: 'replace', path: '/Acl', value: 'y' },
      { op: 'add', path: '/Network/Secret', value: 'n' },
      { op: 'replace', path: '/Network/Zone', value: 'z' },
    ]);
  });

  it('are not compared with the mask that some providers return in their place, nor are read-only ones at all', () => {
    expect(paths({ Password: 'p', Network: { Status: 'up' } }, { Password: '****', Network: { Status: 'down' } }, null)).toEqual([]);
  });

  it('inside a list send the whole list', () => {
    const users = [
      { Name: 'a', Password: 'p' },
      { Name: 'b', Password: 'q', Admin: true },
    ];
    expect(diff({ Users: users, Acl: 'y' }, { Users: [{ Name: 'b', Admin: true }, { Name: 'a' }], Acl: 'x' }, null).patch).toEqual([
      { op: 'replace', path: '/Acl', value: 'y' },
      { op: 'add', path: '/Users', value: users },
    ]);
  });

  it('never appear in a difference', () => {
    const { differences } = diff({ Users: [{ Name: 'a', Password: 'geheim' }], Password: 'geheim' }, {}, {}, bucket, { '/Password': 'x' });
    expect(differences.map((difference) => difference.path)).toEqual(['/Password', '/Users', '/Users/0/Password']);
    expect(JSON.stringify(differences)).not.toContain('geheim');
  });

  it('that are new to a resource with records differ; after the records were lost they are taken as they should be', () => {
    expect(paths({ Acl: 'x', Password: 'p' }, { Acl: 'x' }, { Acl: 'x' })).toEqual(['/Password']);
    expect(paths({ Acl: 'x', Password: 'p' }, { Acl: 'x' }, null)).toEqual([]);
  });
});

describe('references that are not resolved', () => {
  const arn = { $from: { node: 'other', attribute: 'Arn' } };

  it('differ, since they could become anything, and stay in the patch', () => {
    expect(diff({ Kms: arn, Rules: [{ Id: 'a', Prefix: arn }] }, { Kms: 'arn:x', Rules: [{ Id: 'a', Prefix: 'arn:x' }] })).toEqual({
      differences: [
        { path: '/Kms', before: 'arn:x', after: arn, forcesReplace: false, sensitive: false },
        { path: '/Rules/0/Prefix', before: 'arn:x', after: arn, forcesReplace: false, sensitive: false },
      ],
      patch: [
        { op: 'replace', path: '/Kms', value: arn },
        { op: 'replace', path: '/Rules', value: [{ Id: 'a', Prefix: arn }] },
      ],
    });
  });

  it('force a replacement where the property does', () => {
    expect(diff({ BucketName: arn }, { BucketName: 'x' }, { BucketName: 'x' }).differences[0]?.forcesReplace).toBe(true);
    expect(told({ BucketName: arn }, { BucketName: 'x' }, null)).toEqual(['/BucketName']);
  });

  it('differ inside a document and a tag', () => {
    expect(
      paths(
        { Policy: { Resource: { $join: [arn, '/*'] } }, Tags: [{ Key: 'k', Value: arn }] },
        { Policy: { Resource: 'x/*' }, Tags: [{ Key: 'k', Value: 'x' }] },
      ),
    ).toEqual(['/Policy', '/Tags/k']);
  });
});

describe('what is hidden from whoever asks', () => {
  const guessed = (wish: JsonObject, live: JsonObject, last: JsonObject | null = null) =>
    diffProperties(bucket, wish, live, last === null ? null : { properties: last, writeOnlyDigests: {} }, {
      keyed: (text) => `of ${text}`,
      guessed: true,
    }).differences.map(({ path }) => path);
  const secret = (name: string) => ({ $secret: [{ name }], digest: 'of hunter-2' }) as unknown as JsonObject[string];

  it('counts as different where it is asked for anew, so that no plan answers a guess', () => {
    for (const value of ['hunter-2', 'hunter-3']) {
      expect(guessed({ Variables: { PW: value } }, { Variables: { PW: 'hunter-2' } })).toEqual(['/Variables/PW']);
      expect(guessed({ Variables: { PW: value } }, { Variables: { PW: 'hunter-2' } }, { Variables: { PW: 'before' } })).toEqual(['/Variables/PW']);
      expect(guessed({ Kms: value }, { Kms: { $hidden: 'of hunter-2' } as unknown as string })).toEqual(['/Kms']);
    }
    expect(guessed({ Kms: secret('own') }, { Kms: 'hunter-2' }, { Kms: secret('db') })).toEqual(['/Kms']);
  });

  it('is what it was where it is asked for as it was, and so is what is told', () => {
    expect(guessed({ Variables: { PW: 'hunter-2' } }, { Variables: { PW: 'hunter-2' } }, { Variables: { PW: 'hunter-2' } })).toEqual([]);
    expect(guessed({ Kms: secret('db') }, { Kms: 'hunter-2' }, { Kms: secret('db') })).toEqual([]);
    expect(guessed({ Acl: 'hunter-2', Size: 3, Names: ['b', 'a'] }, { Acl: 'hunter-2', Size: 3, Names: ['a', 'b'] })).toEqual([]);
  });

  it('is no less so in a list, or a document, of which a short value is hidden', () => {
    const pair = (Value: string) => [{ Key: 'db-password', Value }];
    const live = { Pairs: pair('ab1'), Network: { Tokens: ['ab1'] }, Policy: { Password: 'ab1' } };
    for (const value of ['ab1', 'ab2'])
      expect(guessed({ Pairs: pair(value), Network: { Tokens: [value] }, Policy: { Password: value } }, live)).toEqual([
        '/Network/Tokens',
        '/Pairs',
        '/Policy',
      ]);
    expect(guessed(live, live, live)).toEqual([]);
  });

  it('is the value of a tag, too', () => {
    const tags = (Key: string, Value: string) => ({ Tags: [{ Key, Value }] });
    for (const value of ['ab1', 'ab2']) {
      expect(guessed(tags('db-password', value), tags('db-password', 'ab1'))).toEqual(['/Tags/db-password']);
      expect(guessed(tags('team', value), { Tags: [{ Key: 'team', Value: { $hidden: 'of ab1' } }] } as unknown as JsonObject)).toEqual(['/Tags/team']);
    }
    expect(guessed(tags('db-password', 'ab1'), tags('db-password', 'ab1'), tags('db-password', 'ab1'))).toEqual([]);
    expect(guessed(tags('env', 'prod'), tags('env', 'prod'))).toEqual([]);
    expect(guessed(tags('asbuilt:node', 'second_one'), tags('asbuilt:node', 'second_one'))).toEqual([]);
  });
});
