import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gates } from '../../scripts/gates.ts';

const root = join(import.meta.dirname, '..', '..');

const configuration = [
  'biome.json',
  'tsconfig.json',
  'tsconfig.pure.json',
  '.dependency-cruiser.mjs',
  'knip.json',
  'scripts/rooms.mjs',
  'scripts/lint/no-ambient-time.grit',
  'scripts/lint/no-ambient-settings.grit',
  'scripts/lint/no-forged-permit.grit',
];

/** A package as small as the guards allow, under their real configuration, and without a violation. */
const lawful: Readonly<Record<string, string>> = {
  'package.json': `${JSON.stringify({ name: 'specimen', version: '1.0.0', private: true, type: 'module', dependencies: { zod: '^4.0.0' } }, null, 2)}\n`,
  'src/kernel/twice.ts': 'export function twice(value: number): number {\n  return 2 * value;\n}\n',
  'src/model/limit.ts': "import { z } from 'zod';\n\nexport const limit = z.int();\n",
  'src/app/main.ts': "import { twice } from '../kernel/twice.ts';\nimport { limit } from '../model/limit.ts';\n\nprocess.exitCode = twice(limit.parse(0));\n",
  'test/none/none.test.ts': 'export {};\n',
  'bench/run.ts': 'export {};\n',
};

/** What one guard finds in the lawful package with these files added or replaced; null when it finds nothing. */
export function findings(gate: string, files: Readonly<Record<string, string>> = {}): string | null {
  const guard = gates.find(({ name }) => name.includes(gate));
  if (guard === undefined) throw new Error(`there is no guard ${gate}`);
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-gate-'));
  try {
    for (const path of configuration) cpSync(join(root, path), join(folder, path));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    // biome asks git which files are ignored; knip reads the same file.
    writeFileSync(join(folder, '.gitignore'), 'node_modules\n');
    for (const [path, text] of Object.entries({ ...lawful, ...files })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return guard.check(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
