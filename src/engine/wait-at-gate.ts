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
import { denyStep } from './deny-step.ts';
import { auditEvent, endStep } from './end-step.ts';
import type { EnginePorts } from './engine-ports.ts';
import { outputsNow } from './live-values.ts';
import { movedSince } from './moved-beneath.ts';
import type { RunContext } from './run-context.ts';
import { waitWithRun } from './wait-with-run.ts';

/**
 * Waits at a gate; null when it is to be waited for longer. It sends nothing. A person opens it through a door that may decide; a condition is a fresh read, and one that is not met in time, counted from
 * when the gate was first come to, closes it for good. What the plan took values of is looked at once more before what waits for the gate begins.
 */
export function waitAtGate(context: RunContext, record: RunStep, gate: Gate, round: number, ports: EnginePorts): Promise<Next | null> {
  const { run } = context;
  const { clock, store } = ports;
  return waitWithRun(context, record, round, ports, async (present) => {
    const open = gate.kind === 'person' ? present.opened !== undefined : await holds(gate, context, ports);
    if (open) {
      const moved = await movedSince(run, context.plan, ports);
      if (moved !== null) return denyStep(context, present, moved, round, ports);
      return endStep(run, present, context, { kind: 'done', identifier: record.node, outputs: null, creation: null, wish: {}, read: null }, round, ports);
    }
    const waited = clock.now() - ((await store.operation(run, record.step))?.sentAt ?? clock.now());
    if (gate.kind !== 'until' || waited <= gate.withinSeconds * 1_000) return null;
    const message = `${gate.node}.${gate.attribute} did not become ${JSON.stringify(gate.equals)} within ${gate.withinSeconds} s`;
    const late = problem('GATE_CLOSED', message, `look at it, then go on: asbuilt runs resume ${run}`, { at: record.node });
    return endStep(run, present, context, { kind: 'failed', problem: late }, round, ports);
  });
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
  const opened = { by: caller.principal, at: now(ports) };
  const event = { at: opened.at, kind: 'gate.opened', actor: caller.principal, subject: `${id}/${gate}`, data: { caller: callerRecord(caller) } };
  const taken = await ports.store.decide(id, gate, { to: 'gate', opened }, [
    { kind: 'audit', event },
    { kind: 'event', event: { kind: 'step', run: id, step: { ...step, opened } } },
  ]);
  if (taken || (await ports.store.stepOf(id, gate))?.opened !== undefined) return ok({ run: id, gate });
  return fail(problem('GATE_CLOSED', `run ${id} has not come to ${gate}`, `open it when it has: asbuilt runs show ${id}`, { at: gate }));
}
