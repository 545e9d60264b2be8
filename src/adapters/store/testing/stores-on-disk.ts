import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Store } from '../../../ports/store.ts';
import { createSqliteStore, type SqliteStoreOptions } from '../sqlite-store.ts';
import { clock, signer } from './records.ts';

/** A folder of its own for each test of a file, and stores on one database in it, which are closed after the test; `close` sees to one that was opened otherwise. */
export function storesOnDisk(): {
  readonly home: string;
  readonly path: string;
  open(more?: Pick<SqliteStoreOptions, 'onEvent'>): Store;
  close(store: Store): void;
} {
  let home = '';
  let stores: Store[] = [];
  const path = () => join(home, 'asbuilt.db');
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'asbuilt-store-'));
    stores = [];
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
    rmSync(home, { recursive: true, force: true });
  });
  return {
    get home() {
      return home;
    },
    get path() {
      return path();
    },
    close: (store) => void stores.push(store),
    open(more = {}) {
      const store = createSqliteStore({ path: path(), clock, signer, ...more });
      if (!store.ok) throw new Error(store.problems[0]?.message);
      stores.push(store.value);
      return store.value;
    },
  };
}
