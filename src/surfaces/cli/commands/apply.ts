import type { ArgumentsOf } from '../command-table.ts';
import type { Session } from '../session.ts';
import { t } from '../text.ts';
import { watchToEnd } from '../watch-to-end.ts';

export async function apply(session: Session, { id, wait }: ArgumentsOf<'apply'>): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const applied = await engine.value.apply({ id });
  if (!applied.ok) return session.fail(applied.problems);
  const { run } = applied.value;
  session.say(t`Run ${t`${run}`.styled('bold')} begins.`);
  if (wait) return watchToEnd(session, engine.value, run);
  session.data(applied.value);
  session.say(t`${t`Next:`.styled('dim')} asbuilt runs watch ${run}`);
  return 0;
}
