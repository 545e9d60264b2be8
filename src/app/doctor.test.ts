import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ensureApproverKey, makeRealApproverKey } from '../adapters/keys/approver-key.ts';
import { approverCheck, freeText } from './doctor.ts';
import { homeLayout } from './home-layout.ts';

it('tells of a key for real targets that is not on the list', async () => {
  const home = mkdtempSync(join(tmpdir(), 'asbuilt-doctor-'));
  const { keys } = homeLayout(home);
  const usual = ensureApproverKey(keys);
  if (!usual.ok) throw new Error(usual.problems[0]?.message);
  const { key } = usual.value;
  const begun = key.signChange(null, { kind: 'begin', approvers: [{ name: 'kim', publicKey: key.publicKey }] }, Date.now());
  writeFileSync(join(home, 'approvers.json'), JSON.stringify({ version: 2, changes: [begun] }));
  expect(await approverCheck({ home, user: 'kim' })).toMatchObject({ ok: true, detail: 'kim, for simulated targets' });
  expect((await makeRealApproverKey(keys, 'a long enough one')).ok).toBe(true);
  expect(await approverCheck({ home, user: 'kim' })).toMatchObject({
    ok: false,
    detail: expect.stringContaining('not on the list'),
    fix: expect.stringContaining('approver add kim'),
  });
  rmSync(home, { recursive: true, force: true });
});

it.each([
  [0, '0 MiB free'],
  [60 * 1024 ** 2, '60 MiB free'],
  [1024 ** 3 - 1, '1023 MiB free'],
  [1024 ** 3, '1 GiB free'],
  [2.99 * 1024 ** 3, '2.9 GiB free'],
])('tells how much room is left without rounding it up: %d', (bytes, expected) => expect(freeText(bytes)).toBe(expected));
