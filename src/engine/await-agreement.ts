import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import type { RunStep, StepDifference } from '../model/run.ts';
import type { Next } from '../ports/journal.ts';
import type { RunHead } from '../ports/store.ts';
import { checkAgreement } from './check-agreement.ts';
import { denied, now, storedPlan } from './decide.ts';
import { auditEvent, endStep, unstarted } from './end-step.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { RunContext } from './run-context.ts';
import { isAsking } from './run-report.ts';
import { trustedApprovers } from './trusted-approvers.ts';
import { waitWithRun } from './wait-with-run.ts';

/**
 * Puts on disk what a person has to decide, and takes back the attempt, of which nothing has begun: its token is nobody's. What was signed before, and is not what the unit says now, goes.
 */
export async function askPerson(context: RunContext, record: RunStep, difference: StepDifference, ports: EnginePorts): Promise<void> {
  const { run } = context;
  const operation = await ports.store.operation(run, record.step);
  const attempts = operation === null ? record.attempts : operation.attempt - 1;
  // Read again: that an attempt was interrupted is noted while it is carried out.
  const { error: _, ...before } = (await ports.store.stepOf(run, record.step)) ?? record;
  const asking: RunStep = { ...before, status: 'running', attempts, difference };
  context.underWay.delete(record.step);
  await ports.store.commit([
    { kind: 'step', run, step: asking },
    { kind: 'operation-over', run, step: record.step },
    {
      kind: 'audit',
      event: auditEvent('envelope.left', `${run}/${record.step}`, { answer: difference.answer, differences: difference.differences.length }, ports),
    },
    { kind: 'event', event: { kind: 'step', run, step: asking } },
  ]);
}

/** A step that waits goes on waiting, in whatever round it is come to. */
export async function comeToQuestion({ run }: RunContext, record: RunStep, ports: EnginePorts): Promise<void> {
  if (record.status === 'running') return;
  await ports.store.commit([
    { kind: 'step-status', run, step: record.step, status: 'running' },
    { kind: 'event', event: { kind: 'step', run, step: { ...record, status: 'running' } } },
  ]);
}

/** Waits until a person has decided: `decided` where the step, pending again, may be prepared anew, null where it is to be waited for longer. A person's no ends the step. */
export function awaitAgreement(context: RunContext, record: RunStep, round: number, ports: EnginePorts): Promise<Next | 'decided' | null> {
  const { run } = context;
  return waitWithRun(context, record, round, ports, async (present) => {
    const refused = refusedBy(present);
    if (refused !== null) return endStep(run, present, context, unstarted(present, refused), round, ports);
    if (present.difference?.agreed === undefined) return null;
    // It has begun nothing, so that it waits with its run where it may not begin now.
    await ports.store.commit([{ kind: 'step-status', run, step: record.step, status: 'pending' }]);
    return 'decided';
  });
}

/** A person's no to what a step would change; null where nobody has said one. */
export function refusedBy({ node, difference }: RunStep): Diagnostic | null {
  if (difference?.refused === undefined) return null;
  const { by, why } = difference.refused;
  return problem('DIFFERENCE_REFUSED', `${by} refused what ${node} would change: ${why}`, 'plan again: ask with the same intent', { at: node });
}

/** Takes a person's signed yes to what a step would change now. A refusal is in the audit log before it is answered. */
export async function approveDifference(
  { id, step, agreement }: RequestOf<'approveDifference'>,
  caller: Caller,
  ports: EnginePorts,
): Promise<Result<ResponseOf<'approveDifference'>>> {
  const subject = `${id}/${step}`;
  const found = await asking(id, step, ports);
  if (!found.ok) return denied('difference.denied', subject, found.problems, caller, ports);
  const { head, record, difference } = found.value;
  const opened = await storedPlan(head.plan, ports);
  if (!opened.ok) return denied('difference.denied', subject, opened.problems, caller, ports);
  const checked = checkAgreement({
    agreement,
    plan: opened.value.plan,
    about: { run: id, step, answer: difference.answer },
    members: difference.members,
    trusted: await trustedApprovers(ports),
    verifier: ports.verifier,
    now: ports.clock.now(),
  });
  if (!checked.ok) return denied('difference.denied', subject, checked.problems, caller, ports);
  const by = checked.value.proofs.map((proof) => proof.by).join(', ');
  const data = { answer: difference.answer, approver: by, keys: checked.value.proofs.map(({ keyId }) => keyId), nonce: checked.value.nonce };
  const taken = await decide(id, record, difference, { agreed: checked.value }, 'difference.approved', data, caller, ports);
  return taken ? ok({ run: id, step, approver: by }) : denied('difference.denied', subject, [nobodyAsks(id, step)], caller, ports);
}

/** A person's no to what a step would change: the step ends as failed, and what waits for it is skipped. */
export async function refuseDifference(
  { id, step, why }: RequestOf<'refuseDifference'>,
  caller: Caller,
  ports: EnginePorts,
): Promise<Result<ResponseOf<'refuseDifference'>>> {
  const found = await asking(id, step, ports);
  if (!found.ok) return found;
  const { record, difference } = found.value;
  const refused = { by: caller.principal, at: now(ports), why };
  const data = { answer: difference.answer, why };
  const taken = await decide(id, record, difference, { refused }, 'difference.refused', data, caller, ports);
  return taken ? ok({ run: id, step }) : fail(nobodyAsks(id, step));
}

/** False where the step ended, asks for something else, or was answered, while the word was looked at. */
async function decide(
  run: string,
  record: RunStep,
  difference: StepDifference,
  word: Pick<StepDifference, 'agreed'> | Pick<StepDifference, 'refused'>,
  kind: string,
  data: JsonObject,
  caller: Caller,
  ports: EnginePorts,
): Promise<boolean> {
  const event = { at: now(ports), kind, actor: caller.principal, subject: `${run}/${record.step}`, data: { ...data, caller: callerRecord(caller) } };
  return ports.store.decide(run, record.step, { to: 'difference', answer: difference.answer, word }, [
    { kind: 'audit', event },
    { kind: 'event', event: { kind: 'step', run, step: { ...record, difference: { ...difference, ...word } } } },
  ]);
}

/** A step that waits for a person's word on what it would change: RUN_UNKNOWN or DIFFERENCE_UNKNOWN otherwise. */
async function asking(
  id: string,
  step: string,
  ports: EnginePorts,
): Promise<Result<{ readonly head: RunHead; readonly record: RunStep; readonly difference: StepDifference }>> {
  const head = await ports.store.runHead(id);
  if (head === null) return fail(problem('RUN_UNKNOWN', `there is no run ${id}`, 'asbuilt runs list', { at: id }));
  const record = await ports.store.stepOf(id, step);
  if (record !== null && head.endedAt === null && isAsking(record)) return ok({ head, record, difference: record.difference as StepDifference });
  return fail(nobodyAsks(id, step));
}

function nobodyAsks(id: string, step: string): Diagnostic {
  return problem('DIFFERENCE_UNKNOWN', `${step} of run ${id} waits for nobody's word on what it would change`, `asbuilt runs show ${id}`, { at: step });
}
