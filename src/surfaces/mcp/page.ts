import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';

/** Characters of JSON that one page may have. Answers have three characters and more to a token: a page stays well below 8,000 tokens. */
export const pageLimit = 14_000;
/** The same of what is looked at in a plan, a run or a deployment, of which there may be thousands: with everything around it below 1,500 tokens. */
export const viewLimit = 3_000;

export interface Page<R> {
  readonly rows: readonly R[];
  /** Where the next page begins; null at the end. */
  readonly cursor: string | null;
}

/**
 * As many rows as a page holds, at least one, beginning behind the cursor. `keyOf` gives each item a text by which the items are in ascending order: the next page
 * begins behind the last key, so nothing is told twice and nothing that stays is left out when others come or go meanwhile. INPUT_INVALID for what is no cursor of such a list.
 */
export function pageOf<T, R>(
  items: readonly T[],
  keyOf: (item: T) => string,
  rowOf: (item: T) => R,
  cursor: string | undefined,
  limit = pageLimit,
): Result<Page<R>> {
  const after = cursor === undefined ? null : keyIn(cursor);
  if (cursor !== undefined && after === null)
    return fail(problem('INPUT_INVALID', 'that is no cursor of this list', 'give the cursor of the page before, or none', { at: 'cursor' }));
  const rows: R[] = [];
  let length = 0;
  let last: string | null = null;
  for (const item of items) {
    const key = keyOf(item);
    if (after !== null && key <= after) continue;
    const row = rowOf(item);
    length += JSON.stringify(row).length + 1;
    if (rows.length > 0 && length > limit) return ok({ rows, cursor: last === null ? null : cursorAt(last) });
    rows.push(row);
    last = key;
  }
  return ok({ rows, cursor: null });
}

/** Keys for a list that stays as it is: its places. */
export function placesIn<T>(items: readonly T[]): (item: T) => string {
  const places = new Map(items.map((item, index) => [item, String(index).padStart(8, '0')]));
  return (item) => places.get(item) ?? '';
}

function cursorAt(key: string): string {
  return `c_${Buffer.from(key, 'utf8').toString('base64url')}`;
}

function keyIn(cursor: string): string | null {
  const coded = /^c_([\w-]{1,800})$/.exec(cursor)?.[1];
  if (coded === undefined) return null;
  const key = Buffer.from(coded, 'base64url').toString('utf8');
  return cursorAt(key) === cursor ? key : null;
}
