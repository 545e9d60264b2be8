import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { RE2JS } from 're2js';
import { digestOf } from '../kernel/digest.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { segmentsOf } from '../kernel/pointer.ts';

/** What is wrong with a schema, or with a value: where, as the keys that lead there, and what to do. */
export interface SchemaFault {
  readonly path: readonly string[];
  readonly message: string;
  readonly fix: string;
}

/*
 * Schemas come from strangers, and none can hang what works with it:
 * 1. `$ref` leads to its own `$defs` only, and never to itself; what a schema comes to when every reference is written out is limited (`mostKeys`).
 * 2. Patterns are run by an engine that takes time linear in the text (RE2), and not by the language's own.
 */
const mostKeys = 5_000;
const deepest = 48;
/** Keywords whose meaning depends on more than the schema itself. */
const foreign = ['$id', '$anchor', '$dynamicRef', '$dynamicAnchor', '$recursiveRef', '$vocabulary'];
const dialect = 'https://json-schema.org/draft/2020-12/schema';

const options = {
  strict: false,
  validateFormats: false,
  allErrors: true,
  logger: false,
  addUsedSchema: false,
  code: { regExp: Object.assign(linear, { code: 'linear' }) },
} as const;

/** Ajv keeps expressions by their text: without it, each would be taken for the first. */
function linear(pattern: string) {
  const expression = RE2JS.compile(pattern);
  return { test: (text: string): boolean => expression.matcher(text).find(), toString: (): string => pattern };
}

let forValues: Ajv2020 | undefined;
let forSchemas: Ajv2020 | undefined;

/** A schema with every `$ref` written out, or all that keeps it from being used. The first of each kind is told. */
export function vettedSchema(schema: JsonObject): { readonly schema: JsonObject; readonly faults: readonly SchemaFault[] } {
  const faults: SchemaFault[] = [];
  const written = writtenOut(schema, faults);
  if (faults.length > 0) return { schema, faults };
  forSchemas ??= new Ajv2020(options);
  try {
    if (forSchemas.validateSchema(written) !== true)
      for (const error of (forSchemas.errors ?? []).slice(0, 3))
        faults.push({
          path: segmentsOf(error.instancePath),
          message: `it is no JSON Schema: ${error.message ?? 'malformed'}`,
          fix: 'correct it; the dialect is 2020-12',
        });
    else compiled(written);
  } catch (error) {
    faults.push({ path: [], message: `it cannot be used: ${(error as Error).message.split('\n', 1)[0] ?? ''}`, fix: 'correct it; patterns are those of RE2' });
  }
  return { schema: written, faults };
}

/** What of a value is not as a schema wants it, at most ten. The schema is a vetted one. */
export function faultsOf(schema: JsonObject, value: Json): readonly SchemaFault[] {
  const validate = compiled(schema);
  return validate(value) ? [] : (validate.errors ?? []).slice(0, 10).map((error) => faultOf(error, schema));
}

const validators = new Map<string, ValidateFunction>();
const mostValidators = 500;

function compiled(schema: JsonObject): ValidateFunction {
  const digest = digestOf(schema);
  const known = validators.get(digest);
  if (known !== undefined) return known;
  // Schemas were checked when they were published; the check of a schema is most of what there is to load.
  forValues ??= new Ajv2020({ ...options, meta: false, validateSchema: false });
  const { $schema: _, ...rest } = schema;
  const validate = forValues.compile(rest);
  forValues.removeSchema(rest);
  if (validators.size >= mostValidators) validators.clear();
  validators.set(digest, validate);
  return validate;
}

function faultOf({ instancePath, keyword, params, message }: ErrorObject, schema: JsonObject): SchemaFault {
  const path = segmentsOf(instancePath);
  const told = params as Readonly<Record<string, unknown>>;
  switch (keyword) {
    case 'required':
      return { path: [...path, String(told['missingProperty'])], message: 'it is required and not given', fix: 'give it' };
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const name = String(told['additionalProperty'] ?? told['unevaluatedProperty']);
      return { path: [...path, name], message: 'there is no such input', fix: leaveOut(path, schema) };
    }
    case 'enum': {
      const values = (told['allowedValues'] as readonly Json[]).slice(0, 12).map((value) => JSON.stringify(value));
      return { path, message: 'it is none of the values that it may have', fix: `use ${values.join(', ')}` };
    }
    case 'pattern':
      return { path, message: `it has not the form ${String(told['pattern'])}`, fix: 'give a text of that form' };
    default:
      return { path, message: message ?? `it is against ${keyword}`, fix: 'give a value that its schema allows' };
  }
}

/** With the names that there are, where it stands at the top. */
function leaveOut(path: readonly string[], { properties }: JsonObject): string {
  const names = path.length === 0 && isJsonObject(properties) ? Object.keys(properties) : [];
  return names.length === 0
    ? 'leave it out'
    : `leave it out; there is ${names.slice(0, 12).join(', ')}${names.length > 12 ? ` and ${names.length - 12} more` : ''}`;
}

function writtenOut(root: JsonObject, faults: SchemaFault[]): JsonObject {
  let keys = 0;
  const told = new Set<string>();
  const fault = (path: readonly string[], message: string, fix: string): void => {
    if (!told.has(message)) faults.push({ path, message, fix });
    told.add(message);
  };
  const write = (value: Json, path: readonly string[], open: readonly string[], depth: number): Json => {
    keys++;
    if (keys > mostKeys || depth > deepest) {
      fault(path, `it comes to more than ${mostKeys} keys, or is deeper than ${deepest}, with its references written out`, 'describe less of it');
      return true;
    }
    if (Array.isArray(value)) return (value as readonly Json[]).map((item, index) => write(item, [...path, String(index)], open, depth + 1));
    if (!isJsonObject(value)) return value;
    const strange = foreign.find((name) => Object.hasOwn(value, name));
    if (strange !== undefined) {
      fault([...path, strange], `${strange} is not known here`, 'refer to #/$defs/… by $ref');
      return true;
    }
    const { $ref, $defs: _, ...rest } = value as { readonly $ref?: Json; readonly $defs?: Json } & JsonObject;
    const members = Object.fromEntries(Object.entries(rest).map(([name, member]) => [name, write(member, [...path, name], open, depth + 1)]));
    if ($ref === undefined) return members;
    const name = typeof $ref === 'string' ? /^#\/\$defs\/([^/]+)$/.exec($ref)?.[1] : undefined;
    const defs = root['$defs'];
    const definition = name === undefined || !isJsonObject(defs) || !Object.hasOwn(defs, name) ? undefined : defs[name];
    if (name === undefined || definition === undefined) {
      fault([...path, '$ref'], `${JSON.stringify($ref)} leads to none of its $defs`, 'write "#/$defs/NAME"');
      return true;
    }
    if (open.includes(name)) {
      fault([...path, '$ref'], `$defs/${name} leads to itself`, 'describe as many levels as there are');
      return true;
    }
    const meant = write(definition, path, [...open, name], depth + 1);
    return Object.keys(members).length === 0 ? meant : { ...members, allOf: [...((members['allOf'] as readonly Json[] | undefined) ?? []), meant] };
  };
  if (root['$schema'] !== undefined && root['$schema'] !== dialect)
    fault(['$schema'], 'it is of another dialect than 2020-12', `write ${dialect}, or leave it out`);
  const schema = write(root, [], [], 0);
  return isJsonObject(schema) ? schema : {};
}

/** The schema of a member, where the schema says one; `{}`, which says nothing, where members may have any name. Undefined where there is no such member. */
export function memberSchema(schema: Json | undefined, key: string | number): JsonObject | undefined {
  if (!isJsonObject(schema)) return {};
  const { properties, additionalProperties, items, type } = schema as Readonly<Record<string, Json | undefined>>;
  if (typeof key === 'number') return isJsonObject(items) ? items : {};
  if (isJsonObject(properties) && Object.hasOwn(properties, key)) {
    const found = properties[key];
    return isJsonObject(found) ? found : {};
  }
  if (isJsonObject(additionalProperties)) return additionalProperties;
  // What lists its members and does not say that there are more has no more: an expression that reads another is mistyped.
  return type === 'object' && isJsonObject(properties) && additionalProperties !== true ? undefined : {};
}

/** The names that a schema of an object lists. */
export function memberNames(schema: Json | undefined): string[] {
  const properties = isJsonObject(schema) ? schema['properties'] : undefined;
  return isJsonObject(properties) ? Object.keys(properties) : [];
}

/** A value with the defaults of its schema where it says nothing, within the objects that it has. */
export function withDefaults(schema: JsonObject, value: JsonObject): JsonObject {
  const properties = schema['properties'];
  if (!isJsonObject(properties)) return value;
  const filled: Record<string, Json> = { ...value };
  for (const [name, member] of Object.entries(properties)) {
    if (!isJsonObject(member)) continue;
    const given = filled[name];
    if (given === undefined && member['default'] !== undefined) filled[name] = member['default'];
    else if (isJsonObject(given)) filled[name] = withDefaults(member, given);
  }
  return filled;
}

/** A text as the schema wants it: the same text where a text may stand, otherwise the JSON that it spells. For values that are given on a command line. */
export function fromText(schema: JsonObject | undefined, text: string): Json {
  const type = schema?.['type'];
  const types = Array.isArray(type) ? (type as readonly Json[]) : [type];
  if (type === undefined || types.includes('string')) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return types.includes('array') ? text.split(',').map((item) => item.trim()) : text;
  }
}
