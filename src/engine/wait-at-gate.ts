import { problem } from '../kernel/diagnostic.ts';
import { sameJson } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import type { Gate } from '../model/gate.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import type { RunStep } from '../model/run.ts';
import { attributePointer } from '../plan/read-attribute.ts';
import type { Next } from '../ports/journal.ts';
import { now } from './decide.ts';
import { auditEvent, endStep, isOver, nextAfter, skipStep } from './end-step.ts';
import type { EnginePorts } from './engine-ports.ts';
import { outputsNow } from './live-values.ts';
import { runStanding } from './refuse-step.ts';
import type { RunContext } from './run-context.ts';

/** Milliseconds between two looks at what a gate waits for. */
const pause = 2_000;
/** Milliseconds after which the wait is journalled. */
const slice = 60_000;

/**
 * Waits at a gate, for a slice; null when it is to be waited for longer.
 * 1. It sends nothing. A person opens it through a door that may decide; a condition is a fresh read.
 * 2. While the run is paused, or has gone on in a later round, nobody waits: the gate is come to again.
 * 3. An approval that no longer holds closes it for good; so does a condition that is not met in time, counted from when it was first come to.
 */
export async function waitAtGate(context: RunContext, record: RunStep, gate: Gate, round: number, ports: EnginePorts): Promise<Next | null> {
  const { run } = context;
  const { clock, store } = ports;
  const end = clock.now() + slice;
  for (;;) {
    const standing = await runStanding(context, ports);
    const head = await store.runHead(run);
    const present = (await store.stepOf(run, record.step)) ?? record;
    if (head?.status === 'cancelling') return skipStep(context, present, head.cause, round, ports);
    if (head?.status !== 'running' || head.round !== round) {
      await store.commit([{ kind: 'step', run, step: { ...present, status: 'pending' } }]);
      return nextAfter(run, record.step, round, ports);
    }
    if (standing.kind === 'refused') return endStep(run, present, context, { kind: 'failed', problem: standing.problem }, round, ports);
    const open = gate.kind === 'person' ? present.opened !== undefined : await holds(gate, context, ports);
    if (open)
      return endStep(run, present, context, { kind: 'done', identifier: record.node, outputs: null, creation: null, wish: {}, read: null }, round, ports);
    const waited = clock.now() - ((await store.operation(run, record.step))?.sentAt ?? clock.now());
    if (gate.kind === 'until' && waited > gate.withinSeconds * 1_000) {
      const message = `${gate.node}.${gate.attribute} did not become ${JSON.stringify(gate.equals)} within ${gate.withinSeconds} s`;
      const late = problem('GATE_CLOSED', message, `look at it, then go on: asbuilt runs resume ${run}`, { at: record.node });
      return endStep(run, present, context, { kind: 'failed', problem: late }, round, ports);
    }
    if (clock.now() >= end) return null;
    await clock.sleep(pause);
  }
}

async function holds(gate: Extract<Gate, { kind: 'until' }>, context: RunContext, ports: EnginePorts): Promise<boolean> {
  const outputs = await outputsNow(gate.node, context, ports);
  return outputs.ok && sameJson(valueAt(outputs.value, attributePointer(gate.attribute)) ?? null, gate.equals);
}

/** Puts on disk that the gate was come to, and since when. It is the same after a crash. */
export async function comeToGate(context: RunContext, record: RunStep, gate: Gate, ports: EnginePorts): Promise<void> {
  const { run } = context;
  const running: RunStep = { ...record, status: 'running', ...(gate.kind === 'person' ? { ask: gate.ask } : {}) };
  if (record.status === 'running') return;
  const known = await ports.store.operation(run, record.step);
  await ports.store.commit([
    { kind: 'step', run, step: running },
    ...(known === null
      ? [{ kind: 'operation' as const, operation: { run, step: record.step, attempt: 0, token: '', sentAt: ports.clock.now(), handle: null } }]
      : []),
    { kind: 'audit', event: auditEvent('gate.reached', `${run}/${record.step}`, gate, ports) },
    { kind: 'event', event: { kind: 'step', run, step: running } },
  ]);
}

/** A person lets a run pass a gate. RUN_UNKNOWN, STEP_UNKNOWN or GATE_CLOSED otherwise; the same again has no further effect. */
export async function openGate({ id, gate }: RequestOf<'openGate'>, caller: Caller, ports: EnginePorts): Promise<Result<ResponseOf<'openGate'>>> {
  const head = await ports.store.runHead(id);
  if (head === null) return fail(problem('RUN_UNKNOWN', `there is no run ${id}`, 'asbuilt runs list', { at: id }));
  const step = await ports.store.stepOf(id, gate);
  if (step?.op !== 'gate' || step.type !== 'person') {
    const gates = (await ports.store.steps(id)).filter((one) => one.op === 'gate' && one.type === 'person').map((one) => one.step);
    const fix = gates.length === 0 ? `asbuilt runs show ${id}` : `its gates: ${gates.join(', ')}`;
    return fail(problem('GATE_UNKNOWN', `run ${id} has no gate ${gate} that a person opens`, fix, { at: gate }));
  }
  if (step.opened !== undefined) return ok({ run: id, gate });
  if (head.endedAt !== null)
    return fail(
      problem('GATE_CLOSED', `run ${id} has ended, and ${gate} was never opened`, `nothing waits there any more: asbuilt runs show ${id}`, { at: gate }),
    );
  if (step.status !== 'running' || isOver(step.status))
    return fail(problem('GATE_CLOSED', `run ${id} has not come to ${gate}`, `open it when it has: asbuilt runs show ${id}`, { at: gate }));
  const opened: RunStep = { ...step, opened: { by: caller.principal, at: now(ports) } };
  await ports.store.commit([
    { kind: 'step', run: id, step: opened },
    {
      kind: 'audit',
      event: { at: now(ports), kind: 'gate.opened', actor: caller.principal, subject: `${id}/${gate}`, data: { caller: callerRecord(caller) } },
    },
    { kind: 'event', event: { kind: 'step', run: id, step: opened } },
  ]);
  return ok({ run: id, gate });
}
