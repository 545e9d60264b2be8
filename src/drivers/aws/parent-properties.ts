import type { Json, JsonObject } from '../../kernel/json.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { readAttribute } from '../../plan/read-attribute.ts';

/** A property of a type that names a resource of another type, and by which of its attributes. */
export interface ParentProperty {
  readonly property: string;
  readonly attribute: string;
}

/**
 * Which properties of a type name a parent of that other type: those of which the registry says so, and, within a service, those that are called as the parent's
 * own identifying attributes are (`TopicArn`; `HostedZoneId` for the `Id` of a HostedZone) or as the parent itself (`Workspace`).
 */
export function parentProperties(type: ResourceType, parent: ResourceType): readonly ParentProperty[] {
  const found: ParentProperty[] = [];
  for (const [property, { refs }] of Object.entries(type.properties)) {
    const stated = refs?.filter((ref) => ref.type === parent.name) ?? [];
    if (stated.length > 0) found.push(...stated.map((ref) => ({ property, attribute: ref.property })));
    else if (serviceOf(type) === serviceOf(parent)) found.push(...calledAlike(property, parent));
  }
  return found;
}

function calledAlike(property: string, parent: ResourceType): ParentProperty[] {
  const names = [...new Set([...parent.identifier, ...Object.keys(parent.attributes)])];
  const alike = names.find((name) => identifying.test(name) && (name === property ? !plain.has(name) : `${shortName(parent)}${name}` === property));
  if (alike !== undefined) return [{ property, attribute: alike }];
  const [only] = parent.identifier;
  const bare = parent.identifier.length === 1 && property.replace(/(Id|Arn|Identifier)$/, '') === shortName(parent);
  return bare && only !== undefined ? [{ property, attribute: only }] : [];
}

const identifying = /(Id|Arn|Name|Url|Identifier)$/;
/** Called so in most types, of whatever it is. */
const plain: ReadonlySet<string> = new Set(['Id', 'Arn', 'Name']);

function serviceOf({ name }: ResourceType): string {
  return name.split('::')[1] ?? '';
}

function shortName({ name }: ResourceType): string {
  return name.split('::').at(-1) ?? '';
}

/** A resource that others may be listed under. */
export interface Parent {
  readonly type: ResourceType;
  readonly identifier: string;
  readonly properties: JsonObject;
}

/** The most combinations of parents that one type is listed under. */
const mostModels = 200;

/** What a listing of the type may be told of its parents, one property at a time first, then all of them together. */
export function parentModels(type: ResourceType, parents: readonly Parent[]): readonly JsonObject[] {
  const values = new Map<string, Set<Json>>();
  for (const parent of parents) {
    for (const { property, attribute } of parentProperties(type, parent.type)) {
      const value = readAttribute(parent.type, parent.identifier, parent.properties, attribute.replaceAll('/', '.'));
      if (typeof value !== 'string') continue;
      const known = values.get(property);
      if (known === undefined) values.set(property, new Set([value]));
      else known.add(value);
    }
  }
  const required = type.handlers?.list?.listRequires;
  if (required !== undefined) return required.every((name) => values.has(name)) ? combined(required, values) : [];
  const names = [...values.keys()];
  const single = names.flatMap((name) => [...(values.get(name) ?? [])].map((value) => ({ [name]: value })));
  return names.length < 2 ? single : [...single, ...combined(names, values)];
}

function combined(names: readonly string[], values: ReadonlyMap<string, ReadonlySet<Json>>): JsonObject[] {
  let models: JsonObject[] = [{}];
  for (const name of names) {
    const next = [...(values.get(name) ?? [])];
    models = models.flatMap((model) => next.map((value) => ({ ...model, [name]: value }))).slice(0, mostModels);
  }
  return models;
}
