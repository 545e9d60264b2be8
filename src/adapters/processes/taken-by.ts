import { readdirSync, readFileSync } from 'node:fs';

/** How many processes there are of one and of all that it began, and how many bytes of memory those have written to or share; what is shared counts for each. */
export interface Taken {
  readonly processes: number;
  readonly memory: number;
}

/** What a process takes by now together with all that it began, wherever that has put itself. Counts no further than `most`. Nothing where the kernel does not show it (no /proc). */
export function takenBy(pid: number, most: Taken): Taken {
  const open = [pid];
  let [processes, memory] = [0, 0];
  for (let next = open.pop(); next !== undefined && processes <= most.processes && memory <= most.memory; next = open.pop()) {
    const status = textOf(`/proc/${next}/status`);
    if (status === '') continue;
    processes++;
    for (const [, kilobytes] of status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm)) memory += Number(kilobytes) * 1024;
    for (const task of tasksOf(next)) open.push(...(textOf(`/proc/${next}/task/${task}/children`).match(/\d+/g) ?? []).map(Number));
  }
  return { processes, memory };
}

function tasksOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Empty of what has ended meanwhile. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
