import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../src/kernel/digest.ts';
import { typeRanking } from '../src/knowledge/retrieval/rank-types.ts';
import { openRetrieval } from '../src/knowledge/retrieval/retrieval-data.ts';
import { loadRegistry } from '../src/registry/registry.ts';
import { retrievalBytes } from './build-retrieval.ts';

const built = readFileSync(join(import.meta.dirname, '..', 'dist', 'retrieval-data', 'types.bin'));

describe('the retrieval data of the build', () => {
  it('is the same, byte for byte, when it is made again by another process', { timeout: 300_000 }, async () => {
    expect(sha256(Buffer.from(await retrievalBytes()).toString('latin1'))).toBe(sha256(built.toString('latin1')));
  });

  it('has at most 10 MB, and every type of the registry', () => {
    expect(built.length).toBeLessThan(10_000_000);
    const registry = loadRegistry();
    expect(openRetrieval(built).types).toEqual(registry.names());
    registry.close();
  });

  it('finds a type by what it is for', () => {
    const { rankTypes } = typeRanking(openRetrieval(built));
    const found = (words: string) => rankTypes(words, 5).map(({ type }) => type);
    expect(found('a topic that sends notifications to subscribers')).toContain('AWS::SNS::Topic');
    expect(found('buckets for objects')[0]).toBe('AWS::S3::Bucket');
    expect(found('managed kubernetes')).toContain('AWS::EKS::Cluster');
  });
});
