import type { Plan } from '../model/plan.ts';
import type { EnginePorts } from './engine-ports.ts';

/** The plan's calls as the AWS CLI lines that do the same, in an order in which they can run. */
export function renderScript(plan: Plan, { renderCommand, targets }: EnginePorts): string[] {
  const changes = new Map(plan.changes.map((change) => [change.node, change]));
  return plan.steps.flatMap((step) => {
    const target = plan.targets.find(({ alias }) => alias === changes.get(step.node)?.at.target);
    const named = targets().find(({ name }) => name === target?.name);
    return named === undefined ? [] : step.calls.map((call) => renderCommand(call, named));
  });
}
