import { z } from 'zod';
import { approval, proof } from './approval.ts';
import { instant, sha256Hex } from './names.ts';

/**
 * What a person signs who lets a unit run although what it will change is not what was approved: the canonical JSON of this. It is for one step of one run, and for exactly what the unit said by
 * then; it ends with the approval of the run's plan.
 */
export const agreementBody = z
  .object({
    version: z.literal(1),
    kind: z.literal('difference'),
    run: z.string(),
    step: z.string(),
    plan: z.string(),
    /** The plan's, and with it the envelope's. */
    digest: sha256Hex,
    /** The digest of what the unit says it will change. */
    answer: sha256Hex,
    /** The step, where the unit would delete or replace something and the person said so by its name. */
    consents: z.array(z.string()).length(1).optional(),
    issuedAt: instant,
    auditHead: approval.shape.auditHead,
    nonce: approval.shape.nonce,
  })
  .strict();
export type AgreementBody = z.infer<typeof agreementBody>;

export const agreement = agreementBody.extend({ proofs: z.array(proof).min(1).max(16) }).strict();
export type Agreement = z.infer<typeof agreement>;
