import type { ArgumentsOf } from '../command-table.ts';
import { offerPlan, planLines } from '../offer-plan.ts';
import type { Session } from '../session.ts';

export async function destroy(session: Session, { deployment, yes, confirm }: ArgumentsOf<'destroy'>): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const planned = await engine.value.destroy({ deployment });
  if (!planned.ok) return session.fail(planned.problems);
  session.data(planned.value);
  session.show(...planLines(session, planned.value));
  return offerPlan(session, engine.value, planned.value, { yes, names: confirm, demonstration: false });
}
