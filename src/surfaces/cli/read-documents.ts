import { dirname, isAbsolute, join, relative } from 'node:path';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { isJsonObject, type Json } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { RequestOf } from '../../model/operations.ts';
import type { CliIo } from './cli-io.ts';
import { readTemplateFiles } from './read-template-files.ts';

type Request = RequestOf<'publish'>;

export interface Documents {
  readonly request: Request;
  /** Where the lock file of what was read is, or is to be. */
  readonly lockFile: string;
}

const mostFiles = 1_000;
/** Of everything that one publication reads: in base64 it must leave room in a request of a mebibyte. */
const mostBytes = 512 * 1024;
const isDocument = /^(apiVersion|"apiVersion")\s*:\s*"?asbuilt\.dev\/v1|"apiVersion"\s*:\s*"asbuilt\.dev\/v1"/m;
const named = /\.(ya?ml|json)$/i;

/**
 * The documents of a file, or of a folder: there every YAML or JSON file that begins as one. With them what they name beside themselves (folders of code, templates), and the lock file. What they say is
 * the engine's to judge.
 */
export async function readDocuments(io: CliIo, path: string): Promise<Result<Documents>> {
  const files = named.test(path) ? await readOne(io, path) : await readFolder(io, path);
  if (!files.ok) return files;
  const problems: Diagnostic[] = [];
  const sources: NonNullable<Request['sources']> = [];
  const templates: NonNullable<Request['templates']> = [];
  let room = mostBytes - files.value.reduce((sum, { text }) => sum + text.length, 0);
  for (const file of files.value) {
    for (const { source, template } of await enginesOf(file)) {
      if (source !== undefined) {
        const read = await io.readSource(file.path, source, { files: mostFiles, bytes: Math.max(0, room) });
        if (!read.ok) {
          problems.push(...read.problems);
          continue;
        }
        room -= read.value.reduce((sum, { content }) => sum + content.byteLength, 0);
        const bundled = read.value
          .toSorted((a, b) => (a.path < b.path ? -1 : 1))
          .map(({ path: inside, content }) => ({ path: inside, base64: Buffer.from(content).toString('base64') }));
        sources.push({ file: file.path, name: source, bundle: { files: bundled } });
      }
      if (template !== undefined) {
        const found = await readTemplateFiles(io, file.path, template, `${file.path}: engine.template`, Math.max(0, room));
        if (!found.ok) {
          problems.push(...found.problems);
          continue;
        }
        room -= found.value.bundle.files.reduce((sum, { base64 }) => sum + base64.length, 0);
        templates.push({ file: file.path, name: template, template: found.value.template, bundle: found.value.bundle });
      }
    }
  }
  if (problems.length > 0) return fail(...problems);
  const lockFile = join(named.test(path) ? dirname(path) : path, 'asbuilt.lock.json');
  const locks = await readLocks(io, lockFile);
  return locks.ok ? ok({ request: { files: [...files.value], sources, templates, locks: locks.value }, lockFile }) : locks;
}

async function readOne(io: CliIo, path: string): Promise<Result<Request['files']>> {
  const text = await io.readFile(path, mostBytes);
  return text.ok ? ok([{ path, text: text.value }]) : text;
}

async function readFolder(io: CliIo, path: string): Promise<Result<Request['files']>> {
  const folder = isAbsolute(path) ? relative(io.cwd, path) || '.' : path;
  const read = await io.readSource('-', folder, { files: mostFiles, bytes: 16 * mostBytes });
  if (!read.ok) return read;
  const files = read.value
    .filter((file) => named.test(file.path))
    .map((file) => ({ path: join(folder, file.path), text: Buffer.from(file.content).toString('utf8') }))
    .filter(({ text }) => isDocument.test(text));
  if (files.length > 0) return ok(files);
  return fail(
    problem('CATALOG_INVALID', `${path} holds no artifact and no blueprint`, 'name a folder of YAML files that begin with apiVersion: asbuilt.dev/v1', {
      at: path,
    }),
  );
}

/** What the documents of a file name beside themselves. A file that cannot be read as YAML names nothing: the engine says what is wrong with it. */
async function enginesOf({ text }: { readonly text: string }): Promise<{ readonly source?: string; readonly template?: string }[]> {
  const { parseAllDocuments } = await import('yaml');
  return parseAllDocuments(text, { logLevel: 'silent' }).flatMap((document) => {
    if (document.errors.length > 0) return [];
    const content = document.toJS({ maxAliasCount: 100 }) as Json;
    const engine = isJsonObject(content) ? content['engine'] : undefined;
    if (!isJsonObject(engine)) return [];
    const { source, template } = engine as Readonly<Record<string, Json | undefined>>;
    return [{ ...(typeof source === 'string' ? { source } : {}), ...(typeof template === 'string' ? { template } : {}) }];
  });
}

async function readLocks(io: CliIo, path: string): Promise<Result<NonNullable<Request['locks']>>> {
  const text = await io.readFile(path, mostBytes);
  // Without a lock file the highest versions are taken, and it is written.
  if (!text.ok) return ok({});
  try {
    const locks = JSON.parse(text.value) as Json;
    if (isJsonObject(locks)) return ok(locks as NonNullable<Request['locks']>);
  } catch {
    // Told below, as what is no object is.
  }
  return fail(problem('CATALOG_INVALID', `${path} is not a lock file`, 'restore it, or remove it: the highest versions are then taken', { at: path }));
}
