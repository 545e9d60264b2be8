import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../kernel/digest.ts';
import { approval as approvalSchema, type Proof } from '../../model/approval.ts';
import type { Plan } from '../../model/plan.ts';
import { type ApproverKey, ensureApproverKey } from './approver-key.ts';
import { ensureEngineKey } from './engine-key.ts';
import { approvalVerifier } from './verifier.ts';

const now = Date.parse('2026-01-01T00:00:00.000Z');
const nonce = '0123456789abcdef0123456789abcdef';
const auditHead = { seq: 41, hash: 'ab'.repeat(32) };

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asbuilt-keys-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** As much of a plan as signing looks at. */
function planOf(more: { readonly longestRun?: number; readonly validMinutes?: number } = {}): Plan {
  const body = {
    deployment: 'web',
    verdict: { decision: 'approval', policyVersion: '3', longestRun: more.longestRun ?? 3_600, reasons: [] },
    expiresAt: new Date(now + (more.validMinutes ?? 120) * 60_000).toISOString(),
  };
  const digest = digestOf(body);
  return { ...body, id: `p_${digest.slice(0, 12)}`, digest } as unknown as Plan;
}

function localKey(): ApproverKey {
  const made = ensureApproverKey(home);
  if (!made.ok) throw new Error(made.problems[0]?.message);
  return made.value.key;
}

function signed(plan: Plan, expiryMinutes?: number) {
  const approval = localKey().sign(plan, { approver: 'alice', now, nonce, auditHead, consents: [], ...(expiryMinutes === undefined ? {} : { expiryMinutes }) });
  if (!approval.ok) throw new Error(approval.problems[0]?.message);
  return approval.value;
}

describe("a person's key", () => {
  it('is made once, readable by its owner only', () => {
    const first = ensureApproverKey(home);
    const second = ensureApproverKey(home);
    expect([first.ok && first.value.created, second.ok && second.value.created]).toEqual([true, false]);
    expect(second.ok && second.value.key.publicKey).toBe(first.ok && first.value.key.publicKey);
    expect(statSync(join(home, 'approver.pem')).mode & 0o777).toBe(0o600);
  });

  it('is refused when others can read it, or when it is something else', () => {
    localKey();
    const file = join(home, 'approver.pem');
    chmodSync(file, 0o640);
    expect(ensureApproverKey(home)).toMatchObject({ ok: false, problems: [{ code: 'KEY_UNUSABLE', fix: expect.stringContaining('chmod 600') }] });
    chmodSync(file, 0o600);
    writeFileSync(file, 'nothing of the kind');
    expect(ensureApproverKey(home)).toMatchObject({ ok: false, problems: [{ code: 'KEY_UNUSABLE' }] });
    expect(readFileSync(file, 'utf8')).toBe('nothing of the kind');
  });

  it('is refused when it is a folder, with a way out that does not end at a folder', () => {
    const file = join(home, 'approver.pem');
    rmSync(file, { force: true });
    mkdirSync(file, { recursive: true });
    expect(ensureApproverKey(home)).toMatchObject({
      ok: false,
      problems: [{ code: 'KEY_UNUSABLE', cause: 'it is a folder', fix: expect.stringContaining(`mv ${file} ${file}.aside`) }],
    });
    rmSync(file, { recursive: true });
  });

  it('is refused when it is a link, also to a key that would do, and one that leads nowhere', () => {
    localKey();
    const file = join(home, 'approver.pem');
    renameSync(file, join(home, 'elsewhere.pem'));
    for (const to of ['elsewhere.pem', 'nothing.pem']) {
      rmSync(file, { force: true });
      symlinkSync(join(home, to), file);
      expect(ensureApproverKey(home)).toMatchObject({ ok: false, problems: [{ code: 'KEY_UNUSABLE', message: expect.stringContaining('is a link') }] });
    }
    expect(existsSync(join(home, 'nothing.pem'))).toBe(false);
  });

  it('is refused when it is a key of another kind', () => {
    const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    writeFileSync(join(home, 'approver.pem'), pem, { mode: 0o600 });
    expect(ensureApproverKey(home)).toMatchObject({ ok: false, problems: [{ code: 'KEY_UNUSABLE', cause: expect.stringContaining('ec') }] });
  });

  it('says where it cannot be kept', () => {
    writeFileSync(join(home, 'file'), '');
    expect(ensureApproverKey(join(home, 'file', 'keys'))).toMatchObject({
      ok: false,
      problems: [{ code: 'KEY_UNUSABLE' }],
    });
  });

  it('ends up the same for two programs that start at once', () => {
    const program = `
      import { ensureApproverKey } from ${JSON.stringify(new URL('./approver-key.ts', import.meta.url).href)};
      const made = ensureApproverKey(${JSON.stringify(home)});
      process.stdout.write(made.value.key.publicKey + '\\n');`;
    const run = `"$0" --input-type=module-typescript -e "$1" & "$0" --input-type=module-typescript -e "$1" & wait`;
    const [one, other] = execFileSync('sh', ['-c', run, process.execPath, program], { encoding: 'utf8' }).trim().split('\n');
    expect(one).toBe(other);
    expect(one).toHaveLength(44);
  });
});

describe('an approval', () => {
  it('has the form of the model and names the plan, the policy, the end of the audit log and the key', () => {
    const plan = planOf();
    const approval = signed(plan);
    expect(approvalSchema.parse(approval)).toEqual(approval);
    expect(approval).toMatchObject({
      plan: plan.id,
      digest: plan.digest,
      version: 2,
      deployment: 'web',
      policyVersion: '3',
      auditHead,
      nonce,
      proofs: [{ kind: 'ed25519', by: 'alice', keyId: localKey().keyId }],
    });
    expect(approval.proofs).toHaveLength(1);
  });

  it.each([
    ['30 minutes to begin, an hour more to end', {}, undefined, 30, 90],
    ['the minutes asked for', {}, 5, 5, 65],
    ['no longer to begin than the plan is valid', { validMinutes: 12 }, undefined, 12, 72],
    ['as long to end as policy lets the plan run', { longestRun: 14_400 }, undefined, 30, 270],
    ['less to end where policy says so', { longestRun: 60 }, undefined, 30, 31],
  ])('gives %s', (_, plan, expiryMinutes, begin, end) => {
    const approval = signed(planOf(plan), expiryMinutes);
    expect(Date.parse(approval.issuedAt)).toBe(now);
    expect(Date.parse(approval.expiresAt)).toBe(now + begin * 60_000);
    expect(Date.parse(approval.runUntil)).toBe(now + end * 60_000);
  });

  it('is not given for a plan that is not what its digest says, nor for one that expired', () => {
    const plan = planOf();
    const terms = { approver: 'alice', now, nonce, auditHead, consents: [] };
    expect(localKey().sign({ ...plan, deployment: 'api' as Plan['deployment'] }, terms)).toMatchObject({ ok: false, problems: [{ code: 'PLAN_TAMPERED' }] });
    expect(localKey().sign({ ...plan, id: 'p_000000000000' }, terms)).toMatchObject({ ok: false, problems: [{ code: 'PLAN_TAMPERED' }] });
    expect(localKey().sign(planOf({ validMinutes: 0 }), terms)).toMatchObject({ ok: false, problems: [{ code: 'PLAN_EXPIRED' }] });
  });
});

describe('the verifier', () => {
  it('knows its own key from another, and an altered approval from the signed one, each time it is asked', () => {
    const verifier = approvalVerifier(home);
    const approval = signed(planOf());
    const [proof] = approval.proofs as [Proof];
    const { publicKey } = localKey();
    const other = ensureApproverKey(join(home, 'other'));
    for (let time = 0; time < 3; time++) {
      expect(verifier.verify(approval, proof, publicKey)).toBe(true);
      expect(verifier.verify({ ...approval, nonce: 'f'.repeat(32) }, proof, publicKey)).toBe(false);
      expect(verifier.verify({ ...approval, auditHead: { ...auditHead, seq: 40 } }, proof, publicKey)).toBe(false);
      expect(verifier.verify(approval, proof, other.ok ? other.value.key.publicKey : '')).toBe(false);
    }
    for (const signature of ['', 'AAAA', `${proof.signature}=`, proof.signature.replaceAll('=', '')])
      expect(verifier.verify(approval, { ...proof, signature }, publicKey)).toBe(false);
    expect(verifier.verify(approval, proof, 'not a key')).toBe(false);
  });

  it('takes the body alone for what is signed: other proofs beside one do not touch it', () => {
    const verifier = approvalVerifier(home);
    const approval = signed(planOf());
    const [proof] = approval.proofs as [Proof];
    const more = { ...approval, proofs: [{ ...proof, by: 'bob', signature: 'AAAA' }, proof] };
    expect(verifier.verify(more, proof, localKey().publicKey)).toBe(true);
    expect(verifier.verify(more, more.proofs[0] as Proof, localKey().publicKey)).toBe(false);
  });

  it('agrees with OpenSSL on the signature', () => {
    const approval = signed(planOf());
    const { proofs, ...body } = approval;
    // Sorted by another hand than the product's: `auditHead` is the one member that has members.
    const sorted = (value: object) => Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(join(home, 'body'), JSON.stringify(sorted({ ...body, auditHead: sorted(body.auditHead) })));
    writeFileSync(join(home, 'signature'), Buffer.from(proofs[0]?.signature ?? '', 'base64'));
    const said = execFileSync(
      'openssl',
      ['pkeyutl', '-verify', '-inkey', join(home, 'approver.pem'), '-rawin', '-in', join(home, 'body'), '-sigfile', join(home, 'signature')],
      { encoding: 'utf8' },
    );
    expect(said).toContain('Successfully');
  });
});

describe("the engine's key", () => {
  it('verifies what it signed, after a restart too, and nothing else', () => {
    const first = ensureEngineKey(home);
    const second = ensureEngineKey(home);
    const other = ensureEngineKey(join(home, 'other'));
    if (!first.ok || !second.ok || !other.ok) throw new Error('no key');
    const signature = first.value.sign('head');
    expect(second.value.verify('head', signature)).toBe(true);
    expect(second.value.verify('heat', signature)).toBe(false);
    expect(other.value.verify('head', signature)).toBe(false);
    expect(statSync(join(home, 'engine.pem')).mode & 0o777).toBe(0o600);
  });
});
