import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../kernel/digest.ts';
import type { Write } from '../../ports/store.ts';
import { StoreFailure } from '../../ports/store-failure.ts';
import { openDatabase } from './open-database.ts';
import { createSqliteStore, storeOn } from './sqlite-store.ts';
import { begin, clock, signer, stepOf } from './testing/records.ts';
import { storesOnDisk } from './testing/stores-on-disk.ts';

const disk = storesOnDisk();

describe('the file', () => {
  it('still has everything after it was closed and opened again', async () => {
    const store = disk.open();
    await begin(store, 'r_1', 'n1', 'web', { a: [] });
    await store.commit([{ kind: 'deployment', name: 'web', targets: { main: 'sandbox' }, intent: 'a queue' }]);
    await store.close();
    const again = disk.open();
    expect(await again.deployments()).toEqual([{ name: 'web', targets: { main: 'sandbox' }, intent: 'a queue' }]);
    expect(await again.steps('r_1')).toEqual([stepOf('a')]);
  });

  it('keeps nothing of a commit of which one write fails', async () => {
    const store = disk.open();
    const writes: Write[] = [
      { kind: 'deployment', name: 'web', targets: { t: 't' }, intent: 'i' },
      { kind: 'step', run: 'r_none', step: stepOf('a') },
    ];
    await expect(store.commit(writes)).rejects.toThrow('does not exist');
    expect(await store.deployments()).toEqual([]);
  });

  it('says that the disk is full, and works again once there is room', async () => {
    const opened = openDatabase(disk.path);
    if (!opened.ok) throw new Error(opened.problems[0]?.message);
    const store = storeOn(opened.value.database, true, { path: disk.path, clock, signer });
    if (!store.ok) throw new Error(store.problems[0]?.message);
    const limited = store.value;
    disk.close(limited);
    const pages = Number(opened.value.database.prepare('PRAGMA page_count').get()?.['page_count']);
    opened.value.database.exec(`PRAGMA max_page_count = ${pages + 2}`);
    const failure = await limited
      .commit([{ kind: 'deployment', name: 'big', targets: { t: 't' }, intent: 'x'.repeat(1_000_000) }])
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreFailure);
    expect((failure as StoreFailure).problem.code).toBe('DISK_FULL');
    await limited.commit([{ kind: 'deployment', name: 'small', targets: { t: 't' }, intent: 'i' }]);
    expect((await limited.deployments()).map((deployment) => deployment.name)).toEqual(['small']);
  });

  it('refuses a folder that cannot be made, a damaged file, and one from a newer version', async () => {
    const codeOf = (file: string) => {
      const store = createSqliteStore({ path: file, clock: { now: () => 0 }, signer });
      return store.ok ? 'ok' : store.problems[0]?.code;
    };
    writeFileSync(join(disk.home, 'file'), '');
    expect(codeOf(join(disk.home, 'file', 'asbuilt.db'))).toBe('HOME_NOT_WRITABLE');
    writeFileSync(join(disk.home, 'damaged.db'), 'not a database '.repeat(400));
    expect(codeOf(join(disk.home, 'damaged.db'))).toBe('STORE_DAMAGED');
    await disk.open().close();
    const raw = new DatabaseSync(disk.path);
    raw.exec('UPDATE schema_version SET version = version + 1');
    raw.close();
    expect(codeOf(disk.path)).toBe('STORE_NEWER');
  });

  it('refuses records that do not say which format they have, or lack tables, and changes nothing in them', async () => {
    const problemAfter = (sql: string) => {
      const raw = new DatabaseSync(disk.path);
      raw.exec(sql);
      raw.close();
      const bytes = readFileSync(disk.path);
      const store = createSqliteStore({ path: disk.path, clock, signer });
      expect(readFileSync(disk.path).equals(bytes)).toBe(true);
      return store;
    };
    await disk.open().close();
    for (const sql of ['DELETE FROM schema_version', 'INSERT INTO schema_version VALUES (1, 0)', 'DROP TABLE schema_version'])
      expect(problemAfter(sql)).toMatchObject({
        ok: false,
        problems: [{ code: 'STORE_DAMAGED', at: disk.path, cause: expect.stringContaining('schema_version') }],
      });
  });

  it('refuses records that lack tables, and names them', async () => {
    await disk.open().close();
    const raw = new DatabaseSync(disk.path);
    raw.exec('DROP TABLE bindings');
    raw.close();
    expect(createSqliteStore({ path: disk.path, clock, signer })).toMatchObject({
      ok: false,
      problems: [{ code: 'STORE_DAMAGED', cause: 'missing: bindings' }],
    });
  });

  it.each(['', 'garbage', 'null', '{}', '[]', '"text"', '{"node":"b","deployment":"web","kind":"resource"}', '{"node":"other"'])(
    'says of a binding that holds %j that it is damaged, and whose it is or why',
    async (body) => {
      const store = disk.open();
      await store.commit([{ kind: 'deployment', name: 'web', targets: { t: 't' }, intent: 'i' }]);
      const raw = new DatabaseSync(disk.path);
      raw.prepare("INSERT INTO bindings (deployment, node, body) VALUES ('web', 'b', ?)").run(body);
      raw.close();
      for (const read of [store.bindings('web'), store.bindingOf('web', 'b'), store.allBindings()]) {
        const failure = await read.catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(StoreFailure);
        expect((failure as StoreFailure).problem).toMatchObject({
          code: 'STORE_DAMAGED',
          at: disk.path,
          cause: expect.stringMatching(/./),
          fix: expect.stringMatching(/backup/),
        });
      }
      expect(await store.deployments()).toHaveLength(1);
    },
  );

  it('has no source whose content has become another than its digest names: nobody signed that; the same one sent again is there again', async () => {
    const store = disk.open();
    const bundle = { files: [{ path: 'main.py', base64: 'cHJpbnQoMSk=' }] };
    const digest = digestOf(bundle);
    await store.commit([{ kind: 'source', digest, bundle }]);
    expect(await store.source(digest)).toEqual(bundle);
    const raw = new DatabaseSync(disk.path);
    raw.prepare('UPDATE sources SET bundle = ?').run(JSON.stringify({ files: [{ path: 'main.py', base64: 'cHJpbnQoMik=' }] }));
    raw.close();
    await turn();
    expect(await store.source(digest)).toBeNull();
    await store.commit([{ kind: 'source', digest, bundle }]);
    expect(await store.source(digest)).toEqual(bundle);
  });
});
