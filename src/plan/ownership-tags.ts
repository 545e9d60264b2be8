import type { Json, JsonObject } from '../kernel/json.ts';
import { isJsonObject } from '../kernel/json.ts';
import type { ResourceType } from '../model/resource-type.ts';

/** The tags a live resource carries, whatever the form its type keeps them in. */
function tagsOf(type: ResourceType, properties: JsonObject): ReadonlyMap<string, string> {
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

/** Whose a resource is, as its own tags say: the values of our tags, where it carries them. */
export function ownershipTags(type: ResourceType, properties: JsonObject): { readonly deployment: string | undefined; readonly node: string | undefined } {
  const tags = tagsOf(type, properties);
  return { deployment: tags.get('asbuilt:deployment'), node: tags.get('asbuilt:node') };
}
