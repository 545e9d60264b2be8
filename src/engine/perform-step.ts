import type { Code } from '../kernel/codes.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { sha256 } from '../kernel/digest.ts';
import type { JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Mutation } from '../model/mutation.ts';
import type { Change, Step } from '../model/plan.ts';
import { liveDifferences } from '../plan/verify-node.ts';
import { withUnchangedWriteOnly } from '../plan/write-only.ts';
import type { Submission } from '../ports/cloud.ts';
import type { Operation } from '../ports/store.ts';
import { backoff } from './backoff.ts';
import type { EnginePorts } from './engine-ports.ts';
import { resolveFromLive } from './live-values.ts';
import { Finder } from './locate.ts';
import { refuseMutation } from './refuse-mutation.ts';
import { type RunContext, stepAndChange } from './run-context.ts';

/** A resource that is there and ours, with what was asked of it. */
interface Left {
  readonly identifier: string;
  readonly desired: JsonObject;
}

/** How a step ended, or that it is still on its way and must be looked at again. */
export type StepOutcome =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'done'; readonly identifier: string; readonly live: JsonObject | null; readonly desired: JsonObject | null }
  | {
      readonly kind: 'failed';
      readonly problem: Diagnostic /** A resource that is there although the step failed, and is ours. */;
      readonly left?: Left;
    }
  | { readonly kind: 'unknown'; readonly problem: Diagnostic /** What was asked of a resource that may have been made. */; readonly asked?: JsonObject };

/** Cloud Control forgets a client token after 36 hours; an hour is kept as a margin (CreateResource, API reference: ClientToken). */
const tokenLife = 35 * 3_600_000;

/** Errors after which the call certainly had no effect and may succeed when it is sent anew. */
const worthAnotherAttempt: ReadonlySet<Code> = new Set<Code>(['CLOUD_THROTTLED', 'CLOUD_CONFLICT', 'CLOUD_UNREACHABLE']);

/** The idempotency token of one attempt: the same for the same plan, run, step and attempt, after any crash. */
export function tokenOf(planDigest: string, run: string, step: string, attempt: number): string {
  return sha256(`${planDigest}/${run}/${step}/${attempt}`);
}

/** The mutation of a step with every value resolved from live resources. */
export async function mutationOf(context: RunContext, step: Step, change: Change, ports: EnginePorts): Promise<Result<Mutation>> {
  const place = change.target;
  switch (step.op) {
    case 'create': {
      const properties = await resolveFromLive(change.after ?? {}, context, ports);
      return properties.ok ? ok({ op: 'create', type: change.type, place, properties: properties.value }) : properties;
    }
    case 'update': {
      const patch = await resolveFromLive(change.patch as unknown as JsonObject[], context, ports);
      if (!patch.ok) return patch;
      const desired = await resolveFromLive(change.after ?? {}, context, ports);
      if (!desired.ok) return desired;
      const type = ports.types.type(change.type);
      if (!type.ok) return type;
      return ok({
        op: 'update',
        type: change.type,
        place,
        identifier: requiredIdentifier(change),
        patch: patch.value as unknown as Change['patch'],
        desired: desired.value,
        live: withUnchangedWriteOnly(type.value, change.before ?? {}, desired.value, change.differences),
      });
    }
    case 'delete':
      return ok({ op: 'delete', type: change.type, place, identifier: requiredIdentifier(change) });
    case 'adopt':
      throw new Error(`step ${step.id} adopts: nothing is sent`);
    default:
      return step.op satisfies never;
  }
}

/**
 * Sends one step's mutation and follows it to its end, or until a slice of time is over. May be called again at any time, after a crash too:
 * 1. The operation (attempt and token) is on disk before anything is sent. The same attempt is sent with the same token, so at a provider that knows
 *    tokens a repeat is the same operation, and the adapter searches before it repeats where the provider does not.
 * 2. A new attempt is made only after a failure that certainly had no effect: the provider ended the operation, or refused the only sending there was. That
 *    a repeated sending is refused or finds nobody says nothing of the first one.
 * 3. A lost reply is never read as a failure: the same attempt is sent again, and at last the resource itself is looked for.
 * 4. The approval is checked again before each sending: it may have been withdrawn, or have run out while the engine was down.
 * 5. A step is done only after a fresh read shows what was asked.
 */
export async function performStep(context: RunContext, id: string, ports: EnginePorts): Promise<StepOutcome> {
  const { step, change } = stepAndChange(context, id);
  const resolved = await mutationOf(context, step, change, ports);
  // That a value cannot be read now does not undo what was sent before.
  if (!resolved.ok) return { kind: context.unsent.has(id) ? 'failed' : 'unknown', problem: firstOf(resolved.problems) };
  const mutation = resolved.value;
  const outcome = await carryOut(context, step, change, mutation, ports);
  return outcome.kind === 'unknown' && mutation.op === 'create' ? { ...outcome, asked: mutation.properties } : outcome;
}

async function carryOut(context: RunContext, step: Step, change: Change, mutation: Mutation, ports: EnginePorts): Promise<StepOutcome> {
  const id = step.id;
  const end = ports.clock.now() + ports.patience.slice;
  let nothingSent = false;
  for (let tries = 0; ; tries++) {
    const operation = await ports.store.operation(context.run, id);
    if (operation === null) throw new Error(`step ${id} of run ${context.run} was not prepared`);
    const refusal = operation.handle === null ? await refuseMutation(context, ports) : null;
    if (refusal !== null) {
      if (nothingSent) return { kind: 'failed', problem: refusal };
      const found = await reconcile(context, step, change, mutation, refusal, ports);
      return found.kind === 'unknown' ? { kind: 'unknown', problem: refusal } : found;
    }
    const firstSending = context.unsent.delete(id);
    if (!context.heard.has(id)) context.heard.set(id, ports.clock.now());
    const submission = ofWhole(await send(context, id, mutation, operation, change, firstSending, end, ports), firstSending);
    if (submission.status === 'pending') {
      await ports.store.commit([{ kind: 'operation', operation: { ...operation, handle: submission.handle } }]);
      return { kind: 'waiting' };
    }
    const now = ports.clock.now();
    const outOfPatience = now - (context.heard.get(id) ?? now) > ports.patience.retry;
    if (submission.status === 'done') return confirm(context, step, change, mutation, submission.identifier, ports);
    if (submission.status === 'unknown') {
      nothingSent = false;
      if (submission.over === true) return afterUnclearEnd(context, step, change, mutation, submission, ports);
      if (outOfPatience) return reconcile(context, step, change, mutation, submission.problem, ports);
    } else {
      const settled = await settledFailure(context, step, change, mutation, operation, submission, ports);
      if (settled !== null) return settled;
      if (outOfPatience || !worthAnotherAttempt.has(submission.problem.code)) return failedAfter(context, step, change, mutation, submission, ports);
      nothingSent = submission.part !== true;
      if (nothingSent) {
        await nextAttempt(context, id, operation, ports);
        context.unsent.add(id);
      } else {
        // What was begun is completed by the same attempt, sent again.
        await ports.store.commit([{ kind: 'operation', operation: { ...operation, handle: null } }]);
      }
    }
    if (now >= end) return { kind: 'waiting' };
    await ports.clock.sleep(backoff(tries, ports));
  }
}

/**
 * What the answer to one sending says of the attempt as a whole: see invariant 2. A refusal because the identity is taken is looked into either way, and one in
 * the middle of a creation says what there is.
 */
function ofWhole(submission: Submission, firstSending: boolean): Submission {
  if (submission.status !== 'failed' || submission.over === true || firstSending || submission.exists === true || submission.part === true) return submission;
  return { status: 'unknown', problem: submission.problem, ...(submission.identifier === undefined ? {} : { identifier: submission.identifier }) };
}

async function send(
  context: RunContext,
  id: string,
  mutation: Mutation,
  operation: Operation,
  change: Change,
  firstSending: boolean,
  end: number,
  ports: EnginePorts,
): Promise<Submission> {
  const { cloud, clock } = ports;
  // What an earlier sending made, which is to be completed and not made again.
  let earlier: string | undefined;
  if (mutation.op === 'create' && clock.now() - operation.sentAt > tokenLife) {
    const found = await find(context, mutation, change, ports);
    if (!found.ok) return { status: 'unknown', problem: firstOf(found.problems) };
    if (found.value.kind === 'live' && found.value.owned) earlier = found.value.identifier;
    if (earlier !== undefined && operation.handle !== null) return { status: 'done', identifier: earlier };
  }
  if (mutation.op === 'create' && operation.handle === null && operation.attempt > 1 && earlier === undefined) {
    const left = await leftBehind(context, change, ports);
    if (!left.ok) return { status: 'unknown', problem: firstOf(left.problems) };
    earlier = left.value ?? undefined;
  }
  let submission: Submission =
    operation.handle === null
      ? await cloud.submit(context.target, mutation, operation.token, !firstSending, earlier)
      : { status: 'pending', handle: operation.handle };
  let unanswered: Submission | null = null;
  if (submission.status === 'pending' && operation.handle === null) context.heard.set(id, clock.now());
  while (submission.status === 'pending') {
    const left = end - clock.now();
    if (left <= 0) return unanswered ?? submission;
    const settled = await cloud.settle(context.target, submission.handle, left, change.estimate.p50);
    if (settled.status === 'unknown' && settled.over !== true) {
      unanswered = settled;
      await clock.sleep(backoff(0, ports));
    } else {
      unanswered = null;
      submission = settled;
      context.heard.set(id, clock.now());
    }
  }
  return submission;
}

/** What an earlier attempt at this creation left behind, if it is still there: the books name it. The resource to be replaced is not meant. */
async function leftBehind(context: RunContext, change: Change, ports: EnginePorts): Promise<Result<string | null>> {
  const binding = await ports.store.bindingOf(context.plan.deployment, change.node);
  if (binding === null || binding.doubtful === true || binding.identifier === change.identifier || binding.type !== change.type) return ok(null);
  const read = await ports.cloud.read(context.target, { type: binding.type, place: binding.target, identifier: binding.identifier });
  if (!read.ok) return read;
  return ok(read.value.kind === 'live' ? binding.identifier : null);
}

/** Failures that say what the world is: nothing left to delete, or a resource of that identity already there. Null for every other. */
async function settledFailure(
  context: RunContext,
  step: Step,
  change: Change,
  mutation: Mutation,
  operation: Operation,
  submission: Submission & { status: 'failed' },
  ports: EnginePorts,
): Promise<StepOutcome | null> {
  if (mutation.op === 'delete' && submission.problem.code === 'CLOUD_NOT_FOUND') return confirm(context, step, change, mutation, mutation.identifier, ports);
  if (mutation.op !== 'create' || submission.exists !== true) return null;
  const found = await find(context, mutation, change, ports);
  if (!found.ok) return { kind: 'unknown', problem: firstOf(found.problems) };
  // A resource without tags can only be known as ours by being as asked, and only if this run may have made it before.
  const ours = found.value.kind === 'live' && found.value.owned && (isTaggable(change, ports) || operation.attempt > 1 || context.live.has(step.node));
  if (found.value.kind === 'live' && ours) return confirm(context, step, change, mutation, found.value.identifier, ports);
  return {
    kind: 'failed',
    problem: problem(
      'OWNERSHIP_UNPROVEN',
      `${step.node}: a ${change.type} of that identity is there already and does not carry the tags of ${context.plan.deployment}`,
      'choose another name, or remove the other resource',
      {
        at: step.node,
        ...(submission.problem.cause === undefined ? {} : { cause: submission.problem.cause }),
      },
    ),
  };
}

/** A failed creation may leave the resource behind (it did not become stable, say): if so it is reported and kept in the books, so that it can be removed. */
async function failedAfter(
  context: RunContext,
  step: Step,
  change: Change,
  mutation: Mutation,
  submission: Submission & { status: 'failed' },
  ports: EnginePorts,
): Promise<StepOutcome> {
  const failed = { kind: 'failed', problem: { ...submission.problem, at: submission.problem.at ?? step.node } } as const;
  if (mutation.op !== 'create' || submission.identifier === undefined) return failed;
  if (submission.part === true) return { ...failed, left: { identifier: submission.identifier, desired: mutation.properties } };
  const found = await find(context, mutation, change, ports);
  return found.ok && found.value.kind === 'live' && found.value.owned
    ? { ...failed, left: { identifier: found.value.identifier, desired: mutation.properties } }
    : failed;
}

/** The provider says that it failed and leaves open what came of it: what is there decides. A creation is looked for as long as reads may lag. */
async function afterUnclearEnd(
  context: RunContext,
  step: Step,
  change: Change,
  mutation: Mutation,
  submission: Submission & { status: 'unknown' },
  ports: EnginePorts,
): Promise<StepOutcome> {
  const failed = { kind: 'failed', problem: { ...submission.problem, at: step.node } } as const;
  const end = ports.clock.now() + (mutation.op === 'create' ? ports.patience.consistency : 0);
  for (let tries = 0; ; tries++) {
    const known = mutation.op === 'create' ? await find(context, mutation, change, ports) : ok(null);
    if (!known.ok) return { kind: 'unknown', problem: firstOf(known.problems) };
    const identifier = mutation.op !== 'create' ? mutation.identifier : known.value?.kind === 'live' && known.value.owned ? known.value.identifier : null;
    if (identifier !== null) {
      const looked = await confirm(context, step, change, mutation, identifier, { ...ports, patience: { ...ports.patience, consistency: 0 } });
      return looked.kind === 'failed' ? { ...failed, ...(looked.left === undefined ? {} : { left: looked.left }) } : looked.kind === 'done' ? looked : failed;
    }
    if (ports.clock.now() >= end) return failed;
    await ports.clock.sleep(backoff(tries, ports));
  }
}

/** No reply ever came: only looking can tell. What cannot be confirmed is reported as unknown, never as failed or done. */
async function reconcile(context: RunContext, step: Step, change: Change, mutation: Mutation, cause: Diagnostic, ports: EnginePorts): Promise<StepOutcome> {
  if (mutation.op === 'create') {
    const found = await find(context, mutation, change, ports);
    if (found.ok && found.value.kind === 'live' && found.value.owned) return confirm(context, step, change, mutation, found.value.identifier, ports);
  } else {
    const confirmed = await confirm(context, step, change, mutation, mutation.identifier, ports);
    if (confirmed.kind === 'done') return confirmed;
  }
  return {
    kind: 'unknown',
    problem: problem(
      'CLOUD_UNKNOWN_OUTCOME',
      `${step.node}: no reply came, and a read does not show that it took effect`,
      `resume when the provider answers: asbuilt runs resume ${context.run}`,
      { at: step.node, cause: cause.cause ?? cause.message },
    ),
  };
}

/** Reads until the world shows what the mutation was for, as long as reads may lag behind writes. */
async function confirm(context: RunContext, step: Step, change: Change, mutation: Mutation, known: string | null, ports: EnginePorts): Promise<StepOutcome> {
  const { clock, cloud, types, patience } = ports;
  const type = types.type(change.type);
  if (!type.ok) return { kind: 'failed', problem: firstOf(type.problems) };
  const end = clock.now() + patience.consistency;
  let last: Diagnostic | null = null;
  let left: Left | undefined;
  for (let tries = 0; ; tries++) {
    const identifier = known ?? (await identifierOf(context, mutation, change, ports));
    const read = identifier === null ? null : await cloud.read(context.target, { type: change.type, place: change.target, identifier });
    if (read !== null && !read.ok) {
      last = firstOf(read.problems);
      if (!last.retryable) return { kind: 'unknown', problem: last };
    } else if (mutation.op === 'delete') {
      if (read === null || read.value.kind === 'absent') return { kind: 'done', identifier: mutation.identifier, live: null, desired: null };
      last = problem('VERIFY_FAILED', `${step.node} is still there after its deletion`, `look at it: asbuilt show ${context.plan.deployment}`, {
        at: step.node,
      });
    } else if (read === null || read.value.kind === 'absent') {
      last = problem('VERIFY_FAILED', `${step.node} cannot be found after it was reported as done`, `look again: asbuilt runs resume ${context.run}`, {
        at: step.node,
      });
    } else {
      const desired = mutation.op === 'create' ? mutation.properties : mutation.desired;
      const differences = liveDifferences(desired, read.value.properties, type.value);
      if (differences.length === 0 && identifier !== null) return { kind: 'done', identifier, live: read.value.properties, desired };
      if (identifier !== null) left = { identifier, desired };
      last = problem(
        'VERIFY_FAILED',
        `${step.node} is not as asked: ${differences
          .slice(0, 5)
          .map((difference) => difference.path)
          .join(', ')}`,
        `see what it should be: asbuilt plans show ${context.plan.id}; a new plan of the same intent changes what still differs`,
        { at: step.node },
      );
    }
    if (clock.now() >= end) return left === undefined ? { kind: 'unknown', problem: last } : { kind: 'failed', problem: last, left };
    await clock.sleep(backoff(tries, ports));
  }
}

async function identifierOf(context: RunContext, mutation: Mutation, change: Change, ports: EnginePorts): Promise<string | null> {
  const found = await find(context, mutation, change, ports);
  return found.ok && found.value.kind === 'live' && found.value.owned ? found.value.identifier : null;
}

async function find(context: RunContext, mutation: Mutation, change: Change, ports: EnginePorts) {
  const type = ports.types.type(change.type);
  if (!type.ok) return fail(...type.problems);
  const properties = mutation.op === 'create' ? mutation.properties : {};
  return new Finder(ports.cloud, context.target).find({
    deployment: context.plan.deployment,
    node: change.node,
    type: type.value,
    place: change.target,
    properties,
    binding: null,
    ...(change.identifier === null ? {} : { except: change.identifier }),
  });
}

async function nextAttempt(context: RunContext, id: string, operation: Operation, ports: EnginePorts): Promise<void> {
  const attempt = operation.attempt + 1;
  const token = tokenOf(context.plan.digest, context.run, id, attempt);
  // `sentAt` stays that of the first sending: the patience of a step is one, however many attempts it makes.
  await ports.store.commit([
    { kind: 'operation', operation: { ...operation, attempt, token, handle: null } },
    {
      kind: 'audit',
      event: {
        at: new Date(ports.clock.now()).toISOString(),
        kind: 'call.attempted',
        actor: 'engine',
        subject: `${context.run}/${id}`,
        data: { attempt, token },
      },
    },
  ]);
}

function isTaggable(change: Change, ports: EnginePorts): boolean {
  const type = ports.types.type(change.type);
  return type.ok && type.value.tags !== undefined;
}

function requiredIdentifier(change: Change): string {
  if (change.identifier === null) throw new Error(`${change.node} is to be changed and has no identifier`);
  return change.identifier;
}

function firstOf(problems: readonly Diagnostic[]): Diagnostic {
  return problems[0] ?? problem('INTERNAL', 'a failure without a problem', 'report this');
}
