import type { Result } from '../kernel/result.ts';
import type { Agreement } from '../model/agreement.ts';
import type { Approval, Proof } from '../model/approval.ts';
import type { FormerApprovers } from '../model/approvers.ts';
import type { ApproverList, Signatures } from '../model/replay-approvers.ts';

/** What approvers.json holds: nothing, a list whose changes are signed, or one of a former version, which nobody signed. */
export type StoredApprovers =
  | { readonly kind: 'none' }
  | { readonly kind: 'former'; readonly approvers: FormerApprovers }
  | { readonly kind: 'signed'; readonly list: ApproverList };

/** Checks signatures and keeps the list of approvers. The engine has no approver's private key and cannot sign. */
export interface ApprovalVerifier extends Signatures {
  /**
   * What approvers.json holds right now; read from disk each time, so that a withdrawn key is refused at the next mutation. TRUST_INVALID when it cannot be read or
   * understood, or a change in it does not hold: then nobody is trusted.
   */
  stored(): Promise<Result<StoredApprovers>>;
  /** Puts a list into approvers.json, whole or not at all. HOME_NOT_WRITABLE or DISK_FULL. */
  keep(list: ApproverList): Promise<Result<null>>;
  /** Whether a proof's signature over the canonical JSON of all but the proofs is that key's. */
  verify(signed: Approval | Agreement, proof: Proof, publicKey: string): boolean;
}

/** Signs the audit log's head with the engine's own key, so that someone who can write the store but not read that key cannot shorten or rewrite the log. */
export interface HeadSigner {
  /** Ed25519 over the UTF-8 bytes, base64. */
  sign(text: string): string;
  verify(text: string, signature: string): boolean;
}
