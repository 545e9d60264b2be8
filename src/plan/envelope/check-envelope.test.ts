import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../kernel/json.ts';
import type { Member } from '../../model/member.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { checkEnvelope } from './check-envelope.ts';

const place = { target: 'main', region: 'us-east-1' };
const thing = (properties: JsonObject = {}, more: Partial<Member> = {}): Member => ({
  action: 'create',
  type: 'Postgres::Table',
  name: 'orders',
  place,
  properties,
  ...more,
});
const from = (node: string, attribute: string): JsonObject => ({ $from: { node, attribute } });
const some = (type: string): JsonObject => ({ $unknown: { type, from: ['net.Id'] } });
const store = {
  name: 'Toy::Store',
  properties: {
    Label: { shape: { kind: 'string' } },
    Logged: { shape: { kind: 'boolean' } },
    Rules: { shape: { kind: 'array', items: { kind: 'object', definition: 'Rule' } } },
    Modes: { shape: { kind: 'map', values: { kind: 'union', of: [{ kind: 'string', enum: ['on', 'off'] }, { kind: 'string' }] } } },
  },
  definitions: { Rule: { Mode: { shape: { kind: 'string', enum: ['on', 'off'] } }, Text: { shape: { kind: 'string' } } } },
} as unknown as ResourceType;
const known: Readonly<Record<string, Json>> = { 'net.Id': 'net-1', 'net.Ports': [80, 443], 'told.Text': 'word', 'told.Document': { Statement: [] } };
const check = (approved: readonly Member[], now: readonly Member[]) =>
  checkEnvelope(approved, now, {
    lookup: (node, attribute) => known[`${node}.${attribute}`],
    isIdentifier: ({ attribute }) => attribute === 'Id',
    typeOf: (name) => (name === store.name ? store : undefined),
  }).differences;
const kinds = (approved: readonly Member[], now: readonly Member[]) => check(approved, now).map(({ of, path }) => `${of} ${path}`.trim());
/** Of one property. */
const property = (approved: Json, now: Json, name = 'Text') => kinds([thing({ [name]: approved })], [thing({ [name]: now })]);

describe('what a unit will change stays in its envelope', () => {
  it.each<[string, Json, Json]>([
    ['as the same value', { a: [1, { b: null }] }, { a: [1, { b: null }] }],
    ['as what an input came to', from('net', 'Id'), 'net-1'],
    ['as a list that an input came to', from('net', 'Ports'), [80, 443]],
    ['as a text with what an input came to', { $join: ['https://', from('net', 'Id'), '/x'] }, 'https://net-1/x'],
    ['as what a function gives for what an input came to', { $call: ['select', 1, from('net', 'Ports')] }, 443],
    ['as any text that was declared unknown', some('string'), ''],
    ['as any number', some('number'), 0.5],
    ['as any whole number', some('integer'), -7],
    ['as any switch', some('boolean'), false],
  ])('%s', (_, approved, now) => expect(property(approved, now)).toEqual([]));

  it('in whatever order things are told, and however what is unknown of them could be paired', () => {
    const approved = [thing({ Size: 1 }, { name: some('string') as never }), thing({ Size: some('integer') }, { name: 'b' })];
    const now = [thing({ Size: 1 }, { name: 'b' }), thing({ Size: 1 }, { name: 'a' })];
    expect(check(approved, now)).toEqual([]);
    expect(check(approved.toReversed(), now)).toEqual([]);
    expect(kinds(approved, [thing({ Size: 2 }, { name: 'a' }), thing({ Size: 2 }, { name: 'b' })])).toEqual(['value /Size']);
  });

  it('where nothing is changed', () => expect(check([], [])).toEqual([]));

  it('with a principal, an ingress or a flag that is what a node of the plan is called', () => {
    const policy = (value: Json) => thing({ PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: value } }] } });
    expect(check([policy(from('net', 'Id'))], [policy('net-1')])).toEqual([]);
    expect(check([policy({ $join: [from('net', 'Id'), '/x'] })], [policy('net-1/x')])).toEqual([]);
  });
});

describe('what a unit will change leaves its envelope', () => {
  it.each<[string, Partial<Member>, string]>([
    ['by another action', { action: 'delete' }, 'action /action'],
    ['by another type', { type: 'Postgres::View' }, 'type /type'],
    ['by another name', { name: 'order' }, 'name /name'],
    ['in another region', { place: { ...place, region: 'eu-west-1' } }, 'place /place'],
    ['at another target', { place: { ...place, target: 'other' } }, 'place /place'],
    ['at a place that says less', { place: { target: 'main' } }, 'place /place'],
  ])('%s', (_, more, told) => expect(kinds([thing()], [thing({}, more)])).toEqual([told]));

  it('by one thing more, one less, or one for another', () => {
    expect(kinds([thing()], [thing(), thing()])).toEqual(['count']);
    expect(kinds([thing(), thing()], [thing()])).toEqual(['count']);
    expect(kinds([], [thing()])).toEqual(['count']);
    expect(kinds([thing()], [])).toEqual(['count']);
    expect(kinds([thing({}, { name: 'a' }), thing({}, { name: 'b' })], [thing({}, { name: 'a' }), thing({}, { name: 'a' })])).toEqual(['name /name']);
  });

  it.each<[string, Json, Json]>([
    ['another value', 1, 2],
    ['a value of another kind', 1, '1'],
    ['nothing for something', 'x', null],
    ['one member more', { a: 1 }, { a: 1, b: 1 }],
    ['one member less', { a: 1, b: 1 }, { a: 1 }],
    ['another order', [1, 2], [2, 1]],
    ['a shorter list', [1, 2], [1]],
    ['a list for an object', { 0: 1 }, [1]],
    ['another value than an input came to', from('net', 'Id'), 'net-2'],
    ['a value of an input that came to nothing', from('net', 'Gone'), 'net-1'],
    ['another text around what an input came to', { $join: ['https://', from('net', 'Id')] }, 'http://net-1'],
    ['no text where some text was unknown', some('string'), 1],
    ['a fraction where a whole number was unknown', some('integer'), 1.5],
    ['a text where a number was unknown', some('number'), '1'],
    ['a list where a switch was unknown', some('boolean'), [true]],
    ['nothing where something was unknown', some('string'), null],
  ])('by %s', (_, approved, now) => expect(property(approved, now).every((told) => told.startsWith('value /Text'))).toBe(true));

  it('by what decides who gets in and was not known: nobody saw it', () => {
    for (const name of ['Policy', 'Principal', 'SecurityGroupIngress', 'PubliclyAccessible', 'CidrIp', 'ACL', 'GranteeId'])
      for (const [approved, now] of [
        [some('string'), 'x'],
        [from('told', 'Text'), 'word'],
        [{ $join: [from('net', 'Id'), from('told', 'Text')] }, 'net-1word'],
        [{ $call: ['select', 0, from('net', 'Ports')] }, 80],
      ] as const)
        expect(property(approved as Json, now, name)).toEqual([`decides /${name}`]);
    expect(kinds([thing({ A: some('string') }, { type: 'AWS::S3::BucketPolicy' })], [thing({ A: 'x' }, { type: 'AWS::S3::BucketPolicy' })])).toEqual([
      'decides /A',
    ]);
    const statement = (value: Json) => thing({ Rules: [{ Effect: 'Allow', Who: value }] });
    expect(kinds([statement(some('string'))], [statement('*')])).toEqual(['decides /Rules/0/Who']);
  });

  it('by a policy that came where something harmless was unknown', () => {
    expect(property(some('string'), '{"Statement":[{"Effect":"Allow"}]}')).toEqual(['decides /Text']);
    expect(property(from('told', 'Document'), { Statement: [] })).toEqual(['decides /Text']);
  });

  it.each([
    ['GrantRead', 'x'],
    ['CannedACL', 'x'],
    ['Scheme', 'x'],
    ['AuthType', 'x'],
    ['AllowAnonymous', 'x'],
    ['SourceAddress', 'x'],
    ['GroupName', 'x'],
    ['Users', 'x'],
    ['TaskRoleArn', 'x'],
    ['Reader', 'arn:aws:iam::666666666666:root'],
    ['Reader', '666666666666'],
    ['Text', 'internet-facing'],
  ])('by what was not known under a name that lets somebody in, or is somebody: %s %s', (name, now) =>
    expect(property(some('string'), now, name)).toEqual([`decides /${name}`]),
  );

  it('by what was not known of a type that lets somebody in', () => {
    for (const type of ['AWS::EC2::NetworkAclEntry', 'AWS::EC2::SecurityGroup', 'AWS::IAM::Group'])
      expect(kinds([thing({ RuleAction: some('string') }, { type })], [thing({ RuleAction: 'x' }, { type })])).toEqual(['decides /RuleAction']);
  });

  it('by a name that was not known: of what lets somebody in, and of what is there already', () => {
    const named = (name: Json, more: Partial<Member>) => thing({}, { name: name as Member['name'], ...more });
    const told = (name: Json, now: string, more: Partial<Member>) => kinds([named(name, more)], [named(now, more)]);
    expect(told(some('string'), 'another', { type: 'AWS::S3::BucketPolicy' })).toEqual(['decides /name']);
    for (const action of ['update', 'replace', 'delete'] as const) {
      expect(told(some('string'), 'prod', { action })).toEqual(['decides /name']);
      expect(told(from('told', 'Text'), 'word', { action })).toEqual(['decides /name']);
      expect(told(from('net', 'Id'), 'net-1', { action })).toEqual([]);
    }
    expect(told(some('string'), 'orders-7', { action: 'create' })).toEqual([]);
  });

  it('by a switch or one of an enumeration that was not known, of a type that is known', () => {
    const of = (properties: JsonObject) => thing(properties, { type: 'Toy::Store' });
    const unknown = of({
      Logged: some('boolean'),
      Rules: [{ Mode: some('string'), Text: some('string') }],
      Modes: { a: from('told', 'Text') },
      Label: some('string'),
    });
    const now = of({ Logged: true, Rules: [{ Mode: 'on', Text: 'y' }], Modes: { a: 'word' }, Label: 'z' });
    expect(kinds([unknown], [now])).toEqual(['decides /Logged', 'decides /Rules/0/Mode', 'decides /Modes/a']);
    expect(kinds([now], [now])).toEqual([]);
  });

  it('by what stands for a value although it is known: that is no value', () => {
    expect(property('x', some('string'))).toEqual(['value /Text']);
    expect(property(some('string'), some('string'))).toEqual(['value /Text']);
  });

  it('and each way is told at its place, of the thing that it is nearest to', () => {
    const approved = [thing({ Size: 1 }, { name: 'a' }), thing({ Size: 1 }, { name: 'b' })];
    expect(check(approved, [thing({ Size: 1 }, { name: 'b' }), thing({ Size: 2 }, { name: 'a' })])).toEqual([
      { of: 'value', member: 'Postgres::Table a', path: '/Size', before: 1, after: 2 },
    ]);
  });
});
