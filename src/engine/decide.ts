import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { approversOf } from '../model/approval.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import { changesNothing } from '../model/changes-nothing.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import type { Plan } from '../model/plan.ts';
import { openPlan } from '../plan/seal-plan.ts';
import type { PlanRecord, RunHead, Write } from '../ports/store.ts';
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
  if (opened.value.plan.id !== id)
    return fail(
      problem('PLAN_TAMPERED', `the stored plan ${id} is not the one its digest names`, 'make a new plan, review it and approve that one', { at: id }),
    );
  const { plan, bytes } = opened.value;
  return ok({ plan, record: { ...record, bytes } });
}

/** Takes an approval that a person signed elsewhere, if it is one. A refusal is in the audit log before it is answered. */
export async function approvePlan({ id, approval }: RequestOf<'approve'>, caller: Caller, ports: EnginePorts): Promise<Result<ResponseOf<'approve'>>> {
  const opened = await storedPlan(id, ports);
  if (!opened.ok) return denied('approval.denied', id, opened.problems, caller, ports);
  const { plan, record } = opened.value;
  const standing = await refuseState(plan, record, ports);
  if (standing !== null) return denied('approval.denied', id, [standing], caller, ports);
  const stale = plan.books !== undefined && plan.books !== (await ports.store.booksDigest(plan.deployment));
  if (stale) return denied('approval.denied', id, [changedBooks(plan)], caller, ports);
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
  if (record.state === 'applied') return fail(await alreadyApplied(id, ports));
  if (record.state === 'rejected') return fail(alreadyRejected(id, record));
  const opened = await storedPlan(id, ports);
  if (opened.ok && Date.parse(opened.value.plan.expiresAt) <= ports.clock.now())
    return fail(problem('PLAN_EXPIRED', `plan ${id} is too old to be applied, so there is nothing to reject`, 'asbuilt plans list', { at: id }));
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
export async function refuseState(plan: Plan, record: PlanRecord, ports: EnginePorts): Promise<Diagnostic | null> {
  if (record.state === 'applied') return alreadyApplied(plan.id, ports);
  if (record.state === 'rejected') return alreadyRejected(plan.id, record);
  // What is gone already is taken from the books by a run, though it does nothing else.
  if (changesNothing(plan)) {
    const left = plan.complete ? 'nothing is left to do' : `a run of ${plan.deployment} was under way when it was made: plan again when that has ended`;
    return problem('PLAN_EMPTY', `plan ${plan.id} changes nothing`, `${left}; see what stands: asbuilt show ${plan.deployment}`, { at: plan.id });
  }
  return null;
}

/** A plan is made from what the books held; after another run of its deployment it is of no use. */
export function changedBooks({ id, deployment }: Plan): Diagnostic {
  return problem('PLAN_STALE', `another run has changed ${deployment} since plan ${id} was made`, 'plan again: ask with the same intent', { at: id });
}

function alreadyRejected(plan: string, { why }: PlanRecord): Diagnostic {
  return problem('PLAN_REJECTED', `plan ${plan} was rejected: ${why ?? 'no reason given'}`, 'make a new plan', { at: plan });
}

/** A plan runs once: the way on is its run's. */
async function alreadyApplied(plan: string, { store }: EnginePorts): Promise<Diagnostic> {
  const approval = await store.approvalOf(plan);
  const run = approval === null ? null : await store.approvalUsedBy(approval.nonce);
  const head = run === null ? null : await store.runHead(run);
  if (head === null) return problem('PLAN_APPLIED', `plan ${plan} was applied already`, 'see its run: asbuilt runs list', { at: plan });
  return problem('PLAN_APPLIED', `plan ${plan} was applied already by run ${head.id}, which is ${head.status}`, wayOn(head), { at: plan });
}

function wayOn({ id, deployment, status, endedAt }: RunHead): string {
  if (status === 'paused') return `asbuilt runs resume ${id}, or end it: asbuilt runs cancel ${id}`;
  if (endedAt === null) return `follow it: asbuilt runs watch ${id}`;
  if (status === 'succeeded') return `nothing is left to do; see what stands: asbuilt show ${deployment}`;
  return status === 'stale' ? 'plan again: ask with the same intent' : `see why: asbuilt runs show ${id}, and go on with: asbuilt runs resume ${id}`;
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
