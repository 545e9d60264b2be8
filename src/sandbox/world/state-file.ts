import { statSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Live, Operation } from './live.ts';

/** What changed since the last commit; null means removed. */
export interface Changes {
  readonly resources: ReadonlyMap<number, Live | null>;
  readonly operations: ReadonlyMap<string, Operation | null>;
  readonly settings: ReadonlyMap<string, string>;
}

/**
 * The sandbox's state in one SQLite file. A commit is written to the operating system before it returns, so a killed sandbox loses
 * nothing it has answered; it is not synced to the disk, so a power cut may cost the last moments, never the file's integrity.
 */
export class StateFile {
  /** Its `fileIdentity`, for as long as it is open; null in memory. */
  readonly identity: string | null;
  readonly #database: DatabaseSync;
  readonly #putResource: StatementSync;
  readonly #dropResource: StatementSync;
  readonly #putOperation: StatementSync;
  readonly #dropOperation: StatementSync;
  readonly #putSetting: StatementSync;

  /** Opens or makes the file; null keeps the state in memory. Throws what SQLite throws, for example when another sandbox holds the file. */
  constructor(path: string | null) {
    this.#database = new DatabaseSync(path ?? ':memory:');
    this.#database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS resource (uid INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS operation (token TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `);
    this.identity = path === null ? null : fileIdentity(path);
    this.#putResource = this.#database.prepare('INSERT OR REPLACE INTO resource (uid, body) VALUES (?, ?)');
    this.#dropResource = this.#database.prepare('DELETE FROM resource WHERE uid = ?');
    this.#putOperation = this.#database.prepare('INSERT OR REPLACE INTO operation (token, body) VALUES (?, ?)');
    this.#dropOperation = this.#database.prepare('DELETE FROM operation WHERE token = ?');
    this.#putSetting = this.#database.prepare('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)');
  }

  resources(): Live[] {
    return this.#bodies('SELECT body FROM resource ORDER BY uid').map((body) => JSON.parse(body) as Live);
  }

  operations(): Operation[] {
    return this.#bodies('SELECT body FROM operation')
      .map((body) => JSON.parse(body) as Operation)
      .sort((a, b) => a.number - b.number);
  }

  setting(name: string): string | null {
    const row = this.#database.prepare('SELECT value FROM setting WHERE name = ?').get(name);
    return typeof row?.['value'] === 'string' ? row['value'] : null;
  }

  /** All of it or, when it throws, nothing. */
  commit(changes: Changes): void {
    this.#database.exec('BEGIN');
    try {
      for (const [uid, live] of changes.resources) {
        if (live === null) this.#dropResource.run(uid);
        else this.#putResource.run(uid, JSON.stringify(live));
      }
      for (const [token, operation] of changes.operations) {
        if (operation === null) this.#dropOperation.run(token);
        else this.#putOperation.run(token, JSON.stringify(operation));
      }
      for (const [name, value] of changes.settings) this.#putSetting.run(name, value);
      this.#database.exec('COMMIT');
    } catch (error) {
      // A full disk has ended it already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }

  #bodies(sql: string): string[] {
    return this.#database
      .prepare(sql)
      .all()
      .map((row) => String(row['body']));
  }
}

/**
 * Which file stands at a path, by device and inode; null where none does. A copy is another file, a moved one the same. While somebody has a
 * file open no other gets its identity, even when it is deleted.
 */
export function fileIdentity(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}:${found.ino}`;
}
