import { maskedNetwork } from '../../../kernel/ip-network.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../kernel/json.ts';
import { plainData } from '../../../model/plain-data.ts';
import type { Place } from '../../../model/target.ts';
import { type Failure, unreadable } from '../classify.ts';
import { PageCount } from '../page-count.ts';
import { maySameIdentifier } from '../same-identifier.ts';
import type { Send } from '../send.ts';
import { fromApi, fromForm } from './mapping.ts';
import type { Facet, Listing, NativeType, Reading } from './native-type.ts';
import { at } from './path.ts';
import { sendTogether } from './reading-together.ts';
import { callOf, derivedText, type Scope } from './template.ts';

type Found<T> = { readonly kind: 'found'; readonly value: T } | { readonly kind: 'absent' } | { readonly kind: 'failed'; readonly failure: Failure };

/** Identifier parts by name. */
export function identityOf(type: NativeType, identifier: string): JsonObject {
  const parts = type.identifier.length === 1 ? [identifier] : identifier.split('|');
  const identity: Record<string, Json> = {};
  for (const [index, name] of type.identifier.entries()) {
    identity[name] = parts[index] ?? '';
    const pattern = type.parts?.[name];
    for (const [part, value] of Object.entries((pattern === undefined ? null : new RegExp(pattern).exec(parts[index] ?? ''))?.groups ?? {}))
      if (value !== undefined) identity[part] = value;
  }
  return identity;
}

/** The identifier parts that the properties hold or that follow from them. */
export function identityIn(type: NativeType, properties: JsonObject, place: Place): JsonObject {
  const known = withDerived(type, properties, place);
  return Object.fromEntries(type.identifier.flatMap((name) => (at(known, name) === undefined ? [] : [[name, at(known, name) as Json]])));
}

/** The primary identifier, once every part is known. */
export function identifierOf(type: NativeType, known: JsonObject): string | null {
  const parts = type.identifier.map((name) => at(known, name));
  return parts.every((part) => typeof part === 'string' && part !== '') ? parts.join('|') : null;
}

/** The main description: what tells that the resource is there. */
export async function describeResource(
  send: Send,
  type: NativeType,
  place: Place,
  identity: JsonObject,
): Promise<Found<{ readonly known: JsonObject; readonly description: Json }>> {
  const main = await followed(send, type.service, type.read, { place, known: withDerived(type, identity, place) });
  if (main.kind !== 'found') return main;
  if (type.gone !== undefined) {
    const state = at(main.value, type.gone.path);
    if (state !== undefined && (type.gone.values.includes('*') || type.gone.values.includes(String(state)))) return { kind: 'absent' };
  }
  const known = knownFrom(type, place, identity, main.value);
  const told: JsonObject = { ...known, ...identityTold(type, main.value) };
  const other = type.identifier.find((name) => isOther(at(identity, name), at(told, name)));
  if (other !== undefined) {
    const call = callOf(type.read, type.service, 'read', { place, known: withDerived(type, identity, place) });
    return { kind: 'failed', failure: unreadable(call, `it is about ${String(at(told, other))}`) };
  }
  return { kind: 'found', value: { known, description: main.value } };
}

/** The identifier parts that a description tells where it is told as an item of the listing is: by the same call, at the same place of its answer. */
function identityTold(type: NativeType, description: Json): JsonObject {
  const place = (path: string | undefined) => (path ?? '').replace(/\.[0*](?=\.|$)/g, '');
  const listing = [type.list, type.search].find((one) => one?.operation === type.read.operation && place(one.items) === place(type.read.at));
  const parts = Object.entries(listing?.identity ?? {}).map(([part, path]) => [part, at(description, path)] as const);
  return Object.fromEntries(parts.filter((part): part is [string, Json] => part[1] !== undefined));
}

/** Whether an answer names another resource than was asked for; where it names none it cannot be compared. */
function isOther(asked: Json | undefined, told: Json | undefined): boolean {
  return typeof asked === 'string' && asked !== '' && typeof told === 'string' && !maySameIdentifier(asked, told);
}

/** Everything the table knows to read. */
export async function readResource(
  send: Send,
  type: NativeType,
  place: Place,
  identity: JsonObject,
  facets: readonly Facet[] = type.facets.filter((facet) => facet.internal !== true),
): Promise<Found<JsonObject>> {
  const main = await describeResource(send, type, place, identity);
  if (main.kind !== 'found') return main;
  const { known } = main.value;
  const own = facets.filter((facet) => facet.read !== undefined);
  const answers = await Promise.all(own.map((facet) => followed(send, type.service, facet.read as Reading, { place, known })));
  let all: JsonObject = known;
  for (const [index, answer] of answers.entries()) {
    if (answer.kind === 'failed') return answer;
    if (answer.kind === 'found') all = deepMerged(all, toldOf(own[index] as Facet, answer.value));
  }
  return { kind: 'found', value: all };
}

/** What a main description tells, laid over what was known. */
export function knownFrom(type: NativeType, place: Place, identity: JsonObject, description: Json): JsonObject {
  let known: JsonObject = {};
  for (const facet of type.facets) if (facet.read === undefined) known = deepMerged(known, toldOf(facet, description));
  return withDerived(type, { ...identity, ...known }, place);
}

function toldOf({ properties, write }: Facet, description: Json): JsonObject {
  return plainData(fromApi(properties, description, write?.kind === 'put'));
}

export function withDerived(type: NativeType, known: JsonObject, place: Place): JsonObject {
  const added = Object.entries(type.derived ?? {}).flatMap(([name, text]) => {
    const told = Object.hasOwn(known, name) ? undefined : derivedText(typeof text === 'string' ? text : text[0], known, place);
    if (told === undefined) return [];
    // A network names a resource as the service keeps it, however it was asked for.
    const value = maskedNetwork(told);
    return [[name, typeof text === 'string' ? value : [value]] as const];
  });
  return added.length === 0 ? known : { ...known, ...Object.fromEntries(added) };
}

function withoutNewest(items: readonly Json[], { newest, by }: NonNullable<Reading['without']>): Json[] {
  const ageOf = (item: Json) => String(at(item, by) ?? '');
  return items.toSorted((a, b) => (ageOf(a) < ageOf(b) ? -1 : ageOf(a) > ageOf(b) ? 1 : 0)).slice(0, -newest);
}

/** What a reading comes to: its pages joined, the one item that is meant, the items read one by one. */
export async function followed(send: Send, service: string, reading: Reading, scope: Scope): Promise<Found<Json>> {
  const whole = await paged(send, service, reading, scope);
  if (whole.kind !== 'found') return whole;
  let value: Json | undefined = reading.inDocument === undefined ? whole.value : at(fromForm('json-text', whole.value), reading.inDocument);
  if (reading.where !== undefined) value = Array.isArray(value) ? value.find((item: Json) => hasMembers(item, reading.where ?? {}, scope)) : undefined;
  if (reading.unless !== undefined && Array.isArray(value)) value = value.filter((item: Json) => !hasMembers(item, reading.unless ?? {}, scope));
  if (reading.without !== undefined && Array.isArray(value)) value = withoutNewest(value, reading.without);
  if (value === undefined || value === null) return { kind: 'absent' };
  if (reading.each === undefined || !Array.isArray(value)) return { kind: 'found', value };
  const each = reading.each;
  const answers = await Promise.all(
    value.map(async (item: Json): Promise<Found<Json>> => {
      const sent = await send(callOf(each, service, 'read', { ...scope, item }));
      if (!sent.ok) return sent.failure.kind === 'not-found' ? { kind: 'absent' } : { kind: 'failed', failure: sent.failure };
      const told = at(sent.output, each.at ?? '');
      return told === undefined ? { kind: 'absent' } : { kind: 'found', value: told };
    }),
  );
  const failed = answers.find((answer) => answer.kind === 'failed');
  return failed ?? { kind: 'found', value: answers.flatMap((answer) => (answer.kind === 'found' ? [answer.value] : [])) };
}

async function paged(send: Send, service: string, reading: Reading, scope: Scope): Promise<Found<Json>> {
  const joined: Json[] = [];
  const pages = new PageCount();
  let next: Json | undefined;
  for (;;) {
    const more: JsonObject = reading.page === undefined || next === undefined ? {} : { [reading.page[1]]: next };
    const call = callOf(reading, service, 'read', scope, more);
    const sent = await (reading.together === undefined || next !== undefined ? send(call) : sendTogether(send, call, reading.together));
    if (!sent.ok) {
      if (reading.unset?.includes(sent.failure.code) === true) return { kind: 'found', value: {} };
      const nothing = sent.failure.kind === 'not-found' || reading.absent?.includes(sent.failure.code) === true;
      return nothing ? { kind: 'absent' } : { kind: 'failed', failure: sent.failure };
    }
    const value = at(sent.output, reading.at ?? '');
    if (reading.page === undefined || !Array.isArray(value)) return value === undefined || value === null ? { kind: 'absent' } : { kind: 'found', value };
    for (const item of value) joined.push(item);
    const after = pages.after(at(sent.output, reading.page[0]), value);
    if (after.kind === 'end') return { kind: 'found', value: joined };
    if (after.kind === 'endless') return { kind: 'failed', failure: unreadable(call, after.why) };
    next = after.token;
  }
}

function hasMembers(item: Json, members: Readonly<Record<string, Json>>, scope: Scope): boolean {
  return Object.entries(members).every(
    ([member, wanted]) => at(item, member) === (typeof wanted === 'string' && wanted.startsWith('$.') ? at(scope.known, wanted.slice(2)) : wanted),
  );
}

/** Every item of a list, page by page. */
export async function listed(send: Send, service: string, listing: Listing, scope: Scope): Promise<Found<readonly Json[]>> {
  const found = await paged(send, service, { ...listing, at: listing.items, ...(listing.page === undefined ? {} : { page: listing.page }) }, scope);
  if (found.kind === 'found') {
    const value = listing.inDocument === undefined ? found.value : (at(fromForm('json-text', found.value), listing.inDocument) ?? []);
    const items: readonly Json[] = Array.isArray(value) ? value : [value];
    const { where = {}, unless } = listing;
    const meant = items.filter((item) => hasMembers(item, where, scope) && !(unless !== undefined && hasMembers(item, unless, scope)));
    return { kind: 'found', value: listing.lastOfArn === true ? meant.map((item) => fromForm('last-of-arn', item)) : meant };
  }
  return found.kind === 'absent' ? { kind: 'found', value: [] } : found;
}

/** Objects merged member by member; anything else of the second replaces that of the first. */
export function deepMerged(under: JsonObject, over: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...under };
  for (const [name, value] of Object.entries(over)) {
    const before = Object.hasOwn(merged, name) ? merged[name] : undefined;
    merged[name] = isJsonObject(before) && isJsonObject(value) ? deepMerged(before, value) : value;
  }
  return merged;
}
