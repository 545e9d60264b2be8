import { describe, expect, it } from 'vitest';
import { secretsIn, withheld, withoutSecretPlaces, withoutSecrets } from './withhold.ts';

describe('withoutSecrets', () => {
  it.each([
    ['a database with password hunter2x', 'hunter2x'],
    ['set the api key to "k3y-of-mine" on it', 'k3y-of-mine'],
    ['password=abcdef', 'abcdef'],
    ['the token is s3cret!', 's3cret!'],
  ])('keeps what was spoken as a secret out of: %s', (text, secret) => {
    const told = withoutSecrets(text, []);
    expect(told).toContain(withheld);
    expect(told).not.toContain(secret);
  });

  it.each([
    'a secret named prod-db-1, rotated every 30 days',
    'passwords of 14 characters',
    'a password policy',
    'a secret for the database orders2024 in eu-west-1',
  ])('tells what is no secret: %s', (text) => {
    expect(withoutSecrets(text, [])).toBe(text);
  });
});

describe('a document without its secret places', () => {
  it('tells the name of a pair in a list, and no variable that is called like the member of one', () => {
    const document = {
      Tags: [{ Key: 'team-name', Value: 'payments' }],
      Environment: { Variables: { KEY: 'first-variable', VALUE: 'second-variable', NAME: 'third-variable', Values: 'fourth-variable' } },
    };
    expect(withoutSecretPlaces(document)).toEqual({
      Tags: [{ Key: 'team-name', Value: withheld }],
      Environment: { Variables: { KEY: withheld, VALUE: withheld, NAME: withheld, Values: withheld } },
    });
    expect([...secretsIn(document)].sort()).toEqual(['first-variable', 'fourth-variable', 'payments', 'second-variable', 'third-variable']);
  });
});
