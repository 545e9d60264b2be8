import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Plan } from '../model/plan.ts';
import type { RunHead } from '../ports/store.ts';
import { approvalHolds } from './approval-holds.ts';
import { storedPlan } from './decide.ts';
import type { EnginePorts } from './engine-ports.ts';
import { firstOf } from './refuse-step.ts';

/** Why a run that has ended would not be resumed, as far as what is kept here tells; null where it would. */
export async function whyNotResumable(head: RunHead, ports: EnginePorts): Promise<Diagnostic | null> {
  const refusal = refuseResuming(head);
  if (refusal !== null) return refusal;
  const [last] = await ports.store.lastAsked(head.deployment);
  if (last !== undefined && last.run.id !== head.id) return superseded(head);
  const allowed = await stillAllowed(head, ports);
  return allowed.ok ? null : firstOf(allowed.problems);
}

/** The plan of a run whose approval holds. */
export async function stillAllowed({ id, plan: planned, startedAt }: RunHead, ports: EnginePorts): Promise<Result<Plan>> {
  const opened = await storedPlan(planned, ports);
  if (!opened.ok) return opened;
  const { plan, record } = opened.value;
  const approval = await ports.store.approvalOf(planned);
  if (approval === null) return fail(unapproved(plan));
  const allowed = await approvalHolds(plan, record.bytes, approval, { id, startedAt }, ports);
  return allowed.ok ? ok(plan) : allowed;
}

export function superseded({ id, deployment }: RunHead): Diagnostic {
  return problem('RUN_NOT_RESUMABLE', `another run of ${deployment} has begun since run ${id}`, 'plan again: ask with the same intent', { at: id });
}

export function refuseResuming({ id, deployment, status, endedAt }: RunHead): Diagnostic | null {
  if (status === 'paused') return null;
  if (endedAt === null) return problem('RUN_NOT_RESUMABLE', `run ${id} has not ended`, `follow it: asbuilt runs watch ${id}`, { at: id });
  if (status === 'succeeded')
    return problem('RUN_NOT_RESUMABLE', `run ${id} is succeeded`, `nothing is left to do; see what stands: asbuilt show ${deployment}`, { at: id });
  return status === 'stale' ? problem('RUN_NOT_RESUMABLE', `run ${id} is stale`, 'plan again: ask with the same intent', { at: id }) : null;
}

export function unapproved(plan: Plan) {
  return problem('APPROVAL_NEEDED', `plan ${plan.id} has no approval`, `asbuilt approve ${plan.id}`, { at: plan.id });
}
