/** What a terminal draws: moving to a line above, clearing what is below, moving within a line; and colours. */
const control = new RegExp(`^${String.fromCharCode(27)}\\[(\\d*)([A-Za-z])`);

/** The lines that stay on a terminal once everything was drawn, where a program draws some of them again in place. Lines are not broken at its width. */
export function screenOf(shown: string): string[] {
  const lines = [''];
  let row = 0;
  let column = 0;
  for (let at = 0; at < shown.length; ) {
    const [whole, count, what] = control.exec(shown.slice(at, at + 12)) ?? [];
    if (whole !== undefined) {
      const many = Number(count === '' ? 1 : count);
      if (what === 'A' || what === 'F') row = Math.max(0, row - many);
      if (what === 'F') column = 0;
      if (what === 'G') column = many - 1;
      if (what === 'J') {
        lines.length = row + 1;
        lines[row] = (lines[row] ?? '').slice(0, column);
      }
      at += whole.length;
      continue;
    }
    const character = shown[at] ?? '';
    if (character === '\n') row++;
    else if (character === '\r') column = 0;
    else {
      const line = (lines[row] ?? '').padEnd(column);
      lines[row] = line.slice(0, column) + character + line.slice(column + 1);
      column++;
    }
    while (lines.length <= row) lines.push('');
    at++;
  }
  return lines.map((line) => line.trimEnd());
}
