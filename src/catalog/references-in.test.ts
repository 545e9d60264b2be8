import { expect, it } from 'vitest';
import { referencesIn } from './references-in.ts';

it('references are found in calls and in the names of secrets, of these nodes alone, each by the way to its text', () => {
  const value = {
    a: ['x-${net.Id}', { b: '${select(0, split(".", web.outputs.Url))}' }],
    c: "${secret('secretsmanager:*#password', login.Id)}",
    d: '$${net.Id} ${other.Id} ${',
    e: '${other.Id}',
    f: 1,
  };
  const found = referencesIn(value, new Set(['net', 'web.outputs', 'login']));
  expect(found.map(({ path, to }) => [path.join('/'), to.map(({ node, attribute }) => `${node} ${attribute}`)])).toEqual([
    ['a/*', ['net Id']],
    ['a/*/b', ['web.outputs Url']],
    ['c', ['login Id']],
  ]);
});
