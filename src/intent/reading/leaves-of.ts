import type { Property, ResourceType } from '../../model/resource-type.ts';

/** A property of a type that is no object. */
export interface Leaf {
  readonly pointer: string;
  /** The last part of its name. */
  readonly own: string;
  readonly property: Property;
}

const leaves = new WeakMap<ResourceType, readonly Leaf[]>();

/** What a type's own properties are, and those of the objects among them, two levels deep; its own first. */
export function leavesOf(type: ResourceType): readonly Leaf[] {
  const known = leaves.get(type);
  if (known !== undefined) return known;
  const below = (members: Readonly<Record<string, Property>>, above: string, depth: number): Leaf[] => [
    ...Object.entries(members).flatMap(([own, property]): Leaf[] => (property.shape.kind === 'object' ? [] : [{ pointer: `${above}/${own}`, own, property }])),
    ...Object.entries(members).flatMap(([own, { shape }]) =>
      shape.kind === 'object' && depth < 2 ? below(type.definitions[shape.definition] ?? {}, `${above}/${own}`, depth + 1) : [],
    ),
  ];
  const made = below(type.properties, '', 0);
  leaves.set(type, made);
  return made;
}
