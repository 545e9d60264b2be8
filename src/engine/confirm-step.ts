import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { sameJson } from '../kernel/json.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { Creation } from '../model/creation.ts';
import type { Echo } from '../model/observed.ts';
import type { Found, Submission } from '../ports/driver.ts';
import { backoff } from './backoff.ts';
import { firstOf } from './refuse-step.ts';
import type { Left, StepOutcome, Work } from './step-outcome.ts';

type Ended = Exclude<StepOutcome, { kind: 'waiting' | 'asks' | 'paused' }>;

interface Look {
  /** The provider has said that the step is done; then what is there in the end is what it made of what was asked. */
  readonly told?: boolean;
  /** It was found, and is ours for its likeness alone: see `Submission`. */
  readonly found?: boolean;
  /** Milliseconds. */
  readonly patience?: number;
}

/** Looks until the world shows what the step was for, as long as reads may lag behind writes. */
export async function confirm(work: Work, known: string | null, look: Look = {}): Promise<Ended> {
  const { told = false, found = false, patience = work.ports.patience.consistency } = look;
  const ended = await lookUntilShown(work, known, told, patience);
  if (!found) return ended;
  if (ended.kind === 'done') return { ...ended, creation: onlyAlike };
  return ended.kind === 'failed' && ended.left !== undefined ? { ...ended, left: { ...ended.left, creation: onlyAlike } } : ended;
}

/** Of a creation without an answer: somebody else may have made the like meanwhile. */
const onlyAlike: Creation = {
  kind: 'unproven',
  because: 'a creation of ours had no answer, and nothing on what was found then says that it made that',
  alike: true,
};

async function lookUntilShown(work: Work, known: string | null, told: boolean, patience: number): Promise<Ended> {
  const { driver, order, ports } = work;
  const { wish } = order;
  const end = ports.clock.now() + patience;
  let left: Left | undefined;
  let before: Echo | undefined;
  for (let tries = 0; ; tries++) {
    const look = await driver.confirm(order, known, told);
    const over = ports.clock.now() >= end;
    switch (look.kind) {
      case 'shown':
        return { ...look, kind: 'done', wish, read: look.echo === null ? null : { ...look.echo, settling: [] } };
      case 'otherwise':
        if (over) return { ...look, kind: 'done', wish, read: { ...look.echo, settling: stillChanging(look.echo, before) } };
        before = look.echo;
        break;
      case 'differs':
        left = { identifier: look.identifier, creation: look.creation, wish };
        break;
      case 'unread':
        if (!look.problem.retryable) return { kind: 'unknown', problem: look.problem };
        break;
      case 'not-shown':
        break;
      default:
        look satisfies never;
    }
    if (over && look.kind !== 'otherwise')
      return left === undefined ? { kind: 'unknown', problem: look.problem } : { kind: 'failed', problem: look.problem, left };
    await ports.clock.sleep(backoff(tries, ports));
  }
}

/** The deviations at which the read before did not say the same. */
function stillChanging({ echo, deviations }: Echo, before: Echo | undefined): string[] {
  return deviations.filter((path) => before === undefined || !sameJson(before.echo[path] ?? null, echo[path] ?? null));
}

/**
 * What a failure says of the step. `final` where it tells what the world is: nothing is left to delete, something of that identity is there already, or of the name of what a change or deletion makes besides. A creation
 * that failed may leave the thing behind (it did not become stable, say): if so it is reported and kept in the books, so that it can be removed.
 */
export async function afterFailure(work: Work, submission: Submission & { status: 'failed' }): Promise<{ readonly final: boolean; readonly outcome: Ended }> {
  const { driver, order } = work;
  const { step } = order;
  if (step.op === 'delete' && submission.problem.code === 'CLOUD_NOT_FOUND') return { final: true, outcome: await confirm(work, identifierOf(work)) };
  if (step.op === 'create' && submission.exists === true) return { final: true, outcome: await takenIdentity(work, submission) };
  const failed = { kind: 'failed', problem: { ...submission.problem, at: submission.problem.at ?? step.node } } as const;
  if (submission.exists === true) {
    const fix = `remove or rename what is there under the name that the cause tells, then: asbuilt runs resume ${order.run}`;
    return { final: true, outcome: { ...failed, problem: { ...failed.problem, fix } } };
  }
  if (step.op !== 'create' || submission.identifier === undefined) return { final: false, outcome: failed };
  const left = { identifier: submission.identifier, creation: submission.found === true ? onlyAlike : null, wish: order.wish };
  if (submission.part === true) return { final: false, outcome: { ...failed, left } };
  const found = await driver.find(order);
  if (!found.ok || found.value.kind !== 'ours') return { final: false, outcome: failed };
  return { final: false, outcome: { ...failed, left: { ...left, identifier: found.value.identifier } } };
}

async function takenIdentity(work: Work, submission: Submission & { status: 'failed' }): Promise<Ended> {
  const { driver, order, ports } = work;
  const { step } = order;
  const found = await driver.find(order);
  if (!found.ok) return { kind: 'unknown', problem: firstOf(found.problems) };
  const ours = found.value.kind === 'ours';
  const type = order.change.kind === 'resource' ? ports.types.type(order.change.type) : null;
  const likeness = type?.ok === true && type.value.tags === undefined ? 'exactly as asked' : 'with the tags of this deployment';
  // It is what this step made only if this sending may have been sent before, or an earlier attempt is known to have left it: one that was refused made nothing. Else its
  // tags say that it is ours, and taking it over is a change of its own.
  if (found.value.kind === 'ours' && (order.repeated || found.value.identifier === order.left)) return confirmFound(work, found.value);
  const { cause } = submission.problem;
  const message = ours
    ? `${step.node}: something of that identity appeared after the plan was made, ${likeness}`
    : `${step.node}: something of that identity is there already and is not known as ours`;
  const there = found.value.kind === 'nothing' ? submission.identifier : found.value.identifier;
  const named = there ?? driver.expected(order) ?? 'IDENTIFIER';
  const fix = ours
    ? 'plan again: whether to take it over is to be approved'
    : `choose another name; what is there is not touched. Where it is yours, ask again with --adopt ${step.node}=${named}`;
  return { kind: 'failed', problem: problem('OWNERSHIP_UNPROVEN', message, fix, { at: step.node, ...(cause === undefined ? {} : { cause }) }) };
}

/** It failed and leaves open what came of it: what is there decides. A creation is looked for as long as reads may lag. */
export async function afterUnclearEnd(work: Work, submission: Submission & { status: 'unknown' }): Promise<Ended> {
  const { order, ports } = work;
  const { step } = order;
  const failed = { kind: 'failed', problem: { ...submission.problem, at: step.node } } as const;
  const end = ports.clock.now() + (step.op === 'create' ? ports.patience.consistency : 0);
  for (let tries = 0; ; tries++) {
    const there = await standing(work);
    if (!there.ok) return { kind: 'unknown', problem: firstOf(there.problems) };
    if (there.value !== null) {
      const looked = await confirmFound(work, there.value, 0);
      if (looked.kind === 'done') return looked;
      // Of a unit nothing is to be seen but its result: without one nobody knows, for the reason that ended it.
      if (order.change.kind === 'unit') return looked.kind === 'unknown' ? { ...looked, problem: failed.problem } : looked;
      return looked.kind === 'failed' && looked.left !== undefined ? { ...failed, left: looked.left } : failed;
    }
    if (ports.clock.now() >= end) return failed;
    await ports.clock.sleep(backoff(tries, ports));
  }
}

/** What the step was about, if it is there. */
async function standing(work: Work): Promise<Result<Ours | null>> {
  const { op } = work.order.step;
  if (op !== 'create') return ok({ identifier: identifierOf(work) });
  const found = await work.driver.find(work.order);
  return found.ok ? ok(found.value.kind === 'ours' ? found.value : null) : found;
}

type Ours = Pick<Extract<Found, { kind: 'ours' }>, 'identifier' | 'alike'>;

function confirmFound(work: Work, { identifier, alike }: Ours, patience?: number): Promise<Ended> {
  return confirm(work, identifier, { found: alike === true, ...(patience === undefined ? {} : { patience }) });
}

/** No reply ever came: only looking can tell. What cannot be confirmed is reported as unknown, never as failed or done. */
export async function reconcile(work: Work, cause: Diagnostic): Promise<Ended> {
  const { driver, order } = work;
  const { step } = order;
  if (step.op === 'create' || step.op === 'run') {
    const found = await driver.find(order);
    if (found.ok && found.value.kind === 'ours') return confirmFound(work, found.value);
  } else {
    const confirmed = await confirm(work, identifierOf(work));
    if (confirmed.kind === 'done') return confirmed;
  }
  return {
    kind: 'unknown',
    problem: problem(
      'CLOUD_UNKNOWN_OUTCOME',
      `${step.node}: no reply came, and a look does not show that it took effect`,
      `resume when the provider answers: asbuilt runs resume ${order.run}`,
      { at: step.node, cause: cause.cause ?? cause.message },
    ),
  };
}

function identifierOf({ order }: Work): string {
  return (order.change.kind === 'resource' ? order.change.identifier : order.change.node) ?? '';
}
