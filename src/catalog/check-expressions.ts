import type { ASTNode } from '@marcbachmann/cel-js';
import type { Code } from '../kernel/codes.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { nearest } from '../kernel/nearest.ts';
import type { PlaceOf } from '../model/read-yaml.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { type Expression, ExpressionFault, normalText, type Path, pathOf, pathsIn, summaryOf, textOfPart, typedEnvironment } from './cel.ts';
import { type Declared, declare, type Expected, expectedBelow, misfit, typeOfSchema, typeOfShape } from './cel-types.ts';
import { memberNames, memberSchema } from './json-schemas.ts';
import { notCarried, written } from './later-values.ts';
import { attributeNames, attributeOf } from './shape-at.ts';
import { parseCondition, parseTemplate } from './template-text.ts';

/** What a name stands for in the expressions of a document. */
export type RootType =
  | { readonly kind: 'value'; readonly schema: JsonObject }
  | { readonly kind: 'resource'; readonly type: ResourceType }
  /** Its own document says what is wrong with it. */
  | { readonly kind: 'unknown' };

export interface CheckContext {
  readonly roots: ReadonlyMap<string, RootType>;
  /** Whether a value exists only after a step. */
  readonly isLater: (path: Path) => boolean;
  readonly place: PlaceOf;
}

type Keys = readonly (string | number)[];

/** Checks the expressions of one document: that they can be read, that what they name is there, that their types fit, and that a plan can hold what they come to. */
export class ExpressionCheck {
  readonly problems: Diagnostic[] = [];
  /** What must be known when a plan is made, of all that was checked. */
  readonly demanded: Path[] = [];
  readonly #context: CheckContext;

  constructor(context: CheckContext) {
    this.#context = context;
  }

  /** A value with expressions anywhere in it; `at` are the keys that lead to it. The expressions that could be read. */
  value(value: Json, expected: Expected, at: Keys): Expression[] {
    if (typeof value === 'string') return value.includes('${') ? this.#text(value, expected, at) : [];
    if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item, index) => this.value(item, expectedBelow(expected, index), [...at, index]));
    if (!isJsonObject(value)) return [];
    return Object.entries(value).flatMap(([name, member]) => this.value(member, expectedBelow(expected, name), [...at, name]));
  }

  /** A condition, which must be known when the plan is made. Null where it cannot be read. */
  condition(text: string, at: Keys): Expression | null {
    const read = this.#read(() => parseCondition(text), at);
    if (read === null) return null;
    if (!this.known(read, at)) return read;
    this.#checked(read, { kind: 'schema', schema: { type: 'boolean' } }, at);
    if (read.ast.op === 'value' && typeof read.ast.args === 'boolean')
      this.#problem('EXPRESSION_INVALID', `the condition is always ${read.ast.args}`, read.ast.args ? 'leave it out' : 'leave out what it is of', at);
    return read;
  }

  /** Whether nothing in an expression exists only after a step; it is a problem where something does. */
  known(expression: Expression, at: Keys): boolean {
    const paths = pathsIn(expression.ast);
    this.demanded.push(...paths);
    const later = paths.find(this.#context.isLater);
    if (later === undefined) return true;
    const message = `${written(later)} exists only after a step, and how much there is to plan must be known before`;
    this.#problem('EXPRESSION_INVALID', message, 'decide it by an input', at);
    return false;
  }

  #text(text: string, expected: Expected, at: Keys): Expression[] {
    const template = this.#read(() => parseTemplate(text), at);
    if (template === null) return [];
    const expressions = template.filter((piece) => typeof piece !== 'string');
    const alone = template.length === 1;
    for (const expression of expressions) {
      const type = this.#checked(expression, alone ? expected : { kind: 'any' }, at);
      if (!alone && type !== null && /^(list|map|\$)/.test(type))
        this.#problem(
          'EXPRESSION_INVALID',
          `\${${expression.text}} is a list or an object, which cannot stand within a text`,
          'refer to one of its members',
          at,
        );
    }
    const wrong = alone || expressions.length === 0 ? null : misfit('string', expected);
    if (wrong !== null) this.#problem('EXPRESSION_INVALID', `it is ${wrong}`, 'write the expression alone', at);
    return expressions;
  }

  /** The CEL type of an expression; null where it is wrong, which is told. */
  #checked(expression: Expression, expected: Expected, at: Keys): string | null {
    const paths = pathsIn(expression.ast);
    const missing = paths.map((path) => this.#missing(path)).filter((found) => found !== null);
    for (const { message, fix } of missing) this.#problem('REFERENCE_UNKNOWN', `\${${expression.text}}: ${message}`, fix, at);
    if (missing.length > 0) return null;
    const type = this.#typeOf(expression, paths, at);
    if (type === null) return null;
    const demands = this.#demands(expression.ast);
    this.demanded.push(...demands);
    if (demands.some(this.#context.isLater)) {
      this.#problem('EXPRESSION_INVALID', notCarried(expression.ast).message, 'give the value itself, or compute it in a unit', at);
      return null;
    }
    const wrong = misfit(type, expected);
    if (wrong !== null)
      this.#problem(
        'EXPRESSION_INVALID',
        `\${${expression.text}} is ${wrong}`,
        'refer to something of that type, or convert it: string(…), int(…), double(…)',
        at,
      );
    return type;
  }

  #typeOf({ text }: Expression, paths: readonly Path[], at: Keys): string | null {
    const environment = typedEnvironment();
    for (const name of new Set(paths.map(([first]) => String(first)))) declare(environment, name, this.#declared(name, paths));
    const checked = environment.check(text);
    if (checked.valid) return checked.type ?? 'dyn';
    const cause = summaryOf(checked.error);
    const numbers = /\b(int|double)\b.*\b(int|double)\b/.test(cause) ? 'write double(…) around the whole number' : 'see https://cel.dev for what it may say';
    this.#problem('EXPRESSION_INVALID', `\${${text}}: ${cause}`, numbers, at);
    return null;
  }

  #declared(name: string, paths: readonly Path[]): Declared {
    const root = this.#context.roots.get(name);
    if (root === undefined || root.kind === 'unknown') return 'dyn';
    if (root.kind === 'value') return typeOfSchema(root.schema);
    const members: Record<string, Declared> = {};
    for (const path of paths) {
      if (path[0] !== name || path.length < 2) continue;
      const held = longestAttribute(root.type, path);
      if (held !== null) put(members, held.names, typeOfShape(held.property.shape));
    }
    return Object.keys(members).length === 0 ? 'dyn' : members;
  }

  /** What a path names that is not there. */
  #missing(path: Path): { readonly message: string; readonly fix: string } | null {
    const [name] = path;
    const root = this.#context.roots.get(String(name));
    if (root === undefined) return unknown(String(name), 'there is no', [...this.#context.roots.keys()]);
    if (root.kind === 'unknown') return null;
    if (root.kind === 'resource') {
      if (path.length < 2)
        return {
          message: `${String(name)} is a resource and no value`,
          fix: `name one of its attributes, as in ${String(name)}.${attributeNames(root.type)[0] ?? 'Arn'}`,
        };
      return longestAttribute(root.type, path) === null
        ? unknown(path.slice(1).join('.'), `${root.type.name} has no attribute`, attributeNames(root.type))
        : null;
    }
    let schema: JsonObject | undefined = root.schema;
    for (const [index, key] of path.entries()) {
      if (index === 0) continue;
      const below: JsonObject | undefined = memberSchema(schema, key);
      if (below === undefined) return unknown(String(key), `${written(path.slice(0, index))} has no`, memberNames(schema));
      schema = below;
    }
    return null;
  }

  /** The paths whose values an expression computes with: a plan holds a later value as it is, or within a text, and nothing that is made of it. */
  #demands(ast: ASTNode): Path[] {
    if (pathOf(ast) !== null) return [];
    const of = (parts: readonly ASTNode[]): Path[] => parts.flatMap((part) => this.#demands(part));
    switch (ast.op) {
      case '?:':
        return [...pathsIn(ast.args[0]), ...of([ast.args[1], ast.args[2]])];
      case '+': {
        const texts = ast.args.every((part) => ['string', 'dyn'].includes(this.#quietType(part)));
        return texts ? of(ast.args) : pathsIn(ast);
      }
      case 'list':
        return of(ast.args);
      case 'map':
        return ast.args.flatMap(([name, member]) => [...pathsIn(name), ...this.#demands(member)]);
      default:
        return pathsIn(ast);
    }
  }

  #quietType(ast: ASTNode): string {
    const environment = typedEnvironment();
    const paths = pathsIn(ast);
    for (const name of new Set(paths.map(([first]) => String(first)))) declare(environment, name, this.#declared(name, paths));
    const checked = environment.check(textOfPart(ast));
    return checked.valid ? (checked.type ?? 'dyn') : 'dyn';
  }

  #read<T>(read: () => T, at: Keys): T | null {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ExpressionFault)) throw error;
      this.#problem('EXPRESSION_INVALID', error.message, 'write ${name.member}, or $${ for a plain ${', at);
      return null;
    }
  }

  #problem(code: Code, message: string, fix: string, at: Keys): void {
    this.problems.push(problem(code, message, fix, { at: this.#context.place(at) }));
  }
}

/** Whether two conditions say the same. */
export function sameCondition(one: string, other: string): boolean {
  try {
    return normalText(parseCondition(one)) === normalText(parseCondition(other));
  } catch {
    return false;
  }
}

/** The attribute that a path names: as many of its names as there is an attribute for. */
function longestAttribute(type: ResourceType, path: Path) {
  for (let end = path.length; end > 1; end--) {
    const names = path.slice(1, end).map(String);
    const property = attributeOf(type, names.join('.'));
    if (property !== undefined)
      return end === path.length || ['json', 'object', 'map', 'array', 'union'].includes(property.shape.kind) ? { names, property } : null;
  }
  return null;
}

function put(members: Record<string, Declared>, [name, ...rest]: readonly string[], type: Declared): void {
  if (name === undefined) return;
  const there = members[name];
  if (rest.length === 0) {
    if (typeof there !== 'object') members[name] = type;
    return;
  }
  const below: Record<string, Declared> = typeof there === 'object' ? { ...there } : {};
  put(below, rest, type);
  members[name] = below;
}

function unknown(name: string, what: string, known: readonly string[]): { readonly message: string; readonly fix: string } {
  const near = nearest(name, known);
  const fix =
    near.length > 0 ? `did you mean ${near.join(' or ')}?` : known.length === 0 ? 'there is nothing to refer to' : `there is ${known.slice(0, 12).join(', ')}`;
  return { message: `${what} ${name}`, fix };
}
