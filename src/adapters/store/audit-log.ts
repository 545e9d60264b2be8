import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type ChainHead, checkLink, emptyChain, linkEntry } from '../../kernel/audit-chain.ts';
import { canonicalJson } from '../../kernel/json.ts';
import type { AuditEntry, AuditEvent } from '../../model/audit.ts';
import type { HeadSigner } from '../../ports/signer.ts';
import type { Store } from '../../ports/store.ts';
import type { Prepared } from './prepared-statements.ts';

type Verified = Awaited<ReturnType<Store['verifyAudit']>>;
interface Row {
  readonly seq: number;
  readonly hash: string;
  readonly body: string;
}

/** The kind of the entry that records, in the chain itself, that the log was found damaged when the engine started. */
const BROKEN = 'audit.broken';
/** Entries checked between two turns of the event loop. */
const SLICE = 500;

export interface AuditLog {
  /** Inside a transaction: adds an entry after the head. */
  append(event: AuditEvent): void;
  /** Inside a transaction, last: signs and stores the head, if it moved. */
  seal(): void;
  /** For undoing: the function it returns puts the head in memory back. */
  mark(): () => void;
  /** The end of the log as it is on disk. */
  head(): ChainHead;
  read(from: number, limit: number): readonly AuditEntry[];
  verify(): Promise<Verified>;
}

/**
 * The audit log in its tables. The head in memory is what the next entry follows, so the tables are not read to append.
 *
 * A head that this engine did not sign, or entries beyond it, are never taken over silently: they are set aside in `audit_strays`, and an
 * `audit.broken` entry says so in the chain for good. Otherwise a forged end would be vouched for by the next signed head.
 */
export function openAuditLog(database: DatabaseSync, prepared: Prepared, signer: HeadSigner, fresh: boolean, now: string): AuditLog {
  let head: ChainHead = emptyChain;
  let stored: ChainHead | null = null;

  function append(event: AuditEvent): void {
    const { entry, text } = linkEntry({ ...event, blind: randomBytes(16).toString('hex') }, head);
    prepared('INSERT INTO audit (seq, hash, body) VALUES (?, ?, ?)').run(entry.seq, entry.hash, text);
    head = { seq: entry.seq, hash: entry.hash };
  }

  function seal(): void {
    if (stored !== null && stored.seq === head.seq && stored.hash === head.hash) return;
    prepared(
      'INSERT INTO audit_head (id, seq, hash, signature) VALUES (1, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, signature = excluded.signature',
    ).run(head.seq, head.hash, signer.sign(headText(head)));
    stored = head;
  }

  function mark(): () => void {
    const before = { head, stored };
    return () => {
      head = before.head;
      stored = before.stored;
    };
  }

  /** The stored head where this engine signed it; else why it is not to be trusted. */
  function signedHead(): ChainHead | string {
    const row = prepared('SELECT seq, hash, signature FROM audit_head WHERE id = 1').get() as (ChainHead & { signature: string }) | undefined;
    if (row === undefined) return 'the signed head of the log is gone';
    const found = { seq: row.seq, hash: row.hash };
    return signer.verify(headText(found), row.signature) ? found : 'the head of the log is not signed with the key of this engine (keys/engine.pem)';
  }

  function takeOver(): void {
    const found = signedHead();
    const trusted = typeof found !== 'string';
    head = trusted ? found : lastPlausible(prepared);
    stored = trusted ? found : null;
    const strays = prepared('INSERT INTO audit_strays (seq, hash, body, found_at) SELECT seq, hash, body, ? FROM audit WHERE seq > ? OR seq < 1').run(
      now,
      head.seq,
    ).changes;
    if (trusted && strays === 0) return;
    prepared('DELETE FROM audit WHERE seq > ? OR seq < 1').run(head.seq);
    const reason = trusted ? `${strays} entries that the engine did not sign were found behind the last one and set aside` : found;
    append({ at: now, kind: BROKEN, actor: 'engine', subject: 'audit', data: { reason, strays: Number(strays) } });
  }

  database.exec('BEGIN IMMEDIATE');
  try {
    if (!fresh) takeOver();
    seal();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }

  return {
    append,
    seal,
    mark,
    head: () => stored ?? emptyChain,
    read: (from, limit) =>
      (prepared('SELECT seq, hash, body FROM audit WHERE seq >= ? ORDER BY seq LIMIT ?').all(from, limit) as unknown as Row[]).map((row) => ({
        ...JSON.parse(row.body),
        hash: row.hash,
      })),
    async verify() {
      const end = signedHead();
      if (typeof end === 'string') return { ok: false, seq: 0, reason: end };
      const beyond = prepared('SELECT min(max(seq, -1), 9007199254740991) AS seq FROM audit WHERE seq > ? OR seq < 1 ORDER BY audit.seq LIMIT 1').get(end.seq);
      let at: ChainHead = emptyChain;
      for (;;) {
        const rows = prepared('SELECT seq, hash, body FROM audit WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?').all(
          at.seq,
          end.seq,
          SLICE,
        ) as unknown as Row[];
        for (const row of rows) {
          const wrong = wrongWith(row, at);
          if (wrong !== null) return { ok: false, seq: wrong.seq, reason: wrong.reason };
          at = { seq: row.seq, hash: row.hash };
        }
        if (rows.length < SLICE) break;
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (at.seq < end.seq) return { ok: false, seq: at.seq + 1, reason: `entries ${at.seq + 1} to ${end.seq} are missing` };
      if (at.hash !== end.hash) return { ok: false, seq: at.seq, reason: 'the last entry is not the one the head was signed over' };
      if (beyond !== undefined) return { ok: false, seq: Number(beyond['seq']), reason: 'the engine did not sign this entry' };
      return { ok: true, entries: at.seq, head: at.hash };
    },
  };
}

/** What is signed: the head, labelled so that the signature can mean nothing else. */
function headText(head: ChainHead): string {
  return canonicalJson({ purpose: 'asbuilt audit head', seq: head.seq, hash: head.hash });
}

/** Where to go on when no head can be trusted: after the last entry that has a usable number. */
function lastPlausible(prepared: Prepared): ChainHead {
  const row = prepared('SELECT seq, hash FROM audit WHERE seq BETWEEN 1 AND 4503599627370496 ORDER BY seq DESC LIMIT 1').get() as unknown as
    | ChainHead
    | undefined;
  if (row === undefined) return emptyChain;
  return { seq: row.seq, hash: /^[0-9a-f]{64}$/.test(row.hash) ? row.hash : emptyChain.hash };
}

function wrongWith(row: Row, before: ChainHead): { readonly seq: number; readonly reason: string } | null {
  if (row.seq !== before.seq + 1) return { seq: before.seq + 1, reason: `entry ${before.seq + 1} is missing` };
  let entry: AuditEntry;
  try {
    entry = { ...JSON.parse(row.body), hash: row.hash };
  } catch {
    return { seq: row.seq, reason: 'its content cannot be read' };
  }
  const { hash, ...unsealed } = entry;
  if (entry.seq !== row.seq || canonicalJson(unsealed) !== row.body) return { seq: row.seq, reason: 'its content is not what was written' };
  const wrong = checkLink(entry, before);
  if (wrong !== null) return { seq: row.seq, reason: wrong };
  if (entry.kind === BROKEN) return { seq: row.seq, reason: String(entry.data['reason']) };
  return null;
}
