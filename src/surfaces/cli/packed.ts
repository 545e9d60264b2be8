import { joined, type Text, t } from './text.ts';

/** The parts one behind the other on lines of at most `columns`, broken between parts alone; further lines begin `indent` columns in. */
export function packed(parts: readonly Text[], separator: string, columns: number, indent = 2): Text[] {
  return inLines(parts, separator.length, columns, indent).map((line, index) => t`${index === 0 ? '' : ' '.repeat(indent)}${joined(line, separator)}`);
}

/** The same parts, line by line. One that is wider than a line has one of its own. */
export function inLines(parts: readonly Text[], gap: number, columns: number, indent: number): Text[][] {
  const lines: Text[][] = [];
  let width = 0;
  for (const part of parts) {
    const line = lines.at(-1);
    if (line !== undefined && width + gap + part.width <= columns) {
      line.push(part);
      width += gap + part.width;
    } else {
      width = part.width + (line === undefined ? 0 : indent);
      lines.push([part]);
    }
  }
  return lines;
}
