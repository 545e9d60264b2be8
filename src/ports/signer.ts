import type { Approval } from '../model/approval.ts';
import type { TrustFile } from '../model/approval.ts';

/** Checks signatures against the trusted approvers. The engine has no private key and cannot sign. */
export interface ApprovalVerifier {
  /** The trusted approvers right now; read from disk each time, so that a withdrawn key is refused at the next mutation. */
  trusted(): Promise<TrustFile>;
  /** Whether the signature over the canonical JSON of the approval's body is the named key's. */
  verify(approval: Approval, publicKey: string): boolean;
  /** SHA-256 of the raw public key, hex. */
  keyId(publicKey: string): string;
}
