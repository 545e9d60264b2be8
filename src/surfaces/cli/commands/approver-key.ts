import { readyRealKey } from '../approver-for.ts';
import { checkPerson } from '../consent.ts';
import type { Session } from '../session.ts';
import { t } from '../text.ts';

export async function makeKey(session: Session): Promise<number> {
  const person = checkPerson(session, { what: 'a key to approve with', command: 'asbuilt approver key', at: 'approvers.json' });
  if (!person.ok) return session.fail(person.problems);
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const ready = await readyRealKey(session, engine.value);
  if (!ready.ok) return session.fail(ready.problems);
  const { publicKey } = ready.value;
  session.show(t`Your key for real targets is ${t`${publicKey}`.styled('bold')}, and on the list. See who else is: asbuilt approver list`);
  session.data({ publicKey });
  return 0;
}
