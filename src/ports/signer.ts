import type { Result } from '../kernel/result.ts';
import type { Approval, Proof, TrustFile } from '../model/approval.ts';

/** Checks signatures against the trusted approvers. The engine has no private key and cannot sign. */
export interface ApprovalVerifier {
  /**
   * The trusted approvers right now; read from disk each time, so that a withdrawn key is refused at the next mutation. TRUST_INVALID when the
   * list cannot be read or understood: then nobody is trusted. No list at all is an empty one.
   */
  trusted(): Promise<Result<TrustFile>>;
  /** Whether a proof's signature over the canonical JSON of the approval's body is that key's. */
  verify(approval: Approval, proof: Proof, publicKey: string): boolean;
  /** SHA-256 of the raw public key, hex. */
  keyId(publicKey: string): string;
}

/** Signs the audit log's head with the engine's own key, so that someone who can write the store but not read that key cannot shorten or rewrite the log. */
export interface HeadSigner {
  /** Ed25519 over the UTF-8 bytes, base64. */
  sign(text: string): string;
  verify(text: string, signature: string): boolean;
}
