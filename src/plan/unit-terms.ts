import type { DesiredUnit } from '../model/desired.ts';
import type { UnitBinding } from '../model/observed.ts';

/** What is said of a unit beside what it runs and with what: nothing runs for a change of it, and the next run, or the removal, goes by it. */
export type UnitTerms = Pick<UnitBinding, 'retain' | 'undo' | 'hosts' | 'foresees' | 'repeatable'>;

/** The same as the books keep it. */
export function termsOf({ retain, undo, hosts, foresees, repeatable }: Pick<DesiredUnit, keyof UnitTerms>): UnitTerms {
  return {
    retain,
    repeatable: repeatable === true,
    ...(undo === undefined ? {} : { undo }),
    ...(hosts === undefined ? {} : { hosts }),
    ...(foresees === undefined ? {} : { foresees }),
  };
}

/** What the books keep of a unit that did not run, with other terms. */
export function withTerms({ undo: _, hosts: __, foresees: ___, ...books }: UnitBinding, terms: UnitTerms): UnitBinding {
  return { ...books, ...terms };
}

/**
 * What of its terms a wish changes, each in a clause; `eases` are those after which it may do more than it was let do, or less of it is kept or told. What was recorded before these were kept says
 * nothing of `foresees` and `repeatable`.
 */
export function changedTerms(
  wish: Pick<DesiredUnit, keyof UnitTerms>,
  books: UnitTerms,
): { readonly told: readonly string[]; readonly eases: readonly string[] } {
  const eases: string[] = [];
  const others: string[] = [];
  const more = (wish.hosts ?? []).filter((host) => books.hosts?.includes(host) !== true);
  const fewer = (books.hosts ?? []).filter((host) => wish.hosts?.includes(host) !== true);
  if (more.length > 0) eases.push(`from its next run on it may call ${more.join(', ')}`);
  if (fewer.length > 0) others.push(`from its next run on it no longer says that it calls ${fewer.join(', ')}`);
  if (books.repeatable !== undefined) {
    if (books.foresees === true && wish.foresees === undefined) eases.push('from its next run on it no longer says beforehand what it changes');
    if (books.foresees === undefined && wish.foresees === true) others.push('from its next run on it says beforehand what it changes');
    if (!books.repeatable && wish.repeatable) eases.push('it is run again by itself where nobody knows how a run of it ended');
    if (books.repeatable && !wish.repeatable) others.push('it is not run again by itself where nobody knows how a run of it ended');
  }
  if (books.undo === undefined && wish.undo === true) eases.push('its undo runs when it is removed');
  if (books.undo === true && wish.undo === undefined) eases.push('what it did is not taken back when it is removed');
  if (books.retain && !wish.retain) eases.push(notKept);
  if (!books.retain && wish.retain) others.push('it is from now on kept when it is removed');
  return { told: [...eases, ...others], eases };
}

/** Of whatever was kept on removal, and is not any more. */
export const notKept = 'it is no longer kept when it is removed';
