import { isJsonObject, type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import { pointerOf, valueAt, withValueAt } from '../kernel/pointer.ts';

/** A member that a slot puts into a list: as its template, and filled in. */
interface Member {
  /** The list, by a JSON pointer. */
  readonly list: string;
  readonly template: Json;
  readonly filled: Json;
}

/**
 * What stands, with each member that a slot made there before replaced, where it is, by the one that the slot makes now: a table has one partition key. The former
 * member is the one that is as the template says, whatever the slots hold in it; by `known` where what the slots held is known, and that is there. A former member that
 * is known by its slots alone stays where another place still names what they held. `several` are lists in which more than one could be meant.
 */
export function takePlaces(
  there: JsonObject,
  layers: readonly { readonly template: JsonObject; readonly filled: JsonObject }[],
  known: Readonly<Record<string, Json>>,
): { readonly properties: JsonObject; readonly several: readonly string[] } {
  let properties = there;
  const several: string[] = [];
  const held = new Map<string, Json>();
  // What has a fixed part tells what the slots held, so that members of slots alone are found by that.
  const members = layers.flatMap(({ template, filled }) => membersIn(template, filled, [])).sort((a, b) => fixed(b.template) - fixed(a.template));
  for (const { list, template, filled } of members) {
    const items = valueAt(properties, list);
    if (!Array.isArray(items) || (fixed(template) === 0 && !slotsIn(template).some((slot) => held.has(slot)))) continue;
    const alike = (items as readonly Json[]).flatMap((item) => {
      const slots = unified(template, filled, item, held);
      return slots === null ? [] : [{ item, slots }];
    });
    const exact = alike.filter(({ slots }) => [...slots].every(([slot, value]) => known[slot] === undefined || sameJson(known[slot] as Json, value)));
    const [former, rival] = exact.length === 1 ? exact : alike;
    if (rival !== undefined) several.push(list);
    if (former === undefined || rival !== undefined) continue;
    const anchors = new Map([...held].filter(([slot]) => slotsIn(template).includes(slot)));
    for (const [slot, value] of former.slots) held.set(slot, value);
    const goes = fixed(template) > 0 || isNamed(filled, template, anchors) || !isNamed(withValueAt(properties, list, []), template, anchors);
    if (sameJson(former.item, filled) || !goes) continue;
    const others = (items as readonly Json[]).some((item) => sameJson(item, filled));
    const now = (items as readonly Json[]).flatMap((item) => (item !== former.item ? [item] : others ? [] : [filled]));
    properties = withValueAt(properties, list, now);
  }
  return { properties, several };
}

function membersIn(template: JsonObject, filled: JsonObject, above: readonly string[]): Member[] {
  return Object.entries(template).flatMap(([key, value]): Member[] => {
    const made = filled[key];
    if (key.endsWith('+') && Array.isArray(value) && Array.isArray(made)) {
      const list = pointerOf([...above, key.slice(0, -1)]);
      return (value as readonly Json[]).map((item, index) => ({ list, template: item, filled: (made as readonly Json[])[index] ?? null }));
    }
    return isJsonObject(value) && isJsonObject(made) ? membersIn(value, made, [...above, key]) : [];
  });
}

const ofSlot = /\$\{slots\.([a-z0-9_]+)\}/gu;

function slotsIn(template: Json): string[] {
  return [...JSON.stringify(template).matchAll(ofSlot)].map(([, slot = '']) => slot);
}

/** How many leaves of a template hold no slot. */
function fixed(template: Json): number {
  if (Array.isArray(template)) return (template as readonly Json[]).reduce<number>((sum, item) => sum + fixed(item), 0);
  if (isJsonObject(template)) return Object.values(template).reduce<number>((sum, item) => sum + fixed(item), 0);
  return slotsIn(template).length === 0 ? 1 : 0;
}

/** What the slots of a template hold in a value that is as it says; null where the value is another. */
function unified(template: Json, filled: Json, value: Json, held: ReadonlyMap<string, Json>): ReadonlyMap<string, Json> | null {
  const [slot] = slotsIn(template);
  if (slot === undefined) return sameJson(filled, value) ? new Map() : null;
  if (template === `\${slots.${slot}}`) return held.has(slot) && !sameJson(held.get(slot) as Json, value) ? null : new Map([[slot, value]]);
  if (!isJsonObject(template) || !isJsonObject(filled) || !isJsonObject(value)) return null;
  if (Object.keys(value).length !== Object.keys(template).length) return null;
  const found = new Map<string, Json>();
  for (const [key, part] of Object.entries(template)) {
    const inside = value[key] === undefined ? null : unified(part, filled[key] ?? null, value[key], held);
    if (inside === null) return null;
    for (const [name, one] of inside) found.set(name, one);
  }
  return found;
}

/** Whether properties name, under the same word as the template, what its slots held: an attribute that an index has for its key. */
function isNamed(properties: Json, template: Json, held: ReadonlyMap<string, Json>): boolean {
  if (Array.isArray(properties)) return (properties as readonly Json[]).some((item) => isNamed(item, template, held));
  if (!isJsonObject(properties) || !isJsonObject(template)) return false;
  const names = Object.entries(template).filter(([key, part]) => {
    const [slot] = slotsIn(part);
    return slot !== undefined && held.has(slot) && properties[key] !== undefined && sameJson(properties[key], held.get(slot) as Json);
  });
  return names.length > 0 || Object.values(properties).some((item) => isNamed(item, template, held));
}
