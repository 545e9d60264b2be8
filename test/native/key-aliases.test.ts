import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { Plan } from '../../src/model/plan.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { SandboxClient } from '../sandbox/sandbox-client.ts';
import { type EngineOver, engineOver } from './engine-over.ts';
import { type Moto, startMoto } from './moto.ts';
import { motoBinary, required } from './third-party.ts';

const account = '123456789012';
const missing = motoBinary() === null && !required;
const patience = { retry: 10_000, consistency: 1_500, slice: 5_000 };
const common = { cloud: 'aws', account, region: 'us-east-1', executor: 'sdk', simulated: true } as const;
const changesOf = ({ changes }: Plan) => changes.map((change) => (change.kind === 'resource' ? change : null));

/** moto answers with the ARN of the key where the secret of a database was asked to be encrypted by its alias (moto/rds/models.py, MasterUserSecret), as RDS does. */
describe('a database whose secret is encrypted by a key’s alias, on moto', () => {
  let moto: Moto;
  let over: EngineOver;
  beforeAll(async () => {
    if (missing) return;
    moto = await startMoto();
    over = await engineOver({ name: 'moto', regions: ['us-east-1'], target: { ...common, endpoint: moto.url, dialect: 'native' } }, patience);
  }, 60_000);
  afterAll(async () => {
    if (missing) return;
    await over.close();
    await moto.stop();
  });

  const keys = async (operation: string, input: JsonObject): Promise<JsonObject> => {
    const authorization = `AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/kms/aws4_request, SignedHeaders=host, Signature=0`;
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `TrentService.${operation}`, authorization };
    const answer = await fetch(moto.url, { method: 'POST', headers, body: JSON.stringify(input) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text === '' ? {} : (JSON.parse(text) as JsonObject);
  };
  const newKey = async () => (await keys('CreateKey', {}))['KeyMetadata'] as { readonly Arn: string; readonly KeyId: string };

  it.skipIf(missing)(
    'is as asked with the key that the alias means at the time, and by another alias that means it',
    async () => {
      const [first, second] = [await newKey(), await newKey()];
      await keys('CreateAlias', { AliasName: 'alias/own', TargetKeyId: first.KeyId });
      const properties = {
        DBInstanceIdentifier: 'books',
        Engine: 'postgres',
        DBInstanceClass: 'db.t3.micro',
        AllocatedStorage: '20',
        MasterUsername: 'books',
        ManageMasterUserPassword: true,
        MasterUserSecret: { KmsKeyId: 'alias/own' },
      };
      const books = [{ node: 'books', type: 'AWS::RDS::DBInstance', properties }];
      const run = await over.apply(await over.plan('books', books));
      expect(run, JSON.stringify(run.nodes.map(({ step, error }) => [step, error]))).toMatchObject({ status: 'succeeded' });
      expect(run.nodes.flatMap(({ kept = [] }) => kept).filter(({ path }) => path.endsWith('/KmsKeyId'))).toEqual([
        { path: '/MasterUserSecret/KmsKeyId', asked: 'alias/own', found: first.Arn },
      ]);
      expect(changesOf(await over.plan('books', books))).toMatchObject([{ action: 'none', reason: 'as-wished' }]);
      // moto looks behind the alias at each read: what it shows is no longer what came back, and still what the alias means.
      await keys('UpdateAlias', { AliasName: 'alias/own', TargetKeyId: second.KeyId });
      expect(changesOf(await over.plan('books', books))).toMatchObject([{ action: 'none', reason: 'as-wished' }]);
      await keys('CreateAlias', { AliasName: 'alias/same', TargetKeyId: second.KeyId });
      await keys('CreateAlias', { AliasName: 'alias/other', TargetKeyId: first.KeyId });
      const by = (KmsKeyId: string) => [{ node: 'books', type: 'AWS::RDS::DBInstance', properties: { ...properties, MasterUserSecret: { KmsKeyId } } }];
      expect(changesOf(await over.plan('books', by('alias/same')))).toMatchObject([{ action: 'none', differences: [] }]);
      expect(changesOf(await over.plan('books', by('alias/other')))).toMatchObject([
        { reason: 'wish-changed', differences: [{ path: '/MasterUserSecret/KmsKeyId', before: second.Arn, after: 'alias/other' }] },
      ]);
    },
    120_000,
  );
});

/** The sandbox keeps an alias as it was given: what a read shows in its place is put there by somebody else. */
describe('a secret that is encrypted by a key’s alias, on the sandbox', () => {
  const types = loadRegistry();
  let sandbox: Sandbox;
  let over: EngineOver;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, file: null, accounts: [account], speed: Number.POSITIVE_INFINITY, types });
    over = await engineOver({ name: 'sandbox', regions: ['us-east-1'], target: { ...common, endpoint: sandbox.endpoint, dialect: 'cloudcontrol' } }, patience);
  }, 60_000);
  afterAll(async () => {
    await over.close();
    await sandbox.close();
    types.close();
  });

  it('is as asked with the ARN of the key that the alias means, and asked for again once it means another', async () => {
    const somebody = new SandboxClient(sandbox.endpoint, account);
    const edit = (type: string, identifier: string, path: string, value: string) =>
      somebody.ended(somebody.update(type, identifier, [{ op: 'replace', path, value }]));
    const [first, second] = [await somebody.made('AWS::KMS::Key', { Description: 'first' }), await somebody.made('AWS::KMS::Key', { Description: 'second' })];
    await somebody.made('AWS::KMS::Alias', { AliasName: 'alias/own', TargetKeyId: first });
    const login = [{ node: 'login', type: 'AWS::SecretsManager::Secret', properties: { Name: 'shop/login', KmsKeyId: 'alias/own' } }];
    const run = await over.apply(await over.plan('shop', login));
    expect(run).toMatchObject({ status: 'succeeded' });
    const arn = `arn:aws:kms:us-east-1:${account}:key/${first}`;
    await edit('AWS::SecretsManager::Secret', run.nodes[0]?.identifier ?? '', '/KmsKeyId', arn);
    expect(changesOf(await over.plan('shop', login))).toMatchObject([{ action: 'none', reason: 'as-wished' }]);
    await edit('AWS::KMS::Alias', 'alias/own', '/TargetKeyId', second);
    const plan = await over.plan('shop', login);
    expect(changesOf(plan)).toMatchObject([
      { action: 'update', differences: [{ path: '/KmsKeyId', before: arn, after: 'alias/own' }], note: `alias/own means another key by now: ${second}` },
    ]);
    expect(await over.apply(plan)).toMatchObject({ status: 'succeeded' });
    expect((await over.plan('shop', login)).steps).toEqual([]);
  }, 120_000);
});
