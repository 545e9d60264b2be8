import type { Json, JsonObject } from '../../kernel/json.ts';

/** A type constraint as a JSON Schema, and what of it could not be carried over. */
export interface TypeSchema {
  readonly schema: JsonObject;
  /** One sentence for each, with the attribute that it is about. */
  readonly lost: readonly string[];
}

/**
 * The JSON Schema (2020-12) of a Terraform type constraint: `object({ name = optional(string, "x") })`. Attributes that are `optional` may also be null, which Terraform takes for left out. Terraform
 * drops attributes that an object does not declare, so the schema lets them stand. Null where the text is no type constraint.
 *
 * Source: the Terraform language's documentation of type constraints.
 */
export function terraformType(text: string): TypeSchema | null {
  const reader = new TypeReader(text);
  const schema = reader.type([]);
  return schema === null || !reader.atEnd() ? null : { schema, lost: reader.lost };
}

/** The schema of what may also be null. */
export function orNull(schema: JsonObject): JsonObject {
  const { type } = schema;
  if (typeof type === 'string') return { ...schema, type: [type, 'null'], ...(Array.isArray(schema['enum']) ? { enum: [...schema['enum'], null] } : {}) };
  return schema;
}

const simple: Readonly<Record<string, JsonObject>> = { string: { type: 'string' }, number: { type: 'number' }, bool: { type: 'boolean' }, any: {} };
/** Levels; no module nests deeper, and the reader recurses. */
const deepest = 32;

class TypeReader {
  readonly lost: string[] = [];
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string) {
    // Comments, texts, words and single signs; a line's end separates attributes.
    this.#tokens = [...text.matchAll(/#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\]|\\.)*"|[\w.-]+|\n|[^\s]/g)]
      .map(([token]) => token)
      .filter((token) => !/^(?:#|\/\/|\/\*)/.test(token));
  }

  atEnd(): boolean {
    this.#skipLines();
    return this.#at === this.#tokens.length;
  }

  type(path: readonly string[]): JsonObject | null {
    this.#skipLines();
    const word = this.#next();
    if (word === undefined || path.length > deepest) return null;
    // Terraform 0.11 wrote the types as texts.
    const name = /^"(?:string|list|map)"$/.test(word) ? word.slice(1, -1) : word;
    if (this.#peek() !== '(') return simple[name] ?? (name === 'list' ? { type: 'array' } : name === 'map' ? { type: 'object' } : null);
    this.#next();
    const inner = this.#inner(name, path);
    this.#skipLines();
    return inner !== null && this.#next() === ')' ? inner : null;
  }

  #inner(name: string, path: readonly string[]): JsonObject | null {
    switch (name) {
      case 'list':
      case 'set': {
        const items = this.type([...path, '*']);
        return items === null ? null : { type: 'array', items, ...(name === 'set' ? { uniqueItems: true } : {}) };
      }
      case 'map': {
        const values = this.type([...path, '*']);
        return values === null ? null : { type: 'object', additionalProperties: values };
      }
      case 'tuple':
        return this.#tuple(path);
      case 'object':
        return this.#object(path);
      default:
        return null;
    }
  }

  #tuple(path: readonly string[]): JsonObject | null {
    if (!this.#take('[')) return null;
    const items: JsonObject[] = [];
    while (!this.#take(']')) {
      const item = this.type([...path, String(items.length)]);
      if (item === null) return null;
      items.push(item);
      if (!this.#take(',')) {
        if (!this.#take(']')) return null;
        break;
      }
    }
    return { type: 'array', prefixItems: items, minItems: items.length, maxItems: items.length };
  }

  #object(path: readonly string[]): JsonObject | null {
    if (!this.#take('{')) return null;
    const properties: Record<string, JsonObject> = {};
    const required: string[] = [];
    while (!this.#take('}')) {
      const word = this.#next();
      const name = word?.startsWith('"') ? textOf(word) : word;
      if (name === undefined || !(this.#take('=') || this.#take(':'))) return null;
      this.#skipLines();
      const optional = this.#peek() === 'optional';
      const schema = optional ? this.#optional([...path, name]) : this.type([...path, name]);
      if (schema === null) return null;
      if (!optional) required.push(name);
      properties[name] = schema;
      this.#take(',');
    }
    return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
  }

  #optional(path: readonly string[]): JsonObject | null {
    this.#next();
    if (!this.#take('(')) return null;
    const schema = this.type(path);
    if (schema === null) return null;
    let usual: { readonly value: Json } | null = null;
    if (this.#take(',')) {
      const from = this.#at;
      usual = this.#literal();
      this.#skipLines();
      if (usual === null || this.#peek() !== ')') {
        this.lost.push(`${path.join('.')}: its default is an expression`);
        this.#at = from;
        if (!this.#skipToClosing()) return null;
        usual = null;
      }
    }
    if (!this.#take(')')) return null;
    return { ...orNull(schema), ...(usual === null ? {} : { default: usual.value }) };
  }

  /** A value that is written out; null where it is computed. */
  #literal(): { readonly value: Json } | null {
    this.#skipLines();
    const token = this.#next();
    if (token === undefined) return null;
    if (token === 'null') return { value: null };
    if (token === 'true' || token === 'false') return { value: token === 'true' };
    if (/^-?\d+(?:\.\d+)?$/.test(token)) return { value: Number(token) };
    if (token.startsWith('"')) return /[$%]\{/.test(token) ? null : { value: textOf(token) };
    if (token === '[') return this.#list();
    return token === '{' ? this.#map() : null;
  }

  #list(): { readonly value: Json } | null {
    const items: Json[] = [];
    while (!this.#take(']')) {
      const item = this.#literal();
      if (item === null) return null;
      items.push(item.value);
      this.#take(',');
    }
    return { value: items };
  }

  #map(): { readonly value: Json } | null {
    const members: Record<string, Json> = {};
    while (!this.#take('}')) {
      const word = this.#next();
      if (word === undefined || !(this.#take('=') || this.#take(':'))) return null;
      const member = this.#literal();
      if (member === null) return null;
      members[word.startsWith('"') ? textOf(word) : word] = member.value;
      this.#take(',');
    }
    return { value: members };
  }

  /** To the bracket that closes what is open. */
  #skipToClosing(): boolean {
    for (let depth = 0; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at] ?? '';
      if ('([{'.includes(token)) depth++;
      else if (')]}'.includes(token) && depth-- === 0) return true;
    }
    return false;
  }

  #take(sign: string): boolean {
    this.#skipLines();
    if (this.#peek() !== sign) return false;
    this.#at++;
    return true;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #next(): string | undefined {
    this.#skipLines();
    return this.#tokens[this.#at++];
  }

  #skipLines(): void {
    while (this.#tokens[this.#at] === '\n') this.#at++;
  }
}

function textOf(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(["\\nt])/g, (_, sign: string) => (sign === 'n' ? '\n' : sign === 't' ? '\t' : sign));
}
