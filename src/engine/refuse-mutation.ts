import type { Diagnostic } from '../kernel/diagnostic.ts';
import { checkApproval } from './check-approval.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { RunContext } from './run-context.ts';

/** Why the approval of a run does not, or no longer, allow it to change anything. Asked before every call that may; null when it does. */
export async function refuseMutation(context: RunContext, ports: EnginePorts): Promise<Diagnostic | null> {
  const allowed = checkApproval({
    approval: context.approval,
    plan: context.plan,
    bytes: context.bytes,
    trusted: await ports.verifier.trusted(),
    verifier: ports.verifier,
    now: ports.clock.now(),
    run: { id: context.run, startedAt: context.startedAt },
    usedBy: await ports.store.approvalUsedBy(context.approval.nonce),
  });
  return allowed.ok ? null : (allowed.problems[0] ?? null);
}
