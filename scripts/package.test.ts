import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** The paths that npm would pack of the checkout as it is built now. */
function packed(): readonly string[] {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  const [{ files }] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [{ files: { path: string }[] }];
  return files.map(({ path }) => path);
}

function filesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

describe('the package', () => {
  const files = packed();

  it('holds the command, the whole knowledge base and the data of the registry and the search', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'bin/asbuilt',
        'package.json',
        'README.md',
        'LICENSE',
        ...filesOf('knowledge'),
        ...filesOf('dist/registry-data'),
        ...filesOf('dist/retrieval-data'),
      ]),
    );
  });

  it('holds nothing else than what runs', () => {
    expect(files.filter((path) => !/^(bin|dist\/app|dist\/(registry|retrieval)-data|knowledge)\/|^(package\.json|README\.md|LICENSE)$/.test(path))).toEqual([]);
    expect(files.filter((path) => path.includes('.test.'))).toEqual([]);
  });
});
