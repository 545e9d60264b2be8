import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareHome } from './prepare-home.ts';

let root: string;
let home: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'asbuilt-prepare-'));
  home = join(root, 'a', 'b', 'home');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

function made(): void {
  expect(prepareHome(home)).toEqual({ ok: true, value: null });
}

describe('a data folder', () => {
  it('is made with everything above it, for its owner alone', () => {
    made();
    for (const folder of ['a', 'a/b', 'a/b/home']) expect(modeOf(join(root, folder))).toBe(0o700);
    made();
  });

  it.each([
    ['a file', () => writeFileSync(join(root, 'a'), '')],
    ['below a file', () => mkdirSync(join(root, 'a')) ?? writeFileSync(join(root, 'a', 'b'), '')],
  ])('is refused with the reason where it would be %s', (_, put) => {
    put();
    expect(prepareHome(home)).toMatchObject({ ok: false, problems: [{ code: 'HOME_NOT_WRITABLE', at: home, cause: expect.stringContaining('not a folder') }] });
  });

  it.runIf(existsSync('/proc/self'))('is refused, and not tried for ever, where no folder can be made', () => {
    for (const nowhere of ['/proc/asbuilt/home', '/proc/self/asbuilt'])
      expect(prepareHome(nowhere)).toMatchObject({ ok: false, problems: [{ code: 'HOME_NOT_WRITABLE', cause: expect.stringMatching(/./) }] });
  });

  it('is refused where others may write into it, and taken where they may only look', () => {
    made();
    for (const mode of [0o777, 0o770, 0o1777]) {
      chmodSync(home, mode);
      expect(prepareHome(home)).toMatchObject({ ok: false, problems: [{ code: 'HOME_UNSAFE', fix: `chmod go-w ${home}` }] });
    }
    chmodSync(home, 0o755);
    made();
  });

  it('may be a link to a folder elsewhere', () => {
    mkdirSync(join(root, 'elsewhere'), { mode: 0o700 });
    symlinkSync(join(root, 'elsewhere'), join(root, 'link'));
    expect(prepareHome(join(root, 'link')).ok).toBe(true);
  });
});

describe('what Asbuilt put there', () => {
  beforeEach(made);

  it.each(['store.db', 'store.db-wal', 'sandbox.db', 'engine.log', 'engine.lock', 'engine.json', 'agent.json', 'approvers.json'])(
    'is its owner’s alone from now on: %s that others could read',
    (name) => {
      writeFileSync(join(home, name), 'kept');
      chmodSync(join(home, name), 0o644);
      made();
      expect(modeOf(join(home, name))).toBe(0o600);
    },
  );

  it.each(['store.db', 'approvers.json', 'engine.log', 'targets.yaml'])('is refused where others may have written it: %s, unless people write it', (name) => {
    writeFileSync(join(home, name), 'kept');
    chmodSync(join(home, name), 0o666);
    const prepared = prepareHome(home);
    if (name === 'targets.yaml') expect(prepared.ok).toBe(true);
    else expect(prepared).toMatchObject({ ok: false, problems: [{ code: 'HOME_UNSAFE', at: join(home, name), cause: expect.stringContaining('0666') }] });
    expect(modeOf(join(home, name))).toBe(0o666);
  });

  it.each(['keys', 'restate', 'engine.log', 'store.db', 'sandbox.log'])('is no link: %s', (name) => {
    writeFileSync(join(root, 'victim'), 'kept');
    symlinkSync(join(root, 'victim'), join(home, name));
    expect(prepareHome(home)).toMatchObject({ ok: false, problems: [{ code: 'HOME_UNSAFE', cause: expect.stringContaining('victim') }] });
  });

  it.each([
    ['store.db', 'folder'],
    ['keys', 'file'],
  ])('is what it was made as: %s is no %s', (name, kind) => {
    if (kind === 'folder') mkdirSync(join(home, name));
    else writeFileSync(join(home, name), '');
    expect(prepareHome(home)).toMatchObject({ ok: false, problems: [{ code: 'STORE_DAMAGED', at: join(home, name), fix: expect.stringContaining('.aside') }] });
    expect(readdirSync(home)).toContain(name);
  });
});
