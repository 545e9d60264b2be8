import { canonicalJson, isJsonObject, type Json, type JsonObject, sameJson } from '../../../kernel/json.ts';
import type { AwsCall } from '../../../model/call.ts';
import type { Place } from '../../../model/target.ts';
import { propertiesOf, toApi } from './mapping.ts';
import type { Facet, Mapping, NativeType, Write } from './native-type.ts';
import { at, put } from './path.ts';
import { callOf, type Scope } from './template.ts';

/** The calls that bring one facet from one state to another, none where nothing differs; null when it cannot be changed in place. */
export function facetCalls(type: NativeType, facet: Facet, before: JsonObject, after: JsonObject, known: JsonObject, place: Place): readonly AwsCall[] | null {
  const changed = Object.keys(facet.properties).filter(
    (property) => !sameJson(at(before, property), at(after, property)) && writable(facet.properties, property),
  );
  if (changed.length === 0) return [];
  if (facet.write === undefined) return changed.some((property) => readable(facet.properties, property)) ? null : [];
  const scope: Scope = { place, known: { ...known, ...after } };
  return writeCalls(type, facet, facet.write, changed, before, after, scope);
}

function writable(mapping: Mapping, property: string): boolean {
  const spot = mapping[property];
  return typeof spot === 'string' || spot?.in !== undefined;
}

function readable(mapping: Mapping, property: string): boolean {
  const spot = mapping[property];
  return typeof spot === 'string' || spot?.out !== undefined;
}

function writeCalls(
  type: NativeType,
  facet: Facet,
  write: Write,
  changed: readonly string[],
  before: JsonObject,
  after: JsonObject,
  scope: Scope,
): readonly AwsCall[] {
  const call = (spec: Parameters<typeof callOf>[0], over: Partial<Scope> = {}, input: JsonObject = {}) =>
    callOf(spec, type.service, 'write', { ...scope, ...over }, input);
  switch (write.kind) {
    case 'put': {
      const asked = propertiesOf(facet.properties).some((property) => Object.hasOwn(after, property));
      return asked || write.remove === undefined ? [call(write.call, {}, toApi(write.mapping ?? facet.properties, after))] : [call(write.remove)];
    }
    case 'changed': {
      const mapping = write.mapping ?? facet.properties;
      return [call(write.call, {}, toApi(picked(mapping, wholeOf(mapping, changed)), withReset(after, changed, write.reset)))];
    }
    case 'single': {
      const values = withReset(after, changed, write.reset);
      return changed.map((property) => {
        const mapping = picked(facet.properties, [property]);
        const input = toApi(mapping, values);
        const path = pathIn(mapping, property);
        const named = JSON.stringify(write.call.input ?? {}).includes('"$name"');
        return named ? call(write.call, { name: path.split('.').at(-1) ?? '', value: at(input, path) ?? '' }) : call(write.call, {}, input);
      });
    }
    case 'switch':
      return [call(at(after, Object.keys(facet.properties)[0] as string) === true ? write.on : write.off)];
    case 'members':
      return memberCalls(facet, write, before, after, call);
    default:
      return write satisfies never;
  }
}

/** Removals come first: a service may refuse an item that clashes with one that is on its way out. */
function memberCalls(
  facet: Facet,
  write: Extract<Write, { kind: 'members' }>,
  before: JsonObject,
  after: JsonObject,
  call: (spec: Parameters<typeof callOf>[0], over?: Partial<Scope>) => AwsCall,
): readonly AwsCall[] {
  const mapping = write.mapping ?? facet.properties;
  const path = pathIn(mapping, Object.keys(mapping)[0] as string);
  const had = itemsOf(at(toApi(mapping, before), path));
  const wanted = itemsOf(at(toApi(mapping, after), path));
  const keyOf = (item: Json): string => (write.key === undefined ? canonicalJson(item) : String(at(item, write.key) ?? ''));
  const hadByKey = new Map(had.items.map((item) => [keyOf(item), item]));
  const wantedKeys = new Set(wanted.items.map(keyOf));
  const gone = had.items.filter((item) => !wantedKeys.has(keyOf(item)));
  const come = wanted.items.filter((item) => !sameJson(hadByKey.get(keyOf(item)), item));
  const key = (item: Json): Json => (write.key === undefined ? item : (at(item, write.key) ?? null));
  if (write.batch === true) {
    const shaped = (items: readonly Json[]): Partial<Scope> => ({ items, keys: items.map(key), value: mapOf(items) });
    return [...(gone.length === 0 ? [] : [call(write.remove, shaped(gone))]), ...(come.length === 0 ? [] : [call(write.add, shaped(come))])];
  }
  return [...gone.map((item) => call(write.remove, { item, key: key(item) })), ...come.map((item) => call(write.add, { item, key: key(item) }))];
}

/** Items of a list, or entries of an object (tags of some services) as Key and Value. */
function itemsOf(value: Json | undefined): { readonly items: readonly Json[]; readonly map: boolean } {
  if (Array.isArray(value)) return { items: value, map: false };
  if (isJsonObject(value)) return { items: Object.entries(value).map(([Key, Value]) => ({ Key, Value })), map: true };
  return { items: [], map: false };
}

function mapOf(items: readonly Json[]): JsonObject {
  return Object.fromEntries(items.flatMap((item) => (isJsonObject(item) ? [[String(item['Key']), item['Value'] ?? '']] : [])));
}

function picked(mapping: Mapping, properties: readonly string[]): Mapping {
  return Object.fromEntries(Object.entries(mapping).filter(([property]) => properties.includes(property)));
}

/** These properties with all others that are parts of one with theirs: what is in parts here is one member of a call, which sets it as a whole. */
function wholeOf(mapping: Mapping, properties: readonly string[]): readonly string[] {
  const tops = new Set(properties.map(topOf));
  return Object.keys(mapping).filter((property) => tops.has(topOf(property)));
}

function topOf(property: string): string {
  return property.split('.')[0] as string;
}

function withReset(after: JsonObject, changed: readonly string[], reset: Readonly<Record<string, Json>> | undefined): JsonObject {
  let values: Json = after;
  for (const property of changed) {
    const back = reset?.[property];
    if (at(after, property) === undefined && back !== undefined) values = put(values, property, back);
  }
  return values as JsonObject;
}

function pathIn(mapping: Mapping, property: string): string {
  const spot = mapping[property];
  return typeof spot === 'string' ? spot : (spot?.in ?? '');
}
