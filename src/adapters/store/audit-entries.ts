import { type ApproverChange, approverChange } from '../../model/approvers.ts';
import type { AuditEvent } from '../../model/audit.ts';
import type { Prepared } from './prepared-statements.ts';

/** Kinds of audit entries that have an index of their own, since they are asked for again and again. */
type Indexed = 'plan.rejected' | 'approvers.changed';

/** The texts among which the entries of a kind are, in their order. */
function bodiesWith(prepared: Prepared, kind: Indexed): readonly string[] {
  // The condition is that of the index.
  return prepared(`SELECT body FROM audit WHERE instr(body, '"kind":"${kind}"') > 0 ORDER BY seq`)
    .all()
    .map(({ body }) => String(body));
}

/** What another entry merely quotes is none, and what is no JSON is `verifyAudit`'s to tell. */
function entriesOf(kind: Indexed, bodies: readonly string[]): readonly AuditEvent[] {
  return bodies.flatMap((body) => {
    const entry = parsed(body);
    return entry?.kind === kind ? [entry] : [];
  });
}

/** Every change of the list of approvers, as the log has it at that moment. It is asked for at every step of a run, so what has the same text is not understood again. */
export function approverChanges(prepared: Prepared): () => readonly ApproverChange[] {
  let known: { readonly bodies: readonly string[]; readonly changes: readonly ApproverChange[] } = { bodies: [], changes: [] };
  return () => {
    const bodies = bodiesWith(prepared, 'approvers.changed');
    if (bodies.length !== known.bodies.length || bodies.some((body, index) => body !== known.bodies[index])) {
      known = { bodies, changes: entriesOf('approvers.changed', bodies).map(changeIn) };
    }
    return known.changes;
  };
}

function changeIn({ data }: AuditEvent): ApproverChange {
  const change = approverChange.safeParse(data?.['change']);
  if (change.success) return change.data;
  throw new SyntaxError('an entry of the audit log about the list of approvers is not what was written');
}

/**
 * The plans that a person rejected, with the reasons, as the audit log has it: the table of plans says the same, but a row there can be changed and nobody would notice,
 * while an entry of the log cannot.
 */
export function rejections(prepared: Prepared): ReadonlyMap<string, string> {
  return new Map(entriesOf('plan.rejected', bodiesWith(prepared, 'plan.rejected')).map(({ subject, data }) => [String(subject), String(data?.['why'] ?? '')]));
}

function parsed(body: string): AuditEvent | null {
  try {
    return JSON.parse(body) as AuditEvent | null;
  } catch {
    return null;
  }
}
