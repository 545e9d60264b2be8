import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { pointerOf, valueAt } from '../kernel/pointer.ts';
import type { Property, ResourceType } from '../model/resource-type.ts';
import type { AwsAt } from '../model/target.ts';
import { namingProperties, ownNames } from './identity.ts';
import { documentOf } from './same-leaf.ts';
import { listOf, memberOf, propertyOf } from './shape-below.ts';

/** A live resource that others may refer to. */
export interface Referable {
  readonly key: string;
  /** Absent where everything that is compared with it is at its own place. */
  readonly at?: Pick<AwsAt, 'account' | 'region'>;
  readonly type: ResourceType;
  readonly identifier: string;
  readonly properties: JsonObject;
}

/** Who is meant by a value, through which attribute. */
interface Meaning {
  readonly key: string;
  readonly type: ResourceType;
  readonly at: Referable['at'];
  readonly attribute: string;
}

/** `sure`: values only one resource can have (ARNs, generated ids, addresses). `named`: names that people choose. */
export interface ReferenceIndex {
  readonly sure: ReadonlyMap<string, readonly Meaning[]>;
  readonly named: ReadonlyMap<string, readonly Meaning[]>;
}

export interface LiveReference {
  readonly key: string;
  readonly attribute: string;
  /** Where in the holder's properties it is. */
  readonly pointer: string;
}

/** Everything by which the resources may be referred to. Linear in their attributes. */
export function indexReferences(resources: Iterable<Referable>): ReferenceIndex {
  const sure = new Map<string, Meaning[]>();
  const named = new Map<string, Meaning[]>();
  for (const { key, type, at, identifier, properties } of resources) {
    const seen = new Set<string>();
    const add = (value: Json | undefined, attribute: string): void => {
      if (typeof value !== 'string' || value.length < 2 || seen.has(value)) return;
      seen.add(value);
      const index = isSure(value, Object.hasOwn(type.attributes, attribute)) ? sure : named;
      const meanings = index.get(value);
      const meaning = { key, type, at, attribute: attribute.replaceAll('/', '.') };
      if (meanings === undefined) index.set(value, [meaning]);
      else meanings.push(meaning);
    };
    const [only] = type.identifier;
    if (only !== undefined && type.identifier.length === 1) add(identifier, only);
    for (const attribute of [...type.identifier, ...Object.keys(type.attributes).filter((name) => namesItself(type, name)), ...namingProperties(type)]) {
      add(valueAt(properties, `/${attribute}`), attribute);
    }
  }
  return { sure, named };
}

/**
 * What the properties of a resource that is at `at` refer to. A sure value counts wherever it stands, also as the beginning of an ARN or within a document;
 * a chosen name counts only where the property is known, or called, to hold that kind of thing, and means what is in the same account and region, as far as the ARNs of its type tell them apart.
 * Tags, and what a resource itself is called, refer to nothing.
 */
export function liveReferences(index: ReferenceIndex, type: ResourceType | undefined, properties: JsonObject, at?: Referable['at']): LiveReference[] {
  const found: LiveReference[] = [];
  for (const [name, value] of Object.entries(properties)) {
    if (name === type?.tags?.property) continue;
    walk(value, [name], type === undefined ? undefined : propertyOf(type, name));
  }
  return found;

  function walk(raw: Json, path: readonly string[], property: Property | undefined): void {
    const value = documentOf(raw);
    if (typeof value === 'string') find(value, path, property);
    else if (Array.isArray(value)) {
      const list = listOf(property?.shape);
      const item = list === undefined ? undefined : { shape: list.items, ...(property?.refs === undefined ? {} : { refs: property.refs }) };
      for (const [position, member] of value.entries()) walk(member as Json, [...path, String(position)], item);
    } else if (isJsonObject(value)) {
      for (const [key, member] of Object.entries(value)) walk(member, [...path, key], type === undefined ? undefined : memberOf(type, property?.shape, key));
    }
  }

  function find(value: string, path: readonly string[], property: Property | undefined): void {
    const meanings =
      sureMeanings(index, value) ?? index.named.get(value)?.filter((meaning) => reaches(meaning, at) && mayHold(type, property, path, meaning.type.name));
    for (const { key, attribute } of meanings ?? []) found.push({ key, attribute, pointer: pointerOf(path) });
  }
}

// `arn:aws:s3:::logs/*` refers to what `arn:aws:s3:::logs` is the ARN of.
function sureMeanings(index: ReferenceIndex, value: string): readonly Meaning[] | undefined {
  const exact = index.sure.get(value);
  if (exact !== undefined || !value.startsWith('arn:')) return exact;
  for (let end = cut(value, value.length); end > 0; end = cut(value, end)) {
    const meanings = index.sure.get(value.slice(0, end));
    if (meanings !== undefined) return meanings;
  }
  return undefined;
}

function cut(value: string, end: number): number {
  return Math.max(value.lastIndexOf('/', end - 1), value.lastIndexOf(':', end - 1));
}

function isSure(value: string, generated: boolean): boolean {
  return /^(arn:|https?:\/\/)/.test(value) || (generated && value.length >= 8 && /\d/.test(value));
}

// Of the attributes a provider returns, those that stand for the resource: `Arn`, `QueueUrl`, `VpcId`; not its owner's account or its zone.
function namesItself(type: ResourceType, attribute: string): boolean {
  const name = attribute.split('/').at(-1) ?? '';
  if (/(Arn|Url|Uri)$/i.test(name)) return true;
  const prefix = /^(.*)(Id|Name)$/.exec(name)?.[1];
  return prefix !== undefined && shortName(type.name).endsWith(prefix.toLowerCase());
}

/** Whether a name by itself, said where `from` is, can mean the resource. */
function reaches({ type: { arn = '${Region} ${Account}' }, at }: Meaning, from: Referable['at']): boolean {
  if (at === undefined || from === undefined) return true;
  return (!arn.includes('${Account}') || at.account === from.account) && (!arn.includes('${Region}') || at.region === from.region);
}

function mayHold(holder: ResourceType | undefined, property: Property | undefined, path: readonly string[], type: string): boolean {
  const own = holder !== undefined && path.length === 1 && ownNames(holder).includes(path[0] ?? '');
  if (own && holder.name === type) return false;
  if (property?.refs?.some((ref) => ref.type === type) === true) return true;
  if (own) return false;
  const name = path.findLast((segment) => !/^\d+$/.test(segment)) ?? '';
  return path.length > 0 && name.toLowerCase().includes(shortName(type));
}

function shortName(type: string): string {
  return (type.split('::').at(-1) ?? '').toLowerCase();
}
