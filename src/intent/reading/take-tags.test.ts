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

describe('a tag that is led by words', () => {
  it.each([
    ['a bucket tagged with aspect=wide', 'aspect', 'wide'],
    ['a bucket with tag assignee=bob', 'assignee', 'bob'],
    ['a bucket with tags officer=ann', 'officer', 'ann'],
    ['a bucket tagged withheld=yes', 'withheld', 'yes'],
    ['a bucket tagged asbuilt:deployment=other', 'asbuilt:deployment', 'other'],
    ['a bucket with a tag team of value official', 'team', 'official'],
    ['a bucket with a tag team with the value isolated', 'team', 'isolated'],
    ['a bucket with tags: {team: core}', 'team', 'core'],
    ['a bucket tagged with: team=core', 'team', 'core'],
    ['tag all with team=core', 'team', 'core'],
  ])('has the whole key and value that is written: %s', (text, key, value) => {
    expect(takeTags(text).tags).toMatchObject([{ key, value }]);
  });
});
