import { describe, expect, it } from 'vitest';
import { takeTags } from './take-tags.ts';

describe('tags', () => {
  it.each([
    ['a bucket tagged team=core', { team: 'core' }],
    ['a bucket with the tags env=prod, team=core', { env: 'prod', team: 'core' }],
    ['a bucket with tags {env: prod}', { env: 'prod' }],
    ['a bucket tagged with env=prod and team="the core"', { env: 'prod', team: 'the core' }],
    ['a bucket with a tag team with value core', { team: 'core' }],
    ['a bucket with tag key "team" and value "core"', { team: 'core' }],
    ['a vpc with the Name tag "pike"', { Name: 'pike' }],
    ['a vpc with tag name "pike"', { Name: 'pike' }],
  ])('are read with their values, however they are said: %s', (text, tags) => {
    const read = takeTags(text);
    expect(Object.fromEntries(read.tags.map(({ key, value }) => [key, value]))).toEqual(tags);
    expect(read.rest).toHaveLength(text.length);
    expect(read.rest).not.toMatch(/tag/);
  });

  it('are of everything where that is said', () => {
    expect(takeTags('Tag everything with env=prod').tags).toMatchObject([{ key: 'env', value: 'prod', ofAll: true }]);
    expect(takeTags('a queue tagged env=prod').tags).toMatchObject([{ ofAll: false }]);
  });

  it.each(['a repository with immutable tags', 'a tag', 'a bucket named tags', 'tagged by the team', 'a price tag of 5 dollars'])('are none: %s', (text) => {
    expect(takeTags(text)).toEqual({ rest: text, tags: [] });
  });
});
