import type { Json, JsonObject } from '../../kernel/json.ts';
import { segmentsOf } from '../../kernel/pointer.ts';

/** Pointers as the registry writes them, `*` for any array item or map member, split once. */
export type PointerPath = readonly string[];

export function pathsOf(pointers: readonly string[]): PointerPath[] {
  return pointers.map((pointer) => segmentsOf(pointer.startsWith('/') ? pointer : `/${pointer}`));
}

/** The value without what the paths lead to; untouched parts are shared with the original. */
export function without(value: JsonObject, paths: readonly PointerPath[]): JsonObject {
  let result: Json = value;
  for (const path of paths) result = withoutPath(result, path, 0);
  return result as JsonObject;
}

function withoutPath(value: Json, path: PointerPath, depth: number): Json {
  const segment = path[depth];
  if (segment === undefined || typeof value !== 'object' || value === null) return value;
  const last = depth === path.length - 1;
  if (Array.isArray(value)) {
    // A schema may leave the `*` of an array out.
    const next = segment === '*' ? depth + 1 : depth;
    if (segment === '*' && last) return [];
    return value.map((item: Json) => withoutPath(item, path, next));
  }
  const object = value as JsonObject;
  if (segment === '*') return Object.fromEntries(Object.entries(object).map(([key, member]) => [key, withoutPath(member, path, depth + 1)]));
  const member = Object.hasOwn(object, segment) ? object[segment] : undefined;
  if (member === undefined) return value;
  if (last) {
    const { [segment]: _dropped, ...rest } = object;
    return rest;
  }
  const changed = withoutPath(member, path, depth + 1);
  return changed === member ? value : { ...object, [segment]: changed };
}

/** Every value a path leads to. */
export function valuesAt(value: Json | undefined, path: PointerPath, depth = 0): Json[] {
  if (value === undefined) return [];
  const segment = path[depth];
  if (segment === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item: Json) => valuesAt(item, path, segment === '*' ? depth + 1 : depth));
  const object = value as JsonObject;
  if (segment === '*') return Object.values(object).flatMap((member) => valuesAt(member, path, depth + 1));
  return Object.hasOwn(object, segment) ? valuesAt(object[segment], path, depth + 1) : [];
}

/** The value with `member` set at a path of property names; objects on the way are made or copied. */
export function withMember(value: JsonObject, path: PointerPath, member: Json): JsonObject {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (rest.length === 0) return { ...value, [first]: member };
  const inner = value[first];
  return { ...value, [first]: withMember(typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as JsonObject) : {}, rest, member) };
}

/** The text or number at a path of property names, as text. */
export function textAt(value: JsonObject, path: PointerPath): string | null {
  let current: Json | undefined = value;
  for (const segment of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, segment)) return null;
    current = (current as JsonObject)[segment];
  }
  return typeof current === 'string' ? current : typeof current === 'number' ? String(current) : null;
}
