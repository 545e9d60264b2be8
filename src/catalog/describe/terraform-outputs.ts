import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';

const string: JsonObject = { type: 'string' };
/** Functions that give one type whatever they are given (Terraform's documentation of its functions). */
const functions: Readonly<Record<string, JsonObject>> = {
  ...Object.fromEntries(
    'join format replace lower upper trimspace jsonencode yamlencode base64encode cidrsubnet cidrhost substr tostring md5 sha256 timestamp'
      .split(' ')
      .map((name) => [name, string]),
  ),
  ...Object.fromEntries('length ceil floor tonumber parseint'.split(' ').map((name) => [name, { type: 'number' }])),
  ...Object.fromEntries(
    'compact concat distinct flatten keys sort split tolist toset values range formatlist'.split(' ').map((name) => [name, { type: 'array' }]),
  ),
  ...Object.fromEntries('merge tomap zipmap'.split(' ').map((name) => [name, { type: 'object' }])),
  ...Object.fromEntries('contains can alltrue anytrue tobool'.split(' ').map((name) => [name, { type: 'boolean' }])),
};
/** Attributes of resources by the last words of their names, whatever the resource. */
const attributes: readonly (readonly [RegExp, JsonObject])[] = [
  [/(?:^|_)(?:ids|arns|names|addresses|subnets|zones|groups)$/, { type: 'array' }],
  [/^tags(?:_all)?$/, { type: 'object' }],
  [/(?:^|_)enabled$/, { type: 'boolean' }],
  [/(?:^|_)(?:port|count|size)$/, { type: 'number' }],
  [
    /(?:^|_)(?:id|identifier|arn|name|endpoint|address|url|dns|domain|zone|engine|version|status|fqdn|username|cidr_block|region|policy|tenancy|namespace|key|class)(?:_[a-z]+)?$/,
    string,
  ],
];

/** What an output's expression may refer to within its module. */
export interface OutputContext {
  readonly inputs: Readonly<Record<string, JsonObject>>;
  /** The expressions of local values, as HCL's JSON form has them. */
  readonly locals: JsonObject;
  /** The schema of what a module gives that this one uses; null where it is not among the files. */
  readonly moduleOutput: (module: string, output: string) => JsonObject | null;
}

/** How many local values are followed, one from another. */
const deepest = 8;

/**
 * The schema of what an output gives, from its expression: Terraform declares no types for outputs. What cannot be told has an empty schema, and `unknown` is called. Any output may be null: modules give null for what they did not make.
 */
export function outputSchema(output: JsonObject, context: OutputContext, unknown: () => void): JsonObject {
  const { value, description, sensitive } = output;
  const type = typeOf(value ?? null, context, 0);
  if (type === null) unknown();
  return {
    ...(type === null ? {} : { ...type, type: [type['type'] as string, 'null'] }),
    ...(typeof description === 'string' && description !== '' ? { description } : {}),
    ...(sensitive === true ? { writeOnly: true } : {}),
  };
}

function typeOf(value: Json, context: OutputContext, depth: number): JsonObject | null {
  if (Array.isArray(value)) return { type: 'array' };
  if (isJsonObject(value)) return { type: 'object' };
  if (typeof value !== 'string') return value === null ? null : { type: typeof value };
  const whole = /^\$\{([\s\S]*)\}$/.exec(value)?.[1];
  // A template with something around or between its expressions is a text.
  return whole === undefined || /\}[\s\S]*\$\{/.test(whole) ? string : typeOfExpression(whole.trim(), context, depth);
}

/** Functions that give what their first argument is, or one of it. */
const passing: ReadonlySet<string> = new Set(['try', 'coalesce', 'one', 'element', 'nonsensitive', 'sensitive']);

function typeOfExpression(expression: string, context: OutputContext, depth: number): JsonObject | null {
  if (depth > deepest) return null;
  const [, name = '', inner = ''] = /^([a-z0-9_]+)\(([\s\S]*)\)$/.exec(expression) ?? [];
  if (passing.has(name)) {
    const [first = ''] = argumentsOf(inner);
    const one = name === 'element' || name === 'one' ? first.replace(/\[\*\]|\.\*/, '[0]') : first;
    return typeOfExpression(one.trim(), context, depth + 1);
  }
  if (name in functions) return functions[name] ?? null;
  if (expression.startsWith('[')) return { type: 'array' };
  if (expression.startsWith('{')) return { type: 'object' };
  if (expression.startsWith('"')) return string;
  if (/\[\*\]|\.\*\./.test(expression)) return { type: 'array' };
  const [, condition, yes] = /^([^?]+)\?([\s\S]+?):(?!:)/.exec(expression) ?? [];
  if (condition !== undefined && yes !== undefined) return typeOfExpression(yes.trim(), context, depth + 1);
  if (/[^=!<>]==[^=]|!=|&&|\|\|/.test(expression)) return { type: 'boolean' };
  if (!/^[\w.[\]"-]+$/.test(expression)) return null;
  return typeOfReference(expression.replace(/\[[^\]]*\]/g, '').split('.'), context, depth);
}

function typeOfReference([first = '', second = '', ...rest]: readonly string[], context: OutputContext, depth: number): JsonObject | null {
  const last = rest.at(-1);
  if (first === 'var') return last === undefined ? declared(context.inputs[second]) : null;
  if (first === 'local') return last === undefined && second in context.locals ? typeOf(context.locals[second] ?? null, context, depth + 1) : null;
  if (first === 'module') return last === undefined ? { type: 'object' } : rest.length === 1 ? declared(context.moduleOutput(second, last) ?? undefined) : null;
  // A resource as a whole; which of its attributes there are, its provider says.
  if (last === undefined) return second === '' ? null : { type: 'object' };
  return attributes.find(([pattern]) => pattern.test(last))?.[1] ?? null;
}

function declared(input: JsonObject | undefined): JsonObject | null {
  const type = input?.['type'];
  const name = Array.isArray(type) ? type.find((one) => one !== 'null') : type;
  return typeof name === 'string' ? { type: name } : null;
}

/** The arguments of a call, at their commas. */
function argumentsOf(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  let quoted = false;
  for (const [index, sign] of [...text].entries()) {
    if (sign === '"' && text[index - 1] !== '\\') quoted = !quoted;
    if (quoted) continue;
    if ('([{'.includes(sign)) depth++;
    else if (')]}'.includes(sign)) depth--;
    else if (sign === ',' && depth === 0) {
      found.push(text.slice(from, index));
      from = index + 1;
    }
  }
  return [...found, text.slice(from)];
}
