import type { EngineClient } from '../../engine/engine.ts';
import { codes } from '../../kernel/codes.ts';
import { changesNothing } from '../../model/changes-nothing.ts';
import type { Plan } from '../../model/plan.ts';
import { approvePlan, denied } from './approve-plan.ts';
import { lineWidth } from './line-width.ts';
import { type PlanView, renderPlan } from './render-plan.ts';
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
   * taken in an agent's terminal too, for a plan of our own sandbox alone.
   */
  readonly demonstration: boolean;
}

/** A plan's lines, fitted to the session's terminal. `goesOn`: the command itself goes on with it, and no next one has to be named. */
export function planLines(session: Session, plan: Plan, how: Partial<Pick<PlanView, 'state' | 'full' | 'goesOn'>> = {}): Text[] {
  return renderPlan(plan, { now: session.io.now(), columns: lineWidth(session), full: false, state: 'open', ...how });
}

/** Shows a plan that was just made, and offers it. */
export async function showAndOffer(session: Session, engine: EngineClient, plan: Plan, offer: Offer): Promise<number> {
  session.show(...planLines(session, plan, { goesOn: offer.yes || offer.demonstration || asks(session, offer) }));
  return offerPlan(session, engine, plan, offer);
}

/** Whether the person is asked for the approval now. */
function asks(session: Session, { yes }: Offer): boolean {
  return !yes && session.interactive && session.io.agent === null;
}

/**
 * What follows a plan that was just shown: nothing where nothing would change, a refusal where policy forbids it, otherwise
 * approval, run and report, if the person says yes. The exit code says which.
 */
async function offerPlan(session: Session, engine: EngineClient, plan: Plan, offer: Offer): Promise<number> {
  if (plan.verdict.decision === 'deny') return session.fail([denied(plan)]);
  if (changesNothing(plan)) return 0;
  const ask = asks(session, offer);
  if (!offer.yes && !ask && !offer.demonstration) return 0;
  const approved = await approvePlan(session, engine, plan, { ...offer, to: 'approve and apply', ask });
  if (!approved.ok) return session.fail(approved.problems);
  if (approved.value === null) {
    session.say(t`Not approved; nothing is changed. The plan stays open until it expires.`);
    return codes.APPROVAL_NEEDED.exit;
  }
  const { agent } = session.io;
  const shown = agent === null ? t`` : t`, in a terminal of ${agent}: taken there for a demonstration on the sandbox, and for nothing else`;
  session.say(t`Approved by ${t`${approved.value.approver}`.styled('bold')}${shown}.`);
  return applyPlan(session, engine, plan);
}

/** Starts the run of an approved plan and follows it to its end. */
async function applyPlan(session: Session, engine: EngineClient, plan: Plan): Promise<number> {
  const applied = await engine.apply({ id: plan.id });
  if (!applied.ok) return session.fail(applied.problems);
  session.say(t`Run ${t`${applied.value.run}`.styled('bold')} begins${isSimulated(plan.targets) ? t` (${t`simulated`.styled('cyan')})` : ''}.`, t``);
  return watchToEnd(session, engine, applied.value.run);
}
