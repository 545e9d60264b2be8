import { describe, expect, it } from 'vitest';
import { hiddenTexts, secretsIn, spellingsOf, withheld, withoutCredentials, withoutSecretPlaces, withoutSecrets } from './withhold.ts';

describe('withoutSecrets', () => {
  it.each([
    ['a database with password hunter2x', 'hunter2x'],
    ['set the api key to "k3y-of-mine" on it', 'k3y-of-mine'],
    ['password=abcdef', 'abcdef'],
    ['the token is s3cret!', 's3cret!'],
    ['secretsmanager:hunter2x', 'hunter2x'],
    ['secretsmanager: Hunter', 'Hunter'],
  ])('keeps what was spoken as a secret out of: %s', (text, secret) => {
    const told = withoutSecrets(text, []);
    expect(told).toContain(withheld);
    expect(told).not.toContain(secret);
  });

  it.each([
    'a secret named prod-db-1, rotated every 30 days',
    'passwords of 14 characters',
    'lets it read the secret: secretsmanager:DescribeSecret, secretsmanager:GetSecretValue, secretsmanager:*',
    'a password policy',
    'a secret for the database orders2024 in eu-west-1',
  ])('tells what is no secret: %s', (text) => {
    expect(withoutSecrets(text, [])).toBe(text);
  });
});

describe('the time that it takes', () => {
  /** Milliseconds of the processor for a text, the least of some tries. */
  const timeOf = (text: string, known: readonly string[]): number => {
    const tries = Array.from({ length: 5 }, () => {
      const began = process.cpuUsage();
      withoutSecrets(text, known);
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1000;
    });
    return Math.min(...tries);
  };
  const known = spellingsOf(Array.from({ length: 2_000 }, (_, index) => `aaaaaaaaaaaaaaaaaaaaaaaa${String(index).padStart(6, '0')}`));

  it.each([
    '-eyJ',
    'eyJabcdefgh.',
    'a.',
    '-----BEGIN ',
    'password',
    'password ',
    'token="',
    '--password',
    'a://b:',
    'http://',
    'AKIA_',
    'sk-',
    'a',
    ' ',
    '"',
    ':',
    'A1b',
    'secret is ',
  ])('grows with a text of %j as the text does', (part) => {
    const text = (length: number): string => part.repeat(Math.ceil(length / part.length));
    // Sixteen times the text: sixteen times as long, and not 256 times.
    expect(timeOf(text(64_000), known)).toBeLessThan(80 * Math.max(timeOf(text(4_000), known), 0.5));
  });
});

describe('what is known to be secret', () => {
  it('is blotted out, the longest that stands at a place, and nothing that only begins like it', () => {
    const known = spellingsOf(['hunter2', 'hunter2-more', 'hunter2-more-of-it', 'hunter3', 'hunter']);
    expect(withoutSecrets('a hunter2-more-of-i b hunter2-more-of-it c hunter2x hunte hunter', known)).toBe(
      'a (withheld)-of-i b (withheld) c (withheld)x hunte (withheld)',
    );
  });

  it('is, as a signed token, kept out of a text with dots', () => {
    expect(withoutCredentials('see my.host/-eyJhbGciOiJI.eyJzdWIiOiIx.c2ln, or eyJ.x and beyJhbGciOiJI.a')).toBe(
      'see my.host/-(withheld), or eyJ.x and beyJhbGciOiJI.a',
    );
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

describe('a value whose holder says its place', () => {
  const patch = [
    { op: 'replace', path: '/VersioningConfiguration/Status', value: 'Suspended' },
    { op: 'add', path: '/LoggingConfiguration', value: { DestinationBucketName: 'orders-logs-of-ours', Token: 'hunter-of-tokens' } },
    { op: 'add', path: '/Environment/Variables', value: { MODE: 'hunter-of-modes' } },
    { op: 'add', path: '/Tags/-', value: { Key: 'team-name', Value: 'payments' } },
    { op: 'add', path: '/Tags/1', value: { Key: 'asbuilt:node', Value: 'box@AWS::S3::Bucket' } },
  ];

  it('is hidden as it is at that place, and its repetitions with it', () => {
    expect([...hiddenTexts({ patch })].sort()).toEqual(['hunter-of-modes', 'hunter-of-tokens', 'payments']);
    expect(withoutSecretPlaces(patch)).toEqual([
      patch[0],
      { op: 'add', path: '/LoggingConfiguration', value: { DestinationBucketName: 'orders-logs-of-ours', Token: withheld } },
      { op: 'add', path: '/Environment/Variables', value: { MODE: withheld } },
      { op: 'add', path: '/Tags/-', value: { Key: 'team-name', Value: withheld } },
      patch[4],
    ]);
  });

  it('is hidden where anything around the holder is', () => {
    const within = { Variables: [{ op: 'add', path: '/Status', value: 'hunter-of-modes' }] };
    expect([...hiddenTexts(within)]).toContain('hunter-of-modes');
  });
});

describe('what names a thing', () => {
  it('is told also where a pair repeats it', () => {
    const after = { FunctionName: 'orders-of-mine', Dimensions: [{ Name: 'FunctionName', Value: 'orders-of-mine' }] };
    expect([...hiddenTexts({ after })]).toEqual([]);
  });

  it('is nothing that people put where they put what they like', () => {
    const after = { Environment: { Variables: { type: 'hunter-of-types', UserName: 'hunter-of-names' } } };
    expect([...hiddenTexts({ after })].sort()).toEqual(['hunter-of-names', 'hunter-of-types']);
  });
});

describe('how a secret is to be', () => {
  it('is told, and no part of the secret', () => {
    const document = { GenerateSecretString: { PasswordLength: 32, ExcludeCharacters: '"@/', SecretStringTemplate: '{"user":"x"}' }, HttpTokens: 'required' };
    expect(withoutSecretPlaces(document)).toEqual({ ...document, GenerateSecretString: { ...document.GenerateSecretString, SecretStringTemplate: withheld } });
  });
});

describe('a secret that stands in a document by its name', () => {
  it('is told by that alone, and without a digest that somebody could try texts against', () => {
    const digest = 'a'.repeat(64);
    const document = { after: { A: { $secret: [{ name: 'db' }, '!'], digest }, B: [{ $hidden: digest }] } };
    expect(withoutSecretPlaces(document)).toEqual({ after: { A: { $secret: [{ name: 'db' }, '!'] }, B: [{ $hidden: withheld }] } });
  });
});

describe('what an agent says itself in a plan of its own', () => {
  const plan = (by: object) => ({
    ...by,
    intent: 'set the description to "471108"',
    changes: [
      {
        node: 'f',
        action: 'update',
        after: { Environment: { Variables: { PW: 'other' } } },
        differences: [{ path: '/Environment/Variables/PW', before: '471108', after: 'other', forcesReplace: false }],
      },
      { node: 'l', action: 'create', after: { Entries: [{ Description: '471107' }, { Description: '471108' }, { Description: '471109' }] }, differences: [] },
      { node: 'd', action: 'none', after: { Description: 'hunter-two' }, differences: [] },
      { node: 'e', action: 'none', after: { Environment: { Variables: { PW: 'hunter-two' } } }, differences: [] },
    ],
  });

  it('is told as it is, also where it is a hidden value, so that it is no guess that is answered', () => {
    const told = withoutSecretPlaces(plan({ agent: 'agent' })) as ReturnType<typeof plan>;
    expect(told.intent).toBe('set the description to "471108"');
    expect(told.changes[1]).toEqual(plan({}).changes[1]);
    expect(told.changes[0]).toMatchObject({ differences: [{ before: withheld, after: withheld }] });
    expect([...hiddenTexts(plan({ agent: 'agent' }))].sort()).toEqual(['hunter-two']);
  });

  it('is what its plan says anew alone: what people wrote twice stays withheld, and so does all of it in a plan of theirs', () => {
    expect((withoutSecretPlaces(plan({ agent: 'agent' })) as ReturnType<typeof plan>).changes[2]).toMatchObject({ after: { Description: withheld } });
    expect((withoutSecretPlaces(plan({})) as ReturnType<typeof plan>).intent).toContain(withheld);
  });
});
