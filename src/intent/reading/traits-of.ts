import type { Json } from '../../kernel/json.ts';
import type { ControlEntry } from '../../model/knowledge.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { leavesOf } from './leaves-of.ts';

/** What a control, or its contrary, sets on a type by the names of its properties, with pointers. Empty where the type has no such property. */
export function traitsOf(control: ControlEntry, type: ResourceType, positive: boolean): { readonly pointer: string; readonly value: Json }[] {
  return leavesOf(type).flatMap(({ pointer, own, property }) => {
    if (type.readOnly.includes(pointer)) return [];
    const family = control.families.find(
      ({ property: named, on, value }) =>
        new RegExp(named, 'u').test(own) &&
        (on === undefined || new RegExp(on, 'u').test(type.name)) &&
        (typeof value === 'boolean') === (property.shape.kind === 'boolean'),
    );
    const value = positive ? family?.value : family?.without;
    return value === undefined ? [] : [{ pointer, value }];
  });
}
