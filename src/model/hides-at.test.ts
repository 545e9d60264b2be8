import { describe, expect, it } from 'vitest';
import { hidesAt } from './hides-at.ts';

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
  ])('tells what stands, or will stand, at %s', (attribute) => {
    expect(hidesAt(live, attribute.split('.'))).toBe(false);
  });
});
