import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { type JsonObject, unfaithful } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type CatalogDocument, catalogDocument } from '../model/catalog.ts';
import { innermost } from '../model/innermost-issue.ts';

/** A file that may hold several documents, already read; `path` is only used to say where a problem is. */
export interface DocumentFile {
  readonly path: string;
  readonly text: string;
}

/** Where the keys that lead somewhere in a document stand, for messages: `web.yaml:12 nodes.network.with.cidr`. */
export type PlaceOf = (keys: readonly (string | number)[]) => string;

export interface ReadDocument {
  readonly document: CatalogDocument;
  /** The document as it was written, without what is filled in where it says nothing: what its digest is made of. */
  readonly written: JsonObject;
  readonly path: string;
  readonly place: PlaceOf;
}

const fix = 'correct the document; docs/reference/catalog-format.md describes the format';

/** The artifacts and blueprints of files, in their order. CATALOG_INVALID for everything that has not the form, at `path:line keys`. */
export function readDocuments(files: readonly DocumentFile[]): Result<ReadDocument[]> {
  const problems: Diagnostic[] = [];
  const read: ReadDocument[] = [];
  for (const file of files) {
    const lines = new LineCounter();
    for (const document of parseAllDocuments(file.text.replace(/^\ufeff/u, ''), { lineCounter: lines, stringKeys: true })) {
      const one = readOne(file.path, document as Document.Parsed, lines);
      if (!one.ok) problems.push(...one.problems);
      else if (one.value !== null) read.push(one.value);
    }
  }
  if (problems.length > 0) return { ok: false, problems };
  if (read.length === 0) return fail(problem('CATALOG_INVALID', 'there is no artifact and no blueprint in what was given', fix, { at: files[0]?.path ?? '' }));
  return ok(read);
}

function readOne(path: string, document: Document.Parsed, lines: LineCounter): Result<ReadDocument | null> {
  const place: PlaceOf = (keys) => `${path}:${lineOf(document, keys, lines)}${keys.length === 0 ? '' : ` ${keysText(keys)}`}`;
  if (document.errors.length > 0)
    return fail(
      ...document.errors.map((error) =>
        problem('CATALOG_INVALID', `not readable as YAML: ${firstLine(error.message)}`, fix, { at: `${path}:${error.linePos?.[0].line ?? 1}` }),
      ),
    );
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return fail(problem('CATALOG_INVALID', `not readable as YAML: ${firstLine(String(error))}`, fix, { at: path }));
  }
  if (content === null) return ok(null);
  const lost = unfaithful(content);
  if (lost !== null) return fail(problem('CATALOG_INVALID', lost.what, 'write it as a text, or otherwise', { at: place(lost.path.split('.')) }));
  const parsed = catalogDocument.safeParse(content);
  if (parsed.success) return ok({ document: parsed.data, written: content as JsonObject, path, place });
  const found = parsed.error.issues.flatMap((issue) => innermost(issue));
  return fail(
    ...found.map(({ path: keys, message }) =>
      problem('CATALOG_INVALID', message, fix, { at: place(keys.map((key) => (typeof key === 'number' ? key : String(key)))) }),
    ),
  );
}

/** The line of the deepest of the keys that is written in the document. */
function lineOf(document: Document.Parsed, keys: readonly (string | number)[], lines: LineCounter): number {
  let node: unknown = document.contents;
  let offset = (document.contents?.range ?? [0])[0];
  for (const key of keys) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === String(key));
      if (pair === undefined) break;
      if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0];
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      const range = (node as { readonly range?: readonly number[] } | undefined)?.range;
      if (range?.[0] !== undefined) offset = range[0];
    } else {
      break;
    }
  }
  return lines.linePos(offset).line;
}

function keysText(keys: readonly (string | number)[]): string {
  return keys.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('');
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
