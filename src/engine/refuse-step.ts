import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail } from '../kernel/result.ts';
import { standardRules } from '../policy/standard-rules.ts';
import { approvalHolds } from './approval-holds.ts';
import type { ApprovedPlan } from './check-approval.ts';
import type { EnginePorts } from './engine-ports.ts';
import { patiently } from './patient-read.ts';
import { changedIdentity, changedTarget, reachTargets, startWithSandbox } from './reach-targets.ts';
import type { RunContext } from './run-context.ts';

/** What a run may do at this moment: go on, wait until what it was signed for is so again, or nothing more. `unchecked`: as long as it waits nobody can tell whether the approval holds. */
export type Standing =
  | { readonly kind: 'allowed'; readonly approved: ApprovedPlan }
  | { readonly kind: 'wait'; readonly problem: Diagnostic; readonly unchecked?: true }
  | { readonly kind: 'refused'; readonly problem: Diagnostic };

/** Whether the approval is known to hold at this moment. */
export function isApproved(standing: Standing): boolean {
  return standing.kind === 'allowed' || (standing.kind === 'wait' && standing.unchecked !== true);
}

/** What keeps an approval from being judged, and can be put right. */
const nobodysDecision: ReadonlySet<string> = new Set(['TRUST_CHANGED', 'TRUST_INVALID', 'CLOCK_BEHIND']);

/**
 * Whether the run may go on:
 * 1. The approval holds, and it was given under the policy that is in force. (Where it cannot be told who is trusted, or what time it is, nobody has decided anything: the run waits)
 * 2. The plan's targets are defined as they were signed. (TARGET_CHANGED: the run waits)
 * Neither needs an answer of a provider.
 */
export async function runStanding(context: RunContext, ports: EnginePorts): Promise<Standing> {
  const { plan, sealed, approval, run, startedAt } = context;
  const allowed = await approvalHolds(plan, sealed.bytes, approval, { id: run, startedAt }, ports);
  if (!allowed.ok) {
    const why = firstOf(allowed.problems);
    return nobodysDecision.has(why.code) ? { kind: 'wait', problem: why, unchecked: true } : { kind: 'refused', problem: why };
  }
  if (plan.verdict.policyVersion !== standardRules.version) {
    const message = `plan ${plan.id} was judged by policy ${plan.verdict.policyVersion}; ${standardRules.version} is in force`;
    return { kind: 'refused', problem: problem('APPROVAL_FOREIGN', message, 'plan again: ask with the same intent', { at: plan.id }) };
  }
  const changed = changedTarget(plan.targets, ports);
  return changed === null ? { kind: 'allowed', approved: allowed.value } : { kind: 'wait', problem: changed };
}

/** The same, and who we are at the target is who we were when the plan was made. Asked before every step, and before every sending. */
export async function sendingStanding(context: RunContext, step: string, alias: string, ports: EnginePorts): Promise<Standing> {
  const standing = await runStanding(context, ports);
  if (standing.kind !== 'allowed') return standing;
  const { targets } = context.plan;
  const signed = targets.find((target) => target.alias === alias);
  if (signed === undefined) return { kind: 'wait', problem: notThere(alias) };
  // Reached anew each time: a sandbox may have moved to another address meanwhile.
  const identity = await patiently(
    async () => {
      const reached = reachTargets([signed], ports.targets(), context.run).get(alias) ?? null;
      return reached === null ? fail(notThere(alias)) : ports.cloud.identify(reached);
    },
    ports,
    (cause) => ports.waits.note(context.run, step, cause),
  );
  if (!identity.ok) {
    const cause = firstOf(identity.problems);
    return cause.code === 'TARGET_MISMATCH' ? { kind: 'wait', problem: cause } : { kind: 'refused', problem: cause };
  }
  const other = changedIdentity(signed, identity.value);
  return other === null ? standing : { kind: 'wait', problem: other };
}

/** Where the engine knows no sandbox of that instance: it was started without one, and takes none while it runs. */
export function notThere(alias: string): Diagnostic {
  return problem('CLOUD_UNREACHABLE', `the engine was started without the sandbox of target ${alias}`, startWithSandbox, { at: `targets.${alias}` });
}

export function firstOf(problems: readonly Diagnostic[]): Diagnostic {
  return problems[0] ?? problem('INTERNAL', 'a failure without a problem', 'report this');
}
