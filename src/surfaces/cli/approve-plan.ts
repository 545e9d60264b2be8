import { unvouchedIn } from '../../engine/consent.ts';
import type { EngineClient } from '../../engine/engine.ts';
import { keyKindFor } from '../../engine/key-kind-for.ts';
import { problem } from '../../kernel/diagnostic.ts';
import { digestOf } from '../../kernel/digest.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { ResponseOf, ToldSource } from '../../model/operations.ts';
import type { Plan } from '../../model/plan.ts';
import { approverFor } from './approver-for.ts';
import { consents, type Said } from './consent.ts';
import { lineWidth } from './line-width.ts';
import type { Session } from './session.ts';
import { checkSources, sourceLines } from './source-lines.ts';
import { type Text, t } from './text.ts';

/**
 * Whether the plan is the one that its digest and id name. Done here and not believed of the engine: what a person saw is
 * what the key signs.
 */
export function checkDigest(plan: Plan): Result<null> {
  const { id, digest, ...body } = plan;
  if (digestOf(body) === digest && id === `p_${digest.slice(0, 12)}`) return ok(null);
  return fail(problem('PLAN_TAMPERED', `the plan is not the one that ${id} names`, 'make a new plan, and find out who altered this one', { at: id }));
}

/**
 * Signs a plan that the person was shown and says yes to, and hands the approval in; null when the person does not say yes. PLAN_TAMPERED, PLAN_EXPIRED
 * and POLICY_DENIED are found before anything is asked, and before the key is touched the plan is compared with the one that the engine has stored.
 */
export async function approvePlan(session: Session, engine: EngineClient, plan: Plan, said: Said): Promise<Result<ResponseOf<'approve'> | null>> {
  const checked = checkDigest(plan);
  if (!checked.ok) return checked;
  if (plan.verdict.decision === 'deny') return fail(denied(plan));
  if (Date.parse(plan.expiresAt) <= session.io.now())
    return fail(problem('PLAN_EXPIRED', 'the plan is too old to approve', 'ask again for a fresh plan', { at: plan.id }));
  const read = await showUnvouched(session, engine, plan);
  if (!read.ok) return read;
  const consented = await consents(session, plan, said);
  if (!consented.ok) return consented;
  if (consented.value === null) return ok(null);
  // Asked after the yes, so that what is signed names the end of the audit log as it is now.
  const stored = await engine.plan({ id: plan.id });
  if (!stored.ok) return stored;
  const same = checkDigest(stored.value.plan);
  if (!same.ok) return same;
  if (stored.value.plan.digest !== plan.digest)
    return fail(problem('PLAN_TAMPERED', `the engine’s ${plan.id} is not the plan that was shown`, 'make a new plan, and find out why', { at: plan.id }));
  // A passphrase is asked for where nothing else is in the way.
  if (stored.value.refused !== null) return fail(stored.value.refused);
  const approver = await approverFor(session, engine, keyKindFor(stored.value.plan.targets));
  if (!approver.ok) return approver;
  const signed = await approver.value.sign(stored.value.plan, stored.value.auditHead, consented.value);
  if (!signed.ok) return signed;
  return engine.approve({ id: plan.id, approval: signed.value });
}

/** What runs that nobody vouches for is seen before it is said yes to, whichever command that comes through. */
async function showUnvouched(session: Session, engine: EngineClient, plan: Plan): Promise<Result<null>> {
  if (unvouchedIn(plan).length === 0) return ok(null);
  const told = await engine.plan({ id: plan.id, sources: 'yes' });
  if (!told.ok) return told;
  const sources = told.value.sources ?? [];
  const named = checkSources(plan, sources);
  if (!named.ok) return named;
  session.say(...unvouchedLines(session, plan, sources), t``);
  return ok(null);
}

/** The sources of a plan that nobody vouches for, as they are shown beside it. */
export function unvouchedLines(session: Session, plan: Plan, sources: readonly ToldSource[]): Text[] {
  const unvouched = new Set<string>(unvouchedIn(plan).map(({ node }) => node));
  return sourceLines(
    sources.filter(({ node }) => unvouched.has(node)),
    lineWidth(session),
  );
}

export function denied(plan: Plan) {
  const [reason] = plan.verdict.reasons.filter(({ decision }) => decision === 'deny');
  const why = reason === undefined ? '' : `: ${reason.message}`;
  return problem('POLICY_DENIED', `policy forbids the plan${why}`, 'do what the reason says, or ask for something else', { at: reason?.at ?? plan.id });
}
