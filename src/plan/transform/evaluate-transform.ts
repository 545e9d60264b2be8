import { canonicalJson, isJsonObject, type Json, type JsonObject, sameJson } from '../../kernel/json.ts';
import { boundedExpression } from '../../model/schema-pattern.ts';
import type { Expression } from './parse-transform.ts';

/**
 * A text that was put together: what the expression's author wrote stands in it as a pattern, what comes from the properties as itself. So
 * `$join(["arn:.+:key/", KmsKeyId])` is the ARN of that key in any account, and a name with a dot is not a name with any letter there.
 */
export class Joined {
  readonly text: string;
  readonly pattern: string;
  constructor(text: string, pattern: string) {
    this.text = text;
    this.pattern = pattern;
  }
}

/** Undefined: nothing is there, or the expression asks for something that is not known here. Then it says nothing. */
export type Value = Json | Joined | undefined;

/** Longer values are not transformed: a bound for what a foreign expression may cost. */
const longestText = 16_384;

type Scope = ReadonlyMap<string, Value>;

/** What an expression makes of the properties it is given. Takes at most as many steps as the expression has parts, each linear in the text it works on. */
export function evaluateTransform(expression: Expression, context: JsonObject, value: Json): Value {
  return evaluated(expression, context, new Map([['value', value]]));
}

function evaluated(expression: Expression, context: JsonObject, scope: Scope): Value {
  const of = (part: Expression): Value => evaluated(part, context, scope);
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'pattern':
      return undefined;
    case 'context':
      return context;
    case 'variable':
      return scope.get(expression.name);
    case 'member':
      return memberOf(of(expression.of), expression.name);
    case 'item':
      return itemOf(of(expression.of), of(expression.index));
    case 'list': {
      const items = expression.items.map(of);
      return items.some((item) => item === undefined) ? undefined : items.map(plain);
    }
    case 'object': {
      const members = expression.members.map(([key, member]) => [plainText(of(key)), of(member)] as const);
      if (members.some(([key, member]) => key === undefined || member === undefined)) return undefined;
      return Object.fromEntries(members.map(([key, member]) => [key as string, plain(member)]));
    }
    case 'call':
      return call(expression, of);
    case 'binary':
      return binary(expression, of);
    case 'choice':
      return isTrue(of(expression.when)) ? of(expression.then) : expression.otherwise === null ? undefined : of(expression.otherwise);
    case 'block': {
      const inner = new Map(scope);
      let last: Value;
      for (const { name, value } of expression.steps) {
        last = evaluated(value, context, inner);
        if (name !== null) inner.set(name, last);
      }
      return last;
    }
    default:
      return expression satisfies never;
  }
}

function memberOf(value: Value, name: string): Value {
  if (Array.isArray(value)) {
    const found = (value as readonly Json[]).flatMap((item) => {
      const member = isJsonObject(item) && Object.hasOwn(item, name) ? item[name] : undefined;
      return member === undefined ? [] : Array.isArray(member) ? (member as readonly Json[]) : [member];
    });
    return found.length === 0 ? undefined : found.length === 1 ? found[0] : found;
  }
  return isJsonObject(value) && Object.hasOwn(value, name) ? (value as JsonObject)[name] : undefined;
}

function itemOf(value: Value, index: Value): Value {
  if (value === undefined || typeof index !== 'number') return undefined;
  const items: readonly Value[] = Array.isArray(value) ? value : [value];
  return items[index < 0 ? items.length + index : index];
}

function binary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>, of: (part: Expression) => Value): Value {
  const a = of(left);
  if (operator === 'and') return isTrue(a) && isTrue(of(right));
  if (operator === 'or') return isTrue(a) || isTrue(of(right));
  const b = of(right);
  if (a === undefined || b === undefined) return operator === '=' || operator === 'in' ? false : operator === '!=' ? a !== b : undefined;
  switch (operator) {
    case '=':
      return sameJson(plain(a), plain(b));
    case '!=':
      return !sameJson(plain(a), plain(b));
    case 'in':
      return (Array.isArray(b) ? (b as readonly Json[]) : [plain(b)]).some((item) => sameJson(item, plain(a)));
    case '&':
      return joined([
        [left, a],
        [right, b],
      ]);
    default:
      return typeof a === 'number' && typeof b === 'number' ? calculated(operator, a, b) : undefined;
  }
}

function calculated(operator: string, a: number, b: number): Value {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : a / b;
    case '%':
      return b === 0 ? undefined : a % b;
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    default:
      return undefined;
  }
}

function call({ name, given }: Extract<Expression, { kind: 'call' }>, of: (part: Expression) => Value): Value {
  const [first, second, third] = given;
  if (first === undefined) return undefined;
  if (name === 'exists') return of(first) !== undefined;
  if (name === 'join')
    return first.kind === 'list' && second === undefined
      ? joined(first.items.map((item) => [item, of(item)]))
      : listJoined(of(first), second === undefined ? '' : of(second));
  const value = of(first);
  if (value === undefined) return undefined;
  const text = typeof value === 'string' ? value : value instanceof Joined ? value.text : undefined;
  const other = second === undefined ? undefined : of(second);
  switch (name) {
    case 'string':
      return text ?? (typeof value === 'object' ? canonicalJson(value) : String(value));
    case 'number':
      return text === undefined ? (typeof value === 'number' ? value : undefined) : /^-?\d*\.?\d+$/.test(text) ? Number(text) : undefined;
    case 'floor':
      return typeof value === 'number' ? Math.floor(value) : undefined;
    case 'count':
      return Array.isArray(value) ? value.length : 1;
    case 'lookup':
      return typeof other === 'string' || typeof other === 'number' ? memberOf(value, String(other)) : undefined;
    case 'merge':
      return Array.isArray(value) && value.every(isJsonObject) ? (Object.assign({}, ...value) as JsonObject) : undefined;
    default:
      return text === undefined || text.length > longestText ? undefined : textual(name, text, second, other, third === undefined ? undefined : of(third));
  }
}

function textual(name: string, text: string, second: Expression | undefined, other: Value, third: Value): Value {
  switch (name) {
    case 'lowercase':
      return text.toLowerCase();
    case 'uppercase':
      return text.toUpperCase();
    case 'trim':
      return text.replace(/\s+/g, ' ').trim();
    case 'substringAfter':
    case 'substringBefore': {
      const at = typeof other === 'string' ? text.indexOf(other) : -1;
      return at < 0 ? text : name === 'substringAfter' ? text.slice(at + (other as string).length) : text.slice(0, at);
    }
    case 'substring':
      return typeof other === 'number' ? text.slice(other, typeof third === 'number' ? other + third : undefined) : undefined;
    case 'contains':
      return typeof other === 'string' ? text.includes(other) : undefined;
    case 'split': {
      if (typeof other !== 'string') return undefined;
      const parts = text.split(other);
      return typeof third === 'number' ? parts.slice(0, third) : parts;
    }
    case 'replace':
      return typeof third === 'string' ? replaced(text, second, other, third) : undefined;
    case 'match':
      return second?.kind === 'pattern' ? matches(text, second.source) : undefined;
    default:
      return undefined;
  }
}

// Who replaces parts of a text by parts of a pattern writes a pattern.
function replaced(text: string, what: Expression | undefined, other: Value, by: string): Value {
  if (what?.kind === 'pattern') {
    const expression = boundedExpression(what.source, text.length);
    if (expression === null) return undefined;
    const result = text.replace(new RegExp(expression, `${expression.flags}g`), by);
    return new Joined(result, result);
  }
  if (typeof other !== 'string') return undefined;
  const result = text.replaceAll(other, () => by);
  return new Joined(result, result);
}

function matches(text: string, source: string): Value {
  const expression = boundedExpression(source, text.length);
  if (expression === null) return undefined;
  const found = expression.exec(text);
  return found === null ? undefined : { match: found[0], groups: found.slice(1).map((group) => group ?? '') };
}

function joined(parts: readonly (readonly [Expression, Value])[]): Value {
  let text = '';
  let pattern = '';
  for (const [expression, value] of parts) {
    const part = plainText(value);
    if (part === undefined) return undefined;
    text += part;
    pattern += value instanceof Joined ? value.pattern : expression.kind === 'literal' && isPattern(part) ? part : escaped(part);
  }
  return text.length > longestText ? undefined : new Joined(text, pattern);
}

/** A lone dot is meant as one: `$join([Name, "."])` is the name with its final dot. */
function isPattern(text: string): boolean {
  return /[\\^$*+?()[\]{}|]/.test(text);
}

function listJoined(value: Value, separator: Value): Value {
  if (!Array.isArray(value) || typeof separator !== 'string') return undefined;
  const items = (value as readonly Json[]).map((item) => plainText(item));
  return items.some((item) => item === undefined) ? undefined : items.join(separator);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function plain(value: Value): Json {
  return value instanceof Joined ? value.text : (value ?? null);
}

function plainText(value: Value): string | undefined {
  if (value instanceof Joined) return value.text;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function isTrue(value: Value): boolean {
  const found = plain(value);
  if (Array.isArray(found)) return found.some((item) => isTrue(item as Json));
  if (isJsonObject(found)) return Object.keys(found).length > 0;
  return found !== null && found !== false && found !== '' && found !== 0;
}
