import { isJsonObject, type Json, sameJson } from '../../kernel/json.ts';
import { segmentsOf } from '../../kernel/pointer.ts';
import type { Difference } from '../../model/plan.ts';
import { memberName, propertyName } from '../../model/property-name.ts';
import { isHiddenText, isSecretText } from '../../model/secret.ts';

/** One value inside a resource's properties, by the name of its place as `propertyName` has it. */
export interface Leaf {
  readonly name: string;
  /** What makes it that value and no other, however it is called: its place, and of what has a key that in place of its position. */
  readonly id: string;
  /** Where it is, in segments. */
  readonly path: readonly string[];
  readonly value: Json;
}

/** One value that differs; a side is undefined where there is none. */
export interface LeafChange {
  readonly name: string;
  /** Where it is, in segments. */
  readonly path: readonly string[];
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly forcesReplace: boolean;
  readonly sensitive: boolean;
  /** It is told, and nothing is done about it. */
  readonly deviates: boolean;
}

/** Every value in `value`, in the order of its members’ names, so that a plan looks the same before it is put away and after. Lists of plain values and values of other nodes are one leaf each; tags go by their key. */
export function leavesOf(value: Json, path: readonly string[] = []): Leaf[] {
  const leaves: Leaf[] = [];
  collect(value, { path, keyed: path, name: propertyName(path) }, leaves);
  return leaves;
}

/** Whether it is a tag by which ownership is known. */
export function isOwnership({ name }: Leaf): boolean {
  return name.startsWith('tag asbuilt:');
}

/** The values in which a difference consists, so that one tag of thirty is shown as one tag. */
export function leafChanges(difference: Difference): LeafChange[] {
  const { before, after, forcesReplace, sensitive, deviates = false } = difference;
  const path = segmentsOf(difference.path);
  const whole = { name: propertyName(path), path, before, after, forcesReplace, sensitive, deviates };
  if (sensitive) return [whole];
  const was = new Map(before === undefined ? [] : leavesOf(before, path).map((leaf) => [leaf.id, leaf]));
  const is = new Map(after === undefined ? [] : leavesOf(after, path).map((leaf) => [leaf.id, leaf]));
  const changes = [...new Map([...was, ...is])]
    .filter(([id]) => !sameJson(was.get(id)?.value, is.get(id)?.value))
    .map(([id, leaf]) => ({
      name: leaf.name,
      path: leaf.path,
      before: was.get(id)?.value,
      after: is.get(id)?.value,
      forcesReplace,
      sensitive,
      deviates,
    }));
  return changes.length === 0 ? [whole] : changes;
}

/** `{"$from": {node, attribute}}`, a value that another node will have. */
export function isFrom(value: Json): value is { readonly $from: { readonly node: string; readonly attribute: string } } {
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return false;
  const from = value['$from'];
  return isJsonObject(from) && typeof from['node'] === 'string' && typeof from['attribute'] === 'string';
}

/** `{"$join": […]}`, a text with such values in it. */
export function isJoin(value: Json): value is { readonly $join: readonly Json[] } {
  return isJsonObject(value) && Object.keys(value).length === 1 && Array.isArray(value['$join']);
}

/** `{"$call": [name, …]}`, what a function will give of such values. */
export function isCall(value: Json): value is { readonly $call: readonly Json[] } {
  return isJsonObject(value) && Object.keys(value).length === 1 && Array.isArray(value['$call']);
}

function isStandIn(value: Json): boolean {
  return isFrom(value) || isJoin(value) || isCall(value) || isSecretText(value) || isHiddenText(value);
}

interface Spot {
  readonly path: readonly string[];
  /** The same, with what tells a member, an item, and an item of that key from one another. */
  readonly keyed: readonly (string | number | { readonly key: string })[];
  readonly name: string;
}

function below({ path, keyed }: Spot, segment: Spot['keyed'][number], name: string, at = String(segment)): Spot {
  return { path: [...path, at], keyed: [...keyed, segment], name };
}

function collect(value: Json, at: Spot, leaves: Leaf[]): void {
  const { path, name } = at;
  const leaf = (): void => void leaves.push({ name, id: JSON.stringify(at.keyed), path, value });
  if (typeof value !== 'object' || value === null || isStandIn(value)) {
    leaf();
  } else if (Array.isArray(value)) {
    if (!value.some((item) => typeof item === 'object' && item !== null && !isStandIn(item))) {
      leaf();
      return;
    }
    const keys = value.map((item) => tagOf(item)?.key);
    for (const [index, item] of value.entries()) {
      const tag = tagOf(item);
      // Of two with one key neither is known by it.
      const alone = tag !== null && keys.indexOf(tag.key) === keys.lastIndexOf(tag.key);
      if (tag === null) collect(item, below(at, index, `${name}[${index}]`), leaves);
      else {
        const called = `${name === 'Tags' ? `tag ${memberName(tag.key)}` : `${name}[${memberName(tag.key)}]`}${alone ? '' : ` (item ${index})`}`;
        const { keyed, ...spot } = below(at, alone ? { key: tag.key } : index, called, String(index));
        leaves.push({ name: called, id: JSON.stringify(keyed), path: spot.path, value: tag.value });
      }
    }
  } else {
    const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    if (members.length === 0 && name !== '') leaf();
    const tags = path.length === 1 && name === 'Tags';
    for (const [key, member] of members) {
      // Some types hold their tags by key.
      const called = tags && typeof member === 'string' ? `tag ${memberName(key)}` : name === '' ? memberName(key) : `${name}.${memberName(key)}`;
      collect(member, below(at, key, called), leaves);
    }
  }
}

function tagOf(item: Json): { readonly key: string; readonly value: Json } | null {
  if (!isJsonObject(item) || Object.keys(item).length !== 2) return null;
  const { Key: key, Value: value } = item as { readonly [key: string]: Json | undefined };
  return typeof key === 'string' && value !== undefined ? { key, value } : null;
}
