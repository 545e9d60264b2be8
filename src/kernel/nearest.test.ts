import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

describe('the nearest words', () => {
  it.each([
    ['aks', ['ask', 'apply', 'answer'], ['ask']],
    ['shwo', ['show', 'list', 'watch'], ['show']],
    ['regoin', ['region', 'target', 'name'], ['region']],
    ['us-esat-1', ['us-east-1', 'ap-south-2'], ['us-east-1']],
    ['bucket', ['s3 bucket', 'queue'], ['s3 bucket']],
  ])('of %s are those that a slip of the finger leads to', (word, candidates, found) => {
    expect(nearest(word, candidates)).toEqual(found);
  });

  it.each([
    ['small', ['seoul', 'email', 'shell']],
    ['web', ['dead', 'sweden', 'kms']],
    ['ec', ['security', 'vpc', 'table']],
    ['app', ['sqs', 'role']],
  ])('of %s are not words that only look a little like it', (word, candidates) => {
    expect(nearest(word, candidates)).toEqual([]);
  });
});
