import { expect, it } from 'vitest';
import { tagsOf } from './tags-of.ts';

const type = { tags: { property: 'Tags' } } as never;
const tags = (held: unknown) => [...tagsOf(type, { Tags: held } as never)];

it('reads tags in each form in which types keep them', () => {
  const read = [
    ['a', '1'],
    ['b', ''],
  ];
  expect(tags([{ Key: 'a', Value: '1' }, { Key: 'b' }, 'c', { Value: 'd' }])).toEqual(read);
  expect(tags([{ TagKey: 'a', TagValue: '1' }, { TagKey: 'b' }])).toEqual(read);
  expect(tags({ a: '1', b: '', c: 3 })).toEqual(read);
});

it('reads none of a type without tags, nor of what is no such form', () => {
  expect([...tagsOf({} as never, { Tags: { a: '1' } })]).toEqual([]);
  expect(tags('a=1')).toEqual([]);
});
