import { describe, expect, it } from 'vitest';
import type { NodeAddress } from '../model/names.ts';
import { store } from './testing/toy-cloud.ts';
import { failedChecks, liveDifferences } from './verify-node.ts';

const check = (pointer: string, more: { equals?: never; exists?: boolean } | { equals: unknown }) =>
  ({ node: 'b' as NodeAddress, control: 'private', pointer, ...more }) as never;

describe('liveDifferences', () => {
  it('finds what a fresh read does not show as asked, and not what the provider added', () => {
    expect(liveDifferences({ Size: 1, Kind: 'x' }, { Size: '1', Kind: 'y', Arn: 'a' }, store).map(({ path }) => path)).toEqual(['/Kind']);
  });
});

describe('failedChecks', () => {
  const live = { Block: { All: true, Acls: 'true', Extra: 1 }, Rules: [{ Algorithm: 'aws:kms' }, { Algorithm: 'x' }], Nothing: null };

  it('is empty when every promise is kept, as loosely as comparisons are', () => {
    const kept = [
      check('/Block', { equals: { All: true, Acls: true } }),
      check('/Rules/0/Algorithm', { equals: 'aws:kms' }),
      check('/Block/All', {}),
      check('/Nowhere', { exists: false }),
      check('/Nothing', { exists: false }),
      check('/Rules', { exists: true }),
    ];
    expect(failedChecks(kept, live)).toEqual([]);
  });

  it('names each broken promise with what is there', () => {
    const broken = [
      check('/Block/All', { equals: false }),
      check('/Block', { equals: 'text' }),
      check('/Rules', { equals: [{ Algorithm: 'x' }] }),
      check('/Nowhere', {}),
      check('/Nowhere', { equals: 'x' }),
      check('/Rules', { exists: false }),
    ];
    expect(failedChecks(broken, live).map(({ found }) => found)).toEqual([true, live.Block, live.Rules, undefined, undefined, live.Rules]);
  });
});
