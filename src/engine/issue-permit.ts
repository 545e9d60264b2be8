import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { AwsCall } from '../model/call.ts';
import type { Step } from '../model/plan.ts';
import { isSignedCall, type OwnValues } from '../plan/match-call.ts';
import type { Permit } from '../ports/permit.ts';
import type { ApprovedPlan } from './check-approval.ts';

export interface PermitTerms {
  readonly run: string;
  readonly step: Step;
  /** The step's signed calls with every reference to another node resolved. */
  readonly calls: readonly AwsCall[];
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Asks afresh whether the approval still holds; the reason when it does not. */
  readonly withdrawn: () => Promise<Diagnostic | null>;
}

/** Milliseconds a permit is valid: one slice of a step's work and the time of a slow call. */
const life = 90_000;
/** Milliseconds for which the last answer to whether the approval still holds is taken. */
const fresh = 1_000;

/**
 * The permit for one attempt at one step of an approved plan.
 * 1. What may be sent are the step's signed calls, in their order. The same call may be sent again; one may be left out, since a call is left out only where a
 *    fresh read shows its effect.
 * 2. It ends by itself, and as soon as the approval is withdrawn.
 */
export function issuePermit({ approval }: ApprovedPlan, terms: PermitTerms): Permit {
  const { run, step, calls, token, now, withdrawn } = terms;
  const until = Math.min(now() + life, Date.parse(approval.runUntil));
  let asked = now();
  let position = 0;
  const own: OwnValues = new Map();
  const ended = async (): Promise<Diagnostic | null> => {
    if (!(now() < until)) {
      return problem('PERMIT_ENDED', `the time in which ${step.id} may send is over`, `asbuilt runs resume ${run}`, { at: step.node });
    }
    if (now() - asked < fresh) return null;
    asked = now();
    return withdrawn();
  };
  const admit = async (call: AwsCall): Promise<Diagnostic | null> => {
    const end = await ended();
    if (end !== null) return end;
    const found = calls.findIndex((signed, index) => index >= position && isSignedCall(signed, call, own));
    if (found < 0) {
      const message = `${step.id} would send ${call.service} ${call.operation}, which is not among the calls that were approved, or not as it was`;
      return problem('CALL_UNSIGNED', message, 'plan again: ask with the same intent', { at: step.node });
    }
    position = found;
    return null;
  };
  return { run, step: step.id, token, admit, ended } as unknown as Permit;
}
