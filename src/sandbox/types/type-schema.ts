import type { Json, JsonObject } from '../../kernel/json.ts';
import type { Property, Shape } from '../../model/resource-type.ts';
import type { CompiledType } from './compiled-type.ts';

/** The CloudFormation resource provider schema of a type, as DescribeType returns it, made from what the registry knows. */
export function typeSchema(type: CompiledType): JsonObject {
  const { type: known } = type;
  const properties = { ...nestedShapes(known.attributes), ...shapes(known.properties) };
  const required = requiredOf(known.properties);
  const permissions = (name: 'create' | 'read' | 'update' | 'delete' | 'list') => ({ permissions: [...(known.handlers?.[name]?.permissions ?? [])] });
  return {
    typeName: known.name,
    description: known.description ?? `Resource Type definition for ${known.name}`,
    additionalProperties: false,
    definitions: Object.fromEntries(Object.entries(known.definitions).map(([name, members]) => [name, objectSchema(members)])),
    properties,
    ...(required.length === 0 ? {} : { required }),
    readOnlyProperties: pointers(known.readOnly),
    writeOnlyProperties: pointers(type.writeOnly.map((path) => `/${path.join('/')}`)),
    createOnlyProperties: pointers(known.createOnly),
    ...(known.conditionalCreateOnly.length === 0 ? {} : { conditionalCreateOnlyProperties: pointers(known.conditionalCreateOnly) }),
    primaryIdentifier: known.identifier.map((name) => `/properties/${name}`),
    tagging:
      known.tags === undefined
        ? { taggable: false }
        : { taggable: true, tagOnCreate: true, tagUpdatable: true, tagProperty: `/properties/${known.tags.property}` },
    handlers: {
      create: permissions('create'),
      ...(type.canRead ? { read: permissions('read') } : {}),
      ...(type.canUpdate ? { update: permissions('update') } : {}),
      delete: permissions('delete'),
      ...(type.canList ? { list: listHandler(type, permissions('list')) } : {}),
    },
  };
}

function listHandler(type: CompiledType, handler: JsonObject): JsonObject {
  if (type.listParents.length === 0) return handler;
  return {
    ...handler,
    handlerSchema: {
      properties: Object.fromEntries(type.listParents.map((name) => [name, { $ref: `resource-schema.json#/properties/${name}` }])),
      required: [...type.listParents],
    },
  };
}

function pointers(paths: readonly string[]): string[] {
  return paths.map((path) => `/properties${path}`);
}

function requiredOf(members: Readonly<Record<string, Property>>): string[] {
  return Object.entries(members)
    .filter(([, property]) => property.required === true)
    .map(([name]) => name);
}

function objectSchema(members: Readonly<Record<string, Property>>): JsonObject {
  const required = requiredOf(members);
  return { type: 'object', additionalProperties: false, properties: shapes(members), ...(required.length === 0 ? {} : { required }) };
}

function shapes(members: Readonly<Record<string, Property>>): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(members).map(([name, property]) => [name, described(property)]));
}

/** Attributes by their first name; one written `Endpoint/Address` becomes a member of the object `Endpoint`. */
function nestedShapes(attributes: Readonly<Record<string, Property>>): { [name: string]: Json } {
  const found: { [name: string]: Json } = {};
  const inner = new Map<string, { [name: string]: Json }>();
  for (const [name, property] of Object.entries(attributes)) {
    const [root = '', member, deeper] = name.split('/');
    if (member === undefined) found[root] = described(property);
    else if (deeper === undefined) inner.set(root, { ...inner.get(root), [member]: described(property) });
  }
  for (const [root, members] of inner) found[root] ??= { type: 'object', additionalProperties: false, properties: members };
  return found;
}

function described(property: Property): JsonObject {
  const { description } = property;
  return { ...schemaOf(property.shape), ...(description === undefined ? {} : { description }) };
}

function schemaOf(shape: Shape): JsonObject {
  switch (shape.kind) {
    case 'string':
    case 'integer':
    case 'number': {
      const { kind, ...limits } = shape;
      return { type: kind, ...(limits as JsonObject) };
    }
    case 'boolean':
      return { type: 'boolean' };
    case 'json':
      return { type: ['object', 'string'] };
    case 'array':
      return {
        type: 'array',
        items: schemaOf(shape.items),
        insertionOrder: shape.unordered !== true,
        uniqueItems: shape.unique === true,
        ...(shape.minItems === undefined ? {} : { minItems: shape.minItems }),
        ...(shape.maxItems === undefined ? {} : { maxItems: shape.maxItems }),
      };
    case 'map':
      return { type: 'object', patternProperties: { '.*': schemaOf(shape.values) }, additionalProperties: false };
    case 'object':
      return { $ref: `#/definitions/${shape.definition}` };
    case 'union':
      return { anyOf: shape.of.map(schemaOf) };
    default:
      return shape satisfies never;
  }
}
