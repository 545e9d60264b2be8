import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { secretPlaces } from './secret-places.ts';

const type: ResourceType = {
  name: 'Test::Data::Base',
  identifier: ['Name'],
  properties: {},
  attributes: {},
  definitions: {},
  stateful: true,
  createOnly: [],
  conditionalCreateOnly: [],
  readOnly: [],
  writeOnly: ['/Master'],
  unreturned: ['/Text'],
  source: 'schema',
};
const db = { $secret: [{ name: 'db' }] };
const exposed = (wish: JsonObject, of: ResourceType | null = type) => secretPlaces(of, wish).exposed.map(({ pointer }) => pointer);

describe('secretPlaces', () => {
  it('takes what no read returns, and what is called so, for places of secrets', () => {
    expect(exposed({ Master: db, Text: db, AuthToken: db, Nested: { ClientSecret: db } })).toEqual([]);
  });

  it('tells of secrets that whoever may read the resource can read', () => {
    expect(exposed({ Value: db, Description: db, Environment: { Variables: { DB_PASSWORD: db } } })).toEqual([
      '/Value',
      '/Description',
      '/Environment/Variables/DB_PASSWORD',
    ]);
    expect(exposed({ Env: [{ Name: 'PASSWORD', Value: db }] })).toEqual(['/Env/0/Value']);
    expect(exposed({ password: db, host: db }, null)).toEqual([]);
  });

  it.each([
    [{ MasterUserPassword: 'hunter2' }, ['/MasterUserPassword']],
    [{ Environment: { Variables: { DB_PASSWORD: 'hunter2', STAGE: 'prod' } } }, ['/Environment/Variables/DB_PASSWORD']],
    [
      {
        Env: [
          { Name: 'API_TOKEN', Value: 'hunter2' },
          { Name: 'STAGE', Value: 'prod' },
        ],
      },
      ['/Env/0/Value'],
    ],
    [{ SecretArn: 'arn:x', PasswordPolicy: 'strict', TokenUrl: 'https://x', MasterUserPassword: '', AuthToken: '{{resolve:ssm:x}}' }, []],
    [{ MasterUserPassword: db, Password: { $from: { node: 'a', attribute: 'B' } } }, []],
  ])('of plain texts in %j tells those at places of secrets', (wish, plain) => {
    expect(secretPlaces(type, wish as JsonObject).plain).toEqual(plain);
  });
});
