import type { EngineClient } from '../../engine/engine.ts';
import type { Plan } from '../../model/plan.ts';
import { approvePlan, denied } from './approve-plan.ts';
import { isEmpty, renderPlan } from './render-plan.ts';
import { isSimulated } from './render-targets.ts';
import type { Session } from './session.ts';
import { type Text, t } from './text.ts';
import { watchToEnd } from './watch-to-end.ts';

export interface Offer {
  /** The person said yes beforehand. */
  readonly yes: boolean;
  /** What the person named beforehand, for what a yes alone does not cover. */
  readonly names: readonly string[];
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
  const ask = !offer.yes && session.interactive && session.io.agent === null;
  if (!offer.yes && !ask && !offer.demonstration) return 0;
  const approved = await approvePlan(session, engine, plan, { ...offer, to: 'approve and apply', ask });
  if (!approved.ok) return session.fail(approved.problems);
  if (approved.value === null) {
    session.say(t`Not approved; nothing is changed. The plan stays open until it expires.`);
    return 2;
  }
  session.say(t`Approved by ${t`${approved.value.approver}`.styled('bold')}.`);
  return applyPlan(session, engine, plan);
}

/** Starts the run of an approved plan and follows it to its end. */
async function applyPlan(session: Session, engine: EngineClient, plan: Plan): Promise<number> {
  const applied = await engine.apply({ id: plan.id });
  if (!applied.ok) return session.fail(applied.problems);
  session.say(t`Run ${t`${applied.value.run}`.styled('bold')} begins${isSimulated(plan.targets) ? t` (${t`simulated`.styled('cyan')})` : ''}.`, t``);
  return watchToEnd(session, engine, applied.value.run);
}
