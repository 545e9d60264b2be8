import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { processBirth } from './process-birth.ts';
import { sqliteProblem } from './sqlite-problem.ts';

/** Who holds a data folder. `since` is when it took the lock. */
export interface Holder {
  readonly pid: number;
  readonly since: string;
}

export interface HomeLock {
  release(): void;
}

/** Milliseconds for which a taken lock is tried again: long enough for an engine that is just ending, and for somebody who only looks. */
const PATIENCE = 400;
const SQLITE_BUSY = 5;

/**
 * Takes a data folder for this process: HOME_LOCKED with the holder when another engine has it, HOME_NOT_WRITABLE when it cannot be written.
 *
 * The lock is SQLite's exclusive lock on the empty file `engine.lock`: the operating system grants it to one process and takes it back the moment
 * that process ends, however it ends. So there is no stale lock to detect and no moment between looking and taking.
 * `engine.holder.json` only tells people who has it; it decides nothing.
 */
export async function acquireHomeLock(home: string, now: number): Promise<Result<HomeLock>> {
  const unwritable = makeFolder(home);
  if (unwritable !== null) return fail(unwritable);
  const deadline = performance.now() + PATIENCE;
  let emptied = false;
  for (;;) {
    const attempt = tryLock(home, 'BEGIN EXCLUSIVE');
    if (!attempt.ok) {
      if (attempt.problems[0]?.code !== 'STORE_DAMAGED' || emptied) return attempt;
      // The file says nothing, so nothing is lost; and nobody has it, since that is found out before it is read. Emptied in place it stays the same file.
      truncateSync(lockFile(home));
      emptied = true;
      continue;
    }
    if (attempt.value !== null) return introduce(home, attempt.value, { pid: process.pid, since: new Date(now).toISOString() });
    if (performance.now() > deadline) return fail(locked(home, readHolder(home)));
    await sleep(25);
  }
}

/**
 * Who holds a data folder right now: null when nobody does, `unknown` when somebody does who has not said yet who it is.
 * Looking is harmless: it takes no lock that a starting engine would not wait for.
 */
export function holderOf(home: string): Holder | 'unknown' | null {
  // Not opened to see whether it is there: closing any descriptor of the file would drop this process's own lock on it.
  if (!existsSync(lockFile(home))) return null;
  const attempt = tryLock(home, 'BEGIN; SELECT count(*) FROM sqlite_schema');
  if (!attempt.ok) return null;
  if (attempt.value === null) return readHolder(home) ?? 'unknown';
  attempt.value.close();
  return null;
}

/** The open, locked database, or null when another process (or another part of this one) has the lock. */
function tryLock(home: string, statement: string): Result<DatabaseSync | null> {
  const path = lockFile(home);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    // Without a journal in memory SQLite would put a second file beside the lock.
    database.exec('PRAGMA journal_mode = MEMORY');
    database.exec(statement);
    return ok(database);
  } catch (error) {
    database?.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return ok(null);
    const known = sqliteProblem(error, path);
    if (known === null) throw error;
    return fail(known);
  }
}

function introduce(home: string, lock: DatabaseSync, holder: Holder): Result<HomeLock> {
  const path = holderFile(home);
  try {
    const draft = `${path}.${holder.pid}`;
    writeFileSync(draft, JSON.stringify({ ...holder, birth: processBirth(holder.pid) }), { mode: 0o600 });
    renameSync(draft, path);
  } catch (error) {
    lock.close();
    return fail(notWritable(home, error));
  }
  let held = true;
  return ok({
    release() {
      if (!held) return;
      held = false;
      rmSync(path, { force: true });
      lock.close();
    },
  });
}

/** What the holder said of itself, unless it is from a process that has ended: a holder that was killed leaves its file behind. */
function readHolder(home: string): Holder | null {
  try {
    const { pid, since, birth } = JSON.parse(readFileSync(holderFile(home), 'utf8')) as Holder & { birth: string | null };
    return processBirth(pid) === birth && isAlive(pid) ? { pid, since } : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function locked(home: string, holder: Holder | null): Diagnostic {
  const who = holder === null ? 'another engine that is just starting' : `the engine with process id ${holder.pid}, since ${holder.since}`;
  const stop =
    holder === null
      ? 'wait a moment and try again'
      : `use the engine that runs, stop it with: asbuilt down (or: kill ${holder.pid}), or set ASBUILT_HOME to another folder`;
  return problem('HOME_LOCKED', `the data folder ${home} is held by ${who}`, stop, { at: home });
}

function makeFolder(home: string): Diagnostic | null {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    return null;
  } catch (error) {
    return notWritable(home, error);
  }
}

function notWritable(home: string, error: unknown): Diagnostic {
  const cause = error instanceof Error ? error.message : String(error);
  const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
  if (full) return problem('DISK_FULL', `no room is left on the disk that holds ${home}`, 'free some room there, then try again', { at: home, cause });
  return problem(
    'HOME_NOT_WRITABLE',
    `the data folder ${home} cannot be written`,
    `make ${home} writable for this user, or set ASBUILT_HOME to a folder that is`,
    { at: home, cause },
  );
}

function lockFile(home: string): string {
  return join(home, 'engine.lock');
}

function holderFile(home: string): string {
  return join(home, 'engine.holder.json');
}
