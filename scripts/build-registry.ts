import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { sha256 } from '../src/kernel/digest.ts';
import { packedIndex, packedIndexName } from '../src/registry/packed-file.ts';
import { writePackedFile } from '../src/registry/write-packed-file.ts';

const root = join(import.meta.dirname, '..');
/** Where the registry's data lies, for code run from `src` as for code run from `dist`. */
const folder = join(root, 'dist', 'registry-data');

/** What decides the generated data: the spec's version and the code that translates it. */
function sourceDigest(): string {
  const require = createRequire(import.meta.url);
  const { version } = JSON.parse(readFileSync(require.resolve('@aws-cdk/aws-service-spec/package.json'), 'utf8')) as { version: string };
  const code = [
    'scripts/build-registry.ts',
    'scripts/documented-default.ts',
    'scripts/documented-values.ts',
    'scripts/published-forms.ts',
    'scripts/registry-from-spec.ts',
    'scripts/schema-facts.jsonl',
    'src/registry/rewrites.ts',
    'src/registry/supplement.ts',
    'src/registry/pointer-cover.ts',
    'src/registry/write-packed-file.ts',
  ];
  return `aws-service-spec ${version} ${sha256(code.map((file) => readFileSync(join(root, file), 'utf8')).join('\0'))}`;
}

function builtFrom(): string | null {
  try {
    return packedIndex.parse(JSON.parse(readFileSync(join(folder, packedIndexName), 'utf8'))).source;
  } catch {
    return null;
  }
}

/** Writes the registry's data, unless what is there was made from the same sources. */
export async function buildRegistry(): Promise<'built' | 'fresh'> {
  const source = sourceDigest();
  if (builtFrom() === source) return 'fresh';
  // Loaded only here: the spec takes half a second and 200 MB.
  const [{ loadAwsServiceSpec }, { typesFromSpec }] = await Promise.all([import('@aws-cdk/aws-service-spec'), import('./registry-from-spec.ts')]);
  const types = typesFromSpec(await loadAwsServiceSpec());
  writePackedFile(folder, source, new Map(types.map((type) => [type.name, JSON.stringify(type)])));
  return 'built';
}

if (import.meta.main) {
  if (process.argv.includes('--force')) rmSync(folder, { recursive: true, force: true });
  const began = performance.now();
  const outcome = await buildRegistry();
  process.stderr.write(`registry data: ${outcome} in ${Math.round(performance.now() - began)} ms\n`);
}
