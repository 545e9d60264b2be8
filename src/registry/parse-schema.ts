import { problem } from '../kernel/diagnostic.ts';
import { pointerOf, segmentsOf } from '../kernel/pointer.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Handler, HandlerName, Property, ResourceType, Shape } from '../model/resource-type.ts';
import { outermost } from './pointer-cover.ts';
import { type SchemaDocument, schemaDocument } from './schema-document.ts';
import { SchemaShapes } from './schema-shapes.ts';

/**
 * A CloudFormation resource provider schema, as `describe-type` gives it and AWS publishes it, as a resource type.
 * Pointers lose their `/properties` and name array items by `*`. INPUT_INVALID when it is not such a schema.
 */
export function parseSchema(json: unknown): Result<ResourceType> {
  const parsed = schemaDocument.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const at = pointerOf(issue?.path.map(String) ?? []);
    return fail(
      problem(
        'INPUT_INVALID',
        `not a CloudFormation resource provider schema: ${issue?.message ?? 'unreadable'}`,
        'give the schema as describe-type returns it',
        {
          at: at === '' ? '/' : at,
        },
      ),
    );
  }
  return ok(typeOf(parsed.data));
}

function typeOf(document: SchemaDocument): ResourceType {
  const shapes = new SchemaShapes(document);
  const all = shapes.root();
  const place = (pointers: readonly string[] | undefined): string[] => (pointers ?? []).map((pointer) => normalized(pointer, all, shapes.definitions));
  const readOnly = place(document.readOnlyProperties);
  const properties = { ...all };
  const attributes: Record<string, Property> = {};
  for (const pointer of readOnly) {
    const segments = segmentsOf(pointer);
    const property = propertyAt(segments, all, shapes.definitions);
    if (property === undefined || segments.includes('*')) continue;
    attributes[segments.join('/')] = withoutRequired(property);
    const [head] = segments;
    if (segments.length === 1 && head !== undefined) delete properties[head];
  }
  const tags = tagsOf(document, properties, shapes.definitions);
  return {
    name: document.typeName,
    ...(document.description === undefined ? {} : { description: document.description }),
    identifier: place(document.primaryIdentifier).map((pointer) => segmentsOf(pointer).join('/')),
    properties,
    attributes,
    definitions: shapes.definitions,
    ...(Object.keys(shapes.alternatives).length === 0 ? {} : { alternatives: shapes.alternatives }),
    ...(tags === undefined ? {} : { tags }),
    stateful: false,
    createOnly: outermost(place(document.createOnlyProperties)),
    conditionalCreateOnly: outermost(place(document.conditionalCreateOnlyProperties)),
    readOnly: outermost(readOnly),
    writeOnly: outermost(place(document.writeOnlyProperties)),
    ...transformsOf(document, (pointer) => normalized(pointer, all, shapes.definitions)),
    ...(document.replacementStrategy === undefined
      ? {}
      : { replacement: document.replacementStrategy === 'delete_then_create' ? 'delete-first' : 'create-first' }),
    ...(document.handlers === undefined ? {} : { handlers: handlersOf(document.handlers) }),
    source: 'schema',
  };
}

function transformsOf({ propertyTransform }: SchemaDocument, place: (pointer: string) => string): Pick<ResourceType, 'transforms'> {
  const entries = Object.entries(propertyTransform ?? {}).flatMap(([pointer, text]) =>
    typeof text === 'string' ? [[place(pointer.startsWith('/') ? pointer : `/${pointer}`), text] as const] : [],
  );
  return entries.length === 0 ? {} : { transforms: Object.fromEntries(entries) };
}

type Definitions = ResourceType['definitions'];
type Properties = Readonly<Record<string, Property>>;

// `/properties/A/items/B` and `/properties/A/B`, where A is a list, are both written `/A/*/B` here.
function normalized(pointer: string, properties: Properties, definitions: Definitions): string {
  const segments = segmentsOf(pointer);
  const rest = segments[0] === 'properties' ? segments.slice(1) : segments;
  const out: string[] = [];
  let shape: Shape | undefined;
  let members: Properties | undefined = properties;
  for (const segment of rest) {
    if (shape?.kind === 'array' || shape?.kind === 'map') {
      out.push('*');
      shape = shape.kind === 'array' ? shape.items : shape.values;
      members = membersOf(shape, definitions);
      if (segment === '*' || segment === 'items') continue;
    }
    // Some schemas write a nested property with a dot.
    for (const name of members !== undefined && members[segment] === undefined ? segment.split('.') : [segment]) {
      if (name === 'properties' && members?.[name] === undefined) continue;
      out.push(name);
      shape = members?.[name]?.shape;
      members = membersOf(shape, definitions);
    }
  }
  return pointerOf(out);
}

function membersOf(shape: Shape | undefined, definitions: Definitions): Properties | undefined {
  return shape?.kind === 'object' ? definitions[shape.definition] : undefined;
}

function propertyAt(segments: readonly string[], properties: Properties, definitions: Definitions): Property | undefined {
  let property: Property | undefined;
  let members: Properties | undefined = properties;
  for (const segment of segments) {
    property = members?.[segment];
    members = membersOf(property?.shape, definitions);
  }
  return property;
}

function withoutRequired({ required: _, ...property }: Property): Property {
  return property;
}

/** A list of tags counts only when its items are Key and Value: ours could not be written otherwise. */
function tagsOf(document: SchemaDocument, properties: Properties, definitions: Definitions): ResourceType['tags'] {
  const taggable = document.tagging?.taggable ?? document.taggable ?? true;
  const property = segmentsOf(document.tagging?.tagProperty ?? '/properties/Tags')[1] ?? 'Tags';
  const shape = properties[property]?.shape;
  if (!taggable || shape === undefined) return undefined;
  if (shape.kind === 'map' || shape.kind === 'json') return { property, variant: 'map' };
  const item = shape.kind === 'array' ? membersOf(shape.items, definitions) : undefined;
  if (item?.['Key'] === undefined || item['Value'] === undefined) return undefined;
  return { property, variant: item['PropagateAtLaunch'] === undefined ? 'standard' : 'asg' };
}

function handlersOf(handlers: NonNullable<SchemaDocument['handlers']>): Partial<Record<HandlerName, Handler>> {
  const out: Partial<Record<HandlerName, Handler>> = {};
  for (const name of ['create', 'read', 'update', 'delete', 'list'] as const) {
    const handler = handlers[name];
    if (handler === undefined) continue;
    const schema = handler.handlerSchema;
    // Where one of several parents will do, the first is taken.
    const alternative = schema?.oneOf?.[0]?.required ?? schema?.anyOf?.[0]?.required ?? [];
    const listRequires = [...new Set([...(schema?.required ?? []), ...alternative])];
    out[name] = {
      permissions: handler.permissions ?? [],
      ...(handler.timeoutInMinutes === undefined ? {} : { timeoutMinutes: handler.timeoutInMinutes }),
      ...(name === 'list' && listRequires.length > 0 ? { listRequires } : {}),
    };
  }
  return out;
}
