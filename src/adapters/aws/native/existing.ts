import { type Json, type JsonObject, sameJson } from '../../../kernel/json.ts';
import type { Place } from '../../../model/target.ts';
import type { Failure } from '../classify.ts';
import type { Send } from '../send.ts';
import { propertiesOf } from './mapping.ts';
import { updatingCalls } from './mutation-calls.ts';
import type { NativeType } from './native-type.ts';
import { at } from './path.ts';
import { deepMerged, describeResource, identifierOf, identityIn, identityOf, listed } from './reading.ts';
import { tagOf } from './template.ts';

type Existing =
  | { readonly kind: 'found'; readonly identity: JsonObject }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly failure: Failure };

const ownership = ['asbuilt:deployment', 'asbuilt:node'] as const;

/**
 * What is already there under the same name or, where the service chooses the identifier, under the same ownership tags. Asked before
 * every create, since most services have no idempotency token: this is what makes a repeat find what a lost reply left behind.
 */
export async function existing(send: Send, type: NativeType, place: Place, properties: JsonObject): Promise<Existing> {
  const { search } = type;
  const identity = identityIn(type, properties, place);
  if (identifierOf(type, identity) !== null) {
    const described = await describeResource(send, type, place, identity);
    return described.kind === 'found' ? { kind: 'found', identity } : described;
  }
  if (search === undefined || (search.byTags === true && ownership.some((name) => tagOf(properties, name) === undefined))) return { kind: 'absent' };
  const found = await listed(send, type.service, search, { place, known: properties });
  if (found.kind !== 'found') return found;
  for (const item of found.value) {
    const told = Object.entries(search.identity).flatMap(([part, path]) => (at(item, path) === undefined ? [] : [[part, at(item, path) as Json]]));
    const identifier = identifierOf(type, { ...identity, ...Object.fromEntries(told) });
    if (identifier === null) continue;
    const candidate = identityOf(type, identifier);
    const described = await describeResource(send, type, place, candidate);
    if (described.kind === 'failed') return described;
    // A resource that is being replaced carries the same tags; it differs in what cannot be changed.
    const { fixed } =
      described.kind === 'found'
        ? updatingCalls(type, place, described.value.known, deepMerged(described.value.known, properties), properties)
        : { fixed: ['gone'] };
    if (described.kind === 'found' && fixed.length === 0)
      return { kind: 'found', identity: { ...candidate, ...identityIn(type, described.value.known, place) } };
  }
  return { kind: 'absent' };
}

/** Whether what the books say an earlier attempt left still is that: unless tags of ours on it name another node. A creation refused before its tags were set left none. */
export function isLeft(properties: JsonObject, live: JsonObject): boolean {
  return ownership.every((name) => {
    const there = tagOf(live, name);
    return there === undefined || there === tagOf(properties, name);
  });
}

/**
 * By what a thing that is there is taken for what a former sending of this attempt left; null where it is not. `tags`: it carries the ownership tags that are asked for. `likeness`: of a type
 * without tags, it holds nothing but what is asked for, so that completing it takes nothing away from anybody; so does one that lacks its tags where the endpoint may have dropped those of an
 * earlier sending (`mayLackTags`). That proves nothing: somebody else may have made the like.
 */
export function oursBy(type: NativeType, properties: JsonObject, live: JsonObject, mayLackTags: boolean): 'tags' | 'likeness' | null {
  const untagged = mayLackTags && type.tagsMayBeDropped === true && live['Tags'] === undefined;
  if (tagOf(properties, ownership[0]) !== undefined && !untagged)
    return ownership.every((name) => tagOf(properties, name) === tagOf(live, name)) ? 'tags' : null;
  const asAsked = Object.entries(properties).every(([name, wanted]) => {
    const there = live[name];
    if (there === undefined || sameJson(there, wanted)) return true;
    return Array.isArray(there) && Array.isArray(wanted) && there.every((item: Json) => wanted.some((asked: Json) => sameJson(asked, item)));
  });
  return asAsked && !holdsMore(type, properties, live) ? 'likeness' : null;
}

/** Whether somebody has set on it what is not asked for. What a service gives everything of the type from its creation on says nothing: that is known only where it is known to what it can be reset. */
function holdsMore({ facets }: NativeType, properties: JsonObject, live: JsonObject): boolean {
  return facets.some(({ create, write, properties: mapped }) => {
    if (write === undefined) return false;
    const reset = write.kind === 'single' || write.kind === 'changed' ? (write.reset ?? {}) : {};
    return propertiesOf(mapped).some((name) => {
      const there = live[name];
      if (properties[name] !== undefined || there === undefined || (create === true && reset[name] === undefined)) return false;
      return says(there) && !sameJson(there, reset[name] ?? null);
    });
  });
}

function says(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === 'object' && value !== null
    ? Object.values(value).some(says)
    : value !== undefined && value !== null && value !== false && value !== '';
}
