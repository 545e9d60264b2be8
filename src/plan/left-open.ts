import { isJsonObject, type Json } from '../kernel/json.ts';
import { pointerOf } from '../kernel/pointer.ts';
import { opensByFlag } from '../model/lets-in.ts';
import type { Property, ResourceType, Shape } from '../model/resource-type.ts';
import { statedDefault } from '../model/stated-default.ts';
import type { ChangeDraft } from './diff-deployment.ts';
import { overlap } from './overlap.ts';
import { isStandIn } from './resolve-references.ts';

type Properties = Readonly<Record<string, Property>>;

/** JSON pointers to what a change leaves unsaid of a resource that it makes or replaces, or says no more of one that it updates, where the provider's default makes the thing public, or lets in whoever reaches it. */
export function leftOpen(draft: ChangeDraft, type: ResourceType | null): string[] {
  if (type === null || draft.kind !== 'resource' || draft.after === null || !hasOpen(type)) return [];
  const found: string[] = [];
  inProperties(type.properties, draft.after, [], type, found);
  switch (draft.action) {
    case 'create':
    case 'replace':
      return found;
    case 'update':
      return found.filter((pointer) =>
        draft.differences.some(({ path, deviates }) => deviates !== true && path.length <= pointer.length && overlap(path, pointer)),
      );
    default:
      return [];
  }
}

const known = new WeakMap<ResourceType, boolean>();

/** Few types have any. */
function hasOpen(type: ResourceType): boolean {
  const found = known.get(type) ?? [type.properties, ...Object.values(type.definitions)].some((all) => Object.entries(all).some(isOpen));
  known.set(type, found);
  return found;
}

function isOpen([name, { default: text }]: readonly [string, Property]): boolean {
  return text !== undefined && opensByFlag({ [name]: statedDefault(text) });
}

function inProperties(properties: Properties, value: Json, path: readonly string[], type: ResourceType, found: string[]): void {
  if (!isJsonObject(value) || isStandIn(value)) return;
  for (const [name, property] of Object.entries(properties)) {
    const given = value[name];
    if (given !== undefined) inShape(property.shape, given, [...path, name], type, found);
    else if (isOpen([name, property])) found.push(pointerOf([...path, name]));
  }
}

function inShape(shape: Shape, value: Json, path: readonly string[], type: ResourceType, found: string[]): void {
  if (shape.kind === 'object') inProperties(type.definitions[shape.definition] ?? {}, value, path, type, found);
  if (shape.kind === 'array' && Array.isArray(value))
    for (const [index, item] of (value as readonly Json[]).entries()) inShape(shape.items, item, [...path, String(index)], type, found);
}
