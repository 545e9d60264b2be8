import type { EngineClient } from '../../../engine/engine.ts';
import type { Result } from '../../../kernel/result.ts';
import type { ResponseOf } from '../../../model/operations.ts';
import { formatInstant } from '../format-time.ts';
import type { Session } from '../session.ts';
import { type Text, t } from '../text.ts';

export async function listApprovers(session: Session): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const listed = await engine.value.approvers({});
  if (!listed.ok) return session.fail(listed.problems);
  const own = await session.doors.keys.own();
  if (!own.ok) return session.fail(own.problems);
  const isOwn = (publicKey: string) => own.value.keys.some((key) => key.publicKey === publicKey);
  session.show(...approverLines(listed.value, isOwn));
  for (const { kind, publicKey } of own.value.keys.filter((key) => !listed.value.approvers.some((one) => one.publicKey === key.publicKey)))
    session.show(t`Not on the list: your key for ${kind} targets, ${publicKey}`.styled('yellow'));
  session.data({ signed: listed.value.signed, approvers: listed.value.approvers.map((one) => ({ ...one, yours: isOwn(one.publicKey) })) });
  if (listed.value.signed) return 0;
  session.say(t``, t`Nobody signed this list, so nobody on it can approve. It is of a former version: whoever could write the file may have named somebody.`);
  const person = session.interactive && session.io.agent === null;
  if (!person || !/^y(es)?$/i.test(await session.ask(t`Sign it as it stands? [y/N]`))) {
    session.say(t`It stays as it is. ${t`Next:`.styled('dim')} in a terminal of your own, asbuilt approver list`);
    return 0;
  }
  const signed = await signFormer(session, engine.value);
  if (!signed.ok) return session.fail(signed.problems);
  session.show(t``, ...approverLines(signed.value, isOwn));
  return 0;
}

async function signFormer(session: Session, engine: EngineClient): Promise<Result<ResponseOf<'approvers'>>> {
  const change = await session.doors.keys.signFormer();
  return change.ok ? engine.changeApprovers({ change: change.value }) : change;
}

/** Of each key whose it is, for what, since when and by whom; below it the key itself, as somebody else adds it. */
function approverLines({ approvers }: ResponseOf<'approvers'>, isOwn: (publicKey: string) => boolean): Text[] {
  const column = Math.max(0, ...approvers.map(({ name }) => name.length)) + 2;
  return approvers.flatMap(({ name, kind, keyId, publicKey, since, addedBy, firstUse }) => {
    const added = since === null ? 'unsigned' : `since ${formatInstant(since)}, ${firstUse ? 'trusted on first use' : `added by ${addedBy ?? 'somebody'}`}`;
    const line = t`${t`${name}`.styled('bold').padded(column)}${t`${kind === 'real' ? 'real and simulated' : 'simulated'}`.padded(20)}${keyId.slice(0, 12)}  ${added}${isOwn(publicKey) ? ', yours' : ''}`;
    return [line, t`${' '.repeat(column)}${publicKey}`.whole()];
  });
}
