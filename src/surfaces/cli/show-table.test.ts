import { describe, expect, it } from 'vitest';
import { renderLines } from './render-lines.ts';
import type { Session } from './session.ts';
import { showTable } from './show-table.ts';
import { type Text, t } from './text.ts';

/** What a terminal of so many columns shows; 0: what is no terminal. */
function shown(rows: readonly (readonly Text[])[], columns: number): string[] {
  const said: string[] = [];
  const io = { color: false, isTty: columns > 0, columns };
  const session = { io, show: (...lines: readonly Text[]) => void said.push(renderLines(lines, io)) } as unknown as Session;
  showTable(session, rows, t`none`);
  return said.join('').trimEnd().split('\n');
}

describe('a table', () => {
  const rows = [
    [t`first`, t`sandbox`, t`2 queues`],
    [t`the second of them`, t``, t`1 bucket, and what else there is to say of it`],
  ];

  it('is in columns where they fit into the terminal, and wherever nobody says how wide it is', () => {
    const inColumns = ['first               sandbox  2 queues', 'the second of them           1 bucket, and what else there is to say of it'];
    expect(shown(rows, 80)).toEqual(inColumns);
    expect(shown(rows, 0)).toEqual(inColumns);
  });

  it('has each row by itself where they do not, broken between cells and words, never wider than the terminal', () => {
    expect(shown(rows, 40)).toEqual(['first', '  sandbox  2 queues', 'the second of them', '  1 bucket, and what else there is to', '    say of it']);
  });

  it('says so where there is no row', () => {
    expect(shown([], 40)).toEqual(['none']);
  });
});
