import type { JsonObject } from '../../kernel/json.ts';
import type { ResponseOf } from '../../model/operations.ts';
import { renderValue } from './render-value.ts';
import type { Session } from './session.ts';
import { showTable } from './show-table.ts';
import { type Text, t } from './text.ts';

type Answer = Extract<ResponseOf<'ask'>, { readonly kind: 'answer' }>;

/** What each row begins with, where it has it: what it is about. */
const first = ['identifier', 'node', 'deployment'];
/** Places that could not be read for one reason. */
const scopesShown = 3;

/** An answer for a person: the text, its rows as a table, and what was not looked at, once for each reason. */
export function showAnswer(session: Session, { text, rows, coverage }: Answer): void {
  session.show(t`${text}`);
  if (rows.length > 0) showTable(session, rows.map(cellsOf), t``);
  for (const [reason, of] of Map.groupBy(coverage.unread, (one) => one.reason)) {
    const shown = of.slice(0, scopesShown).map(({ scope }) => scope);
    const more = of.length - shown.length;
    session.show(t`Not read: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''} (${reason})`.styled('yellow'));
  }
}

/** A text as it is, a yes by its name, nothing for a no. */
function cellsOf(row: JsonObject): Text[] {
  const names = [...first.filter((name) => Object.hasOwn(row, name)), ...Object.keys(row).filter((name) => !first.includes(name))];
  return names.map((name, index) => {
    const value = row[name];
    if (typeof value === 'boolean') return t`${value ? name : ''}`;
    const shown = typeof value === 'string' ? t`${value}` : t`${name} ${renderValue(value, Number.POSITIVE_INFINITY)}`;
    return index === 0 ? shown.styled('bold') : shown;
  });
}
