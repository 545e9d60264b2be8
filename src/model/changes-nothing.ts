import type { PlanBody, Reason } from './plan.ts';

/** Reasons for which nothing is done to the cloud, and the run takes the node from the books: a plan of those alone is worth a run. */
export const struckFor: ReadonlySet<Reason> = new Set(['already-gone', 'never-seen', 'shared']);

/** Whether a run of the plan would do nothing: it sends nothing, takes nothing from the books, and keeps nothing of how the deployment is run. */
export function changesNothing({ steps, changes, keeps }: Pick<PlanBody, 'steps' | 'changes' | 'keeps'>): boolean {
  return keeps !== true && steps.length === 0 && !changes.some(({ reason }) => struckFor.has(reason));
}
