import { sign } from 'node:crypto';
import { join } from 'node:path';
import { problem } from '../../kernel/diagnostic.ts';
import { digestOf } from '../../kernel/digest.ts';
import { canonicalJson } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Agreement, AgreementBody } from '../../model/agreement.ts';
import type { Approval, ApprovalBody } from '../../model/approval.ts';
import type { ApproverChange, ApproverOrder } from '../../model/approvers.ts';
import type { NodeAddress } from '../../model/names.ts';
import type { Plan } from '../../model/plan.ts';
import { type ApproverList, nextChange } from '../../model/replay-approvers.ts';
import { ensureKeyFile, type KeyPair } from './private-key-file.ts';
import { makeSealedKey, readSealedKey, type SealedKey } from './sealed-key-file.ts';
import { signatures } from './signatures.ts';

/** How a person says yes: the key never leaves their own side; the engine has the public half only. */
export interface ApproverKey {
  /** Raw 32 bytes, base64, as the trust file has it. */
  readonly publicKey: string;
  readonly keyId: string;
  sign(plan: Plan, terms: ApprovalTerms): Result<Approval>;
  /** Signs a yes to what a step of a run would change. */
  signDifference(
    about: Pick<AgreementBody, 'run' | 'step' | 'plan' | 'digest' | 'answer' | 'consents'>,
    terms: Pick<ApprovalTerms, 'approver' | 'now' | 'nonce' | 'auditHead'>,
  ): Agreement;
  /** Signs a change that follows this list of approvers; null where it begins one. `now` in milliseconds since the epoch. */
  signChange(list: ApproverList | null, order: ApproverOrder, now: number): ApproverChange;
}

export interface ApprovalTerms {
  /** The name under which the key is trusted. */
  readonly approver: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** 32 hex digits, random. */
  readonly nonce: string;
  /** The end of the engine's audit log, as the approver was told it. */
  readonly auditHead: ApprovalBody['auditHead'];
  /** The nodes whose loss was said yes to by name. */
  readonly consents: readonly string[];
  /** How long a run may begin; never longer than the plan is valid. */
  readonly expiryMinutes?: number;
}

const EXPIRY_MINUTES = 30;

/** A new key is on nobody's list. */
const lost =
  'a new one is made, and approves nothing before somebody on the list adds it; where nobody is left, see docs/how-to/approve-for-real.md, "A key is lost"';

/** The person's key for simulated targets in `<folder>/approver.pem`, made when there is none. KEY_UNUSABLE, HOME_NOT_WRITABLE or DISK_FULL otherwise. */
export function ensureApproverKey(folder: string): Result<{ readonly key: ApproverKey; readonly created: boolean }> {
  const pair = ensureKeyFile(join(folder, 'approver.pem'), lost);
  return pair.ok ? ok({ key: approverKey(pair.value), created: pair.value.created }) : pair;
}

/** The person's key for real targets in `<folder>/approver-real.json`, which a passphrase opens; null where there is none. KEY_UNUSABLE otherwise. */
export function realApproverKey(folder: string): Result<SealedKey | null> {
  return readSealedKey(realKeyPath(folder));
}

/** Makes that key under a passphrase. KEY_UNUSABLE where there is one already: it is never written over. */
export function makeRealApproverKey(folder: string, passphrase: string): Promise<Result<SealedKey>> {
  return makeSealedKey(realKeyPath(folder), passphrase);
}

function realKeyPath(folder: string): string {
  return join(folder, 'approver-real.json');
}

/** What a private key can sign for the person whose it is. */
export function approverKey({ privateKey, publicKey }: KeyPair): ApproverKey {
  const keyId = signatures.keyId(publicKey);
  const signed = (text: string): string => sign(null, Buffer.from(text), privateKey).toString('base64');
  return {
    publicKey,
    keyId,
    sign(plan, terms) {
      const { id, digest, ...planBody } = plan;
      if (digestOf(planBody) !== digest || id !== `p_${digest.slice(0, 12)}`) {
        return fail(problem('PLAN_TAMPERED', `plan ${id} is not the one its digest names`, 'make a new plan, and review that one', { at: id }));
      }
      const planEnd = Date.parse(plan.expiresAt);
      if (terms.now >= planEnd)
        return fail(problem('PLAN_EXPIRED', `plan ${id} expired at ${plan.expiresAt}`, 'make a new plan, and review that one', { at: id }));
      const expiresAt = Math.min(terms.now + (terms.expiryMinutes ?? EXPIRY_MINUTES) * 60_000, planEnd);
      const runUntil = expiresAt + 1_000 * plan.verdict.longestRun;
      const body: ApprovalBody = {
        version: 2,
        plan: id,
        digest,
        deployment: plan.deployment,
        policyVersion: plan.verdict.policyVersion,
        issuedAt: new Date(terms.now).toISOString(),
        expiresAt: new Date(expiresAt).toISOString(),
        runUntil: new Date(runUntil).toISOString(),
        auditHead: terms.auditHead,
        nonce: terms.nonce,
        ...(terms.consents.length === 0 ? {} : { consents: [...new Set(terms.consents)].sort() as NodeAddress[] }),
      };
      return ok({ ...body, proofs: [{ kind: 'ed25519', by: terms.approver, keyId, signature: signed(canonicalJson(body)) }] });
    },
    signDifference(about, { approver, now, nonce, auditHead }) {
      const body: AgreementBody = { version: 1, kind: 'difference', ...about, issuedAt: new Date(now).toISOString(), auditHead, nonce };
      return { ...body, proofs: [{ kind: 'ed25519', by: approver, keyId, signature: signed(canonicalJson(body)) }] };
    },
    signChange(list, order, now) {
      const body = nextChange(list, order, keyId, new Date(now).toISOString());
      return { ...body, signature: signed(canonicalJson(body)) };
    },
  };
}
