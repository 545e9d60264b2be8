import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { nearest } from '../../kernel/nearest.ts';
import { textOf } from '../../model/call-function.ts';
import { matchPattern } from '../../model/schema-pattern.ts';
import { asObject, below } from './evaluate.ts';
import type { TemplateDocument } from './template-document.ts';
import { Unread } from './template-facts.ts';
import { invalid, type Spot, spotText, unsupported } from './template-refusal.ts';
import { isKnown, isLater, isList, type Value } from './value.ts';

/** A parameter of a template. */
export interface Parameter {
  readonly name: string;
  readonly spot: Spot;
  readonly list: boolean;
  readonly kind: 'text' | 'number';
  /** The name of an SSM parameter, whose value counts. */
  readonly ssm: boolean;
  /** As written: `AWS::EC2::VPC::Id`. */
  readonly type: string;
  /** JSON Schema of its input. */
  readonly schema: JsonObject;
  readonly default: Json | undefined;
}

const ssmType = /^AWS::SSM::Parameter::Value<(.+)>$/;

/** The parameters of a template, in their order. */
export function readParameters(document: TemplateDocument): Parameter[] {
  const { root } = document;
  const spot: Spot = { file: document.file, line: document.lines.of(root, 'Parameters'), path: 'Parameters' };
  const parameters = root['Parameters'] === undefined ? {} : asObject(root['Parameters'], spot, 'Parameters');
  return Object.entries(parameters).map(([name, part]) => {
    const at = below(spot, parameters, name, { document });
    return parameterOf(name, asObject(part, at, `the parameter ${name}`), at);
  });
}

function parameterOf(name: string, part: JsonObject, spot: Spot): Parameter {
  const type = part['Type'];
  if (typeof type !== 'string') throw invalid(spot, 'it has no Type', 'give it one, such as String');
  const inner = ssmType.exec(type)?.[1] ?? type;
  const list = inner === 'CommaDelimitedList' || /^List<.+>$/.test(inner);
  const item = /^List<(.+)>$/.exec(inner)?.[1] ?? inner;
  if (!/^(String|Number|CommaDelimitedList|AWS::[\w:]+)$/.test(item))
    throw invalid(spot, `${type} is no type of a parameter`, 'use String, Number, CommaDelimitedList, or an AWS-specific type');
  const kind = item === 'Number' ? 'number' : 'text';
  const ssm = ssmType.test(type);
  const given = part['Default'];
  const normal = given === undefined || given === null ? undefined : spelled(given, list && !ssm);
  return { name, spot, list, kind, ssm, type, default: normal, schema: schemaOf(part, { list, kind: ssm ? 'text' : kind, type, ssm }, normal) };
}

/** Lists may be written with commas. */
function spelled(value: Json, list: boolean): Json {
  if (!list) return value;
  if (Array.isArray(value)) return value;
  const text = textOf(value);
  return text === '' ? [] : text.split(',').map((item) => item.trim());
}

function schemaOf(part: JsonObject, of: Pick<Parameter, 'list' | 'kind' | 'type' | 'ssm'>, normal: Json | undefined): JsonObject {
  const allowed = Array.isArray(part['AllowedValues'])
    ? (part['AllowedValues'] as readonly Json[]).map((value) => (of.kind === 'number' ? value : textOf(value)))
    : undefined;
  const pattern = part['AllowedPattern'];
  const limit = (name: string): number | undefined => (part[name] === undefined || Number.isNaN(Number(part[name])) ? undefined : Number(part[name]));
  const item: JsonObject = defined({
    type: of.kind === 'number' ? 'number' : 'string',
    enum: allowed,
    pattern: typeof pattern === 'string' ? `^(?:${pattern})$` : undefined,
    minLength: limit('MinLength'),
    maxLength: limit('MaxLength'),
    minimum: limit('MinValue'),
    maximum: limit('MaxValue'),
  });
  const description = typeof part['Description'] === 'string' ? part['Description'] : undefined;
  const noEcho = part['NoEcho'] === true || part['NoEcho'] === 'true';
  const aws = of.type.startsWith('AWS::') || of.type.includes('<AWS::');
  return defined({
    ...(of.ssm ? { type: 'string' } : of.list ? { type: 'array', items: item } : item),
    description,
    default: normal === undefined ? undefined : of.ssm || of.kind === 'text' ? texts(normal) : normal,
    writeOnly: noEcho ? true : undefined,
    'x-aws-type': aws ? of.type : undefined,
  });
}

function texts(value: Json): Json {
  return Array.isArray(value) ? (value as readonly Json[]).map(textOf) : textOf(value);
}

function defined(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter((member): member is [string, Json] => member[1] !== undefined));
}

/** JSON Schema of all inputs of a template. */
export function inputsSchema(parameters: readonly Parameter[]): JsonObject {
  const required = parameters.filter((parameter) => parameter.default === undefined).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

/**
 * What each parameter is, by what is given and the defaults. `at` is where the inputs stand. Of a parameter whose type is that of an SSM parameter it is the name, until
 * `stored` says what is under it; null: nothing.
 */
export function parameterValues(
  parameters: readonly Parameter[],
  inputs: Readonly<Record<string, Value>>,
  at: string,
  stored: (name: string) => string | null,
): { readonly values: ReadonlyMap<string, Value>; readonly problems: readonly Diagnostic[] } {
  const values = new Map<string, Value>();
  const problems: Diagnostic[] = [];
  let unread: Unread | null = null;
  const wrong = (name: string, message: string, fix: string): void => {
    problems.push(problem('INPUT_INVALID', `${at}.${name}: ${message}`, fix, { at: `${at}.${name}` }));
  };
  for (const name of Object.keys(inputs)) {
    if (parameters.some((parameter) => parameter.name === name)) continue;
    const names = parameters.map((parameter) => parameter.name);
    const near = nearest(name, names, 1);
    wrong(
      name,
      `the template has no parameter ${name}`,
      near[0] === undefined ? `its parameters are ${names.join(', ') || 'none'}` : `did you mean ${near[0]}?`,
    );
  }
  for (const parameter of parameters) {
    const { name, spot } = parameter;
    const given = Object.hasOwn(inputs, name) ? inputs[name] : parameter.default;
    if (given === undefined || given === null) {
      const description = parameter.schema['description'];
      wrong(
        name,
        `it is not given, and has no default (${spotText(spot)})${typeof description === 'string' ? `: ${description}` : ''}`,
        `give it under inputs: { ${name}: … }`,
      );
      continue;
    }
    const value = isLater(given) ? given : isKnown(given) ? spelled(given as Json, parameter.list && !parameter.ssm) : given;
    const fault = faultOf(value as Value, parameter);
    if (fault !== null) {
      wrong(name, fault, typeof parameter.schema['description'] === 'string' ? (parameter.schema['description'] as string) : `see ${spotText(spot)}`);
      continue;
    }
    if (!parameter.ssm) values.set(name, value as Value);
    else {
      if (isLater(value as Value)) throw unsupported(spot, 'the name of an SSM parameter that exists only after a step', 'give the name itself');
      let under: string | null;
      try {
        under = stored(String(value));
      } catch (error) {
        if (!(error instanceof Unread)) throw error;
        unread = error;
        continue;
      }
      if (under === null) wrong(name, `there is no SSM parameter ${String(value)} at the target`, 'make it first, or name another');
      else values.set(name, spelled(under, parameter.list) as Value);
    }
  }
  if (unread !== null) throw unread;
  return { values, problems };
}

/** What is wrong with a value for a parameter; null where nothing is, or nothing is known of it yet. */
function faultOf(value: Value, { list, kind, ssm, schema }: Parameter): string | null {
  if (!isKnown(value)) return null;
  const items = list && !ssm ? (isList(value) ? value : null) : [value];
  if (items === null) return 'it is not a list';
  const rules = list && !ssm && isJsonObject(schema['items']) ? schema['items'] : schema;
  for (const item of items) {
    if (typeof item === 'object') return 'it holds what is no text';
    const text = textOf(item as Json);
    const allowed = rules['enum'];
    if (kind === 'number' && !ssm && !/^-?\d+(\.\d+)?$/.test(text)) return `${shown(text)} is no number`;
    if (Array.isArray(allowed) && !allowed.some((one: Json) => textOf(one) === text))
      return `${shown(text)} is not one of ${allowed.slice(0, 12).map(textOf).join(', ')}${allowed.length > 12 ? ', …' : ''}`;
    const { pattern, minLength, maxLength, minimum, maximum } = rules as Readonly<Record<string, Json | undefined>>;
    if (typeof pattern === 'string' && matchPattern(pattern, text) === 'mismatch') return `${shown(text)} does not match ${pattern}`;
    if (typeof minLength === 'number' && text.length < minLength) return `it has fewer than ${minLength} characters`;
    if (typeof maxLength === 'number' && text.length > maxLength) return `it has more than ${maxLength} characters`;
    if (typeof minimum === 'number' && Number(text) < minimum) return `${shown(text)} is less than ${minimum}`;
    if (typeof maximum === 'number' && Number(text) > maximum) return `${shown(text)} is more than ${maximum}`;
  }
  return null;
}

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
