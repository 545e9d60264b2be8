import { basename } from 'node:path';
import { problem } from '../../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { checkPerson } from '../consent.ts';
import type { Session } from '../session.ts';
import { type Text, t } from '../text.ts';

const namesShown = 8;

export async function down(session: Session, { purge, confirm }: ArgumentsOf<'down'>): Promise<number> {
  const agreed = purge ? await agreesToLoss(session, confirm) : ok(true);
  if (!agreed.ok) return session.fail(agreed.problems);
  if (!agreed.value) {
    session.say(t`Nothing is stopped, and nothing deleted.`);
    return 2;
  }
  const stopped = await session.doors.host.down({ purge });
  if (!stopped.ok) return session.fail(stopped.problems);
  const { pid, sandbox, purged, left } = stopped.value;
  session.say(pid === null ? t`No engine was running.` : t`The engine (pid ${pid}) has stopped.`);
  session.say(...(sandbox === null ? [] : [t`Its sandbox (pid ${sandbox}) has stopped.`]), ...(purged ? [t`Its records are deleted.`] : []));
  if (left !== null) session.say(t`Process ${left.pid}, which the data folder names as its sandbox, was left alone: ${left.why}.`);
  session.data(stopped.value);
  return 0;
}

/** Says what goes with the data folder, and takes a yes to that by the folder's name. CONSENT_MISSING where nobody could be asked. */
async function agreesToLoss(session: Session, confirm: string | null): Promise<Result<boolean>> {
  const { home } = session.doors.host;
  const name = basename(home);
  const person = checkPerson(session, { what: 'the deletion of a data folder', command: `asbuilt down --purge --confirm ${name}`, at: home });
  if (!person.ok) return person;
  if (confirm === name) return ok(true);
  const lost = t`This deletes what ${home} holds: ${await standing(session)}; the plans, the audit log, the keys and the sandbox. What stands in an account stays there.`;
  if (!session.interactive) return fail(problem('CONSENT_MISSING', lost.render(false), `asbuilt down --purge --confirm ${name}`, { at: home }));
  session.say(lost.styled('red'));
  return ok((await session.ask(t`Type ${t`${name}`.styled('bold')} to delete it all:`)) === name);
}

/** The records that are lost, as far as there is an engine to ask. */
async function standing(session: Session): Promise<Text> {
  const engine = await session.connect();
  const listed = engine.ok ? await engine.value.deployments({}) : engine;
  if (!listed.ok) return t`the records of its deployments (which they are is not known, since no engine runs)`;
  const names = listed.value.deployments.map((deployment) => deployment.name);
  if (names.length === 0) return t`no deployment`;
  const more = names.length - namesShown;
  return t`the records of ${names.slice(0, namesShown).join(', ')}${more > 0 ? ` and ${more} more` : ''}, which Asbuilt then no longer knows`;
}
