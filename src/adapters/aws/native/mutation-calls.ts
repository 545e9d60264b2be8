import { isJsonObject, type Json, type JsonObject, sameJson } from '../../../kernel/json.ts';
import type { AwsCall } from '../../../model/call.ts';
import type { Place } from '../../../model/target.ts';
import { eachMark, ownMark } from '../mark-values.ts';
import { facetCalls } from './changes.ts';
import { propertiesOf, toApi } from './mapping.ts';
import type { Facet, NativeType } from './native-type.ts';
import { at } from './path.ts';
import { deepMerged, withDerived } from './reading.ts';
import { callOf } from './template.ts';

/** Calls by when they can be sent: at once, or one after the other when the resource is ready. */
export interface Sequence {
  readonly now: readonly AwsCall[];
  readonly whenReady: readonly AwsCall[];
}

/** The call that makes up a value for the create call, where one is asked for. */
export function generatingCall(type: NativeType, place: Place, properties: JsonObject): AwsCall | null {
  const generated = type.create?.generated;
  const asked = generated === undefined ? undefined : properties[generated.from];
  if (generated === undefined || !isJsonObject(asked)) return null;
  return callOf(generated.call, type.service, 'read', { place, known: properties }, asked);
}

export function createCall(type: NativeType, place: Place, properties: JsonObject): AwsCall | null {
  if (type.create === undefined) return null;
  let input: JsonObject = {};
  for (const facet of type.facets) if (facet.create === true) input = deepMerged(input, toApi(facet.properties, properties));
  return callOf(type.create, type.service, 'write', { place, known: withDerived(type, properties, place) }, input);
}

/** What the create call did not carry, tags first: they prove whose the resource is if something stops us in between. */
export function completingCalls(type: NativeType, place: Place, properties: JsonObject, known: JsonObject): Sequence {
  return sequenceOf(
    type,
    type.facets.filter((facet) => facet.create !== true && facet.internal !== true),
    (facet) => facetCalls(type, facet, facet.initial ?? {}, askedOrInitial(facet, properties), known, place),
  );
}

/** Of what completes a create, the very same calls, those whose effect a fresh read does not show. */
export function remainingCalls(type: NativeType, place: Place, properties: JsonObject, known: JsonObject, live: JsonObject): Sequence {
  return sequenceOf(
    type,
    type.facets.filter((facet) => facet.create !== true && facet.internal !== true),
    (facet) => {
      const missing = facetCalls(type, facet, live, deepMerged(live, askedOrInitial(facet, properties)), known, place);
      return missing?.length === 0 ? [] : facetCalls(type, facet, facet.initial ?? {}, askedOrInitial(facet, properties), known, place);
    },
  );
}

/** From what is live to what is wanted; `fixed` names what no call can change. */
export function updatingCalls(
  type: NativeType,
  place: Place,
  live: JsonObject,
  next: JsonObject,
  known: JsonObject,
): Sequence & { readonly fixed: readonly string[] } {
  const fixed: string[] = [];
  const facets = type.facets.filter((facet) => facet.internal !== true);
  const sequence = sequenceOf(type, facets, (facet) => {
    const calls = facetCalls(type, facet, live, next, known, place);
    if (calls === null) fixed.push(...propertiesOf(facet.properties).filter((property) => !sameJson(live[property], next[property])));
    return calls;
  });
  return { ...sequence, fixed };
}

/** Everything a facet holds taken away, for what must be empty before it can be deleted. */
export function clearingCalls(type: NativeType, place: Place, live: JsonObject): readonly AwsCall[] {
  return roomCalls(
    type,
    type.facets.filter((facet) => facet.clearFirst === true),
    place,
    live,
  );
}

/** The same as it is planned. What only the delete itself will read is named by its property: each item that it finds is cleared. */
export function plannedClearing(type: NativeType, place: Place, live: JsonObject): readonly AwsCall[] {
  return type.facets.filter((facet) => facet.clearFirst === true).flatMap((facet) => plannedRemoval(type, facet, place, live));
}

function plannedRemoval(type: NativeType, facet: Facet, place: Place, live: JsonObject): readonly AwsCall[] {
  if (facet.internal !== true || facet.write?.kind !== 'members') return facetCalls(type, facet, live, {}, live, place) ?? [];
  const each = eachMark(propertiesOf(facet.properties).join('/'));
  return [callOf(facet.write.remove, type.service, 'write', { place, known: live, item: each, key: each, items: [each], keys: [each] })];
}

/** What has to make room before an update can write what it changes. */
export function crowdedFacets(type: NativeType, place: Place, live: JsonObject, next: JsonObject, known: JsonObject): readonly Facet[] {
  return type.facets.filter(({ roomFor }) => {
    const written = roomFor === undefined ? undefined : type.facets.find(({ properties }) => Object.hasOwn(properties, roomFor));
    return written !== undefined && (facetCalls(type, written, live, next, known, place)?.length ?? 0) > 0;
  });
}

/** What makes room, as it is planned. */
export function plannedRoom(type: NativeType, place: Place, live: JsonObject, next: JsonObject, known: JsonObject): readonly AwsCall[] {
  return crowdedFacets(type, place, live, next, known).flatMap((facet) => plannedRemoval(type, facet, place, known));
}

/** What takes everything away that facets hold, as it was read. */
export function roomCalls(type: NativeType, facets: readonly Facet[], place: Place, found: JsonObject): readonly AwsCall[] {
  return facets.flatMap((facet) => facetCalls(type, facet, found, {}, found, place) ?? []);
}

export function deleteCalls(type: NativeType, place: Place, known: JsonObject): readonly AwsCall[] {
  return type.delete.map((spec) => callOf(spec, type.service, 'write', { place, known }));
}

function sequenceOf(type: NativeType, facets: readonly Facet[], callsOf: (facet: Facet) => readonly AwsCall[] | null): Sequence {
  const tagsFirst = [...facets].sort((a, b) => Number(isTags(b)) - Number(isTags(a)));
  const each = tagsFirst.map((facet) => ({ later: facet.whenReady === true && type.ready !== undefined, calls: callsOf(facet) ?? [] }));
  return { now: each.flatMap(({ later, calls }) => (later ? [] : calls)), whenReady: each.flatMap(({ later, calls }) => (later ? calls : [])) };
}

function isTags(facet: Facet): boolean {
  return Object.hasOwn(facet.properties, 'Tags');
}

/** A fresh resource keeps what it came with unless something else is asked for. */
function askedOrInitial(facet: Facet, properties: JsonObject): JsonObject {
  return facet.initial === undefined || propertiesOf(facet.properties).some((property) => Object.hasOwn(properties, property)) ? properties : facet.initial;
}

/** The properties with marks in the place of what exists only after the create: identifier parts and attributes. */
export function withOwnMarks(type: NativeType, place: Place, properties: JsonObject): JsonObject {
  const names = [...type.identifier, ...type.facets.flatMap((facet) => attributesOf(facet))];
  const known: Record<string, Json> = { ...withDerived(type, properties, place) };
  for (const name of names) if (at(known, name) === undefined) known[name] = ownMark(name);
  return withDerived(type, known, place);
}

function attributesOf(facet: Facet): string[] {
  return Object.entries(facet.properties).flatMap(([name, spot]) => (typeof spot === 'object' && spot.in === undefined && !name.includes('.') ? [name] : []));
}
