import { concurrently } from '../../graph/concurrently.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import type { Coverage } from '../../model/plan.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import type { NamedTarget, Place } from '../../model/target.ts';
import { indexReferences, liveReferences } from '../../plan/live-references.ts';
import type { Cloud } from '../../ports/cloud.ts';
import type { Carrier, Dependent, Dependents } from '../../ports/survey.ts';
import type { TypeRegistry } from '../../ports/type-registry.ts';
import { expectedIdentifier } from './expected-identifier.ts';
import { listType } from './list-type.ts';
import { type Parent, parentModels, parentProperties } from './parent-properties.ts';
import { type SurveyPorts, sightingOf } from './survey-tagged.ts';

const width = 32;
/** Rounds in which what was found may itself be a parent. */
const deepest = 3;

/**
 * Resources without tags that belong to carriers of ours: routes of a route table, policies of a bucket, subscriptions of a topic. Types that can name a carrier are
 * listed, below it where they must be; one that cannot be listed is read where its identifier follows from the carrier's. What was found may have
 * such dependents in its turn, which then belong to the same carrier.
 *
 * One belongs to a carrier that it names with a property which identifies it, which it cannot do without, which is a list of those it is attached to, or, within
 * a service, which it keeps for life.
 */
export async function surveyDependents({ cloud, types }: SurveyPorts, target: NamedTarget, place: Place, carriers: readonly Carrier[]): Promise<Dependents> {
  const untagged = types.names().flatMap((name) => {
    const type = types.type(name);
    return type.ok && type.value.tags === undefined ? [type.value] : [];
  });
  const unread = new Map<string, Coverage['unread'][number]>();
  const found = new Map<string, Dependent>();
  let fresh: readonly Owned[] = carriers.flatMap((carrier) => owned(carrier, carrier, types));
  const all: Owned[] = [...fresh];
  for (let depth = 0; depth < deepest && fresh.length > 0; depth++) {
    const next: Owned[] = [];
    const related = untagged.filter((type) => fresh.some(({ parent }) => parentProperties(type, parent.type).length > 0));
    await concurrently(related, width, async (type) => {
      const candidates = await candidatesOf(cloud, target, type, place, fresh, all);
      if (typeof candidates === 'string') unread.set(type.name, { scope: `${type.name} in ${place.account}/${place.region}`, reason: candidates });
      for (const identifier of typeof candidates === 'string' ? [] : candidates) {
        const key = `${type.name} ${identifier}`;
        if (found.has(key)) continue;
        const read = await cloud.read(target, { type: type.name, place, identifier });
        if (!read.ok || read.value.kind === 'absent') continue;
        const { properties } = read.value;
        const under = ownersOf(type, identifier, properties, all);
        if (under.length === 0) continue;
        const dependent = { ...(await sightingOf(cloud, target, type, place, identifier, properties)), under };
        found.set(key, dependent);
        const [first] = under;
        if (first !== undefined) next.push(...owned(dependent, first.carrier, types));
      }
    });
    all.push(...next);
    fresh = next;
  }
  return { found: [...found.values()], unread: [...unread.values()] };
}

/** A carrier, or a dependent of it, as a parent. */
interface Owned {
  readonly parent: Parent;
  readonly carrier: Carrier;
}

function owned(
  sighting: { readonly type: string; readonly identifier: string; readonly properties: JsonObject },
  carrier: Carrier,
  types: TypeRegistry,
): Owned[] {
  const type = types.type(sighting.type);
  return type.ok ? [{ parent: { type: type.value, identifier: sighting.identifier, properties: sighting.properties }, carrier }] : [];
}

/** Identifiers of all that may belong to the parents; why they cannot be had, as a text. */
async function candidatesOf(
  cloud: Cloud,
  target: NamedTarget,
  type: ResourceType,
  place: Place,
  fresh: readonly Owned[],
  all: readonly Owned[],
): Promise<readonly string[] | string> {
  const whole = await listType(cloud, target, type.name, place);
  if (whole.kind === 'listed') return whole.identifiers;
  const direct = fresh.flatMap(({ parent }) => followingIdentifier(type, parent, place));
  if (whole.kind === 'failed') return direct.length > 0 ? direct : whole.reason;
  const models = parentModels(
    type,
    all.map(({ parent }) => parent),
  );
  const listings = await concurrently(models, 8, (model) => listType(cloud, target, type.name, place, model));
  const listed = listings.flatMap((listing) => (listing.kind === 'listed' ? listing.identifiers : []));
  if (listings.some(({ kind }) => kind === 'listed')) return [...new Set([...listed, ...direct])];
  return direct.length > 0 ? direct : whole.reason;
}

/** The identifier of a dependent of which there is one for each parent. */
function followingIdentifier(type: ResourceType, parent: Parent, place: Place): string[] {
  const known: Record<string, Json> = {};
  for (const model of parentModels({ ...type, handlers: {} }, [parent])) Object.assign(known, model);
  const identifier = type.identifier.every((name) => Object.hasOwn(known, name)) ? expectedIdentifier(type, known, place) : null;
  return identifier === null ? [] : [identifier];
}

function ownersOf(type: ResourceType, identifier: string, properties: JsonObject, all: readonly Owned[]): Dependent['under'] {
  const index = indexReferences(all.map(({ parent }, key) => ({ key: String(key), ...parent })));
  const own = `${type.name} ${identifier}`;
  const references = liveReferences(index, type, properties).flatMap(({ key, pointer }) => {
    const property = pointer.split('/')[1] ?? '';
    const owner = all[Number(key)];
    const weight = owner === undefined ? 0 : weightOf(type, property, owner.parent.type);
    return weight === 0 || owner === undefined || `${owner.parent.type.name} ${owner.parent.identifier}` === own ? [] : [{ owner, property, weight }];
  });
  references.sort((a, b) => b.weight - a.weight);
  return references.map(({ owner, property }) => ({ carrier: owner.carrier, property }));
}

/** How strongly a resource belongs to what it names with a property; 0: not at all. */
function weightOf(type: ResourceType, property: string, parent: ResourceType): number {
  if (type.identifier.includes(property)) return 3;
  const described = type.properties[property];
  if (described?.required === true) return 2;
  if (described?.shape.kind === 'array') return 1;
  return type.createOnly.includes(`/${property}`) && type.name.split('::')[1] === parent.name.split('::')[1] ? 1 : 0;
}
