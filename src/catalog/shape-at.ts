import type { Property, ResourceType, Shape } from '../model/resource-type.ts';

/** The shape of a member of a shape: a property of an object, the value of a map, an item of a list. Undefined where nothing is known. */
export function memberShape(type: ResourceType, shape: Shape | undefined, key: string | number): Shape | undefined {
  switch (shape?.kind) {
    case 'object':
      return type.definitions[shape.definition]?.[key]?.shape;
    case 'map':
      return shape.values;
    case 'array':
      return shape.items;
    case 'union': {
      const found = shape.of.flatMap((one) => memberShape(type, one, key) ?? []);
      const [only] = found;
      return found.length <= 1 ? only : { kind: 'union', of: found };
    }
    default:
      return shape?.kind === 'json' ? shape : undefined;
  }
}

/** What an attribute path of a type holds: a property, a nested one, or a read-only attribute. Undefined where there is none. */
export function attributeOf(type: ResourceType, path: string): Property | undefined {
  const segments = path.split('.');
  const attribute = own(type.attributes, segments.join('/'));
  if (attribute !== undefined) return attribute;
  let property = own(type.attributes, segments[0] ?? '') ?? own(type.properties, segments[0] ?? '');
  for (const segment of segments.slice(1)) {
    const shape: Shape | undefined = memberShape(type, property?.shape, segment);
    if (shape === undefined) return undefined;
    property = { shape };
  }
  return property;
}

/** Every attribute and top-level property by the name an expression uses. */
export function attributeNames(type: ResourceType): string[] {
  return [...Object.keys(type.attributes).map((name) => name.replaceAll('/', '.')), ...Object.keys(type.properties)];
}

/** Whether a value of the one shape may stand where the other is expected. Unknown shapes and free JSON fit everything. */
export function fits(from: Shape, to: Shape): boolean {
  if (from.kind === 'json' || to.kind === 'json') return true;
  if (from.kind === 'union') return from.of.some((one) => fits(one, to));
  if (to.kind === 'union') return to.of.some((one) => fits(from, one));
  if (to.kind === 'number') return from.kind === 'number' || from.kind === 'integer';
  if (from.kind === 'array' && to.kind === 'array') return fits(from.items, to.items);
  return from.kind === to.kind;
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
