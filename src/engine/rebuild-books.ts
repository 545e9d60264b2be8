import { compareVersions, parseUse } from '../catalog/version-range.ts';
import { canonicalJson, type JsonObject } from '../kernel/json.ts';
import type { Creation } from '../model/creation.ts';
import { deploymentName, nodeAddress } from '../model/names.ts';
import type { Binding, ResourceBinding } from '../model/observed.ts';
import type { NamedTarget } from '../model/target.ts';
import type { Doubt } from '../ports/store.ts';
import type { Carrier, Dependent, OwnTags, Sighting } from '../ports/survey.ts';
import { blank, childAddress } from './bind-found.ts';
import { type Reach, reachOfTarget } from './places.ts';

/** What was seen at one place of a target. */
export interface Seen {
  readonly target: NamedTarget;
  readonly region: string;
  /** Its types were listed one by one. */
  readonly listed: boolean;
  readonly carriers: readonly Carrier[];
  readonly dependents: readonly Dependent[];
  readonly unexplained: readonly { readonly arn: string; readonly tags: OwnTags }[];
}

export interface Rebuilt {
  /** What is new in the books. */
  readonly bindings: readonly ResourceBinding[];
  /** Of each deployment that was seen, by name. */
  readonly deployments: ReadonlyMap<string, { readonly targets: ReadonlySet<string>; readonly blueprint: string; readonly known: number }>;
  readonly doubts: readonly Doubt[];
}

/**
 * The books as far as what is live tells them.
 * 1. A carrier is bound to the node that its tags name, where they name its type, no second thing carries them, and the books do not say otherwise.
 * 2. The same thing seen in several regions, or through several targets, is one. The same only in name is not.
 * 3. What the books know already is left as it is: they know more. That is so, too, of what is proved to be what they name for another node, whose tags somebody has changed.
 * 4. What something is called (`nameIn`, by the rule of its type) is kept, so that words find it.
 * 5. What is called otherwise than its node was asked to be, as another one of ours is (`crossed`), is not bound by its tags.
 * 6. A dependent is bound below the carrier that it belongs to, as something of which nothing says whose it is.
 */
export function rebuildBooks(
  places: readonly Seen[],
  books: readonly Binding[],
  nameIn: (type: string, properties: JsonObject) => string | null = () => null,
  crossed: ReadonlyMap<Carrier, string> = new Map(),
): Rebuilt {
  const held = books.filter((binding): binding is ResourceBinding => binding.kind === 'resource');
  const heldAt = new Map(held.map((binding) => [`${binding.deployment} ${binding.node}`, binding]));
  const heldThing = new Map(held.map((binding) => [`${binding.type} ${binding.identifier} ${binding.at.account}`, binding]));
  const carriers = gather(places, ({ carriers }) => carriers);
  const claims = carriers.filter(({ sighting: { tags, type } }) => tags.type === type);
  const rivals = Map.groupBy(claims, ({ sighting: { tags } }) => `${tags.deployment} ${tags.node} ${tags.type}`);
  const bindings = new Map<string, ResourceBinding>();
  const doubts: Doubt[] = [];
  const deployments = new Map<string, { targets: Set<string>; blueprint: string; known: number }>();
  const deploymentOf = (name: string, blueprint: string) => {
    const known = deployments.get(name) ?? { targets: new Set<string>(), blueprint, known: 0 };
    known.blueprint = laterOf(known.blueprint, blueprint);
    deployments.set(name, known);
    return known;
  };
  const majority = majorityOf(carriers);

  for (const thing of carriers) {
    const { sighting, target, regions } = thing;
    const { type, identifier, creation, tags, place } = sighting;
    const name = deploymentName.safeParse(tags.deployment);
    const node = nodeAddress.safeParse(tags.node);
    if (!name.success || !node.success) {
      doubts.push(doubtOf(sighting, 'its tags are not as Asbuilt writes them'));
      continue;
    }
    const seen = deploymentOf(name.data, tags.blueprint);
    const known = heldAt.get(`${name.data} ${node.data}`);
    const because =
      tags.type !== type
        ? `its tags name ${tags.type}: they are a copy`
        : known !== undefined
          ? against(known, sighting)
          : (heldAs(heldThing.get(`${type} ${identifier} ${place.account}`), sighting) ?? crossed.get(sighting) ?? null);
    const claimants = rivals.get(`${tags.deployment} ${tags.node} ${tags.type}`) ?? [];
    if (because !== null) doubts.push(doubtOf(sighting, because));
    else if (known !== undefined && known.doubtful !== true) seen.known++;
    else if (claimants.length > 1) {
      const all = claimants.map((one) => one.sighting.identifier).join(', ');
      doubts.push(doubtOf(sighting, `${claimants.length} live resources carry the tags of ${node.data}: ${all}`));
    } else {
      const at = { target: target.name, cloud: 'aws', account: place.account, region: homeRegion(thing, majority.get(name.data)) } as const;
      const named = nameIn(type, sighting.properties);
      const rebuilt = { seenIn: regions, ...(named === null ? {} : { named }) };
      bindings.set(`${name.data} ${node.data}`, { ...blank, deployment: name.data, node: node.data, type, at, identifier, creation, rebuilt });
      seen.targets.add(target.name);
    }
  }

  const bound = new Set([...bindings.values()].map(({ type, identifier, at }) => `${type} ${identifier} ${at.account}`));
  for (const { sighting, target, regions } of gather(places, ({ dependents }) => dependents)) {
    const { type, identifier, creation, place } = sighting;
    const key = `${type} ${identifier} ${place.account}`;
    if (heldThing.has(key) || bound.has(key)) continue;
    const owner = sighting.under.flatMap(
      ({ carrier: { tags } }) => bindings.get(`${tags.deployment} ${tags.node}`) ?? heldAt.get(`${tags.deployment} ${tags.node}`) ?? [],
    )[0];
    if (owner === undefined) continue;
    const address = nodeAddress.safeParse(childAddress(owner.node, type, identifier));
    const node = address.success ? address.data : nodeAddress.parse(childAddress('found', type, identifier));
    const at = {
      target: owner.rebuilt === undefined ? owner.at.target : target.name,
      cloud: 'aws',
      account: place.account,
      region: regions.includes(owner.at.region) ? owner.at.region : place.region,
    } as const;
    bindings.set(`${owner.deployment} ${node}`, {
      ...blank,
      deployment: owner.deployment,
      node,
      type,
      at,
      identifier,
      creation,
      rebuilt: { seenIn: regions, under: owner.node },
    });
    bound.add(key);
  }

  for (const { target, region, unexplained } of places) {
    for (const { arn, tags } of unexplained) {
      const because = tags.type === null ? 'its tags are not as Asbuilt writes them' : `it cannot be read as the ${tags.type} that its tags name`;
      doubts.push({
        deployment: tags.deployment,
        node: tags.node,
        type: tags.type ?? 'unknown',
        account: target.target.account,
        region,
        identifier: arn,
        because,
      });
    }
  }
  return { bindings: [...bindings.values()], deployments, doubts };
}

/** One live thing, wherever it was seen. */
interface Thing<S extends Sighting> {
  readonly sighting: S;
  /** The first target through which it was seen. */
  readonly target: NamedTarget;
  readonly regions: readonly string[];
}

function gather<S extends Sighting>(places: readonly Seen[], of: (place: Seen) => readonly S[]): readonly Thing<S>[] {
  const things: { sighting: S; target: NamedTarget; reach: Reach; regions: string[] }[] = [];
  const byName = new Map<string, (typeof things)[number][]>();
  for (const place of places) {
    const reach = reachOfTarget(place.target);
    for (const sighting of of(place)) {
      const key = canonicalJson([reach.endpoint, reach.account, sighting.type, sighting.identifier]);
      const alike = byName.get(key) ?? [];
      byName.set(key, alike);
      const same = alike.find((thing) => thing.regions.includes(place.region) || sameCreation(thing.sighting.creation, sighting.creation));
      if (same !== undefined) {
        if (!same.regions.includes(place.region)) same.regions.push(place.region);
        continue;
      }
      const thing = { sighting, target: place.target, reach, regions: [place.region] };
      alike.push(thing);
      things.push(thing);
    }
  }
  return things;
}

/** Whether two sightings of one name are proved to be of one creation. */
function sameCreation(one: Creation | null, other: Creation | null): boolean {
  if (one?.kind === 'identifier' && other?.kind === 'identifier') return true;
  return one?.kind === 'read' && other?.kind === 'read' && one.source === other.source && one.value === other.value;
}

/** Why what is live is not what the books name for its node; null where it is, or where they do not know. */
function against(known: ResourceBinding, { type, identifier, place, creation }: Carrier): string | null {
  if (known.doubtful === true) return null;
  if (known.type !== type || known.identifier !== identifier || known.at.account !== place.account)
    return `the books name ${known.identifier} for ${known.node}`;
  const before = known.creation;
  const again = before?.kind === 'read' && creation?.kind === 'read' && before.source === creation.source && before.value !== creation.value;
  return again ? 'it was made again under the identifier of the one in the books' : null;
}

/** Why what is live is not bound to the node that its tags name: the books have it for another, and it is proved to be that one. */
function heldAs(holder: ResourceBinding | undefined, { creation }: Carrier): string | null {
  if (holder === undefined || holder.doubtful === true || !sameCreation(holder.creation, creation)) return null;
  return `the books name it as ${holder.node} of deployment ${holder.deployment}`;
}

function doubtOf({ tags, type, place, identifier }: Carrier, because: string): Doubt {
  return { deployment: tags.deployment, node: tags.node, type, account: place.account, region: place.region, identifier, because };
}

/** In how many things of a deployment, seen in one region alone, each region was seen. */
function majorityOf(things: readonly Thing<Carrier>[]): ReadonlyMap<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { sighting, regions } of things) {
    const [only] = regions;
    if (regions.length !== 1 || only === undefined) continue;
    const of = counts.get(sighting.tags.deployment) ?? new Map<string, number>();
    counts.set(sighting.tags.deployment, of.set(only, (of.get(only) ?? 0) + 1));
  }
  return new Map([...counts].map(([name, of]) => [name, [...of].reduce((most, each) => (each[1] > most[1] ? each : most))[0]]));
}

/** Where something that shows in several regions is said to live until a wish says it: where most of its deployment is, else in the target's first region. */
function homeRegion({ regions, target }: Thing<Carrier>, majority: string | undefined): string {
  if (majority !== undefined && regions.includes(majority)) return majority;
  return target.regions.find((region) => regions.includes(region)) ?? regions[0] ?? '';
}

/** Of two versions of a blueprint the later one: a tag keeps the one that last had something to ask of its resource. */
function laterOf(one: string, other: string): string {
  const [a, b] = [parseUse(one), parseUse(other)];
  return a.name === b.name && /^\d+\.\d+\.\d+$/.test(a.range) && /^\d+\.\d+\.\d+$/.test(b.range) && compareVersions(a.range, b.range) < 0 ? other : one;
}
