import type { Session } from './session.ts';
import { joined, type Text } from './text.ts';

/** Rows in columns, or `none` where there is no row. For a person only: a program gets the data itself. */
export function showTable(session: Session, rows: readonly (readonly Text[])[], none: Text): void {
  if (rows.length === 0) session.show(none);
  const widths: number[] = [];
  for (const row of rows) for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.width);
  session.show(
    ...rows.map((row) =>
      joined(
        row.map((cell, column) => (column === row.length - 1 ? cell : cell.padded(widths[column] ?? 0))),
        '  ',
      ),
    ),
  );
}
