import type { ArgumentsOf } from '../command-table.ts';
import type { Session } from '../session.ts';
import { t } from '../text.ts';

export async function reject(session: Session, { id, why }: ArgumentsOf<'reject'>): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const rejected = await engine.value.reject({ id, why });
  if (!rejected.ok) return session.fail(rejected.problems);
  session.say(t`${t`${rejected.value.plan}`.styled('bold')} is rejected and can no longer be applied.`);
  session.data(rejected.value);
  return 0;
}
