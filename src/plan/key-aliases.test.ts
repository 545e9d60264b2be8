import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { diffProperties } from './diff-properties.ts';
import { echoOf } from './echo-of.ts';
import { aliasNamed } from './key-aliases.ts';
import type { World } from './place.ts';

const place = { account: '123456789012', region: 'eu-west-1' };
const first = '0d4e3a9c-5b1f-4c67-8e2a-9f0b1c2d3e4f';
const second = '1d4e3a9c-5b1f-4c67-8e2a-9f0b1c2d3e4f';
const arn = (key: string) => `arn:aws:kms:eu-west-1:123456789012:key/${key}`;
const string = { shape: { kind: 'string' } } as const;

const type: ResourceType = {
  name: 'AWS::Toy::Safe',
  identifier: ['Name'],
  properties: {
    Name: string,
    Note: string,
    KeyId: string,
    DiskKeyId: string,
    Copies: { shape: { kind: 'array', items: { kind: 'object', definition: 'Copy' }, unordered: true } },
  },
  attributes: {},
  definitions: { Copy: { Region: string, KeyArn: string } },
  stateful: true,
  createOnly: ['/Name', '/DiskKeyId'],
  conditionalCreateOnly: [],
  readOnly: [],
  writeOnly: [],
  source: 'schema',
};

/** What a plan finds of a wish whose alias meant one key when a read came back, and means another, the same, or an unknown one now; `wish` is what is asked by then. */
function found(applied: JsonObject, settled: JsonObject, then: World['aliases'], now: World['aliases'], { wish = applied, live = settled } = {}) {
  const worldOf = (aliases: World['aliases']): World => ({ ...place, ...(aliases === undefined ? {} : { aliases }) });
  const books = { properties: applied, writeOnlyDigests: {}, ...echoOf(type, applied, settled, worldOf(then)) };
  const { differences, deviations, patch } = diffProperties(type, wish, live, books, worldOf(now));
  return { changes: differences.map(({ path, forcesReplace }) => [path, forcesReplace]), told: deviations.map(({ path }) => path), patch };
}

const none = { changes: [], told: [], patch: [] };
const [one, two] = [{ 'alias/own': first }, { 'alias/own': second }];
const copies = (KeyArn: string) => ({ Copies: [{ Region: 'a' }, { Region: 'b', KeyArn }] });

describe('a key that was asked for by its alias', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['can be changed', { KeyId: 'alias/own' }, { KeyId: arn(first) }],
    ['cannot', { DiskKeyId: 'arn:aws:kms:eu-west-1:123456789012:alias/own' }, { DiskKeyId: arn(first) }],
    ['is in a list', copies('alias/own'), copies(arn(first))],
  ])('is as asked while the alias means the key that a read shows, where it %s', (_, wish, live) => {
    expect(found(wish, live, one, one)).toEqual(none);
    expect(echoOf(type, wish, live, { ...place, aliases: one })).toMatchObject({ deviations: [], aliases: one });
    // It came back as a deviation, since nobody knew; now it is explained.
    expect(found(wish, live, undefined, one)).toEqual(none);
  });

  it('is another one once the alias was pointed elsewhere: asked for again where it can be changed, told where it cannot', () => {
    expect(found({ KeyId: 'alias/own' }, { KeyId: arn(first) }, one, two)).toEqual({
      changes: [['/KeyId', false]],
      told: [],
      patch: [{ op: 'replace', path: '/KeyId', value: 'alias/own' }],
    });
    expect(found(copies('alias/own'), copies(arn(first)), one, two)).toMatchObject({ changes: [['/Copies/1/KeyArn', false]], told: [] });
    const both = { DiskKeyId: 'alias/own', Note: 'a' };
    // The resource is the one that was made: what else moved is put back.
    expect(found(both, { DiskKeyId: arn(first), Note: 'a' }, one, two, { live: { DiskKeyId: arn(first), Note: 'b' } })).toMatchObject({
      changes: [['/Note', false]],
      told: ['/DiskKeyId'],
    });
  });

  it('is what it was where nobody knows what the alias means now, or meant then', () => {
    expect(found({ KeyId: 'alias/own' }, { KeyId: arn(first) }, one, undefined)).toEqual(none);
    expect(found({ KeyId: 'alias/own' }, { KeyId: arn(first) }, undefined, two)).toEqual({ ...none, told: ['/KeyId'] });
    expect(found({ KeyId: 'alias/own' }, { KeyId: arn(first) }, undefined, undefined)).toEqual({ ...none, told: ['/KeyId'] });
  });

  it('is asked for by another alias without a change where both mean it, and anew where they do not', () => {
    const wish = { DiskKeyId: 'alias/new' };
    const asked = { DiskKeyId: 'alias/own' };
    expect(found(asked, { DiskKeyId: arn(first) }, one, { ...one, 'alias/new': first }, { wish })).toEqual(none);
    expect(found(asked, { DiskKeyId: arn(first) }, one, { ...one, 'alias/new': second }, { wish })).toMatchObject({ changes: [['/DiskKeyId', true]] });
  });
});

describe('the name of an alias', () => {
  it.each([
    ['alias/own', 'alias/own'],
    ['arn:aws:kms:eu-west-1:123456789012:alias/a/b', 'alias/a/b'],
    ['arn:aws:kms:us-east-1:123456789012:alias/own', null],
    ['arn:aws:kms:eu-west-1:210987654321:alias/own', null],
    ['arn:aws:s3:eu-west-1:123456789012:alias/own', null],
    [arn(first), null],
    ['my alias/own', null],
    ['alias/', null],
  ])('is read from %s as %s', (text, alias) => {
    expect(aliasNamed(text, place)).toBe(alias);
  });

  it('of another place means no key of this one', () => {
    const elsewhere = 'arn:aws:kms:us-east-1:123456789012:alias/own';
    const wish = { KeyId: elsewhere };
    const live = { KeyId: `arn:aws:kms:us-east-1:123456789012:key/${first}` };
    expect(diffProperties(type, wish, live, null, { ...place, aliases: one }).differences).toHaveLength(1);
  });
});
