import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import type { FromRef, JoinRef } from '../model/desired.ts';
import { type HiddenText, isHiddenText, isSecretText, type SecretText } from '../model/secret.ts';

/** The value of an attribute of a node; nested attributes are written with dots. Undefined while it does not exist. */
export type Lookup = (node: string, attribute: string) => Json | undefined;

export interface Reference {
  readonly node: string;
  readonly attribute: string;
}

export function isFromRef(value: Json): value is Json & FromRef {
  if (!isJsonObject(value)) return false;
  const from = value['$from'];
  return (
    Object.keys(value).length === 1 &&
    isJsonObject(from ?? null) &&
    typeof (from as JsonObject)['node'] === 'string' &&
    typeof (from as JsonObject)['attribute'] === 'string'
  );
}

export function isJoinRef(value: Json): value is Json & JoinRef {
  if (!isJsonObject(value)) return false;
  const parts = value['$join'];
  return Object.keys(value).length === 1 && Array.isArray(parts) && (parts as readonly Json[]).every((part) => typeof part === 'string' || isFromRef(part));
}

export function isReference(value: Json): value is Json & (FromRef | JoinRef) {
  return isFromRef(value) || isJoinRef(value);
}

/** A value that stands for another one, and is compared and sent as a whole: what is in it is nobody's property. */
export function isStandIn(value: Json): value is Json & (FromRef | JoinRef | SecretText | HiddenText) {
  return isReference(value) || isSecretText(value) || isHiddenText(value);
}

/** Every reference inside a value, in the order of appearance, repetitions included. */
export function referencesIn(value: Json): Reference[] {
  const found: Reference[] = [];
  collect(value, found);
  return found;
}

/**
 * A value with its references replaced by what they refer to, as far as that exists; `unresolved` names the rest, which stay in place.
 * A join whose parts are all known is text; one that is known in part keeps only what is open.
 */
export function resolveReferences<T extends Json>(value: T, lookup: Lookup): { readonly value: T; readonly unresolved: readonly Reference[] } {
  const unresolved: Reference[] = [];
  const resolved = replace(value, (part) => ('$from' in part ? resolveFrom(part, lookup, unresolved) : resolveJoin(part, lookup, unresolved)));
  return { value: resolved as T, unresolved };
}

/** A value with its references replaced by what a person reads in their place: `‹logs.Arn›`. */
export function showReferences<T extends Json>(value: T): T {
  return replace(value, (part) =>
    '$from' in part ? shown(part) : part.$join.map((piece) => (typeof piece === 'string' ? piece : shown(piece))).join(''),
  ) as T;
}

function shown({ $from }: FromRef): string {
  return `‹${$from.node}.${$from.attribute}›`;
}

function resolveFrom(part: FromRef, lookup: Lookup, unresolved: Reference[]): Json {
  const found = lookup(part.$from.node, part.$from.attribute);
  if (found !== undefined) return found;
  unresolved.push({ node: part.$from.node, attribute: part.$from.attribute });
  return part as unknown as Json;
}

function resolveJoin(join: JoinRef, lookup: Lookup, unresolved: Reference[]): Json {
  const parts: (string | FromRef)[] = [];
  for (const part of join.$join) {
    const piece = typeof part === 'string' ? part : resolveFrom(part, lookup, unresolved);
    const last = parts.length - 1;
    if (isFromRef(piece)) parts.push(piece);
    else if (typeof parts[last] === 'string') parts[last] += textOf(piece);
    else parts.push(textOf(piece));
  }
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  return { $join: parts as unknown as Json };
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : canonicalJson(value);
}

// Leaves a value without references as it is, the very same object: most values of most plans have none.
function replace(value: Json, by: (reference: FromRef | JoinRef) => Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => replace(item, by));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (isReference(value)) return by(value);
  const members = Object.entries(value).map(([key, member]) => [key, replace(member, by)] as const);
  return members.some(([key, member]) => member !== (value as JsonObject)[key]) ? Object.fromEntries(members) : value;
}

function collect(value: Json, found: Reference[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) for (const item of value) collect(item as Json, found);
  else if (isFromRef(value)) found.push({ node: value.$from.node, attribute: value.$from.attribute });
  else if (isJoinRef(value)) for (const part of value.$join) collect(part as Json, found);
  else for (const member of Object.values(value)) collect(member, found);
}
