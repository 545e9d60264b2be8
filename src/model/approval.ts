import { z } from 'zod';
import { deploymentName, instant, nodeAddress, sha256Hex } from './names.ts';

/** What an approver signs: the canonical JSON of this. */
export const approvalBody = z
  .object({
    version: z.literal(2),
    plan: z.string(),
    digest: sha256Hex,
    deployment: deploymentName,
    policyVersion: z.string(),
    issuedAt: instant,
    /** A run may begin until then. */
    expiresAt: instant,
    /** A run that has begun may start no further mutation after this. */
    runUntil: instant,
    /** The end of the audit log as the approver was told it: whoever keeps the approval can later show that the log was longer. */
    auditHead: z.object({ seq: z.number().int().min(0), hash: sha256Hex }).strict(),
    /** 128 random bits in hex: makes every approval a different one. */
    nonce: z.string().regex(/^[0-9a-f]{32}$/, 'a nonce is 32 lower-case hex digits'),
    /** The nodes whose loss the approver said yes to by name; absent where there is none. */
    consents: z.array(nodeAddress).min(1).optional(),
  })
  .strict();
export type ApprovalBody = z.infer<typeof approvalBody>;

/** One person's yes. A second kind (a passkey) becomes a second member of this union. */
export const proof = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('ed25519'),
      /** The name under which the key is trusted. */
      by: z.string().min(1),
      /** SHA-256 of the raw public key. */
      keyId: sha256Hex,
      /** Over the UTF-8 bytes of the body's canonical JSON, base64. */
      signature: z.string(),
    })
    .strict(),
]);
export type Proof = z.infer<typeof proof>;

/** Every proof must hold; that more than one is needed is for policy to say. */
export const approval = approvalBody.extend({ proofs: z.array(proof).min(1).max(16) }).strict();
export type Approval = z.infer<typeof approval>;

/** The names of those who approved, as they sign. */
export function approversOf({ proofs }: Approval): string {
  return proofs.map(({ by }) => by).join(', ');
}
