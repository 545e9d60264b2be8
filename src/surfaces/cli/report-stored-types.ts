import type { StoredTypes } from '../../engine/host.ts';
import { exitCodeOf } from '../../kernel/diagnostic.ts';
import type { Session } from './session.ts';
import { t } from './text.ts';

/** Says how many schemas were stored and what was wrong with the others, and gives the exit code of the first problem. */
export async function reportStoredTypes(session: Session, stored: StoredTypes, how: string): Promise<number> {
  const { count, problems } = stored;
  session.show(t`${count} ${count === 1 ? 'schema' : 'schemas'} ${how}.${count === 0 ? t`` : t` ${t`Next:`.styled('dim')} asbuilt types show <type>`}`);
  session.data(stored);
  if (problems.length === 0) return 0;
  // As JSON the problems are told with the rest.
  if (!session.json) return session.fail(problems);
  return exitCodeOf(problems);
}
