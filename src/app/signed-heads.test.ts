import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Approval } from '../model/approval.ts';
import { keepSigned, signedHeads } from './signed-heads.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asbuilt-signed-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const signedAt = (seq: number) =>
  ({ plan: `p_${seq}`, issuedAt: '2026-01-01T00:00:00.000Z', auditHead: { seq, hash: 'a'.repeat(64) }, nonce: 'secret-free' }) as unknown as Approval;

describe('what a person signed', () => {
  it('is kept in its order, for its owner only, and read again', () => {
    const path = join(home, 'keys', 'approvals.jsonl');
    expect(signedHeads(path)).toEqual({ ok: true, value: [] });
    for (const seq of [4, 9]) expect(keepSigned(path, signedAt(seq))).toEqual({ ok: true, value: null });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const heads = signedHeads(path);
    expect(heads.ok && heads.value.map(({ plan, auditHead }) => [plan, auditHead.seq])).toEqual([
      ['p_4', 4],
      ['p_9', 9],
    ]);
  });

  it('is read up to a line that a crash cut off, and beyond it', () => {
    const path = join(home, 'approvals.jsonl');
    writeFileSync(path, `${JSON.stringify(signedAt(1))}\n{"plan":"p_2","audi\n${JSON.stringify(signedAt(3))}\n`);
    const heads = signedHeads(path);
    expect(heads.ok && heads.value.map(({ plan }) => plan)).toEqual(['p_1', 'p_3']);
  });

  it('is not written through a link, nor where there is no place for it', () => {
    const path = join(home, 'approvals.jsonl');
    symlinkSync(join(home, 'elsewhere'), path);
    expect(keepSigned(path, signedAt(1))).toMatchObject({ ok: false, problems: [{ code: 'HOME_NOT_WRITABLE', at: path }] });
    expect(existsSync(join(home, 'elsewhere'))).toBe(false);
    writeFileSync(join(home, 'file'), '');
    expect(keepSigned(join(home, 'file', 'approvals.jsonl'), signedAt(1))).toMatchObject({ ok: false, problems: [{ code: 'HOME_NOT_WRITABLE' }] });
  });

  it('says where it cannot be read', () => {
    expect(signedHeads(home)).toMatchObject({ ok: false, problems: [{ code: 'KEY_UNUSABLE', at: home }] });
  });
});
