import { canonicalJson, type Json, type JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { type AwsAt, partitionOf } from '../model/target.ts';
import { rangesAround, rangesOverlap } from './address-range.ts';
import { givenByProvider } from './given-by-provider.ts';
import { memberPlace, rootOf } from './place.ts';
import { isReference, referencesIn } from './resolve-references.ts';
import { sameLeaf } from './same-leaf.ts';
import { namesWithoutCase, rangesOf, toldApartBy, uniqueKeys } from './unique-keys.ts';

const known = new WeakMap<ResourceType, readonly string[]>();

/**
 * The properties that name a resource of this type, so that no two can have the same values of them: those of the primary identifier, those
 * in its ARN, and a name that cannot be changed (`QueueName`, `DBInstanceIdentifier`, `Name`).
 */
export function namingProperties(type: ResourceType): readonly string[] {
  let names = known.get(type);
  if (names === undefined) {
    names = [...new Set([...type.identifier, ...inArn(type), ...ownNames(type)])].filter((name) => Object.hasOwn(type.properties, name));
    known.set(type, names);
  }
  return names;
}

/**
 * What a resource with these properties would be called, comparable with others of its type and place: the primary identifier where all of
 * it can be asked for, else the values in the ARN. Null when the provider makes up the name, or it is not known yet.
 */
export function nameOf(type: ResourceType, properties: JsonObject): string | null {
  return nameAs(type, properties, (_, text) => text);
}

/** The same, one text for all names that the provider does not tell apart. */
export function claimedName(type: ResourceType, properties: JsonObject): string | null {
  return nameAs(type, properties, (name, text) => toldApart(type, name, text));
}

function nameAs(type: ResourceType, properties: JsonObject, spelled: (name: string, text: string) => string): string | null {
  for (const names of [type.identifier, inArn(type)]) {
    const values = names.map((name) => textAt(properties, name));
    if (values.length > 0 && values.every((value) => value !== null))
      return `${names.join('|')}=${values.map((value, index) => spelled(names[index] ?? '', value)).join('|')}`;
  }
  return null;
}

/** A text that names a resource, as it is told apart from others: not by its case where the provider says so, or keeps the property in lower case. */
function toldApart({ name: type, transforms = {} }: ResourceType, property: string, text: string): string {
  const kept = transforms[`/${property}`];
  const isLowered = kept?.split(' $OR ').every((alternative) => alternative.includes('$lowercase(')) === true;
  return namesWithoutCase.has(type) || isLowered ? text.toLowerCase() : text;
}

/** Whether a new resource with the desired properties would collide with the live one it is to replace. */
export function keepsName(type: ResourceType, desired: JsonObject, live: JsonObject): boolean {
  const root = rootOf(type, desired, live, {});
  const isKept = (name: string): boolean => {
    const [wanted, found] = [valueAt(desired, `/${name}`), valueAt(live, `/${name}`)];
    if (wanted === undefined || wanted === null || found === undefined || found === null || isReference(wanted)) return false;
    if (sameLeaf(memberPlace(root, name, desired), wanted, found)) return true;
    if (typeof wanted === 'string' && typeof found === 'string' && toldApart(type, name, wanted) === toldApart(type, name, found)) return true;
    return (rangesOf[type.name] ?? []).includes(name) && rangesOverlap(String(wanted), String(found));
  };
  const keys = [type.identifier, inArn(type), ...ownNames(type).map((name) => [name]), ...(uniqueKeys[type.name] ?? [])];
  return keys.some((names) => names.length > 0 && names.every(isKept));
}

/** Under which keys two nodes without a name ask for one resource, though the provider gives each an identifier: what is alike in all that cannot be changed, and in what no two can share. */
export function sharedKeys(type: ResourceType, desired: JsonObject): string[] {
  const told = [...type.createOnly, ...(toldApartBy[type.name] ?? []).map((name) => `/${name}`)].sort();
  const apart = told.map((pointer) => [pointer, withoutSpelling(valueAt(desired, pointer) ?? null)]);
  return (uniqueKeys[type.name] ?? []).flatMap((names) => {
    const values = names.map((name) => desired[name] ?? null);
    return values.includes(null) ? [] : [canonicalJson([names, values.map(withoutSpelling), apart] as Json)];
  });
}

/** A value of a unique key, one text for all spellings of a range of addresses. */
export function withoutSpelling(value: Json): Json {
  return typeof value === 'string' ? (rangesAround(value)?.[0] ?? value) : value;
}

/** Where names of a type are told apart: its ARN says whether in a region, in an account, or in a whole partition, as those of buckets are. */
export function placeKey({ name, arn = '${Region}' }: ResourceType, { account, region }: Pick<AwsAt, 'account' | 'region'>): string {
  if (arn.includes('${Region}')) return `${name} ${account} ${region}`;
  return `${name} ${arn.includes('${Account}') ? account : partitionOf(region)}`;
}

/**
 * Each name that a resource with these properties has alone in its place, comparable with those of others of its type: what is live and what is asked for name the same in different ways, so that all are
 * told. What is called by a name of its own has it alone within what it belongs to. Nothing is told of what is not known yet.
 */
export function namesHeld(type: ResourceType, properties: JsonObject): string[] {
  const read = (names: readonly string[]) => names.map((name) => valueAt(properties, `/${name}`) ?? null);
  const keyOf = (names: readonly string[]) =>
    canonicalJson([
      ...names,
      ...read(names).map((value, index) =>
        typeof value === 'number' || typeof value === 'string' ? toldApart(type, names[index] ?? '', String(value)) : value,
      ),
    ]);
  const whole = [type.identifier, inArn(type)].filter((names) => names.length > 0 && names.every((name) => textAt(properties, name) !== null));
  // Of a record set the name is alone only with its type: `uniqueKeys` says so.
  const isAlone = (name: string) => !uniqueKeys[type.name]?.some((key) => key.length > 1 && key.includes(name));
  const own = ownNames(type).flatMap((name) => {
    const names = [name, ...parents(type)];
    return textAt(properties, name) === null || !isAlone(name) || referencesIn(read(names)).length > 0 ? [] : [names];
  });
  return [...new Set([...whole, ...own].map(keyOf))];
}

/**
 * Under which keys a resource is one and the same for everybody, the first by its identifier where that is known: what has a key in common is one resource. A name that only its parents make unique counts
 * with everything else that cannot be changed, and only where the identifier follows from names. A type in whose ARN no region stands is the same in all of them.
 */
export function thingKeys(type: ResourceType, at: Pick<AwsAt, 'account' | 'region'>, identifier: string | null, properties: JsonObject): string[] {
  const place = placeKey(type, at);
  const name = claimedName(type, properties) ?? ownNameOf(type, properties);
  return [...(identifier === null || identifier === '' ? [] : [`${place} ${identifier}`]), ...(name === null ? [] : [`${place} named ${name}`])];
}

function ownNameOf(type: ResourceType, properties: JsonObject): string | null {
  const names = ownNames(type);
  if (givenByProvider(type) || names.length === 0 || names.some((name) => textAt(properties, name) === null)) return null;
  const fixed = type.createOnly.map((pointer) => {
    const value = valueAt(properties, pointer) ?? null;
    return [pointer, typeof value === 'string' ? toldApart(type, pointer.slice(1), value) : value] as const;
  });
  return fixed.some(([, value]) => referencesIn(value).length > 0) ? null : canonicalJson(Object.fromEntries(fixed));
}

const named = new WeakMap<ResourceType, readonly string[]>();

function inArn(type: ResourceType): readonly string[] {
  let names = named.get(type);
  if (names === undefined) {
    names = placeholdersOf(type);
    named.set(type, names);
  }
  return names;
}

function placeholdersOf(type: ResourceType): readonly string[] {
  const placeholders = [...(type.arn ?? '').matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name as string);
  const names = placeholders.filter((name) => !['Partition', 'Region', 'Account'].includes(name));
  return names.every((name) => Object.hasOwn(type.properties, name)) ? names : [];
}

const called = new WeakMap<ResourceType, readonly string[]>();

/** `QueueName` of a Queue, `GroupName` of a SecurityGroup, `Name` of anything, where they cannot be changed. */
export function ownNames(type: ResourceType): readonly string[] {
  let names = called.get(type);
  if (names === undefined) {
    names = ownNamesAmong(type);
    called.set(type, names);
  }
  return names;
}

const belongs = new WeakMap<ResourceType, readonly string[]>();

/** `VpcId` of a SecurityGroup, `FunctionName` of an Alias: what it belongs to for good, not what it works with. */
function parents(type: ResourceType): readonly string[] {
  let names = belongs.get(type);
  if (names === undefined) {
    const own = ownNames(type);
    names = type.createOnly
      .map((pointer) => pointer.slice(1))
      .filter((name) => {
        const property = type.properties[name];
        if (property === undefined || property.shape.kind === 'array' || own.includes(name) || /Role|Key/.test(name)) return false;
        return (property.refs ?? []).length > 0 || /(Id|Arn|ARN|Name|Identifier)$/.test(name);
      })
      .sort();
    belongs.set(type, names);
  }
  return names;
}

function ownNamesAmong(type: ResourceType): string[] {
  const short = (type.name.split('::').at(-1) ?? '').toLowerCase();
  return Object.keys(type.properties).filter((name) => {
    if (!type.createOnly.includes(`/${name}`)) return false;
    const prefix = /^(.*)(Name|Identifier)$/.exec(name)?.[1];
    return prefix !== undefined && short.endsWith(prefix.toLowerCase());
  });
}

function textAt(properties: JsonObject, name: string): string | null {
  const value = valueAt(properties, `/${name}`);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
