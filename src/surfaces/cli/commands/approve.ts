import { codes } from '../../../kernel/codes.ts';
import { approvePlan } from '../approve-plan.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { approvalOf, checkPerson } from '../consent.ts';
import { formatExpiry } from '../format-time.ts';
import { planLines } from '../offer-plan.ts';
import type { Session } from '../session.ts';
import { t } from '../text.ts';

export async function approve(session: Session, { id, confirm }: ArgumentsOf<'approve'>): Promise<number> {
  const person = checkPerson(session, approvalOf(id));
  if (!person.ok) return session.fail(person.problems);
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const shown = await engine.value.plan({ id });
  if (!shown.ok) return session.fail(shown.problems);
  const { plan: planned, state } = shown.value;
  // What a person asked for was seen when it was planned. What an agent asked for is read here, and then it is signed: nothing of it may be cut.
  session.say(...planLines(session, planned, { state, goesOn: true, full: planned.agent !== undefined }));
  const said = { to: 'approve', yes: true, names: confirm, ask: session.interactive, demonstration: false } as const;
  const approved = await approvePlan(session, engine.value, planned, said);
  if (!approved.ok) return session.fail(approved.problems);
  if (approved.value === null) {
    session.say(t`Not approved. The plan stays open until it expires.`);
    return codes.APPROVAL_NEEDED.exit;
  }
  const { plan, approver, expiresAt } = approved.value;
  session.say(t``, t`${t`Approved`.styled('green')} by ${t`${approver}`.styled('bold')}; ${formatExpiry(Date.parse(expiresAt), session.io.now())}.`);
  session.say(t`${t`Next:`.styled('dim')} asbuilt apply ${plan} --wait`);
  session.data(approved.value);
  return 0;
}
