import type { Result } from '../kernel/result.ts';
import type { Plan } from '../model/plan.ts';
import { type ApprovalQuestion, type ApprovedPlan, checkApproval } from './check-approval.ts';
import type { EnginePorts } from './engine-ports.ts';
import { trustedApprovers } from './trusted-approvers.ts';

/** `checkApproval` of an approval in any form with what the engine knows at this moment: who is trusted, what time it is, and which run used the approval. */
export async function approvalHolds(
  plan: Plan,
  bytes: string,
  approval: { readonly nonce: string },
  run: ApprovalQuestion['run'],
  ports: EnginePorts,
): Promise<Result<ApprovedPlan>> {
  const { verifier, store, clock } = ports;
  const trusted = await trustedApprovers(ports);
  const usedBy = await store.approvalUsedBy(approval.nonce);
  return checkApproval({ approval, plan, bytes, trusted, verifier, now: clock.now(), run, usedBy });
}
