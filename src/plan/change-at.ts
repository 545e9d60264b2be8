import type { Change, Step } from '../model/plan.ts';

/** What a step does of its change: all of it, or one of the updates into which it is divided, or what is emptied before a deletion. */
export function changeAt<C extends Change | Omit<Change, 'estimate'>>(change: C, { part }: Pick<Step, 'part'>): C {
  return part === undefined ? change : { ...change, shared: undefined, action: 'update', ...part };
}
