import type { ResponseOf } from '../../../model/operations.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { inColumns } from '../in-columns.ts';
import { labelled, type Session } from '../session.ts';
import { showTable } from '../show-table.ts';
import { joined, type Text, t } from '../text.ts';

type Line = ResponseOf<'knowledge'>['entries'][number];

/** The longest file that is added, in bytes. */
const longest = 256 * 1024;
const typesShown = 3;

export async function listKnowledge(session: Session, { all }: ArgumentsOf<'kb list'>): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const listed = await engine.value.knowledge({});
  if (!listed.ok) return session.fail(listed.problems);
  session.data(listed.value);
  const { entries, problems } = listed.value;
  const shown = entries.filter(({ inForce, status, origin }) => all || inForce || (status === 'draft' && origin === 'team'));
  showTable(session, shown.map(rowOf), t`No entries.`);
  const hidden = entries.length - shown.length;
  if (hidden > 0) session.show(t``, t`${hidden} more that do not count: asbuilt kb list --all`);
  await tellProblems(session, problems);
  return 0;
}

export async function searchKnowledge(session: Session, { text, most }: ArgumentsOf<'kb search'>): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const found = await engine.value.searchKnowledge({ text, ...(most === null ? {} : { most }) });
  if (!found.ok) return session.fail(found.problems);
  session.data(found.value);
  const { hits, problems } = found.value;
  const rows = hits.map(({ ref, score, description, inForce }) => [
    t`${score.toFixed(2)}`.styled('dim'),
    t`${ref}`.styled('bold'),
    t`${inForce ? '' : '(draft) '}${description}`.cut(100),
  ]);
  showTable(session, rows, t`Nothing is known by these words. ${t`Next:`.styled('dim')} asbuilt kb list`);
  const [best] = hits;
  if (best !== undefined)
    session.show(t``, t`${t`Next:`.styled('dim')} ${best.kind === 'type' ? `asbuilt types show ${best.ref}` : `asbuilt kb show ${best.ref}`}`);
  await tellProblems(session, problems);
  return 0;
}

export async function showKnowledge(session: Session, { entry }: ArgumentsOf<'kb show'>): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const shown = await engine.value.showKnowledge({ entry });
  if (!shown.ok) return session.fail(shown.problems);
  session.data(shown.value);
  const { entry: line, at, text, versions } = shown.value;
  session.show(
    t`${t`${line.entry}`.styled('bold')}  ${line.description}`,
    labelled('counts', t`${countsAs(line)}`),
    labelled('owner', t`${line.owner}`),
    labelled('reviewed', t`${reviewText(line)}`),
    labelled('source', t`${line.source}`),
    labelled('written in', t`${at} (${line.origin})`),
    labelled('versions', t`${versions.join(', ')}`),
    t``,
    ...text.split('\n').map((each) => t`  ${each}`),
  );
  return 0;
}

export async function addKnowledge(session: Session, { file }: ArgumentsOf<'kb add'>): Promise<number> {
  const read = await session.io.readFile(file, longest);
  if (!read.ok) return session.fail(read.problems);
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const added = await engine.value.addKnowledge({ text: read.value });
  if (!added.ok) return session.fail(added.problems);
  session.data(added.value);
  session.show(...inColumns(added.value.added.map((line) => [t`added`.styled('green'), ...rowOf(line)])));
  const draft = added.value.added.find(({ status, inForce }) => status === 'draft' && !inForce);
  if (draft !== undefined) session.show(t``, t`${t`Next:`.styled('dim')} asbuilt kb review ${draft.entry}`);
  return 0;
}

export async function reviewKnowledge(session: Session, { entry }: ArgumentsOf<'kb review'>): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const reviewed = await engine.value.reviewKnowledge({ entry });
  if (!reviewed.ok) return session.fail(reviewed.problems);
  session.data(reviewed.value);
  const { reviewed: line } = reviewed.value;
  session.show(t`${t`${line.entry}`.styled('bold')}  reviewed ${reviewText(line)}; ${countsAs(line)}`);
  return 0;
}

function rowOf(line: Line): Text[] {
  const { entry, appliesTo, description, inForce } = line;
  const types = appliesTo.slice(0, typesShown).map((type) => t`${type}`);
  const more = appliesTo.length - types.length;
  return [
    inForce ? t`${entry}`.styled('bold') : t`${entry} (${countsAs(line)})`.styled('dim'),
    joined([...types, ...(more > 0 ? [t`+${more}`] : [])], ' ').cut(70),
    t`${description}`.cut(80),
  ];
}

function countsAs({ inForce, status }: Line): string {
  if (inForce) return 'counts';
  if (status === 'draft') return 'a draft';
  return status === 'retired' ? 'retired' : 'does not count: a newer version does, or it does not go together with others';
}

function reviewText({ reviewed }: Line): string {
  return reviewed === null ? 'never' : `on ${reviewed.on} by ${reviewed.by}`;
}

async function tellProblems(session: Session, problems: ResponseOf<'knowledge'>['problems']): Promise<void> {
  if (problems.length === 0) return;
  const { renderProblem } = await import('../render-problems.ts');
  session.show(t``, ...problems.flatMap((each) => renderProblem(each, t`warning`.styled('yellow'))));
}
