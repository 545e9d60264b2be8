import { describe, expect, it } from 'vitest';
import { calledBy, holdsHidden, holdsSecret, mapSecrets, secretSource, secretsNamedIn, shownName } from './secret.ts';

describe('secretSource', () => {
  it.each([
    ['db_password', { kind: 'file', name: 'db_password' }],
    ['ssm:/app/db', { kind: 'ssm', parameter: '/app/db' }],
    ['ssm:/app/db:3', { kind: 'ssm', parameter: '/app/db:3' }],
    ['secretsmanager:app/db', { kind: 'secretsmanager', id: 'app/db', member: [] }],
    ['secretsmanager:app/db#login.password', { kind: 'secretsmanager', id: 'app/db', member: ['login', 'password'] }],
    [
      'secretsmanager:arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf#p',
      { kind: 'secretsmanager', id: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf', member: ['p'] },
    ],
  ])('reads %s', (written, source) => {
    expect(secretSource(written)).toEqual(source);
  });

  it.each([
    '',
    '../x',
    'a/b',
    '.hidden',
    'a.b',
    '1a',
    'ssm:',
    'ssm:a b',
    'secretsmanager:',
    'secretsmanager:a#',
    'secretsmanager:a#b#c',
    'vault:x',
    'x'.repeat(65),
  ])('refuses %j', (written) => {
    expect(secretSource(written)).toBeNull();
  });
});

it('knows a secret by the name that a node tells, once it has told it', () => {
  const later = { name: 'secretsmanager:*#p', of: { $from: { node: 'login', attribute: 'Id' } } };
  expect([calledBy(later), shownName(later)]).toEqual([null, 'secretsmanager:‹login.Id›#p']);
  const told = { name: 'secretsmanager:*#p', of: 'arn:$&' };
  expect([calledBy(told), shownName(told)]).toEqual(['secretsmanager:arn:$&#p', 'secretsmanager:arn:$&#p']);
  expect(secretsNamedIn([{ $secret: [later] }, { $secret: ['x', told] }])).toEqual(['secretsmanager:arn:$&#p']);
});

it('finds secrets and what was hidden for them at any depth, and leaves a value without one the very same', () => {
  const plain = { a: [1, { $secret: 'a variable of a script' }] };
  const held = { a: [{ b: { $secret: ['x', { name: 'two' }, { name: 'one' }] } }], c: { $hidden: 'f' } };
  expect([holdsSecret(plain), holdsSecret(held), holdsHidden(held), holdsHidden(held.a)]).toEqual([false, true, true, false]);
  expect(secretsNamedIn(held)).toEqual(['one', 'two']);
  expect(mapSecrets(plain, () => 'never')).toBe(plain);
  expect(mapSecrets(held, ({ $secret }) => $secret.length)).toEqual({ a: [{ b: 3 }], c: { $hidden: 'f' } });
});
