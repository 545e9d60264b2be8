import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processBirth } from '../adapters/store/process-birth.ts';
import { type LocalTypeRegistry, loadRegistry } from '../registry/registry.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { homeLayout, readJsonFile, type SandboxFile, sandboxFile } from './home-layout.ts';
import { ensureSandbox, runningSandbox, stopSandbox } from './sandbox-process.ts';
import { readSettings } from './settings.ts';

const root = mkdtempSync(join(tmpdir(), 'asbuilt-sandboxes-'));
let home: string;
let made = 0;
let started: Set<number>;
let stranger: ChildProcess;
let registry: LocalTypeRegistry;
let other: Sandbox | null;

beforeEach(async () => {
  made++;
  home = join(root, `home-${made}`);
  started = new Set();
  other = null;
  registry = loadRegistry();
  stranger = spawn('sleep', ['600'], { stdio: 'ignore' });
  await once(stranger, 'spawn');
});
afterEach(async () => {
  for (const pid of started) await kill(pid);
  await other?.close();
  registry.close();
  stranger.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

/** The folder's sandbox, in a process of its own, as `asbuilt up --sandbox` gets it. */
async function ensured(folder = home): Promise<SandboxFile> {
  const entry = join(import.meta.dirname, 'main.ts');
  const ensuring = await ensureSandbox(readSettings({ ...process.env, ASBUILT_HOME: folder }, root, entry), null);
  if (!ensuring.ok) throw new Error(JSON.stringify(ensuring.problems));
  started.add(ensuring.value.pid);
  return ensuring.value;
}

/** Another folder's sandbox, in this process. */
async function othersSandbox(port: number): Promise<Sandbox> {
  other = await startSandbox({ port, file: join(root, `other-${made}.db`), accounts: ['111111111111'], speed: 1, types: registry });
  return other;
}

async function kill(pid: number): Promise<void> {
  if (processBirth(pid) === null) return;
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => processBirth(pid)).toBeNull();
}

function claim(file: Partial<SandboxFile>): void {
  const known = readJsonFile(sandboxFile, homeLayout(home).sandbox);
  writeFileSync(homeLayout(home).sandbox, JSON.stringify({ ...known, ...file }));
}

const lives = (pid: number | undefined): boolean => pid !== undefined && processBirth(pid) !== null;
const portOf = (endpoint: string): number => Number(new URL(endpoint).port);

describe('stopping a data folder’s sandbox', () => {
  it('ends it and its process, and leaves nothing that names it', async () => {
    const { pid } = await ensured();
    expect(await stopSandbox(home)).toBeNull();
    expect(lives(pid)).toBe(false);
    expect(readJsonFile(sandboxFile, homeLayout(home).sandbox)).toBeNull();
    expect(await stopSandbox(home)).toBeNull();
  });

  it('leaves alone the process that got the id of one that was killed, although another folder’s sandbox answers at its address', async () => {
    const { pid, endpoint } = await ensured();
    await kill(pid);
    await othersSandbox(portOf(endpoint));
    claim({ pid: stranger.pid as number });
    const left = await stopSandbox(home);
    expect(lives(stranger.pid)).toBe(true);
    expect(left).toMatchObject({ pid: stranger.pid });
  });

  it('leaves alone a process that the sandbox, which does answer, says it is not', async () => {
    const { pid } = await ensured();
    claim({ pid: stranger.pid as number, birth: processBirth(stranger.pid as number) });
    const left = await stopSandbox(home);
    expect([lives(stranger.pid), lives(pid)]).toEqual([true, true]);
    expect(left).toMatchObject({ pid: stranger.pid, why: expect.stringContaining('does not answer as this data folder’s sandbox') });
  });

  it('leaves alone a process that was not born when the file says', async () => {
    const { pid, birth } = await ensured();
    claim({ birth: `${birth}0` });
    const left = await stopSandbox(home);
    expect(lives(pid)).toBe(true);
    expect(left).toEqual({ pid, why: 'another process has that id now' });
  });

  it('says of a sandbox that does not answer that it was left', async () => {
    const { pid } = await ensured();
    process.kill(pid, 'SIGSTOP');
    expect(await stopSandbox(home)).toMatchObject({ pid, why: expect.stringContaining('does not answer') });
    expect(lives(pid)).toBe(true);
  });

  it('does not end the sandbox of the folder that this one was copied from', async () => {
    const { pid } = await ensured();
    const copy = `${home}-copy`;
    cpSync(home, copy, { recursive: true });
    expect(await runningSandbox(copy)).toBeNull();
    const left = await stopSandbox(copy);
    expect(lives(pid)).toBe(true);
    expect(left).toMatchObject({ pid });
    rmSync(copy, { recursive: true });
  });
});

describe('the data folder’s sandbox', () => {
  it('is the one that runs, and says which instance it is', async () => {
    const first = await ensured();
    expect(await ensured()).toEqual(first);
    const status = (await (await fetch(`${first.endpoint}/_sandbox/status`)).json()) as object;
    expect(status).toMatchObject({ instance: first.instance, pid: first.pid });
    expect(first.birth).toBe(processBirth(first.pid));
  });

  it('is its own where another folder’s sandbox answers at its old port', async () => {
    const first = await ensured();
    await kill(first.pid);
    await othersSandbox(portOf(first.endpoint));
    expect(await runningSandbox(home)).toBeNull();
    const again = await ensured();
    expect(again).toMatchObject({ instance: first.instance });
    expect([again.endpoint === first.endpoint, again.pid === first.pid, again.instance === other?.instance]).toEqual([false, false, false]);
  });

  it('takes the port it had, whether it was stopped or killed, and another when that is taken', async () => {
    const first = await ensured();
    await stopSandbox(home);
    const second = await ensured();
    await kill(second.pid);
    const third = await ensured();
    expect([second.endpoint, third.endpoint]).toEqual([first.endpoint, first.endpoint]);
    await stopSandbox(home);
    const taken = createServer().listen(portOf(first.endpoint), '127.0.0.1');
    await once(taken, 'listening');
    const fourth = await ensured();
    expect(portOf(fourth.endpoint)).not.toBe((taken.address() as AddressInfo).port);
    expect(fourth.instance).toBe(first.instance);
    taken.close();
  });

  it.each([
    ['no JSON', 'no JSON'],
    ['another form', '{"endpoint": "http://127.0.0.1:1", "pid": 1}'],
    ['no address', JSON.stringify({ endpoint: 'nonsense', pid: 4_000_000, accounts: [], instance: 'x', birth: null })],
    ['a group of processes for an id', JSON.stringify({ endpoint: 'http://127.0.0.1:1', pid: -1, accounts: [], instance: 'x', birth: null })],
  ])('starts on its port where sandbox.json holds %s', async (_, garbage) => {
    const first = await ensured();
    await kill(first.pid);
    writeFileSync(homeLayout(home).sandbox, garbage);
    expect(await stopSandbox(home)).toBeNull();
    const { endpoint, instance, pid } = await ensured();
    expect({ endpoint, instance }).toEqual({ endpoint: first.endpoint, instance: first.instance });
    expect(JSON.parse(readFileSync(homeLayout(home).sandbox, 'utf8'))).toMatchObject({ pid, instance });
  });

  it('is another one, and the former ends, when its state file was deleted while it ran', async () => {
    const first = await ensured();
    rmSync(homeLayout(home).sandboxState);
    expect(await runningSandbox(home)).toBeNull();
    const second = await ensured();
    expect(second.instance).not.toBe(first.instance);
    expect([lives(first.pid), lives(second.pid)]).toEqual([false, true]);
  });
});
