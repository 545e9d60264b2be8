import { canonicalJson, type JsonObject, sameJson } from '../kernel/json.ts';
import { pointerOf, segmentsOf, valueAt } from '../kernel/pointer.ts';
import type { Result } from '../kernel/result.ts';
import type { Change, Choice, ResourceChange, UnitChange } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { type Marks, marksBelow, marksOf } from '../plan/marks.ts';
import { extentOf } from '../policy/of-extent.ts';
import { isOfSecurity } from '../policy/of-security.ts';

/** What an AI agent chose of a node. */
export interface ChosenFor {
  /** Of a resource pointers into its properties, with `*` for any item of a list; a choice is told at the list that holds it. Of a unit names of its inputs. */
  readonly places: readonly string[];
  /** What it chose, by name, that decides whether the node is there. */
  readonly presence?: JsonObject;
  /** It wrote the node, or had a hand in its words. */
  readonly wrote?: true;
}

/**
 * What of an AI agent's choices a person is asked for again: a value that a change sends and that stands at a create-only property, is one of security, or decides how many there
 * are, in which zones, or how long things are kept; whatever is given to code that runs, since nobody knows what it does with it; and what decides that nodes are there that are new, told once
 * for all of them.
 */
export function choicesIn(changes: readonly Change[], chosen: ReadonlyMap<string, ChosenFor>, typeOf: (name: string) => Result<ResourceType>): Choice[] {
  const places = changes.flatMap((change) => {
    const known = chosen.get(change.node);
    if (known === undefined) return [];
    if (change.kind === 'unit') return change.action === 'run' ? given(known.places, change) : [];
    if (change.after === null) return [];
    const type = typeOf(change.type);
    return type.ok ? distinct(known.places.flatMap((place) => choiceAt(place, change, marksOf(type.value)))) : [];
  });
  return [...places, ...presences(changes, chosen)];
}

/** Whether a change sends anything that an AI agent chose, or is there for such a choice, or makes what an agent wrote. */
export function sendsChosen(changes: readonly Change[], chosen: ReadonlyMap<string, ChosenFor>): boolean {
  return changes.some((change) => {
    const known = chosen.get(change.node);
    if (known === undefined) return false;
    if (known.wrote === true && isNew(change)) return true;
    if (change.kind === 'unit') return change.action === 'run' && (known.places.length > 0 || known.presence !== undefined);
    return (known.presence !== undefined && isNew(change)) || known.places.some((place) => sends(change, listOf(place)));
  });
}

function given(names: readonly string[], { node, inputs }: UnitChange): Choice[] {
  return names.flatMap((name): Choice[] => {
    const chosen = inputs?.[name];
    return chosen === undefined ? [] : [{ node, property: pointerOf([name]), chosen, because: 'code' }];
  });
}

function choiceAt(place: string, change: ResourceChange, marks: Marks): Choice[] {
  const segments = segmentsOf(place);
  const property = listOf(place);
  const value = valueAt(change.after ?? {}, property);
  if (value === undefined || !sends(change, property)) return [];
  const because = isCreateOnly(segments, marks) ? 'unchangeable' : isOfSecurity(segments, value) ? 'security' : extentOf(segments);
  return because === null ? [] : [{ node: change.node, property, chosen: value, because }];
}

/** The place itself, or the list that it is in. */
function listOf(place: string): string {
  const segments = segmentsOf(place);
  const list = segments.indexOf('*');
  return pointerOf(list < 0 ? segments : segments.slice(0, list));
}

/** One for each choice that decides that something new is there, at the first node of those. */
function presences(changes: readonly Change[], chosen: ReadonlyMap<string, ChosenFor>): Choice[] {
  const decided = new Map<string, { readonly node: Choice['node']; readonly presence: JsonObject; others: number }>();
  for (const change of changes) {
    const { node } = change;
    const presence = chosen.get(node)?.presence;
    if (presence === undefined || !isNew(change)) continue;
    const key = canonicalJson(presence);
    const before = decided.get(key);
    if (before === undefined) decided.set(key, { node, presence, others: 0 });
    else before.others += 1;
  }
  return [...decided.values()].map(({ node, presence, others }) => ({
    node,
    property: '',
    chosen: presence,
    because: 'count',
    ...(others === 0 ? {} : { others }),
  }));
}

function isNew({ action }: Change): boolean {
  return action === 'create' || action === 'adopt' || action === 'run';
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
