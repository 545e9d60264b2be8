import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { RunStep } from '../model/run.ts';
import type { Next } from '../ports/journal.ts';
import type { Write } from '../ports/store.ts';
import { auditEvent, endStep } from './end-step.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { RunContext } from './run-context.ts';
import { withoutTaken } from './taken-values.ts';

/** Ends a step that is not to begin. Where the world is no longer the one that the plan was made from, nothing else of the run begins either. */
export async function denyStep(context: RunContext, record: RunStep, found: Diagnostic, round: number, ports: EnginePorts): Promise<Next> {
  const { run } = context;
  const refusal = withoutTaken(found, context);
  const denied = auditEvent('step.denied', `${run}/${record.step}`, { code: refusal.code, message: refusal.message }, ports);
  const stop: Write[] = refusal.code === 'PLAN_STALE' ? [{ kind: 'run-status', run, status: 'cancelling', endedAt: null, cause: refusal }] : [];
  await ports.store.commit([{ kind: 'audit', event: denied }, ...stop]);
  return endStep(run, record, context, { kind: 'failed', problem: refusal }, round, ports);
}
