import { isJsonObject, type Json, type JsonObject } from './json.ts';

/** RFC 6901 JSON Pointers, as used for the place of a property: `/VersioningConfiguration/Status`. */
export function pointerOf(segments: readonly (string | number)[]): string {
  let pointer = '';
  for (const segment of segments) pointer += `/${/[~/]/.test(String(segment)) ? String(segment).replaceAll('~', '~0').replaceAll('/', '~1') : segment}`;
  return pointer;
}

export function segmentsOf(pointer: string): string[] {
  if (pointer === '') return [];
  const segments = pointer.slice(1).split('/');
  return pointer.includes('~') ? segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~')) : segments;
}

/** The value at a pointer, or undefined where there is none. Only own properties are followed. */
export function valueAt(root: Json | undefined, pointer: string): Json | undefined {
  let value: Json | undefined = root;
  for (const segment of segmentsOf(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as { readonly [key: string]: Json })[segment];
  }
  return value;
}

/** A copy with the value put at a pointer; objects that are missing on the way are made. Throws where something on the way is not an object. */
export function withValueAt(root: JsonObject, pointer: string, value: Json): JsonObject {
  const put = (holder: Json, [segment, ...rest]: readonly string[]): JsonObject => {
    if (segment === undefined || !isJsonObject(holder)) throw new TypeError(`no object holds ${pointer}`);
    return { ...holder, [segment]: rest.length === 0 ? value : put(holder[segment] ?? {}, rest) };
  };
  return put(root, segmentsOf(pointer));
}
