import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { groupCommit } from './group-commit.ts';

const open: DatabaseSync[] = [];
afterEach(() => {
  for (const database of open.splice(0)) if (database.isOpen) database.close();
});

function setUp(seal: () => void = () => {}) {
  const database = new DatabaseSync(':memory:');
  open.push(database);
  database.exec('CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT) STRICT');
  let memory = 0;
  let seals = 0;
  const commits = groupCommit(database, {
    begin: () => undefined,
    mark: () => {
      const before = memory;
      return () => {
        memory = before;
      };
    },
    seal() {
      seals++;
      seal();
    },
    committed: () => undefined,
    explain: (error) => error,
  });
  const add = (n: number, text = '') =>
    commits.join(() => {
      memory += 1;
      database.prepare('INSERT INTO t VALUES (?, ?)').run(n, text);
      return n;
    });
  const rows = () =>
    database
      .prepare('SELECT n FROM t ORDER BY n')
      .all()
      .map((row) => row['n']);
  return { database, commits, add, rows, memory: () => memory, seals: () => seals };
}

describe('group commit', () => {
  it('puts everything asked for in one turn into one transaction, in order, each with its own value', async () => {
    const store = setUp();
    expect(await Promise.all([3, 1, 2].map((n) => store.add(n)))).toEqual([3, 1, 2]);
    expect(store.seals()).toBe(1);
    expect(store.rows()).toEqual([1, 2, 3]);
  });

  it('undoes a failing member alone, with what it changed in memory', async () => {
    const store = setUp();
    const answers = await Promise.allSettled([store.add(1), store.add(1), store.add(2)]);
    expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(store.rows()).toEqual([1, 2]);
    expect(store.memory()).toBe(2);
  });

  it('commits the small ones when one is too large for the disk', async () => {
    const store = setUp();
    const pages = Number(store.database.prepare('PRAGMA page_count').get()?.['page_count']);
    store.database.exec(`PRAGMA max_page_count = ${pages + 4}`);
    const answers = await Promise.allSettled([store.add(1), store.add(2, 'x'.repeat(100_000)), store.add(3)]);
    expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(store.rows()).toEqual([1, 3]);
    expect(store.memory()).toBe(2);
  });

  it('keeps nothing of a transaction whose last act fails', async () => {
    const store = setUp(() => {
      throw new Error('the head cannot be signed');
    });
    await expect(store.add(1)).rejects.toThrow('the head cannot be signed');
    expect(store.rows()).toEqual([]);
    expect(store.memory()).toBe(0);
  });

  it('commits what waits when it is closed, and refuses what comes after', async () => {
    const store = setUp();
    const waiting = store.add(1);
    store.commits.close();
    await expect(waiting).resolves.toBe(1);
    await expect(store.add(2)).rejects.toThrow('closed');
    expect(store.rows()).toEqual([1]);
  });
});
