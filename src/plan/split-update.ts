import { digestOf } from '../kernel/digest.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { segmentsOf } from '../kernel/pointer.ts';
import type { StepPart } from '../model/plan.ts';
import type { LimitedList, ResourceType } from '../model/resource-type.ts';
import type { ResourceDraft } from './diff-node.ts';
import { type Applied, diffProperties } from './diff-properties.ts';
import { comparedNames, fingerprintOf } from './fingerprint.ts';
import { marksOf } from './marks.ts';
import type { World } from './place.ts';
import { updatable } from './readable.ts';
import { writeOnlyValues } from './write-only.ts';

/** The properties of a resource between two updates. */
type State = JsonObject;

/**
 * The updates into which one is divided where its provider takes only so many items of a list at once; empty where one is enough. Each goes from where the one before
 * ended, the last one ends where the whole does, and whatever else changes is in the first. What goes, goes before anything comes.
 */
export function splitUpdate(draft: ResourceDraft, type: ResourceType, live: JsonObject, applied: Applied | null, world: World): StepPart[] {
  const rules = type.limits;
  const { after } = draft;
  if (rules === undefined || draft.action !== 'update' || after === null) return [];
  const states = statesOf(rules, type, after, live);
  if (states.length < 2) return [];
  const deviations = draft.differences.filter(({ deviates }) => deviates === true);
  const parts: StepPart[] = [];
  let here = live;
  let books = applied;
  const written = new Set<string>();
  for (const state of states) {
    const { differences, patch } = diffProperties(type, state, here, books, world);
    if (differences.length > 0) {
      const shared = [...written].sort();
      const change = {
        action: 'update' as const,
        after: state,
        differences: [...differences, ...deviations],
        patch: [...patch],
        ...(shared.length === 0 ? {} : { shared }),
        ...(draft.besides === undefined ? {} : { besides: draft.besides }),
      };
      const before = Object.fromEntries(Object.entries(here).filter(([name]) => comparedNames(change).has(name)));
      const { action: _, ...part } = change;
      parts.push({ ...part, before, basis: fingerprintOf(change, type, live) });
      for (const { path } of patch) written.add(segmentsOf(path)[0] ?? '');
    }
    here = { ...here, ...onlyWritten(state, written) };
    books = { properties: state, writeOnlyDigests: Object.fromEntries(writeOnlyValues(type, state).map(({ pointer, value }) => [pointer, digestOf(value)])) };
  }
  return parts.length < 2 ? [] : parts;
}

function onlyWritten(state: State, written: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(state).filter(([name]) => written.has(name)));
}

/** What is wanted after each update. */
function statesOf(rules: readonly LimitedList[], type: ResourceType, after: JsonObject, live: JsonObject): State[] {
  const sequences = rules.map((rule) => listsOf(rule, type, after, live));
  const length = Math.max(...sequences.map((lists) => lists.length));
  if (length < 2) return [];
  // One limited list after the other: each limit is one of its own, but no provider says that two may be used up at once.
  const states: State[] = [];
  let current: State = { ...after };
  for (const [index, rule] of rules.entries())
    if ((sequences[index] as Json[][]).length > 0) current = { ...current, [rule.list]: (live[rule.list] as Json) ?? [] };
  for (const [index, rule] of rules.entries()) {
    for (const list of sequences[index] as Json[][]) {
      current = { ...current, [rule.list]: list };
      states.push(withNamed(rules, current, after, live));
    }
  }
  states[states.length - 1] = after;
  return states;
}

/** The list after each update that the limit asks for; one list where one update is enough, none where no item comes or goes. */
function listsOf({ list, key, most, anew }: LimitedList, type: ResourceType, after: JsonObject, live: JsonObject): Json[][] {
  const wanted = byKey(after[list], key);
  const found = byKey(live[list], key);
  if (wanted === null || found === null) return [];
  const marks = marksOf(type);
  const isAnew = (name: string): boolean => {
    const { differences } = diffProperties(type, { [list]: [wanted.get(name) as Json] }, { [list]: [found.get(name) as Json] }, null);
    return differences.some(({ path }) => anew.includes(segmentsOf(path)[2] ?? '')) || differences.some(({ path }) => segmentsOf(path).length < 3);
  };
  const gone = [...found.keys()].filter((name) => !wanted.has(name));
  const again = [...found.keys()].filter((name) => wanted.has(name) && anew.length > 0 && isAnew(name));
  const fresh = [...wanted.keys()].filter((name) => !found.has(name));
  const moves = [...[...gone, ...again].map((name) => ({ name, comes: false })), ...[...again, ...fresh].map((name) => ({ name, comes: true }))];
  const there = new Set(found.keys());
  const going = new Set([...gone, ...again]);
  const lists: Json[][] = [];
  for (let at = 0; at < moves.length; at += most) {
    for (const { name, comes } of moves.slice(at, at + most)) {
      if (comes) there.add(name);
      else there.delete(name);
      if (!comes) going.delete(name);
    }
    const item = (name: string): Json =>
      going.has(name) || !wanted.has(name) ? updatable(found.get(name) as Json, marks.members.get(list) ?? marks) : (wanted.get(name) as Json);
    lists.push([...new Set([...wanted.keys(), ...found.keys()])].filter((name) => there.has(name)).map(item));
  }
  return lists;
}

/** Of the lists that may only hold what is named elsewhere, what is named after an update. */
function withNamed(rules: readonly LimitedList[], state: State, after: JsonObject, live: JsonObject): State {
  let next = state;
  for (const { named } of rules) {
    if (named === undefined) continue;
    const { [named.list]: _, ...rest } = next;
    const names = namesBelow(rest, named.by);
    const all = [...items(after[named.list]), ...items(live[named.list])];
    const kept = all.filter((item, index) => {
      const name = item[named.by];
      return typeof name === 'string' && names.has(name) && all.findIndex((other) => other[named.by] === name) === index;
    });
    next = { ...next, [named.list]: kept };
  }
  return next;
}

function namesBelow(value: Json, by: string, names = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) namesBelow(item, by, names);
  else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (key === by && typeof member === 'string') names.add(member);
      else namesBelow(member as Json, by, names);
    }
  }
  return names;
}

/** Null where an item has no key of its own, as one that only an earlier step names. */
function byKey(list: Json | undefined, key: string): Map<string, Json> | null {
  if (list !== undefined && list !== null && !Array.isArray(list)) return null;
  const entries = ((list ?? []) as readonly Json[]).map((item) => [isJsonObject(item) ? item[key] : undefined, item] as const);
  if (entries.some(([name]) => typeof name !== 'string')) return null;
  const map = new Map(entries as readonly (readonly [string, Json])[]);
  return map.size === entries.length ? map : null;
}

function items(list: Json | undefined): JsonObject[] {
  return Array.isArray(list) ? (list as readonly Json[]).filter(isJsonObject) : [];
}
