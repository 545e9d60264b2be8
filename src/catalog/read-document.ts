import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type CatalogDocument, catalogDocument, describedOnly } from '../model/catalog.ts';
import { innermost } from '../model/innermost-issue.ts';
import { type PlaceOf, readYaml, type YamlDocument } from '../model/read-yaml.ts';

/** A file that may hold several documents, already read; `path` is only used to say where a problem is. */
export interface DocumentFile {
  readonly path: string;
  readonly text: string;
}

export interface ReadDocument {
  readonly document: CatalogDocument;
  /** The document as it was written, without what is filled in where it says nothing: what its digest is made of. */
  readonly written: JsonObject;
  readonly path: string;
  readonly place: PlaceOf;
}

const nothingRunsIt = 'leave the document out of what is published: it stays a description, until there is an engine for it';
const fix = 'correct the document; docs/reference/catalog-format.md describes the format';

/** The artifacts and blueprints of files, in their order. CATALOG_INVALID for everything that has not the form, at `path:line keys`. */
export function readDocuments(files: readonly DocumentFile[]): Result<ReadDocument[]> {
  const problems: Diagnostic[] = [];
  const read: ReadDocument[] = [];
  for (const file of files) {
    for (const document of readYaml(file.path, file.text, fix)) {
      const one = readOne(file.path, document);
      if (!one.ok) problems.push(...one.problems);
      else if (one.value !== null) read.push(one.value);
    }
  }
  if (problems.length > 0) return { ok: false, problems };
  if (read.length === 0) return fail(problem('CATALOG_INVALID', 'there is no artifact and no blueprint in what was given', fix, { at: files[0]?.path ?? '' }));
  return ok(read);
}

function readOne(path: string, { content, place }: YamlDocument): Result<ReadDocument | null> {
  if (!content.ok) return content;
  if (content.value === null) return ok(null);
  const parsed = catalogDocument.safeParse(content.value);
  if (parsed.success) return ok({ document: parsed.data, written: content.value as JsonObject, path, place });
  const { engine } = content.value as { readonly engine?: Json };
  const isDescribed = isJsonObject(engine) && describedOnly.has(engine['type']);
  const found = parsed.error.issues.flatMap((issue) => innermost(issue));
  return fail(
    ...found.map(({ path: keys, message }) =>
      problem('CATALOG_INVALID', message, isDescribed && keys[0] === 'engine' ? nothingRunsIt : fix, {
        at: place(keys.map((key) => (typeof key === 'number' ? key : String(key)))),
      }),
    ),
  );
}
