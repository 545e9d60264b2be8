import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { nearest } from '../kernel/nearest.ts';
import { pointerOf } from '../kernel/pointer.ts';
import type { ResourceType, Shape } from '../model/resource-type.ts';
import { parseExpression, type Reference } from './expression.ts';
import { attributeNames, attributeOf, fits, memberShape } from './shape-at.ts';

/** A node an expression may refer to; null where its type is not known (that is reported elsewhere). */
export type Referable = ReadonlyMap<string, ResourceType | null>;

/**
 * The properties of a node with every expression turned into `$from` and `$join`. References are checked: the node and the attribute
 * exist (REFERENCE_UNKNOWN with the nearest names), and what they hold fits where it stands (PROPERTY_INVALID).
 */
export function linkReferences(
  node: string,
  type: ResourceType,
  properties: JsonObject,
  nodes: Referable,
): { readonly properties: JsonObject; readonly problems: readonly Diagnostic[] } {
  const linker = new Linker(node, type, nodes);
  const linked = Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, linker.value(value, type.properties[key]?.shape, [key])]));
  return { properties: linked, problems: linker.problems };
}

class Linker {
  readonly problems: Diagnostic[] = [];
  readonly #node: string;
  readonly #type: ResourceType;
  readonly #nodes: Referable;

  constructor(node: string, type: ResourceType, nodes: Referable) {
    this.#node = node;
    this.#type = type;
    this.#nodes = nodes;
  }

  value(value: Json, shape: Shape | undefined, path: readonly (string | number)[]): Json {
    if (typeof value === 'string') return this.#text(value, shape, path);
    if (Array.isArray(value)) return (value as readonly Json[]).map((item, index) => this.value(item, memberShape(this.#type, shape, index), [...path, index]));
    if (!isJsonObject(value)) return value;
    if (Object.hasOwn(value, '$from') || Object.hasOwn(value, '$join')) {
      this.problems.push(
        problem('PROPERTY_INVALID', 'a draft refers to other nodes by ${node.Attribute} only', 'write ${node.Attribute} in place of $from and $join', {
          at: this.#at(path),
        }),
      );
      return value;
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.value(item, memberShape(this.#type, shape, key), [...path, key])]));
  }

  #text(text: string, shape: Shape | undefined, path: readonly (string | number)[]): Json {
    if (!text.includes('${')) return text;
    const parsed = parseExpression(text, this.#at(path));
    if (!parsed.ok) {
      this.problems.push(...parsed.problems);
      return text;
    }
    const [first, ...rest] = parsed.value;
    if (rest.length === 0 && typeof first === 'string') return first;
    if (rest.length === 0 && first !== undefined && typeof first !== 'string') {
      this.#check(first, shape, path, false);
      return { $from: { node: first.node, attribute: first.attribute } };
    }
    return {
      $join: parsed.value.map((piece) => {
        if (typeof piece === 'string') return piece;
        this.#check(piece, shape, path, true);
        return { $from: { node: piece.node, attribute: piece.attribute } };
      }),
    };
  }

  #check(reference: Reference, shape: Shape | undefined, path: readonly (string | number)[], joined: boolean): void {
    const at = this.#at(path);
    if (!this.#nodes.has(reference.node)) {
      const near = nearest(reference.node, this.#nodes.keys());
      const fix = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `the nodes are ${[...this.#nodes.keys()].slice(0, 10).join(', ')}`;
      this.problems.push(problem('REFERENCE_UNKNOWN', `${reference.written} refers to a node that does not exist`, fix, { at }));
      return;
    }
    if (reference.node === this.#node) {
      this.problems.push(problem('GRAPH_CYCLE', `${reference.written} refers to ${this.#node} itself`, 'give the value instead', { at }));
      return;
    }
    const type = this.#nodes.get(reference.node);
    if (type === null || type === undefined) return;
    const held = attributeOf(type, reference.attribute);
    if (held === undefined) {
      const names = attributeNames(type);
      const near = nearest(reference.attribute, names);
      const fix = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `it has ${names.slice(0, 10).join(', ')}`;
      this.problems.push(problem('REFERENCE_UNKNOWN', `${reference.written}: ${type.name} has no attribute ${reference.attribute}`, fix, { at }));
      return;
    }
    const scalar = ['string', 'integer', 'number', 'boolean', 'json', 'union'].includes(held.shape.kind);
    const fitting = joined ? scalar && (shape === undefined || fits({ kind: 'string' }, shape)) : shape === undefined || fits(held.shape, shape);
    if (!fitting) {
      const message = `${reference.written} holds ${nameOf(held.shape)}, which cannot stand ${joined ? 'within a text' : `where ${shape === undefined ? 'it is' : nameOf(shape)} is expected`}`;
      this.problems.push(problem('PROPERTY_INVALID', message, 'refer to another attribute', { at }));
    }
  }

  #at(path: readonly (string | number)[]): string {
    return `${this.#node}/properties${pointerOf(path)}`;
  }
}

function nameOf(shape: Shape): string {
  if (shape.kind === 'array') return 'a list';
  return shape.kind === 'integer' || shape.kind === 'object' ? `an ${shape.kind}` : `a ${shape.kind}`;
}
