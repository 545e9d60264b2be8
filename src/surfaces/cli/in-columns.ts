import { joined, type Text } from './text.ts';

/** A line a row, its cells below those of the other rows. What is empty in every row is no column, and empty cells at the end of a row leave no spaces. */
export function inColumns(rows: readonly (readonly Text[])[]): Text[] {
  const widths: number[] = [];
  for (const row of rows) for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.width);
  return rows.map((row) => {
    const last = row.findLastIndex((cell) => cell.width > 0);
    const cells = row.slice(0, last + 1).flatMap((cell, column) => (widths[column] === 0 ? [] : [column === last ? cell : cell.padded(widths[column] ?? 0)]));
    return joined(cells, '  ');
  });
}
