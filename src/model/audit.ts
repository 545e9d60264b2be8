import { z } from 'zod';
import { jsonObject } from './json-schema.ts';
import { instant, sha256Hex } from './names.ts';

/** What happened or is about to happen. Attempts are written before their effect, denials before they are answered. */
export const auditEvent = z.object({
  at: instant,
  /** `plan.made`, `approval.given`, `approval.denied`, `run.begun`, `call.attempted`, `call.settled`, `step.denied`, `run.ended`, `caller.denied`, `approvers.changed`, `approvers.denied` … */
  kind: z.string(),
  /** The principal of the caller, whose door and agent are then in `data.caller`; `engine` for what the engine does by itself. */
  actor: z.string(),
  /** Plan, run, step or deployment the entry is about. */
  subject: z.string(),
  data: jsonObject,
});
export type AuditEvent = z.infer<typeof auditEvent>;

/**
 * A link of the chain: `hash` is SHA-256 of the canonical JSON of the entry without `hash`; `previous` is the hash before it, 64 zeros for the first. `blind` is drawn for the entry, so that the hashes tell nobody what is
 * withheld in it; no agent is told it, and the first entries of this format have none.
 */
export const auditEntry = auditEvent.extend({
  seq: z.number().int().min(1),
  blind: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  previous: sha256Hex,
  hash: sha256Hex,
});
export type AuditEntry = z.infer<typeof auditEntry>;
