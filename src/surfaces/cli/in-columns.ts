import { joined, type Text } from './text.ts';

/** A line a row, its cells below those of the other rows. Empty cells at the end of a row leave no spaces. */
export function inColumns(rows: readonly (readonly Text[])[]): Text[] {
  const widths: number[] = [];
  for (const row of rows) for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.width);
  return rows.map((row) => {
    const last = row.findLastIndex((cell) => cell.width > 0);
    return joined(
      row.slice(0, last + 1).map((cell, column) => (column === last ? cell : cell.padded(widths[column] ?? 0))),
      '  ',
    );
  });
}
