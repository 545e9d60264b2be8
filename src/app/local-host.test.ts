import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireHomeLock, type HomeLock } from '../adapters/store/home-lock.ts';
import type { LocalHost } from '../engine/host.ts';
import { type EngineFile, homeLayout, writeJsonFile } from './home-layout.ts';
import { localHost } from './local-host.ts';
import { readSettings } from './settings.ts';

const now = Date.parse('2026-01-01T00:00:00.000Z');
const options = { sandbox: false, port: null, speed: null };

let root: string;
let home: string;
let host: LocalHost;
let lock: HomeLock | null;
let engine: Server;
let url: string;
/** The process that the engine at `url` says it is. */
let says: number;
/** The sandbox with which the engine says it was started. */
let sandbox: object | null;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'asbuilt-host-'));
  home = join(root, 'home');
  mkdirSync(home);
  // What `up` starts here ends at once, and says why.
  const program = join(root, 'program.mjs');
  writeFileSync(program, `console.log(JSON.stringify({ problems: [{ code: 'HOME_LOCKED', message: 'started, and ended', fix: '-', retryable: false }] }));`);
  host = localHost(readSettings({ ASBUILT_HOME: home }, root, program), 300);
  lock = null;
  says = process.pid;
  sandbox = null;
  engine = createServer((_, response) => {
    const health = { version: '0', home: '/somewhere', pid: says, uptimeSeconds: 1, restate: true, sandbox, targets: [] };
    response.end(JSON.stringify({ ok: true, value: health }));
  });
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(engine.address() as AddressInfo).port}`;
});
afterEach(async () => {
  lock?.release();
  engine.closeAllConnections();
  await new Promise((resolve) => engine.close(resolve));
  rmSync(root, { recursive: true, force: true });
});

async function takeLock(): Promise<void> {
  const taken = await acquireHomeLock(home, now);
  if (!taken.ok) throw new Error('not locked');
  lock = taken.value;
}

function writeEngineFile(pid: number): void {
  writeJsonFile(home, homeLayout(home).engine, { url, token: 'token', pid } satisfies EngineFile);
}

describe('up', () => {
  it('finds the engine that holds the folder', async () => {
    await takeLock();
    writeEngineFile(process.pid);
    expect(await host.up(options)).toEqual({ ok: true, value: { url, pid: process.pid, home, sandbox: null } });
  });

  it('does not say that there is a sandbox where the engine that runs has none', async () => {
    await takeLock();
    writeEngineFile(process.pid);
    expect(await host.up({ ...options, sandbox: true })).toMatchObject({
      ok: false,
      problems: [{ code: 'HOME_LOCKED', fix: 'asbuilt down, then asbuilt up --sandbox --detach' }],
    });
  });

  it('starts the sandbox again that ended since the engine was started with it, and a doctor says that it is not there', async () => {
    await takeLock();
    writeEngineFile(process.pid);
    sandbox = { endpoint: 'http://127.0.0.1:1', instance: 'i1', accounts: ['123456789012'] };
    writeJsonFile(home, homeLayout(home).sandbox, { ...sandbox, pid: 2 ** 22 + 1, birth: null });
    for (const wanted of [true, false]) expect(await host.up({ ...options, sandbox: wanted })).toMatchObject({ problems: [{ message: 'started, and ended' }] });
    expect(await host.doctor()).toContainEqual(
      expect.objectContaining({ check: 'sandbox', ok: false, detail: expect.stringContaining('http://127.0.0.1:1'), fix: 'asbuilt up --sandbox --detach' }),
    );
  });

  it('does not take the engine of another folder for this one’s, although engine.json names it and it answers', async () => {
    writeEngineFile(process.pid);
    expect(await host.up(options)).toMatchObject({ ok: false, problems: [{ message: 'started, and ended' }] });
  });

  it('waits for the engine that somebody else has just started, and gives its address', async () => {
    await takeLock();
    setTimeout(() => writeEngineFile(process.pid), 100);
    expect(await host.up(options)).toMatchObject({ ok: true, value: { url, pid: process.pid } });
  });

  it('leaves the log of the engine that has the folder as it is', async () => {
    writeFileSync(homeLayout(home).engineLog, 'what the engine said');
    expect(await host.up(options)).toMatchObject({ ok: false });
    expect(readFileSync(homeLayout(home).engineLog, 'utf8')).toBe('what the engine said');
    expect(readdirSync(home).filter((name) => name.startsWith('engine.log'))).toEqual(['engine.log']);
  });

  it.each([
    ['engine.json names another process', 1, process.pid],
    ['another process answers', process.pid, 1],
  ])('believes none where the folder is held and %s, and takes nothing from the holder', async (_, named, answering) => {
    await takeLock();
    writeEngineFile(named);
    says = answering;
    expect(await host.up(options)).toMatchObject({
      ok: false,
      problems: [{ code: 'ENGINE_SILENT', message: expect.stringContaining(`process ${process.pid}`) }],
    });
    expect(readdirSync(home)).toContain('engine.json');
  });
});

describe('down', () => {
  it('does and deletes nothing while a process has the folder that does not say which it is', async () => {
    await takeLock();
    writeFileSync(join(home, 'engine.holder.json'), '{}');
    writeEngineFile(process.pid);
    writeFileSync(homeLayout(home).store, 'records');
    expect(await host.down({ purge: true })).toMatchObject({ ok: false, problems: [{ code: 'HOME_LOCKED', at: home }] });
    expect(readdirSync(home)).toEqual(expect.arrayContaining(['engine.json', 'store.db']));
  });

  it.each(['engine', 'agent'] as const)('says what to move away where a folder stands in the place of %s.json', async (name) => {
    const path = homeLayout(home)[name];
    mkdirSync(path);
    expect(await host.down({ purge: false })).toMatchObject({
      ok: false,
      problems: [{ code: 'STORE_DAMAGED', at: path, fix: expect.stringContaining(`mv ${path}`) }],
    });
    expect(readdirSync(home)).toContain(`${name}.json`);
  });

  it('says that nothing ran, and names what it left', async () => {
    writeJsonFile(home, homeLayout(home).sandbox, { endpoint: url, instance: 'gone', accounts: [], pid: process.pid, birth: 'long ago' });
    expect(await host.down({ purge: false })).toEqual({
      ok: true,
      value: { pid: null, sandbox: null, purged: false, left: { pid: process.pid, why: 'another process has that id now' } },
    });
  });

  it('is followed, in every advice, by a start with the sandbox that the folder had', async () => {
    await takeLock();
    for (const [startIt, sandbox] of [
      ['asbuilt up --detach', false],
      ['asbuilt up --sandbox --detach', true],
    ] as const) {
      if (sandbox) writeJsonFile(home, homeLayout(home).sandbox, { endpoint: url, instance: 'i', accounts: [], pid: 1, birth: 'long ago' });
      expect(await host.connect()).toMatchObject({ problems: [{ code: 'ENGINE_SILENT', fix: expect.stringContaining(`then ${startIt}`) }] });
      expect(await host.doctor()).toContainEqual(expect.objectContaining({ check: 'engine', fix: expect.stringContaining(`then ${startIt}`) }));
    }
  });

  it('tells a doctor before it is started that the key which proves the log’s past is gone, and what that costs', async () => {
    const found = async () => (await host.doctor()).find(({ check }) => check === 'audit log');
    expect(await found()).toMatchObject({ ok: null, detail: 'not read: the engine does not run' });
    writeFileSync(homeLayout(home).store, '');
    expect(await found()).toMatchObject({
      ok: false,
      detail: expect.stringContaining('nothing in this folder proves'),
      fix: expect.stringContaining('backup'),
    });
    mkdirSync(homeLayout(home).keys, { mode: 0o700 });
    writeFileSync(join(homeLayout(home).keys, 'engine.pem'), '', { mode: 0o600 });
    expect(await found()).toMatchObject({ ok: null });
  });

  it('tells a doctor that the engine of another folder is not this one’s', async () => {
    writeEngineFile(process.pid);
    expect(await host.doctor()).toContainEqual(expect.objectContaining({ check: 'engine', ok: false, detail: 'not running' }));
  });
});
