import { type ASTNode, Environment, serialize } from '@marcbachmann/cel-js';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { boundedExpression } from '../model/schema-pattern.ts';
import { memberSchema } from './json-schemas.ts';

/** What is wrong with an expression, in one clause. */
export class ExpressionFault extends Error {}

export interface Expression {
  /** As written, without `${` and `}`. */
  readonly text: string;
  readonly ast: ASTNode;
}

/** One path that an expression reads: `network.outputs.ids[0]` is ['network', 'outputs', 'ids', 0]. */
export type Path = readonly (string | number)[];

/*
 * No expression can hang what evaluates it:
 * 1. Its text, nodes and depth are limited, and so are the inputs (`check-inputs.ts`).
 * 2. Of macros that go over a list, at most two stand within each other, and each goes over a plain path or a written list. `cel.bind` doubles what it names, and is none of ours.
 * 3. A pattern of `matches` is written out, and its time grows with the text's length only (`schema-pattern.ts`).
 * 4. What comes out is at most 256 KiB.
 */
const longestText = 2_000;
const limits = { maxAstNodes: 250, maxDepth: 32, maxListElements: 200, maxMapEntries: 200, maxCallArguments: 8 };
const longestSubject = 20_000;
const largestResult = 256 * 1024;
const macros: ReadonlySet<string> = new Set(['map', 'filter', 'all', 'exists', 'exists_one']);

/** Types are checked apart (`cel-types.ts`); here everything is evaluated as what it is. */
const plain = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false, limits });

const parsed = new Map<string, Expression>();
/** Expressions that are remembered: more than those of the largest blueprint, and few enough to be kept. */
const mostRemembered = 5_000;

/** Reads the text within `${` and `}`. Throws an ExpressionFault. */
export function parseCel(text: string): Expression {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  if (text.length > longestText) throw new ExpressionFault(`it is longer than ${longestText} characters`);
  let ast: ASTNode;
  try {
    ast = plain.parse(text).ast;
  } catch (error) {
    throw new ExpressionFault(summaryOf(error));
  }
  vet(ast, 0);
  const expression = { text, ast };
  if (parsed.size >= mostRemembered) parsed.clear();
  parsed.set(text, expression);
  return expression;
}

/** An environment of an expression's own limits, in which types are declared. */
export function typedEnvironment(): Environment {
  return new Environment({ homogeneousAggregateLiterals: false, limits });
}

/** The one text of an expression, however it was spelled. */
export function normalText({ ast }: Expression): string {
  return serialize(ast);
}

/** Whether an expression can read something by this name. Words of CEL's own, such as `in`, `as` or `type`, stand there for something else, or for nothing. */
export function isReadableName(name: string): boolean {
  try {
    return plain.evaluate(`${name}.x`, { [name]: new Map([['x', true]]) }) === true;
  } catch {
    return false;
  }
}

/** Why such a name is of no use. */
export function ofTheLanguage(name: string): string {
  return `${name} is a word of the language of expressions, and \${${name}.…} would not read it`;
}

/** The text of a part of an expression. */
export function textOfPart(ast: ASTNode): string {
  return serialize(ast);
}

/** What CEL says of a failure, without its picture of the source. */
export function summaryOf(error: unknown): string {
  const summary = (error as { readonly summary?: unknown }).summary;
  return typeof summary === 'string' ? summary : (String((error as Error).message).split('\n', 1)[0] ?? '');
}

/** A value that expressions read by name, and the schema that says which of its numbers are whole. */
export interface Root {
  readonly value: Json;
  readonly schema: JsonObject;
}

/** Evaluates over values that are all known. Throws an ExpressionFault. */
export function evaluateCel({ text }: Expression, roots: Readonly<Record<string, Root>>): Json {
  let value: unknown;
  try {
    value = plain.evaluate(text, Object.fromEntries(Object.entries(roots).map(([name, root]) => [name, toCel(root.value, root.schema)])));
  } catch (error) {
    throw new ExpressionFault(summaryOf(error));
  }
  return fromCel(value, { left: largestResult });
}

/** The paths that an expression reads, each as long as it is plain; what a macro names is not among them. */
export function pathsIn(ast: ASTNode): Path[] {
  const found: Path[] = [];
  collect(ast, new Set(), found);
  return found;
}

/** The path that a part of an expression is; null where it is more than that. */
export function pathOf(ast: ASTNode): Path | null {
  if (ast.op === 'id') return [ast.args];
  if (ast.op === '.') {
    const before = pathOf(ast.args[0]);
    return before === null ? null : [...before, ast.args[1]];
  }
  if (ast.op !== '[]') return null;
  const [of, index] = ast.args;
  const before = pathOf(of);
  if (before === null || index.op !== 'value') return null;
  if (typeof index.args === 'string') return [...before, index.args];
  return typeof index.args === 'bigint' ? [...before, Number(index.args)] : null;
}

/** The parts of a node, in their order. */
export function partsOf(ast: ASTNode): readonly ASTNode[] {
  switch (ast.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [ast.args[0]];
    case 'call':
      return ast.args[1];
    case 'rcall':
      return [ast.args[1], ...ast.args[2]];
    case 'list':
      return ast.args;
    case 'map':
      return ast.args.flat();
    case '!_':
    case '-_':
      return [ast.args];
    default:
      return ast.args;
  }
}

function collect(ast: ASTNode, bound: ReadonlySet<string>, found: Path[]): void {
  const path = pathOf(ast);
  if (path !== null) {
    if (!bound.has(String(path[0]))) found.push(path);
    return;
  }
  if (ast.op === 'rcall' && macros.has(ast.args[0])) {
    const [, over, [name, ...rest]] = ast.args;
    collect(over, bound, found);
    const within = name?.op === 'id' ? new Set([...bound, name.args]) : bound;
    for (const part of rest) collect(part, within, found);
    return;
  }
  for (const part of partsOf(ast)) collect(part, bound, found);
}

function vet(ast: ASTNode, within: number): void {
  if (ast.op === '.?' || ast.op === '[?]') throw new ExpressionFault('optional access is not known here: ask with has(…)');
  const name = ast.op === 'call' || ast.op === 'rcall' ? ast.args[0] : null;
  if (name === 'bind') throw new ExpressionFault('cel.bind is not known here: write the value where it is used');
  if (name === 'matches') vetPattern(ast);
  if (ast.op === 'rcall' && macros.has(ast.args[0])) {
    if (within >= 2) throw new ExpressionFault(`more than two of ${[...macros].join(', ')} stand within each other`);
    const over = ast.args[1];
    if (pathOf(over) === null && over.op !== 'list' && !(within === 0 && over.op === 'rcall' && macros.has(over.args[0])))
      throw new ExpressionFault(`${ast.args[0]} goes over something that is computed: let it go over a list that an input or output is`);
    vet(over, within);
    for (const part of ast.args[2]) vet(part, within + 1);
    return;
  }
  for (const part of partsOf(ast)) vet(part, within);
}

function vetPattern(ast: ASTNode): void {
  const pattern = partsOf(ast).at(-1);
  if (pattern?.op !== 'value' || typeof pattern.args !== 'string')
    throw new ExpressionFault('the pattern of matches must be written out: what is computed could be one that never ends');
  if (boundedExpression(pattern.args, longestSubject) === null)
    throw new ExpressionFault(
      `the pattern ${JSON.stringify(pattern.args)} could take very long, or is not known here: anchor it with ^, and repeat one class at a time`,
    );
}

/**
 * JSON as CEL has it, the one place where its numbers become CEL's: where the schema says `number` a double, otherwise an int where the number is whole. So 2 under a
 * `number` can be multiplied by 1.5, as the check of types promised.
 */
function toCel(value: Json, schema: JsonObject | undefined): unknown {
  if (typeof value === 'number') return schema?.['type'] !== 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => toCel(item, memberSchema(schema, 0)));
  return isJsonObject(value) ? new Map(Object.entries(value).map(([key, member]) => [key, toCel(member, memberSchema(schema, key))])) : value;
}

/** CEL's value as JSON; an ExpressionFault for what JSON has not, or what is too large. */
function fromCel(value: unknown, room: { left: number }): Json {
  room.left -= typeof value === 'string' ? value.length + 2 : 8;
  if (room.left < 0) throw new ExpressionFault(`it comes to more than ${largestResult / 1024} KiB`);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') {
    if (!Number.isSafeInteger(Number(value))) throw new ExpressionFault(`${value} cannot be kept exactly as a JSON number`);
    return Number(value);
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new ExpressionFault(`${value} is no JSON number`);
    return value;
  }
  if (Array.isArray(value)) return value.map((item) => fromCel(item, room));
  const members = value instanceof Map ? [...value] : isJsonObject(value) && Object.getPrototypeOf(value) === Object.prototype ? Object.entries(value) : null;
  if (members === null) throw new ExpressionFault('it comes to a value that JSON has not');
  return Object.fromEntries(members.map(([key, member]) => [String(key), fromCel(member, room)]));
}
