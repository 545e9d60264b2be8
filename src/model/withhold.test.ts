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

describe('an address', () => {
  it.each([
    ['https://hooks.example.com/services/T01AB2CD3/B04EF5GH6/aBcDeFgHiJkLmNoPqRsTuVwX', 'https://hooks.example.com/services/T01AB2CD3/B04EF5GH6/(withheld)'],
    [
      'https://chat.example/api/webhooks/123456789012345678/abcDEFghiJKLmnoPQRstuVWXyz0123456789abcdef-ABC',
      'https://chat.example/api/webhooks/123456789012345678/(withheld)',
    ],
    ['https://x.example/c?sv=2024&sig=hunterAbc123Xyz456Qrs789TuvW', 'https://x.example/c?sv=2024&sig=(withheld)'],
    ['https://events.example/integration/0123456789abcdef0123456789abcdef/enqueue', 'https://events.example/integration/(withheld)/enqueue'],
    ['https://x.example/hook/6f9619ff-8b86-d011-b42d-00cf4fc964ff', 'https://x.example/hook/(withheld)'],
  ])('is told without the part that looks drawn, by which whoever knows it may use it: %s', (text, told) => {
    expect(withoutSecretPlaces({ Endpoint: text })).toEqual({ Endpoint: told });
    expect(withoutSecrets(`cannot reach ${text}, says it`, [])).toBe(`cannot reach ${told}, says it`);
  });

  it.each([
    'https://sqs.us-east-1.amazonaws.com/123456789012/orders2024.fifo',
    'https://sqs.eu-west-1.amazonaws.com/123456789012/shop-Queue-1A2B3C4D5E6F',
    'https://abcdef1234.execute-api.us-east-1.amazonaws.com/prod/getApplicationSettingsOfCustomer?page=2&version=2024-11-30',
    'https://bucket.s3.amazonaws.com/reports/2024/11/quarterly-report-of-november.pdf',
    'https://www.w3.org/2001/XMLSchema#ApplicationServerConfiguration',
  ])('is told whole where it is made of names and numbers: %s', (text) => {
    expect(withoutSecretPlaces({ Endpoint: text })).toEqual({ Endpoint: text });
  });
});

describe('a document without its secret places', () => {
  it('tells the name of a pair whatever both are called after, and not its value', () => {
    const document = { Headers: [{ HeaderName: 'X-Origin-Verify', HeaderValue: 'between-us' }], Other: [{ HeaderValue: 'alone', Mode: 'on' }] };
    expect(withoutSecretPlaces(document)).toEqual({ Headers: [{ HeaderName: 'X-Origin-Verify', HeaderValue: withheld }], Other: document.Other });
    expect([...secretsIn(document)]).toEqual(['between-us']);
  });

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
