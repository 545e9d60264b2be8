import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Json, JsonObject } from '../../kernel/json.ts';
import type { Note } from './described.ts';

/** Levels of maps and lists that are described; what lies deeper may be anything. */
const deepest = 32;
const longestDescription = 400;

/**
 * The JSON Schema of the values that a chart's `values.yaml` shows: each value with the type it has there, that value as its default, and the comment above it as its description. What shows no type (null,
 * an empty list or map) is noted with its line and may be anything of its kind.
 */
export function schemaOfValues(document: Document, lines: LineCounter, path: string): { readonly schema: JsonObject; readonly notes: readonly Note[] } {
  const reader = new ValuesReader(document, lines, path);
  return { schema: reader.schemaOf(document.contents, [], null), notes: reader.notes };
}

class ValuesReader {
  readonly notes: Note[] = [];
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #path: string;

  constructor(document: Document, lines: LineCounter, path: string) {
    this.#document = document;
    this.#lines = lines;
    this.#path = path;
  }

  schemaOf(node: unknown, at: readonly string[], key: Node | null): JsonObject {
    if (at.length > deepest) return {};
    if (isAlias(node)) return this.schemaOf(node.resolve(this.#document), at, key);
    if (isMap(node)) return this.#map(node, at, key);
    if (isSeq(node)) return this.#list(node, at, key);
    const value = isScalar(node) ? node.value : null;
    if (value === null || value === undefined) {
      this.#note(key, at, 'shows no value, so that its type is not known');
      return { default: null };
    }
    if (typeof value === 'boolean' || typeof value === 'string') return { type: typeof value, default: value };
    if (typeof value === 'number') return { type: Number.isInteger(value) ? 'integer' : 'number', default: value };
    return { type: 'string', default: String(value) };
  }

  #map(map: YAMLMap, at: readonly string[], key: Node | null): JsonObject {
    if (map.items.length === 0) {
      if (at.length > 0) this.#note(key, at, 'is an empty map: which members it may have is not known');
      return { type: 'object', default: {} };
    }
    const properties: Record<string, JsonObject> = {};
    for (const [index, pair] of (map.items as Pair[]).entries()) {
      const name = isScalar(pair.key) ? String(pair.key.value) : '';
      if (name === '' || name === '__proto__') continue;
      // YAML gives the comment above the first member to the map itself.
      const comment =
        (isScalar(pair.key) ? pair.key.commentBefore : null) ??
        (index === 0 ? (map.commentBefore ?? (at.length === 0 ? this.#document.commentBefore : null)) : null);
      const description = descriptionOf(comment ?? '', name);
      properties[name] = { ...this.schemaOf(pair.value, [...at, name], isScalar(pair.key) ? pair.key : null), ...(description === '' ? {} : { description }) };
    }
    return { type: 'object', properties };
  }

  #list(list: YAMLSeq, at: readonly string[], key: Node | null): JsonObject {
    const value = list.toJS(this.#document, { maxAliasCount: 100 }) as Json;
    if (list.items.length === 0) {
      this.#note(key, at, 'is an empty list: what its items are is not known');
      return { type: 'array', default: [] };
    }
    const kinds = new Set(list.items.map((item) => this.#kindOf(item)));
    const [kind] = kinds;
    return { type: 'array', ...(kinds.size === 1 && kind !== undefined ? { items: { type: kind } } : {}), default: value };
  }

  #kindOf(item: unknown): string {
    if (isMap(item)) return 'object';
    if (isSeq(item)) return 'array';
    const value = isScalar(item) ? item.value : null;
    return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'string';
  }

  #note(key: Node | null, at: readonly string[], what: string): void {
    const offset = key?.range?.[0];
    this.notes.push({ at: `${this.#path}:${offset === undefined ? 1 : this.#lines.linePos(offset).line}`, message: `value ${at.join('.')} ${what}` });
  }
}

/** What a comment says of a value: of helm-docs' and Bitnami's marks what follows them, else its sentences. Lines that are values commented out are none. */
function descriptionOf(comment: string, name: string): string {
  // A blank line ends what belongs to the value; what stands above it is a heading.
  const block = comment.split(/\n\s*\n/).at(-1) ?? '';
  const all = block.split('\n').map((line) => line.replace(/^[#\s]+/, '').trimEnd());
  const marked = all.findIndex((line) => /^--\s/.test(line));
  const parameter = all.map((line) => /^@param\s+(\S+)\s+(?:\[[^\]]*\]\s*)?(.*)$/.exec(line)).find((match) => match?.[1]?.split('.').at(-1) === name);
  const said = parameter?.[2] !== undefined ? [parameter[2]] : marked >= 0 ? all.slice(marked).map((line) => line.replace(/^--\s+(?:\([^)]*\)\s*)?/, '')) : all;
  const prose = said.filter((line) => line !== '' && !/^(?:@|-\s|[\w."/-]+:(?:\s|$)|[-=#*]{3,}$)/.test(line));
  return prose.join(' ').slice(0, longestDescription).trim();
}
