import type { Json, JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import type { ResourceType } from '../model/resource-type.ts';

const known = new WeakMap<ResourceType, readonly string[]>();

/**
 * The properties that name a resource of this type, so that no two can have the same values of them: those of the primary identifier, those
 * in its ARN, and a name that cannot be changed (`QueueName`, `DBInstanceIdentifier`, `Name`).
 */
export function namingProperties(type: ResourceType): readonly string[] {
  let names = known.get(type);
  if (names === undefined) {
    names = [...new Set([...type.identifier, ...inArn(type), ...ownNames(type)])].filter((name) => Object.hasOwn(type.properties, name));
    known.set(type, names);
  }
  return names;
}

/**
 * What a resource with these properties would be called, comparable with others of its type and place: the primary identifier where all of
 * it can be asked for, else the values in the ARN. Null when the provider makes up the name, or it is not known yet.
 */
export function nameOf(type: ResourceType, properties: JsonObject): string | null {
  for (const names of [type.identifier, inArn(type)]) {
    const values = names.map((name) => textAt(properties, name));
    if (values.length > 0 && values.every((value) => value !== null)) return `${names.join('|')}=${values.join('|')}`;
  }
  return null;
}

/** Whether a new resource with the desired properties would collide with the live one it is to replace. */
export function keepsName(type: ResourceType, desired: JsonObject, live: JsonObject): boolean {
  return [type.identifier, inArn(type), ...ownNames(type).map((name) => [name])].some(
    (names) => names.length > 0 && names.every((name) => textAt(desired, name) !== null && sameName(type, textAt(desired, name), textAt(live, name))),
  );
}

/**
 * Services that store names in lower case, whatever was asked for (`propertyTransform` in the schemas that AWS publishes, as of 2026: `$lowercase(DBInstanceIdentifier)`
 * and the like). Everywhere else `orders` and `Orders` are two names.
 */
const lowerCasing = /^AWS::(?:RDS|DocDB|Neptune|NeptuneGraph|ElastiCache|Redshift|DAX)::|^AWS::SageMaker::(?:AppImageConfig|StudioLifecycleConfig)$/;

/** Whether both are one name: letter by letter, or as the service stores it. */
export function sameName({ name }: ResourceType, desired: Json | undefined, live: Json | undefined): boolean {
  return desired === live || (lowerCasing.test(name) && typeof desired === 'string' && live === desired.toLowerCase());
}

const named = new WeakMap<ResourceType, readonly string[]>();

function inArn(type: ResourceType): readonly string[] {
  let names = named.get(type);
  if (names === undefined) {
    names = placeholdersOf(type);
    named.set(type, names);
  }
  return names;
}

function placeholdersOf(type: ResourceType): readonly string[] {
  const placeholders = [...(type.arn ?? '').matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name as string);
  const names = placeholders.filter((name) => !['Partition', 'Region', 'Account'].includes(name));
  return names.every((name) => Object.hasOwn(type.properties, name)) ? names : [];
}

// `QueueName` of a Queue, `GroupName` of a SecurityGroup, `Name` of anything, where they cannot be changed.
function ownNames(type: ResourceType): readonly string[] {
  const short = (type.name.split('::').at(-1) ?? '').toLowerCase();
  return Object.keys(type.properties).filter((name) => {
    if (!type.createOnly.includes(`/${name}`)) return false;
    const prefix = /^(.*)(Name|Identifier)$/.exec(name)?.[1];
    return prefix !== undefined && short.endsWith(prefix.toLowerCase());
  });
}

function textAt(properties: JsonObject, name: string): string | null {
  const value = valueAt(properties, `/${name}`);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
