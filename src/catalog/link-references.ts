import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { nearest } from '../kernel/nearest.ts';
import { pointerOf } from '../kernel/pointer.ts';
import { functionKinds } from '../model/call-function.ts';
import type { FromRef } from '../model/desired.ts';
import { reservedIn } from '../model/plain-data.ts';
import type { ResourceType, Shape } from '../model/resource-type.ts';
import { isSecretText, type SecretPart, type SecretText } from '../model/secret.ts';
import { type Pieces, parseExpression, type Reference } from './expression.ts';
import { type Argument, type Call, isCall } from './parse-call.ts';
import { attributeNames, attributeOf, fits, memberShape } from './shape-at.ts';

/** A node an expression may refer to. */
export type Referable =
  | { readonly kind: 'resource'; readonly type: ResourceType; readonly properties: JsonObject }
  | { readonly kind: 'unit'; readonly outputs: JsonObject };

/** Nodes by address; null where a node's type is not known (that is reported elsewhere). */
type Nodes = ReadonlyMap<string, Referable | null>;

interface Linked {
  readonly properties: JsonObject;
  readonly problems: readonly Diagnostic[];
}

/**
 * The properties of a node with every expression turned into `$from`, `$join`, `$call` and `$secret`. References are checked: the node and the attribute
 * exist (REFERENCE_UNKNOWN with the nearest names), and what they hold fits where it stands (PROPERTY_INVALID). A secret is not what a resource is
 * called or tagged with, and nothing refers to a property that holds one (PROPERTY_INVALID).
 */
export function linkReferences(node: string, type: ResourceType, properties: JsonObject, nodes: Nodes): Linked {
  const linker = new Linker(node, 'properties', type, nodes);
  return { properties: linker.members(properties, (key) => type.properties[key]?.shape, []), problems: linker.problems };
}

/** The same for the inputs of a unit, of which no type says what may stand where. */
export function linkInputs(node: string, inputs: JsonObject, nodes: Nodes): Linked {
  const linker = new Linker(node, 'inputs', null, nodes);
  return { properties: linker.members(inputs, () => undefined, []), problems: linker.problems };
}

/** So many names of nodes that do not exist are compared with those that do, to say which may be meant. */
const mostCompared = 3;

/** What functions give; nothing is known of what an item of a list is. */
const kindShapes: Readonly<Record<string, Shape | undefined>> = {
  list: { kind: 'array', items: { kind: 'string' } },
  text: { kind: 'string' },
  number: { kind: 'integer' },
};

class Linker {
  readonly problems: Diagnostic[] = [];
  readonly #node: string;
  readonly #member: 'properties' | 'inputs';
  readonly #type: ResourceType | null;
  readonly #nodes: Nodes;

  constructor(node: string, member: 'properties' | 'inputs', type: ResourceType | null, nodes: Nodes) {
    this.#node = node;
    this.#member = member;
    this.#type = type;
    this.#nodes = nodes;
  }

  members(value: JsonObject, shapeOf: (key: string) => Shape | undefined, path: readonly (string | number)[]): JsonObject {
    const strange = reservedIn(value);
    if (strange !== undefined) {
      this.problems.push(
        problem('PROPERTY_INVALID', `${strange} has a meaning of its own and cannot be given`, 'refer to other nodes by ${node.Attribute} only', {
          at: this.#at(path),
        }),
      );
      return value;
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#value(item, shapeOf(key), [...path, key])]));
  }

  #value(value: Json, shape: Shape | undefined, path: readonly (string | number)[]): Json {
    if (typeof value === 'string') return this.#text(value, shape, path);
    if (Array.isArray(value)) return (value as readonly Json[]).map((item, index) => this.#value(item, this.#below(shape, index), [...path, index]));
    return isJsonObject(value) ? this.members(value, (key) => this.#below(shape, key), path) : value;
  }

  #text(text: string, shape: Shape | undefined, path: readonly (string | number)[]): Json {
    if (!text.includes('${')) return text;
    const parsed = parseExpression(text, this.#at(path), (address) => this.#nodes.has(address));
    if (!parsed.ok) {
      this.problems.push(...parsed.problems);
      return text;
    }
    const [first, ...rest] = parsed.value;
    if (parsed.value.some((piece) => typeof piece === 'object' && 'secret' in piece)) return this.#secret(parsed.value, shape, path);
    if (rest.length === 0 && typeof first === 'string') return first;
    if (rest.length === 0 && first !== undefined && typeof first !== 'string') return this.#piece(first, shape, path, false);
    return { $join: parsed.value.map((piece) => (typeof piece === 'string' ? piece : this.#piece(piece, shape, path, true))) };
  }

  #piece(piece: Pieces[number], shape: Shape | undefined, path: readonly (string | number)[], joined: boolean): Json {
    if (typeof piece === 'string' || 'secret' in piece) throw new TypeError('neither a reference nor a call');
    return isCall<Reference>(piece) ? this.#call(piece, shape, path, joined) : this.#from(piece, shape, path, joined);
  }

  #from(reference: Reference, shape: Shape | undefined, path: readonly (string | number)[], joined: boolean): Json & { readonly $from: JsonObject } {
    this.#check(reference, shape, path, joined);
    return { $from: { node: reference.node, attribute: reference.attribute } };
  }

  #call(call: Call<Reference>, shape: Shape | undefined, path: readonly (string | number)[], joined: boolean): Json {
    const given = kindShapes[functionKinds[call.name]];
    if (given !== undefined && shape !== undefined && !fits(given, shape) && !joined) {
      this.problems.push(
        problem('PROPERTY_INVALID', `${call.name}() gives ${nameOf(given)}, which cannot stand where ${nameOf(shape)} is expected`, 'use another function', {
          at: this.#at(path),
        }),
      );
    }
    return { $call: [call.name, ...call.args.map((arg) => this.#argument(arg, path))] };
  }

  #argument(arg: Argument<Reference>, path: readonly (string | number)[]): Json {
    if (typeof arg === 'string' || typeof arg === 'number') return arg;
    if (Array.isArray(arg)) return arg.map((item: Argument<Reference>) => this.#argument(item, path));
    return this.#piece(arg as Reference | Call<Reference>, undefined, path, false);
  }

  /** A text that holds a secret, whatever else it holds. */
  #secret(pieces: Pieces, shape: Shape | undefined, path: readonly (string | number)[]): Json {
    const at = this.#at(path);
    const [top] = path;
    const tags = this.#type?.tags?.property;
    const shown = top === tags && tags !== undefined ? 'what it is tagged with' : this.#type?.identifier.includes(String(top)) ? 'what it is called' : null;
    if (shown !== null)
      this.problems.push(problem('PROPERTY_INVALID', `${this.#node} would tell a secret as ${shown}, which everybody can read`, 'give a plain value', { at }));
    if (shape !== undefined && !fits({ kind: 'string' }, shape))
      this.problems.push(
        problem('PROPERTY_INVALID', `a secret is a text, which cannot stand where ${nameOf(shape)} is expected`, 'give a plain value', { at }),
      );
    const parts = pieces.map((piece): SecretPart => {
      if (typeof piece === 'string') return piece;
      if ('secret' in piece) return piece.of === undefined ? { name: piece.secret } : { name: piece.secret, of: this.#secretsOwn(piece.of, path) };
      if (!isCall<Reference>(piece)) return this.#from(piece, shape, path, true) as unknown as SecretPart;
      this.problems.push(
        problem('EXPRESSION_INVALID', `${piece.name}() stands in a text with a secret`, 'join a secret with texts and references only', { at }),
      );
      return '';
    });
    return { $secret: parts } satisfies SecretText as unknown as Json;
  }

  /** What a secret is known by, as the node that makes it tells it: no other value says which secret is read. */
  #secretsOwn(reference: Reference, path: readonly (string | number)[]): FromRef {
    const made = this.#nodes.get(reference.node);
    const names = made?.kind === 'resource' && made.type.name.startsWith('AWS::SecretsManager::') && made.type.identifier.includes(reference.attribute);
    if (made !== undefined && made !== null && !names && !reference.attribute.endsWith('SecretArn'))
      this.problems.push(
        problem('EXPRESSION_INVALID', `${reference.written} does not say which secret is meant`, 'refer to the identifier of a secret that a node makes', {
          at: this.#at(path),
        }),
      );
    return this.#from(reference, undefined, path, true) as unknown as FromRef;
  }

  #check(reference: Reference, shape: Shape | undefined, path: readonly (string | number)[], joined: boolean): void {
    const at = this.#at(path);
    if (!this.#nodes.has(reference.node)) {
      const near = this.problems.length < mostCompared ? nearest(reference.node, this.#nodes.keys()) : [];
      const fix = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `the nodes are ${[...this.#nodes.keys()].slice(0, 10).join(', ')}`;
      this.problems.push(problem('REFERENCE_UNKNOWN', `${reference.written} refers to a node that does not exist`, fix, { at }));
      return;
    }
    if (reference.node === this.#node) {
      this.problems.push(problem('GRAPH_CYCLE', `${reference.written} refers to ${this.#node} itself`, 'give the value instead', { at }));
      return;
    }
    const node = this.#nodes.get(reference.node);
    if (node === null || node === undefined) return;
    if (node.kind === 'unit') return this.#checkOutput(reference, node.outputs, at);
    const { type } = node;
    if (givesSecret(node.properties, reference.attribute)) {
      const message = `${reference.written} is given a secret, which nothing takes from there`;
      this.problems.push(problem('PROPERTY_INVALID', message, "write the secret here as well: ${secret('…')}", { at }));
      return;
    }
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

  #checkOutput(reference: Reference, outputs: JsonObject, at: string): void {
    if (Object.hasOwn(outputs, reference.attribute.split('.')[0] ?? '')) return;
    const names = Object.keys(outputs);
    const near = nearest(reference.attribute, names);
    const fix =
      near.length > 0
        ? `did you mean ${near.join(' or ')}?`
        : names.length === 0
          ? 'declare it among its outputs'
          : `it gives ${names.slice(0, 10).join(', ')}`;
    this.problems.push(problem('REFERENCE_UNKNOWN', `${reference.written}: ${reference.node} gives no ${reference.attribute}`, fix, { at }));
  }

  #below(shape: Shape | undefined, key: string | number): Shape | undefined {
    return this.#type === null ? undefined : memberShape(this.#type, shape, key);
  }

  #at(path: readonly (string | number)[]): string {
    return `${this.#node}/${this.#member}${pointerOf(path)}`;
  }
}

/** Whether what stands at an attribute, or around or below it, is written with a secret. */
function givesSecret(value: Json | undefined, attribute: string): boolean {
  const [name, ...rest] = attribute.split('.');
  if (typeof value === 'string') return value.includes('${secret(');
  if (isSecretText(value)) return true;
  if (name === undefined || attribute === '')
    return typeof value === 'object' && value !== null && Object.values(value).some((one) => givesSecret(one as Json, ''));
  if (typeof value !== 'object' || value === null) return false;
  return givesSecret((value as JsonObject)[name], rest.join('.'));
}

function nameOf(shape: Shape): string {
  if (shape.kind === 'array') return 'a list';
  return shape.kind === 'integer' || shape.kind === 'object' ? `an ${shape.kind}` : `a ${shape.kind}`;
}
