import type { ArgumentsOf } from '../command-table.ts';
import { renderType } from '../render-type.ts';
import type { Session } from '../session.ts';

export async function showType(session: Session, { type }: ArgumentsOf<'types show'>): Promise<number> {
  const known = await session.doors.host.showType(type);
  if (!known.ok) return session.fail(known.problems);
  session.data(known.value);
  session.show(...renderType(known.value));
  return 0;
}
