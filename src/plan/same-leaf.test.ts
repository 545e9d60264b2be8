import { expect, it } from 'vitest';
import { documentOf } from './same-leaf.ts';

it('takes a text for the document that it holds, unless nobody could read that to its bottom', () => {
  expect(documentOf('{"a":[1]}')).toEqual({ a: [1] });
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(documentOf(deep)).toBe(deep);
});
