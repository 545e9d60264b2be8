import { crossedByOne } from '../catalog/boundary.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { Change } from '../model/plan.ts';
import { worsened } from '../policy/judge.ts';
import type { Order } from '../ports/driver.ts';
import type { EnginePorts } from './engine-ports.ts';
import { resolveFromLive } from './live-values.ts';
import type { RunContext } from './run-context.ts';

/**
 * Why a step may not send what it was ordered to: it is outside of what its blueprint may touch, or, with its values known, policy says more of it than of the plan that was approved. Null where
 * neither is so.
 */
export async function judgeOrder(context: RunContext, order: Order, ports: EnginePorts): Promise<Result<Diagnostic | null>> {
  const { op } = order.step;
  if (op !== 'create' && op !== 'update' && op !== 'run') return ok(null);
  const [outside] = crossedByOne(context.plan.blueprint?.boundaries ?? [], order.change);
  if (outside !== undefined) return ok(outside);
  // What was known when the plan was made was judged with it, under the policy that is in force.
  if (isAsSigned(order)) return ok(null);
  const change = await asSent(context, order, ports);
  if (!change.ok) return change;
  const reason = worsened(context.plan, change.value);
  if (reason === null) return ok(null);
  const message = `${reason.message}: that was not known when plan ${context.plan.id} was approved (${reason.rule})`;
  return ok(problem('VALUE_NOT_APPROVED', message, 'plan again, now that it is known: ask with the same intent', { at: change.value.node }));
}

/** Nothing of it had to be resolved: `resolveFromLive` and `sealOrder` answer with the very same value then. */
function isAsSigned({ step, change, wish, patch }: Order): boolean {
  if (change.kind === 'unit') return wish === change.inputs;
  return wish === change.after && (step.op !== 'update' || patch === change.patch);
}

async function asSent(context: RunContext, { change, wish, patch }: Order, ports: EnginePorts): Promise<Result<Change>> {
  if (change.kind === 'unit') {
    // What it will change is judged once it has said it with these inputs (`keep-envelope.ts`).
    const { members: _, ...itself } = change;
    return ok({ ...itself, inputs: wish });
  }
  const differences = await resolveFromLive(
    change.differences.map(({ after }) => (after === undefined ? {} : { after })),
    context,
    ports,
  );
  if (!differences.ok) return differences;
  return ok({
    ...change,
    after: wish,
    patch: [...patch],
    differences: change.differences.map((one, index) => ({ ...one, ...(differences.value[index] as JsonObject) })),
  });
}
