import { problem } from '../../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { RequestOf, ResponseOf } from '../../../model/operations.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { renderVersion } from '../render-version.ts';
import type { Session } from '../session.ts';
import { showTable } from '../show-table.ts';
import { type Text, t } from '../text.ts';
import { nameAndVersion } from './plan.ts';

type Line = ResponseOf<'catalog'>['entries'][number];

export async function listCatalog(session: Session, { text }: ArgumentsOf<'catalog list'>): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const listed = await engine.value.catalog(text === null ? {} : { text });
  if (!listed.ok) return session.fail(listed.problems);
  session.data(listed.value);
  const rows = listed.value.entries.map((entry) => [
    t`${entry.name}@${entry.version}`.styled('bold'),
    t`${entry.kind}`,
    statusText(entry),
    t`${entry.visibleTo === 'agents' ? 'agents' : 'people'}`,
    t`${entry.description}`.cut(90),
  ]);
  const none =
    text === null ? t`The catalog is empty. ${t`Next:`.styled('dim')} asbuilt catalog publish PATH` : t`Nothing in the catalog shares a word with that.`;
  showTable(session, rows, none);
  return 0;
}

export async function showVersion(session: Session, { version: given }: ArgumentsOf<'catalog show'>): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const shown = await engine.value.catalogVersion(nameAndVersion(given) as RequestOf<'catalogVersion'>);
  if (!shown.ok) return session.fail(shown.problems);
  session.data(shown.value);
  session.show(...renderVersion(shown.value));
  return 0;
}

export async function diffVersions(session: Session, given: ArgumentsOf<'catalog diff'>): Promise<number> {
  const from = exactVersion(given.from);
  const to = exactVersion(given.to.includes('@') ? given.to : `${nameAndVersion(given.from).name}@${given.to}`);
  if (!from.ok) return session.fail(from.problems);
  if (!to.ok) return session.fail(to.problems);
  if (from.value.name !== to.value.name)
    return session.fail([
      problem('USAGE', `${from.value.name} and ${to.value.name} are two things, not two versions of one`, 'see which versions each has: asbuilt catalog list'),
    ]);
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const compared = await engine.value.catalogDiff({ name: from.value.name, from: from.value.version, to: to.value.version });
  if (!compared.ok) return session.fail(compared.problems);
  session.data(compared.value);
  const { name, changes, breaking } = compared.value;
  const rows = changes.map(({ of, what, change, breaking: breaks }) => [
    t`${of}`,
    t`${what}`.styled('bold'),
    breaks ? t`${change}`.styled('red') : t`${change}`,
    t`${breaks ? 'breaking' : ''}`,
  ]);
  showTable(session, rows, t`Nothing that is seen from outside differs.`);
  session.show(t``, t`${name} ${compared.value.from} → ${compared.value.to}: ${breaking ? t`breaking`.styled('red') : 'nothing breaks'}`);
  return 0;
}

export function deprecate(session: Session, given: ArgumentsOf<'catalog deprecate'>): Promise<number> {
  return mark(session, given, 'deprecated');
}

export function withdraw(session: Session, given: ArgumentsOf<'catalog withdraw'>): Promise<number> {
  return mark(session, given, 'withdrawn');
}

async function mark(session: Session, { version: given, why }: ArgumentsOf<'catalog deprecate'>, as: 'deprecated' | 'withdrawn'): Promise<number> {
  const exact = exactVersion(given);
  if (!exact.ok) return session.fail(exact.problems);
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const marked = await engine.value.markVersion({ ...exact.value, as, why });
  if (!marked.ok) return session.fail(marked.problems);
  session.data(marked.value);
  session.show(t`${t`${marked.value.name}@${marked.value.version}`.styled('bold')} is ${as}. What stands of it stays.`);
  return 0;
}

function exactVersion(given: string): Result<{ readonly name: string; readonly version: string }> {
  const { name, version } = nameAndVersion(given);
  if (version !== undefined && /^\d+\.\d+\.\d+$/.test(version)) return ok({ name, version });
  return fail(
    problem('USAGE', `${JSON.stringify(given)} names no version`, 'write it as web_platform@1.0.0; the versions are in: asbuilt catalog list', { at: given }),
  );
}

function statusText({ status }: Line): Text {
  return status === 'published' ? t`published` : t`${status}`.styled(status === 'withdrawn' ? 'red' : 'yellow');
}
