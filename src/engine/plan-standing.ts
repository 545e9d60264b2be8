import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { Plan } from '../model/plan.ts';
import type { PlanRecord } from '../ports/store.ts';
import { approvalHolds } from './approval-holds.ts';
import { changedBooks, refuseState } from './decide.ts';
import type { EnginePorts } from './engine-ports.ts';
import { heldElsewhere } from './held-elsewhere.ts';
import { changedTarget } from './reach-targets.ts';

/**
 * Why a plan that was made can no longer be approved, or the approval that it has no longer be used, as far as what is kept here tells: it was applied or rejected, changes
 * nothing, is too old, its deployment or its targets are no longer what they were, policy forbids it, another deployment has what it is about, its approval is over. Null where nothing of that is so. The provider is
 * not asked, as it is when the plan is applied.
 */
export async function whyRefused(plan: Plan, record: PlanRecord, ports: EnginePorts): Promise<Diagnostic | null> {
  const state = await refuseState(plan, record, ports);
  if (state !== null) return state;
  if (Date.parse(plan.expiresAt) <= ports.clock.now())
    return problem('PLAN_EXPIRED', `plan ${plan.id} expired at ${plan.expiresAt}`, 'make a new plan, review it and approve that one', { at: plan.id });
  if (plan.books !== undefined && plan.books !== (await ports.store.booksDigest(plan.deployment))) return changedBooks(plan);
  const target = changedTarget(plan.targets, ports);
  if (target !== null) return target;
  if (plan.verdict.decision === 'deny')
    return problem('POLICY_DENIED', `policy forbids plan ${plan.id}`, 'see why in its policy, and ask for something else', { at: plan.id });
  const [held] = await heldElsewhere(plan, ports);
  if (held !== undefined) return held;
  const approval = record.state === 'approved' ? await ports.store.approvalOf(plan.id) : null;
  if (approval === null) return null;
  const holds = await approvalHolds(plan, record.bytes, approval, null, ports);
  return holds.ok ? null : (holds.problems[0] ?? null);
}
