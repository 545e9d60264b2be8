import type { Environment } from '@marcbachmann/cel-js';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import type { ResourceType, Shape } from '../model/resource-type.ts';
import { memberSchema } from './json-schemas.ts';
import { memberShape } from './shape-at.ts';

/** A type as CEL declares it: a name, or members with their types. */
export type Declared = string | { readonly [name: string]: Declared };

/** What may stand at a place of a document: what a JSON Schema or a resource type says of it, or anything. */
export type Expected =
  | { readonly kind: 'any' }
  | { readonly kind: 'schema'; readonly schema: JsonObject }
  | { readonly kind: 'shape'; readonly type: ResourceType; readonly shape: Shape };

const any: Expected = { kind: 'any' };
const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Declares a variable of an environment. */
export function declare(environment: Environment, name: string, type: Declared): void {
  if (typeof type === 'string') environment.registerVariable(name, type);
  else environment.registerVariable({ name, schema: type as Record<string, never> });
}

/** The CEL type of what a JSON Schema describes; `dyn` where it may be of several types. */
export function typeOfSchema(schema: JsonObject | undefined): Declared {
  switch (schema === undefined ? undefined : schemaType(schema)) {
    case 'string':
      return 'string';
    case 'integer':
      return 'int';
    case 'number':
      return 'double';
    case 'boolean':
      return 'bool';
    case 'array': {
      const inner = typeOfSchema(memberSchema(schema, 0));
      return typeof inner === 'string' ? `list<${inner}>` : 'list<dyn>';
    }
    case 'object':
      return typeOfObject(schema as JsonObject);
    default:
      return 'dyn';
  }
}

function typeOfObject(schema: JsonObject): Declared {
  const { properties, additionalProperties } = schema as Readonly<Record<string, Json | undefined>>;
  if (isJsonObject(properties) && additionalProperties !== true && !isJsonObject(additionalProperties)) {
    const names = Object.keys(properties);
    if (names.length > 0 && names.every((name) => identifier.test(name)))
      return Object.fromEntries(names.map((name) => [name, typeOfSchema(memberSchema(schema, name))]));
    return 'dyn';
  }
  const inner = isJsonObject(additionalProperties) ? typeOfSchema(additionalProperties) : 'dyn';
  return typeof inner === 'string' ? `map<string, ${inner}>` : 'map<string, dyn>';
}

/** The one type that a schema says; undefined where it says several, or none. */
function schemaType(schema: JsonObject): string | undefined {
  const { type, enum: values, allOf } = schema as Readonly<Record<string, Json | undefined>>;
  if (typeof type === 'string') return type;
  if (type === undefined && Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === 'string')) return 'string';
  if (type !== undefined || !Array.isArray(allOf)) return undefined;
  return (allOf as readonly Json[]).map((each) => (isJsonObject(each) ? schemaType(each) : undefined)).find((each) => each !== undefined);
}

/** The CEL type of what an attribute of a resource holds. */
export function typeOfShape(shape: Shape): Declared {
  switch (shape.kind) {
    case 'string':
      return 'string';
    case 'integer':
      return 'int';
    case 'number':
      return 'double';
    case 'boolean':
      return 'bool';
    case 'array': {
      const inner = typeOfShape(shape.items);
      return `list<${typeof inner === 'string' ? inner : 'dyn'}>`;
    }
    case 'map':
    case 'object':
    case 'json':
    case 'union':
      return 'dyn';
    default:
      return shape satisfies never;
  }
}

/** What may stand below a place, at one of its members. */
export function expectedBelow(expected: Expected, key: string | number): Expected {
  if (expected.kind === 'any') return any;
  if (expected.kind === 'schema') {
    const schema = memberSchema(expected.schema, key);
    return schema === undefined ? any : { kind: 'schema', schema };
  }
  const shape = memberShape(expected.type, expected.shape, key);
  return shape === undefined ? any : { ...expected, shape };
}

/** Why a value of a CEL type may not stand where something else is expected, as "not a list"; null where it may. */
export function misfit(type: string, expected: Expected): string | null {
  const wanted = expected.kind === 'any' ? [] : expected.kind === 'schema' ? namesOfSchema(expected.schema) : namesOfShape(expected.shape);
  const given = nameOfType(type);
  if (wanted.length === 0 || given === null || wanted.includes(given) || (given === 'integer' && wanted.includes('number'))) {
    const item = given === 'array' ? /^list<(.+)>$/.exec(type)?.[1] : undefined;
    return item === undefined || !wanted.includes('array') ? null : misfit(item, expectedBelow(expected, 0));
  }
  return `${article(given)}, and ${wanted.map(article).join(' or ')} is expected`;
}

function nameOfType(type: string): string | null {
  if (type.startsWith('list')) return 'array';
  if (type.startsWith('map') || type.startsWith('$')) return 'object';
  return (
    ({ string: 'string', int: 'integer', uint: 'integer', double: 'number', bool: 'boolean', null_type: 'null' } as Readonly<Record<string, string>>)[type] ??
    null
  );
}

function namesOfSchema(schema: JsonObject): readonly string[] {
  const one = schemaType(schema);
  if (one !== undefined) return [one];
  const { type } = schema;
  return Array.isArray(type) ? (type as readonly string[]) : [];
}

function namesOfShape(shape: Shape): readonly string[] {
  switch (shape.kind) {
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
    case 'array':
      return [shape.kind];
    case 'map':
    case 'object':
      return ['object'];
    case 'json':
      return [];
    case 'union': {
      const names = shape.of.map(namesOfShape);
      return names.some((each) => each.length === 0) ? [] : names.flat();
    }
    default:
      return shape satisfies never;
  }
}

function article(name: string): string {
  return name === 'array'
    ? 'a list'
    : name === 'integer'
      ? 'a whole number'
      : name === 'object'
        ? 'an object'
        : name === 'boolean'
          ? 'true or false'
          : `a ${name}`;
}
