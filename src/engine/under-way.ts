import type { PlanBody } from '../model/plan.ts';
import { isOver } from './end-step.ts';
import type { EnginePorts } from './engine-ports.ts';

/** Of a run under way, how many steps are named. */
const stepsShown = 8;

/** What runs of the deployment are at and have not ended: what comes of it is in no plan. */
export async function underWay(deployment: string, { store }: Pick<EnginePorts, 'store'>): Promise<PlanBody['coverage']['unread']> {
  const heads = (await store.liveRuns()).filter((head) => head.deployment === deployment);
  const told = heads.map(async ({ id, status }) => {
    const open = (await store.steps(id)).filter((step) => !isOver(step.status)).map(({ step }) => step);
    const steps =
      open.length === 0 ? '' : ` (${open.slice(0, stepsShown).join(', ')}${open.length > stepsShown ? ` and ${open.length - stepsShown} more` : ''})`;
    const reason = `it ${status === 'paused' ? 'is paused' : 'is under way'}, and this plan cannot be applied beside it; when it has ended, plan again: asbuilt runs watch ${id}`;
    return { scope: `what run ${id} still does${steps}`, reason };
  });
  return Promise.all(told);
}
