import { isJsonObject, type Json, type JsonObject } from '../../../kernel/json.ts';
import { segmentsOf } from '../../../kernel/pointer.ts';
import type { PatchOp } from '../../../model/plan.ts';

/** The properties after an RFC 6902 patch of the operations a plan makes; `add` to an object replaces, as the RFC says. */
export function applyPatch(properties: JsonObject, patch: readonly PatchOp[]): JsonObject {
  let value: Json = properties;
  for (const operation of patch) value = changedAt(value, segmentsOf(operation.path), operation);
  return isJsonObject(value) ? value : {};
}

function changedAt(value: Json | undefined, segments: readonly string[], operation: PatchOp): Json {
  const [segment, ...rest] = segments;
  if (segment === undefined) return operation.op === 'remove' ? {} : operation.value;
  if (Array.isArray(value)) {
    const index = segment === '-' ? value.length : Number(segment);
    if (rest.length > 0) return value.map((item: Json, position) => (position === index ? changedAt(item, rest, operation) : item));
    const after = operation.op === 'add' ? value.slice(index) : value.slice(index + 1);
    return [...value.slice(0, index), ...(operation.op === 'remove' ? [] : [operation.value]), ...after];
  }
  const object = isJsonObject(value) ? value : {};
  if (rest.length === 0 && operation.op === 'remove') return Object.fromEntries(Object.entries(object).filter(([name]) => name !== segment));
  return { ...object, [segment]: changedAt(Object.hasOwn(object, segment) ? object[segment] : undefined, rest, operation) };
}
