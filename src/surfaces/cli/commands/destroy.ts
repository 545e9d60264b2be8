import type { ArgumentsOf } from '../command-table.ts';
import { showAndOffer } from '../offer-plan.ts';
import type { Session } from '../session.ts';

export async function destroy(session: Session, { deployment, yes, confirm }: ArgumentsOf<'destroy'>): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const planned = await engine.value.destroy({ deployment });
  if (!planned.ok) return session.fail(planned.problems);
  session.data(planned.value);
  return showAndOffer(session, engine.value, planned.value, { yes, names: confirm, demonstration: false });
}
