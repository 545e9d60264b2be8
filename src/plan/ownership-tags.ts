import type { JsonObject } from '../kernel/json.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { tagsOf } from '../model/tags-of.ts';

/** Whose a resource is, as its own tags say: the values of our tags, where it carries them. */
export function ownershipTags(type: ResourceType, properties: JsonObject): { readonly deployment: string | undefined; readonly node: string | undefined } {
  const tags = tagsOf(type, properties);
  return { deployment: tags.get('asbuilt:deployment'), node: tags.get('asbuilt:node') };
}
