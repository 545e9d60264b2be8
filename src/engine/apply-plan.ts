import { problem } from '../kernel/diagnostic.ts';
import { sha256 } from '../kernel/digest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import type { Durable } from '../ports/journal.ts';
import type { RunHead, Write } from '../ports/store.ts';
import { approvalHolds } from './approval-holds.ts';
import { denied, now, refuseState, storedPlan } from './decide.ts';
import type { EnginePorts } from './engine-ports.ts';

/**
 * Begins the run of an approved plan. The approval is used up, the run and its steps are written and the deployment is taken in one commit; only then
 * is the run announced to the durable runtime. If the engine dies in between, it announces the run when it starts again.
 */
export async function applyPlan({ id }: RequestOf<'apply'>, caller: Caller, ports: EnginePorts, durable: Durable): Promise<Result<ResponseOf<'apply'>>> {
  const opened = await storedPlan(id, ports);
  if (!opened.ok) return denied('run.denied', id, opened.problems, caller, ports);
  const { plan, record, target } = opened.value;
  const standing = refuseState(plan, record);
  if (standing !== null) return denied('run.denied', id, [standing], caller, ports);
  const approval = await ports.store.approvalOf(id);
  if (approval === null) return denied('run.denied', id, [unapproved(id)], caller, ports);
  const allowed = await approvalHolds(plan, record.bytes, approval, null, ports);
  if (!allowed.ok) return denied('run.denied', id, allowed.problems, caller, ports);
  const identity = await ports.cloud.identify(target);
  if (!identity.ok) return denied('run.denied', id, identity.problems, caller, ports);

  const run = `r_${sha256(`${plan.digest}/${approval.nonce}`).slice(0, 12)}`;
  const startedAt = now(ports);
  const head: RunHead = { id: run, plan: id, deployment: plan.deployment, status: 'running', round: 0, startedAt, endedAt: null, verification: [] };
  const types = new Map(plan.changes.map((change) => [change.node, change.type]));
  const writes: Write[] = [
    { kind: 'run', head },
    ...plan.steps.map(
      (step): Write => ({
        kind: 'step',
        run,
        step: {
          step: step.id,
          node: step.node,
          op: step.op,
          type: types.get(step.node) ?? '',
          status: 'pending',
          attempts: 0,
          identifier: null,
          seconds: null,
        },
        after: step.after,
      }),
    ),
    { kind: 'deployment', name: plan.deployment, target: plan.target, intent: plan.intent },
    { kind: 'plan-state', plan: id, state: 'applied' },
    {
      kind: 'audit',
      event: {
        at: startedAt,
        kind: 'run.begun',
        actor: caller.principal,
        subject: run,
        data: { plan: id, digest: plan.digest, identity: identity.value.arn, approver: approval.approver, caller: callerRecord(caller) },
      },
    },
  ];
  const begun = await ports.store.beginRun(approval, writes, run);
  if (begun === 'used')
    return denied(
      'run.denied',
      id,
      [problem('APPROVAL_USED', `the approval of plan ${id} was used already`, `approve it again: asbuilt approve ${id}`, { at: id })],
      caller,
      ports,
    );
  if (begun === 'rejected')
    return denied('run.denied', id, [problem('PLAN_REJECTED', `plan ${id} was rejected`, 'make a new plan', { at: id })], caller, ports);
  if (begun !== 'begun') return denied('run.denied', id, [await busy(plan.deployment, begun.busy, ports)], caller, ports);
  await durable.start(plan.deployment, run, 0);
  return ok({ run });
}

function unapproved(plan: string) {
  return problem('APPROVAL_NEEDED', `plan ${plan} has no approval`, `asbuilt approve ${plan}`, { at: plan });
}

/** Continues a run that ended with something left to do, under the approval it already has. */
export async function resumeRun({ id }: RequestOf<'resume'>, caller: Caller, ports: EnginePorts, durable: Durable): Promise<Result<ResponseOf<'resume'>>> {
  const head = await ports.store.runHead(id);
  if (head === null) return fail(problem('RUN_UNKNOWN', `there is no run ${id}`, 'asbuilt runs list', { at: id }));
  if (head.endedAt === null) return fail(problem('RUN_NOT_RESUMABLE', `run ${id} has not ended`, `follow it: asbuilt runs watch ${id}`, { at: id }));
  if (head.status === 'succeeded' || head.status === 'stale') {
    return fail(
      problem('RUN_NOT_RESUMABLE', `run ${id} is ${head.status}`, head.status === 'stale' ? 'plan again: ask with the same intent' : 'nothing is left to do', {
        at: id,
      }),
    );
  }
  const opened = await storedPlan(head.plan, ports);
  if (!opened.ok) return denied('run.denied', id, opened.problems, caller, ports);
  const { plan, record, target } = opened.value;
  const approval = await ports.store.approvalOf(head.plan);
  if (approval === null) return denied('run.denied', id, [unapproved(head.plan)], caller, ports);
  const allowed = await approvalHolds(plan, record.bytes, approval, { id, startedAt: head.startedAt }, ports);
  if (!allowed.ok) return denied('run.denied', id, allowed.problems, caller, ports);
  const identity = await ports.cloud.identify(target);
  if (!identity.ok) return denied('run.denied', id, identity.problems, caller, ports);
  const event = { at: now(ports), kind: 'run.resumed', actor: caller.principal, subject: id, data: { round: head.round + 1, caller: callerRecord(caller) } };
  const begun = await ports.store.resumeRun(id, [{ kind: 'audit', event }]);
  if (begun !== 'begun') return denied('run.denied', id, [await busy(head.deployment, begun.busy, ports)], caller, ports);
  await durable.start(head.deployment, id, head.round + 1);
  return ok({ run: id });
}

/** What holds a deployment, since when, and the ways on: wait, or cancel. */
async function busy(deployment: string, holder: string, ports: EnginePorts) {
  const head = await ports.store.runHead(holder);
  const minutes = head === null ? 0 : Math.round((ports.clock.now() - Date.parse(head.startedAt)) / 60_000);
  return problem(
    'DEPLOYMENT_BUSY',
    `run ${holder} has held ${deployment} for ${minutes} min`,
    `wait: asbuilt runs watch ${holder}, or stop it: asbuilt runs cancel ${holder}`,
    { at: deployment },
  );
}
