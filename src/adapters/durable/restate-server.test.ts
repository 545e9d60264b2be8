import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endRestateOf } from './restate-server.ts';

const clock = { now: () => Date.now(), sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)) };
let home: string;
let server: ChildProcess | null = null;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asbuilt-restate-'));
});
afterEach(() => {
  server?.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

/** What looks like a server that was started in that folder, and is named there. */
async function started(folder: string): Promise<ChildProcess> {
  mkdirSync(folder, { recursive: true });
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)', '--', '--config-file', join(folder, 'restate.toml')], {
    cwd: folder,
    stdio: 'ignore',
  });
  await new Promise((resolve) => child.once('spawn', resolve));
  writeFileSync(join(folder, 'restate.pid'), String(child.pid));
  server = child;
  return child;
}

const ended = (child: ChildProcess) => clock.sleep(50).then(() => child.signalCode === 'SIGKILL');

describe('a Restate server whose engine is gone', () => {
  it('is ended by the next engine of its folder', async () => {
    const child = await started(join(home, 'restate'));
    await endRestateOf(join(home, 'restate'), clock);
    expect(await ended(child)).toBe(true);
  });

  it.runIf(process.platform === 'linux')('is known where its folder was moved meanwhile', async () => {
    const child = await started(join(home, 'restate'));
    renameSync(join(home, 'restate'), join(home, 'moved'));
    await endRestateOf(join(home, 'moved'), clock);
    expect(await ended(child)).toBe(true);
  });

  it('is left alone where it is that of another folder, whatever the file with its number says', async () => {
    const child = await started(join(home, 'restate'));
    mkdirSync(join(home, 'other'));
    writeFileSync(join(home, 'other', 'restate.pid'), String(child.pid));
    await endRestateOf(join(home, 'other'), clock);
    expect(await ended(child)).toBe(false);
  });
});
