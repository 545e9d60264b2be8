import { describe, expect, it } from 'vitest';
import { hidesAt } from './hides-at.ts';
import { withoutSecrets } from './withhold.ts';

const live = {
  Value: 'Kanarie-8842',
  Region: { Value: 'eu-west-1' },
  SecretAccessKey: 'x',
  MasterUserSecret: { SecretArn: 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-a1b2c3' },
  Environment: { Variables: { DB_PASSWORD: 'hunter2', STAGE: 'prod' } },
  Containers: [{ Command: ['--password', 'hunter2', 'serve'], Env: [{ Name: 'API_TOKEN', Value: 'hunter2' }] }],
  Tags: [{ Key: 'asbuilt:node', Value: 'db@AWS::RDS::DBInstance' }],
  Description: 'signs with AKIAABCDEFGHIJKLMNOP',
  Endpoint: { Address: 'db.example' },
  Text: 'orders, postgres://shop:Kanarie8842blauw@db.internal/shop',
  Said: 'log in with password Kanarie8842blauw',
  Drawn: 'Zx9kQ2mVb7LrT4nWc8HyPf3s',
  Targets: [{ Id: 'a', Input: '{"user":"shop","password":"zwarteraafnegen"}' }],
  Parts: ['password', { is: ['zwarteraafnegen'] }],
  Repeats: 'the usual one, Kanarie-acht',
  Nested: { ClientSecret: 'Kanarie-acht' },
  Name: 'Orders-Table1Kx-7Hq2mVb7LrT4nWc8Hy',
  Queue: { Arn: 'arn:aws:sqs:eu-west-1:111111111111:Orders-Queue1Kx-7Hq2mVb7LrT4nWc8Hy' },
};

describe('hidesAt', () => {
  it.each([
    'Value',
    'SecretAccessKey',
    'Environment',
    'Environment.Variables.DB_PASSWORD',
    'Containers',
    'Containers.0.Command.1',
    'Containers.0.Env.0.Value',
    'Description',
    'AuthToken',
    'UserData',
    'Text',
    'Said',
    'Drawn',
    'Targets',
    'Targets.0.Input',
    'Repeats',
  ])('hides what stands, or will stand, at %s', (attribute) => {
    expect(hidesAt(live, attribute.split('.'))).toBe(true);
  });

  it.each([
    'Region.Value',
    'MasterUserSecret.SecretArn',
    'Environment.Variables.STAGE',
    'Containers.0.Command.2',
    'Containers.0.Env.0.Name',
    'Tags.0.Value',
    'Endpoint.Address',
    'Arn',
    'RootSecret.SecretArn',
    'Parts',
    'Queue.Arn',
  ])('tells what stands, or will stand, at %s', (attribute) => {
    expect(hidesAt(live, attribute.split('.'))).toBe(false);
  });

  it('tells what a thing is called by, but for a credential', () => {
    expect(hidesAt(live, ['Name'])).toBe(true);
    expect(hidesAt(live, ['Name'], live.Name)).toBe(false);
    expect(hidesAt({ Id: 'AKIAABCDEFGHIJKLMNOP' }, ['Id'], 'AKIAABCDEFGHIJKLMNOP')).toBe(true);
  });

  it('hides every text that an answer does not tell whole, alone or as a part', () => {
    const texts = [
      'token=Kanarie',
      'run it with --password blauw',
      'https://hooks.example/T01/9f8e7d6c5b4a39281706f5e4d3c2b1a0',
      'a plain text',
      'arn:aws:iam::111111111111:role/x',
    ];
    for (const text of texts) {
      const told = withoutSecrets(text, []) === text;
      expect([hidesAt({ A: text }, ['A']), hidesAt({ A: { B: [text] } }, ['A'])]).toEqual([!told, !told]);
    }
  });
});
