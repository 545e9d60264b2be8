import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { pointerOf, segmentsOf, valueAt } from '../kernel/pointer.ts';
import type { PatchOp } from '../model/plan.ts';
import type { ResourceType, Shape } from '../model/resource-type.ts';
import { type Marks, marksBelow, marksOf } from './marks.ts';
import { isNothing } from './same-wish.ts';
import { listOf, memberOf, propertyOf } from './shape-below.ts';

/**
 * JSON pointers to what is live within the items of lists and nobody asked for, where a patch writes the list anew: providers take a list whole, so that goes, unless it is
 * what they set themselves. What only they set, and what is empty or off, is left out. Of an item that nothing like it is written for, nothing is said: that it goes is a difference.
 */
export function takenAlong(type: ResourceType, patch: readonly PatchOp[], live: JsonObject): string[] {
  return patch.flatMap((op) => {
    const there = valueAt(live, op.path);
    return op.op === 'remove' || !Array.isArray(op.value) || !Array.isArray(there)
      ? []
      : missing(op.value, there, segmentsOf(op.path).reduce(marksBelow, marksOf(type)), op.path);
  });
}

function missing(written: Json | undefined, live: Json, marks: Marks, path: string): string[] {
  if (marks.readOnly || live === false || isNothing(live)) return [];
  if (written === undefined) return [path];
  if (Array.isArray(written) && Array.isArray(live)) {
    const items: readonly Json[] = written;
    const partners = partnersOf(items, live);
    return [...partners].flatMap(([from, to]) => missing(items[from], live[to] as Json, marksBelow(marks, String(to)), `${path}/${to}`));
  }
  if (!isJsonObject(written) || !isJsonObject(live)) return [];
  return Object.entries(live).flatMap(([name, member]) => missing(written[name], member as Json, marksBelow(marks, name), `${path}${pointerOf([name])}`));
}

/**
 * JSON pointers to what the items of lists that were asked for hold and their type has no member for: how a service calls what its own calls cannot give. Whatever it is, it was
 * not asked for.
 */
export function beyondType(type: ResourceType, asked: JsonObject, live: JsonObject): string[] {
  return Object.keys(asked).flatMap((name) => beyond(type, propertyOf(type, name)?.shape, live[name], pointerOf([name]), false));
}

function beyond(type: ResourceType, shape: Shape | undefined, live: Json | undefined, path: string, inList: boolean): string[] {
  if (shape === undefined || typeof live !== 'object' || live === null) return [];
  const list = listOf(shape);
  if (Array.isArray(live)) return (live as readonly Json[]).flatMap((item, index) => beyond(type, list?.items, item, `${path}/${index}`, true));
  if (shape.kind !== 'object' || !isJsonObject(live)) return [];
  return Object.entries(live).flatMap(([name, member]) => {
    const below = memberOf(type, shape, name);
    const place = `${path}${pointerOf([name])}`;
    return below === undefined ? (inList ? [place] : []) : beyond(type, below.shape, member as Json, place, inList);
  });
}

/** Which written item stands for which live one: by what they are called, by being the same as far as it is asked for, and at last by being the only ones that are left. */
function partnersOf(written: readonly Json[], live: readonly Json[]): Map<number, number> {
  const partners = new Map<number, number>();
  const free = new Map(live.map((item, index) => [index, item]));
  const pair = (from: number, to: number | undefined): void => {
    if (to === undefined || !free.delete(to)) return;
    partners.set(from, to);
  };
  const key = keyOf([...written, ...live]);
  const byKey = new Map(key === undefined ? [] : live.map((item, index) => [(item as JsonObject)[key], index]));
  for (const [index, item] of written.entries()) {
    if (key !== undefined) pair(index, byKey.get((item as JsonObject)[key]));
    else if (live.length <= fewItems) pair(index, [...free].find(([, other]) => isWithin(item, other))?.[0]);
    else if (written.length === live.length) pair(index, index);
  }
  const alone = [...written.keys()].filter((index) => !partners.has(index));
  if (key === undefined && alone.length === 1 && free.size === 1) pair(alone[0] as number, [...free.keys()][0]);
  return partners;
}

/** Up to that many items each is compared with each. */
const fewItems = 32;

/** The member that all items have and by which they are called. */
function keyOf(items: readonly Json[]): string | undefined {
  const [first] = items;
  if (first === undefined || !isJsonObject(first)) return undefined;
  return Object.keys(first).find(
    (name) => /(?:^|[a-z])(?:Id|ID|Name|Key)$/.test(name) && items.every((item) => isJsonObject(item) && typeof item[name] === 'string'),
  );
}

function isWithin(part: Json, whole: Json): boolean {
  if (Array.isArray(part) && Array.isArray(whole))
    return part.length === whole.length && part.every((item: Json, index) => isWithin(item, whole[index] as Json));
  if (isJsonObject(part) && isJsonObject(whole))
    return Object.entries(part).every(([name, member]) => whole[name] !== undefined && isWithin(member as Json, whole[name]));
  return part === whole;
}
