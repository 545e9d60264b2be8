import type { EngineClient } from '../../engine/engine.ts';
import { problem } from '../../kernel/diagnostic.ts';
import { digestOf } from '../../kernel/digest.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { ResponseOf } from '../../model/operations.ts';
import type { Plan } from '../../model/plan.ts';
import type { Session } from './session.ts';

/**
 * Whether the plan is the one that its digest and id name. Done here and not believed of the engine: what a person saw is
 * what the key signs.
 */
export function checkDigest(plan: Plan): Result<null> {
  const { id, digest, commands: _, ...body } = plan;
  if (digestOf(body) === digest && id === `p_${digest.slice(0, 12)}`) return ok(null);
  return fail(problem('PLAN_TAMPERED', `the plan is not the one that ${id} names`, 'make a new plan, and find out who altered this one', { at: id }));
}

/** An approval is a person's: refused in a terminal that says it is an AI agent's. */
export function checkPerson(session: Session, plan: string): Result<null> {
  const { agent } = session.io;
  if (agent === null) return ok(null);
  return fail(
    problem(
      'APPROVAL_NEEDED',
      `this terminal belongs to an AI agent (${agent}), and an approval is a person’s`,
      `in a terminal of your own: asbuilt approve ${plan}`,
      { at: plan },
    ),
  );
}

/**
 * Signs a plan that the person was shown, and hands the approval in. PLAN_TAMPERED, PLAN_EXPIRED and POLICY_DENIED are found before
 * the key is touched.
 */
export async function approvePlan(session: Session, engine: EngineClient, plan: Plan): Promise<Result<ResponseOf<'approve'>>> {
  const checked = checkDigest(plan);
  if (!checked.ok) return checked;
  if (plan.verdict.decision === 'deny') return fail(denied(plan));
  if (Date.parse(plan.expiresAt) <= session.io.now())
    return fail(problem('PLAN_EXPIRED', 'the plan is too old to approve', 'ask again for a fresh plan', { at: plan.id }));
  const approver = await session.doors.approver();
  if (!approver.ok) return approver;
  const signed = await approver.value.sign(plan);
  if (!signed.ok) return signed;
  return engine.approve({ id: plan.id, approval: signed.value });
}

export function denied(plan: Plan) {
  const [reason] = plan.verdict.reasons.filter(({ decision }) => decision === 'deny');
  const why = reason === undefined ? '' : `: ${reason.message}`;
  return problem('POLICY_DENIED', `policy forbids the plan${why}`, 'ask for something else, or have the policy changed', { at: reason?.at ?? plan.id });
}
