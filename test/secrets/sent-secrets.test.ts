import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsCloud, createAwsCloud } from '../../src/adapters/aws/aws-cloud.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import type { SecretValues } from '../../src/ports/secrets.ts';
import { type Meddler, meddler } from '../native/meddler.ts';
import { type Moto, startMoto } from '../native/moto.ts';
import { realClock, realRandom } from '../native/real-time.ts';
import { awsBinary, motoBinary, programEnvironment, required } from '../native/third-party.ts';
import { sending } from '../sending.ts';
import { folderSecrets } from './folder-secrets.ts';

const place = { account: '123456789012', region: 'us-east-1' };
const binary = awsBinary();
const missing = (motoBinary() === null || binary === null) && !required;
const value = 'hunter "two" & $HOME';

/** Secrets in native calls, by each executor: the provider gets the value, and nothing else does. */
describe.skipIf(missing)('a secret in native calls, on moto', () => {
  const home = mkdtempSync(join(tmpdir(), 'asbuilt-sent-'));
  let moto: Moto;
  let between: Meddler;
  let cloud: AwsCloud;
  let secrets: SecretValues;
  const through = (executor: 'sdk' | 'cli'): NamedTarget => ({
    name: 'moto',
    regions: ['us-east-1'],
    target: { cloud: 'aws', ...place, endpoint: between.url, dialect: 'native', executor, simulated: true },
  });
  const wish = (name: string): JsonObject => {
    const parts = ['db://app:', { name: 'db' }, '@host'];
    return { Name: name, Type: 'String', Value: { $secret: parts, digest: secrets.keyed(`db://app:${value}@host`) } };
  };
  const create = (name: string) => ({ op: 'create', type: 'AWS::SSM::Parameter', place, properties: wish(name) }) as const;

  beforeAll(async () => {
    mkdirSync(join(home, 'secrets'), { mode: 0o700 });
    writeFileSync(join(home, 'secrets', 'db'), value, { mode: 0o600 });
    moto = await startMoto();
    between = await meddler(moto.url);
    secrets = folderSecrets(join(home, 'secrets'), realClock);
    cloud = createAwsCloud({
      clock: realClock,
      random: realRandom,
      secrets,
      credentials: () => async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' }),
      cli: { binary: binary ?? '', environment: programEnvironment() },
    });
  });
  afterAll(async () => {
    rmSync(home, { recursive: true, force: true });
    cloud.close();
    await between.close();
    await moto.stop();
  });

  it.each(['sdk', 'cli'] as const)('arrives through %s under a permit that names it, and is read back as its digest', async (executor) => {
    const target = through(executor);
    const calls = cloud.calls(target, create(`/${executor}`));
    expect(JSON.stringify(calls)).not.toContain('hunter');
    expect(JSON.stringify(calls)).toContain('{"name":"db"}');
    const submission = await sending(cloud).submit(target, create(`/${executor}`), 'token');
    expect(submission).toMatchObject({ status: 'done' });
    const read = await cloud.read(target, { type: 'AWS::SSM::Parameter', place, identifier: `/${executor}` });
    expect(read).toMatchObject({ ok: true, value: { properties: { Value: { $hidden: secrets.keyed(`db://app:${value}@host`) } } } });
    const plain = await cloud.secret({ kind: 'ssm', parameter: `/${executor}` }, { target, region: place.region });
    expect(plain).toEqual({ ok: true, value: `db://app:${value}@host` });
  });

  it('is blotted out of what the provider says of it', async () => {
    between.meddle(({ writes }) =>
      writes
        ? {
            status: 400,
            type: 'application/x-amz-json-1.1',
            body: JSON.stringify({ __type: 'ValidationException', message: `Value '${value}' is not allowed` }),
          }
        : 'pass',
    );
    const submission = await sending(cloud).submit(through('sdk'), create('/refused'), 'token');
    between.meddle(() => 'pass');
    expect(submission).toMatchObject({ status: 'failed', problem: { code: 'CLOUD_INVALID' } });
    expect(JSON.stringify(submission)).toContain('(secret)');
    expect(JSON.stringify(submission)).not.toContain('hunter');
  });

  it('is missing before anything is sent', async () => {
    let sent = 0;
    between.meddle(() => {
      sent++;
      return 'pass';
    });
    const gone = { ...create('/gone'), properties: { ...wish('/gone'), Description: { $secret: [{ name: 'other' }] } } };
    const changed = { ...create('/changed'), properties: { ...wish('/changed'), Value: { $secret: [{ name: 'db' }], digest: 'f0' } } };
    for (const [mutation, code] of [
      [gone, 'SECRET_UNKNOWN'],
      [changed, 'SECRET_CHANGED'],
    ] as const)
      expect(await sending(cloud).submit(through('sdk'), mutation, 'token')).toMatchObject({ status: 'failed', problem: { code } });
    expect(sent).toBe(0);
    between.meddle(() => 'pass');
  });

  it('of a target is told from one that is not there', async () => {
    const at = { target: through('sdk'), region: place.region };
    for (const source of [
      { kind: 'ssm', parameter: '/none' },
      { kind: 'secretsmanager', id: 'none', member: [] },
    ] as const)
      expect(await cloud.secret(source, at)).toMatchObject({ ok: false, problems: [{ code: 'CLOUD_NOT_FOUND' }] });
    const made = await sending(cloud).submit(
      at.target,
      { op: 'create', type: 'AWS::SecretsManager::Secret', place, properties: { Name: 'app', SecretString: '{"a.b": "whole", "c": {"d": "within", "n": 5}}' } },
      'a token as long as Secrets Manager asks for',
    );
    expect(made.status).toBe('done');
    const member = (...path: string[]) => cloud.secret({ kind: 'secretsmanager', id: 'app', member: path }, at);
    expect([await member('a', 'b'), await member('c', 'd'), await member('c', 'n')]).toEqual(
      ['whole', 'within', '5'].map((text) => ({ ok: true, value: text })),
    );
    expect(await member('c')).toMatchObject({ ok: false, problems: [{ code: 'SECRET_UNUSABLE' }] });
    expect(await member('none')).toMatchObject({ ok: false, problems: [{ code: 'SECRET_UNUSABLE' }] });
  });
});
