import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import type { Property, ResourceType } from '../model/resource-type.ts';
import { isHiddenText, isSecretText } from '../model/secret.ts';
import { type Marks, marksBelow, marksOf } from './marks.ts';
import { canonicalPolicy, isPolicyDocument } from './policy-document.ts';
import { documentOf, scalarText } from './same-leaf.ts';
import { isDocumentPlace, isFreeDocument, itemOrder, listOf, memberOf, propertyOf } from './shape-below.ts';

/** Live properties in a form that two reads of an unchanged resource share: sets sorted, documents by meaning, read-only and write-only parts left out. */
export function canonicalProperties(type: ResourceType, properties: JsonObject): JsonObject {
  const marks = marksOf(type);
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(properties)) {
    const below = marksBelow(marks, name);
    if (below.readOnly || below.writeOnly || value === null) continue;
    result[name] = canonicalValue(type, name, propertyOf(type, name), below, value, name === type.tags?.property);
  }
  return result;
}

/** A value in canonical form; `set` sorts a list whatever its shape says. */
export function canonicalValue(type: ResourceType, name: string, property: Property | undefined, marks: Marks, value: Json, set = false): Json {
  if (isHiddenText(value)) return value as unknown as Json;
  // What is live is known by its digest alone.
  if (isSecretText(value)) return value.digest === undefined ? (value as unknown as Json) : { $hidden: value.digest };
  const shape = property?.shape;
  const document = typeof value === 'string' && !isDocumentPlace(property, name) ? value : documentOf(value);
  if (isPolicyDocument(document)) return canonicalPolicy(document);
  if (isFreeDocument(shape, document)) return document;
  if (Array.isArray(document)) {
    const list = listOf(shape);
    const items = (document as readonly Json[]).map((item, index) =>
      canonicalValue(type, name, list === undefined ? undefined : { shape: list.items }, marksBelow(marks, String(index)), item),
    );
    if (!set && itemOrder(type, name, list) === 'list') return items;
    const texts = items.map((item) => [canonicalJson(item), item] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return texts.map(([, item]) => item);
  }
  if (isJsonObject(document)) {
    const result: Record<string, Json> = {};
    for (const [key, member] of Object.entries(document)) {
      const below = marksBelow(marks, key);
      if (below.readOnly || below.writeOnly || member === null) continue;
      result[key] = canonicalValue(type, key, memberOf(type, shape, key), below, member);
    }
    return result;
  }
  return scalarText(document);
}
