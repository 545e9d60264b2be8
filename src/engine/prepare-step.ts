import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { fail, ok } from '../kernel/result.ts';
import type { RunStep } from '../model/run.ts';
import type { Next } from '../ports/journal.ts';
import type { Operation, RunHead, Write } from '../ports/store.ts';
import { comeToQuestion, refusedBy } from './await-agreement.ts';
import { denyStep } from './deny-step.ts';
import { auditEvent, endStep, isOver, nextAfter, skipStep, unstarted } from './end-step.ts';
import type { EnginePorts } from './engine-ports.ts';
import { judgeOrder } from './judge-order.ts';
import type { Ended } from './keep-books.ts';
import { logged } from './logged.ts';
import { orderOf, tokenOf } from './order-step.ts';
import { patiently } from './patient-read.ts';
import { firstOf, sendingStanding } from './refuse-step.ts';
import { driverOf, type RunContext, type RunContexts, stepAndChange } from './run-context.ts';
import { isAsking } from './run-report.ts';
import type { StepOutcome } from './step-outcome.ts';
import { comeToGate } from './wait-at-gate.ts';

type Paused = Extract<StepOutcome, { kind: 'paused' }>;

export type Prepared = { readonly go: true } | { readonly go: false; readonly next: Next };

/**
 * Whether a step may be carried out now. If so its attempt is in the audit log and its token on disk before anything is sent. A step that has been sent is never
 * ended here: what came of it is looked for.
 */
export async function prepareStep(run: string, id: string, round: number, contexts: RunContexts, ports: EnginePorts): Promise<Prepared> {
  const record = await ports.store.stepOf(run, id);
  const head = await ports.store.runHead(run);
  // Another store than the one in which it was announced: what is not on record here is nobody's.
  if (record === null || head === null) return { go: false, next: { ready: [], ended: true } };
  // Announced in an earlier round, and late: the present round has announced it again.
  if (head.round !== round) return { go: false, next: await nextAfter(run, id, round, ports) };
  if (isOver(record.status)) return { go: false, next: await nextAfter(run, id, round, ports) };
  const known = record.op === 'gate' ? null : await ports.store.operation(run, id);
  const sent = known !== null;
  const opened = await contexts.of(run);
  if (!opened.ok) return { go: false, next: await endStep(run, record, null, unopened(firstOf(opened.problems), sent), round, ports) };
  const context = opened.value;
  const gate = context.steps.get(id)?.gate;
  if (gate !== undefined && head.status === 'running') {
    await comeToGate(context, record, gate, ports);
    return { go: true };
  }
  if (gate !== undefined) return { go: false, next: await held(context, record, head, ports) };
  if (sent) return begin(context, record, known, ports);
  if (isAsking(record) && head.status === 'running') {
    await comeToQuestion(context, record, ports);
    return { go: true };
  }
  const refused = refusedBy(record);
  if (refused !== null && head.status === 'running') {
    return { go: false, next: await endStep(run, record, context, unstarted(record, refused), round, ports) };
  }
  return head.status === 'running' ? prepareNew(context, record, round, ports) : { go: false, next: await held(context, record, head, ports) };
}

function unopened(cause: Diagnostic, sent: boolean): Ended {
  return { kind: sent ? 'unknown' : 'failed', problem: cause };
}

async function held(context: RunContext, record: RunStep, head: RunHead, ports: EnginePorts): Promise<Next> {
  return head.status === 'paused' ? nextAfter(context.run, record.step, head.round, ports) : skipStep(context, record, head.cause, head.round, ports);
}

async function prepareNew(context: RunContext, record: RunStep, round: number, ports: EnginePorts): Promise<Prepared> {
  const { run } = context;
  const { step, change } = stepAndChange(context, record.step);
  const end = async (cause: Diagnostic): Promise<Prepared> => ({
    go: false,
    next: await endStep(run, record, context, { kind: 'failed', problem: cause }, round, ports),
  });
  const wait = async (cause: Diagnostic): Promise<Prepared> => ({ go: false, next: await pauseRun(run, record, cause, round, ports) });
  const standing = await sendingStanding(context, step.id, change.at.target, ports);
  if (standing.kind === 'wait') return wait(standing.problem);
  if (standing.kind === 'refused') return { go: false, next: await denyStep(context, record, standing.problem, round, ports) };
  const ordered = await orderOf(context, step.id, null, ports);
  if (!ordered.ok) return firstOf(ordered.problems).retryable ? wait(firstOf(ordered.problems)) : end(firstOf(ordered.problems));
  const refusal = await judgeOrder(context, ordered.value, ports);
  if (!refusal.ok) return end(firstOf(refusal.problems));
  if (refusal.value !== null) return { go: false, next: await denyStep(context, record, refusal.value, round, ports) };
  const driver = driverOf(change, ports);
  // Ordered anew for each look but the first: a sandbox may have moved to another address meanwhile.
  let first: typeof ordered | null = ordered;
  const moved = await patiently(
    async () => {
      const order = first ?? (await orderOf(context, step.id, null, ports));
      first = null;
      return order.ok ? driver.moved(order.value) : order;
    },
    ports,
    (cause) => ports.waits.note(run, step.id, cause),
  );
  if (!moved.ok) return end(firstOf(moved.problems));
  if (moved.value !== null) return { go: false, next: await denyStep(context, record, moved.value, round, ports) };
  const head = await ports.store.runHead(run);
  if (head === null) throw new Error(`there is no run ${run}`);
  if (head.round !== round) return { go: false, next: await nextAfter(run, step.id, round, ports) };
  // It was paused or cancelled while the world was looked at.
  if (head.status !== 'running') return { go: false, next: await held(context, record, head, ports) };
  if (step.op === 'adopt') return { go: false, next: await adopt(context, record, round, ports) };
  return begin(context, record, null, ports);
}

/** Puts the attempt on disk. One that is there already, `known`, stays what it is. */
async function begin(context: RunContext, record: RunStep, known: Operation | null, ports: EnginePorts): Promise<Prepared> {
  const { run, plan } = context;
  const { step, change } = stepAndChange(context, record.step);
  const attempt = record.attempts + 1;
  const token = known?.token ?? tokenOf(plan.digest, run, step.id, attempt);
  // What nobody agreed to is asked anew, if it still is so.
  const { difference, ...before } = record;
  const agreed = difference?.agreed === undefined ? {} : { difference };
  const running: RunStep = { ...before, ...agreed, status: 'running', attempts: known === null ? attempt : record.attempts };
  const about: JsonObject =
    change.kind === 'resource'
      ? { type: change.type, identifier: change.identifier }
      : { engine: change.engine, source: change.source, inputs: logged(change.inputs) };
  const writes: Write[] = [
    { kind: 'step', run, step: running },
    { kind: 'audit', event: auditEvent('call.attempted', `${run}/${step.id}`, { op: step.op, ...about, token, at: change.at }, ports) },
    { kind: 'event', event: { kind: 'step', run, step: running } },
  ];
  if (known === null) writes.unshift({ kind: 'operation', operation: { run, step: step.id, attempt, token, sentAt: ports.clock.now(), handle: null } });
  await ports.store.commit(writes);
  if (known === null) context.underWay.set(step.id, { unsent: true, heardAt: ports.clock.now() });
  return { go: true };
}

/**
 * A step that was under way waits with its run, or ends with one that is being cancelled. What was certainly not sent is forgotten, and prepared anew or skipped;
 * any other is looked for, or unknown.
 */
export async function holdStep(context: RunContext, record: RunStep, { problem: cause, asked }: Paused, round: number, ports: EnginePorts): Promise<Next> {
  const { run } = context;
  const unsent = context.underWay.get(record.step)?.unsent === true;
  const head = await ports.store.runHead(run);
  if (head?.status === 'cancelling' && !unsent) {
    return endStep(run, record, context, { kind: 'unknown', problem: cause, ...(asked === undefined ? {} : { asked }) }, round, ports);
  }
  const operation = await ports.store.operation(run, record.step);
  // The attempt that was not sent is made again; its token is nobody's yet.
  const attempts = operation === null ? record.attempts : unsent ? operation.attempt - 1 : operation.attempt;
  const present = (await ports.store.stepOf(run, record.step)) ?? record;
  const waiting: RunStep = { ...present, attempts, status: 'pending' };
  context.underWay.delete(record.step);
  const forget: Write[] = unsent ? [{ kind: 'operation-over', run, step: record.step }] : [];
  await ports.store.commit([{ kind: 'step', run, step: waiting }, ...forget]);
  return head?.status === 'cancelling' ? skipStep(context, waiting, head.cause, round, ports) : pauseRun(run, record, cause, round, ports);
}

/** Nothing of the run begins until it is resumed: something outside is not as it was signed. */
async function pauseRun(run: string, record: RunStep, cause: Diagnostic, round: number, ports: EnginePorts): Promise<Next> {
  const head = await ports.store.runHead(run);
  // One that has gone on in a later round asks for itself.
  if (head?.status === 'running' && head.round === round) {
    await ports.store.commit([
      { kind: 'run-status', run, status: 'paused', endedAt: null, cause },
      { kind: 'audit', event: auditEvent('run.paused', run, { code: cause.code, message: cause.message }, ports) },
      { kind: 'event', event: { kind: 'run', run, status: 'paused' } },
    ]);
  }
  return nextAfter(run, record.step, round, ports);
}

/** Nothing is sent: what is there, and still is what the plan was made from, enters the books; of a unit what is said of it. */
async function adopt(context: RunContext, record: RunStep, round: number, ports: EnginePorts): Promise<Next> {
  const { change } = stepAndChange(context, record.step);
  if (change.kind === 'unit')
    return endStep(context.run, record, context, { kind: 'done', identifier: change.node, outputs: null, creation: null, wish: {}, read: null }, round, ports);
  const order = await orderOf(context, record.step, null, ports);
  if (!order.ok) throw new TypeError(`${record.step} cannot be adopted`);
  const driver = driverOf(change, ports);
  const looked = await patiently(async () => {
    const seen = await driver.confirm(order.value, change.identifier, true);
    return seen.kind === 'unread' ? fail(seen.problem) : ok(seen);
  }, ports);
  const look = looked.ok ? looked.value : { kind: 'unread' as const, problem: firstOf(looked.problems) };
  if (look.kind === 'otherwise') throw new TypeError(`${change.node} was asked for nothing that it could be otherwise`);
  // Where what was found is not as asked nothing is known of what was applied to it: the next plan compares afresh.
  const known = change.action === 'none' || change.differences.length === 0;
  const wish = known ? order.value.wish : {};
  const outcome: Ended =
    look.kind === 'shown'
      ? {
          kind: 'done',
          identifier: look.identifier,
          outputs: look.outputs,
          creation: look.creation,
          wish,
          read: known && look.echo !== null ? { ...look.echo, settling: [] } : null,
        }
      : {
          kind: 'failed',
          problem: look.kind === 'not-shown' ? problem('PLAN_STALE', `${change.node} is gone`, 'plan again', { at: change.node }) : look.problem,
        };
  return endStep(context.run, record, context, outcome, round, ports);
}
