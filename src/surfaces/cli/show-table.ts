import { inColumns } from './in-columns.ts';
import type { Session } from './session.ts';
import type { Text } from './text.ts';

/** Rows in columns, or `none` where there is no row. For a person only: a program gets the data itself. */
export function showTable(session: Session, rows: readonly (readonly Text[])[], none: Text): void {
  if (rows.length === 0) session.show(none);
  session.show(...inColumns(rows));
}
