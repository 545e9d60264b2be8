import { sameJson } from '../kernel/json.ts';
import { segmentsOf } from '../kernel/pointer.ts';
import type { Property, Shape } from '../model/resource-type.ts';
import type { SchemaDocument, SchemaNode } from './schema-document.ts';

type Properties = Record<string, Property>;

const anything: Shape = { kind: 'json' };

/**
 * Translates the JSON Schema of one document into shapes, and collects the object definitions it meets.
 * What shapes cannot say is left out, always to the lenient side: `not`, `if`, `dependencies`. Which members alternatives require is kept beside the shapes.
 * Alternatives that are all objects become one object with the properties of all, required where every alternative requires them.
 */
export class SchemaShapes {
  readonly definitions: Record<string, Properties> = {};
  /** By definition, `` for the resource itself: sets of members of which one whole set has to be there. */
  readonly alternatives: Record<string, readonly (readonly string[])[]> = {};
  readonly #document: SchemaDocument;
  /** References on the way from the root to the node at hand; one met again ends there, since only objects may hold themselves. */
  readonly #resolving = new Set<string>();
  readonly #named = new Map<string, string>();

  constructor(document: SchemaDocument) {
    this.#document = document;
  }

  /** Properties of the resource itself. */
  root(): Properties {
    const { properties, required, oneOf, anyOf, allOf } = this.#document;
    this.#noteAlternatives('', { properties, required, oneOf, anyOf });
    return this.#properties(
      mergeObjects({ properties, required, oneOf, anyOf, allOf }, (member) => this.#target(member)),
      '',
    );
  }

  #properties(node: SchemaNode, path: string): Properties {
    const required = new Set(node.required);
    return Object.fromEntries(
      Object.entries(node.properties ?? {}).map(([name, member]) => [name, this.#property(member, required.has(name), `${path}${name}`)]),
    );
  }

  #property(node: SchemaNode, required: boolean, path: string): Property {
    const { default: fallback, description = this.#target(node).description } = node;
    return {
      shape: this.#shape(node, path),
      ...(required ? { required } : {}),
      ...(description === undefined || description === '' ? {} : { description }),
      ...(fallback === undefined ? {} : { default: typeof fallback === 'string' ? fallback : JSON.stringify(fallback) }),
    };
  }

  #shape(node: SchemaNode, path: string): Shape {
    if (node.$ref === undefined) return this.#plain(node, path);
    const target = this.#find(node.$ref);
    if (target === undefined) return anything;
    const objectNode = asObject(target, (member) => this.#target(member));
    if (objectNode !== null) return { kind: 'object', definition: this.#define(node.$ref, objectNode) };
    if (this.#resolving.has(node.$ref)) return anything;
    this.#resolving.add(node.$ref);
    const shape = this.#shape(target, segmentsOf(node.$ref.slice(1)).at(-1) ?? path);
    this.#resolving.delete(node.$ref);
    return shape;
  }

  #plain(node: SchemaNode, path: string): Shape {
    const objectNode = asObject(node, (member) => this.#target(member));
    if (objectNode !== null) return { kind: 'object', definition: this.#define(path, objectNode) };
    const types = kindsOf(node);
    if (types.length === 0) {
      const alternatives = [...(node.oneOf ?? []), ...(node.anyOf ?? []), ...(node.allOf ?? [])];
      return union(alternatives.filter(describesValues).map((member, index) => this.#shape(member, `${path}.${index}`)));
    }
    // "object" next to "string" is how schemas write a document or its text.
    if (types.length > 1 && types.includes('object')) return anything;
    return union(types.map((type) => this.#typed(type, node, path)));
  }

  #typed(type: string, node: SchemaNode, path: string): Shape {
    switch (type) {
      case 'string': {
        const values = node.enum ?? (node.const === undefined ? undefined : [node.const]);
        return {
          kind: 'string',
          ...(values === undefined ? {} : { enum: values.map(String) }),
          ...given({ pattern: node.pattern, minLength: node.minLength, maxLength: node.maxLength, format: node.format }),
        };
      }
      case 'integer':
      case 'number': {
        const numbers = node.enum?.filter((value) => typeof value === 'number');
        return { kind: type, ...given({ minimum: node.minimum, maximum: node.maximum, enum: numbers }) };
      }
      case 'boolean':
        return { kind: 'boolean' };
      case 'array':
        return {
          kind: 'array',
          items: node.items === undefined ? anything : this.#shape(node.items, `${path}.Item`),
          ...(node.insertionOrder === false ? { unordered: true as const } : node.insertionOrder === true ? { ordered: true as const } : {}),
          ...(node.uniqueItems === true ? { unique: true as const } : {}),
          ...given({ minItems: node.minItems, maxItems: node.maxItems }),
        };
      case 'object': {
        const values = [...Object.values(node.patternProperties ?? {}), ...(typeof node.additionalProperties === 'object' ? [node.additionalProperties] : [])];
        return values.length === 0 ? anything : { kind: 'map', values: union(values.map((value) => this.#shape(value, `${path}.Value`))) };
      }
      default:
        return anything;
    }
  }

  /** The name of an object's definition: that in the document, or the path of the property for an object written in place. */
  #define(key: string, node: SchemaNode): string {
    const known = this.#named.get(key);
    if (known !== undefined) return known;
    const wanted = key.startsWith('#') ? (segmentsOf(key.slice(1)).at(-1) ?? key) : key;
    let name = wanted;
    for (let count = 2; this.definitions[name] !== undefined; count++) name = `${wanted}${count}`;
    this.#named.set(key, name);
    const properties: Properties = {};
    this.definitions[name] = properties;
    this.#noteAlternatives(name, node);
    Object.assign(properties, this.#properties(node, `${name}.`));
    return name;
  }

  #noteAlternatives(name: string, node: SchemaNode): void {
    const always = new Set(node.required);
    for (const members of [node.oneOf, node.anyOf]) {
      const sets = (members ?? []).map((member) => {
        const { required, properties } = this.#target(member);
        const names = Object.keys(properties ?? {});
        return (required ?? (names.length === 1 ? names : [])).filter((one) => !always.has(one) && Object.hasOwn(node.properties ?? {}, one));
      });
      if (sets.length > 1 && sets.every((set) => set.length > 0)) this.alternatives[name] ??= sets;
    }
  }

  #target(node: SchemaNode): SchemaNode {
    return node.$ref === undefined ? node : (this.#find(node.$ref) ?? node);
  }

  #find(ref: string): SchemaNode | undefined {
    if (!ref.startsWith('#/')) return undefined;
    let found: unknown = this.#document;
    for (const segment of segmentsOf(ref.slice(1))) {
      if (typeof found !== 'object' || found === null || !Object.hasOwn(found, segment)) return undefined;
      found = (found as Record<string, unknown>)[segment];
    }
    return found as SchemaNode;
  }
}

/** The node as one object with all its properties, or null when it is not an object with named properties. */
function asObject(node: SchemaNode, target: (node: SchemaNode) => SchemaNode): SchemaNode | null {
  const kinds = kindsOf(node);
  if (kinds.length > 1 || (kinds.length === 1 && kinds[0] !== 'object')) return null;
  const alternatives = [...(node.oneOf ?? []), ...(node.anyOf ?? [])].filter(describesValues);
  if (node.properties === undefined && !alternatives.every((member) => target(member).properties !== undefined)) return null;
  const merged = mergeObjects(node, target);
  if (Object.keys(merged.properties ?? {}).length > 0) return merged;
  // `{ type: object, additionalProperties: false }` is an object that is always empty: a switch by its presence.
  return node.additionalProperties === false && node.patternProperties === undefined && node.properties !== undefined ? merged : null;
}

function mergeObjects(node: SchemaNode, target: (node: SchemaNode) => SchemaNode): SchemaNode {
  const properties: Record<string, SchemaNode> = { ...node.properties };
  const required = new Set(node.required);
  const add = (member: SchemaNode): void => {
    for (const [name, property] of Object.entries(member.properties ?? {})) {
      const known = properties[name];
      properties[name] = known === undefined || sameJson(known, property) ? property : { anyOf: [...(known.anyOf ?? [known]), property] };
    }
  };
  for (const member of node.allOf ?? []) {
    add(target(member));
    for (const name of target(member).required ?? []) required.add(name);
  }
  for (const alternatives of [node.oneOf, node.anyOf]) {
    const members = (alternatives ?? []).map(target);
    for (const member of members) if (node.properties === undefined || member.properties !== undefined) add(restated(member, node));
    const [first, ...others] = members;
    for (const name of first?.required ?? []) if (others.every((other) => other.required?.includes(name))) required.add(name);
  }
  return { ...node, properties, required: [...required] };
}

/** An alternative without the properties that the object itself already describes: there it only narrows them. */
function restated(member: SchemaNode, node: SchemaNode): SchemaNode {
  const own = node.properties ?? {};
  return { ...member, properties: Object.fromEntries(Object.entries(member.properties ?? {}).filter(([name]) => own[name] === undefined)) };
}

/** Whether a node says anything about the value itself, not only which members must be there. */
function describesValues(node: SchemaNode): boolean {
  return node.$ref !== undefined || kindsOf(node).length > 0 || node.oneOf !== undefined || node.anyOf !== undefined || node.allOf !== undefined;
}

/** The JSON types of a node without null, inferred from its keywords where it states none. */
function kindsOf(node: SchemaNode): string[] {
  if (node.type !== undefined) return (typeof node.type === 'string' ? [node.type] : node.type).filter((type) => type !== 'null');
  if (node.properties !== undefined || node.patternProperties !== undefined || typeof node.additionalProperties === 'object') return ['object'];
  if (node.items !== undefined) return ['array'];
  if (node.pattern !== undefined || node.minLength !== undefined || node.maxLength !== undefined) return ['string'];
  const example = node.const ?? node.enum?.[0];
  return typeof example === 'string' || typeof example === 'number' ? [typeof example] : [];
}

function union(shapes: readonly Shape[]): Shape {
  const distinct = shapes.filter((shape, index) => shapes.findIndex((other) => sameJson(other, shape)) === index);
  const [first] = distinct;
  if (first === undefined || distinct.some((shape) => shape.kind === 'json')) return anything;
  return distinct.length === 1 ? first : { kind: 'union', of: distinct };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the members that are undefined. */
function given<T extends object>(members: T): Given<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<T>;
}
