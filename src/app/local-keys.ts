import { type ApproverKey, approverKey, ensureApproverKey, makeRealApproverKey, realApproverKey } from '../adapters/keys/approver-key.ts';
import { approversReader } from '../adapters/keys/approvers-file.ts';
import type { SealedKey } from '../adapters/keys/sealed-key-file.ts';
import { signatures } from '../adapters/keys/signatures.ts';
import type { Approver, AskPassphrase, LocalKeys } from '../engine/host.ts';
import { unsignedApprovers } from '../engine/trusted-approvers.ts';
import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { approverName, type KeyKind } from '../model/approvers.ts';
import { shellWord } from '../model/aws-cli.ts';
import { type ApproverList, replayApprovers } from '../model/replay-approvers.ts';
import { homeLayout } from './home-layout.ts';
import { prepareHome } from './prepare-home.ts';
import type { Settings } from './settings.ts';
import { keepSigned } from './signed-heads.ts';
import { systemRandomness } from './system-clock.ts';

/** How often a passphrase is asked for before the command ends. */
const mostAttempts = 3;

/** This person's keys in the data folder. */
export function localKeys(settings: Pick<Settings, 'home' | 'user'>): LocalKeys {
  const { keys: folder } = homeLayout(settings.home);
  return {
    async own() {
      const usual = readyUsual(settings);
      if (!usual.ok) return usual;
      const real = realApproverKey(folder);
      if (!real.ok) return real;
      const sealed = real.value === null ? [] : [{ kind: 'real' as const, publicKey: real.value.publicKey }];
      return ok({ name: nameOf(settings), keys: [{ kind: 'simulated', publicKey: usual.value.publicKey }, ...sealed] });
    },
    approver: (needs, passphrase) => localApprover(settings, needs, passphrase),
    async makeReal(passphrase) {
      const made = await makeRealApproverKey(folder, passphrase);
      return made.ok ? ok({ kind: 'real', publicKey: made.value.publicKey }) : made;
    },
    async signFormer() {
      const usual = readyUsual(settings);
      if (!usual.ok) return usual;
      const stored = approversReader(settings.home)();
      if (!stored.ok) return stored;
      if (stored.value.kind !== 'former') return fail(problem('TRUST_INVALID', 'the list of approvers is signed already', 'look: asbuilt approver list'));
      const { approvers } = stored.value;
      const change = usual.value.signChange(null, { kind: 'begin', approvers }, Date.now());
      const replayed = replayApprovers([change], signatures);
      if (replayed.ok) return ok(change);
      const fix = 'have it signed by somebody who is named there; where nobody is left, see docs/how-to/approve-for-real.md';
      return fail(problem('TRUST_INVALID', 'the list of approvers cannot be signed as it stands', fix, { at: 'approvers.json', cause: replayed.why }));
    },
  };
}

/** A key of this person's that counts for that kind of target, as `LocalKeys.approver`. */
export async function localApprover(
  settings: Pick<Settings, 'home' | 'user'>,
  needs: KeyKind = 'simulated',
  passphrase: AskPassphrase = async () => fail(problem('TERMINAL_NEEDED', 'there is nobody to ask', 'give the command in a terminal of your own')),
): Promise<Result<Approver>> {
  const usual = readyUsual(settings);
  if (!usual.ok) return usual;
  const read = approversReader(settings.home);
  const stored = read();
  if (!stored.ok) return stored;
  if (stored.value.kind === 'former') return fail(unsignedApprovers(stored.value.approvers.length));
  const approvers = stored.value.kind === 'signed' ? stored.value.list.approvers : [];
  const nameOn = (key: { readonly publicKey: string }, kind: KeyKind) =>
    approvers.find((one) => one.publicKey === key.publicKey && (one.kind === 'real' || kind === 'simulated'))?.name;
  const usualName = nameOn(usual.value, needs);
  if (usualName !== undefined) return ok(approverWith(usual.value, usualName, settings));
  const real = realApproverKey(homeLayout(settings.home).keys);
  if (!real.ok) return real;
  const realName = real.value === null ? undefined : nameOn(real.value, needs);
  if (real.value === null || realName === undefined) return fail(needs === 'real' ? noRealKey(real.value, settings) : notListed(usual.value, settings));
  const opened = await openedKey(real.value, passphrase);
  return opened.ok ? ok(approverWith(opened.value, realName, settings)) : opened;
}

/** Asks for the passphrase until it is the key's, a few times at most. */
async function openedKey(key: SealedKey, passphrase: AskPassphrase): Promise<Result<ApproverKey>> {
  for (let attempt = 1; ; attempt++) {
    const given = await passphrase();
    if (!given.ok) return given;
    const pair = await key.open(given.value);
    if (pair.ok) return ok(approverKey(pair.value));
    if (attempt === mostAttempts || pair.problems[0]?.code !== 'PASSPHRASE_REFUSED') return pair;
  }
}

function approverWith(key: ApproverKey, name: string, { home }: Pick<Settings, 'home'>): Approver {
  return {
    name,
    async sign(plan, auditHead, consents) {
      const signed = key.sign(plan, { approver: name, now: Date.now(), nonce: systemRandomness.hex(16), auditHead, consents });
      if (!signed.ok) return signed;
      const kept = keepSigned(homeLayout(home).signed, signed.value);
      return kept.ok ? signed : kept;
    },
    async signDifference(about, auditHead) {
      const signed = key.signDifference(about, { approver: name, now: Date.now(), nonce: systemRandomness.hex(16), auditHead });
      const kept = keepSigned(homeLayout(home).signed, signed);
      return kept.ok ? ok(signed) : kept;
    },
    async signChange(order) {
      const stored = approversReader(home)();
      if (!stored.ok) return stored;
      const list = stored.value.kind === 'signed' ? stored.value.list : null;
      return ok(key.signChange(list, order, Date.now()));
    },
  };
}

/** The list that an engine begins where there is none: this person's key for simulated targets. */
export function firstList(key: ApproverKey, settings: Pick<Settings, 'user'>): ApproverList {
  const change = key.signChange(null, { kind: 'begin', approvers: [{ name: nameOf(settings), publicKey: key.publicKey }] }, Date.now());
  const replayed = replayApprovers([change], signatures);
  if (!replayed.ok) throw new Error(replayed.why);
  return replayed.list;
}

/** What the system calls the user, where that can be a name on the list. */
function nameOf({ user }: Pick<Settings, 'user'>): string {
  return approverName.safeParse(user).success ? user : 'local';
}

function readyUsual({ home }: Pick<Settings, 'home'>): Result<ApproverKey> {
  const ready = prepareHome(home);
  if (!ready.ok) return ready;
  const own = ensureApproverKey(homeLayout(home).keys);
  return own.ok ? ok(own.value.key) : own;
}

function notListed({ publicKey }: ApproverKey, settings: Pick<Settings, 'user'>) {
  return problem(
    'APPROVAL_INVALID',
    'your key is not trusted to approve here',
    `have it added by somebody on the list: asbuilt approver add ${shellWord(nameOf(settings))} ${publicKey}; where nobody is left, see docs/how-to/approve-for-real.md`,
    { at: 'approvers.json', cause: 'it is not on the list of approvers' },
  );
}

function noRealKey(key: SealedKey | null, settings: Pick<Settings, 'user'>) {
  if (key === null)
    return problem('KEY_MISSING', 'you have no key for real targets yet', 'make it in a terminal of your own: asbuilt approver key', {
      at: 'approvers.json',
      cause: 'the key for simulated targets does not count for a real one',
    });
  return problem(
    'KEY_MISSING',
    'your key for real targets is not on the list of approvers',
    `asbuilt approver key, or have it added by somebody on the list: asbuilt approver add ${shellWord(nameOf(settings))} ${key.publicKey} --real`,
    { at: 'approvers.json', cause: `nobody has added the key in ${key.path}` },
  );
}
