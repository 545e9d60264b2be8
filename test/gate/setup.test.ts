import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** A checkout with few sources, whose packages are those of this one. */
let checkout = '';
const inCheckout = (...path: string[]): string => join(checkout, ...path);

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'asbuilt-checkout-'));
  for (const path of [
    'scripts',
    'bin',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'src/kernel',
    'src/model',
    'src/registry',
    'src/ports',
    'src/knowledge/retrieval',
  ]) {
    cpSync(join(root, path), inCheckout(path), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), inCheckout('node_modules'));
  // Exactly what is installed, so that no installation starts in the shared folder.
  copyFileSync(join(root, 'node_modules', '.package-lock.json'), inCheckout('package-lock.json'));
  mkdirSync(inCheckout('src', 'app'));
  writeFileSync(
    inCheckout('src', 'app', 'main.ts'),
    'process.stdout.write(JSON.stringify({ argv: process.argv.slice(2), node: process.version }));\nprocess.exitCode = 7;\n',
  );
});

afterAll(() => rmSync(checkout, { recursive: true, force: true }));

function run(program: string, argv: readonly string[], env: Record<string, string> = {}) {
  return spawnSync(program, argv, { cwd: checkout, encoding: 'utf8', env: { ...process.env, ...env } });
}

const build = () => run(process.execPath, ['scripts/build.mjs']);

describe('the set-up', () => {
  it('builds what is missing, tells of it on stderr alone, and does nothing the next time', () => {
    const first = build();
    expect(first).toMatchObject({ status: 0, stdout: '' });
    expect(first.stderr).toContain('built in');
    expect(readdirSync(inCheckout('dist', 'app'))).toEqual(['main.js']);
    expect(existsSync(inCheckout('dist', 'registry-data', 'index.json'))).toBe(true);
    expect(build()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it('follows the sources, and leaves the former build in place while they do not compile', () => {
    const main = inCheckout('src', 'app', 'main.ts');
    const before = readFileSync(main, 'utf8');
    const extra = inCheckout('src', 'app', 'extra.ts');
    const loaded = (): string[] => readdirSync(inCheckout('dist', 'app')).filter((name) => /^extra-.*\.js$/.test(name));
    writeFileSync(main, `${before}process.stderr.write(String((await import('./extra.ts')).extra));\n`);
    writeFileSync(extra, "export const extra = 'one';\n");
    expect(build().status).toBe(0);
    const [first = ''] = loaded();
    expect(readFileSync(inCheckout('dist', 'app', first), 'utf8')).toContain('"one"');

    writeFileSync(extra, "export const extra: number = 'two';\n");
    const outcome = build();
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain('do not compile');
    expect(outcome.stderr).toContain('extra.ts');
    expect(loaded()).toEqual([first]);
    expect(existsSync(inCheckout('dist', 'registry-data', 'index.json'))).toBe(true);

    // What a running program may still load stays for a day.
    writeFileSync(extra, "export const extra = 'two';\n");
    expect(build().status).toBe(0);
    expect(loaded()).toHaveLength(2);
    expect(loaded()).toContain(first);
    utimesSync(inCheckout('dist', 'app', first), 0, 0);
    // But for a package, which holds what was built last and nothing else.
    const packed = inCheckout('for-a-package');
    cpSync(inCheckout('dist'), packed, { recursive: true });
    expect(run(process.execPath, ['scripts/prepack.mjs']).status).toBe(0);
    expect(loaded()).toHaveLength(1);
    expect(loaded()).not.toContain(first);
    rmSync(inCheckout('dist'), { recursive: true });
    cpSync(packed, inCheckout('dist'), { recursive: true, preserveTimestamps: true });
    utimesSync(inCheckout('dist', 'app', first), 0, 0);
    writeFileSync(main, before);
    rmSync(extra);
    expect(build().status).toBe(0);
    expect(loaded()).toHaveLength(1);
    expect(loaded()).not.toContain(first);
  });

  it('refuses a checkout whose lock file is damaged instead of guessing versions', () => {
    const lock = inCheckout('package-lock.json');
    const whole = readFileSync(lock, 'utf8');
    writeFileSync(lock, whole.slice(0, 100));
    const outcome = build();
    writeFileSync(lock, whole);
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain('package-lock.json is missing or damaged');
  });
});

describe('bin/asbuilt', () => {
  it('runs the build on the checkout’s Node 24, with the arguments and the exit code', () => {
    const outcome = run(inCheckout('bin', 'asbuilt'), ['ask', 'two words', '--json', '']);
    expect(outcome.status).toBe(7);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ argv: ['ask', 'two words', '--json', ''], node: expect.stringMatching(/^v24\./) });
  });

  it('is found through symbolic links, absolute and relative, and when called from its own folder', () => {
    mkdirSync(inCheckout('links'));
    symlinkSync(inCheckout('bin', 'asbuilt'), inCheckout('links', 'absolute'));
    symlinkSync('../bin/asbuilt', inCheckout('links', 'relative'));
    symlinkSync('relative', inCheckout('links', 'twice'));
    for (const name of ['absolute', 'relative', 'twice']) expect(run(inCheckout('links', name), []).status, name).toBe(7);
    expect(spawnSync('sh', ['asbuilt'], { cwd: inCheckout('bin') }).status).toBe(7);
    expect(run('asbuilt', [], { PATH: `${inCheckout('links')}:${inCheckout('bin')}:/usr/bin:/bin` }).status).toBe(7);
  });

  it('says what to do when nothing was built', () => {
    const folder = mkdtempSync(join(tmpdir(), 'asbuilt-bin-'));
    try {
      mkdirSync(join(folder, 'bin'));
      copyFileSync(join(root, 'bin', 'asbuilt'), join(folder, 'bin', 'asbuilt'));
      const outcome = run(join(folder, 'bin', 'asbuilt'), ['ask']);
      expect(outcome).toMatchObject({ status: 1, stdout: '' });
      expect(outcome.stderr).toContain('npm run build');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('takes another Node only when it is new enough', () => {
    const folder = mkdtempSync(join(tmpdir(), 'asbuilt-bin-'));
    try {
      for (const path of ['bin', 'dist/app', 'old', 'new']) mkdirSync(join(folder, path), { recursive: true });
      copyFileSync(join(root, 'bin', 'asbuilt'), join(folder, 'bin', 'asbuilt'));
      copyFileSync(inCheckout('dist', 'app', 'main.js'), join(folder, 'dist', 'app', 'main.js'));
      writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
      symlinkSync(process.execPath, join(folder, 'new', 'node'));
      writeFileSync(join(folder, 'old', 'node'), '#!/bin/sh\n[ "$1" = --version ] && echo v20.20.2\nexit 1\n', { mode: 0o755 });
      expect(run(join(folder, 'bin', 'asbuilt'), [], { PATH: `${join(folder, 'new')}:/usr/bin:/bin` }).status).toBe(7);
      const outcome = run(join(folder, 'bin', 'asbuilt'), [], { PATH: `${join(folder, 'old')}:/usr/bin:/bin` });
      expect(outcome.status).toBe(1);
      expect(outcome.stderr).toContain('v20.20.2 is too old');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
