import type { Json, JsonObject } from '../kernel/json.ts';
import { pointerOf, valueAt } from '../kernel/pointer.ts';
import type { ResourceType } from '../model/resource-type.ts';

/** The pointer of an attribute as references write it: `Endpoint.Address` is `/Endpoint/Address`. */
export function attributePointer(attribute: string): string {
  return pointerOf(attribute.split('.'));
}

/** An attribute of a live resource. Where the provider's answer leaves out the primary identifier, the one it was read by stands in. */
export function readAttribute(type: ResourceType, identifier: string, properties: JsonObject, attribute: string): Json | undefined {
  const value = valueAt(properties, attributePointer(attribute));
  if (value !== undefined) return value;
  const parts = type.identifier.length === 1 ? [identifier] : identifier.split('|');
  const index = parts.length === type.identifier.length ? type.identifier.indexOf(attribute.replaceAll('.', '/')) : -1;
  return index < 0 ? undefined : parts[index];
}

/** Whether a type has an attribute of that name, to the depth that is known of it. */
export function hasAttribute(type: ResourceType, attribute: string): boolean {
  const [head = ''] = attribute.split('.');
  return (
    Object.hasOwn(type.properties, head) || Object.hasOwn(type.attributes, head) || Object.keys(type.attributes).some((name) => name.startsWith(`${head}/`))
  );
}
