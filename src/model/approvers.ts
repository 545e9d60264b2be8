import { z } from 'zod';
import { approverNameForm, publicKeyForm } from './approver-forms.ts';
import { instant, sha256Hex } from './names.ts';

/**
 * What a key counts for: `simulated` for plans whose targets are all simulated, `real` for every plan. A real one is kept encrypted under a passphrase; nothing of a
 * signature shows that, so it is what those say who put the key on the list.
 */
export const keyKind = z.enum(['simulated', 'real']);
export type KeyKind = z.infer<typeof keyKind>;

export const approverName = z.string().regex(approverNameForm.pattern, approverNameForm.words);

/** A public key, raw, in base64. */
const publicKey = z.string().regex(publicKeyForm.pattern, publicKeyForm.words);

const named = z.object({ name: approverName, publicKey }).strict();

/** One key that may approve. The same name may stand there with several keys. */
export const approver = named.extend({ kind: keyKind }).strict();
export type Approver = z.infer<typeof approver>;

/** Who may approve, as the check of an approval needs it. */
export interface Approvers {
  readonly approvers: readonly Approver[];
}

/** What is done to the list. `begin` makes it, of simulated keys only: a real one is always added by somebody. */
const approverOrder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('begin'), approvers: z.array(named).min(1).max(100) }).strict(),
  z.object({ kind: z.literal('add'), approver }).strict(),
  z.object({ kind: z.literal('remove'), keyId: sha256Hex }).strict(),
]);
export type ApproverOrder = z.infer<typeof approverOrder>;

/** What is signed of a change: the canonical JSON of this. No approval has this form, so neither signature can pass for the other. */
const approverChangeBody = z
  .object({
    /** From 1. */
    seq: z.number().int().min(1),
    /** The digest of the whole change before it; 64 zeros for the first. */
    previous: sha256Hex,
    at: instant,
    order: approverOrder,
    /** SHA-256 of the raw public key that signs. */
    by: sha256Hex,
  })
  .strict();
export type ApproverChangeBody = z.infer<typeof approverChangeBody>;

export const approverChange = approverChangeBody.extend({ signature: z.string().max(128) }).strict();
export type ApproverChange = z.infer<typeof approverChange>;

/** approvers.json: every change since the list was begun. `replayApprovers` says what they lead to. */
export const approversFile = z.object({ version: z.literal(2), changes: z.array(approverChange).min(1).max(1000) }).strict();

/** approvers.json as it was before changes were signed. */
export const formerApproversFile = z.object({ approvers: z.array(named) }).strict();
export type FormerApprovers = z.infer<typeof formerApproversFile>['approvers'];
