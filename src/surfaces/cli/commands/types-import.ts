import type { ArgumentsOf } from '../command-table.ts';
import { reportStoredTypes } from '../report-stored-types.ts';
import type { Session } from '../session.ts';

/** An archive with a few schemas that cannot be used is a success; one of which nothing could be used is not. */
export async function importTypes(session: Session, { path }: ArgumentsOf<'types import'>): Promise<number> {
  const stored = await session.doors.host.importTypes(path);
  await reportStoredTypes(session, stored, `imported from ${path}`);
  return stored.count === 0 ? 1 : 0;
}
