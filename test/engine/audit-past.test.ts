import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSqliteStore } from '../../src/adapters/store/sqlite-store.ts';
import { foundBroken, verifyAudit } from '../../src/engine/verify-audit.ts';
import type { HeadSigner } from '../../src/ports/signer.ts';
import type { Store } from '../../src/ports/store.ts';

let home: string;
let store: Store | null;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asbuilt-past-'));
  store = null;
});
afterEach(async () => {
  await store?.close();
  rmSync(home, { recursive: true, force: true });
});

function newKey(): HeadSigner {
  const keys = generateKeyPairSync('ed25519');
  return {
    sign: (text) => sign(null, Buffer.from(text), keys.privateKey).toString('base64'),
    verify: (text, signature) => verify(null, Buffer.from(text), keys.publicKey, Buffer.from(signature, 'base64')),
  };
}

async function opened(signer: HeadSigner): Promise<Store> {
  await store?.close();
  const made = createSqliteStore({ path: join(home, 'store.db'), clock: { now: () => 0 }, signer });
  if (!made.ok) throw new Error(made.problems[0]?.message);
  store = made.value;
  return store;
}

const note = (of: Store) =>
  of.commit([{ kind: 'audit', event: { at: '2026-01-01T00:00:00.000Z', kind: 'run.begun', actor: 'ada', subject: 'r_1', data: {} } }]);

it('is told by the start that finds a log which the key that is there did not sign, with what that costs, and by every check from then on', async () => {
  const key = newKey();
  expect(await foundBroken({ store: await opened(key) })).toBeNull();
  await note(await opened(key));
  expect(await foundBroken({ store: await opened(key) })).toBeNull();
  const anew = newKey();
  const found = await opened(anew);
  expect(await foundBroken({ store: found })).toMatchObject({
    code: 'AUDIT_BROKEN',
    message: expect.stringMatching(/since entry 2.*nothing.*proves/),
    fix: expect.stringContaining('--against'),
  });
  await note(found);
  const later = await opened(anew);
  expect(await foundBroken({ store: later })).toBeNull();
  expect(await verifyAudit({ store: later })).toMatchObject({ ok: false, problems: [{ code: 'AUDIT_BROKEN', at: 'audit 2' }] });
});
