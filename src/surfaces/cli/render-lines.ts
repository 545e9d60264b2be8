import type { CliIo } from './cli-io.ts';
import type { Text } from './text.ts';

/** What is given to be copied: broken by us, the shell would take it for two commands; the terminal's own break is none when it is copied. */
const command = /^\s*(?:Next:|fix)\s+asbuilt\s/;

/** Lines as they are written: on a terminal broken between words, where it is too narrow; elsewhere one line stays one. */
export function renderLines(lines: readonly Text[], { color, isTty, columns }: Pick<CliIo, 'color' | 'isTty' | 'columns'>): string {
  return lines
    .flatMap((line) => (isTty && !command.test(line.render(false)) ? line.wrapped(columns) : [line]))
    .map((line) => `${line.render(color)}\n`)
    .join('');
}
