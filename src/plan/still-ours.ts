import { type JsonObject, sameJson } from '../kernel/json.ts';
import type { ResourceChange } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { canonicalProperties } from './canonical-value.ts';
import { comparedNames } from './fingerprint.ts';
import { liveDifferences } from './verify-node.ts';

/**
 * What stands under the name of a resource of which only its content tells whose it is, when a change or deletion of it may have been sent:
 * - `ours`: each property is as it was when the plan was made, or as the change was to make it, so that a sending that stopped halfway is still ours;
 * - `anothers`: a property that is changed is neither; or nothing is left of what was to be deleted, and something else is there;
 * - `in-part`: of what was to be deleted something is left and something is not. It was changed, or half deleted, or made again: nobody can tell.
 */
export type Standing = 'ours' | 'anothers' | 'in-part';

/** Before a change; `wish` is what it brings about. */
export function standingOfChange(change: ResourceChange, type: ResourceType, live: JsonObject, wish: JsonObject): Standing {
  const isAsWished = (name: string) => {
    const wanted = wish[name];
    return wanted === undefined ? live[name] === undefined : liveDifferences({ [name]: wanted }, live, type).length === 0;
  };
  return [...comparedNames(change)].every((name) => isAsBefore(change, type, live, name) || isAsWished(name)) ? 'ours' : 'anothers';
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
