import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { processBirth } from './process-birth.ts';

let child: ChildProcess | null = null;
afterEach(() => {
  child?.kill('SIGKILL');
  child = null;
});

describe('when a process started', () => {
  it('is the same whenever it is asked, and nothing once the process has ended', async () => {
    child = spawn('sleep', ['600'], { stdio: 'ignore' });
    await once(child, 'spawn');
    const pid = child.pid as number;
    const birth = processBirth(pid);
    expect(birth).toEqual(expect.any(String));
    expect(processBirth(pid)).toBe(birth);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(processBirth(pid)).toBeNull();
  });

  it('tells this process from one that was started later', async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    child = spawn('sleep', ['600'], { stdio: 'ignore' });
    await once(child, 'spawn');
    expect(processBirth(child.pid as number)).not.toBe(processBirth(process.pid));
  });

  it.skipIf(process.platform !== 'linux')('is not told of one that has ended and whose parent never asks', async () => {
    child = spawn('sh', ['-c', 'cat <&3 & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] });
    const [said] = await once(child.stdout as NodeJS.ReadableStream, 'data');
    const pid = Number(String(said));
    await expect.poll(() => readFileSync(`/proc/${child?.pid}/comm`, 'utf8')).toBe('sleep\n');
    expect(processBirth(pid)).not.toBeNull();
    (child.stdio[3] as Writable).end();
    await expect.poll(() => processBirth(pid)).toBeNull();
    expect(existsSync(`/proc/${pid}`)).toBe(true);
  });
});
