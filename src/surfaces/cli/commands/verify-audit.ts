import type { EngineClient } from '../../../engine/engine.ts';
import type { SignedHead } from '../../../engine/host.ts';
import { problem } from '../../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { formatInstant } from '../format-time.ts';
import { type NotedEntry, readNotes } from '../read-notes.ts';
import type { Session } from '../session.ts';
import { t } from '../text.ts';

/** The most entries of the log that one request compares. */
const atOnce = 1000;
/** Bytes of an export. */
const largestExport = 512 * 1024 * 1024;

/**
 * Checks the log in itself, and against what was noted of it elsewhere: what this person signed with each approval, and a file. A log that was wiped or put back is
 * whole in itself; what was noted shows that it was longer.
 */
export async function verifyAudit(session: Session, { against }: ArgumentsOf<'audit verify'>): Promise<number> {
  const noted = against === null ? ok([]) : await notesIn(session, against);
  if (!noted.ok) return session.fail(noted.problems);
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const verified = await engine.value.verifyAudit({});
  if (!verified.ok) return session.fail(verified.problems);
  const signed = await session.doors.signedHeads();
  if (!signed.ok) return session.fail(signed.problems);
  const { entries, head, first, last } = verified.value;
  const since = first === null || last === null ? '' : `, from ${formatInstant(first)} to ${formatInstant(last)}`;
  const there = `the log has ${entries} ${entries === 1 ? 'entry' : 'entries'}${since}, and is whole in itself`;
  const own = await compare(engine.value, ownNotes(signed.value), 'your own approvals', there);
  const other = against === null ? ok(null) : await compare(engine.value, noted.value, against, there);
  if (!own.ok || !other.ok) return session.fail([...(own.ok ? [] : own.problems), ...(other.ok ? [] : other.problems)]);
  session.data({ entries, head, first, last, compared: { approvals: signed.value.length, against: against === null ? null : noted.value.length } });
  session.show(t`The audit log is ${t`intact`.styled('green')}: ${entries} entries${since}, head ${head}.`);
  if (signed.value.length > 0) session.show(t`It holds what you signed with ${signed.value.length} ${signed.value.length === 1 ? 'approval' : 'approvals'}.`);
  if (against !== null) session.show(t`It holds all that is noted in ${against}: ${noted.value.length} ${noted.value.length === 1 ? 'entry' : 'entries'}.`);
  return 0;
}

async function notesIn(session: Session, path: string): Promise<Result<readonly NotedEntry[]>> {
  const text = await session.io.readFile(path, largestExport);
  return text.ok ? readNotes(text.value, path) : text;
}

function ownNotes(signed: readonly SignedHead[]): readonly NotedEntry[] {
  return signed.map(({ plan, at, auditHead }) => ({ ...auditHead, told: `the end of the log when you approved ${plan} at ${formatInstant(at)}` }));
}

/** AUDIT_BROKEN, saying what is missing, where the log does not hold all that was noted. */
async function compare(engine: EngineClient, notes: readonly NotedEntry[], from: string, cause: string): Promise<Result<null>> {
  const sorted = [...notes].sort((a, b) => a.seq - b.seq);
  for (let at = 0; at < sorted.length; at += atOnce) {
    const part = sorted.slice(at, at + atOnce);
    const compared = await engine.compareAudit({ entries: part.map(({ seq, hash }) => ({ seq, hash })) });
    if (!compared.ok) return compared;
    const { missing } = compared.value;
    if (missing === null) continue;
    const lost = sorted.filter(({ seq }) => seq >= missing);
    const [first, last] = [lost[0], lost.at(-1)];
    const many = lost.length === 1 ? 'an entry is' : `${lost.length} entries are`;
    const range = first === undefined || last === undefined ? '' : lost.length === 1 ? told(first) : `${told(first)}, to ${told(last)}`;
    const message = `${many} not in the audit log that ${from} ${from === 'your own approvals' ? 'name' : 'holds'}: ${range}`;
    return fail(
      problem('AUDIT_BROKEN', message, 'the log was wiped, put back or replaced: keep it and what it was compared with as evidence', {
        at: `audit ${missing}`,
        cause,
      }),
    );
  }
  return ok(null);
}

function told({ seq, told: what }: NotedEntry): string {
  return `entry ${seq} (${what})`;
}
