import type { ArgumentsOf } from '../command-table.ts';
import { reportStoredTypes } from '../report-stored-types.ts';
import type { Session } from '../session.ts';

/** Every type was asked for by name, so one that could not be had makes it a failure; the others are kept. */
export async function describeTypes(session: Session, { type, target }: ArgumentsOf<'types describe'>): Promise<number> {
  const described = await session.doors.host.describeTypes(type, target);
  if (!described.ok) return session.fail(described.problems);
  const { target: asked, simulated } = described.value;
  return reportStoredTypes(session, described.value, `described by ${asked}${simulated ? ' (simulated)' : ''}`);
}
