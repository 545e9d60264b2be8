import { spawnSync } from 'node:child_process';
import type { Job } from '../../ports/processes.ts';

/** Where the programs of jobs, and what confines them, are looked for. */
export const unitPath = '/usr/local/bin:/usr/bin:/bin';

/** What of a system a program needs that is no program of its own: libraries, certificates, how names are found. Nothing of these is anybody's. */
const system: readonly string[] = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64'];
const settings: readonly string[] = ['ssl', 'pki', 'ca-certificates', 'resolv.conf', 'hosts', 'nsswitch.conf', 'ld.so.cache', 'alternatives', 'localtime'];

/** Puts words before those of a program, so that it sees little of this machine. `work` is the folder of its job, `reads` the folders that its own program is in, `network` whether it has the network. */
export type Confine = (argv: readonly string[], work: string, job: Pick<Job, 'reads' | 'network'>) => readonly string[];

/**
 * How a program is confined with bubblewrap: it finds the system, its own program, its copy of the source, and an empty home that goes with it; none of this machine's other files, processes and users. It can write into its source
 * alone, so that it cannot say itself how its job ended. Without the network it finds a loopback of its own, and nobody on it; with it, all that this machine reaches. Null where there is no bubblewrap, or the system lets nobody use it.
 */
export function bubblewrap(): Confine | null {
  const base = [
    // Whatever a program leaves running ends with it: the first process of its name space waits for all of them else.
    ...['--die-with-parent', '--unshare-user', '--unshare-ipc', '--unshare-pid', '--unshare-uts', '--unshare-cgroup-try', '--hostname', 'unit'],
    ...system.flatMap((folder) => ['--ro-bind-try', folder, folder]),
    ...settings.flatMap((name) => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]),
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'],
  ];
  const tried = spawnSync('bwrap', [...base, '--unshare-net', '--', 'true'], { env: { PATH: unitPath }, stdio: 'ignore', timeout: 10_000 });
  if (tried.status !== 0) return null;
  return (argv, work, { reads, network }) => [
    'bwrap',
    ...base,
    ...(network ? [] : ['--unshare-net']),
    ...reads.flatMap((folder) => ['--ro-bind', folder, folder]),
    ...['--tmpfs', work, '--bind', `${work}/source`, `${work}/source`, '--chdir', `${work}/source`],
    '--',
    ...argv,
  ];
}
