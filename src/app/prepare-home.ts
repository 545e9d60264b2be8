import { chmodSync, lstatSync, mkdirSync, readdirSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { homeEntries } from './home-layout.ts';
import { logLine } from './log-line.ts';

/** What others than the owner may do, by the bits of a mode. */
const othersWrite = 0o022;
const othersAnything = 0o077;

/**
 * Makes a data folder where it is missing, and sees to it that it is its owner's alone, before anything is read from it or written into it:
 * 1. Nobody else may write into the folder, or to what Asbuilt put there: HOME_UNSAFE, since whoever could may have said who approves.
 * 2. What Asbuilt put there is a file or a folder, as it was made, and no link to another place: HOME_UNSAFE, STORE_DAMAGED.
 * 3. What others could read, they can no longer; a line of the log says so. Private keys are not mended but refused, where they are read.
 *
 * HOME_NOT_WRITABLE or DISK_FULL where it cannot be made. A link to a data folder is followed: it is how somebody keeps one elsewhere.
 */
export function prepareHome(home: string): Result<null> {
  const unmade = makeFolder(home);
  if (unmade !== null) return fail(unmade);
  try {
    if ((statSync(home).mode & othersWrite) !== 0 && hasModes) return fail(unsafe(home, home, 'others may write into it', `chmod go-w ${home}`));
    const found = readdirSync(home).flatMap((name) => judge(home, name) ?? []);
    return found.length === 0 ? ok(null) : fail(...found);
  } catch (error) {
    return fail(notWritable(home, error));
  }
}

const hasModes = process.platform !== 'win32';

function judge(home: string, name: string): Diagnostic | null {
  const entry = homeEntries.find(({ form }) => form.test(name));
  if (entry === undefined) return null;
  const path = join(home, name);
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  if (stats.isSymbolicLink())
    return unsafe(home, path, `it is a link to ${readlinkSync(path)}`, `remove the link; to keep the data elsewhere, set ASBUILT_HOME to a folder there`);
  if (kindOf(stats) !== entry.kind) {
    return problem('STORE_DAMAGED', `${path} is a ${kindOf(stats)}, where Asbuilt keeps a ${entry.kind}`, `move it away: mv ${path} ${path}.aside`, {
      at: path,
      cause: 'something else than Asbuilt made it',
    });
  }
  if (!hasModes) return null;
  if ((stats.mode & othersWrite) !== 0)
    return unsafe(home, path, `others may write to it (mode ${octal(stats)})`, `look at what it holds; if it is yours: chmod -R go= ${path}`);
  if ((stats.mode & othersAnything) !== 0) {
    chmodSync(path, stats.mode & 0o700);
    logLine(`${path} could be read by others (mode ${octal(stats)}); it is its owner’s alone now`);
  }
  return null;
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'folder';
  return stats.isFile() ? 'file' : 'special file';
}

function octal({ mode }: Stats): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

/** Folder by folder: below /proc a folder can be neither made nor found missing for good, and Node's own way of making all of them never ends there. */
function makeFolder(path: string): Diagnostic | null {
  const missing: string[] = [];
  let at = path;
  for (;;) {
    const stats = statOf(at);
    if (stats instanceof Error) return notWritable(path, stats);
    if (stats?.isDirectory() === true) break;
    if (stats !== null) return notWritable(path, new Error(`${at} is not a folder`));
    missing.push(at);
    at = dirname(at);
  }
  try {
    for (const folder of missing.reverse()) makeOne(folder);
    return null;
  } catch (error) {
    return notWritable(path, error);
  }
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another program may have made it just now.
    if (codeOf(error) !== 'EEXIST' || !statSync(folder).isDirectory()) throw error;
  }
}

function statOf(path: string): Stats | Error | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    return codeOf(error) === 'ENOTDIR' ? null : (error as Error);
  }
}

function unsafe(home: string, path: string, cause: string, fix: string): Diagnostic {
  const what = path === home ? `the data folder ${home}` : path;
  return problem('HOME_UNSAFE', `${what} is not its owner’s alone`, fix, { at: path, cause });
}

function notWritable(home: string, error: unknown): Diagnostic {
  const cause = error instanceof Error ? error.message : String(error);
  if (codeOf(error) === 'ENOSPC')
    return problem('DISK_FULL', `no room is left on the disk for the data folder ${home}`, 'free some room there, then try again', { at: home, cause });
  return problem('HOME_NOT_WRITABLE', `the data folder ${home} cannot be used`, 'set ASBUILT_HOME to a folder that this user can write', { at: home, cause });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
