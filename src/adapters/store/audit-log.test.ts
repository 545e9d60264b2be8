import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ChainHead, emptyChain, linkEntry } from '../../kernel/audit-chain.ts';
import type { AuditEntry } from '../../model/audit.ts';
import type { HeadSigner } from '../../ports/signer.ts';
import type { Store, Write } from '../../ports/store.ts';
import { createSqliteStore } from './sqlite-store.ts';

const LENGTH = 30;
const at = '2026-01-01T00:00:00.000Z';
const signer = newSigner();

let home: string;
let path: string;
let store: Store;
let raw: DatabaseSync;

function newSigner(): HeadSigner {
  const keys = generateKeyPairSync('ed25519');
  return {
    sign: (text) => sign(null, Buffer.from(text), keys.privateKey).toString('base64'),
    verify: (text, signature) => verify(null, Buffer.from(text), keys.publicKey, Buffer.from(signature, 'base64')),
  };
}

const event = (n: number): Write => ({
  kind: 'audit',
  event: { at, kind: 'call.attempted', actor: 'engine', subject: `r_1/step${n}`, data: { token: `t${n}`, n } },
});

function openStore(as: HeadSigner = signer): Store {
  const opened = createSqliteStore({ path, clock: { now: () => Date.parse(at) }, signer: as });
  if (!opened.ok) throw new Error(opened.problems[0]?.message);
  return opened.value;
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'asbuilt-audit-'));
  path = join(home, 'asbuilt.db');
  store = openStore();
  for (let n = 1; n <= LENGTH; n += 3) await store.commit([event(n), event(n + 1), event(n + 2)]);
  raw = new DatabaseSync(path);
});
afterEach(async () => {
  raw.close();
  await store.close();
  rmSync(home, { recursive: true, force: true });
});

/** Makes each change to the tables in turn, asks the store what it finds, and takes the change back. */
async function placesFound(changes: readonly string[]): Promise<(number | 'nothing')[]> {
  const found: (number | 'nothing')[] = [];
  const before = raw.prepare('SELECT seq, hash, body FROM audit').all();
  for (const change of changes) {
    raw.exec(change);
    const verified = await store.verifyAudit();
    found.push(verified.ok ? 'nothing' : verified.seq);
    raw.exec('BEGIN; DELETE FROM audit');
    const insert = raw.prepare('INSERT INTO audit (seq, hash, body) VALUES (?, ?, ?)');
    for (const row of before) insert.run(row['seq'] as number, row['hash'] as string, row['body'] as string);
    raw.exec('COMMIT');
  }
  expect(await store.verifyAudit()).toMatchObject({ ok: true, entries: LENGTH });
  return found;
}

const seqs = Array.from({ length: LENGTH }, (_, index) => index + 1);

it('draws a number for each entry, so that its hash tells nobody what is withheld in it', async () => {
  const blinds = (await store.audit(1, LENGTH)).map(({ blind }) => blind);
  expect(new Set(blinds).size).toBe(LENGTH);
  for (const blind of blinds) expect(blind).toMatch(/^[0-9a-f]{32}$/);
});

describe('the audit log', () => {
  it('gives back its entries in order, each with the hash of the one before', async () => {
    const entries = await store.audit(1, 100);
    expect(entries.map((entry) => entry.seq)).toEqual(seqs);
    expect(entries.map((entry) => entry.previous)).toEqual([emptyChain.hash, ...entries.slice(0, -1).map((entry) => entry.hash)]);
    expect(entries[4]).toMatchObject({ kind: 'call.attempted', subject: 'r_1/step5', data: { token: 't5', n: 5 } });
    expect(await store.audit(29, 1)).toEqual([entries[28]]);
    expect(await store.verifyAudit()).toEqual({ ok: true, entries: LENGTH, head: entries.at(-1)?.hash });
  });

  it('finds a last entry that was replaced by another one which follows from those before', async () => {
    const [before, last] = await store.audit(LENGTH - 1, 2);
    const { seq: _, previous: __, hash: ___, ...told } = last as AuditEntry;
    const forged = linkEntry({ ...told, subject: 'r_1/other' }, before as AuditEntry);
    raw.prepare('UPDATE audit SET hash = ?, body = ? WHERE seq = ?').run(forged.entry.hash, forged.text, LENGTH);
    expect(await store.verifyAudit()).toMatchObject({ ok: false, seq: LENGTH });
  });

  it('goes on in the same chain after it was opened again', async () => {
    await store.close();
    store = openStore();
    await store.commit([event(31)]);
    expect(await store.verifyAudit()).toMatchObject({ ok: true, entries: LENGTH + 1 });
  });

  it('writes no entry of a commit that failed', async () => {
    const failing = store.commit([event(31), { kind: 'step', run: 'r_none', step: { step: 'a' } as never }]);
    const [failed, kept] = await Promise.allSettled([failing, store.commit([event(32)])]);
    expect([failed.status, kept.status]).toEqual(['rejected', 'fulfilled']);
    expect((await store.audit(31, 10)).map((entry) => entry.subject)).toEqual(['r_1/step32']);
    expect(await store.verifyAudit()).toMatchObject({ ok: true, entries: LENGTH + 1 });
  });

  it.each(['at', 'kind', 'actor', 'subject', 'data.n', 'data.token', 'seq', 'previous'])('finds and places a changed %s of any entry', async (field) => {
    const changes = seqs.map((seq) => `UPDATE audit SET body = json_set(body, '$.${field}', 'changed') WHERE seq = ${seq}`);
    expect(await placesFound(changes)).toEqual(seqs);
  });

  it('finds and places a changed hash, a removed or added field, and content that is not JSON', async () => {
    for (const set of [
      "hash = replace(hash, substr(hash, 1, 1), 'x')",
      "body = json_remove(body, '$.actor')",
      "body = json_set(body, '$.more', 1)",
      "body = '{'",
      "body = ' ' || body",
    ]) {
      expect(await placesFound(seqs.map((seq) => `UPDATE audit SET ${set} WHERE seq = ${seq}`))).toEqual(seqs);
    }
  });

  it('finds and places every removed entry, the last one too, and every removed end', async () => {
    expect(await placesFound(seqs.map((seq) => `DELETE FROM audit WHERE seq = ${seq}`))).toEqual(seqs);
    expect(await placesFound(seqs.map((seq) => `DELETE FROM audit WHERE seq >= ${seq}`))).toEqual(seqs);
    expect(
      await placesFound(
        seqs
          .slice(0, -1)
          .map(
            (seq) => `DELETE FROM audit WHERE seq = ${seq}; UPDATE audit SET seq = -(seq - 1) WHERE seq > ${seq}; UPDATE audit SET seq = -seq WHERE seq < 0`,
          ),
      ),
    ).toEqual(seqs.slice(0, -1));
  });

  it('finds and places every swap of two entries', async () => {
    const pairs = seqs.flatMap((left) => seqs.filter((right) => right > left).map((right) => [left, right] as const));
    const changes = pairs.map(
      ([left, right]) =>
        `UPDATE audit SET seq = -1 WHERE seq = ${left}; UPDATE audit SET seq = ${left} WHERE seq = ${right}; UPDATE audit SET seq = ${right} WHERE seq = -1`,
    );
    expect(await placesFound(changes)).toEqual(pairs.map(([left]) => left));
  });

  it('finds entries that were put before the first and behind the last', async () => {
    expect(
      await placesFound([
        "INSERT INTO audit VALUES (0, 'h', '{}')",
        "INSERT INTO audit VALUES (31, 'h', '{}')",
        "INSERT INTO audit VALUES (9223372036854775807, 'h', '{}')",
      ]),
    ).toEqual([0, 31, Number.MAX_SAFE_INTEGER]);
  });

  it('is not deceived by a shorter chain with a head that fits but that nobody signed', async () => {
    raw.exec('DELETE FROM audit WHERE seq > 20; UPDATE audit_head SET seq = 20, hash = (SELECT hash FROM audit WHERE seq = 20)');
    expect(await store.verifyAudit()).toMatchObject({ ok: false, reason: expect.stringContaining('not signed') });
    raw.exec('DELETE FROM audit_head');
    expect(await store.verifyAudit()).toMatchObject({ ok: false, reason: expect.stringContaining('gone') });
  });

  it('never vouches for what it did not write: a forged end is set aside and marked for good', async () => {
    await store.close();
    const last = raw.prepare('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get() as unknown as ChainHead;
    const forged = linkEntry({ at, kind: 'approval.given', actor: 'alice', subject: 'p_1', data: {} }, last);
    raw.prepare('INSERT INTO audit VALUES (?, ?, ?)').run(forged.entry.seq, forged.entry.hash, forged.text);
    store = openStore();
    await store.commit([event(31)]);
    expect(await store.verifyAudit()).toMatchObject({ ok: false, seq: LENGTH + 1, reason: expect.stringContaining('1 entries') });
    expect((await store.audit(31, 5)).map((entry) => entry.kind)).toEqual(['audit.broken', 'call.attempted']);
    await store.close();
    store = openStore();
    expect(await store.verifyAudit()).toMatchObject({ ok: false, seq: LENGTH + 1 });
    expect(raw.prepare('SELECT seq, body FROM audit_strays').all()).toMatchObject([{ seq: 31, body: forged.text }]);
  });

  it.each([
    ['a head that another key signed', 'SELECT 1', newSigner(), 'not signed'],
    ['a missing head', 'DELETE FROM audit_head', signer, 'gone'],
    [
      'a shortened log with an unsigned head',
      'DELETE FROM audit WHERE seq > 20; UPDATE audit_head SET seq = 20, hash = (SELECT hash FROM audit WHERE seq = 20)',
      signer,
      'not signed',
    ],
    ['an emptied log', 'DELETE FROM audit; DELETE FROM audit_head', signer, 'gone'],
  ])('marks %s for good when the engine starts, and goes on', async (_, change, as, why) => {
    await store.close();
    raw.exec(change);
    store = openStore(as);
    await store.commit([event(99)]);
    expect(await store.verifyAudit()).toMatchObject({ ok: false, reason: expect.stringContaining(why) });
    expect((await store.audit(1, 100)).at(-1)).toMatchObject({ subject: 'r_1/step99' });
  });

  it('cannot find, as its contract says, that the whole file was put back to an earlier state', async () => {
    await store.close();
    copyFileSync(path, join(home, 'earlier.db'));
    store = openStore();
    await store.commit([event(31)]);
    await store.close();
    raw.close();
    copyFileSync(join(home, 'earlier.db'), path);
    raw = new DatabaseSync(path);
    store = openStore();
    expect(await store.verifyAudit()).toMatchObject({ ok: true, entries: LENGTH });
  });
});
