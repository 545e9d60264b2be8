import type { Approver, AskPassphrase, DifferenceAbout, LocalKeys, OwnKey } from '../../src/engine/host.ts';
import { problem } from '../../src/kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../src/kernel/result.ts';
import type { Agreement } from '../../src/model/agreement.ts';
import type { Approval } from '../../src/model/approval.ts';
import type { ApproverChange, ApproverOrder, KeyKind } from '../../src/model/approvers.ts';
import type { Plan } from '../../src/model/plan.ts';
import { type FakeEngine, realKey, simulatedKey } from './fake-engine.ts';

/** A key that signs nothing real: the fake engine looks at the digest only. */
export class FakeApprover implements Approver {
  readonly name = 'kim';
  readonly signed: Plan[] = [];
  /** The end of the audit log that was signed with each plan. */
  readonly heads: Approval['auditHead'][] = [];
  /** The names that were said yes to with each plan. */
  readonly consents: (readonly string[])[] = [];
  /** What was signed of the list of approvers. */
  readonly changes: ApproverOrder[] = [];

  async sign(plan: Plan, auditHead: Approval['auditHead'], consents: readonly string[]): Promise<Result<Approval>> {
    this.signed.push(plan);
    this.consents.push(consents);
    this.heads.push(auditHead);
    const { id, digest, deployment, verdict, createdAt, expiresAt } = plan;
    return ok({
      version: 2,
      plan: id,
      digest,
      deployment,
      policyVersion: verdict.policyVersion,
      issuedAt: createdAt,
      expiresAt,
      runUntil: expiresAt,
      auditHead,
      nonce: 'c'.repeat(32),
      proofs: [{ kind: 'ed25519', by: this.name, keyId: 'b'.repeat(64), signature: 'c2ln' }],
    });
  }

  async signDifference(about: DifferenceAbout, auditHead: Approval['auditHead']): Promise<Result<Agreement>> {
    this.heads.push(auditHead);
    const proofs = [{ kind: 'ed25519' as const, by: this.name, keyId: 'b'.repeat(64), signature: 'c2ln' }];
    return ok({ version: 1, kind: 'difference', ...about, issuedAt: '2026-01-01T00:00:00.000Z', auditHead, nonce: 'c'.repeat(32), proofs });
  }

  async signChange(order: ApproverOrder): Promise<Result<ApproverChange>> {
    this.changes.push(order);
    return ok({ seq: 2, previous: 'd'.repeat(64), at: '2026-01-01T00:00:00.000Z', order, by: 'b'.repeat(64), signature: 'c2ln' });
  }
}

/** A person's keys, of which the one for real targets is opened by a passphrase. Which of them are on the list, the engine's list says. */
export class FakeKeys implements LocalKeys {
  /** Of the key for real targets; null where there is none. */
  passphrase: string | null;
  /** The kinds that were asked for. */
  readonly needed: KeyKind[] = [];
  readonly #engine: FakeEngine | null;
  readonly #approver: FakeApprover;

  constructor(engine: FakeEngine | null, approver: FakeApprover, passphrase: string | null) {
    this.#engine = engine;
    this.#approver = approver;
    this.passphrase = passphrase;
  }

  async own(): Promise<Result<{ readonly name: string; readonly keys: readonly OwnKey[] }>> {
    const real: OwnKey[] = this.passphrase === null ? [] : [{ kind: 'real', publicKey: realKey }];
    return ok({ name: 'kim', keys: [{ kind: 'simulated', publicKey: simulatedKey }, ...real] });
  }

  async approver(needs: KeyKind, ask: AskPassphrase): Promise<Result<Approver>> {
    this.needed.push(needs);
    if (needs === 'simulated') return ok(this.#approver);
    const isListed = this.#engine?.list.approvers.some(({ publicKey }) => publicKey === realKey) === true;
    if (this.passphrase === null || !isListed) return fail(problem('KEY_MISSING', 'no key for real targets', 'asbuilt approver key'));
    const given = await ask();
    if (!given.ok) return given;
    return given.value === this.passphrase ? ok(this.#approver) : fail(problem('PASSPHRASE_REFUSED', 'not the passphrase', 'try again'));
  }

  async makeReal(passphrase: string): Promise<Result<OwnKey>> {
    this.passphrase = passphrase;
    return ok({ kind: 'real', publicKey: realKey });
  }

  async signFormer(): Promise<Result<ApproverChange>> {
    return this.#approver.signChange({ kind: 'begin', approvers: [{ name: 'kim', publicKey: simulatedKey }] });
  }
}
