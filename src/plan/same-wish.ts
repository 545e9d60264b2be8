import { isJsonObject, type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import { isEngineVersion } from './engine-version.ts';
import { itemPlace, memberPlace, type Place } from './place.ts';
import { isStandIn } from './resolve-references.ts';
import { sameValue, scalarText } from './same-leaf.ts';
import { isFreeDocument, itemOrder, listOf } from './shape-below.ts';

/**
 * Whether two wishes for one place mean the same. Lists are compared in their order, unless it is known that none is kept: an order is part of a wish.
 * `former` is the place in the wish before: what a transform reads beside the value is read there.
 */
export function sameWish(at: Place, now: Json, before: Json, former: Place = placeBefore(at, before)): boolean {
  if (sameJson(now, before)) return true;
  if (isStandIn(now) || isStandIn(before)) return false;
  if (isFreeDocument(at.property?.shape, now)) return sameValue(at, now, before);
  if (Array.isArray(now) && Array.isArray(before)) return sameLists(at, now, before, former);
  if (isJsonObject(now) && isJsonObject(before)) {
    if (at.path !== '' && (choosesAnother(now, before) || choosesAnother(before, now))) return false;
    return [...new Set([...Object.keys(now), ...Object.keys(before)])].every((key) => {
      const [one, other] = [now[key], before[key]];
      if (one === undefined || other === undefined) return isNothing(one ?? other ?? null);
      return sameWish(memberPlace(at, key, now), one, other, memberPlace(former, key, before));
    });
  }
  if (isEngineVersion(at.name)) return scalarText(now) === scalarText(before);
  return sameValue(at, now, before) || sameValue(former, before, now);
}

function placeBefore(at: Place, before: Json): Place {
  const parent = { ...at.parent, [at.name]: before };
  return { ...at, parent, whole: { ...at.whole, desired: parent } };
}

function sameLists(at: Place, now: readonly Json[], before: readonly Json[], former: Place): boolean {
  if (now.length !== before.length) return false;
  const same = (one: Json, other: Json, index: number): boolean => sameWish(itemPlace(at, index), one, other, itemPlace(former, index));
  if (now.every((item, index) => same(item, before[index] as Json, index))) return true;
  if (itemOrder(at.type, at.name, listOf(at.property?.shape)) !== 'set') return false;
  const open = [...before];
  return now.every((item, index) => {
    const partner = open.findIndex((other) => same(item, other, index));
    if (partner >= 0) open.splice(partner, 1);
    return partner >= 0;
  });
}

/**
 * Whether one member was chosen of several, and the other side shows another one: `Block: {}` beside `Allow: {}`. Then it is a value, however empty
 * it is.
 */
export function choosesAnother(chosen: JsonObject, other: JsonObject): boolean {
  const [[name, value] = ['', null], ...more] = Object.entries(chosen);
  return more.length === 0 && isJsonObject(value) && other[name] === undefined && Object.values(other).some(isJsonObject);
}

/** A value that holds only empty things asks for nothing. */
export function isNothing(value: Json): boolean {
  if (value === null || value === '') return true;
  return typeof value === 'object' && Object.values(value).every((member) => isNothing(member as Json));
}
