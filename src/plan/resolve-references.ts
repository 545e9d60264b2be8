import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { callFunction, type FunctionName, isFunctionName, separatorsOf, textOf } from '../model/call-function.ts';
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

/** Characters of JSON that the references of one node may come to: no property of any type takes more, and each node may double what the one before it came to. */
export const mostCharacters = 1_048_576;

/** The value of something, with what it took. */
export interface Resolved<T> {
  readonly value: T;
  /** What has no value, or would come to too much: it stays in place. */
  readonly unresolved: readonly Reference[];
  /** Characters of JSON that references came to. */
  readonly size: number;
  /** They would come to more than there is room for. */
  readonly tooLarge: boolean;
}

/** What is open of a value while it is resolved, and what has been put into it. */
interface Resolving {
  readonly lookup: Lookup;
  readonly room: number;
  readonly unresolved: Reference[];
  size: number;
}

/**
 * A value with its references replaced by what they refer to, as far as that exists; `unresolved` names the rest, which stay in place.
 * A join whose parts are all known is text; one that is known in part keeps only what is open. `room`: as many characters of JSON may be put into it.
 */
export function resolveReferences<T extends Json>(value: T, lookup: Lookup, room = mostCharacters): Resolved<T> {
  const open: Resolving = { lookup, room, unresolved: [], size: 0 };
  const resolved = mapReferences(value, (part) => resolvePart(part, open));
  return { value: resolved as T, unresolved: open.unresolved, size: open.size, tooLarge: open.size > room };
}

/** PROPERTY_INVALID: what references come to is more than there is room for. */
export function tooLarge(what: string, at: string, room = mostCharacters): Diagnostic {
  return problem('PROPERTY_INVALID', `${what} comes to more than ${room} characters`, 'refer to less, or to what is shorter', { at });
}

/** Whether there is room for that, too. Once there was none, for nothing is. */
function takesUp(open: Resolving, size: number): boolean {
  open.size += size;
  return open.size <= open.room;
}

/** About how long a value is as JSON; no further than up to what a node may be given. */
export function sizeOf(value: Json): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 4;
  let size = 2;
  for (const [name, member] of Object.entries(value)) {
    size += (Array.isArray(value) ? 1 : name.length + 4) + sizeOf(member as Json);
    if (size > mostCharacters) break;
  }
  return size;
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

function resolvePart(part: FromRef | JoinRef | CallRef, open: Resolving): Json {
  if ('$from' in part) return resolveFrom(part, open);
  return '$join' in part ? resolveJoin(part, open) : resolveCall(part, open);
}

/** A call whose arguments are known and which gives nothing for them stays as it is: what it rests on is named as what has no value. */
function resolveCall(part: CallRef, open: Resolving): Json {
  const [name, ...args] = part.$call;
  const before = open.unresolved.length;
  const known = args.map((arg) => mapReferences(arg, (inner) => resolvePart(inner, open)));
  const isOpen = open.unresolved.length > before;
  const value = isOpen || !takesUp(open, separatorsOf(name, known)) ? undefined : callFunction(name, known);
  if (value !== undefined && takesUp(open, sizeOf(value))) return value;
  if (!isOpen) {
    const all = args.flatMap(referencesIn);
    open.unresolved.push(...(all.length > 0 ? all : [{ node: name, attribute: 'value' }]));
  }
  return { $call: [name as FunctionName, ...(isOpen ? known : args)] };
}

function resolveFrom(part: FromRef, open: Resolving): Json {
  const found = open.lookup(part.$from.node, part.$from.attribute);
  if (found !== undefined && takesUp(open, sizeOf(found))) return found;
  open.unresolved.push({ node: part.$from.node, attribute: part.$from.attribute });
  return part as unknown as Json;
}

function resolveJoin(join: JoinRef, open: Resolving): Json {
  const parts: (string | FromRef | CallRef)[] = [];
  for (const part of join.$join) {
    const piece = typeof part === 'string' ? part : resolvePart(part, open);
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
