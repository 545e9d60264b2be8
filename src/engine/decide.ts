import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { approversOf } from '../model/approval.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import type { Plan } from '../model/plan.ts';
import { openPlan } from '../plan/seal-plan.ts';
import type { PlanRecord, Write } from '../ports/store.ts';
import { approvalHolds } from './approval-holds.ts';
import type { EnginePorts } from './engine-ports.ts';

export interface OpenedPlan {
  readonly plan: Plan;
  readonly record: PlanRecord;
}

/** A stored plan, checked against its digest; PLAN_UNKNOWN, PLAN_FORMAT or PLAN_TAMPERED. */
export async function storedPlan(id: string, ports: EnginePorts): Promise<Result<OpenedPlan>> {
  const record = await ports.store.plan(id);
  if (record === null) return fail(problem('PLAN_UNKNOWN', `there is no plan ${id}`, 'asbuilt plans list', { at: id }));
  const opened = openPlan(record.bytes);
  if (!opened.ok) return opened;
  if (opened.value.id !== id)
    return fail(
      problem('PLAN_TAMPERED', `the stored plan ${id} is not the one its digest names`, 'make a new plan, review it and approve that one', { at: id }),
    );
  return ok({ plan: opened.value, record });
}

/** Takes an approval that a person signed elsewhere, if it is one. A refusal is in the audit log before it is answered. */
export async function approvePlan({ id, approval }: RequestOf<'approve'>, caller: Caller, ports: EnginePorts): Promise<Result<ResponseOf<'approve'>>> {
  const opened = await storedPlan(id, ports);
  if (!opened.ok) return denied('approval.denied', id, opened.problems, caller, ports);
  const { plan, record } = opened.value;
  const standing = refuseState(plan, record);
  if (standing !== null) return denied('approval.denied', id, [standing], caller, ports);
  const allowed = await approvalHolds(plan, record.bytes, approval, null, ports);
  if (!allowed.ok) return denied('approval.denied', id, allowed.problems, caller, ports);
  const given = allowed.value.approval;
  await ports.store.commit([
    { kind: 'approval', approval: given },
    { kind: 'plan-state', plan: id, state: 'approved' },
    {
      kind: 'audit',
      event: {
        at: now(ports),
        kind: 'approval.given',
        actor: caller.principal,
        subject: id,
        data: {
          approver: approversOf(given),
          digest: given.digest,
          keys: given.proofs.map(({ keyId }) => keyId),
          nonce: given.nonce,
          expiresAt: given.expiresAt,
          auditHead: given.auditHead,
          caller: callerRecord(caller),
        },
      },
    },
  ]);
  return ok({ plan: id, approver: approversOf(given), expiresAt: given.expiresAt });
}

export async function rejectPlan({ id, why }: RequestOf<'reject'>, caller: Caller, ports: EnginePorts): Promise<Result<ResponseOf<'reject'>>> {
  const record = await ports.store.plan(id);
  if (record === null) return fail(problem('PLAN_UNKNOWN', `there is no plan ${id}`, 'asbuilt plans list', { at: id }));
  if (record.state === 'applied')
    return fail(problem('INPUT_INVALID', `plan ${id} is applied already; it can no longer be rejected`, 'cancel its run: asbuilt runs list', { at: id }));
  await ports.store.commit(rejection(id, why, caller, ports));
  return ok({ plan: id });
}

/** What rejects a plan: in the log, which nobody can take it out of unnoticed, and beside the plan. */
export function rejection(id: string, why: string, caller: Caller, ports: EnginePorts): Write[] {
  return [
    { kind: 'plan-state', plan: id, state: 'rejected', why },
    { kind: 'audit', event: { at: now(ports), kind: 'plan.rejected', actor: caller.principal, subject: id, data: { why, caller: callerRecord(caller) } } },
  ];
}

/** Why a plan can no longer be approved or applied, whatever is signed. */
export function refuseState(plan: Plan, record: PlanRecord): Diagnostic | null {
  if (record.state === 'rejected')
    return problem('PLAN_REJECTED', `plan ${plan.id} was rejected: ${record.why ?? 'no reason given'}`, 'make a new plan', { at: plan.id });
  if (plan.steps.length === 0) return problem('PLAN_EMPTY', `plan ${plan.id} changes nothing`, 'nothing is left to do', { at: plan.id });
  return null;
}

/** Writes a denial to the audit log, then gives it as the answer. */
export async function denied(kind: string, subject: string, problems: readonly Diagnostic[], caller: Caller, ports: EnginePorts): Promise<Result<never>> {
  const data: JsonObject = { codes: problems.map((one) => one.code), message: problems[0]?.message ?? '', caller: callerRecord(caller) };
  await ports.store.commit([{ kind: 'audit', event: { at: now(ports), kind, actor: caller.principal, subject, data } }]);
  return { ok: false, problems };
}

export function now(ports: Pick<EnginePorts, 'clock'>): string {
  return new Date(ports.clock.now()).toISOString();
}
