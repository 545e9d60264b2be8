import { type ApprovedPlan, checkApproval } from '../src/engine/check-approval.ts';
import { issuePermit } from '../src/engine/issue-permit.ts';
import { canonicalJson } from '../src/kernel/json.ts';
import { ok } from '../src/kernel/result.ts';
import type { AwsCall } from '../src/model/call.ts';
import type { DeploymentName, NodeAddress } from '../src/model/names.ts';
import type { PlanBody, Step } from '../src/model/plan.ts';
import { sealPlan } from '../src/plan/seal-plan.ts';
import type { Permit } from '../src/ports/permit.ts';

const hour = 3_600_000;

/** A plan with one step that sends these calls, as the check of its approval gives it. */
export function approvedPlan(
  calls: readonly AwsCall[],
  when: { readonly now?: number; readonly runUntil?: number } = {},
): { readonly approved: ApprovedPlan; readonly step: Step } {
  const now = when.now ?? Date.now();
  const runUntil = when.runUntil ?? now + hour;
  const step: Step = { id: 'node', node: 'node' as NodeAddress, op: 'create', after: [], calls: [...calls] };
  const { plan, bytes } = sealPlan(bodyOf(step, now));
  const approval = {
    version: 2,
    plan: plan.id,
    digest: plan.digest,
    deployment: plan.deployment,
    policyVersion: plan.verdict.policyVersion,
    issuedAt: new Date(now - 1).toISOString(),
    expiresAt: new Date(Math.min(runUntil, Date.parse(plan.expiresAt))).toISOString(),
    runUntil: new Date(runUntil).toISOString(),
    auditHead: { seq: 0, hash: '0'.repeat(64) },
    nonce: '0'.repeat(32),
    proofs: [{ kind: 'ed25519', by: 'tester', keyId: 'a'.repeat(64), signature: 'signed' }],
  };
  const approved = checkApproval({
    approval,
    plan,
    bytes,
    trusted: ok({ approvers: [{ name: 'tester', publicKey: 'key', kind: 'real' }] }),
    verifier: { verify: () => true, keyId: () => 'a'.repeat(64) },
    now,
    run: null,
    usedBy: null,
  });
  if (!approved.ok) throw new Error(canonicalJson(approved.problems));
  return { approved: approved.value, step };
}

/** A permit for these calls, as a run would get it. */
export function permitFor(calls: readonly AwsCall[], token: string): Permit {
  const { approved, step } = approvedPlan(calls);
  return issuePermit(approved, { run: 'r_000000000000', step, calls, token, now: Date.now, withdrawn: async () => null });
}

function bodyOf(step: Step, now: number): PlanBody {
  const identity = { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/test', userId: 'AIDATEST' };
  return {
    version: 2,
    deployment: 'test' as DeploymentName,
    targets: [
      {
        alias: 'test',
        name: 'test',
        definition: {
          cloud: 'aws',
          account: identity.account,
          regions: ['us-east-1'],
          role: null,
          externalId: null,
          dialect: 'cloudcontrol',
          dialects: {},
          executor: 'sdk',
          endpoint: { kind: 'aws' },
        },
        identity,
        simulated: true,
      },
    ],
    intent: 'a test',
    evidence: [],
    changes: [],
    steps: [step],
    complete: true,
    deferred: [],
    follows: null,
    engines: [],
    checks: [],
    summary: { create: 1, update: 0, replace: 0, delete: 0, adopt: 0, run: 0, unchanged: 0 },
    verdict: { decision: 'approval', policyVersion: 'test', longestRun: 3 * 3600, reasons: [] },
    estimate: { seconds: { p50: 1, p90: 1 }, cost: null, criticalPath: [] },
    impact: [],
    coverage: { read: [], unread: [] },
    createdAt: new Date(now).toISOString(),
    expiresAt: new Date(now + hour).toISOString(),
  };
}
