import { setTimeout as sleep } from 'node:timers/promises';
import { processBirth } from '../adapters/store/process-birth.ts';

/** A process, told from a later one with the same id by when it started (`processBirth`). */
export interface KnownProcess {
  readonly pid: number;
  readonly birth: string;
}

/** Milliseconds in which the operating system takes away what it was told to kill. */
const killing = 2_000;

/** Asks the process to end, and makes it end after `patience` milliseconds. Another one that has its id by now gets no signal. */
export async function endProcess(known: KnownProcess, patience: number): Promise<void> {
  signal(known, 'SIGTERM');
  // One that was stopped learns of it only when it goes on.
  signal(known, 'SIGCONT');
  if (await goneWithin(known, patience)) return;
  signal(known, 'SIGKILL');
  await goneWithin(known, killing);
}

function signal(known: KnownProcess, name: 'SIGTERM' | 'SIGCONT' | 'SIGKILL'): void {
  try {
    if (runs(known)) process.kill(known.pid, name);
  } catch (error) {
    // It may end between the look and the signal.
    if (runs(known)) throw error;
  }
}

async function goneWithin(known: KnownProcess, milliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds && runs(known); waited += 20) await sleep(20);
  return !runs(known);
}

function runs({ pid, birth }: KnownProcess): boolean {
  return processBirth(pid) === birth;
}
