import { describe, expect, it } from 'vitest';
import { withoutSecrets } from './plain-secret.ts';

describe('a secret in plain words', () => {
  it.each([
    ['a postgres database named pg with password swordfish', 'a postgres database named pg with password (withheld)'],
    ['a postgres database with the master password "open sesame" and 20 GB', 'a postgres database with the master password (withheld) and 20 GB'],
    ['a database with user admin and password of hunter2', 'a database with user admin and password of (withheld)'],
    ['a parameter db-password with value x', 'a parameter db-password with value (withheld)'],
    ['token=abc, a bucket', 'token=(withheld), a bucket'],
    ['a lambda function with environment variable KEY=abc', 'a lambda function with environment variable KEY=(withheld)'],
    ["a lambda with env vars A=1, B='two words' and C = three", 'a lambda with env vars A=(withheld), B=(withheld) and C = (withheld)'],
  ])('is cut out of the text, and its name stays: %s', (text, left) => {
    expect(withoutSecrets(text)).toBe(left);
    expect(withoutSecrets(left)).toBe(left);
  });

  it.each([
    'an account with a password policy',
    'a user pool with password authentication and password expiration',
    'a database with a password that is generated',
    'a database with username and password in a secret',
    'a secret named db-password',
    'a bucket tagged team=core',
    'a queue in the environment prod with retention of 4 days',
  ])('is not what only speaks of one: %s', (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });
});
