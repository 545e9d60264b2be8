import { isJsonObject, type Json } from '../../../kernel/json.ts';

/** The value at a dotted path; undefined where there is none. Only own members are followed. */
export function at(value: Json | undefined, path: string): Json | undefined {
  if (path === '') return value;
  let found: Json | undefined = value;
  const parts = path.split('.');
  for (const [index, part] of parts.entries()) {
    if (part === '*') {
      const rest = parts.slice(index + 1).join('.');
      return Array.isArray(found) ? found.flatMap((item: Json) => at(item, rest) ?? []) : undefined;
    }
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = (found as { readonly [key: string]: Json })[part];
  }
  return found;
}

/** The value with another one put at a dotted path, objects and arrays made on the way; the given value is not changed. */
export function put(value: Json | undefined, path: string, inner: Json): Json {
  if (path === '') return inner;
  const [part, ...rest] = path.split('.') as [string, ...string[]];
  const next = rest.join('.');
  if (/^\d+$/.test(part)) {
    const list = Array.isArray(value) ? [...value] : [];
    list[Number(part)] = put(list[Number(part)], next, inner);
    return list;
  }
  const object = isJsonObject(value) ? value : {};
  return { ...object, [part]: put(Object.hasOwn(object, part) ? object[part] : undefined, next, inner) };
}
