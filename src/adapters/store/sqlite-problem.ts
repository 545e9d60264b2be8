import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';

/** SQLite's primary result codes that say something of the machine, not of our statements (sqlite.org/rescode.html). */
const PERM = 3;
const BUSY = 5;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const AUTH = 23;
const NOTADB = 26;

/** What an error of `node:sqlite` means for the person who owns the data folder; null when it is a defect of ours. */
export function sqliteProblem(error: unknown, path: string): Diagnostic | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  const cause = error.message;
  const folder = dirname(path);
  switch (error.errcode & 0xff) {
    case FULL:
      return diskFull(folder, cause);
    case IOERR:
      return noRoomLeft(folder) ? diskFull(folder, cause) : notWritable(folder, cause);
    case PERM:
    case READONLY:
    case CANTOPEN:
    case AUTH:
      return notWritable(folder, cause);
    case BUSY:
      return problem('HOME_LOCKED', `another program holds ${path}`, 'close the program that has the file open, then try again', { at: path, cause });
    case CORRUPT:
    case NOTADB:
      return problem('STORE_DAMAGED', `${path} is not a readable database`, restored(path), { at: path, cause });
    default:
      return null;
  }
}

/** What to do about records that cannot be read. */
export function restored(path: string): string {
  const aside = `for f in ${path} ${path}-wal ${path}-shm; do mv $f $f.aside; done`;
  return `put it back from a backup; without one: asbuilt down, then ${aside}, start again, then asbuilt deployments recover: what is live is found by its tags, and the audit log begins anew`;
}

function diskFull(folder: string, cause: string): Diagnostic {
  return problem('DISK_FULL', `no room is left on the disk that holds ${folder}`, 'free some room there, then try again; nothing half written was kept', {
    at: folder,
    cause,
  });
}

function notWritable(folder: string, cause: string): Diagnostic {
  return problem(
    'HOME_NOT_WRITABLE',
    `the data folder ${folder} cannot be written`,
    `make ${folder} writable for this user, or set ASBUILT_HOME to a folder that is`,
    { at: folder, cause },
  );
}

/** Some full disks show as an input/output error: shared memory that cannot grow, for one. */
function noRoomLeft(folder: string): boolean {
  try {
    return statfsSync(folder).bavail === 0;
  } catch {
    return false;
  }
}
