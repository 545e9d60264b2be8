import { concurrently } from '../../graph/concurrently.ts';
import { problem } from '../../kernel/diagnostic.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { type Creation, mayBeSame } from '../../model/creation.ts';
import { nodeTagValue } from '../../model/node-tag.ts';
import type { Observed, Ownership, ResourceBinding } from '../../model/observed.ts';
import { placeText } from '../../model/place-text.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { type AwsAt, type NamedTarget, type Place, placeOf } from '../../model/target.ts';
import { hideSecrets } from '../../plan/hide-secrets.ts';
import { ownershipTags } from '../../plan/ownership-tags.ts';
import { referencesIn } from '../../plan/resolve-references.ts';
import { liveDifferences } from '../../plan/verify-node.ts';
import type { Cloud, ResourceRef } from '../../ports/cloud.ts';
import type { Observer, Wanted } from '../../ports/driver.ts';
import { creationAt } from './creation-of.ts';
import { expectedIdentifier } from './expected-identifier.ts';

/** How many reads are under way at once; the adapter's rate limiter is what protects the provider. */
const readWidth = 64;

/**
 * Finds the live resource of a node without trusting our records: by the identifier they hold, else by the identifier that follows from the
 * name, else by the ownership tags among all resources of the type, else (no tags) by being the only one that is as desired.
 * 1. What the books name is theirs where its creation is proved, whatever its tags; where nothing can prove it, by its tags, and where those are gone or another's nobody can tell; a type without
 *    tags by the books alone.
 * 2. What was made again under the same name is another thing.
 * 3. A tag names node and type: the same tags on a thing of another type are a copy, and mean nothing.
 * 4. What the books hold as another node's is not found by its tags: whoever changed these did not make it this node's.
 * Listings are kept for the life of the finder, so that a plan lists each type once.
 */
export class ResourceFinder implements Observer {
  readonly #cloud: Cloud;
  readonly #target: NamedTarget;
  readonly #keyed: (text: string) => string;
  readonly #indexes = new Map<string, Promise<Result<ListedType>>>();

  /** `keyed`: the digest of a text (`SecretDigests`). */
  constructor(cloud: Cloud, target: NamedTarget, keyed: (text: string) => string) {
    this.#cloud = cloud;
    this.#target = target;
    this.#keyed = keyed;
  }

  /** What is live where the wish or the books have a secret leaves here as its digest. */
  async observe(wanted: Wanted): Promise<Result<Observed>> {
    const found = await this.#observed(wanted);
    if (!found.ok || found.value.kind !== 'live') return found;
    return ok({ ...found.value, properties: this.#tellable(wanted, found.value.properties) });
  }

  #tellable({ properties, binding }: Wanted, live: JsonObject): JsonObject {
    return hideSecrets(live, [properties, binding?.applied ?? {}], this.#keyed);
  }

  async #observed(wanted: Wanted): Promise<Result<Observed>> {
    const { type, binding } = wanted;
    if (binding?.doubtful === true) {
      const made = await this.#findUnbound({ ...wanted, at: binding.at, properties: binding.applied });
      if (!made.ok || (made.value.kind === 'live' && made.value.ownership === 'found')) return made;
      if (binding.formerly === undefined) return this.#findUnbound(wanted);
      if (made.value.kind === 'live') return made;
      // That no look can show it is no sign that it is not there.
      return made.value.kind === 'unread' && made.value.never === true ? made : ok({ kind: 'absent' });
    }
    if (binding !== null) {
      const ref = { type: type.name, place: placeOf(binding.at), identifier: binding.identifier };
      const read = await this.#cloud.read(this.#target, ref, wanted.matters);
      if (!read.ok) return read;
      if (read.value.kind === 'live') {
        const { properties, partial } = read.value;
        const now = await this.#creationOf(wanted, ref, properties);
        if (!now.ok) return now;
        if (now.value === 'gone') return ok({ kind: 'absent' });
        return ok({
          kind: 'live',
          identifier: binding.identifier,
          properties,
          ownership: boundOwnership(wanted, binding, now.value, properties),
          creation: now.value,
          ...(partial === true ? { partial } : {}),
        });
      }
      // What was replaced is known by its identifier alone: its name and its tags may be the new one's.
      if (binding.formerly !== undefined) return ok({ kind: 'absent' });
    }
    const found = await this.#findUnbound(wanted);
    // The one that was made is gone by its identifier, and nothing else could ever be asked.
    return binding !== null && found.ok && found.value.kind === 'unread' && found.value.never === true ? ok({ kind: 'absent' }) : found;
  }

  async named(wanted: Wanted, identifier: string): Promise<Result<Observed>> {
    const { type, at, node } = wanted;
    const refuse = (message: string, fix: string) => fail(problem('INPUT_INVALID', message, fix, { at: node }));
    const identity = type.identifier.join('|');
    const asked = expectedIdentifier(type, wanted.properties, at);
    if (asked !== null && asked !== identifier)
      return refuse(
        `by its name ${node} is ${asked}, and ${identifier} is another ${type.name}`,
        `ask for ${identifier} in its properties, or leave its name out`,
      );
    const place = placeOf(at);
    const ref = { type: type.name, place, identifier };
    const read = await this.#cloud.read(this.#target, ref);
    // An identifier that has not the form of the type's own is one of something else.
    const other = !read.ok && read.problems.every(({ code }) => code === 'CLOUD_INVALID' || code === 'CLOUD_NOT_FOUND');
    if (!read.ok && !other) return read;
    if (!read.ok || read.value.kind === 'absent')
      return refuse(`no ${type.name} ${identifier} is in ${placeText(at)}`, `name one of that type and place by its primary identifier (${identity})`);
    const { properties } = read.value;
    const creation = await creationAt(this.#cloud, this.#target, type, ref, properties);
    if (!creation.ok) return creation;
    const tags = ownershipTags(type, properties);
    const ours = tags.deployment === wanted.deployment && tags.node === nodeTagValue(node, type.name);
    return ok({ kind: 'live', identifier, properties: this.#tellable(wanted, properties), ownership: ours ? 'found' : 'foreign', creation: creation.value });
  }

  /** What proves the creation of a bound resource now; asked only where the books hold something to compare it with. */
  async #creationOf({ binding, type }: Wanted, ref: ResourceRef, properties: JsonObject): Promise<Result<Creation | null | 'gone'>> {
    const creation = binding?.creation ?? null;
    if (creation?.kind !== 'read') return ok(creation);
    const now = await creationAt(this.#cloud, this.#target, type, ref, properties);
    if (now.ok) return now;
    if (!now.problems.every(({ code }) => code === 'CLOUD_NOT_FOUND')) return now;
    // It went between the two reads, or they contradict each other: then nothing is known of it.
    const again = await this.#cloud.read(this.#target, ref, new Set());
    if (!again.ok) return again;
    if (again.value.kind === 'absent') return ok('gone');
    const message = `one read shows ${ref.identifier}, and another does not know it`;
    return fail(problem('NODE_UNREAD', message, 'ask again in a moment', { at: ref.identifier }));
  }

  async carriers(type: ResourceType, at: AwsAt, deployment: string, node: string, asked: JsonObject): Promise<Result<readonly string[]>> {
    const sought = { type, properties: asked };
    let listed = await this.#list(type, placeOf(at), parentOf(sought) ?? undefined);
    if (isInvalid(listed)) listed = await this.#list(type, placeOf(at), lastingStrings(sought));
    return listed.ok ? ok((listed.value.byOwner.get(ownerKey(deployment, nodeTagValue(node, type.name))) ?? []).map((entry) => entry.identifier)) : listed;
  }

  async #findUnbound(wanted: Wanted): Promise<Result<Observed>> {
    const { type, at, binding } = wanted;
    const identifier = expectedIdentifier(type, wanted.properties, at);
    if (identifier !== null) {
      if (identifier === binding?.identifier && binding.doubtful !== true) return ok({ kind: 'absent' });
      const read = await this.#cloud.read(this.#target, { type: type.name, place: placeOf(at), identifier });
      if (!read.ok) return read;
      if (read.value.kind === 'absent') return ok({ kind: 'absent' });
      const ownership = this.#isOurs(wanted, read.value.properties) ? 'found' : 'foreign';
      return ok({ kind: 'live', identifier, properties: read.value.properties, ownership, creation: null });
    }
    return this.#search(wanted);
  }

  async #search(wanted: Wanted): Promise<Result<Observed>> {
    const { type } = wanted;
    // Without tags it is known only by being as desired, and what it refers to is not there yet: neither is it.
    if (type.tags === undefined && referencesIn(wanted.properties).length > 0) return ok({ kind: 'absent' });
    const parent = parentOf(wanted);
    if (parent === null) return ok({ kind: 'absent' });
    let listed = await this.#list(type, placeOf(wanted.at), parent);
    // Refused without a parent, it may be one of the types that are listed under one, which the base does not tell.
    if (isInvalid(listed) && parent === undefined) listed = await this.#list(type, placeOf(wanted.at), lastingStrings(wanted));
    if (!listed.ok) {
      if (!isInvalid(listed) && !listed.problems.every((one) => one.code === 'CLOUD_UNSUPPORTED')) return listed;
      // What it belongs to is not there yet, so neither is it.
      if (referencesIn(wanted.properties).length > 0) return ok({ kind: 'absent' });
      const reason = `${type.name} cannot be listed, and its identifier does not follow from what is asked`;
      const [refused] = listed.problems;
      return ok({ kind: 'unread', reason, ...(isListable(type) ? {} : { never: true as const }), ...(refused === undefined ? {} : { refused }) });
    }
    const alike =
      type.tags === undefined || type.unreturned?.includes(`/${type.tags.property}`) === true
        ? listed.value.all.filter((entry) => this.#isOurs(wanted, entry.properties))
        : (listed.value.byOwner.get(ownerKey(wanted.deployment, nodeTagValue(wanted.node, type.name))) ?? []);
    const candidates: Entry[] = [];
    for (const entry of alike) {
      const isAnothers = entry.identifier === wanted.except || (showsTags(type, entry.properties) && (await wanted.held?.(entry.identifier)) === true);
      if (!isAnothers) candidates.push(entry);
    }
    const [first, second] = candidates;
    if (first === undefined) return ok({ kind: 'absent' });
    if (second !== undefined) {
      if (type.tags === undefined)
        return ok({ kind: 'unread', reason: `${candidates.length} resources of ${type.name} are as desired, and nothing tells which one is meant` });
      return fail(
        problem(
          'GRAPH_CONFLICT',
          `${candidates.length} resources carry the tags of ${wanted.deployment}.${wanted.node}: ${candidates.map((entry) => entry.identifier).join(', ')}`,
          'delete the one that is not meant, or remove its tags that begin with asbuilt:',
          {
            at: wanted.node,
          },
        ),
      );
    }
    return ok({ kind: 'live', identifier: first.identifier, properties: first.properties, ownership: 'found', creation: null });
  }

  /** A resource our records do not name is ours by its tags; where it shows none, by being exactly as desired. */
  #isOurs(wanted: Wanted, properties: JsonObject): boolean {
    if (showsTags(wanted.type, properties)) {
      const tags = ownershipTags(wanted.type, properties);
      return tags.deployment === wanted.deployment && tags.node === nodeTagValue(wanted.node, wanted.type.name);
    }
    const live = this.#tellable(wanted, properties);
    return (
      referencesIn(wanted.properties).length === 0 &&
      liveDifferences(wanted.properties, live, wanted.type, { keyed: this.#keyed, byLikeness: true }).length === 0
    );
  }

  #list(type: ResourceType, place: Place, parent: JsonObject | undefined): Promise<Result<ListedType>> {
    const key = JSON.stringify([type.name, place.account, place.region, parent ?? null]);
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    const listing = this.#readAll(type, place, parent);
    this.#indexes.set(key, listing);
    return listing;
  }

  async #readAll(type: ResourceType, place: Place, parent: JsonObject | undefined): Promise<Result<ListedType>> {
    const listed = await this.#cloud.list(this.#target, type.name, place, parent);
    if (!listed.ok) return listed;
    const reads = await concurrently(listed.value, readWidth, ({ identifier }) => this.#cloud.read(this.#target, { type: type.name, place, identifier }));
    const all: Entry[] = [];
    const byOwner = new Map<string, Entry[]>();
    for (const [index, read] of reads.entries()) {
      if (!read.ok) return read;
      if (read.value.kind === 'absent') continue;
      const entry = { identifier: listed.value[index]?.identifier ?? '', properties: read.value.properties };
      all.push(entry);
      const tags = ownershipTags(type, entry.properties);
      const key = ownerKey(tags.deployment ?? '', tags.node ?? '');
      const same = byOwner.get(key);
      if (same === undefined) byOwner.set(key, [entry]);
      else same.push(entry);
    }
    return ok({ all, byOwner });
  }
}

interface Entry {
  readonly identifier: string;
  readonly properties: JsonObject;
}

interface ListedType {
  readonly all: readonly Entry[];
  readonly byOwner: ReadonlyMap<string, readonly Entry[]>;
}

function ownerKey(deployment: string, nodeTag: string): string {
  return `${deployment}/${nodeTag}`;
}

/** Whose a resource is that the books name: see the rules above. */
function boundOwnership(wanted: Wanted, binding: ResourceBinding, now: Creation | null, properties: JsonObject): Ownership {
  const { creation } = binding;
  if (!mayBeSame(creation, now)) return 'foreign';
  const tags = ownershipTags(wanted.type, properties);
  const proved = creation?.kind === 'identifier' || (creation?.kind === 'read' && now?.kind === 'read' && now.source === creation.source);
  // That its creation is proved says nothing of who made it.
  if (binding.rebuilt?.under !== undefined) return 'unproven';
  if (!showsTags(wanted.type, properties)) return proved ? 'made' : 'unproven';
  const named = tags.deployment === wanted.deployment && tags.node === nodeTagValue(wanted.node, wanted.type.name);
  if (named) return proved && binding.rebuilt === undefined ? 'made' : 'tagged';
  const anothers = tags.deployment !== undefined || tags.node !== undefined;
  // Our tags were never seen on it, and none of anybody's are: the provider named it as what we made, and nothing says more.
  if ((creation === null || binding.adopted === true) && !proved && !anothers) return 'unproven';
  // What was rebuilt is ours by its tags alone, whatever proves that it is the one that was found.
  if (anothers) return proved && binding.rebuilt === undefined ? 'retagged' : 'disputed';
  return proved ? 'tags-lost' : 'untagged';
}

/** Whether a read tells tags: of some types none ever does, though they are given. */
export function showsTags({ tags, unreturned }: ResourceType, properties: JsonObject): boolean {
  return tags !== undefined && !(properties[tags.property] === undefined && unreturned?.includes(`/${tags.property}`) === true);
}

/**
 * What a listing of the type must be told of its parent: undefined when nothing, null when it is needed and not known yet. Where the type's handlers
 * are not known, the parts of a compound identifier that are among the properties stand in: such types are listed under their parent.
 */
function parentOf(wanted: Pick<Wanted, 'type' | 'properties'>): JsonObject | undefined | null {
  const { handlers, identifier, properties } = wanted.type;
  const required =
    handlers?.list?.listRequires ?? (handlers === undefined && identifier.length > 1 ? identifier.filter((name) => Object.hasOwn(properties, name)) : []);
  if (required.length === 0) return undefined;
  const parent: Record<string, Json> = {};
  for (const name of required) {
    const value = wanted.properties[name];
    if (value === undefined || referencesIn(value).length > 0) return null;
    parent[name] = value;
  }
  return parent;
}

/** The texts that a resource keeps for life: whichever of them names its parent is among these. */
function lastingStrings(wanted: Pick<Wanted, 'type' | 'properties'>): JsonObject {
  const lasting = Object.entries(wanted.properties).filter(([name, value]) => typeof value === 'string' && wanted.type.createOnly.includes(`/${name}`));
  return Object.fromEntries(lasting);
}

function isListable({ handlers, unlistable }: ResourceType): boolean {
  return handlers === undefined ? unlistable !== true : handlers.list !== undefined;
}

function isInvalid(result: Result<unknown>): boolean {
  return !result.ok && result.problems.every((one) => one.code === 'CLOUD_INVALID');
}
