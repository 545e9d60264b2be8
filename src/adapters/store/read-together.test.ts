import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { groupCommit } from './group-commit.ts';
import { preparedStatements } from './prepared-statements.ts';
import { readTogether } from './read-together.ts';

const folders: string[] = [];
const open: DatabaseSync[] = [];
afterEach(() => {
  for (const database of open.splice(0)) if (database.isOpen) database.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-reads-'));
  folders.push(folder);
  const path = join(folder, 'a.db');
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT; INSERT INTO t VALUES (1)');
  const other = new DatabaseSync(path);
  open.push(database, other);
  const reads = readTogether(database, preparedStatements(database));
  const commits = groupCommit(database, {
    begin: reads.end,
    mark: () => () => undefined,
    seal: () => undefined,
    committed: () => undefined,
    explain: (error) => error,
  });
  const count = () => Number(reads.prepared('SELECT count(*) AS n FROM t').get()?.['n']);
  const add = (to: DatabaseSync, n: number) => to.prepare('INSERT INTO t VALUES (?)').run(n);
  return { database, other, reads, commits, count, add };
}

it('reads of one turn are of one moment, and those of the next see what another has written since', async () => {
  const { other, count, add } = setUp();
  expect(count()).toBe(1);
  add(other, 2);
  await Promise.resolve();
  expect(count()).toBe(1);
  await turn();
  await turn();
  expect(count()).toBe(2);
});

it('nothing stays open over a turn, so that another can empty the write-ahead log', async () => {
  const { database, other, count } = setUp();
  count();
  await turn();
  await turn();
  expect(database.isTransaction).toBe(false);
  expect(other.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()).toMatchObject({ busy: 0 });
});

it('a commit that was asked for in the turn of a read is not held up by it, and is read after it', async () => {
  const { commits, database, count, add } = setUp();
  expect(count()).toBe(1);
  const written = commits.join(() => {
    add(database, 2);
    return count();
  });
  expect(count()).toBe(1);
  expect(await written).toBe(2);
  expect(count()).toBe(2);
});

it('a read that ends the transaction does not fail what comes after', async () => {
  const { reads, database, count } = setUp();
  count();
  database.exec('ROLLBACK');
  expect(() => reads.end()).not.toThrow();
  expect(count()).toBe(1);
});
