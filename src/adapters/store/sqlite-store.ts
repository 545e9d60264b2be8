import type { DatabaseSync } from 'node:sqlite';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RecordedEvent } from '../../ports/events.ts';
import type { HeadSigner } from '../../ports/signer.ts';
import type { Store, Write } from '../../ports/store.ts';
import { StoreFailure } from '../../ports/store-failure.ts';
import { applyWrite } from './apply-write.ts';
import { rejections } from './audit-entries.ts';
import { type AuditLog, openAuditLog } from './audit-log.ts';
import { groupCommit } from './group-commit.ts';
import { openDatabase } from './open-database.ts';
import { openOutbox } from './outbox.ts';
import { type Prepared, preparedStatements } from './prepared-statements.ts';
import { readTogether } from './read-together.ts';
import { restored, sqliteProblem } from './sqlite-problem.ts';
import { reopenSteps, writeWord } from './step-writes.ts';
import { booksDigest, storeReads, timesBegun } from './store-reads.ts';

export interface SqliteStoreOptions {
  /** The database file; its folder is made where missing. Two more files, `-wal` and `-shm`, stand beside it while it is open. */
  readonly path: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly signer: HeadSigner;
  /** Is told every event once the commit that holds it is on disk. */
  readonly onEvent?: (event: RecordedEvent) => void;
}

/**
 * The records in one SQLite file. For one process at a time: who opens it holds the home lock. HOME_NOT_WRITABLE, DISK_FULL, STORE_NEWER or
 * STORE_DAMAGED when it cannot be opened.
 */
export function createSqliteStore(options: SqliteStoreOptions): Result<Store> {
  const opened = openDatabase(options.path);
  return opened.ok ? storeOn(opened.value.database, opened.value.fresh, options) : opened;
}

/** The store over a database that `openDatabase` opened; closes it with itself. */
export function storeOn(database: DatabaseSync, fresh: boolean, { path, clock, signer, onEvent }: SqliteStoreOptions): Result<Store> {
  const prepared = preparedStatements(database);
  let audit: AuditLog;
  try {
    audit = openAuditLog(database, prepared, signer, fresh, new Date(clock.now()).toISOString());
  } catch (error) {
    database.close();
    const known = sqliteProblem(error, path);
    if (known === null) throw error;
    return fail(known);
  }
  const outbox = openOutbox(prepared, onEvent ?? (() => undefined));
  const reads = readTogether(database, prepared);
  const commits = groupCommit(database, {
    begin: reads.end,
    mark() {
      const undo = [audit.mark(), outbox.mark()];
      return () => {
        for (const one of undo) one();
      };
    },
    seal: audit.seal,
    committed: outbox.tell,
    explain: (error) => explained(error, path),
  });

  function applyAll(writes: readonly Write[]): void {
    for (const write of writes) applyWrite(prepared, audit, outbox, write);
  }

  const store: Store = {
    ...storeReads(reads.prepared),
    commit: (writes) => commits.join(() => applyAll(writes)),
    beginRun: (approval, writes, run, since) =>
      commits.join(() => {
        const usedBy = prepared('SELECT run FROM approval_uses WHERE nonce = ?').get(approval.nonce)?.['run'];
        if (usedBy !== undefined) return usedBy === run ? 'begun' : 'used';
        const state = prepared('SELECT state FROM plans WHERE id = ?').get(approval.plan)?.['state'];
        if (state === 'rejected' || rejections(prepared).has(approval.plan)) return 'rejected';
        const holder = prepared('SELECT id FROM runs WHERE deployment = ? AND ended_at IS NULL').get(approval.deployment)?.['id'];
        if (holder !== undefined) return { busy: holder as string };
        if (since?.books !== undefined && booksDigest(prepared, approval.deployment) !== since.books) return 'moved';
        if (begunSince(prepared, since)) return 'overtaken';
        prepared('INSERT INTO approval_uses (nonce, run) VALUES (?, ?)').run(approval.nonce, run);
        applyAll(writes);
        return 'begun';
      }),
    resumeRun: (run, writes, since) =>
      commits.join(() => {
        const deployment = prepared('SELECT deployment FROM runs WHERE id = ?').get(run)?.['deployment'];
        if (deployment === undefined) throw new Error(`run ${run} does not exist`);
        const holder = prepared("SELECT id FROM runs WHERE deployment = ? AND ended_at IS NULL AND NOT (id = ? AND status = 'paused')").get(deployment, run)?.[
          'id'
        ];
        if (holder !== undefined) return { busy: holder as string };
        const later = prepared('SELECT 1 FROM runs WHERE deployment = ? AND rowid > (SELECT rowid FROM runs WHERE id = ?) LIMIT 1').get(deployment, run);
        if (later !== undefined) return 'superseded';
        if (begunSince(prepared, since)) return 'overtaken';
        prepared("UPDATE runs SET status = 'running', ended_at = NULL, cause = NULL, verification = '[]', round = round + 1 WHERE id = ?").run(run);
        reopenSteps(prepared, run);
        applyAll(writes);
        return 'begun';
      }),
    endPause: (run, writes) =>
      commits.join(() => {
        const changed = prepared(
          "UPDATE runs SET status = 'cancelling', cause = NULL, round = round + 1 WHERE id = ? AND status = 'paused' AND ended_at IS NULL",
        ).run(run).changes;
        if (changed === 0) return false;
        applyAll(writes);
        return true;
      }),
    decide: (run, step, word, writes) =>
      commits.join(() => {
        if (!writeWord(prepared, run, step, word)) return false;
        applyAll(writes);
        return true;
      }),
    events: async (after, run, limit) => outbox.read(after, run, limit),
    auditHead: async () => audit.head(),
    audit: async (from, limit) => audit.read(from, limit),
    verifyAudit: () => audit.verify(),
    async close() {
      commits.close();
      reads.end();
      if (database.isOpen) database.close();
    },
  };
  return ok(explaining(store, path));
}

/** Whether a run has begun, or gone on, that was not counted. */
function begunSince(prepared: Prepared, since: { readonly begun: number } | undefined): boolean {
  return since !== undefined && timesBegun(prepared) !== since.begun;
}

/** The same store, whose failures to read are told as its failures to write are. */
function explaining(store: Store, path: string): Store {
  const methods = Object.entries(store).map(([name, method]) => [
    name,
    (...given: readonly unknown[]) =>
      (method as (...given: readonly unknown[]) => Promise<unknown>)(...given).catch((error: unknown) => {
        throw explained(error, path);
      }),
  ]);
  return Object.fromEntries(methods) as Store;
}

function explained(error: unknown, path: string): unknown {
  const known = error instanceof SyntaxError ? unreadable(error, path) : sqliteProblem(error, path);
  return known === null ? error : new StoreFailure(known, error);
}

function unreadable({ message }: SyntaxError, path: string): Diagnostic {
  return problem('STORE_DAMAGED', `a record in ${path} is not what was written there`, restored(path), { at: path, cause: message });
}
