import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import type { CompiledType } from './compiled-type.ts';
import { without } from './pointer-paths.ts';

/** What a read returns: everything but the write-only properties. */
export function readable(type: CompiledType, properties: JsonObject): JsonObject {
  return type.writeOnly.length === 0 ? properties : without(properties, type.writeOnly);
}

/**
 * Properties as the services keep them: a free JSON document that was given as its text is a document, and tags
 * come back in the order of their keys.
 */
export function asKept(type: CompiledType, properties: JsonObject): JsonObject {
  let kept: JsonObject = properties;
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'string' && type.type.properties[name]?.shape.kind === 'json') {
      const document = documentOf(value);
      if (document !== null) kept = { ...kept, [name]: document };
    }
  }
  const tags = type.type.tags;
  const list = tags?.variant === 'standard' ? kept[tags.property] : undefined;
  if (tags !== undefined && Array.isArray(list)) kept = { ...kept, [tags.property]: [...(list as Json[])].sort(byKey) };
  return kept;
}

function documentOf(text: string): Json | null {
  if (!text.trimStart().startsWith('{')) return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function byKey(left: Json, right: Json): number {
  const a = keyOf(left);
  const b = keyOf(right);
  return a < b ? -1 : a > b ? 1 : 0;
}

function keyOf(tag: Json): string {
  return isJsonObject(tag) && typeof tag['Key'] === 'string' ? tag['Key'] : '';
}
