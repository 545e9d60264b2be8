import { isJsonObject, type Json } from '../kernel/json.ts';
import type { Property, ResourceType, Shape } from '../model/resource-type.ts';

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
 * - `unknown`: only a raw schema says which it is, and there is none.
 */
export type ItemOrder = 'set' | 'list' | 'unknown';

export function itemOrder(type: ResourceType, list: (Shape & { kind: 'array' }) | undefined): ItemOrder {
  if (list?.unordered === true) return 'set';
  return type.source === 'schema' && list !== undefined ? 'list' : 'unknown';
}

function firstOf<T>(options: readonly Shape[], find: (option: Shape) => T | undefined): T | undefined {
  for (const option of options) {
    const found = find(option);
    if (found !== undefined) return found;
  }
  return undefined;
}
