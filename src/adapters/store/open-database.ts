import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { sqliteProblem } from './sqlite-problem.ts';
import { migrateStore } from './store-schema.ts';

/** Milliseconds to wait for a backup tool that holds the file for a moment. */
const BUSY_WAIT = 5_000;

/**
 * Opens the records, creating folder and file where missing, and brings the tables up to date. `fresh` says that they were made just now.
 * WAL with `synchronous=FULL`: a commit that returned has been flushed to the disk (fsync) and survives a loss of power.
 */
export function openDatabase(path: string): Result<{ readonly database: DatabaseSync; readonly fresh: boolean }> {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return fail(
      problem('HOME_NOT_WRITABLE', `the data folder ${dirname(path)} cannot be made`, 'set ASBUILT_HOME to a folder that this user can write', {
        at: dirname(path),
        cause,
      }),
    );
  }
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: BUSY_WAIT });
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;',
    );
    const migrated = migrateStore(database, path);
    if (!migrated.ok) {
      database.close();
      return migrated;
    }
    return ok({ database, fresh: migrated.value.fresh });
  } catch (error) {
    database?.close();
    const known = sqliteProblem(error, path);
    if (known === null) throw error;
    return fail(known);
  }
}
