import { approvePlan, checkPerson } from '../approve-plan.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { formatExpiry } from '../format-time.ts';
import { planLines } from '../offer-plan.ts';
import type { Session } from '../session.ts';
import { t } from '../text.ts';

export async function approve(session: Session, { id }: ArgumentsOf<'approve'>): Promise<number> {
  const person = checkPerson(session, id);
  if (!person.ok) return session.fail(person.problems);
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const shown = await engine.value.plan({ id });
  if (!shown.ok) return session.fail(shown.problems);
  session.say(...planLines(session, shown.value.plan, shown.value.state));
  const approved = await approvePlan(session, engine.value, shown.value.plan);
  if (!approved.ok) return session.fail(approved.problems);
  const { plan, approver, expiresAt } = approved.value;
  session.say(t``, t`${t`Approved`.styled('green')} by ${t`${approver}`.styled('bold')}; ${formatExpiry(Date.parse(expiresAt), session.io.now())}.`);
  session.say(t`${t`Next:`.styled('dim')} asbuilt apply ${plan} --wait`);
  session.data(approved.value);
  return 0;
}
