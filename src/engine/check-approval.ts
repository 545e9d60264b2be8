import type { Diagnostic } from '../kernel/diagnostic.ts';
import { problem } from '../kernel/diagnostic.ts';
import { freeze } from '../kernel/freeze.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Agreement } from '../model/agreement.ts';
import { type Approval, approval as approvalSchema, type Proof } from '../model/approval.ts';
import type { Approver, Approvers } from '../model/approvers.ts';
import type { Plan } from '../model/plan.ts';
import { isIntact } from '../plan/seal-plan.ts';
import type { ApprovalVerifier } from '../ports/signer.ts';
import { approveCommand, consentMissing, unsaidOf } from './consent.ts';
import { keyKindFor } from './key-kind-for.ts';

declare const approvedBrand: unique symbol;

/** A plan whose approval was just checked. Only `checkApproval` makes one; it and everything in it is frozen. */
export interface ApprovedPlan {
  readonly [approvedBrand]: true;
  readonly plan: Plan;
  readonly approval: Approval;
}

export interface ApprovalQuestion {
  /** Untrusted, as it was handed in or stored. Frozen by the first check, as the list is. */
  readonly approval: unknown;
  /** Frozen by the first check. Give the same object and text each time: they are compared whole only once. */
  readonly plan: Plan;
  /** The canonical JSON of the whole plan, as stored. */
  readonly bytes: string;
  readonly trusted: Result<Approvers>;
  readonly verifier: Pick<ApprovalVerifier, 'verify' | 'keyId'>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The run that asks; null before there is one (when the approval is handed in, and when a run is to begin). */
  readonly run: { readonly id: string; readonly startedAt: string } | null;
  /** The run that used the approval up, as the store knows it. */
  readonly usedBy: string | null;
}

/**
 * Whether this approval allows a run of this plan to begin, or the next mutation of a run that has begun. Asked before every mutation.
 *
 * 1. The bytes are the plan that its digest names, and the plan object is what the bytes say. (PLAN_TAMPERED)
 * 2. The approval has exactly the required form, is signed by its key, and that key is trusted under its approver's name right now. (APPROVAL_INVALID)
 * 3. It is for this plan, digest, deployment and policy version. (APPROVAL_FOREIGN) One of its keys counts for real targets, unless all targets of the plan
 *    are simulated. (APPROVAL_SIMULATED)
 * 4. Its times are in order, its run ends no later than policy allows, and: a run begins before it, and the plan, expires; a run that began in time sends nothing after `runUntil`.
 *    (APPROVAL_INVALID, APPROVAL_EXPIRED, PLAN_EXPIRED) The clock is not before the moment of the approval, nor of the run's begin. (CLOCK_BEHIND)
 * 5. No other run has used it. (APPROVAL_USED)
 * 6. Policy does not forbid the plan. (POLICY_DENIED)
 * 7. Before a run begins: it names every loss of the plan. (CONSENT_MISSING)
 *
 * Trust and time are judged anew each time; that a plan's bytes have their digest, and who signed an approval by a list, is remembered with them, frozen, so that they cannot change any more.
 */
export function checkApproval(question: ApprovalQuestion): Result<ApprovedPlan> {
  const { plan, now, run } = question;
  if (!isIntact(plan, question.bytes)) {
    return fail(
      problem('PLAN_TAMPERED', `plan ${plan.id} is not the one its digest names`, 'make a new plan, review it and approve that one', { at: plan.id }),
    );
  }
  const formed = formOf(question.approval, plan);
  if (!formed.ok) return formed;
  const approval = formed.value;
  if (!question.trusted.ok) return question.trusted;
  const signers = knownSigners(approval, question.trusted.value, question.verifier);
  if (!signers.ok) return signers;
  const refusal =
    refuseSubject(approval, plan) ?? refuseKeys(signers.value, plan) ?? refuseTime(approval, plan, now, run) ?? refuseUse(approval, plan, run, question.usedBy);
  if (refusal !== null) return fail(refusal);
  if (plan.verdict.decision === 'deny') {
    return fail(problem('POLICY_DENIED', `policy forbids plan ${plan.id}`, 'change what is asked for; an approval cannot lift a denial', { at: plan.id }));
  }
  const unsaid = run === null ? unsaidOf(plan, approval.consents ?? []) : [];
  if (unsaid.length > 0) return fail(consentMissing(plan, unsaid));
  return ok({ plan, approval } as ApprovedPlan);
}

const wellFormed = new WeakMap<object, Approval>();

/** An approval in its required form, frozen with what was handed in: the same object is not looked through again. */
function formOf(given: unknown, plan: Plan): Result<Approval> {
  const known = typeof given === 'object' && given !== null ? wellFormed.get(given) : undefined;
  if (known !== undefined) return ok(known);
  const parsed = approvalSchema.safeParse(given);
  if (!parsed.success) {
    const cause = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'approval'}: ${issue.message}`).join('; ');
    return fail(problem('APPROVAL_INVALID', `the approval of plan ${plan.id} does not have the required form`, again(plan), { at: plan.id, cause }));
  }
  freeze(given as object);
  freeze(parsed.data);
  wellFormed.set(given as object, parsed.data);
  return ok(parsed.data);
}

interface Signed {
  readonly trusted: Approvers;
  readonly verifier: ApprovalQuestion['verifier'];
  readonly signers: Result<readonly Approver[]>;
}
const signed = new WeakMap<Approval, Signed>();

/** Who signed it by this very list: neither can change, so that is asked once. */
function knownSigners(approval: Approval, trusted: Approvers, verifier: ApprovalQuestion['verifier']): Result<readonly Approver[]> {
  const known = signed.get(approval);
  if (known?.trusted === trusted && known.verifier === verifier) return known.signers;
  freeze(trusted);
  const signers = signersOf(approval, trusted, verifier);
  signed.set(approval, { trusted, verifier, signers });
  return signers;
}

/** What persons signed, about a plan. */
type Signable = Approval | Agreement;

/** Every proof must hold, and no two may be of one key: APPROVAL_INVALID otherwise. */
export function signersOf(approval: Signable, trusted: Approvers, verifier: ApprovalQuestion['verifier']): Result<readonly Approver[]> {
  const keys = new Set(approval.proofs.map(({ keyId }) => keyId));
  if (keys.size !== approval.proofs.length)
    return fail(problem('APPROVAL_INVALID', 'the approval holds two proofs of one key', 'approve the plan again', { at: approval.plan }));
  const signers: Approver[] = [];
  for (const proof of approval.proofs) {
    const signer = signerOf(approval, proof, trusted, verifier);
    if (!signer.ok) return signer;
    signers.push(signer.value);
  }
  return ok(signers);
}

/** Whose proof it is; APPROVAL_INVALID where it does not hold. */
function signerOf(approval: Signable, proof: Proof, trusted: Approvers, verifier: ApprovalQuestion['verifier']): Result<Approver> {
  const at = approval.plan;
  const key = trusted.approvers.find((approver) => approver.name === proof.by && verifier.keyId(approver.publicKey) === proof.keyId);
  if (key === undefined) {
    return fail(
      problem(
        'APPROVAL_INVALID',
        `the key ${proof.keyId.slice(0, 12)} is not trusted as ${proof.by}`,
        'have it approved by a person whose key is on the list: asbuilt approver list',
        { at },
      ),
    );
  }
  if (verifier.verify(approval, proof, key.publicKey)) return ok(key);
  return fail(
    problem('APPROVAL_INVALID', `the approval was altered after ${proof.by} signed it, or was signed by somebody else`, 'approve the plan again', { at }),
  );
}

function refuseSubject(approval: Approval, plan: Plan): Diagnostic | null {
  const same =
    approval.plan === plan.id &&
    approval.digest === plan.digest &&
    approval.deployment === plan.deployment &&
    approval.policyVersion === plan.verdict.policyVersion;
  if (same) return null;
  return problem(
    'APPROVAL_FOREIGN',
    `the approval is for plan ${approval.plan} of ${approval.deployment} under policy ${approval.policyVersion}, not for plan ${plan.id}`,
    again(plan),
    { at: plan.id },
  );
}

/** Whether the signers' keys count for the plan's targets: APPROVAL_SIMULATED otherwise. */
export function refuseKeys(signers: readonly Approver[], plan: Plan, fix?: string): Diagnostic | null {
  if (keyKindFor(plan.targets) === 'simulated' || signers.some(({ kind }) => kind === 'real')) return null;
  return problem(
    'APPROVAL_SIMULATED',
    `plan ${plan.id} changes a real target, and the approval is by a key that counts for simulated ones only`,
    `approve it with your key for real targets, in a terminal of your own: ${fix ?? approveCommand(plan)}`,
    { at: plan.id, cause: `signed by ${signers.map(({ name }) => name).join(', ')}` },
  );
}

/** Milliseconds by which clocks of two machines, or one that is set right, may differ. */
const skew = 5 * 60_000;

function refuseTime(approval: Approval, plan: Plan, now: number, run: ApprovalQuestion['run']): Diagnostic | null {
  const at = plan.id;
  const issued = Date.parse(approval.issuedAt);
  const expires = Date.parse(approval.expiresAt);
  const until = Date.parse(approval.runUntil);
  const planEnd = Date.parse(plan.expiresAt);
  // Written so that an instant that is no date (NaN) fails every comparison and is refused.
  if (!(issued < expires && expires <= until && expires <= planEnd && until - expires <= plan.verdict.longestRun * 1000)) {
    return problem(
      'APPROVAL_INVALID',
      `the times of the approval of plan ${plan.id} are not in order, or later than policy allows (issued ${approval.issuedAt}, expires ${approval.expiresAt}, run until ${approval.runUntil})`,
      again(plan),
      { at },
    );
  }
  if (run === null) {
    if (now < issued - skew) return clockBehind(`the approval of plan ${plan.id} was given`, approval.issuedAt, now, at);
    if (!(now < planEnd))
      return problem('PLAN_EXPIRED', `plan ${plan.id} expired at ${plan.expiresAt}`, 'make a new plan, review it and approve that one', { at });
    if (!(now < expires)) return problem('APPROVAL_EXPIRED', `the approval of plan ${plan.id} expired at ${approval.expiresAt}`, again(plan), { at });
    return null;
  }
  const started = Date.parse(run.startedAt);
  if (!(issued - skew <= started && started < expires)) {
    return problem('APPROVAL_EXPIRED', `run ${run.id} began at ${run.startedAt}, when the approval of plan ${plan.id} was not valid`, again(plan), { at });
  }
  if (now < started - skew) return clockBehind(`run ${run.id} began`, run.startedAt, now, at);
  if (!(now < until)) {
    return problem(
      'APPROVAL_EXPIRED',
      `the approval of plan ${plan.id} let its run go on until ${approval.runUntil}`,
      'make a new plan for what is left, and approve that one',
      { at },
    );
  }
  return null;
}

function clockBehind(what: string, then: string, now: number, at: string): Diagnostic {
  const message = `${what} at ${then}, and the clock of this machine says ${new Date(now).toISOString()}`;
  return problem('CLOCK_BEHIND', message, 'set the clock of this machine; what waits for it is resumed with: asbuilt runs list', { at });
}

function refuseUse(approval: Approval, plan: Plan, run: ApprovalQuestion['run'], usedBy: string | null): Diagnostic | null {
  if (usedBy === null && run === null) return null;
  if (usedBy !== null && run !== null && usedBy === run.id) return null;
  const who = usedBy === null ? 'is not recorded as used by' : `was used by run ${usedBy}, not by`;
  return problem('APPROVAL_USED', `the approval of plan ${approval.plan} ${who} ${run === null ? 'a new run' : run.id}`, 'see its runs: asbuilt runs list', {
    at: plan.id,
  });
}

function again(plan: Plan): string {
  return `approve it again: asbuilt approve ${plan.id}`;
}
