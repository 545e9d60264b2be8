import type { Json, JsonObject } from '../kernel/json.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { readAttribute } from './read-attribute.ts';

/** What other nodes may use of a live resource: all that a read tells, and the primary identifier's parts where the read leaves them out. */
export function outputsOf(type: ResourceType, identifier: string, properties: JsonObject): JsonObject {
  const missing: Record<string, Json> = {};
  for (const name of type.identifier) {
    if (name.includes('/') || Object.hasOwn(properties, name)) continue;
    const value = readAttribute(type, identifier, properties, name);
    if (value !== undefined) missing[name] = value;
  }
  return { ...properties, ...missing };
}
