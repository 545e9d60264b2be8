import type { EngineClient } from '../../engine/engine.ts';
import type { Approver, AskPassphrase } from '../../engine/host.ts';
import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { KeyKind } from '../../model/approvers.ts';
import { shellWord } from '../../model/aws-cli.ts';
import type { Session } from './session.ts';
import { t } from './text.ts';

/** The fewest characters of a passphrase. */
const shortest = 12;
/** How often a new passphrase is asked for, until it is long enough and the same twice. */
const mostAttempts = 3;

/** This person's key for that kind of target. Where they have none for real ones yet, it is made here, if there is a person to ask. */
export async function approverFor(session: Session, engine: EngineClient, needs: KeyKind): Promise<Result<Approver>> {
  const { keys } = session.doors;
  const found = await keys.approver(needs, askPassphrase(session));
  if (found.ok || found.problems[0]?.code !== 'KEY_MISSING' || !session.interactive || session.io.agent !== null) return found;
  const made = await readyRealKey(session, engine);
  if (!made.ok) return made;
  const { passphrase } = made.value;
  return keys.approver(needs, passphrase === null ? askPassphrase(session) : async () => ok(passphrase));
}

/**
 * Sees to it that this person has a key for real targets, and that it is on the list: made under a passphrase that is typed twice, and, where it is the first, put on the list by the key for
 * simulated targets. `passphrase` is null where the key was there already. KEY_MISSING where somebody else has to add it.
 */
export async function readyRealKey(
  session: Session,
  engine: EngineClient,
): Promise<Result<{ readonly publicKey: string; readonly passphrase: string | null }>> {
  const { keys } = session.doors;
  const own = await keys.own();
  if (!own.ok) return own;
  const there = own.value.keys.find(({ kind }) => kind === 'real');
  const made = there === undefined ? await newKey(session) : ok({ publicKey: there.publicKey, passphrase: null });
  if (!made.ok) return made;
  const { publicKey } = made.value;
  const listed = await engine.approvers({});
  if (!listed.ok) return listed;
  const real = listed.value.approvers.filter(({ kind }) => kind === 'real');
  if (real.some((one) => one.publicKey === publicKey)) return made;
  const { name } = own.value;
  if (real.length > 0) {
    const fix = `on the side of one of them (${real.map((one) => one.name).join(', ')}): asbuilt approver add ${shellWord(name)} ${publicKey} --real`;
    return fail(problem('KEY_MISSING', 'your key for real targets is made, and somebody on the list has to add it', fix, { at: 'approvers.json' }));
  }
  const signer = await keys.approver('simulated', askPassphrase(session));
  if (!signer.ok) return signer;
  const change = await signer.value.signChange({ kind: 'add', approver: { name: signer.value.name, publicKey, kind: 'real' } });
  if (!change.ok) return change;
  const changed = await engine.changeApprovers({ change: change.value });
  if (!changed.ok) return changed;
  session.say(
    t`Your key is on the list of approvers, the first one for real targets. It is trusted on first use; from now on only such a key changes the list.`,
  );
  return made;
}

async function newKey(session: Session): Promise<Result<{ readonly publicKey: string; readonly passphrase: string }>> {
  session.say(
    t`Real targets are approved with a key of their own, kept encrypted under a passphrase. Choose one of at least ${shortest} characters.`,
    t`It cannot be read back: if it is forgotten, somebody on the list of approvers has to add a new key, and where nobody is left a new data folder is needed.`,
  );
  const passphrase = await newPassphrase(session);
  if (!passphrase.ok) return passphrase;
  const made = await session.doors.keys.makeReal(passphrase.value);
  return made.ok ? ok({ publicKey: made.value.publicKey, passphrase: passphrase.value }) : made;
}

async function newPassphrase(session: Session): Promise<Result<string>> {
  let wrong = '';
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    if (wrong !== '') session.say(t`${wrong}`.styled('yellow'));
    const first = await session.passphrase(t`New passphrase:`);
    if (!first.ok) return first;
    if ([...first.value.normalize('NFKC')].length < shortest) {
      wrong = `It has fewer than ${shortest} characters.`;
      continue;
    }
    const second = await session.passphrase(t`The same again:`);
    if (!second.ok) return second;
    if (second.value === first.value) return first;
    wrong = 'That was another one.';
  }
  return fail(problem('PASSPHRASE_REFUSED', `no passphrase was chosen: ${wrong}`, 'try again: asbuilt approver key'));
}

/** Asks for the passphrase, and says from the second time on that the last one was not it. */
export function askPassphrase(session: Session): AskPassphrase {
  let again = false;
  return () => {
    if (again) session.say(t`That is not the passphrase.`.styled('yellow'));
    again = true;
    return session.passphrase(t`Passphrase of your key for real targets:`);
  };
}
