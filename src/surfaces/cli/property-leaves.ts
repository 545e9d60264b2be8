import { isJsonObject, type Json, sameJson } from '../../kernel/json.ts';
import { segmentsOf } from '../../kernel/pointer.ts';
import type { Difference } from '../../model/plan.ts';
import { isHiddenText, isSecretText } from '../../model/secret.ts';

/** One value inside a resource's properties, by the name a person would give its place: `A.B[0].C`, `tag owner`. */
export interface Leaf {
  readonly name: string;
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
  collect(value, [...path], nameOf(path), leaves);
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
  const whole = { name: nameOf(path), path, before, after, forcesReplace, sensitive, deviates };
  if (sensitive) return [whole];
  const was = new Map(before === undefined ? [] : leavesOf(before, path).map((leaf) => [leaf.name, leaf]));
  const is = new Map(after === undefined ? [] : leavesOf(after, path).map((leaf) => [leaf.name, leaf]));
  const changes = [...new Set([...was.keys(), ...is.keys()])]
    .filter((name) => !sameJson(was.get(name)?.value, is.get(name)?.value))
    .map((name) => ({
      name,
      path: (is.get(name) ?? was.get(name))?.path ?? path,
      before: was.get(name)?.value,
      after: is.get(name)?.value,
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

function collect(value: Json, path: string[], name: string, leaves: Leaf[]): void {
  if (typeof value !== 'object' || value === null || isStandIn(value)) {
    leaves.push({ name, path: [...path], value });
  } else if (Array.isArray(value)) {
    if (!value.some((item) => typeof item === 'object' && item !== null && !isStandIn(item))) {
      leaves.push({ name, path: [...path], value });
      return;
    }
    for (const [index, item] of value.entries()) {
      const tag = tagOf(item);
      if (tag !== null) leaves.push({ name: name === 'Tags' ? `tag ${tag.key}` : `${name}[${tag.key}]`, path: [...path, String(index)], value: tag.value });
      else collect(item, [...path, String(index)], `${name}[${index}]`, leaves);
    }
  } else {
    const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    if (members.length === 0 && name !== '') leaves.push({ name, path: [...path], value });
    const tags = path.length === 1 && name === 'Tags';
    for (const [key, member] of members) {
      // Some types hold their tags by key.
      const called = tags && typeof member === 'string' ? `tag ${key}` : name === '' ? key : `${name}.${key}`;
      collect(member, [...path, key], called, leaves);
    }
  }
}

function tagOf(item: Json): { readonly key: string; readonly value: Json } | null {
  if (!isJsonObject(item) || Object.keys(item).length !== 2) return null;
  const { Key: key, Value: value } = item as { readonly [key: string]: Json | undefined };
  return typeof key === 'string' && value !== undefined ? { key, value } : null;
}

function nameOf(path: readonly string[]): string {
  if (path.length === 2 && path[0] === 'Tags') return `tag ${path[1]}`;
  return path.reduce((name, segment) => (/^\d+$/.test(segment) && name !== '' ? `${name}[${segment}]` : name === '' ? segment : `${name}.${segment}`), '');
}
