import { inColumns } from './in-columns.ts';
import { packed } from './packed.ts';
import type { Session } from './session.ts';
import { type Text, t } from './text.ts';

/** Between two cells of a row. */
const gap = '  ';

/** Rows in columns, or `none` where there is no row. For a person only: a program gets the data itself. */
export function showTable(session: Session, rows: readonly (readonly Text[])[], none: Text): void {
  if (rows.length === 0) session.show(none);
  session.show(...fitting(rows, session.io.isTty ? session.io.columns : 0));
}

/** As columns where they fit into the width (0: any does); else each row by itself, its first cell over the others. */
function fitting(rows: readonly (readonly Text[])[], columns: number): Text[] {
  const lines = inColumns(rows);
  if (columns <= 0 || lines.every(({ width }) => width <= columns)) return lines;
  return rows.flatMap(([first = t``, ...others]) => {
    const cells = others.filter(({ width }) => width > 0);
    return [first, ...packed(cells, gap, columns - gap.length, 0).map((line) => t`${gap}${line}`)];
  });
}
