import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { unfaithful } from '../kernel/json.ts';

/** Where the keys that lead somewhere in a document stand, for messages: `web.yaml:12 nodes.network.with.cidr`. */
export type PlaceOf = (keys: readonly (string | number)[]) => string;

export interface YamlDocument {
  /** What it holds, or everything for which it cannot be read, each at its place. An empty one holds null. */
  readonly content: { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problems: readonly Diagnostic[] };
  readonly place: PlaceOf;
}

/** The YAML documents of a text, in their order; JSON is YAML. `path` is only used to say where a problem is, `fix` what to do about it. CATALOG_INVALID for what cannot be read, or would lose something. */
export function readYaml(path: string, text: string, fix: string): YamlDocument[] {
  const lines = new LineCounter();
  return parseAllDocuments(text.replace(/^\ufeff/u, ''), { lineCounter: lines, stringKeys: true }).map((document) =>
    readOne(path, document as Document.Parsed, lines, fix),
  );
}

function readOne(path: string, document: Document.Parsed, lines: LineCounter, fix: string): YamlDocument {
  const place: PlaceOf = (keys) => `${path}:${lineOf(document, keys, lines)}${keys.length === 0 ? '' : ` ${keysText(keys)}`}`;
  const refused = (...problems: Diagnostic[]): YamlDocument => ({ content: { ok: false, problems }, place });
  const invalid = (message: string, at: string) => problem('CATALOG_INVALID', message, fix, { at });
  if (document.errors.length > 0)
    return refused(...document.errors.map((error) => invalid(`not readable as YAML: ${firstLine(error.message)}`, `${path}:${error.linePos?.[0].line ?? 1}`)));
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return refused(invalid(`not readable as YAML: ${firstLine(String(error))}`, path));
  }
  const lost = value === null ? null : unfaithful(value);
  if (lost !== null) return refused(problem('CATALOG_INVALID', lost.what, 'write it as a text, or otherwise', { at: place(lost.path.split('.')) }));
  return { content: { ok: true, value }, place };
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
