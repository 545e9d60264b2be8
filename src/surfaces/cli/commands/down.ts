import type { ArgumentsOf } from '../command-table.ts';
import type { Session } from '../session.ts';
import { t } from '../text.ts';

export async function down(session: Session, { purge }: ArgumentsOf<'down'>): Promise<number> {
  const stopped = await session.doors.host.down({ purge });
  if (!stopped.ok) return session.fail(stopped.problems);
  const { pid, purged, left } = stopped.value;
  session.say(pid === null ? t`No engine was running.` : t`The engine (pid ${pid}) has stopped.`, ...(purged ? [t`Its records are deleted.`] : []));
  if (left !== null) session.say(t`Process ${left.pid}, which the data folder names as its sandbox, was left alone: ${left.why}.`);
  session.data(stopped.value);
  return 0;
}
