import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** The statement of an SQL text, compiled when first asked for and kept. The texts are constants of this folder, so the number is bounded. */
export type Prepared = (sql: string) => StatementSync;

export function preparedStatements(database: DatabaseSync): Prepared {
  const statements = new Map<string, StatementSync>();
  return (sql) => {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = database.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
}
