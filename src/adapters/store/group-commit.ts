import type { DatabaseSync } from 'node:sqlite';

/** The longest a shared transaction may grow, so that a flood of writes does not hold up reads for long. */
const MOST_PER_TRANSACTION = 1_000;

export interface GroupCommitHooks {
  /** Runs before every BEGIN. */
  begin(): void;
  /** Remembers what is kept in memory beside the tables; the function it returns puts that back. */
  mark(): () => void;
  /** Runs last in every transaction, before COMMIT. */
  seal(): void;
  /** Runs after every COMMIT, before anybody is answered. */
  committed(): void;
  /** The error a caller is given for one that SQLite threw. */
  explain(error: unknown): unknown;
}

export interface GroupCommit {
  /** Runs `work` in the next shared transaction; resolves with its value once that is on disk. A `work` that throws undoes its own writes alone. */
  join<T>(work: () => T): Promise<T>;
  /** Commits what is waiting; afterwards nothing can join. */
  close(): void;
}

interface Waiting {
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets everything that is asked for during one turn of the event loop share one transaction, and so one fsync, in the order it was asked for.
 *
 * 1. Nothing resolves before the COMMIT that holds its writes has returned.
 * 2. Each `work` has a savepoint: its failure leaves the others' writes alone.
 * 3. When the shared transaction fails, each is tried again in a transaction of its own: one that is too large for the disk does not take the small ones with it.
 *    `work` may therefore run twice, and touches nothing but the tables and what `mark` remembers.
 */
export function groupCommit(database: DatabaseSync, hooks: GroupCommitHooks): GroupCommit {
  const queue: Waiting[] = [];
  let scheduled = false;
  let closed = false;

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      flush();
    });
  }

  function flush(): void {
    const batch = queue.splice(0, MOST_PER_TRANSACTION);
    if (queue.length > 0) schedule();
    if (batch.length > 0) commitTogether(batch);
  }

  function commitTogether(batch: readonly Waiting[]): void {
    const undo = hooks.mark();
    const answers: (() => void)[] = [];
    let begun = false;
    try {
      hooks.begin();
      database.exec('BEGIN IMMEDIATE');
      begun = true;
      for (const waiting of batch) answers.push(attempt(waiting));
      hooks.seal();
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      undo();
      if (begun && batch.length > 1) for (const waiting of batch) commitTogether([waiting]);
      else for (const waiting of batch) waiting.reject(hooks.explain(error));
      return;
    }
    hooks.committed();
    for (const answer of answers) answer();
  }

  /** Throws when the failure took the whole transaction with it, as a full disk does. */
  function attempt(waiting: Waiting): () => void {
    const undo = hooks.mark();
    database.exec('SAVEPOINT member');
    try {
      const value = waiting.work();
      database.exec('RELEASE member');
      return () => waiting.resolve(value);
    } catch (error) {
      if (!database.isTransaction) throw error;
      database.exec('ROLLBACK TO member; RELEASE member');
      undo();
      return () => waiting.reject(hooks.explain(error));
    }
  }

  return {
    join: <T>(work: () => T) =>
      new Promise<T>((resolve, reject) => {
        if (closed) {
          reject(new Error('the store is closed'));
          return;
        }
        queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
        schedule();
      }),
    close() {
      closed = true;
      while (queue.length > 0) flush();
    },
  };
}
