import type { EnginePorts } from './engine-ports.ts';
import type { RunContext } from './run-context.ts';

/**
 * Whether the run itself has just made or changed what decides who may do what, and the step waits for it: what IAM was told is known elsewhere only after a while (IAM user
 * guide, "Changes that I make are not always immediately visible").
 */
export async function madeLately({ run, steps, changes }: RunContext, id: string, { store, clock, patience }: EnginePorts): Promise<boolean> {
  const seen = new Set<string>();
  const open = [...(steps.get(id)?.after ?? [])];
  for (let earlier = open.pop(); earlier !== undefined; earlier = open.pop()) {
    if (seen.has(earlier)) continue;
    seen.add(earlier);
    const step = steps.get(earlier);
    open.push(...(step?.after ?? []));
    const change = step === undefined ? undefined : changes.get(step.node);
    if (change?.kind !== 'resource' || !change.type.startsWith('AWS::IAM::') || (step?.op !== 'create' && step?.op !== 'update')) continue;
    const operation = await store.operation(run, earlier);
    if (operation !== null && clock.now() - operation.sentAt < patience.retry) return true;
  }
  return false;
}
