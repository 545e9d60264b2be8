import type { Diagnostic } from '../kernel/diagnostic.ts';
import { approvalHolds } from './approval-holds.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { RunContext } from './run-context.ts';

/** Why the approval of a run does not, or no longer, allow it to change anything. Asked before every call that may; null when it does. */
export async function refuseMutation(context: RunContext, ports: EnginePorts): Promise<Diagnostic | null> {
  const { plan, bytes, approval, run, startedAt } = context;
  const allowed = await approvalHolds(plan, bytes, approval, { id: run, startedAt }, ports);
  return allowed.ok ? null : (allowed.problems[0] ?? null);
}
