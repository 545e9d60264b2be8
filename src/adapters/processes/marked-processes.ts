import { readdirSync, readFileSync } from 'node:fs';

/**
 * The ids of this machine's processes in whose environment a variable was given that value when they were started: whatever a program starts inherits it, also what
 * leaves its process group and its session. One that was started with another environment is not found, and nothing is where the kernel shows none (no /proc).
 */
export function markedProcesses(name: string, value: string): readonly number[] {
  const mark = `\0${name}=${value}\0`;
  return idsOfAll().filter((pid) => `\0${environmentOf(pid)}`.includes(mark));
}

function idsOfAll(): readonly number[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    return [];
  }
}

/** Empty of what has ended meanwhile, of what is only waited for, and of somebody else's. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
