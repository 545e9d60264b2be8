import { sha256 } from '../kernel/digest.ts';
import type { JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { AwsCall } from '../model/call.ts';
import type { ResourceChange } from '../model/plan.ts';
import type { NamedTarget } from '../model/target.ts';
import { targetFromDefinition } from '../model/target-definition.ts';
import type { Order } from '../ports/driver.ts';
import type { Permit } from '../ports/permit.ts';
import type { Operation } from '../ports/store.ts';
import type { ApprovedPlan } from './check-approval.ts';
import type { EnginePorts } from './engine-ports.ts';
import { heldByAnother } from './held-elsewhere.ts';
import { issuePermit } from './issue-permit.ts';
import { judgeOrder } from './judge-order.ts';
import { resolveFromLive } from './live-values.ts';
import { reachTargets } from './reach-targets.ts';
import { isApproved, notThere, runStanding } from './refuse-step.ts';
import { driverOf, type RunContext, stepAndChange } from './run-context.ts';
import { sealOrder } from './seal-wish.ts';
import type { Work } from './step-outcome.ts';
import { noteTaken } from './taken-values.ts';

/** The idempotency token of one attempt: the same for the same plan, run, step and attempt, after any crash. */
export function tokenOf(planDigest: string, run: string, step: string, attempt: number): string {
  return sha256(`${planDigest}/${run}/${step}/${attempt}`);
}

/** The order of a step with every value resolved from what is live, and the digests of its secrets; of what was begun with values that are kept, with those, whether or not its target can be reached. */
export async function orderOf(context: RunContext, id: string, operation: Operation | null, ports: EnginePorts): Promise<Result<Order>> {
  const { step, change } = stepAndChange(context, id);
  const given = operation === null ? null : await driverOf(change, ports).given(operation.token);
  const target =
    reachTargets(context.plan.targets, ports.targets(), context.run).get(change.at.target) ?? (given === null ? null : unreached(context, change.at.target));
  if (target === null) return fail(notThere(change.at.target));
  const asked =
    step.op === 'delete' || (step.op === 'adopt' && change.kind === 'unit') ? {} : ((change.kind === 'resource' ? change.after : change.inputs) ?? {});
  const wish = given === null ? await resolveFromLive(asked, context, ports) : ok(given);
  if (!wish.ok) return wish;
  noteTaken(context, change, asked, wish.value);
  const patch = await resolveFromLive(change.kind === 'resource' && step.op === 'update' ? (change.patch as unknown as JsonObject[]) : [], context, ports);
  if (!patch.ok) return patch;
  const order: Order = {
    run: context.run,
    deployment: context.plan.deployment,
    step,
    change,
    target,
    wish: wish.value,
    patch: patch.value as unknown as ResourceChange['patch'],
    binding: await ports.store.bindingOf(context.plan.deployment, change.node),
    left: step.op === 'create' && (operation?.attempt ?? 0) > 1 ? ((await ports.store.stepOf(context.run, step.id))?.identifier ?? null) : null,
    ...(step.op === 'create' && change.kind === 'resource' ? { held: heldFor(context, change, target, ports) } : {}),
    token: operation?.token ?? '',
    attempt: operation?.attempt ?? 0,
    firstSentAt: operation?.sentAt ?? ports.clock.now(),
    repeated: true,
  };
  const sealed = await sealOrder(order, ports.secrets);
  // What was sent is followed and looked for, also where a secret is gone meanwhile.
  return sealed.ok || operation === null ? sealed : ok(order);
}

function heldFor({ plan: { deployment } }: RunContext, { node, type: name, at }: ResourceChange, target: NamedTarget, ports: EnginePorts): Order['held'] {
  const type = ports.types.type(name);
  return type.ok ? heldByAnother({ deployment, node, type: type.value, at }, target, ports) : undefined;
}

/** A target as it was signed, at no address. */
function unreached({ plan }: RunContext, alias: string): NamedTarget | null {
  const signed = plan.targets.find((target) => target.alias === alias);
  return signed === undefined ? null : targetFromDefinition(signed, { address: null, profile: undefined, simulated: false });
}

/**
 * The permit for one attempt: the step's signed calls with the values that its order has, which policy must not judge worse than the plan. A unit that runs is not stopped because a target has changed: it was
 * begun at the right one, and calls nobody through us.
 */
export async function permitFor({ context, order, ports }: Work, approved: ApprovedPlan): Promise<Result<Permit>> {
  const refusal = await judgeOrder(context, order, ports);
  if (!refusal.ok) return refusal;
  if (refusal.value !== null) return fail(refusal.value);
  const calls: AwsCall[] = [];
  for (const call of order.step.calls) {
    const input = await resolveFromLive(call.input, context, ports);
    if (!input.ok) return input;
    calls.push({ ...call, input: input.value });
  }
  return ok(
    issuePermit(approved, {
      run: context.run,
      step: order.step,
      calls,
      token: order.token,
      now: () => ports.clock.now(),
      withdrawn: async () => {
        const standing = await runStanding(context, ports);
        return standing.kind === 'allowed' || (isApproved(standing) && order.change.kind === 'unit') ? null : standing.problem;
      },
    }),
  );
}
