import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { AuditEntry } from '../model/audit.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import type { EnginePorts } from './engine-ports.ts';

/** Whether the log is whole in itself; and from when to when it reaches, since one that was begun anew is whole, too. */
export async function verifyAudit({ store }: Pick<EnginePorts, 'store'>): Promise<Result<ResponseOf<'verifyAudit'>>> {
  const verified = await store.verifyAudit();
  if (verified.ok) {
    const [first] = await store.audit(1, 1);
    const [last] = verified.entries === 0 ? [] : await store.audit(verified.entries, 1);
    return ok({ entries: verified.entries, head: verified.head, first: first?.at ?? null, last: last?.at ?? null });
  }
  const [broken] = verified.seq === 0 ? [] : await store.audit(verified.seq, 1);
  if (broken?.seq === verified.seq && verified.reason === broken.data['reason'] && isBreak(broken)) return fail(brokenAt(broken));
  return fail(
    problem(
      'AUDIT_BROKEN',
      verified.seq === 0 ? 'nothing proves where the audit log ends' : `audit entry ${verified.seq} is not as it was written`,
      'keep the data folder as evidence and compare it with a backup',
      { at: `audit ${verified.seq}`, cause: verified.reason },
    ),
  );
}

/** What starting the engine found of the log it went on with: that nothing proves what it held before, and what that costs. Null where its past is proved. */
export async function foundBroken({ store }: Pick<EnginePorts, 'store'>): Promise<Diagnostic | null> {
  const { seq } = await store.auditHead();
  const [last] = seq === 0 ? [] : await store.audit(seq, 1);
  return last !== undefined && isBreak(last) ? brokenAt(last) : null;
}

/** Whether an entry is the one that the start of an engine writes where it cannot vouch for those before it. */
function isBreak({ kind }: AuditEntry): boolean {
  return kind === 'audit.broken';
}

function brokenAt({ seq, at, data }: AuditEntry): Diagnostic {
  const message = `since entry ${seq}, of ${at}, nothing in this folder proves what the audit log held before`;
  const fix = 'compare it with an export: asbuilt audit verify --against FILE; or put keys/engine.pem and the log back from one backup';
  return problem('AUDIT_BROKEN', message, fix, { at: `audit ${seq}`, cause: String(data['reason']) });
}

/**
 * Whether the log still has entries that were noted elsewhere: by an export, or in an approval. Each entry's hash stands for all before it, so what is missing is
 * missing from there on.
 */
export async function compareAudit({ entries }: RequestOf<'compareAudit'>, { store }: Pick<EnginePorts, 'store'>): Promise<Result<ResponseOf<'compareAudit'>>> {
  for (const { seq, hash } of [...entries].sort((a, b) => a.seq - b.seq)) {
    // An approval that was given before anything was in the log names its beginning.
    if (seq === 0) continue;
    const [there] = await store.audit(seq, 1);
    if (there?.seq !== seq || there.hash !== hash) return ok({ missing: seq });
  }
  return ok({ missing: null });
}
