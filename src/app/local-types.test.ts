import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalTypeRegistry, loadRegistry } from '../registry/registry.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { homeLayout, writeJsonFile } from './home-layout.ts';
import { describeTypes, importTypes, showType } from './local-types.ts';

const account = '123456789012';
/** AWS's published schemas, one a line. Not part of the project; where the file is missing its test is skipped by name. */
const archive = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'cfn-schemas.jsonl.gz');
const missing = !existsSync(archive);

const root = mkdtempSync(join(tmpdir(), 'asbuilt-types-'));
const here = { home: '', cwd: '', env: process.env };
let registry: LocalTypeRegistry;
let sandbox: Sandbox;
let own: Sandbox | null;
let made = 0;

beforeAll(async () => {
  registry = loadRegistry();
  sandbox = await startSandbox({ port: 0, file: null, accounts: [account], speed: Number.POSITIVE_INFINITY, types: registry });
});
beforeEach(() => {
  made++;
  own = null;
  here.home = join(root, `home-${made}`);
  here.cwd = join(root, `project-${made}`);
  mkdirSync(here.cwd);
});
afterEach(() => own?.close());
afterAll(async () => {
  await sandbox?.close();
  registry?.close();
  rmSync(root, { recursive: true, force: true });
});

function schema(typeName: string): string {
  return JSON.stringify({
    typeName,
    primaryIdentifier: ['/properties/Name'],
    readOnlyProperties: ['/properties/Arn'],
    properties: { Name: { type: 'string' }, Arn: { type: 'string' } },
    handlers: { create: { permissions: ['parts:CreateGear'] } },
  });
}

/** The data folder's sandbox, as `asbuilt up --sandbox` leaves it. */
async function runSandboxHere(): Promise<void> {
  mkdirSync(here.home);
  const { sandbox: path, sandboxState: file } = homeLayout(here.home);
  own = await startSandbox({ port: 0, file, accounts: [account], speed: Number.POSITIVE_INFINITY, types: registry });
  writeJsonFile(here.home, path, { endpoint: own.endpoint, instance: own.instance, accounts: [account], pid: process.pid, birth: null });
}

function writeTargets(name: string, more: Readonly<Record<string, string>> = {}): void {
  const target = { account, region: 'eu-west-1', endpoint: sandbox.endpoint, simulated: true, ...more };
  writeFileSync(join(here.cwd, 'targets.yaml'), JSON.stringify({ targets: { [name]: target } }));
}

describe('importing types into a data folder', () => {
  it('makes the folder, takes a path relative to the project folder, and shows the type with its handlers', async () => {
    writeFileSync(join(here.cwd, 'gear.jsonl.gz'), gzipSync(schema('Acme::Parts::Gear')));
    expect(await importTypes(here, 'gear.jsonl.gz')).toEqual({ count: 1, problems: [] });
    expect(showType(here, 'Acme::Parts::Gear')).toMatchObject({
      value: { source: 'schema', identifier: ['Name'], handlers: { create: { permissions: ['parts:CreateGear'] } } },
    });
  });

  it('reports a folder without a schema, and a data folder that cannot be made', async () => {
    expect(await importTypes(here, '.')).toMatchObject({ count: 0, problems: [{ code: 'INPUT_INVALID', at: here.cwd }] });
    writeFileSync(join(here.cwd, 'file'), '');
    expect(await importTypes({ ...here, home: join(here.cwd, 'file', 'home') }, '.')).toMatchObject({ count: 0, problems: [{ code: 'HOME_NOT_WRITABLE' }] });
  });

  it.skipIf(missing)(
    `takes everything that AWS publishes${missing ? ' (skipped: cfn-schemas.jsonl.gz is not there)' : ''}`,
    async () => {
      const { count, problems } = await importTypes(here, archive);
      expect(problems).toEqual([]);
      expect(count).toBeGreaterThan(1_600);
      const queue = showType(here, 'AWS::SQS::Queue');
      expect(queue.ok && queue.value.handlers?.create?.permissions).toContain('sqs:CreateQueue');
    },
    60_000,
  );
});

describe('describing types into a data folder', () => {
  it('asks the running sandbox where no target is named, and an open registry of the folder sees the answer', async () => {
    await runSandboxHere();
    const open = loadRegistry({ overlay: homeLayout(here.home).schemas });
    const before = open.type('AWS::S3::Bucket');
    expect(before.ok && before.value.source).toBe('base');
    expect(await describeTypes(here, ['AWS::S3::Bucket', 'AWS::SQS::Queue'], null)).toEqual({
      ok: true,
      value: { count: 2, problems: [], target: 'sandbox', simulated: true },
    });
    await expect
      .poll(() => open.type('AWS::S3::Bucket'), { timeout: 5_000 })
      .toMatchObject({
        value: { source: 'schema', identifier: ['BucketName'], handlers: { create: expect.anything() } },
      });
    open.close();
  });

  it('asks the target of targets.yaml that is named, and says of each type that it does not have', async () => {
    writeTargets('work');
    expect(await describeTypes(here, ['AWS::SNS::Topic', 'Acme::Parts::Gear'], 'work')).toMatchObject({
      value: {
        count: 1,
        target: 'work',
        problems: [{ code: 'TYPE_UNKNOWN', at: 'Acme::Parts::Gear', message: `account ${account} has no resource type Acme::Parts::Gear in eu-west-1` }],
      },
    });
    expect(showType(here, 'AWS::SNS::Topic')).toMatchObject({ value: { source: 'schema' } });
  });

  it('asks through the aws binary where the target says so', async ({ skip }) => {
    if (!(process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, 'aws')))) skip('the aws CLI is not installed');
    writeTargets('work', { executor: 'cli' });
    expect(await describeTypes(here, ['AWS::SNS::Topic', 'Acme::Parts::Gear'], 'work')).toMatchObject({
      value: { count: 1, problems: [{ code: 'TYPE_UNKNOWN', at: 'Acme::Parts::Gear' }] },
    });
  });

  it('refuses a target that nobody wrote down, and one whose account the credentials do not open', async () => {
    expect(await describeTypes(here, ['AWS::S3::Bucket'], null)).toMatchObject({ ok: false, problems: [{ code: 'TARGET_UNKNOWN' }] });
    writeTargets('work', { account: '999999999999' });
    expect(await describeTypes(here, ['AWS::S3::Bucket'], 'wrk')).toMatchObject({ ok: false, problems: [{ code: 'TARGET_UNKNOWN' }] });
    expect(await describeTypes(here, ['AWS::S3::Bucket'], 'work')).toMatchObject({ ok: false, problems: [{ code: 'CREDENTIALS_REFUSED' }] });
    expect(existsSync(homeLayout(here.home).schemas)).toBe(false);
  });
});

describe('showing a type', () => {
  it('knows the base where no folder is, and names the nearest types of a wrong name', () => {
    expect(showType(here, 'AWS::S3::Bucket')).toMatchObject({ value: { source: 'base' } });
    expect(showType(here, 'S3::Buckets')).toMatchObject({ problems: [{ code: 'TYPE_UNKNOWN', fix: expect.stringContaining('AWS::S3::Bucket') }] });
    expect(existsSync(here.home)).toBe(false);
  });
});
