import { concurrently } from '../../graph/concurrently.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { nodeOfTag } from '../../model/node-tag.ts';
import type { Coverage } from '../../model/plan.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { tagsOf } from '../../model/tags-of.ts';
import type { NamedTarget, Place } from '../../model/target.ts';
import type { Cloud, TaggedArn } from '../../ports/cloud.ts';
import type { Carrier, OwnTags, Sighting, Survey } from '../../ports/survey.ts';
import type { TypeRegistry } from '../../ports/type-registry.ts';
import { creationAt } from './creation-of.ts';
import { identifiersOfArn } from './identifiers-of-arn.ts';
import { listType } from './list-type.ts';
import { type Parent, parentModels, parentProperties } from './parent-properties.ts';

/** Listings and reads under way at once; the adapter's rate limiter is what protects the provider. */
const width = 64;
/** How many listings of one type, below one parent each, are under way at once. */
const modelWidth = 8;
/** How deep types are listed below parents that are themselves listed below parents. */
const deepest = 3;

export const deploymentTag = 'asbuilt:deployment';

export interface SurveyPorts {
  readonly cloud: Cloud;
  readonly types: TypeRegistry;
}

/** What our tags say, where there are any. */
export function ownTags(tags: ReadonlyMap<string, string>): OwnTags | null {
  const deployment = tags.get(deploymentTag);
  if (deployment === undefined) return null;
  const node = nodeOfTag(tags.get('asbuilt:node') ?? '');
  return { deployment, node: node?.node ?? null, type: node?.type ?? null, blueprint: tags.get('asbuilt:blueprint') ?? '' };
}

/**
 * Everything at a place that carries our tags, found without any record of ours.
 * 1. Each type that can carry tags is listed, and all of it is read: listings tell no tags that can be relied on. What is listed only below a parent is listed
 *    below all parents that were found.
 * 2. The provider's index of tags adds what no listing told: it is read by what its ARN says.
 * 3. What could not be listed is said, type by type. Fails only where the place cannot be reached.
 */
export async function surveyTagged(
  ports: SurveyPorts,
  target: NamedTarget,
  place: Place,
  tell: (done: number, total: number) => void,
): Promise<Result<Survey>> {
  const told = await ports.cloud.byTag(target, place, deploymentTag);
  if (!told.ok && told.problems.some(({ code }) => code === 'CLOUD_UNREACHABLE' || code === 'CREDENTIALS_REFUSED')) return told;
  const survey = new TagSurvey(ports, target, place);
  if (!told.ok) survey.missed('the index of tags', told.problems.map(({ message }) => message).join('; '));
  await survey.listAll(tell);
  const unexplained = await survey.readIndexed(told.ok ? told.value : []);
  return ok({ ...survey.found(), unexplained });
}

/** What was read, with what proves its creation as far as that can be read. */
export async function sightingOf(
  cloud: Cloud,
  target: NamedTarget,
  type: ResourceType,
  place: Place,
  identifier: string,
  properties: JsonObject,
): Promise<Sighting> {
  const creation = await creationAt(cloud, target, type, { type: type.name, place, identifier }, properties);
  return { type: type.name, place, identifier, properties, creation: creation.ok ? creation.value : null };
}

class TagSurvey {
  readonly #cloud: Cloud;
  readonly #types: TypeRegistry;
  readonly #target: NamedTarget;
  readonly #place: Place;
  readonly #carriers: Carrier[] = [];
  readonly #unread: Coverage['unread'] = [];
  readonly #resources = new Map<string, number>();
  /** Identifiers that were read, by type; of a type that was listed and has none an empty set. */
  readonly #seen = new Map<string, Set<string>>();

  constructor({ cloud, types }: SurveyPorts, target: NamedTarget, place: Place) {
    this.#cloud = cloud;
    this.#types = types;
    this.#target = target;
    this.#place = place;
  }

  missed(what: string, reason: string): void {
    this.#unread.push({ scope: `${what} in ${this.#place.account}/${this.#place.region}`, reason });
  }

  found(): Omit<Survey, 'unexplained'> {
    const counts = [...this.#resources].sort(([a], [b]) => (a < b ? -1 : 1));
    const carriers = this.#carriers.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    return { carriers, read: counts.map(([type, resources]) => ({ type, ...this.#place, resources })), unread: this.#unread };
  }

  async listAll(tell: (done: number, total: number) => void): Promise<void> {
    const taggable = this.#types.names().flatMap((name) => {
      const type = this.#types.type(name);
      return type.ok && type.value.tags !== undefined ? [type.value] : [];
    });
    const waiting: ResourceType[] = [];
    let done = 0;
    await concurrently(taggable, width, async (type) => {
      const listing = await listType(this.#cloud, this.#target, type.name, this.#place);
      if (listing.kind === 'listed') await this.#take(type, listing.identifiers);
      else if (listing.kind === 'needs-parent') waiting.push(type);
      else this.missed(type.name, listing.reason);
      tell(++done, taggable.length);
    });
    await this.#listBelow(waiting, taggable);
  }

  /** Types that are listed only below a parent, which is one of their service. Where those that are known of are absent, nothing can be below them. */
  async #listBelow(types: readonly ResourceType[], taggable: readonly ResourceType[]): Promise<void> {
    const parents = new Map(types.map((type) => [type, taggable.filter((parent) => mayBeBelow(type, parent))]));
    let waiting = types;
    for (let depth = 0; depth < deepest; depth++) {
      const there = waiting.filter((type) => parents.get(type)?.some(({ name }) => (this.#seen.get(name)?.size ?? 0) > 0));
      const listed = await concurrently(there, width, async (type) => ((await this.#listUnder(type, parents.get(type) ?? [])) ? type : null));
      if (listed.every((type) => type === null)) break;
      waiting = waiting.filter((type) => !listed.includes(type));
    }
    for (const type of waiting) {
      const counts = (parents.get(type) ?? []).flatMap(({ name }) => this.#seen.get(name)?.size ?? []);
      if (counts.length === 0 || counts.some((count) => count > 0)) this.missed(type.name, 'it is listed only below a parent, and which one is not known');
    }
  }

  async #listUnder(type: ResourceType, parentTypes: readonly ResourceType[]): Promise<boolean> {
    const refs = parentTypes.flatMap((parent) => [...(this.#seen.get(parent.name) ?? [])].map((identifier) => ({ type: parent, identifier })));
    const parents = await concurrently(refs, width, async ({ type: parent, identifier }): Promise<Parent[]> => {
      const live = await this.#cloud.read(this.#target, { type: parent.name, place: this.#place, identifier });
      return live.ok && live.value.kind === 'live' ? [{ type: parent, identifier, properties: live.value.properties }] : [];
    });
    const models = parentModels(type, parents.flat());
    const listings = await concurrently(models, modelWidth, (model) => listType(this.#cloud, this.#target, type.name, this.#place, model));
    const listed = listings.flatMap((listing) => (listing.kind === 'listed' ? [listing.identifiers] : []));
    await this.#take(type, listed.flat());
    return listed.length > 0;
  }

  /** Reads what the index of tags names and no listing told; what comes to nothing is given back. */
  async readIndexed(index: readonly TaggedArn[]): Promise<Survey['unexplained']> {
    const unexplained: { arn: string; tags: OwnTags }[] = [];
    for (const { arn, tags: held } of index) {
      const tags = ownTags(held);
      if (tags === null || this.#carriers.some((carrier) => isNamedBy(carrier, arn))) continue;
      const type = tags.type === null ? null : this.#types.type(tags.type);
      if (type?.ok) await this.#take(type.value, identifiersOfArn(type.value, arn));
      if (!this.#carriers.some((carrier) => isNamedBy(carrier, arn))) unexplained.push({ arn, tags });
    }
    return unexplained;
  }

  /** Reads what was not read yet of a type. */
  async #take(type: ResourceType, identifiers: readonly string[]): Promise<void> {
    const known = this.#seen.get(type.name) ?? new Set<string>();
    this.#seen.set(type.name, known);
    const fresh = [...new Set(identifiers)].filter((identifier) => !known.has(identifier));
    const found = await concurrently(fresh, width, (identifier) => this.#look(type, identifier, known));
    this.#carriers.push(...found.filter((carrier) => carrier !== null));
  }

  async #look(type: ResourceType, identifier: string, known: Set<string>): Promise<Carrier | null> {
    const read = await this.#cloud.read(this.#target, { type: type.name, place: this.#place, identifier });
    if (!read.ok) {
      this.missed(`${type.name} ${identifier}`, read.problems.map(({ message }) => message).join('; '));
      return null;
    }
    if (read.value.kind === 'absent') return null;
    known.add(identifier);
    this.#resources.set(type.name, known.size);
    const { properties } = read.value;
    const tags = ownTags(tagsOf(type, properties));
    return tags === null ? null : { ...(await sightingOf(this.#cloud, this.#target, type, this.#place, identifier, properties)), tags };
  }
}

function nameOf({ type, identifier }: Sighting): string {
  return `${type} ${identifier}`;
}

/** Whether a carrier is what the ARN names: it shows the ARN, or has an identifier that the ARN ends with. */
function isNamedBy({ identifier, properties }: Carrier, arn: string): boolean {
  if (identifier === arn || Object.values(properties).includes(arn)) return true;
  return arn.endsWith(identifier) && /[:/]/.test(arn.charAt(arn.length - identifier.length - 1));
}

function mayBeBelow(type: ResourceType, parent: ResourceType): boolean {
  const [, service] = type.name.split('::');
  return parent.name !== type.name && parent.name.split('::')[1] === service && parentProperties(type, parent).length > 0;
}
