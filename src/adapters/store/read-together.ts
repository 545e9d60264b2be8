import type { DatabaseSync } from 'node:sqlite';
import type { Prepared } from './prepared-statements.ts';

export interface ReadTogether {
  /** Statements that only read. */
  readonly prepared: Prepared;
  /** Lets go of what is read from; whoever begins a transaction does so first. */
  end(): void;
}

/**
 * Lets everything that is read during one turn of the event loop share one transaction: SQLite takes and leaves the lock of a reader once, and not at every
 * statement, of which a run has twenty for each of its steps. What is read while something is written belongs to that transaction.
 */
export function readTogether(database: DatabaseSync, prepared: Prepared): ReadTogether {
  let open = false;

  function end(): void {
    if (!open) return;
    open = false;
    // A failure to read may have ended it.
    if (database.isOpen && database.isTransaction) database.exec('COMMIT');
  }

  return {
    prepared(sql) {
      if (!open && !database.isTransaction) {
        database.exec('BEGIN');
        open = true;
        setImmediate(end);
      }
      return prepared(sql);
    },
    end,
  };
}
