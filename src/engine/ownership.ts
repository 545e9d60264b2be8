import type { Json, JsonObject } from '../kernel/json.ts';
import { isJsonObject } from '../kernel/json.ts';
import type { ResourceType } from '../model/resource-type.ts';

/** The tags a live resource carries, whatever the form its type keeps them in. */
export function tagsOf(type: ResourceType, properties: JsonObject): ReadonlyMap<string, string> {
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

/** Whether the resource's own tags say that it belongs to that node of that deployment. */
export function carriesOwnership(type: ResourceType, properties: JsonObject, deployment: string, node: string): boolean {
  const tags = tagsOf(type, properties);
  return tags.get('asbuilt:deployment') === deployment && tags.get('asbuilt:node') === node;
}
