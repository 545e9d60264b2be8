import { segmentsOf } from '../kernel/pointer.ts';
import type { Property, ResourceType, Shape } from '../model/resource-type.ts';
import { outermost } from './pointer-cover.ts';
import { transformsOf } from './rewrites.ts';
import { supplementOf } from './supplement.ts';

type Properties = Readonly<Record<string, Property>>;

/**
 * A type's schema laid over what the base knows of it.
 * - The schema wins on what it states: the list of properties, their shapes, identifier, handlers, tagging, and which
 *   properties are read-only, write-only or may force a replacement. A schema with handlers states those even where it is silent;
 *   one without was made from documentation only, and leaves what the base says.
 * - What either calls create-only is so, but for tags: schemas call some of it conditional that no update has ever changed.
 * - The base keeps what schemas do not have: references between types, the ARN's form, whether it holds data; and its
 *   descriptions and defaults, which are written for people.
 */
export function overlayType(base: ResourceType | undefined, schema: ResourceType): ResourceType {
  if (base === undefined) return schema;
  const definitions = describedDefinitions(base, schema);
  const provided = schema.handlers !== undefined;
  const list = (name: 'conditionalCreateOnly' | 'readOnly' | 'writeOnly'): readonly string[] =>
    provided || schema[name].length > 0 ? schema[name] : base[name];
  const description = base.description ?? schema.description;
  const tags = schema.tags ?? (provided ? undefined : base.tags);
  const fixed = base.createOnly.filter((pointer) => pointer !== `/${tags?.property}` && schema.properties[segmentsOf(pointer)[0] ?? ''] !== undefined);
  const createOnly = outermost([...(provided || schema.createOnly.length > 0 ? schema.createOnly : []), ...fixed]);
  return {
    ...schema,
    ...(description === undefined ? {} : { description }),
    properties: supplemented(schema.name, described(schema.properties, base.properties)),
    attributes: described(schema.attributes, base.attributes),
    definitions,
    ...(tags === undefined ? {} : { tags }),
    ...refOf(base, schema),
    ...(base.arn === undefined ? {} : { arn: base.arn }),
    stateful: base.stateful,
    createOnly,
    conditionalCreateOnly: list('conditionalCreateOnly').filter((pointer) => !isCovered(pointer, createOnly)),
    readOnly: list('readOnly'),
    writeOnly: list('writeOnly'),
    ...transformsOf(base.transforms, schema.transforms),
    ...(base.unreturned === undefined ? {} : { unreturned: base.unreturned }),
    ...(base.parents === undefined ? {} : { parents: base.parents }),
  };
}

/** No schema says what Ref returns: it stays what the base says, whatever the schema calls the identifier. */
function refOf(base: ResourceType, schema: ResourceType): Pick<ResourceType, 'ref'> {
  const ref = base.ref ?? base.identifier;
  return ref.length === 0 || ref.join() === schema.identifier.join() ? {} : { ref };
}

function isCovered(pointer: string, by: readonly string[]): boolean {
  return by.some((other) => pointer === other || pointer.startsWith(`${other}/`));
}

function described(properties: Properties, base: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => {
      const known = base[name];
      if (known === undefined) return [name, property];
      const { description = property.description, default: fallback = property.default, refs = property.refs, examples } = known;
      return [
        name,
        {
          ...property,
          ...(description === undefined ? {} : { description }),
          ...(fallback === undefined ? {} : { default: fallback }),
          ...(refs === undefined ? {} : { refs }),
          ...(examples === undefined ? {} : { examples }),
        },
      ];
    }),
  );
}

/** Schemas often leave out the form of a name and the bounds of a number; what they do state wins. */
function supplemented(type: string, properties: Properties): Properties {
  const out: Record<string, Property> = { ...properties };
  const { names, bounds } = supplementOf(type);
  for (const [name, form] of Object.entries(names)) {
    const known = out[name];
    if (known?.shape.kind === 'string') out[name] = { ...known, shape: { ...form, ...known.shape } };
  }
  for (const [name, bound] of Object.entries(bounds)) {
    const known = out[name];
    if (known?.shape.kind === 'integer' || known?.shape.kind === 'number') out[name] = { ...known, shape: { ...bound, ...known.shape } };
  }
  return out;
}

/** Definitions are matched by where they are used, since their names may differ; the first use of each counts. */
function describedDefinitions(base: ResourceType, schema: ResourceType): ResourceType['definitions'] {
  const out: Record<string, Properties> = { ...schema.definitions };
  const seen = new Set<string>();
  const match = (properties: Properties, known: Properties): void => {
    for (const [name, property] of Object.entries(properties)) {
      const other = known[name];
      if (other !== undefined) matchShapes(property.shape, other.shape);
    }
  };
  const matchShapes = (shape: Shape, other: Shape): void => {
    if (shape.kind === 'array' && other.kind === 'array') matchShapes(shape.items, other.items);
    else if (shape.kind === 'map' && other.kind === 'map') matchShapes(shape.values, other.values);
    else if (shape.kind === 'object' && other.kind === 'object' && !seen.has(shape.definition)) {
      seen.add(shape.definition);
      const properties = schema.definitions[shape.definition];
      const known = base.definitions[other.definition];
      if (properties === undefined || known === undefined) return;
      out[shape.definition] = described(properties, known);
      match(properties, known);
    }
  };
  match(schema.properties, base.properties);
  match(schema.attributes, base.attributes);
  return out;
}
