import { describe, expect, it } from 'vitest';
import { loadRegistry } from '../registry/registry.ts';
import { carriesOwnership } from './ownership.ts';

const registry = loadRegistry();

function type(name: string) {
  const found = registry.type(name);
  if (!found.ok) throw new Error(name);
  return found.value;
}

describe('carriesOwnership', () => {
  const list = [
    { Key: 'asbuilt:deployment', Value: 'web' },
    { Key: 'asbuilt:node', Value: 'bucket' },
  ];

  it('reads tags kept as a list and tags kept as a map', () => {
    expect(carriesOwnership(type('AWS::S3::Bucket'), { Tags: list }, 'web', 'bucket')).toBe(true);
    expect(carriesOwnership(type('AWS::SSM::Parameter'), { Tags: { 'asbuilt:deployment': 'web', 'asbuilt:node': 'bucket' } }, 'web', 'bucket')).toBe(true);
  });

  it('needs both the deployment and the node', () => {
    expect(carriesOwnership(type('AWS::S3::Bucket'), { Tags: list }, 'web', 'other')).toBe(false);
    expect(carriesOwnership(type('AWS::S3::Bucket'), { Tags: list }, 'other', 'bucket')).toBe(false);
    expect(carriesOwnership(type('AWS::S3::Bucket'), { Tags: list.slice(0, 1) }, 'web', 'bucket')).toBe(false);
    expect(carriesOwnership(type('AWS::S3::Bucket'), {}, 'web', 'bucket')).toBe(false);
  });

  it('never holds for a type that cannot carry tags, whatever its properties say', () => {
    expect(carriesOwnership(type('AWS::S3::BucketPolicy'), { Tags: list }, 'web', 'bucket')).toBe(false);
  });
});
