import { problem } from '../../../kernel/diagnostic.ts';
import type { RequestOf, ResponseOf } from '../../../model/operations.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { readDocuments } from '../read-documents.ts';
import type { Session } from '../session.ts';
import { showTable } from '../show-table.ts';
import { t } from '../text.ts';

export async function publish(session: Session, { path, 'visible-to': visibleTo }: ArgumentsOf<'catalog publish'>): Promise<number> {
  if (visibleTo !== null && visibleTo !== 'agents' && visibleTo !== 'people')
    return session.fail([
      problem('USAGE', `${JSON.stringify(visibleTo)} is neither agents nor people`, '--visible-to agents, or --visible-to people', { at: '--visible-to' }),
    ]);
  const read = await readDocuments(session.io, path);
  if (!read.ok) return session.fail(read.problems);
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const { request, lockFile } = read.value;
  const done = await engine.value.publish({ ...request, ...(visibleTo === null ? {} : { visibleTo }) } as RequestOf<'publish'>);
  if (!done.ok) return session.fail(done.problems);
  const { published } = done.value;
  const written = await keepLocks(session, lockFile, request.locks ?? {}, published);
  if (typeof written === 'number') return written;
  session.data(done.value);
  const rows = published.map(({ kind, name, version, fresh, visibleTo: seen, digest }) => [
    t`${name}@${version}`.styled('bold'),
    t`${kind}`,
    fresh ? t`published`.styled('green') : t`as it was`,
    t`visible to ${seen === 'agents' ? 'agents and people' : 'people'}`,
    t`${digest.slice(0, 12)}`.styled('dim'),
  ]);
  showTable(session, rows, t`Nothing was published.`);
  if (written) session.say(t`${t`Lock file:`.styled('dim')} ${lockFile}`);
  const blueprint = published.find(({ kind }) => kind === 'Blueprint');
  if (blueprint !== undefined) session.show(t``, t`${t`Next:`.styled('dim')} asbuilt plan ${blueprint.name}`);
  return 0;
}

/** Writes what the blueprints' uses came to, where that is not what the lock file says; true where it wrote, an exit code where it could not. */
async function keepLocks(
  session: Session,
  path: string,
  before: NonNullable<RequestOf<'publish'>['locks']>,
  published: ResponseOf<'publish'>['published'],
): Promise<boolean | number> {
  const own = published.filter(({ kind }) => kind === 'Blueprint').map(({ name, version, lock }) => [`${name}@${version}`, lock] as const);
  const locks = Object.fromEntries([...Object.entries(before), ...own].sort(([a], [b]) => (a < b ? -1 : 1)));
  const text = `${JSON.stringify(locks, null, 2)}\n`;
  if (own.length === 0 || text === `${JSON.stringify(before, null, 2)}\n`) return false;
  const written = await session.io.writeFile(path, text);
  return written.ok ? true : session.fail(written.problems);
}
