import { isJsonObject, type Json, type JsonObject } from '../src/kernel/json.ts';
import type { Property, ResourceType, Shape } from '../src/model/resource-type.ts';
import { masked, type Recording } from './recorded-reads.ts';

/** What a read shows and nobody asked for, as places (`*` for each item of a list) with values; ids and times masked. */
function added(asked: Json | undefined, read: Json, path: string): { readonly path: string; readonly value: string }[] {
  if (Array.isArray(read)) {
    const items = Array.isArray(asked) ? (asked as readonly Json[]) : [];
    return (read as readonly Json[]).flatMap((item, index) => added(items[index], item, `${path}/*`));
  }
  if (isJsonObject(read)) {
    const members = isJsonObject(asked) ? asked : {};
    return Object.entries(read).flatMap(([name, member]) => (name.startsWith('aws:') ? [] : added(members[name], member, `${path}/${name}`)));
  }
  if (asked !== undefined || read === null || read === '') return [];
  return [{ path, value: typeof read === 'string' ? masked(read) : String(read) }];
}

/**
 * Tells of a read that the sandbox made whether it would be the same had its own recording never been seen: every value in it that nobody asked for is shown by another
 * recording of its type, stated by the type's documentation, or drawn (an id, an ARN, a time, a name of what was asked). The tables of the sandbox name no recordings, so that is how a fact that only
 * its own case supports is told.
 */
export function supportOf(recordings: readonly Recording[]): (recording: Recording, type: ResourceType, made: JsonObject) => boolean {
  const shown = new Map<string, Set<string>>();
  for (const { id, type, asked, live } of recordings) {
    for (const { path, value } of added(asked, live, '')) {
      const key = `${type} ${path} ${value}`;
      shown.set(key, (shown.get(key) ?? new Set()).add(id));
    }
  }
  return (recording, type, made) => {
    const own = JSON.stringify(recording.asked);
    return added(recording.asked, made, '').every(({ path, value }) => {
      const others = shown.get(`${type.name} ${path} ${value}`);
      if (others !== undefined && [...others].some((id) => id !== recording.id)) return true;
      return value.includes('<') || value === 'a time' || own.includes(value) || isStated(type, path, value);
    });
  };
}

/** Whether the documentation of a property, or what it may be, states the value: as its default, or as the only one there is. */
function isStated(type: ResourceType, path: string, value: string): boolean {
  const property = propertyAt(type, path);
  if (property === undefined) return false;
  const members = 'enum' in property.shape ? (property.shape.enum ?? []) : [];
  if (property.default === value || property.default === JSON.stringify(value) || (members.length === 1 && String(members[0]) === value)) return true;
  const text = property.description ?? '';
  return /default/i.test(text) && new RegExp(`(?<![\\w-])${value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}(?![\\w-])`).test(text);
}

function propertyAt(type: ResourceType, path: string): Property | undefined {
  const [first = '', ...rest] = path.split('/').slice(1);
  let property: Property | undefined = type.properties[first] ?? type.attributes[first];
  for (const name of rest) property = property === undefined ? undefined : memberOf(type, property.shape, name);
  return property;
}

function memberOf(type: ResourceType, shape: Shape, name: string): Property | undefined {
  switch (shape.kind) {
    case 'array':
      return name === '*' ? { shape: shape.items } : undefined;
    case 'map':
      return { shape: shape.values };
    case 'object':
      return type.definitions[shape.definition]?.[name];
    case 'union':
      return shape.of.map((option) => memberOf(type, option, name)).find((found) => found !== undefined);
    default:
      return undefined;
  }
}
