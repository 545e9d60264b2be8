import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { callFunction, type FunctionName, isFunctionName, textOf } from '../model/call-function.ts';
import type { CallRef, FromRef, JoinRef } from '../model/desired.ts';
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
  return (
    Object.keys(value).length === 1 &&
    Array.isArray(parts) &&
    (parts as readonly Json[]).every((part) => typeof part === 'string' || isFromRef(part) || isCallRef(part))
  );
}

export function isCallRef(value: Json): value is Json & CallRef {
  if (!isJsonObject(value)) return false;
  const call = value['$call'];
  return Object.keys(value).length === 1 && Array.isArray(call) && typeof call[0] === 'string' && isFunctionName(call[0]);
}

export function isReference(value: Json): value is Json & (FromRef | JoinRef | CallRef) {
  return isFromRef(value) || isJoinRef(value) || isCallRef(value);
}

/** A value that stands for another one, and is compared and sent as a whole: what is in it is nobody's property. */
export function isStandIn(value: Json): value is Json & (FromRef | JoinRef | CallRef | SecretText | HiddenText) {
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
  const resolved = mapReferences(value, (part) => resolvePart(part, lookup, unresolved));
  return { value: resolved as T, unresolved };
}

/** A value with its references replaced by what a person reads in their place: `‹logs.Arn›`. */
export function showReferences<T extends Json>(value: T): T {
  return mapReferences(value, shown) as T;
}

function shown(part: FromRef | JoinRef | CallRef): string {
  if ('$from' in part) return `‹${part.$from.node}.${part.$from.attribute}›`;
  if ('$join' in part) return part.$join.map((piece) => (typeof piece === 'string' ? piece : shown(piece))).join('');
  const [name, ...args] = part.$call;
  return `${name}(${args.map((arg) => (typeof arg === 'string' ? JSON.stringify(arg) : textOf(showReferences(arg)))).join(', ')})`;
}

function resolvePart(part: FromRef | JoinRef | CallRef, lookup: Lookup, unresolved: Reference[]): Json {
  if ('$from' in part) return resolveFrom(part, lookup, unresolved);
  return '$join' in part ? resolveJoin(part, lookup, unresolved) : resolveCall(part, lookup, unresolved);
}

/** A call whose arguments are known and which gives nothing for them stays as it is: what it rests on is named as what has no value. */
function resolveCall(part: CallRef, lookup: Lookup, unresolved: Reference[]): Json {
  const [name, ...args] = part.$call;
  const open: Reference[] = [];
  const known = args.map((arg) => mapReferences(arg, (inner) => resolvePart(inner, lookup, open)));
  const value = open.length > 0 ? undefined : callFunction(name, known);
  if (value !== undefined) return value;
  const all = args.flatMap(referencesIn);
  unresolved.push(...(open.length > 0 ? open : all.length > 0 ? all : [{ node: name, attribute: 'value' }]));
  return { $call: [name as FunctionName, ...(open.length > 0 ? known : args)] };
}

function resolveFrom(part: FromRef, lookup: Lookup, unresolved: Reference[]): Json {
  const found = lookup(part.$from.node, part.$from.attribute);
  if (found !== undefined) return found;
  unresolved.push({ node: part.$from.node, attribute: part.$from.attribute });
  return part as unknown as Json;
}

function resolveJoin(join: JoinRef, lookup: Lookup, unresolved: Reference[]): Json {
  const parts: (string | FromRef | CallRef)[] = [];
  for (const part of join.$join) {
    const piece = typeof part === 'string' ? part : resolvePart(part, lookup, unresolved);
    const last = parts.length - 1;
    if (isFromRef(piece) || isCallRef(piece)) parts.push(piece);
    else if (typeof parts[last] === 'string') parts[last] += textOf(piece);
    else parts.push(textOf(piece));
  }
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  return { $join: parts as unknown as Json };
}

/** A value with each outermost reference in it replaced; one without references, as most values of most plans are, is the very same object. */
export function mapReferences(value: Json, by: (reference: FromRef | JoinRef | CallRef) => Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => mapReferences(item, by));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (isReference(value)) return by(value);
  const members = Object.entries(value).map(([key, member]) => [key, mapReferences(member, by)] as const);
  return members.some(([key, member]) => member !== (value as JsonObject)[key]) ? Object.fromEntries(members) : value;
}

function collect(value: Json, found: Reference[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) for (const item of value) collect(item as Json, found);
  else if (isFromRef(value)) found.push({ node: value.$from.node, attribute: value.$from.attribute });
  else if (isJoinRef(value)) for (const part of value.$join) collect(part as Json, found);
  else if (isCallRef(value)) for (const arg of value.$call.slice(1)) collect(arg, found);
  else for (const member of Object.values(value)) collect(member, found);
}
