import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { digestOf } from '../../kernel/digest.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { nearest } from '../../kernel/nearest.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { SourceBundle } from '../../model/source-bundle.ts';
import type { CliIo } from './cli-io.ts';
import { parseDocument } from './parse-document.ts';
import { readTemplateFiles } from './read-template-files.ts';

/** As many as a bundle may hold. */
const mostFiles = 1_000;
/** Of all sources of an intent together: in base64 they must leave room in a request of a mebibyte. */
const mostBytes = 512 * 1024;
/** What a source says of itself. */
const declarationFile = 'asbuilt.yaml';
const declaredFields = ['outputs', 'repeatable', 'undo', 'hosts', 'foresees'] as const;

type Declaration = { readonly [F in (typeof declaredFields)[number]]?: Json };

interface Source {
  readonly digest: string;
  readonly bundle: SourceBundle;
  readonly declaration: Declaration;
}

export interface BundledIntent {
  readonly intent: JsonObject;
  /** By digest; absent where no unit has one. */
  readonly sources?: Record<string, SourceBundle>;
}

/**
 * An intent whose units name their source by its digest, and those sources. Of a unit only `source` is read here, and what the source says of itself is
 * put in where the node does not say it; everything else is the engine's to judge. SOURCE_UNUSABLE, INTENT_UNREADABLE or INPUT_INVALID for each source
 * that cannot be taken.
 */
export async function bundleSources(io: CliIo, file: string, intent: JsonObject): Promise<Result<BundledIntent>> {
  const { nodes } = intent as { readonly nodes?: Json };
  if (!isJsonObject(nodes)) return ok({ intent });
  const read = new Map<string, Result<Source>>();
  const bundled: [string, Json][] = [];
  const templates: (readonly [string, SourceBundle])[] = [];
  const problems: Diagnostic[] = [];
  let room = mostBytes;
  for (const [address, node] of Object.entries(nodes)) {
    if (isTemplate(node)) {
      const found = await readTemplateFiles(io, file, node.template, `nodes.${address}.template`, room);
      if (found.ok) {
        room -= sizeOf(found.value.bundle);
        templates.push([found.value.digest, found.value.bundle]);
        bundled.push([address, { ...(node as JsonObject), template: found.value.template, source: found.value.digest }]);
      } else problems.push(...found.problems);
      continue;
    }
    if (!isUnit(node)) {
      bundled.push([address, node]);
      continue;
    }
    const folder = node['source'];
    if (typeof folder !== 'string' || folder === '') {
      problems.push(problem('INPUT_INVALID', `${address} names no source`, 'name its folder, as in source: ./seed', { at: `nodes.${address}.source` }));
      continue;
    }
    const known = read.get(folder);
    const source = known ?? (await readSource(io, file, folder, room));
    read.set(folder, source);
    if (source.ok) {
      if (known === undefined) room -= sizeOf(source.value.bundle);
      bundled.push([address, { ...source.value.declaration, ...node, source: source.value.digest }]);
    } else if (known === undefined) problems.push(...source.problems);
  }
  if (problems.length > 0) return fail(...problems);
  const sources = [...templates, ...[...read.values()].flatMap((source) => (source.ok ? [[source.value.digest, source.value.bundle] as const] : []))];
  return ok({ intent: { ...intent, nodes: Object.fromEntries(bundled) }, ...(sources.length === 0 ? {} : { sources: Object.fromEntries(sources) }) });
}

function isTemplate(node: Json): node is JsonObject & { readonly template: Json } {
  return isJsonObject(node) && 'template' in node;
}

function isUnit(node: Json): node is JsonObject {
  return isJsonObject(node) && 'unit' in node;
}

async function readSource(io: CliIo, file: string, folder: string, room: number): Promise<Result<Source>> {
  const read = await io.readSource(file, folder, { files: mostFiles, bytes: room });
  if (!read.ok) return read;
  const own = read.value.find(({ path }) => path === declarationFile);
  const declaration = own === undefined ? ok({}) : await declarationOf(own.content, `${folder}/${declarationFile}`);
  if (!declaration.ok) return declaration;
  const files = read.value
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, content }) => ({ path, base64: Buffer.from(content).toString('base64') }));
  const bundle = { files };
  return ok({ digest: digestOf(bundle), bundle, declaration: declaration.value });
}

async function declarationOf(content: Uint8Array, path: string): Promise<Result<Declaration>> {
  const parsed = await parseDocument(Buffer.from(content).toString('utf8'), path);
  if (!parsed.ok) return fail(...parsed.problems.map((each) => ({ ...each, fix: 'write it as outputs: {rows: {type: integer}} and repeatable: true' })));
  const value = parsed.value ?? {};
  if (!isJsonObject(value)) return fail(invalid(path, 'it is not an object', `it may hold ${declaredFields.join(' and ')}`));
  const { outputs, repeatable, undo, hosts, foresees } = value as { readonly [F in (typeof declaredFields)[number]]?: Json };
  const problems: Diagnostic[] = [];
  for (const field of Object.keys(value)) {
    if (declaredFields.some((known) => known === field)) continue;
    const [likely] = nearest(field, declaredFields, 1);
    problems.push(
      invalid(
        path,
        `it has no field ${JSON.stringify(field)}`,
        likely === undefined ? `it may hold ${declaredFields.join(' and ')}` : `did you mean ${likely}?`,
      ),
    );
  }
  if (outputs !== undefined && !isJsonObject(outputs))
    problems.push(invalid(path, 'outputs is not an object', 'give each output its JSON Schema: {rows: {type: integer}}'));
  if (repeatable !== undefined && typeof repeatable !== 'boolean')
    problems.push(invalid(path, 'repeatable is not true or false', 'write repeatable: true, or leave it out'));
  if (undo !== undefined && typeof undo !== 'boolean') problems.push(invalid(path, 'undo is not true or false', 'write undo: true, or leave it out'));
  if (foresees !== undefined && typeof foresees !== 'boolean')
    problems.push(invalid(path, 'foresees is not true or false', 'write foresees: true, or leave it out'));
  if (hosts !== undefined && !(Array.isArray(hosts) && hosts.every((host) => typeof host === 'string')))
    problems.push(invalid(path, 'hosts is not a list of texts', 'write hosts: [api.example.com], or leave it out'));
  return problems.length > 0 ? fail(...problems) : ok(value as Declaration);
}

function invalid(path: string, what: string, fix: string): Diagnostic {
  return problem('INPUT_INVALID', `${path}: ${what}`, fix, { at: path });
}

function sizeOf({ files }: SourceBundle): number {
  return files.reduce((sum, { base64 }) => sum + Buffer.byteLength(base64, 'base64'), 0);
}
