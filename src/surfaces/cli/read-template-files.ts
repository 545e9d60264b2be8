import { dirname, join, normalize } from 'node:path/posix';
import { problem } from '../../kernel/diagnostic.ts';
import { digestOf } from '../../kernel/digest.ts';
import type { Json } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { SourceBundle } from '../../model/source-bundle.ts';
import type { CliIo } from './cli-io.ts';

/** Templates that one may bring along; a stack of CloudFormation holds at most 200 nested ones. */
const mostFiles = 200;

export interface TemplateFiles {
  readonly digest: string;
  readonly bundle: SourceBundle;
  /** The template's own path within the bundle. */
  readonly template: string;
}

/** How a nested stack names its template, in YAML and JSON. */
const nested = /["']?TemplateURL["']?\s*:\s*["']?([^"'\s,}]+)/g;
/** The name with which an address ends: a copy of what stands there may stand beside the template. */
const addressed = /\/([\w.-]+\.(?:ya?ml|json|template))\b/g;

/**
 * The template that a file names at `at`, relative to itself, and those of its nested stacks, as long as they stand in its folder or below. A nested template
 * that is not there is left for the engine to miss, with its line. SOURCE_UNUSABLE or INPUT_INVALID otherwise.
 */
export async function readTemplateFiles(io: CliIo, file: string, given: Json | undefined, at: string, room: number): Promise<Result<TemplateFiles>> {
  if (typeof given !== 'string' || given === '' || given.startsWith('/'))
    return fail(problem('INPUT_INVALID', `${at} names no template relative to the file`, 'name it, as in template: ./web.yaml', { at }));
  const root = dirname(join(file === '-' ? '.' : dirname(file), given));
  const template = normalize(given).split('/').at(-1) as string;
  const files = new Map<string, string>();
  const open = [template];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (files.has(path)) continue;
    const read = await io.readFile(join(root, path), room);
    if (!read.ok) {
      if (path !== template) continue;
      return fail(
        ...read.problems.map((one) => ({ ...one, code: 'SOURCE_UNUSABLE' as const, fix: 'name a readable template of at most 512 KiB, relative to the file' })),
      );
    }
    files.set(path, read.value);
    if (files.size > mostFiles) return fail(problem('SOURCE_UNUSABLE', `${given} brings along more than ${mostFiles} templates`, 'nest fewer', { at }));
    if (read.value.includes('AWS::CloudFormation::Stack'))
      for (const [, name = ''] of read.value.matchAll(addressed)) open.push(normalize(join(dirname(path), name)));
    for (const [, url = ''] of read.value.matchAll(nested)) {
      const inner = normalize(join(dirname(path), url));
      if (!/^[a-z][a-z0-9+.-]*:/i.test(url) && !url.startsWith('/') && !url.startsWith('!') && !inner.startsWith('..')) open.push(inner);
    }
  }
  const bundle: SourceBundle = {
    files: [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, text]) => ({ path, base64: Buffer.from(text).toString('base64') })),
  };
  return ok({ digest: digestOf(bundle), bundle, template });
}
