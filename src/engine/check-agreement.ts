import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type Agreement, type AgreementBody, agreement as agreementSchema } from '../model/agreement.ts';
import type { Approvers } from '../model/approvers.ts';
import type { Member } from '../model/member.ts';
import type { Plan } from '../model/plan.ts';
import type { ApprovalVerifier } from '../ports/signer.ts';
import { refuseKeys, signersOf } from './check-approval.ts';
import { unnamedLoss } from './consent.ts';

export interface AgreementQuestion {
  /** Untrusted, as it was handed in or stored. */
  readonly agreement: unknown;
  readonly plan: Plan;
  readonly about: Pick<AgreementBody, 'run' | 'step' | 'answer'>;
  /** What the unit says that it will change, which is the answer. */
  readonly members: readonly Member[];
  readonly trusted: Result<Approvers>;
  readonly verifier: Pick<ApprovalVerifier, 'verify' | 'keyId'>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Whether a person agreed to exactly this: asked when it is handed in, and again before the unit is started.
 * 1. It has the required form, is signed, and its key is trusted under that name right now. (APPROVAL_INVALID)
 * 2. It is for this run, step, plan and answer. (APPROVAL_FOREIGN) A key counts for real targets, unless all of the plan's are simulated. (APPROVAL_SIMULATED)
 * 3. It is not of the future. (APPROVAL_INVALID)
 * 4. It names the step where something would be deleted or replaced. (CONSENT_MISSING)
 * It has no end of its own: the approval of the plan has one, which is asked beside it.
 */
export function checkAgreement({ agreement, plan, about, members, trusted, verifier, now }: AgreementQuestion): Result<Agreement> {
  const { run, step, answer } = about;
  const again = `look, and approve it again: asbuilt runs approve ${run} ${step}`;
  const parsed = agreementSchema.safeParse(agreement);
  if (!parsed.success) {
    const cause = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'agreement'}: ${issue.message}`).join('; ');
    return fail(problem('APPROVAL_INVALID', `the approval of what ${step} will change has not the required form`, again, { at: step, cause }));
  }
  const given = parsed.data;
  if (!trusted.ok) return trusted;
  const signers = signersOf(given, trusted.value, verifier);
  if (!signers.ok) return signers;
  if (given.run !== run || given.step !== step || given.plan !== plan.id || given.digest !== plan.digest || given.answer !== answer)
    return fail(
      problem('APPROVAL_FOREIGN', `the approval is for another run, step, plan or answer than what ${step} of run ${run} will change now`, again, { at: step }),
    );
  const keys = refuseKeys(signers.value, plan, again);
  if (keys !== null) return fail(keys);
  if (!(Date.parse(given.issuedAt) <= now))
    return fail(problem('APPROVAL_INVALID', `the approval of what ${step} will change is of the future`, again, { at: step }));
  const unnamed = unnamedLoss(run, step, members, given.consents ?? []);
  return unnamed === null ? ok(given) : fail(unnamed);
}
