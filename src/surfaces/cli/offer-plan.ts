import type { EngineClient } from '../../engine/engine.ts';
import { problem } from '../../kernel/diagnostic.ts';
import { ok } from '../../kernel/result.ts';
import type { Plan } from '../../model/plan.ts';
import { approvePlan, checkPerson, denied } from './approve-plan.ts';
import { isEmpty, renderPlan } from './render-plan.ts';
import type { Session } from './session.ts';
import { type Text, t } from './text.ts';
import { watchToEnd } from './watch-to-end.ts';

export interface Offer {
  /** The person said yes beforehand. */
  readonly yes: boolean;
  /**
   * The whole line is to be shown on a sandbox. Then a plan alone is not what was wanted where nobody can be asked; and `yes` is
   * taken in an agent's terminal too, for a plan that is only simulated.
   */
  readonly demonstration: boolean;
}

/** A plan's lines, fitted to the session's terminal. */
export function planLines(session: Session, plan: Plan, state: 'open' | 'approved' | 'rejected' | 'applied' = 'open', full = false): Text[] {
  return renderPlan(plan, { now: session.io.now(), columns: lineWidth(session), full, state });
}

/** The width lines are fitted into: the terminal's, or that of a wide page where there is none. */
function lineWidth(session: Session): number {
  return session.io.columns > 0 ? Math.max(60, session.io.columns) : 160;
}

/**
 * What follows a plan that was just shown: nothing where nothing would change, a refusal where policy forbids it, otherwise
 * approval, run and report, if the person says yes. The exit code says which.
 */
export async function offerPlan(session: Session, engine: EngineClient, plan: Plan, offer: Offer): Promise<number> {
  if (plan.verdict.decision === 'deny') return session.fail([denied(plan)]);
  if (isEmpty(plan)) return 0;
  if (offer.yes) {
    const person = offer.demonstration && plan.simulated ? ok(null) : checkPerson(session, plan.id);
    if (!person.ok) return session.fail(person.problems);
  } else {
    if (!session.interactive || session.io.agent !== null) {
      if (!offer.demonstration) return 0;
      return session.fail([
        problem('APPROVAL_NEEDED', 'nothing is applied without an approval', `asbuilt approve ${plan.id} && asbuilt apply ${plan.id} --wait`, { at: plan.id }),
      ]);
    }
    if (!(await consents(session, plan))) {
      session.say(t`Not approved; nothing is changed. The plan stays open until it expires.`);
      return 2;
    }
  }
  const approved = await approvePlan(session, engine, plan);
  if (!approved.ok) return session.fail(approved.problems);
  session.say(t`Approved by ${t`${approved.value.approver}`.styled('bold')}.`);
  return applyPlan(session, engine, plan);
}

/** Starts the run of an approved plan and follows it to its end. */
async function applyPlan(session: Session, engine: EngineClient, plan: Plan): Promise<number> {
  const applied = await engine.apply({ id: plan.id });
  if (!applied.ok) return session.fail(applied.problems);
  session.say(t`Run ${t`${applied.value.run}`.styled('bold')} begins${plan.simulated ? t` (${t`simulated`.styled('cyan')})` : ''}.`, t``);
  return watchToEnd(session, engine, applied.value.run, plan.simulated);
}

/** A plain yes; where data would be lost, the deployment's name. */
async function consents(session: Session, plan: Plan): Promise<boolean> {
  const losing = plan.changes.filter(({ risk, action }) => risk === 'irreversible' && action !== 'none').length;
  if (losing === 0) return /^y(es)?$/i.test(await session.ask(t`Approve and apply? [y/N]`));
  const answer = await session.ask(
    t`${t`This loses the data of ${losing} ${losing === 1 ? 'resource' : 'resources'}.`.styled('red')} Type ${plan.deployment} to approve and apply:`,
  );
  return answer === plan.deployment;
}
