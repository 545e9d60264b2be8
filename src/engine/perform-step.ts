import type { Code } from '../kernel/codes.ts';
import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { Step } from '../model/plan.ts';
import type { Order, Submission } from '../ports/driver.ts';
import type { Permit } from '../ports/permit.ts';
import type { Operation } from '../ports/store.ts';
import { backoff } from './backoff.ts';
import { afterFailure, afterUnclearEnd, confirm, reconcile } from './confirm-step.ts';
import type { EnginePorts } from './engine-ports.ts';
import { giveUp } from './give-up.ts';
import { keepEnvelope } from './keep-envelope.ts';
import { madeLately } from './made-lately.ts';
import { orderOf, permitFor, tokenOf } from './order-step.ts';
import { patiently } from './patient-read.ts';
import { changedTarget, reachTargets } from './reach-targets.ts';
import { firstOf, isApproved, notThere, runStanding, sendingStanding } from './refuse-step.ts';
import { driverOf, type RunContext, stepAndChange, type UnderWay, underWayOf } from './run-context.ts';
import type { StepOutcome, Work } from './step-outcome.ts';
import { tellable } from './taken-values.ts';

/** Errors after which the call certainly had no effect and may succeed when it is sent anew. */
const worthAnotherAttempt: ReadonlySet<Code> = new Set<Code>(['CLOUD_THROTTLED', 'CLOUD_CONFLICT', 'CLOUD_UNREACHABLE', 'UNIT_INTERRUPTED']);

/**
 * Carries one step out to its end, or until a slice of time is over. May be called again at any time, after a crash too:
 * 1. The operation (attempt and token) is on disk before anything is sent. The same attempt is sent with the same token, so at a provider that knows
 *    tokens a repeat is the same operation, and the driver searches before it repeats where the provider does not.
 * 2. A new attempt is made only after a failure that certainly had no effect: the provider ended the operation, or refused the only sending there was. A role that
 *    cannot be used is waited for only where this run has just made it. That a repeated sending is refused or finds nobody says nothing of the first one.
 * 3. A lost reply is never read as a failure: the same attempt is sent again, and at last the thing itself is looked for.
 * 4. Whether it may be sent is asked again before each sending: the approval may have been withdrawn, or a target may have moved. What was sent is followed
 *    and looked for all the same.
 * 5. A step is done only after a fresh read shows what was asked.
 * 6. A unit that says what it will change is asked right before each sending; what leaves its envelope is not sent.
 * 7. What the provider never ends is waited for until the run is cancelled: then it ends as unknown after a bounded patience.
 */
export async function performStep(context: RunContext, id: string, ports: EnginePorts): Promise<StepOutcome> {
  const operation = await operationOf(context, id, ports);
  const ordered = await orderOf(context, id, operation, ports);
  if (!ordered.ok) return cannotOrder(context, id, firstOf(ordered.problems), ports);
  const work: Work = { context, driver: driverOf(ordered.value.change, ports), order: ordered.value, ports };
  const held = await carryOut(work, operation);
  const carried = held.kind === 'paused' && (await goesOn(work)) ? ({ kind: 'waiting' } as const) : held;
  const ended = carried.kind === 'waiting' ? await giveUp(work) : null;
  const outcome = seenAtTarget(work, ended === null ? carried : { kind: 'unknown', problem: ended });
  if ((outcome.kind !== 'unknown' && outcome.kind !== 'paused') || work.order.step.op !== 'create') return outcome;
  return { ...outcome, asked: { wish: work.order.wish, expected: work.driver.expected(work.order) } };
}

/**
 * Whether what a step of a cancelled run has begun goes on by itself although a target has changed: what the provider has accepted and tells of, or a process. It is followed, since the run would
 * end before it.
 */
async function goesOn({ context, driver, order, ports }: Work): Promise<boolean> {
  if ((await ports.store.runHead(context.run))?.status !== 'cancelling') return false;
  if (order.change.kind === 'resource') return ((await ports.store.operation(context.run, order.step.id))?.handle ?? null) !== null;
  const found = await driver.find(order);
  return found.ok && found.value.kind === 'ours' && found.value.running === true;
}

/**
 * What was seen of a resource counts only if it was seen where it was to be looked for. Where a sandbox has gone, or another one has taken its address, while the
 * step was at work, the step waits and is looked at again; where it has only moved, it is looked at there.
 */
function seenAtTarget({ context, order, ports }: Work, outcome: StepOutcome): StepOutcome {
  if (outcome.kind === 'waiting' || outcome.kind === 'paused' || order.change.kind === 'unit') return outcome;
  // That it was refused, or was not sent, is so wherever that was.
  if (outcome.kind === 'failed' && !outcome.problem.retryable) return outcome;
  const alias = order.change.at.target;
  const signed = context.plan.targets.filter((target) => target.alias === alias);
  const reached = reachTargets(signed, ports.targets(), context.run).get(alias) ?? null;
  if (reached === null) return { kind: 'paused', problem: changedTarget(signed, ports) ?? notThere(alias) };
  return outcome.kind === 'done' || reached.target.endpoint === order.target.target.endpoint ? outcome : { kind: 'waiting' };
}

/** Nothing can be done at the moment. What may pass is waited for; else what was certainly not sent has failed, and of anything else nobody knows. */
function cannotOrder(context: RunContext, id: string, cause: Diagnostic, ports: EnginePorts): StepOutcome {
  if (underWayOf(context, id, ports).unsent && !cause.retryable) return { kind: 'failed', problem: cause };
  const { step, change } = stepAndChange(context, id);
  const asked = step.op === 'create' && change.kind === 'resource' ? { asked: { wish: change.after ?? {}, expected: null } } : {};
  return { kind: cause.retryable ? 'paused' : 'unknown', problem: cause, ...asked };
}

async function carryOut(work: Work, first: Operation): Promise<StepOutcome> {
  const { context, ports } = work;
  const { clock, patience } = ports;
  const { step, change } = work.order;
  const known = underWayOf(context, step.id, ports);
  const end = clock.now() + patience.slice;
  let operation = first;
  let nothingSent = known.unsent;
  let { left } = work.order;
  for (let tries = 0; ; tries++) {
    const order: Order = { ...work.order, token: operation.token, attempt: operation.attempt, repeated: !known.unsent, left };
    const now: Work = { ...work, order };
    const standing = operation.handle === null ? await sendingStanding(context, step.id, change.at.target, ports) : await runStanding(context, ports);
    if (standing.kind !== 'allowed' && operation.handle === null) {
      if (nothingSent) return standing.kind === 'wait' ? { kind: 'paused', problem: standing.problem } : { kind: 'failed', problem: standing.problem };
      return afterRefusal(now, standing.kind, standing.problem);
    }
    // What a unit does is not seen call by call: without an approval that is known to hold its process is ended.
    if (!isApproved(standing) && operation.handle !== null) await work.driver.stop(operation.handle);
    const permit = standing.kind === 'allowed' ? await permitFor(now, standing.approved) : null;
    if (permit !== null && !permit.ok) return nothingSent ? { kind: 'failed', problem: firstOf(permit.problems) } : reconcile(now, firstOf(permit.problems));
    const firstSending = known.unsent;
    if (operation.handle === null && !firstSending) {
      const other = await replacedMeanwhile(now);
      if (other !== null) return other;
    }
    const kept = operation.handle === null ? await keepEnvelope(now) : now;
    if ('kind' in kept) return kept;
    const { submission: answer, handle } = await send(kept, operation, known, permit?.value ?? null, end);
    const submission = ofWhole(answer, firstSending, step);
    // What was accepted is followed and not sent again, also where the last looks at it were not answered.
    if (submission.status === 'pending' || (submission.status === 'unknown' && submission.over !== true && handle !== null)) {
      operation = { ...operation, handle };
      await ports.store.commit([{ kind: 'operation', operation }]);
    }
    if (submission.status === 'pending') return standing.kind === 'wait' ? { kind: 'paused', problem: standing.problem } : { kind: 'waiting' };
    ports.waits.note(context.run, step.id, submission.status === 'done' ? null : submission.problem);
    if (submission.status === 'failed') known.hinderedAt ??= clock.now();
    // That the provider takes each attempt and ends it the same way is no news.
    const outOfPatience = clock.now() - Math.min(known.heardAt, known.hinderedAt ?? known.heardAt) > patience.retry;
    if (submission.status === 'done') return confirm(now, submission.identifier, { told: true, found: submission.found === true });
    if (submission.status === 'unknown') {
      nothingSent = false;
      if (submission.over === true) return afterUnclearEnd(now, submission);
      if (outOfPatience) return reconcile(now, submission.problem);
    } else {
      const settled = await afterFailure(now, submission);
      const { problem } = submission;
      const worthwhile = worthAnotherAttempt.has(problem.code) || (problem.code === 'CLOUD_NOT_READY' && (await madeLately(context, step.id, ports)));
      if (settled.final || outOfPatience || !worthwhile) return settled.outcome;
      nothingSent = submission.part !== true;
      if (settled.outcome.kind === 'failed') left = settled.outcome.left?.identifier ?? left;
      operation = nothingSent ? await nextAttempt(now, operation, problem, left) : await sameAttempt(now, operation);
      known.unsent = nothingSent;
    }
    if (clock.now() >= end) return { kind: 'waiting' };
    await clock.sleep(backoff(tries, ports));
  }
}

/**
 * Before a change or deletion is sent again: what it is about may have been deleted and made again by somebody else since. Then ours is gone, which is what a deletion
 * was for. Where that cannot be told nothing is sent, nor where somebody else has changed the same: what came of the first sending nobody knows then.
 */
async function replacedMeanwhile({ driver, order, ports }: Work): Promise<StepOutcome | null> {
  if (order.step.op !== 'update' && order.step.op !== 'delete') return null;
  const looked = await patiently(
    () => driver.replaced(order),
    ports,
    (cause) => ports.waits.note(order.run, order.step.id, cause),
  );
  if (!looked.ok) return { kind: 'unknown', problem: firstOf(looked.problems) };
  if (looked.value === null) return null;
  const { by, problem } = looked.value;
  if (by === 'changed') return { kind: 'unknown', problem };
  if (order.step.op === 'update' || order.change.kind !== 'resource') return { kind: 'failed', problem };
  return { kind: 'done', identifier: order.change.identifier ?? '', outputs: null, creation: null, wish: order.wish, read: null };
}

/** Something may have been sent, and nothing more may be: looking tells what came of it. What waits for a target is looked at again. */
async function afterRefusal(work: Work, kind: 'wait' | 'refused', refusal: Diagnostic): Promise<StepOutcome> {
  const found = await reconcile(work, refusal);
  if (found.kind !== 'unknown') return found;
  return kind === 'wait' ? { kind: 'paused', problem: refusal } : { kind: 'unknown', problem: refusal };
}

/**
 * What the answer to one sending says of the attempt as a whole: see invariant 2. A refusal because the identity is taken, or because nothing is left to delete, is
 * looked into either way, and one in the middle of a creation says what there is.
 */
function ofWhole(submission: Submission, firstSending: boolean, { op }: Step): Submission {
  if (submission.status !== 'failed' || submission.over === true || firstSending || submission.part === true) return submission;
  if (op === 'create' && submission.exists === true) return submission;
  if (op === 'delete' && submission.problem.code === 'CLOUD_NOT_FOUND') return submission;
  return { status: 'unknown', problem: submission.problem, ...(submission.identifier === undefined ? {} : { identifier: submission.identifier }) };
}

/** Sends what was not accepted yet, and follows it for a slice. `handle` is the last by which it can be followed. */
async function send(
  { context, driver, order, ports }: Work,
  operation: Operation,
  known: UnderWay,
  permit: Permit | null,
  end: number,
): Promise<{ readonly submission: Submission; readonly handle: Operation['handle'] }> {
  const { clock } = ports;
  let { handle } = operation;
  let submission: Submission = { status: 'pending', handle: operation.handle ?? {} };
  if (operation.handle === null) {
    if (permit === null) throw new TypeError(`${order.step.id} would be sent without a permit`);
    known.unsent = false;
    submission = tellable(await driver.submit(order, permit), context);
    if (submission.status === 'pending') {
      known.heardAt = clock.now();
      ports.waits.note(order.run, order.step.id, null);
    }
  }
  let unanswered: Submission | null = null;
  for (let tries = 0; submission.status === 'pending'; tries++) {
    handle = submission.handle;
    const left = end - clock.now();
    if (left <= 0) return { submission: unanswered ?? submission, handle };
    const followed = tellable(await driver.follow(order, submission.handle, left, permit), context);
    if (followed.status === 'unknown' && followed.over !== true) {
      unanswered = followed;
      ports.waits.note(order.run, order.step.id, followed.problem);
      await clock.sleep(Math.min(left, backoff(tries, ports)));
    } else {
      if (unanswered !== null) ports.waits.note(order.run, order.step.id, null);
      unanswered = null;
      tries = 0;
      submission = followed;
      known.heardAt = clock.now();
    }
  }
  return { submission, handle };
}

async function nextAttempt({ context, order, ports }: Work, operation: Operation, cause: Diagnostic, left: string | null): Promise<Operation> {
  const attempt = operation.attempt + 1;
  const next: Operation = { ...operation, attempt, token: tokenOf(context.plan.digest, context.run, order.step.id, attempt), handle: null };
  const at = new Date(ports.clock.now()).toISOString();
  const data = { attempt, token: next.token };
  const record = await ports.store.stepOf(context.run, order.step.id);
  // `sentAt` stays that of the first sending: the patience of a step is one, however many attempts it makes.
  await ports.store.commit([
    { kind: 'operation', operation: next },
    ...(record === null ? [] : [{ kind: 'step' as const, run: context.run, step: { ...record, identifier: left ?? record.identifier, retried: cause } }]),
    { kind: 'audit', event: { at, kind: 'call.attempted', actor: 'engine', subject: `${context.run}/${order.step.id}`, data } },
  ]);
  return next;
}

/** What was begun is completed by the same attempt, sent again. */
async function sameAttempt({ ports }: Work, operation: Operation): Promise<Operation> {
  const again: Operation = { ...operation, handle: null };
  await ports.store.commit([{ kind: 'operation', operation: again }]);
  return again;
}

async function operationOf(context: RunContext, id: string, ports: EnginePorts): Promise<Operation> {
  const operation = await ports.store.operation(context.run, id);
  if (operation === null) throw new Error(`step ${id} of run ${context.run} was not prepared`);
  return operation;
}
