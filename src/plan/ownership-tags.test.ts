import { describe, expect, it } from 'vitest';
import { loadRegistry } from '../registry/registry.ts';
import { ownershipTags } from './ownership-tags.ts';

const registry = loadRegistry();

function type(name: string) {
  const found = registry.type(name);
  if (!found.ok) throw new Error(name);
  return found.value;
}

describe('ownershipTags', () => {
  const list = [
    { Key: 'asbuilt:deployment', Value: 'web' },
    { Key: 'asbuilt:node', Value: 'bucket' },
  ];

  it('reads tags kept as a list and tags kept as a map', () => {
    const said = { deployment: 'web', node: 'bucket' };
    expect(ownershipTags(type('AWS::S3::Bucket'), { Tags: list })).toEqual(said);
    expect(ownershipTags(type('AWS::SSM::Parameter'), { Tags: { 'asbuilt:deployment': 'web', 'asbuilt:node': 'bucket' } })).toEqual(said);
  });

  it('reads tags whose members have their second names', () => {
    const tags = list.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value }));
    expect(ownershipTags(type('AWS::KMS::Key'), { Tags: tags })).toEqual({ deployment: 'web', node: 'bucket' });
  });

  it('says nothing of what is not tagged, and nothing for a type without tags', () => {
    expect(ownershipTags(type('AWS::S3::Bucket'), { Tags: list.slice(0, 1) })).toEqual({ deployment: 'web', node: undefined });
    expect(ownershipTags(type('AWS::S3::Bucket'), {})).toEqual({ deployment: undefined, node: undefined });
    expect(ownershipTags(type('AWS::S3::BucketPolicy'), { Tags: list })).toEqual({ deployment: undefined, node: undefined });
  });
});
