import { problem } from '../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { ResourceType, Shape } from '../model/resource-type.ts';

/** Who a resource belongs to, as its tags say. */
export interface Ownership {
  readonly deployment: string;
  readonly node: string;
  /** Name and version of the blueprint, or `draft`. */
  readonly blueprint: string;
}

const prefix = 'asbuilt:';

/** The properties with ownership tags, in the form the type keeps tags in; unchanged for a type without tags. Tags of that prefix cannot be given by hand. */
export function withOwnershipTags(type: ResourceType, properties: JsonObject, ownership: Ownership, at: string): Result<JsonObject> {
  if (type.tags === undefined) return ok(properties);
  const { property, variant } = type.tags;
  const given: Json = properties[property] ?? (variant === 'map' ? {} : []);
  const tags = Object.entries(ownership).map(([name, value]) => [`${prefix}${name}`, value as string] as const);
  const place = `${at}/properties/${property}`;
  if (variant === 'map') {
    if (!isJsonObject(given)) return ok(properties);
    if (Object.keys(given).some((key) => key.startsWith(prefix))) return fail(reserved(place));
    return ok({ ...properties, [property]: { ...given, ...Object.fromEntries(tags) } });
  }
  if (!Array.isArray(given)) return ok(properties);
  const [keyName, valueName] = memberNames(type, property);
  const list = given as readonly Json[];
  if (list.some((tag) => isJsonObject(tag) && String(tag[keyName]).startsWith(prefix))) return fail(reserved(place));
  const own = tags.map(([key, value]) => ({ [keyName]: key, [valueName]: value, ...(variant === 'asg' ? { PropagateAtLaunch: true } : {}) }));
  return ok({ ...properties, [property]: [...list, ...own] });
}

function reserved(at: string) {
  return problem('PROPERTY_INVALID', `tags that begin with ${prefix} say whom a resource belongs to and cannot be given`, 'use another prefix', { at });
}

/** Nearly every type calls them Key and Value; a few TagKey and TagValue. */
function memberNames(type: ResourceType, property: string): readonly [string, string] {
  const shape: Shape | undefined = type.properties[property]?.shape;
  const items = shape?.kind === 'array' ? shape.items : undefined;
  const members = items?.kind === 'object' ? type.definitions[items.definition] : undefined;
  return members !== undefined && !Object.hasOwn(members, 'Key') && Object.hasOwn(members, 'TagKey') ? ['TagKey', 'TagValue'] : ['Key', 'Value'];
}
