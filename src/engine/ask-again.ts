import type { Plan } from '../model/plan.ts';

/** How the same is asked for once more. Only the removal of a whole deployment is its `destroy`, which after the removal of a part would take the rest away. */
export function askAgain({ deployment, changes }: Pick<Plan, 'deployment' | 'changes'>): string {
  const isWhole = changes.every((change) => (change.kind === 'resource' ? change.after : change.inputs) === null);
  return isWhole ? `asbuilt destroy ${deployment}` : 'ask with the same intent';
}
