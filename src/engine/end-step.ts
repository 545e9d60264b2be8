import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { UnitChange } from '../model/plan.ts';
import type { Kept, RunStep, StepStatus } from '../model/run.ts';
import { withheldAll } from '../model/withhold.ts';
import type { Next } from '../ports/journal.ts';
import type { Write } from '../ports/store.ts';
import { mayTellSecret } from './binding-of.ts';
import type { EnginePorts } from './engine-ports.ts';
import { boundElsewhere } from './held-elsewhere.ts';
import { booksAfter, type Ended } from './keep-books.ts';
import { logged } from './logged.ts';
import type { RunContext } from './run-context.ts';
import type { ReadBack } from './step-outcome.ts';
import { withoutTaken } from './taken-values.ts';

/** Writes how a step ended, with everything that follows from it, in one commit; and says what comes next. `context` is null where the run cannot be opened. */
export async function endStep(run: string, record: RunStep, context: RunContext | null, came: Ended, round: number, ports: EnginePorts): Promise<Next> {
  const id = record.step;
  const outcome = context === null ? came : told(await unlessHeld(context, record, came, ports), context);
  const operation = await ports.store.operation(run, id);
  const seconds = operation === null ? null : (ports.clock.now() - operation.sentAt) / 1000;
  const { error: _, kept: __, retried: ___, alike: ____, ...before } = record;
  const retried = operation === null || operation.attempt < 2 ? undefined : (await ports.store.stepOf(run, id))?.retried;
  const kept = outcome.kind === 'done' && outcome.read !== null ? keptOf(outcome.read) : [];
  const deviations = kept.flatMap(({ path, deviation }) => (deviation === true ? [path] : []));
  // An attempt that failed before anything was sent is none: what may run once alone may still run.
  const unsent = outcome.kind === 'failed' && context?.underWay.get(id)?.unsent === true;
  const ended: RunStep = {
    ...before,
    status: outcome.kind,
    attempts: operation === null ? record.attempts : operation.attempt - (unsent ? 1 : 0),
    identifier: identifierAfter(outcome) ?? record.identifier,
    seconds,
    ...(outcome.kind === 'done' ? {} : { error: outcome.problem }),
    ...(kept.length === 0 ? {} : { kept }),
    ...(outcome.kind === 'done' && outcome.creation?.kind === 'unproven' && outcome.creation.alike === true ? { alike: true } : {}),
    ...(retried === undefined ? {} : { retried }),
  };
  const change = outcome.kind === 'done' ? context?.changes.get(record.node) : undefined;
  const data: JsonObject =
    outcome.kind === 'done'
      ? {
          status: outcome.kind,
          identifier: outcome.identifier,
          ...(deviations.length === 0 ? {} : { deviations }),
          ...(change?.kind === 'unit' && record.op !== 'record' ? loggedOf(change, outcome.wish, outcome.outputs ?? {}) : {}),
        }
      : { status: outcome.kind, code: outcome.problem.code, ...(isSilent(context, record.node) ? {} : { message: outcome.problem.message }) };
  const writes: Write[] = [
    { kind: 'step', run, step: ended },
    { kind: 'audit', event: auditEvent('step.ended', `${run}/${id}`, data, ports) },
    { kind: 'event', event: { kind: 'step', run, step: ended } },
  ];
  if (context === null) writes.push(...(await skipPending(run, id, ports)));
  else {
    writes.push(...(await booksAfter(context, id, outcome, seconds, ports)));
    if (outcome.kind === 'done') remember(context, id, outcome.outputs);
    else writes.push(...(await skips(context, id, ports)), ...(await stops(context, record, outcome.problem, ports)));
    if (outcome.kind === 'failed') writes.push({ kind: 'operation-over', run, step: id });
    context.underWay.delete(id);
  }
  await ports.store.commit(writes);
  return nextAfter(run, id, round, ports);
}

/** What is another deployment's is not bound a second time, whatever the provider says of the step. */
async function unlessHeld({ plan, changes }: RunContext, { node, op }: RunStep, came: Ended, ports: EnginePorts): Promise<Ended> {
  const change = changes.get(node);
  if (came.kind !== 'done' || came.identifier === null || change?.kind !== 'resource' || (op !== 'create' && op !== 'adopt')) return came;
  const held = await boundElsewhere(plan.deployment, change, plan.targets, came.identifier, ports);
  return held === null ? came : { kind: 'failed', problem: held };
}

/** Where the plan says so, a step that did not succeed lets nothing else of its run begin. */
async function stops(context: RunContext, { step, node }: RunStep, why: Diagnostic, { store }: EnginePorts): Promise<Write[]> {
  const { run, plan } = context;
  if (plan.onFailure !== 'stop' || (await store.runHead(run))?.status !== 'running') return [];
  // It becomes the reason of every step that does not begin.
  const cause = isSilent(context, node)
    ? problem(why.code, `${step} did not succeed, and what it said of that stands with it alone`, why.fix, { at: step })
    : why;
  return [{ kind: 'run-status', run, status: 'cancelling', endedAt: null, cause }];
}

/** A step that does not begin: the run was cancelled or stopped before. One that had begun before, and was interrupted, is unknown. */
export async function skipStep(context: RunContext, record: RunStep, cause: Diagnostic | undefined, round: number, ports: EnginePorts): Promise<Next> {
  const { run } = context;
  const began = wasInterrupted(record) ? 'went on' : 'began';
  const error = cause ?? problem('RUN_CANCELLED', `run ${run} was cancelled before ${record.step} ${began}`, `asbuilt runs resume ${run}`, { at: record.step });
  if (wasInterrupted(record)) return endStep(run, record, context, unstarted(record, error), round, ports);
  await ports.store.commit([...skipped(run, record, error), ...(await skips(context, record.step, ports))]);
  return nextAfter(run, record.step, round, ports);
}

/** How a step ends of whose present attempt nothing was sent: as failed, or as unknown where an attempt before was interrupted. */
export function unstarted(record: RunStep, cause: Diagnostic): Ended {
  if (!wasInterrupted(record)) return { kind: 'failed', problem: cause };
  return {
    kind: 'unknown',
    problem: { ...cause, message: `${cause.message}; ${record.step} had begun before and was interrupted, and nobody knows what it did` },
  };
}

function wasInterrupted({ retried }: RunStep): boolean {
  return retried?.code === 'UNIT_INTERRUPTED';
}

/** What a step's end makes ready, and whether this round of the run has nothing more to do. */
export async function nextAfter(run: string, id: string, round: number, ports: EnginePorts): Promise<Next> {
  const { store } = ports;
  const head = await store.runHead(run);
  if (head?.status === 'paused' || head?.round !== round) return { ready: [], ended: !(await store.steps(run)).some((step) => step.status === 'running') };
  // What waits for a step that is not done has at least that one open.
  const waiting = await store.waiting(run, id);
  return { ready: waiting.filter((later) => later.open === 0).map((later) => later.step), ended: (await store.openSteps(run)) === 0 };
}

export function isOver(status: StepStatus): boolean {
  return status === 'done' || status === 'failed' || status === 'skipped' || status === 'unknown';
}

export function auditEvent(kind: string, subject: string, data: JsonObject, { clock }: EnginePorts) {
  return { at: new Date(clock.now()).toISOString(), kind, actor: 'engine', subject, data };
}

function keptOf({ kept, settling }: ReadBack): Kept[] {
  return kept.map((one) => (settling.includes(one.path) ? { ...one, settling: true } : one));
}

function identifierAfter(outcome: Ended): string | null {
  if (outcome.kind === 'done') return outcome.identifier;
  return outcome.kind === 'failed' ? (outcome.left?.identifier ?? null) : null;
}

/** Everything that waits for the step, directly or not, and has not ended. */
async function skips(context: RunContext, id: string, ports: EnginePorts): Promise<Write[]> {
  const writes: Write[] = [];
  const seen = new Set<string>([id]);
  const queue = [id];
  for (let earlier = queue.pop(); earlier !== undefined; earlier = queue.pop()) {
    for (const later of context.dependents.get(earlier) ?? []) {
      if (seen.has(later)) continue;
      seen.add(later);
      queue.push(later);
      const record = await ports.store.stepOf(context.run, later);
      if (record === null || isOver(record.status)) continue;
      const message = `${later} waits for ${id}, which did not succeed`;
      writes.push(...skipped(context.run, record, problem('RUN_PARTLY_DONE', message, `asbuilt runs resume ${context.run}`, { at: later })));
    }
  }
  return writes;
}

/** Where not even the plan can be opened, nothing else of the run can begin. What was sent before it was paused is left to its own end. */
async function skipPending(run: string, id: string, ports: EnginePorts): Promise<Write[]> {
  const pending = (await ports.store.steps(run)).filter((record) => record.status === 'pending' && record.step !== id);
  const sent = await Promise.all(pending.map((record) => ports.store.operation(run, record.step)));
  return pending.flatMap((record, index) => {
    if (sent[index] !== null) return [];
    const message = `${record.step} did not begin, since the plan of the run cannot be used`;
    return skipped(run, record, problem('RUN_PARTLY_DONE', message, 'make a new plan', { at: record.step }));
  });
}

function skipped(run: string, record: RunStep, error: Diagnostic): Write[] {
  const step: RunStep = { ...record, status: 'skipped', error };
  return [
    { kind: 'step', run, step },
    { kind: 'event', event: { kind: 'step', run, step } },
  ];
}

function remember(context: RunContext, id: string, outputs: JsonObject | null): void {
  // Nothing of a plan refers to what it deletes, of which there are none.
  const node = context.steps.get(id)?.node ?? id;
  if (outputs !== null && (context.dependents.get(id)?.length ?? 0) > 0) context.outputs.set(node, outputs);
}

/** Whether what a node says of itself is kept from the log, which agents read. */
function isSilent(context: RunContext | null, node: string): boolean {
  const change = context?.changes.get(node);
  return change?.kind === 'unit' && mayTellSecret(change, change.inputs ?? {});
}

function told(came: Ended, context: RunContext): Ended {
  return came.kind === 'done' ? came : { ...came, problem: withoutTaken(came.problem, context) };
}

/** What a unit was given and gave. What it took from where it is hidden stays what the plan has of it. */
function loggedOf(change: UnitChange, wish: JsonObject, outputs: JsonObject): JsonObject {
  const taken = change.takes === undefined ? wish : (change.inputs ?? {});
  return { inputs: logged(taken), outputs: logged(mayTellSecret(change, wish) ? withheldAll(outputs) : outputs) };
}
