import { isJsonObject, type Json } from '../kernel/json.ts';
import type { Property, ResourceType, Shape } from '../model/resource-type.ts';
import { isOrderedByNature } from './ordered-lists.ts';

/** What is known of a top-level property. */
export function propertyOf(type: ResourceType, name: string): Property | undefined {
  return Object.hasOwn(type.properties, name) ? type.properties[name] : undefined;
}

/** What is known of a member of an object or map; undefined where nothing is. */
export function memberOf(type: ResourceType, shape: Shape | undefined, key: string): Property | undefined {
  switch (shape?.kind) {
    case 'object': {
      const definition = type.definitions[shape.definition];
      return definition !== undefined && Object.hasOwn(definition, key) ? definition[key] : undefined;
    }
    case 'map':
      return { shape: shape.values };
    case 'union':
      return firstOf(shape.of, (option) => memberOf(type, option, key));
    default:
      return undefined;
  }
}

/** The list a shape is, or, for a union, can be. */
export function listOf(shape: Shape | undefined): (Shape & { kind: 'array' }) | undefined {
  if (shape?.kind === 'array') return shape;
  return shape?.kind === 'union' ? firstOf(shape.of, listOf) : undefined;
}

/** Whether a value here is a free document: compared as a whole, not as the typed object it is not. */
export function isFreeDocument(shape: Shape | undefined, value: Json): boolean {
  if (shape?.kind === 'json') return true;
  if (shape?.kind !== 'union' || !shape.of.some((option) => option.kind === 'json')) return false;
  return !shape.of.some((option) =>
    Array.isArray(value) ? option.kind === 'array' : isJsonObject(value) && (option.kind === 'object' || option.kind === 'map'),
  );
}

/**
 * - `set`: the provider does not keep the order of items;
 * - `list`: it does;
 * - `unknown`: nothing says which it is. Then it is a set for what is live and a list for what is asked for.
 */
export type ItemOrder = 'set' | 'list' | 'unknown';

export function itemOrder(type: ResourceType, name: string, list: (Shape & { kind: 'array' }) | undefined): ItemOrder {
  if (isOrderedByNature(type.name, name)) return 'list';
  if (list?.unordered === true) return 'set';
  return list?.ordered === true ? 'list' : 'unknown';
}

/** Whether a text here is the text of a JSON document: the shape says so, or the documentation, or the name. */
export function isDocumentPlace(property: Property | undefined, name: string): boolean {
  if (property === undefined || isFreeDocument(property.shape, {})) return true;
  return property.shape.kind === 'string' && (/\bJSON\b/.test(property.description ?? '') || /Policy(Document|Text)?$/.test(name));
}

function firstOf<T>(options: readonly Shape[], find: (option: Shape) => T | undefined): T | undefined {
  for (const option of options) {
    const found = find(option);
    if (found !== undefined) return found;
  }
  return undefined;
}
