import { spawnSync } from 'node:child_process';
import type { Job } from '../../ports/processes.ts';

/** Where the programs of jobs, and what confines them, are looked for. */
export const unitPath = '/usr/local/bin:/usr/bin:/bin';

/** What of a system a program needs that is no program of its own: libraries, certificates, how names are found. Nothing of these is anybody's. */
const system: readonly string[] = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64'];
const settings: readonly string[] = ['ssl', 'pki', 'ca-certificates', 'resolv.conf', 'hosts', 'nsswitch.conf', 'ld.so.cache', 'alternatives', 'localtime'];

/** Puts words before those of a program, so that it sees little of this machine. `work` is the folder of its job, `reads` the folders that its own program is in, `network` whether it has the network; of its limits `scratch` is held here. `refusing`: what refuses calls (`noKeptMemory`) is open at `filterAt`. */
export type Confine = (argv: readonly string[], work: string, job: Pick<Job, 'reads' | 'network' | 'limits'>, refusing: boolean) => readonly string[];

/** The number under which bubblewrap is handed an open file. */
export const filterAt = 9;

/**
 * How a program is confined with bubblewrap: it finds the system, its own program, its copy of the source, and an empty home that goes with it; none of this machine's other files, processes and users. It can write into its source
 * (where its limits leave it that) and into folders in memory alone, so that it cannot say itself how its job ended. Without the network it finds a loopback of its own, and nobody on it; with it, all that this machine reaches. Null where there is no bubblewrap, or the system lets nobody use it.
 */
export function bubblewrap(): Confine | null {
  const base = [
    // Whatever a program leaves running ends with it: the first process of its name space waits for all of them else.
    ...['--die-with-parent', '--unshare-user', '--unshare-ipc', '--unshare-pid', '--unshare-uts', '--unshare-cgroup-try', '--hostname', 'unit'],
    ...system.flatMap((folder) => ['--ro-bind-try', folder, folder]),
    ...settings.flatMap((name) => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]),
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'],
  ];
  const works = (words: readonly string[]): boolean =>
    spawnSync('bwrap', [...base, ...words, '--', 'true'], { env: { PATH: unitPath }, stdio: 'ignore', timeout: 10_000 }).status === 0;
  if (!works(['--unshare-net'])) return null;
  let sizes: boolean | undefined;
  /** A folder in memory, of that size where this bubblewrap knows sizes (0.7.0). */
  const inMemory = (folder: string, scratch: number | null): readonly string[] => {
    if (scratch === null) return ['--tmpfs', folder];
    sizes ??= works(['--size', '4096', '--tmpfs', '/tmp']);
    return [...(sizes ? ['--size', String(scratch)] : []), '--tmpfs', folder];
  };
  return (argv, work, { reads, network, limits: { scratch } }, refusing) => [
    'bwrap',
    ...base,
    ...(refusing ? ['--seccomp', String(filterAt)] : []),
    ...(scratch === null ? [] : [...inMemory('/tmp', scratch), ...inMemory('/dev/shm', scratch)]),
    ...(network ? [] : ['--unshare-net']),
    ...reads.flatMap((folder) => ['--ro-bind', folder, folder]),
    ...inMemory(work, scratch),
    ...[scratch === null ? '--bind' : '--ro-bind', `${work}/source`, `${work}/source`, '--chdir', `${work}/source`],
    // Its root and its /dev are in memory, too.
    ...(scratch === null ? [] : ['--remount-ro', '/dev', '--remount-ro', '/']),
    '--',
    ...argv,
  ];
}
