import type { ASTNode } from '@marcbachmann/cel-js';
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { type Expression, ExpressionFault, evaluateCel, type Path, parseCel, pathOf, pathsIn, type Root, textOfPart } from './cel.ts';
import { parseTemplate } from './template-text.ts';

/** A value that exists only after a step: an attribute, property or output of a node of the draft; '' is the node itself. */
export class Later {
  readonly node: string;
  readonly attribute: string;
  constructor(node: string, attribute: string) {
    this.node = node;
    this.attribute = attribute;
  }
}

/** A secret that an input was given, by the name that `secretSource` reads: nothing is computed with it either. */
export class Secret {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** A text that holds such values. */
export class Joined {
  readonly pieces: readonly (string | Later | Secret)[];
  constructor(pieces: readonly (string | Later | Secret)[]) {
    this.pieces = pieces;
  }
}

/** What is not there because its condition does not hold. */
export class Absent {
  readonly because: string;
  constructor(because: string) {
    this.because = because;
  }
}

/** What an expression comes to when a blueprint is expanded: JSON in which later values may stand anywhere. */
export type Value = Json | Later | Secret | Joined | readonly Value[] | { readonly [name: string]: Value };

/** What expressions read by name, and the schemas of those that have one. */
export interface Scope {
  readonly roots: ReadonlyMap<string, Value | Absent>;
  readonly schemas: ReadonlyMap<string, JsonObject>;
}

/**
 * A value of a document with its expressions replaced by what they come to. What exists only after a step stays what it is, with its source; an expression that would have to
 * compute with it is an ExpressionFault.
 */
export function evaluate(value: Json, scope: Scope): Value {
  if (typeof value === 'string') return value.includes('${') ? evaluateText(value, scope) : value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => evaluate(item, scope));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, evaluate(member, scope)]));
}

/** What a single expression comes to. */
export function evaluateExpression(expression: Expression, scope: Scope): Value {
  const path = pathOf(expression.ast);
  if (path !== null) return found(path, scope);
  const paths = pathsIn(expression.ast);
  if (paths.some((one) => isOpen(resolve(one, scope)))) return carried(expression.ast, scope);
  const roots: Record<string, Root> = {};
  for (const [name] of paths) {
    const value = scope.roots.get(String(name));
    if (value !== undefined && !(value instanceof Absent)) roots[String(name)] = { value: knownPart(value), schema: scope.schemas.get(String(name)) ?? {} };
  }
  return evaluateCel(expression, roots);
}

function evaluateText(text: string, scope: Scope): Value {
  const [first, ...rest] = parseTemplate(text);
  if (rest.length === 0) return first === undefined || typeof first === 'string' ? (first ?? '') : evaluateExpression(first, scope);
  const values = [first, ...rest].map((piece) => (piece === undefined || typeof piece === 'string' ? (piece ?? '') : evaluateExpression(piece, scope)));
  return joined(values.map((value) => (typeof value === 'number' || typeof value === 'boolean' ? canonicalJson(value) : value)));
}

/** An expression over something that exists only later, as far as a plan can hold it. */
function carried(ast: ASTNode, scope: Scope): Value {
  const part = (one: ASTNode): Value => evaluateExpression(parseCel(textOfPart(one)), scope);
  switch (ast.op) {
    case '?:': {
      const [condition, yes, no] = ast.args;
      const holds = part(condition);
      if (typeof holds !== 'boolean') throw notCarried(condition);
      return part(holds ? yes : no);
    }
    case '+':
      return joined(ast.args.map(part));
    case 'list':
      return ast.args.map(part);
    case 'map':
      return Object.fromEntries(ast.args.map(([name, member]) => [String(part(name)), part(member)]));
    default:
      throw notCarried(ast);
  }
}

/** That a plan cannot hold it. */
export function notCarried(ast: ASTNode): ExpressionFault {
  return new ExpressionFault(
    `${textOfPart(ast)} computes with a value that exists only after a step, or with a secret: a plan holds such a value as it is, or within a text, and nothing that is made of it`,
  );
}

/** Values one after the other, as a text. */
export function joined(values: readonly Value[]): string | Secret | Joined {
  const pieces: (string | Later | Secret)[] = [];
  for (const value of values) {
    const more = value instanceof Joined ? value.pieces : [value];
    for (const piece of more) {
      if (typeof piece !== 'string' && !(piece instanceof Later || piece instanceof Secret))
        throw new ExpressionFault('a list or an object cannot stand within a text');
      const last = pieces.at(-1);
      if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece;
      else if (piece !== '') pieces.push(piece);
    }
  }
  if (pieces.length === 0) return '';
  const [only] = pieces;
  return pieces.length === 1 && (typeof only === 'string' || only instanceof Secret) ? only : new Joined(pieces);
}

function found(path: Path, scope: Scope): Value {
  const value = resolve(path, scope);
  if (value instanceof Absent) throw new ExpressionFault(value.because);
  if (value === undefined) throw new ExpressionFault(`${written(path)} is not given`);
  return value;
}

/** What stands at a path; undefined where nothing does. */
function resolve(path: Path, { roots }: Scope): Value | Absent | undefined {
  let value: Value | Absent | undefined = roots.get(String(path[0]));
  for (const [index, key] of path.entries()) {
    if (index === 0) continue;
    if (value instanceof Absent || value === undefined) return value;
    if (value instanceof Later) return new Later(value.node, [value.attribute, ...path.slice(index)].filter((part) => part !== '').join('.'));
    if (value instanceof Joined || value instanceof Secret || typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, key) ? (value as Readonly<Record<string | number, Value>>)[key] : undefined;
  }
  return value;
}

export function written(path: Path): string {
  return path.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('');
}

/** Whether something within exists only later, is a secret, or is not there: then CEL cannot be asked about the whole. */
export function isOpen(value: Value | Absent | undefined): boolean {
  if (value instanceof Later || value instanceof Secret || value instanceof Joined || value instanceof Absent) return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value as Readonly<Record<string, Value>>).some(isOpen);
}

function knownPart(value: Value): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Value[]).map((item) => (isOpen(item) ? null : (item as Json)));
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, Value>>).flatMap(([name, member]) =>
      member instanceof Later || member instanceof Secret || member instanceof Joined ? [] : [[name, knownPart(member)]],
    ),
  );
}

/** A value as a draft writes it: later values as `${node.attribute}`, secrets as `${secret('name')}`, and a plain `${` as `$${`. */
export function draftOf(value: Value): Json {
  if (value instanceof Later || value instanceof Secret) return referenceTo(value);
  if (value instanceof Joined) {
    return value.pieces
      .map((piece, index) => {
        if (typeof piece !== 'string') return referenceTo(piece);
        if (piece.endsWith('$') && index < value.pieces.length - 1)
          throw new ExpressionFault('a $ cannot stand right before a secret, or a value that exists only later');
        return escaped(piece);
      })
      .join('');
  }
  if (typeof value === 'string') return escaped(value);
  if (Array.isArray(value)) return (value as readonly Value[]).map(draftOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value as Readonly<Record<string, Value>>).map(([name, member]) => [name, draftOf(member)]));
}

function referenceTo(value: Later | Secret): string {
  if (value instanceof Secret) return `\${secret('${value.name}')}`;
  const { node, attribute } = value;
  if (attribute === '') throw new ExpressionFault(`${node} is a node and no value: name one of its attributes`);
  return `\${${node}.${attribute}}`;
}

function escaped(text: string): string {
  return text.replaceAll('${', () => '$${');
}
