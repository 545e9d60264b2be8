import { isJsonObject, type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import type { ResourceChange } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { canonicalProperties } from './canonical-value.ts';
import { comparedNames } from './fingerprint.ts';
import { liveDifferences } from './verify-node.ts';

/**
 * What stands where a change or deletion is to be sent that may have been sent before:
 * - `ours`: each property is as it was when the plan was made, as the change was to make it, or on the way from the one to the other, so that a sending that stopped halfway is still ours;
 * - `anothers`: a property that is changed is neither; or nothing is left of what was to be deleted, and something else is there;
 * - `in-part`: of what was to be deleted something is left and something is not. It was changed, or half deleted, or made again: nobody can tell.
 */
export type Standing = 'ours' | 'anothers' | 'in-part';

/** Before a change; `wish` is what it brings about. What is not asked for any more is whatever the provider makes of it; what the change only rests on is as it was. Of a list each item is in the one or the other, and those that are in both are there: what somebody else has added is neither. */
export function standingOfChange(change: ResourceChange, type: ResourceType, live: JsonObject, wish: JsonObject): Standing {
  const isAsWished = (name: string) => {
    const wanted = wish[name];
    return wanted === undefined
      ? change.before?.[name] !== undefined || live[name] === undefined
      : liveDifferences({ [name]: wanted }, live, type).length === 0;
  };
  const isOnTheWay = (name: string) => {
    const of = (properties: JsonObject) => only(type, properties, name)[name];
    return isBetween(of(change.before ?? {}), of(wish), of(live));
  };
  const names = [...comparedNames(change)].filter((name) => change.shared?.includes(name) !== true);
  const isOurs = (name: string) => change.besides?.includes(name) !== true && (isAsWished(name) || isOnTheWay(name));
  return names.every((name) => isAsBefore(change, type, live, name) || isOurs(name)) ? 'ours' : 'anothers';
}

function isBetween(before: Json | undefined, wish: Json | undefined, live: Json | undefined): boolean {
  if (same(live, before) || same(live, wish) || (wish === undefined && before !== undefined)) return true;
  if (Array.isArray(live)) {
    const [from, to] = [itemsOf(before), itemsOf(wish)];
    const holds = (items: readonly Json[], item: Json) => items.some((one) => sameJson(one, item));
    return live.every((item) => holds(from, item) || holds(to, item)) && from.every((item) => !holds(to, item) || holds(live, item));
  }
  if (live === undefined || !isJsonObject(live)) return false;
  const [from, to] = [membersOf(before), membersOf(wish)];
  return [...new Set([live, from, to].flatMap(Object.keys))].every((name) => isBetween(from[name], to[name], live[name]));
}

function same(one: Json | undefined, other: Json | undefined): boolean {
  return one === undefined || other === undefined ? one === other : sameJson(one, other);
}

function itemsOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function membersOf(value: Json | undefined): JsonObject {
  return value !== undefined && isJsonObject(value) ? value : {};
}

/** Before a deletion; it is judged by what was there when the plan was made, but for what its identifier says and what somebody else writes. */
export function standingOfDeletion(change: ResourceChange, type: ResourceType, live: JsonObject): Standing {
  const names = Object.keys(change.before ?? {}).filter((name) => !change.shared?.includes(name) && !type.identifier.includes(name));
  const left = names.filter((name) => isAsBefore(change, type, live, name));
  if (left.length === names.length) return 'ours';
  return left.length === 0 && names.some((name) => live[name] !== undefined) ? 'anothers' : 'in-part';
}

function isAsBefore({ before }: ResourceChange, type: ResourceType, live: JsonObject, name: string): boolean {
  return sameJson(only(type, before ?? {}, name), only(type, live, name));
}

function only(type: ResourceType, properties: JsonObject, name: string): JsonObject {
  const value = properties[name];
  return value === undefined ? {} : canonicalProperties(type, { [name]: value });
}
