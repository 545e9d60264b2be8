import { describe, expect, it } from 'vitest';
import { isJsonObject, type Json } from '../../kernel/json.ts';
import { type Origins, parametersIn, placesIn } from './parameter-origins.ts';

const conditions: Readonly<Record<string, Json>> = {
  Prod: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] },
  Both: { 'Fn::And': [{ Condition: 'Prod' }, { 'Fn::Not': [{ Condition: 'Both' }] }, { 'Fn::Equals': [{ Ref: 'Size' }, 1] }] },
};
const written: Readonly<Record<string, Json>> = {
  'Note.Value': { Ref: 'Name' },
  'Again.Value': { 'Fn::GetAtt': ['Note', 'Value'] },
  'Round.Value': { 'Fn::Sub': '${Round.Value}' },
};
const loop: Json = { Made: 'x', Plain: 'y' };
const origins: Origins = {
  parameter: (name) => new Set(['Env', 'Size', 'Name', 'Zones'].includes(name) ? [name] : []),
  condition: (name) => conditions[name],
  holds: (name) => ({ Prod: true, Test: false })[name],
  property: (resource, name) => written[`${resource}.${name}`],
  nested: (resource, output) => new Set(resource === 'Inner' && output === 'Made.Of' ? ['Zones'] : []),
  imported: (name) => new Set(name === 'shared' ? ['other:Size'] : []),
  text: (name) => (isJsonObject(name) ? Object.keys(name)[0]?.slice('Fn::'.length) : undefined),
  read: (part) => (part === 'stored' ? new Set(['AWS::SSM::Parameter:/a']) : null),
  looped: (container, member) => (container === loop && member === 'Made' ? [{ Ref: 'Zones' }] : []),
};
const named = (part: Json) => [...parametersIn(part, origins)].sort();

describe('the parameters that decide a part of a template', () => {
  it.each<[string, Json, string[]]>([
    ['are none where it is written out', { A: ['x', 1, true, null] }, []],
    ['are those that it refers to, wherever that stands', { A: [{ 'Fn::Join': ['-', ['x', { Ref: 'Name' }]] }] }, ['Name']],
    ['are none where it refers to a resource', { Ref: 'Bucket' }, []],
    ['are those within a text, but for what the text says itself', { 'Fn::Sub': ['${Name}-${Env}-${Bucket}', { Env: { Ref: 'Size' } }] }, ['Name', 'Size']],
    ['are those by which a mapping is read', { 'Fn::FindInMap': ['M', { Ref: 'Env' }, 'x'] }, ['Env']],
    ['are those of a condition that chooses it, and of what that rests on', { 'Fn::If': ['Both', 'a', { Ref: 'Name' }] }, ['Env', 'Name', 'Size']],
    ['are those of what it takes from another resource, as far as that is asked for it', { 'Fn::Sub': '${Again.Value.X}-${Bucket.Arn}' }, ['Name']],
    [
      'are those of an output of a nested stack, and of what another template exports',
      { A: { 'Fn::Sub': '${Inner.Outputs.Made.Of}' }, B: { 'Fn::ImportValue': 'shared' } },
      ['Zones', 'other:Size'],
    ],
    ['are none where a resource takes from itself', { 'Fn::GetAtt': 'Round.Value' }, []],
    ['are told with the stored parameters that its evaluation reads', { A: ['stored', 'x'] }, ['AWS::SSM::Parameter:/a']],
    ['are those of names that are put together', { A: { Ref: { 'Fn::Name': 1 } }, B: { 'Fn::If': [{ 'Fn::Prod': 1 }, 1, 2] } }, ['Env', 'Name']],
    ['are none of a branch that is not taken', [{ 'Fn::If': ['Prod', 'a', { Ref: 'Name' }] }, { 'Fn::If': ['Test', { Ref: 'Size' }, 'a'] }], ['Env']],
    ['are those of the list whose loop wrote it', { A: loop }, ['Zones']],
    ['are those within a text that has room around them', { 'Fn::Sub': '${ Name }-${!Env}' }, ['Name']],
    ['are none of a policy’s own Condition', { Condition: { StringEquals: { a: 'Env' } } }, []],
  ])('%s', (_, part, expected) => {
    expect(named(part)).toEqual(expected);
  });

  it('are told at the place of what is not written out, and of a list at any of its items', () => {
    const properties: Json = {
      BucketName: { Ref: 'Name' },
      Plain: 'x',
      Rules: [{ Days: { 'Fn::If': ['Prod', 1, 2] } }, { Days: { Ref: 'Size' } }],
      Whole: { 'Fn::If': ['Prod', { A: 1 }, { Ref: 'AWS::NoValue' }] },
      Loop: loop,
    };
    expect(placesIn(properties, origins)).toEqual({
      '/BucketName': ['Name'],
      '/Rules/*/Days': ['Env', 'Size'],
      '/Whole': ['Env'],
      '/Loop/Made': ['Zones'],
    });
  });
});
