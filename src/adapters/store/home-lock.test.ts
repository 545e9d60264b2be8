import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireHomeLock, type HomeLock, holderOf } from './home-lock.ts';

const now = Date.parse('2026-01-01T00:00:00.000Z');

let home: string;
let children: ChildProcess[];
let locks: HomeLock[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asbuilt-lock-'));
  children = [];
  locks = [];
});
afterEach(async () => {
  for (const lock of locks) lock.release();
  for (const child of children) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  rmSync(home, { recursive: true, force: true });
});

async function acquire() {
  const lock = await acquireHomeLock(home, now);
  if (lock.ok) locks.push(lock.value);
  return lock;
}

/** Another process that tries to take the lock; says `held` or the code of the refusal, and lives on. */
async function contender(): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const program = `
    import { acquireHomeLock } from ${JSON.stringify(new URL('./home-lock.ts', import.meta.url).href)};
    const lock = await acquireHomeLock(${JSON.stringify(home)}, ${now});
    process.stdout.write(lock.ok ? 'held' : lock.problems[0].code);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [said] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  return { child, said: String(said) };
}

describe('the lock of a data folder', () => {
  it('refuses a second engine and names the first', async () => {
    const { child, said } = await contender();
    expect(said).toBe('held');
    const refused = await acquire();
    expect(refused).toMatchObject({ ok: false, problems: [{ code: 'HOME_LOCKED', at: home }] });
    const [problem] = refused.ok ? [] : refused.problems;
    expect(problem?.message).toContain(`process id ${child.pid}, since 2026-01-01T00:00:00.000Z`);
    expect(problem?.fix).toContain(`kill ${child.pid}`);
    expect(holderOf(home)).toEqual({ pid: child.pid, since: '2026-01-01T00:00:00.000Z' });
  });

  it('is free the moment its holder is killed', async () => {
    const { child } = await contender();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(holderOf(home)).toBeNull();
    expect((await acquire()).ok).toBe(true);
    expect(holderOf(home)).toMatchObject({ pid: process.pid });
  });

  it('goes to exactly one of several that start at once', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, contender));
    expect(answers.map((answer) => answer.said).sort()).toEqual(['HOME_LOCKED', 'HOME_LOCKED', 'HOME_LOCKED', 'held']);
  });

  it('refuses a second holder inside the same process, and looking does not lose it', async () => {
    expect((await acquire()).ok).toBe(true);
    expect((await acquire()).ok).toBe(false);
    expect(holderOf(home)).toMatchObject({ pid: process.pid });
    expect((await contender()).said).toBe('HOME_LOCKED');
  });

  it('waits for an engine that is just ending', async () => {
    const first = await acquire();
    if (!first.ok) throw new Error('not locked');
    const second = acquire();
    setTimeout(() => first.value.release(), 50);
    expect((await second).ok).toBe(true);
  });

  it('leaves one lock file behind, and nobody is said to hold it', async () => {
    const lock = await acquire();
    if (lock.ok) lock.value.release();
    expect(readdirSync(home)).toEqual(['engine.lock']);
    expect(holderOf(home)).toBeNull();
    expect(holderOf(join(home, 'nowhere'))).toBeNull();
  });

  it.each([
    ['garbage', Buffer.from('no database '.repeat(900))],
    ['a header and nothing behind it', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(100, 0xff)])],
  ])('is had although the lock file holds %s, for what it holds means nothing', async (_, bytes) => {
    writeFileSync(join(home, 'engine.lock'), bytes);
    expect((await acquire()).ok).toBe(true);
    expect((await contender()).said).toBe('HOME_LOCKED');
  });

  it('does not name a process that only has the id of a former holder', async () => {
    await acquire();
    writeFileSync(join(home, 'engine.holder.json'), JSON.stringify({ pid: process.pid, since: 'long ago', birth: '1' }));
    expect(holderOf(home)).toBe('unknown');
  });

  it('says that a folder cannot be made', async () => {
    writeFileSync(join(home, 'file'), '');
    expect(await acquireHomeLock(join(home, 'file', 'home'), now)).toMatchObject({ ok: false, problems: [{ code: 'HOME_NOT_WRITABLE' }] });
  });

  it.skipIf(process.getuid?.() === 0)('says that a folder cannot be written (not for root, who can write everywhere)', async () => {
    chmodSync(home, 0o500);
    expect(await acquire()).toMatchObject({ ok: false, problems: [{ code: 'HOME_NOT_WRITABLE' }] });
    chmodSync(home, 0o700);
  });
});
