import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSourceFolder } from './read-source-folder.ts';

const limits = { files: 5, bytes: 100 };
let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'asbuilt-source-'));
});
afterEach(() => rm(cwd, { recursive: true }));

async function put(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), `content of ${path}`.slice(0, 10));
  }
}
async function read(folder = './seed', file = 'i.yaml') {
  const files = await readSourceFolder(cwd, file, folder, limits);
  return files.ok ? files.value.map(({ path }) => path).sort() : files.problems.map(({ code, at, fix }) => `${code} at ${at}: ${fix}`);
}

describe('the folder of a source', () => {
  it('is taken whole, but for what is hidden and what Python leaves behind', async () => {
    await put('seed/main.py', 'seed/lib/a.py', 'seed/.git/HEAD', 'seed/.env', 'seed/__pycache__/main.pyc', 'seed/lib/__pycache__/a.pyc', 'seed/lib/.x');
    expect(await read()).toEqual(['lib/a.py', 'main.py']);
    const files = await readSourceFolder(cwd, 'i.yaml', './seed/', limits);
    expect(files).toMatchObject({ ok: true, value: expect.arrayContaining([{ path: 'main.py', content: Buffer.from('content of') }]) });
  });

  it('is named relative to the file that names it', async () => {
    await put('deploy/seed/main.py', 'shared/seed/main.py');
    expect(await read('./seed', 'deploy/i.yaml')).toEqual(['main.py']);
    expect(await read('../shared/seed', 'deploy/i.yaml')).toEqual(['main.py']);
    expect(await read('deploy/seed', '-')).toEqual(['main.py']);
  });

  it('may hold links that stay inside', async () => {
    await put('seed/main.py', 'seed/lib/a.py');
    await symlink('main.py', join(cwd, 'seed/again.py'));
    await symlink('lib', join(cwd, 'seed/more'));
    expect(await read()).toEqual(['again.py', 'lib/a.py', 'main.py', 'more/a.py']);
  });

  it.each([
    ['to a file elsewhere', '../secret.txt'],
    ['to a folder elsewhere', '..'],
    ['to a place whose name begins alike', '../seed-of-another/x'],
    ['to an absolute path', '/etc/hostname'],
  ])('is refused when a link in it leads out: %s', async (_, to) => {
    await put('seed/main.py', 'secret.txt', 'seed-of-another/x');
    await symlink(to, join(cwd, 'seed/link'));
    expect(await read()).toEqual(['SOURCE_UNUSABLE at ./seed/link: put what it leads to into the folder itself']);
  });

  it('is refused when a link in it leads in a circle, or nowhere', async () => {
    await put('seed/lib/a.py');
    await symlink('..', join(cwd, 'seed/lib/up'));
    expect(await read()).toEqual(['SOURCE_UNUSABLE at ./seed/lib/up: remove the link']);
    await rm(join(cwd, 'seed/lib/up'));
    await symlink('nowhere', join(cwd, 'seed/lib/up'));
    expect(await read()).toEqual(['SOURCE_UNUSABLE at ./seed/lib/up: make it readable, or remove it']);
  });

  it('is refused when it holds something that is no file', async () => {
    await put('seed/main.py');
    const socket = createServer();
    await new Promise<void>((resolve) => socket.listen(join(cwd, 'seed/socket'), resolve));
    const found = await read();
    await new Promise((resolve) => socket.close(resolve));
    expect(found).toEqual(['SOURCE_UNUSABLE at ./seed/socket: remove it']);
  });

  it('holds as many files and bytes as the limits say, and no more', async () => {
    await put('seed/1', 'seed/2', 'seed/3', 'seed/4', 'seed/5');
    expect(await read()).toHaveLength(5);
    await put('seed/6');
    expect(await read()).toEqual(['SOURCE_UNUSABLE at ./seed: name a smaller folder']);
    await rm(join(cwd, 'seed/6'));
    await writeFile(join(cwd, 'seed/5'), 'x'.repeat(60));
    expect(await read()).toHaveLength(5);
    await writeFile(join(cwd, 'seed/5'), 'x'.repeat(61));
    expect(await read()).toEqual(['SOURCE_UNUSABLE at ./seed/5: leave out what the units do not need']);
  });

  it.each([
    ['is not there', './none', 'name a readable folder, relative to the intent file'],
    ['is a file', './file.py', 'put the file into a folder of its own, and name that'],
    ['has nothing in it', './empty', 'put the unit’s code there; hidden files are left out'],
    ['is named absolutely', '/etc', 'name the folder relative to the intent file, as in ./seed'],
  ])('is refused when it %s', async (_, folder, fix) => {
    await put('file.py', 'empty/.hidden');
    expect(await read(folder)).toEqual([`SOURCE_UNUSABLE at ${folder}: ${fix}`]);
  });

  it('is refused when a file has a name that a bundle cannot hold', async () => {
    await put('seed/a\\b.py');
    expect(await read()).toEqual(['SOURCE_UNUSABLE at ./seed/a\\b.py: give it another name']);
  });
});
