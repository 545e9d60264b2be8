import { problem } from '../../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { shellWord } from '../../../model/aws-cli.ts';
import { secretSource } from '../../../model/secret.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { checkPerson } from '../consent.ts';
import type { Session } from '../session.ts';
import { t } from '../text.ts';

/** Bytes of stdin that are read: more than a secret may have, so that one that is too long is refused and not cut. */
const mostRead = 128 * 1024;

export async function setSecret(session: Session, { name }: ArgumentsOf<'secret set'>): Promise<number> {
  const mine = ownName(session, name, `asbuilt secret set ${shellWord(name)}`);
  if (!mine.ok) return session.fail(mine.problems);
  const value = await given(session, name);
  if (!value.ok) return session.fail(value.problems);
  const put = await session.doors.secrets.set(name, value.value);
  if (!put.ok) return session.fail(put.problems);
  const { replaced } = put.value;
  session.show(
    replaced
      ? t`Secret ${t`${name}`.styled('bold')} has another value. What was made with the former one differs now: ask again with the same intent.`
      : t`Secret ${t`${name}`.styled('bold')} is put away. In an intent file it is ${`\${secret('${name}')}`}.`,
  );
  session.data({ name, replaced });
  return 0;
}

export async function listSecrets(session: Session): Promise<number> {
  const person = checkPerson(session, { what: 'the list of secrets', command: 'asbuilt secret list', at: 'secrets' });
  if (!person.ok) return session.fail(person.problems);
  const listed = await session.doors.secrets.list();
  if (!listed.ok) return session.fail(listed.problems);
  const rows = listed.value;
  if (rows.length === 0) session.show(t`No secret is put away. ${t`Next:`.styled('dim')} asbuilt secret set NAME`);
  for (const { name, problem: found } of rows) session.show(found === null ? t`${name}` : t`${name}  ${t`${found.cause ?? found.message}`.styled('red')}`);
  session.data({
    secrets: rows.map(({ name, problem: found }) => ({ name, usable: found === null, ...(found === null ? {} : { why: found.cause ?? found.message }) })),
  });
  return 0;
}

export async function removeSecret(session: Session, { name }: ArgumentsOf<'secret remove'>): Promise<number> {
  const mine = ownName(session, name, `asbuilt secret remove ${shellWord(name)}`);
  if (!mine.ok) return session.fail(mine.problems);
  const removed = await session.doors.secrets.remove(name);
  if (!removed.ok) return session.fail(removed.problems);
  session.show(t`Secret ${t`${name}`.styled('bold')} is removed. What was made with it stays as it is; a plan that names it is refused.`);
  session.data({ name });
  return 0;
}

function ownName(session: Session, name: string, command: string): Result<null> {
  const person = checkPerson(session, { what: 'a secret', command, at: 'name' });
  if (!person.ok) return person;
  if (secretSource(name)?.kind === 'file') return ok(null);
  const fix = 'begin with a letter, and use letters, digits, _ and -: at most 64; what stands in ssm: or secretsmanager: is set there';
  return fail(problem('USAGE', `${JSON.stringify(name.slice(0, 60))} cannot be the name of a secret here`, fix, { at: 'name' }));
}

/** Typed twice on a person's terminal, or all of stdin where that is no terminal. */
async function given(session: Session, name: string): Promise<Result<string>> {
  if (!session.io.interactive) return session.io.readFile('-', mostRead);
  const first = await session.io.secret(`${name}: `);
  const again = first === null || first === '' ? first : await session.io.secret('The same again: ');
  if (first !== null && first !== '' && first === again) return ok(first);
  const what = first === null || again === null ? 'nothing was typed' : first === '' ? 'it is empty' : 'it was not the same twice';
  return fail(problem('USAGE', `secret ${name} stays as it was: ${what}`, `asbuilt secret set ${name}`, { at: 'name' }));
}
