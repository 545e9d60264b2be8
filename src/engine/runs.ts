import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import type { Durable } from '../ports/journal.ts';
import type { Write } from '../ports/store.ts';
import { denied, now } from './decide.ts';
import { isOver } from './end-step.ts';
import type { EnginePorts } from './engine-ports.ts';
import { refuseResuming, whyNotResumable } from './resumable.ts';
import { runReport, toldStatus } from './run-report.ts';
import { refuseStopping } from './who-may-run.ts';

/** How many plans or runs a list holds: the newest. */
const listLength = 200;

export async function listPlans(ports: EnginePorts): Promise<Result<ResponseOf<'plans'>>> {
  const now = ports.clock.now();
  const plans = (await ports.store.plans(listLength)).map((plan) => ({ ...plan, expired: Date.parse(plan.expiresAt) <= now }));
  return ok({ plans } as ResponseOf<'plans'>);
}

export async function listRuns(ports: EnginePorts): Promise<Result<ResponseOf<'runs'>>> {
  const heads = await ports.store.runs(listLength);
  const lines = heads.map(async (head) => {
    const { id, plan, deployment, startedAt, endedAt } = head;
    const status = toldStatus(head, head.status === 'running' ? await ports.store.askedSteps(id) : []);
    return { id, plan, deployment, status, startedAt, endedAt };
  });
  return ok({ runs: await Promise.all(lines) });
}

export async function showRun({ id }: RequestOf<'run'>, ports: EnginePorts): Promise<Result<ResponseOf<'run'>>> {
  const head = await ports.store.runHead(id);
  if (head === null) return fail(problem('RUN_UNKNOWN', `there is no run ${id}`, 'asbuilt runs list', { at: id }));
  const report = runReport(head, await ports.store.steps(id), ports.clock.now());
  const nodes = report.nodes.map((step) => {
    const waiting = isOver(step.status) ? undefined : ports.waits.of(id, step.step);
    return waiting === undefined ? step : { ...step, waiting };
  });
  // What would be refused is no way on; the steps say what is.
  const refused = head.endedAt !== null && report.next !== null ? await whyNotResumable(head, ports) : null;
  return ok({ ...report, nodes, ...(refused === null ? {} : { next: null }) });
}

/**
 * Asks a run to stop: steps under way come to their end, or are unknown where the provider does not end them; no other begins. A paused one ends with what can be looked at now. Of one that has ended and could go on, a
 * person's word is kept: no agent lets it go on then.
 */
export async function cancelRun({ id }: RequestOf<'cancel'>, caller: Caller, ports: EnginePorts, durable: Durable): Promise<Result<ResponseOf<'cancel'>>> {
  const head = await ports.store.runHead(id);
  if (head === null) return fail(problem('RUN_UNKNOWN', `there is no run ${id}`, 'asbuilt runs list', { at: id }));
  const refusal = await refuseStopping(head, caller, ports.store);
  if (refusal !== null) return denied('run.denied', id, [refusal], caller, ports);
  const cancelled: Write = {
    kind: 'audit',
    event: { at: now(ports), kind: 'run.cancelled', actor: caller.principal, subject: id, data: { caller: callerRecord(caller) } },
  };
  if (head.endedAt !== null) {
    if (caller.agent === null && refuseResuming(head) === null) await ports.store.commit([cancelled]);
    return ok({ run: id, status: head.status });
  }
  const writes: Write[] = [cancelled, { kind: 'event', event: { kind: 'run', run: id, status: 'cancelling' } }];
  if (head.status === 'paused' && (await ports.store.endPause(id, writes))) await durable.start(head.deployment, id, head.round + 1);
  else await ports.store.commit([{ kind: 'run-status', run: id, status: 'cancelling', endedAt: null }, ...writes]);
  return ok({ run: id, status: 'cancelling' });
}
