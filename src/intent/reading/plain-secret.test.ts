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
    ['a postgres database named pg, password hunter2', 'a postgres database named pg, password (withheld)'],
    ['the password is hunter2', 'the password is (withheld)'],
    ['change the password of pg to hunter2', 'change the password of pg to (withheld)'],
    ['set the master password of pg to hunter2', 'set the master password of pg to (withheld)'],
    ['a database with a password that should be hunter2', 'a database with a password that should be (withheld)'],
    ['a database with MasterUserPassword hunter2', 'a database with MasterUserPassword (withheld)'],
    ['a secret named db whose value is hunter2', 'a secret named db whose value is (withheld)'],
    ['a secret named db set to the value hunter2', 'a secret named db set to the value (withheld)'],
    ['a secret named db that contains hunter2', 'a secret named db that contains (withheld)'],
    ['a lambda with environment variables URL=https://x.y.z, KEY=abc9', 'a lambda with environment variables URL=(withheld), KEY=(withheld)'],
    ['a lambda with the environment variable KEY set to abc9', 'a lambda with the environment variable KEY set to (withheld)'],
    ['a lambda tagged team=core with env: DB=abc9', 'a lambda tagged team=core with env: DB=(withheld)'],
    ['a lambda tagged env=prod with env vars DB=abc9', 'a lambda tagged env=prod with env vars DB=(withheld)'],
    ['a lambda tagged team=core with environment DB = abc9', 'a lambda tagged team=core with environment DB = (withheld)'],
    ['a lambda with env=abc9', 'a lambda with env=(withheld)'],
    ['a lambda with the environment variable KEY: abc9', 'a lambda with the environment variable KEY: (withheld)'],
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
    'a secret named db and a queue with the visibility timeout set to 60 seconds',
    'a queue named token-jobs with a visibility timeout set to 90 seconds',
    'an account with a password minimum length set to 12',
    'a bucket tagged team=core',
    'add the tag env=prod to reports',
    'tag e1 with env=prod',
    'tag e1 with team=core, environment: prod and owner=me',
    'a queue with the tags {team: core, env: prod}',
    'a queue in the environment prod with retention of 4 days',
  ])('is not what only speaks of one: %s', (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });
});
