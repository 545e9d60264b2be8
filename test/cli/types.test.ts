import { describe, expect, it } from 'vitest';
import { problem } from '../../src/kernel/diagnostic.ts';
import type { ResourceType } from '../../src/model/resource-type.ts';
import { commandLine, FakeHost } from './command-line.ts';

const refused = problem('INPUT_INVALID', 'this is not JSON', 'give schemas', { at: 'bad.json' });

function hostThatStores(count: number, ...problems: ReturnType<typeof problem>[]): FakeHost {
  const host = new FakeHost(null);
  host.stored = { count, problems };
  return host;
}

const gear: ResourceType = {
  name: 'Acme::Parts::Gear',
  description: 'A gear\n with teeth.',
  identifier: ['Name', 'Maker'],
  properties: {
    Grease: { shape: { kind: 'array', items: { kind: 'object', definition: 'Grease' } } },
    Colour: { shape: { kind: 'string', enum: ['red', 'blue'] } },
    Secret: { shape: { kind: 'string' } },
    Name: { shape: { kind: 'string' }, required: true },
    Maker: { shape: { kind: 'union', of: [{ kind: 'string' }, { kind: 'map', values: { kind: 'integer' } }] } },
  },
  attributes: { Arn: { shape: { kind: 'string' } }, 'Wear/Depth': { shape: { kind: 'number' } } },
  definitions: { Grease: { Kind: { shape: { kind: 'string' } } } },
  tags: { property: 'Labels', variant: 'map' },
  stateful: true,
  createOnly: ['/Name', '/Grease/*/Kind'],
  conditionalCreateOnly: ['/Maker'],
  readOnly: ['/Arn', '/Wear/Depth'],
  writeOnly: ['/Secret'],
  handlers: { create: { permissions: ['parts:CreateGear', 'iam:PassRole'] }, read: { permissions: ['parts:GetGear'] }, delete: { permissions: [] } },
  source: 'schema',
};

describe('types show', () => {
  const host = new FakeHost(null);
  host.types.set(gear.name, gear);
  host.types.set('Acme::Parts::Bolt', {
    name: 'Acme::Parts::Bolt',
    identifier: [],
    properties: {},
    attributes: {},
    definitions: {},
    stateful: false,
    createOnly: [],
    conditionalCreateOnly: [],
    readOnly: [],
    writeOnly: [],
    source: 'base',
  });

  it('shows identifier, properties with their rules, handlers with their permissions, and where that is from', async () => {
    const { code, out } = await commandLine(['types', 'show', gear.name], { host });
    expect(code).toBe(0);
    expect(out).toBe(`Acme::Parts::Gear  holds data
A gear with teeth.

Identifier Name | Maker
Tags       property Labels
From       schema, imported or described, over the base

Properties
  Name    string                    required, create-only
  Colour  red | blue
  Grease  list of Grease
  Maker   string or map of integer  sometimes create-only
  Secret  string                    write-only

Attributes, set by the provider
  Arn         string  read-only
  Wear/Depth  number  read-only

Rules on nested properties
  Grease/*/Kind  create-only

Handlers, with the permissions they need
  create  parts:CreateGear iam:PassRole
  read    parts:GetGear
  update  none: the type has no such handler
  delete  lists no permission
  list    none: the type has no such handler
`);
  });

  it('says how to get what the base does not know', async () => {
    const { out } = await commandLine(['types', 'show', 'Acme::Parts::Bolt'], { host });
    expect(out).toMatch(/From +base .*asbuilt types describe Acme::Parts::Bolt/);
    expect(out).toContain('none known');
    expect(out).not.toContain('permissions they need');
  });

  it('prints all of it as JSON', async () => {
    expect((await commandLine(['types', 'show', gear.name, '--json'], { host })).json()).toEqual([gear]);
  });

  it('names the nearest types of one that is unknown', async () => {
    expect(await commandLine(['types', 'show', 'bucket'], { host })).toMatchObject({
      code: 1,
      out: '',
      err: 'error TYPE_UNKNOWN: there is no resource type bucket\n  fix    did you mean AWS::S3::Bucket?\n',
    });
  });
});

describe('types import', () => {
  it('prints how many it stored and every problem, and is content when some could be used', async () => {
    const { code, out, err } = await commandLine(['types', 'import', 'here'], { host: hostThatStores(2, refused, refused) });
    expect(code).toBe(0);
    expect(out).toBe('2 schemas imported from here. Next: asbuilt types show <type>\n');
    expect(err.match(/error INPUT_INVALID at bad\.json: this is not JSON/g)).toHaveLength(2);
  });

  it('fails with 1 when nothing could be used', async () => {
    expect(await commandLine(['types', 'import', 'here'], { host: hostThatStores(0, refused) })).toMatchObject({
      code: 1,
      out: '0 schemas imported from here.\n',
    });
    const asJson = await commandLine(['types', 'import', 'here', '--json'], { host: hostThatStores(0, refused) });
    expect(asJson.code).toBe(1);
    expect(asJson.err).toBe('');
    expect(asJson.json()).toEqual([{ count: 0, problems: [refused] }]);
  });
});

describe('types describe', () => {
  const two = ['types', 'describe', 'AWS::S3::Bucket', 'AWS::SQS::Queue'];

  it('takes any number of types, and says when the target is simulated', async () => {
    expect(await commandLine(two, { host: hostThatStores(2) })).toMatchObject({
      code: 0,
      out: expect.stringContaining('2 schemas described by sandbox (simulated).'),
    });
    expect((await commandLine([...two, '--target', 'prod'], { host: hostThatStores(2) })).out).toContain('2 schemas described by prod. ');
    expect((await commandLine([...two, '--json'], { host: hostThatStores(2) })).json()).toEqual([
      { count: 2, problems: [], target: 'sandbox', simulated: true },
    ]);
  });

  it('fails when one of them could not be had, and keeps the others', async () => {
    const unknown = problem('TYPE_UNKNOWN', 'no such type', 'check its spelling');
    for (const json of [[], ['--json']]) expect((await commandLine([...two, ...json], { host: hostThatStores(1, unknown) })).code).toBe(1);
    expect((await commandLine(two, { host: hostThatStores(1, unknown) })).out).toContain('1 schema described');
  });

  it('needs a type and a target that exists', async () => {
    expect(await commandLine(['types', 'describe'])).toMatchObject({ code: 2, err: expect.stringContaining('asbuilt types describe <type…>') });
    expect(await commandLine([...two, '--target', 'nowhere'])).toMatchObject({ code: 1, err: expect.stringContaining('TARGET_UNKNOWN') });
  });
});
