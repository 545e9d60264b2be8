import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { ResourceChange } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { standingOfChange } from './still-ours.ts';
import { store } from './testing/toy-cloud.ts';

const type: ResourceType = {
  ...store,
  properties: {
    ...store.properties,
    List: { shape: { kind: 'array', items: { kind: 'string' } } },
    Map: { shape: { kind: 'map', values: { kind: 'string' } } },
    Text: { shape: { kind: 'string' } },
  },
};
const standing = (name: string, before: Json | undefined, wish: Json | undefined, live: Json | undefined, more: Partial<ResourceChange> = {}) => {
  const only = (value: Json | undefined): JsonObject => (value === undefined ? {} : { [name]: value });
  const change = { before: only(before), after: only(wish), differences: [{ path: `/${name}` }], ...more } as unknown as ResourceChange;
  return standingOfChange(change, type, only(live), only(wish));
};

describe('what is to be changed by a sending that may not be the first', () => {
  it('is as it was, or as asked', () => {
    expect(['old', 'new', 'theirs', undefined].map((live) => standing('Text', 'old', 'new', live))).toEqual(['ours', 'ours', 'anothers', 'anothers']);
    // What is not asked for any more may come to a default of the provider's.
    expect(['old', undefined, 'default'].map((live) => standing('Text', 'old', undefined, live))).toEqual(['ours', 'ours', 'ours']);
    expect(['new', undefined, 'theirs'].map((live) => standing('Text', undefined, 'new', live))).toEqual(['ours', 'ours', 'anothers']);
  });

  it('is as asked also where the provider has added to it', () => {
    expect(standing('Block', { a: 1 }, { a: 2 }, { a: 2, added: 3 })).toBe('ours');
    expect(standing('Block', { a: 1 }, { a: 2 }, { a: 4, added: 3 })).toBe('anothers');
  });

  it('is a list on the way from the one to the other, which somebody else has added nothing to and taken nothing from', () => {
    const list = (...live: readonly string[]) => standing('List', ['keep', 'goes'], ['keep', 'comes'], [...live]);
    expect([list('keep'), list('keep', 'goes', 'comes'), list('comes', 'keep')]).toEqual(['ours', 'ours', 'ours']);
    expect([list('keep', 'goes', 'theirs'), list('goes', 'comes'), list()]).toEqual(['anothers', 'anothers', 'anothers']);
  });

  it('is an object of which each member is', () => {
    const map = (live: Record<string, string>) => standing('Map', { keep: '1', goes: '1', turns: '1' }, { keep: '1', turns: '2', comes: '1' }, live);
    expect([map({ keep: '1', turns: '2' }), map({ keep: '1', goes: '1', turns: '1', comes: '1' }), map({ keep: '1', goes: 'default', turns: '1' })]).toEqual([
      'ours',
      'ours',
      'ours',
    ]);
    expect([map({ keep: '1', turns: '3' }), map({ turns: '2' }), map({ keep: '1', goes: '1', turns: '1', theirs: '1' })]).toEqual([
      'anothers',
      'anothers',
      'anothers',
    ]);
  });

  it('says nothing of what an earlier change of the same plan writes', () => {
    expect(standing('Text', 'old', 'new', 'theirs', { shared: ['Text'] })).toBe('ours');
  });
});
