import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Job, JobState, Processes } from '../../ports/processes.ts';
import { localProcesses } from './local-processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'asbuilt-processes-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const token = 'a'.repeat(64);
const effects = join(folder, '..', `${folder.split('/').at(-1)}-effects`);
afterEach(() => rmSync(effects, { force: true }));

/** Good enough while this test runs: no id is given twice. */
function birthOf(pid: number): string | null {
  try {
    process.kill(pid, 0);
    return String(pid);
  } catch {
    return null;
  }
}

const job: Job = {
  token,
  source: { files: [{ path: 'main.sh', base64: Buffer.from(`echo once >>'${effects}'; echo '{}'`).toString('base64') }] },
  phases: [{ name: 'apply', argv: ['/bin/sh', 'main.sh'] }],
  input: {},
};

async function ended(processes: Processes): Promise<JobState> {
  for (;;) {
    const state = await processes.look(token);
    if (state.kind !== 'running') return state;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('localProcesses', () => {
  it('starts a token once', async () => {
    const processes = localProcesses({ folder, environment: { PATH: '/usr/bin:/bin' }, birthOf });
    expect((await processes.start(job)).ok).toBe(true);
    expect(await ended(processes)).toMatchObject({ kind: 'ended', code: 0 });
    expect((await processes.start(job)).ok).toBe(true);
    expect(await ended(processes)).toMatchObject({ kind: 'ended', code: 0 });
    expect(readFileSync(effects, 'utf8')).toBe('once\n');
  });

  it('begins a job that was laid out, and whose engine died before it could begin', async () => {
    const processes = localProcesses({ folder, environment: { PATH: '/usr/bin:/bin' }, birthOf });
    mkdirSync(join(folder, token, 'source'), { recursive: true });
    writeFileSync(join(folder, token, 'process.json'), JSON.stringify({ pid: 1, birth: 'another' }));
    expect((await processes.look(token)).kind).toBe('lost');
    expect((await processes.start(job)).ok).toBe(true);
    expect(await ended(processes)).toMatchObject({ kind: 'ended', code: 0 });
    expect(readFileSync(effects, 'utf8')).toBe('once\n');
  });
});
