import type { ArgumentsOf } from '../command-table.ts';
import { checkPerson } from '../consent.ts';
import { formatInstant, formatSeconds } from '../format-time.ts';
import { runId } from '../meant-id.ts';
import { exitCodeOfRun, hasEnded, renderRun, runStyle } from '../render-run.ts';
import type { Session } from '../session.ts';
import { showTable } from '../show-table.ts';
import { t } from '../text.ts';
import { watchToEnd } from '../watch-to-end.ts';

export async function listRuns(session: Session): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const listed = await engine.value.runs({});
  if (!listed.ok) return session.fail(listed.problems);
  session.data(listed.value);
  const rows = listed.value.runs.map(({ id, plan, deployment, status, startedAt, endedAt }) => {
    const took = endedAt === null ? t`` : t`${formatSeconds((Date.parse(endedAt) - Date.parse(startedAt)) / 1000)}`;
    return [t`${id}`, t`${deployment}`, t`${status}`.styled(runStyle(status)), t`${plan}`, t`${formatInstant(startedAt)}`, took];
  });
  showTable(session, rows, t`No runs yet. ${t`Next:`.styled('dim')} asbuilt apply <plan>`);
  return 0;
}

export async function showRun(session: Session, given: ArgumentsOf<'runs show'>): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const id = await runId(engine.value, given.id);
  if (!id.ok) return session.fail(id.problems);
  const shown = await engine.value.run({ id: id.value });
  if (!shown.ok) return session.fail(shown.problems);
  session.data(shown.value);
  session.show(...renderRun(shown.value));
  return exitCodeOfRun(shown.value);
}

export async function watchRun(session: Session, given: ArgumentsOf<'runs watch'>): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const id = await runId(engine.value, given.id);
  return id.ok ? watchToEnd(session, engine.value, id.value) : session.fail(id.problems);
}

export async function cancelRun(session: Session, given: ArgumentsOf<'runs cancel'>): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const id = await runId(engine.value, given.id);
  if (!id.ok) return session.fail(id.problems);
  const cancelled = await engine.value.cancel({ id: id.value });
  if (!cancelled.ok) return session.fail(cancelled.problems);
  session.data(cancelled.value);
  const { run, status } = cancelled.value;
  const kept = status === 'succeeded' || status === 'stale' ? '' : ' No agent lets it go on from now on; you can.';
  session.say(hasEnded(status) ? t`Run ${run} has ended: ${status}.${kept}` : t`Run ${run} is being cancelled: steps that have begun end, no other begins.`);
  session.say(t`${t`Next:`.styled('dim')} ${hasEnded(status) ? t`asbuilt runs show ${run}` : t`asbuilt runs watch ${run}`}`);
  return 0;
}

export async function resumeRun(session: Session, given: ArgumentsOf<'runs resume'>): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const id = await runId(engine.value, given.id);
  if (!id.ok) return session.fail(id.problems);
  const resumed = await engine.value.resume({ id: id.value });
  if (!resumed.ok) return session.fail(resumed.problems);
  session.data(resumed.value);
  session.say(t`Run ${t`${resumed.value.run}`.styled('bold')} continues.`, t`${t`Next:`.styled('dim')} asbuilt runs watch ${resumed.value.run}`);
  return 0;
}

export async function openGate(session: Session, { id: given, gate }: ArgumentsOf<'runs open'>): Promise<number> {
  const person = checkPerson(session, { what: 'what a gate waits for', command: `asbuilt runs open ${given} ${gate}`, at: gate });
  if (!person.ok) return session.fail(person.problems);
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const meant = await runId(engine.value, given);
  if (!meant.ok) return session.fail(meant.problems);
  const id = meant.value;
  const opened = await engine.value.openGate({ id, gate });
  if (!opened.ok) return session.fail(opened.problems);
  session.data(opened.value);
  // To open it twice is no mistake, and has no effect.
  const run = await engine.value.run({ id });
  const over = run.ok && hasEnded(run.value.status);
  session.say(
    over ? t`Run ${id} has ended: ${run.value.status}. ${gate} was opened before.` : t`Run ${t`${id}`.styled('bold')} passes ${gate}.`,
    t`${t`Next:`.styled('dim')} ${over ? t`asbuilt runs show ${id}` : t`asbuilt runs watch ${id}`}`,
  );
  return 0;
}
