import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { pointerOf, segmentsOf, withValueAt } from '../kernel/pointer.ts';
import type { Difference, PatchOp } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { type Marks, marksBelow, marksOf } from './marks.ts';
import { listPlaceOf, overlap } from './overlap.ts';
import { updatable } from './readable.ts';
import { isStandIn } from './resolve-references.ts';

export interface WriteOnlyValue {
  readonly pointer: string;
  readonly value: Json;
  readonly createOnly: boolean;
}

/** The values among the properties that the provider takes but never returns. */
export function writeOnlyValues(type: ResourceType, properties: JsonObject): WriteOnlyValue[] {
  const found: WriteOnlyValue[] = [];
  const marks = marksOf(type);
  if (marks.holdsWriteOnly) collect(properties, marks, [], false, found);
  return found;
}

/**
 * A patch with every write-only value added. Cloud Control applies a patch to what it can read and hands the result to the update,
 * so a write-only value that the patch does not add would be lost. What can only be given at the creation is not sent again: providers refuse it.
 */
export function withWriteOnly(
  type: ResourceType,
  patch: readonly PatchOp[],
  desired: JsonObject,
  live: JsonObject,
  values: readonly WriteOnlyValue[],
): PatchOp[] {
  const ops = new Map(patch.map((op) => [op.path, op]));
  for (const { pointer, createOnly } of values) {
    if (createOnly) continue;
    const op = addition(type, desired, live, segmentsOf(pointer));
    for (const path of ops.keys()) if (path.startsWith(`${op.path}/`)) ops.delete(path);
    ops.set(op.path, op);
  }
  return [...ops.values()];
}

/**
 * What an update starts from, as far as it is known: the live properties, and the write-only values that stay what they are. Compared with this, a
 * patch that adds every write-only value changes only those that differ.
 */
export function withUnchangedWriteOnly(type: ResourceType, live: JsonObject, desired: JsonObject, differences: readonly Difference[]): JsonObject {
  let known = live;
  for (const { pointer, createOnly } of writeOnlyValues(type, desired)) {
    if (createOnly) continue;
    const { path, value } = addition(type, desired, live, segmentsOf(pointer));
    const differs = differences.some((difference) => within(difference.path, path) || within(path, difference.path));
    if (!differs) known = withValueAt(known, path, value);
  }
  return known;
}

/**
 * What was written once, is asked for no more, and no read returns: no update is known to take it away (Cloud Control leaves what a patch does not name, services what a call does not), and no
 * read would show that it did. `written`: digests by pointer, as the books hold them. Nothing where a difference writes or removes the place, or the list that it lies in, as a whole.
 */
export function droppedWriteOnly(
  type: ResourceType,
  desired: JsonObject,
  written: Readonly<Record<string, string>>,
  differences: readonly Difference[],
): Difference[] {
  const touched = [...writeOnlyValues(type, desired).map(({ pointer }) => pointer), ...differences.map(({ path }) => path)];
  return Object.entries(written)
    .filter(([path]) => isWriteOnlyAt(type, path) && !touched.some((place) => overlap(place, path) || overlap(place, listPlaceOf(path))))
    .map(([path, before]) => ({ path, before, forcesReplace: false, sensitive: true, deviates: true as const }));
}

function isWriteOnlyAt(type: ResourceType, pointer: string): boolean {
  let marks = marksOf(type);
  for (const segment of segmentsOf(pointer)) marks = marksBelow(marks, segment);
  return marks.writeOnly;
}

function within(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}/`);
}

// The outermost place that has to be added: the value itself, or what holds it where that is not live or is a list.
function addition(type: ResourceType, desired: JsonObject, live: JsonObject, segments: readonly string[]): Extract<PatchOp, { op: 'add' }> {
  let wanted: Json = desired;
  let found: Json | undefined = live;
  let marks = marksOf(type);
  let path = '';
  for (const segment of segments) {
    path += pointerOf([segment]);
    wanted = (wanted as JsonObject)[segment] as Json;
    found = isJsonObject(found ?? null) ? (found as JsonObject)[segment] : undefined;
    marks = marksBelow(marks, segment);
    if (Array.isArray(wanted) || !isJsonObject(found ?? null)) break;
  }
  return { op: 'add', path, value: updatable(wanted, marks) };
}

function collect(value: Json, marks: Marks, path: readonly string[], createOnly: boolean, found: WriteOnlyValue[]): void {
  const fixed = createOnly || marks.createOnly;
  if (marks.writeOnly) {
    found.push({ pointer: pointerOf(path), value, createOnly: fixed });
  } else if (marks.holdsWriteOnly && typeof value === 'object' && value !== null && !isStandIn(value)) {
    for (const [key, member] of Object.entries(value)) if (member !== null) collect(member as Json, marksBelow(marks, key), [...path, key], fixed, found);
  }
}
