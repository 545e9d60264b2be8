import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import type { ResourceType } from './resource-type.ts';

/** The tags a live resource carries, whatever the form its type keeps them in; none for a type without tags. */
export function tagsOf(type: Pick<ResourceType, 'tags'>, properties: JsonObject): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  const held: Json | undefined = type.tags === undefined ? undefined : properties[type.tags.property];
  if (Array.isArray(held)) {
    for (const tag of held as readonly Json[]) {
      if (!isJsonObject(tag)) continue;
      const key = tag['Key'] ?? tag['TagKey'];
      const value = tag['Value'] ?? tag['TagValue'];
      if (typeof key === 'string') tags.set(key, typeof value === 'string' ? value : '');
    }
  } else if (isJsonObject(held)) {
    for (const [key, value] of Object.entries(held)) if (typeof value === 'string') tags.set(key, value);
  }
  return tags;
}
