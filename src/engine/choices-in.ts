import { sameJson } from '../kernel/json.ts';
import { pointerOf, segmentsOf, valueAt } from '../kernel/pointer.ts';
import type { Result } from '../kernel/result.ts';
import type { Change, Choice, ResourceChange } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { type Marks, marksBelow, marksOf } from '../plan/marks.ts';
import { isOfSecurity } from '../policy/of-security.ts';

/**
 * What of an AI agent's choices a person is asked for again: a value that a change sends and that stands at a create-only property, or is one of security. `chosen` holds,
 * by node, pointers with `*` for any item of a list; a choice is told at the list that holds it.
 */
export function choicesIn(
  changes: readonly Change[],
  chosen: ReadonlyMap<string, readonly string[]>,
  typeOf: (name: string) => Result<ResourceType>,
): Choice[] {
  return changes.flatMap((change) => {
    const places = chosen.get(change.node);
    if (places === undefined || change.kind !== 'resource' || change.after === null) return [];
    const type = typeOf(change.type);
    return type.ok ? distinct(places.flatMap((place) => choiceAt(place, change, marksOf(type.value)))) : [];
  });
}

function choiceAt(place: string, change: ResourceChange, marks: Marks): Choice[] {
  const segments = segmentsOf(place);
  const list = segments.indexOf('*');
  const property = pointerOf(list < 0 ? segments : segments.slice(0, list));
  const value = valueAt(change.after ?? {}, property);
  if (value === undefined || !sends(change, property)) return [];
  const because = isCreateOnly(segments, marks) ? 'unchangeable' : isOfSecurity(segments, value) ? 'security' : null;
  return because === null ? [] : [{ node: change.node, property, chosen: value, because }];
}

/** Whether the change gives the property a value: what stands already as it was chosen is asked of nobody. */
function sends({ action, differences }: ResourceChange, property: string): boolean {
  if (action === 'create' || action === 'replace') return true;
  return action === 'update' && differences.some(({ path }) => isWithin(path, property) || isWithin(property, path));
}

function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}

/** The place itself, something around it or something below. */
function isCreateOnly(segments: readonly string[], marks: Marks): boolean {
  let at = marks;
  for (const segment of segments) {
    at = marksBelow(at, segment);
    if (at.createOnly) return true;
  }
  return at.holdsCreateOnly;
}

function distinct(choices: readonly Choice[]): Choice[] {
  return choices.filter((choice, index) => choices.findIndex((other) => sameJson(other, choice)) === index);
}
