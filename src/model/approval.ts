import { z } from 'zod';
import { deploymentName, instant, sha256Hex } from './names.ts';

/** What an approver signs: the canonical JSON of this, with Ed25519. */
export const approvalBody = z
  .object({
    version: z.literal(1),
    plan: z.string(),
    digest: sha256Hex,
    deployment: deploymentName,
    /** The name under which the approver's key is trusted. */
    approver: z.string().min(1),
    /** SHA-256 of the raw public key. */
    keyId: sha256Hex,
    policyVersion: z.string(),
    issuedAt: instant,
    /** A run may begin until then. */
    expiresAt: instant,
    /** A run that has begun may start no further mutation after this. */
    runUntil: instant,
    /** 128 random bits in hex: makes every approval a different one. */
    nonce: z.string().regex(/^[0-9a-f]{32}$/),
  })
  .strict();
export type ApprovalBody = z.infer<typeof approvalBody>;

export const approval = approvalBody.extend({ /** Ed25519 over the canonical JSON of the body, base64. */ signature: z.string() }).strict();
export type Approval = z.infer<typeof approval>;

/** Who may approve: the trust file's content, public keys as base64 of the raw 32 bytes. */
export const trustFile = z.object({ approvers: z.array(z.object({ name: z.string().min(1), publicKey: z.string() }).strict()) }).strict();
export type TrustFile = z.infer<typeof trustFile>;
