import type { ArgumentsOf } from '../command-table.ts';
import type { Session } from '../session.ts';

/** Stdout is the protocol's alone: nothing is said there. */
export async function mcp(session: Session, given: ArgumentsOf<'mcp'>): Promise<number> {
  await session.doors.host.serveMcp({ readOnly: given['read-only'] }, session.io.signal);
  return 0;
}
