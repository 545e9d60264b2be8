import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process started, to tell it from a later one with the same id; null when there is none (one that has ended and
 * waits for its parent is none), and where that cannot be known. Linux tells it in clock ticks since the machine's start (field 22 of
 * /proc/<pid>/stat), so the id of that start goes with it; elsewhere `ps` tells it to the second.
 */
export function processBirth(pid: number): string | null {
  if (process.platform !== 'linux') return startedAt(pid);
  const stat = textOf(`/proc/${pid}/stat`);
  // The second field is the program's name, which may hold anything.
  const [state, ...rest] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  const [threads, ticks] = [rest[16], rest[18]];
  // Other threads may outlive the first one, and with them all that the process holds.
  const ended = state === 'Z' && Number(threads) <= 1;
  return ticks === undefined || ended ? null : `${textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}/${ticks}`;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function startedAt(pid: number): string | null {
  const { status, stdout } = spawnSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { LC_ALL: 'C', TZ: 'UTC' },
    timeout: 5_000,
  });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : null;
}
