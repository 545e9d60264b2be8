import { isJsonObject, type Json } from '../kernel/json.ts';
import { type Marks, marksBelow } from './marks.ts';
import { isStandIn } from './resolve-references.ts';

/** A value without what the provider never returns or alone sets; undefined when nothing else was in it. */
export function readable(value: Json, marks: Marks): Json | undefined {
  if (marks.readOnly || marks.writeOnly) return undefined;
  if ((!marks.holdsReadOnly && !marks.holdsWriteOnly) || typeof value !== 'object' || value === null || isStandIn(value)) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item, index) => readable(item, marksBelow(marks, String(index))) ?? {});
  const members = Object.entries(value).flatMap(([key, member]) => {
    const kept = readable(member, marksBelow(marks, key));
    return kept === undefined ? [] : [[key, kept] as const];
  });
  return members.length === 0 && Object.keys(value).length > 0 ? undefined : Object.fromEntries(members);
}

/** A value without what only the provider sets: what may be sent. */
export function sendable(value: Json, marks: Marks): Json {
  if (!marks.holdsReadOnly || typeof value !== 'object' || value === null || isStandIn(value)) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item, index) => sendable(item, marksBelow(marks, String(index))));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (marksBelow(marks, key).readOnly ? [] : [[key, sendable(member, marksBelow(marks, key))]])),
  );
}

/**
 * A value without what only the provider sets, and without what can only be given at the creation and is never told: what an update may send. What can only be given at the creation and is
 * told stays: of an item of a list that was there it is what it was, and a new item is given it now.
 */
export function updatable(value: Json, marks: Marks, fixed = false): Json {
  if (!(marks.holdsReadOnly || marks.holdsWriteOnly) || typeof value !== 'object' || value === null || isStandIn(value)) return value;
  const held = fixed || marks.createOnly;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item, index) => updatable(item, marksBelow(marks, String(index)), held));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => {
      const below = marksBelow(marks, key);
      return below.readOnly || (below.writeOnly && (held || below.createOnly)) ? [] : [[key, updatable(member, below, held)]];
    }),
  );
}

/** Whether a value has anything at a place that cannot be changed after creation. */
export function touchesCreateOnly(value: Json, marks: Marks): boolean {
  if (marks.createOnly) return true;
  if (!marks.holdsCreateOnly || typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return (value as readonly Json[]).some((item, index) => touchesCreateOnly(item, marksBelow(marks, String(index))));
  return isJsonObject(value) && Object.entries(value).some(([key, member]) => touchesCreateOnly(member, marksBelow(marks, key)));
}
