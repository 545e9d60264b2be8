import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadRegistry } from '../../src/registry/registry.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { SandboxClient } from './sandbox-client.ts';

const account = '111111111111';
const bucket = 'AWS::S3::Bucket';
let folder: string;
let child: ChildProcess | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asbuilt-sandbox-'));
});
afterEach(async () => {
  await kill();
  rmSync(folder, { recursive: true, force: true });
});

async function start(speed: string): Promise<SandboxClient> {
  const started = spawn(process.execPath, [join(import.meta.dirname, 'sandbox-process.ts'), join(folder, 'state.db'), '0', speed], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = started;
  const endpoint = await new Promise<string>((resolve, reject) => {
    started.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()));
    started.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)));
  });
  return new SandboxClient(endpoint, account);
}

async function kill(): Promise<void> {
  const running = child;
  child = null;
  if (running === null || running.exitCode !== null) return;
  await new Promise((resolve) => {
    running.once('exit', resolve);
    running.kill('SIGKILL');
  });
}

describe('a killed sandbox', () => {
  it('comes back with everything it answered: resources, requests under way, client tokens, sessions', async () => {
    let client = await start('1');
    await client.create(bucket, { BucketName: 'done' }, 'token-1');
    await client.control('POST', 'clock', { seconds: 100 });
    await client.create(bucket, { BucketName: 'under-way' }, 'token-2');
    const update = await client.update(bucket, 'done', [{ op: 'add', path: '/VersioningConfiguration', value: { Status: 'Enabled' } }]);
    const failed = await client.delete('AWS::SQS::Queue', 'none');
    const sts = await client.query('sts', '2011-06-15', 'AssumeRole', {
      RoleArn: `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`,
      RoleSessionName: 'x1',
    });
    const part = (name: string) => new RegExp(`<${name}>([^<]*)<`).exec(sts.body)?.[1] ?? '';
    await kill();

    client = await start('1');
    expect(await client.get(bucket, 'done')).not.toHaveProperty('VersioningConfiguration');
    await expect(client.get(bucket, 'under-way')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    await expect(client.delete(bucket, 'done')).rejects.toMatchObject({ code: 'ConcurrentOperationException' });
    const repeated = await client.create(bucket, { BucketName: 'under-way' }, 'token-2');
    expect(repeated.OperationStatus).toBe('IN_PROGRESS');
    await kill();

    client = await start('1');
    await client.control('POST', 'clock', { seconds: 100 });
    expect(await client.status(repeated.RequestToken)).toMatchObject({ OperationStatus: 'SUCCESS' });
    expect(await client.status(update.RequestToken)).toMatchObject({ OperationStatus: 'SUCCESS' });
    expect(await client.status(failed.RequestToken)).toMatchObject({ OperationStatus: 'FAILED', ErrorCode: 'NotFound' });
    expect(await client.get(bucket, 'done')).toMatchObject({ VersioningConfiguration: { Status: 'Enabled' } });
    await expect(client.create(bucket, { BucketName: 'other' }, 'token-1')).rejects.toMatchObject({ code: 'ClientTokenConflictException' });
    await new SandboxClient(client.endpoint, {
      accessKeyId: part('AccessKeyId'),
      secretAccessKey: part('SecretAccessKey'),
      sessionToken: part('SessionToken'),
    }).get(bucket, 'done');
    expect((await client.control<{ resources: unknown[] }>('GET', 'resources')).resources).toHaveLength(2);
  });

  it('has lost nothing when it is killed in the middle of many creates, and made nothing twice', async () => {
    const client = await start('Infinity');
    const acknowledged: number[] = [];
    let next = 0;
    const workers = Array.from({ length: 8 }, async () => {
      while (next < 100_000) {
        const index = next++;
        await client.create('AWS::SSM::Parameter', { Name: `p${index}`, Type: 'String', Value: 'x' }, `token-${index}`);
        acknowledged.push(index);
        if (acknowledged.length === 300) await kill();
      }
    });
    await Promise.allSettled(workers);
    const again = await start('Infinity');
    for (const index of acknowledged) await again.get('AWS::SSM::Parameter', `p${index}`);
    const { resources } = await again.control<{ resources: { identifier: string }[] }>('GET', 'resources');
    expect(new Set(resources.map((one) => one.identifier)).size).toBe(resources.length);
    expect(resources.length).toBeLessThanOrEqual(acknowledged.length + 8);
  });
});

it('what proves a creation stays the same after a kill', async () => {
  const told = async (client: SandboxClient) => (await client.query('iam', '2010-05-08', 'GetUser', { UserName: 'ann' })).body.replace(/<RequestId>.*/, '');
  const first = await start('Infinity');
  await first.made('AWS::IAM::User', { UserName: 'ann' });
  const before = await told(first);
  expect(before).toMatch(/<UserId>AIDA\w{17}<.*<CreateDate>/);
  await kill();
  const second = await start('Infinity');
  expect(await told(second)).toBe(before);
  await second.ended(second.delete('AWS::IAM::User', 'ann'));
  await second.made('AWS::IAM::User', { UserName: 'ann' });
  expect(/<UserId>\w+/.exec(await told(second))?.[0]).not.toBe(/<UserId>\w+/.exec(before)?.[0]);
});

describe('starting', () => {
  const registry = loadRegistry();
  const options = { port: 0, accounts: [account], speed: 1, types: registry };

  it('is refused on a port that is taken, and on a state file that another sandbox holds', async () => {
    const file = join(folder, 'state.db');
    const first = await startSandbox({ ...options, file });
    try {
      await expect(startSandbox({ ...options, file: null, port: Number(new URL(first.endpoint).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
      await expect(startSandbox({ ...options, file })).rejects.toThrow(/locked/);
    } finally {
      await first.close();
    }
    await (await startSandbox({ ...options, file })).close();
  });

  it('keeps the instance of a state file, on whatever port, and gives another file another', async () => {
    const file = join(folder, 'state.db');
    const instances: string[] = [];
    const start = async (more: { file: string | null; port?: number }) => {
      const sandbox = await startSandbox({ ...options, ...more });
      const status = await new SandboxClient(sandbox.endpoint, account).control<{ instance: string; pid: number }>('GET', 'status');
      expect(status).toMatchObject({ instance: sandbox.instance, pid: process.pid });
      instances.push(sandbox.instance);
      return sandbox;
    };
    const first = await start({ file });
    const port = Number(new URL(first.endpoint).port);
    const elsewhere = await start({ file: join(folder, 'other.db') });
    await first.close();
    const again = await start({ file });
    expect(Number(new URL(again.endpoint).port)).not.toBe(port);
    await new SandboxClient(again.endpoint, account).control('POST', 'reset');
    await again.close();
    await (await start({ file, port })).close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
    await (await start({ file })).close();
    await (await start({ file: null })).close();
    await elsewhere.close();
    const [one, two, three, four, ...rest] = instances;
    expect([three, four]).toEqual([one, one]);
    expect(new Set([one, two, ...rest]).size).toBe(4);
  });

  it('is on the port that the state file had last where none is named and it is free, else on another', async () => {
    const file = join(folder, 'state.db');
    const first = await startSandbox({ ...options, file });
    await first.close();
    const second = await startSandbox({ ...options, file, port: null });
    await second.close();
    expect(second.endpoint).toBe(first.endpoint);
    const squatter = await startSandbox({ ...options, file: null, port: Number(new URL(first.endpoint).port) });
    const third = await startSandbox({ ...options, file, port: null });
    await third.close();
    await squatter.close();
    expect(third.endpoint).not.toBe(first.endpoint);
  });
});
