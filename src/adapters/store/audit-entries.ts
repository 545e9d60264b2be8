import type { AuditEvent } from '../../model/audit.ts';
import type { Prepared } from './prepared-statements.ts';

/** Kinds of audit entries that have an index of their own, since they are asked for again and again. */
type Indexed = 'plan.rejected' | 'approvers.changed';

/** The entries of a kind, in their order. What another entry merely quotes is none, and what is no JSON is `verifyAudit`'s to tell. */
export function auditEntries(prepared: Prepared, kind: Indexed): readonly AuditEvent[] {
  // The condition is that of the index.
  const rows = prepared(`SELECT body FROM audit WHERE instr(body, '"kind":"${kind}"') > 0 ORDER BY seq`).all();
  return rows.flatMap(({ body }) => {
    const entry = parsed(String(body));
    return entry?.kind === kind ? [entry] : [];
  });
}

/**
 * The plans that a person rejected, with the reasons, as the audit log has it: the table of plans says the same, but a row there can be changed and nobody would notice,
 * while an entry of the log cannot.
 */
export function rejections(prepared: Prepared): ReadonlyMap<string, string> {
  return new Map(auditEntries(prepared, 'plan.rejected').map(({ subject, data }) => [String(subject), String(data?.['why'] ?? '')]));
}

function parsed(body: string): AuditEvent | null {
  try {
    return JSON.parse(body) as AuditEvent | null;
  } catch {
    return null;
  }
}
