import type { EngineClient } from '../../../engine/engine.ts';
import { problem } from '../../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { approverNameForm, publicKeyForm } from '../../../model/approver-forms.ts';
import type { ApproverOrder } from '../../../model/approvers.ts';
import { shellWord } from '../../../model/aws-cli.ts';
import type { ResponseOf } from '../../../model/operations.ts';
import { whyNot } from '../../../model/replay-approvers.ts';
import { askPassphrase } from '../approver-for.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { checkPerson } from '../consent.ts';
import type { Session } from '../session.ts';
import { t } from '../text.ts';

type Listed = ResponseOf<'approvers'>;

export function addApprover(session: Session, { name, key, real }: ArgumentsOf<'approver add'>): Promise<number> {
  const command = `asbuilt approver add ${shellWord(name)} ${shellWord(key)}${real ? ' --real' : ''}`;
  return change(session, command, async () => {
    const own = await session.doors.keys.own();
    if (!own.ok) return own;
    const unguarded = own.value.keys.some(({ kind, publicKey }) => kind === 'simulated' && publicKey === key);
    if (real && unguarded)
      return fail(
        problem('USAGE', 'that is your key for simulated targets, which no passphrase guards', 'make one for real targets: asbuilt approver key', {
          at: 'key',
        }),
      );
    return ok({ kind: 'add', approver: { name, publicKey: key, kind: real ? 'real' : 'simulated' } });
  });
}

export function removeApprover(session: Session, { who }: ArgumentsOf<'approver remove'>): Promise<number> {
  return change(session, `asbuilt approver remove ${shellWord(who)}`, async ({ approvers }) => {
    const found = approvers.filter(({ name, keyId }) => name === who || (who.length >= 8 && keyId.startsWith(who)));
    const [only] = found;
    if (only !== undefined && found.length === 1) return ok({ kind: 'remove', keyId: only.keyId });
    const which = found.map(({ keyId, kind }) => `asbuilt approver remove ${keyId.slice(0, 12)} (${kind})`).join(', or ');
    return fail(
      only === undefined
        ? problem('USAGE', `nobody on the list is called ${who}, and no key’s id begins so`, 'see who is: asbuilt approver list', { at: 'who' })
        : problem('USAGE', `${who} has ${found.length} keys on the list`, `say which: ${which}`, { at: 'who' }),
    );
  });
}

/** Signs what is to be done to the list with this person's key, and hands it in. */
async function change(session: Session, command: string, order: (listed: Listed) => Promise<Result<ApproverOrder>>): Promise<number> {
  const person = checkPerson(session, { what: 'who may approve', command, at: 'approvers.json' });
  if (!person.ok) return session.fail(person.problems);
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const changed = await signed(session, engine.value, order);
  if (!changed.ok) return session.fail(changed.problems);
  const { approvers } = changed.value;
  session.show(
    t`Signed, and in the audit log. ${approvers.length} ${approvers.length === 1 ? 'key' : 'keys'} may approve now. See which: asbuilt approver list`,
  );
  session.data(changed.value);
  return 0;
}

/** What the engine would refuse of an order whoever signs it: told before a passphrase is asked for. */
function checked(order: ApproverOrder, { approvers }: Listed): Result<null> {
  if (order.kind === 'add') {
    const { name, publicKey } = order.approver;
    const misfits = [
      ...(approverNameForm.pattern.test(name) ? [] : [['<name>', approverNameForm.words] as const]),
      ...(publicKeyForm.pattern.test(publicKey) ? [] : [['<key>', publicKeyForm.words] as const]),
    ];
    if (misfits.length > 0) return fail(...misfits.map(([at, words]) => problem('USAGE', words, `give ${at} otherwise`, { at })));
  }
  const keyId = (key: string): string => approvers.find(({ publicKey }) => publicKey === key)?.keyId ?? key;
  const why = whyNot(approvers, order, { keyId });
  if (why === null) return ok(null);
  return fail(
    problem('APPROVERS_REFUSED', 'the list of approvers is not changed', 'see who is on it: asbuilt approver list', { at: 'approvers.json', cause: why }),
  );
}

async function signed(session: Session, engine: EngineClient, order: (listed: Listed) => Promise<Result<ApproverOrder>>): Promise<Result<Listed>> {
  const listed = await engine.approvers({});
  if (!listed.ok) return listed;
  const wanted = await order(listed.value);
  if (!wanted.ok) return wanted;
  const wellFormed = checked(wanted.value, listed.value);
  if (!wellFormed.ok) return wellFormed;
  const needs = listed.value.approvers.some(({ kind }) => kind === 'real') ? 'real' : 'simulated';
  const approver = await session.doors.keys.approver(needs, askPassphrase(session));
  if (!approver.ok) return approver;
  const change = await approver.value.signChange(wanted.value);
  return change.ok ? engine.changeApprovers({ change: change.value }) : change;
}
