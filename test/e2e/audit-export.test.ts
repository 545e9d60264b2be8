import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Proposed } from '../proposed.ts';
import { Checkout } from './checkout.ts';

/** What was noted of the audit log outside of it, after the log itself is gone. */
describe('an audit log that is gone', () => {
  const checkout = new Checkout();
  const elsewhere = mkdtempSync(join(tmpdir(), 'asbuilt-export-'));
  const file = join(elsewhere, 'audit.json');
  let entries = 0;

  beforeAll(async () => {
    await up();
    const { plan } = await checkout.json<Proposed>('ask', 'a bucket named noted-elsewhere');
    expect((await checkout.run('approve', plan.id)).code).toBe(0);
    const said = await checkout.run('audit', 'list', '--json');
    const exported = JSON.parse(said.out) as { entries: { seq: number; hash: string }[]; head: { seq: number; hash: string } };
    entries = exported.entries.length;
    expect(exported.head).toEqual({ seq: entries, hash: exported.entries.at(-1)?.hash });
    writeFileSync(file, said.out);
    expect((await checkout.run('audit', 'verify', '--against', file)).code).toBe(0);
  }, 180_000);
  afterAll(async () => {
    await checkout.end();
    rmSync(elsewhere, { recursive: true, force: true });
  }, 60_000);

  it('is missed by the approver’s own record where only the log was wiped', async () => {
    await checkout.run('down');
    for (const name of ['store.db', 'store.db-wal', 'store.db-shm']) rmSync(join(checkout.home, name), { force: true });
    await up();
    const said = await checkout.run('audit', 'verify');
    expect(said.code).toBe(1);
    expect(said.err).toMatch(
      /AUDIT_BROKEN[\s\S]*an entry is not in the audit log that your own approvals name: entry \d+ \(the end of the log when you approved p_/,
    );
  }, 120_000);

  it('is missed by an export where the whole data folder was deleted, entry by entry', async () => {
    await checkout.run('down');
    rmSync(checkout.home, { recursive: true, force: true });
    mkdirSync(checkout.home, { mode: 0o700 });
    await up();
    expect((await checkout.run('audit', 'verify')).code).toBe(0);
    const said = await checkout.run('audit', 'verify', '--against', file);
    expect(said.code).toBe(1);
    expect(said.err).toContain(`${entries} entries are not in the audit log that ${file} holds: entry 1 (`);
    expect(said.err).toMatch(/approvers\.changed approvers\), to entry \d+ \(.*, approval\.given p_[0-9a-f]{12}/);
  }, 120_000);

  async function up(): Promise<void> {
    const started = await checkout.run('up', '--sandbox', '--detach', '--speed', 'infinity');
    expect(started.code, started.err).toBe(0);
  }
});
