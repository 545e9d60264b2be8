import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResponseOf } from '../../src/model/operations.ts';
import type { Proposed } from '../proposed.ts';
import { Checkout } from './checkout.ts';

const none = { create: 0, update: 0, replace: 0, delete: 0, adopt: 0, run: 0, unchanged: 0 };

/** What stands is changed by sentences, with the real programs: what is said is done, and nothing else. */
describe('what stands', () => {
  const checkout = new Checkout();
  const up = ['up', '--sandbox', '--detach', '--port', '0', '--speed', 'infinity'];
  const plan = async (...words: string[]) => (await checkout.json<Proposed>('ask', ...words)).plan;
  const apply = async (...words: string[]) => {
    const done = await checkout.run('ask', ...words, '--yes');
    expect(done.code, done.out + done.err).toBe(0);
  };

  beforeAll(async () => {
    const started = await checkout.run(...up);
    expect(started.code, started.err).toBe(0);
    await apply('a bucket named reports-zq and a queue named orders-zq');
  }, 120_000);
  afterAll(() => checkout.end(), 60_000);

  it('is changed by whoever names it or points at it, and by the deployment', async () => {
    const [deployment] = (await checkout.json<ResponseOf<'deployments'>>('deployments')).deployments;
    for (const says of [
      ['a versioned bucket named reports-zq'],
      ['make reports-zq versioned'],
      ['the bucket should be versioned'],
      ['a versioned bucket', '--deployment', deployment?.name ?? ''],
    ]) {
      const changed = await plan(...says);
      expect(changed).toMatchObject({ deployment: deployment?.name, summary: { ...none, update: 1, unchanged: 1 } });
      expect(changed.changes.filter(({ action }) => action !== 'none')).toMatchObject([
        { node: 'bucket_reports_zq', differences: [{ path: expect.stringMatching(/Versioning/) }] },
      ]);
    }
  }, 120_000);

  it('keeps what it was given when less is said, and is no other than what the same words made', async () => {
    await apply('make reports-zq versioned');
    for (const says of ['a bucket named reports-zq', 'a bucket named reports-zq and a queue named orders-zq', 'make reports-zq versioned'])
      expect((await plan(says)).summary).toEqual({ ...none, unchanged: 2 });
  }, 120_000);

  it('is joined by another one of its kind where that is asked for', async () => {
    const other = await plan('another queue');
    expect(other.summary).toEqual({ ...none, create: 1 });
    expect((await checkout.json<ResponseOf<'deployments'>>('deployments')).deployments.map(({ name }) => name)).not.toContain(other.deployment);
  }, 60_000);

  it('is found again under its name after the records were lost, and is never somebody’s to remove', async () => {
    const file = join(checkout.home, 'shop.json');
    writeFileSync(file, JSON.stringify({ intent: 'a bucket named invoices-zq', name: 'shop' }));
    await apply('--file', file);
    expect((await checkout.run('down')).code).toBe(0);
    for (const end of ['', '-wal', '-shm']) rmSync(join(checkout.home, `store.db${end}`), { force: true });
    expect((await checkout.run(...up)).code).toBe(0);
    expect((await plan('a versioned bucket named reports-zq and a queue named orders-zq')).summary).toEqual({ ...none, adopt: 2 });
    const refused = await checkout.run('ask', 'a bucket named invoices-zq');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('is bucket_invoices_zq of deployment shop, as its tags say');
    expect(refused.err).toContain('asbuilt ask "…" --deployment shop');
    const led = await checkout.run('ask', 'a bucket named invoices-zq', '--deployment', 'shop');
    expect(led.err).toContain('{"intent": …, "name": "shop"}');
    expect((await plan('--file', file)).summary).toEqual({ ...none, adopt: 1 });
  }, 120_000);
});
