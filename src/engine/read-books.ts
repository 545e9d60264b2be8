import type { StandingNames } from '../intent/read-things.ts';
import { broughtAlong, type Owed, type Standing, type Thing, thingsOf } from '../intent/standing.ts';
import { problem } from '../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { DeploymentName, NodeAddress } from '../model/names.ts';
import type { Binding, ResourceBinding } from '../model/observed.ts';
import type { DraftResource, Evidence, Proposal } from '../model/proposal.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { EnginePorts } from './engine-ports.ts';

/** What the books hold, and where each deployment is. */
export interface Library {
  readonly bindings: ReadonlyMap<string, readonly Binding[]>;
  readonly deployments: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Set where they are not all there is: the target to which a question keeps, and all there is. */
  readonly part?: { readonly target: string | undefined; readonly whole: Library };
}

/** What of the books an intent looks into: the deployment that is named beside its words, and those that are at the target; each whole. */
export function booksOf(library: Library, { deployment, target }: { readonly deployment: string | undefined; readonly target: string | undefined }): Library {
  if (deployment === undefined && target === undefined) return library;
  const isMeant = (name: string): boolean => {
    const targets = Object.values(library.deployments.get(name) ?? {});
    return (deployment === undefined || name === deployment) && (target === undefined || targets.includes(target));
  };
  const meant = <V>(of: ReadonlyMap<string, V>): ReadonlyMap<string, V> => new Map([...of].filter(([name]) => isMeant(name)));
  return { bindings: meant(library.bindings), deployments: meant(library.deployments), part: { target, whole: library } };
}

export async function readBooks({ store }: Pick<EnginePorts, 'store'>): Promise<Library> {
  const [bindings, deployments] = [await store.allBindings(), await store.deployments()];
  return {
    bindings: Map.groupBy(bindings, ({ deployment }) => deployment as string),
    deployments: new Map(deployments.map(({ name, targets }) => [name, targets])),
  };
}

/** The things of one deployment, or of every one that has something of these types. */
export async function thingsIn(library: Library, types: ReadonlySet<string>, about: DeploymentName | null, ports: EnginePorts): Promise<Thing[]> {
  const things: Thing[] = [];
  for (const [name, bindings] of library.bindings) {
    const resources = resourcesAmong(bindings);
    if (about === null ? !resources.some(({ type }) => types.has(type)) : name !== about) continue;
    const { draft } = await draftOf(name as DeploymentName, bindings, ports);
    things.push(...thingsOf(resources, library.deployments.get(name) ?? {}, broughtAlong(draft), ports.knowledge, typesOf(ports)));
  }
  return things;
}

/** A node of the books that somebody may mean by a name. */
export interface Called {
  readonly deployment: DeploymentName;
  readonly node: NodeAddress;
}

/** What of a deployment, or of all there is, is called so: by a name that it carries, or by that of its node. */
export async function thingsCalled(name: string, within: DeploymentName | null, library: Library, ports: EnginePorts): Promise<Called[]> {
  const called: Called[] = [];
  for (const [key, bindings] of library.bindings) {
    const deployment = key as DeploymentName;
    if (within !== null && deployment !== within) continue;
    const things = await thingsIn(library, new Set(), deployment, ports);
    const carriers = new Set(things.flatMap(({ node, names }) => (names.includes(name) ? [node as string] : [])));
    for (const { node } of bindings) if (node === name || carriers.has(node)) called.push({ deployment, node });
  }
  return called;
}

/** What everything that stands is called. */
export function namesIn(library: Library, ports: EnginePorts): StandingNames {
  const names = new Map<string, Set<string>>();
  for (const bindings of library.bindings.values())
    for (const { names: own, type } of thingsOf(resourcesAmong(bindings), {}, new Map(), ports.knowledge, typesOf(ports)))
      for (const name of own) names.set(name, (names.get(name) ?? new Set()).add(type));
  return names;
}

function typesOf({ types }: EnginePorts): (name: string) => ResourceType | null {
  return (name) => {
    const type = types.type(name);
    return type.ok ? type.value : null;
  };
}

function resourcesAmong(bindings: readonly Binding[]): ResourceBinding[] {
  return bindings.filter((binding) => binding.kind === 'resource');
}

/** What stands of a deployment, as a change is laid over it. INPUT_INVALID where the records do not say all that is asked of it. */
export async function standingOf(deployment: DeploymentName, library: Library, ports: EnginePorts): Promise<Result<Standing>> {
  const bindings = library.bindings.get(deployment) ?? [];
  const { draft, lacks, unsaid, found, owed } = await draftOf(deployment, bindings, ports);
  if (lacks === null) return ok({ deployment, draft, unsaid, found, owed });
  const message = `the records do not say with which inputs ${lacks} of ${deployment} runs`;
  return fail(problem('INPUT_INVALID', message, 'give the whole deployment in an intent file that says its nodes', { at: lacks }));
}

/**
 * All that was asked of a deployment when it was last applied, as far as it is in the books, with what that needs; where that was not recorded, what was applied
 * to each resource. `lacks` is a node of which neither says enough.
 */
async function draftOf(
  deployment: DeploymentName,
  bindings: readonly Binding[],
  ports: EnginePorts,
): Promise<Pick<Standing, 'draft' | 'unsaid' | 'found' | 'owed'> & { readonly lacks: string | null }> {
  const bound = bindings.filter((binding) => binding.kind === 'unit' || binding.formerly === undefined);
  const recorded = await ports.store.draft(deployment);
  if (recorded !== null) {
    const draft = kept(recorded, new Set(bound.map(({ node }) => node)));
    return { draft, lacks: null, unsaid: [], found: [], owed: await owedBy(deployment, recorded, draft, ports) };
  }
  const resources = resourcesAmong(bound);
  const [first] = resources;
  const mains = resources.filter((binding) => isMain(binding, ports)).map(({ node }) => node);
  const draft: Proposal = {
    kind: 'draft',
    deployment,
    target: first?.at.target ?? '',
    region: first?.at.region ?? '',
    resources: resources.map((binding) => asApplied(binding, isMain(binding, ports) ? undefined : ownerAmong(mains, binding.node), ports)),
    units: [],
    gates: [],
    onFailure: 'continue',
    evidence: [],
  };
  const unsaid = resources.filter(({ rebuilt, applied }) => rebuilt !== undefined && rebuilt.under === undefined && Object.keys(applied).length === 0);
  const found = resources.filter(({ rebuilt }) => rebuilt?.under !== undefined).map(({ node }) => node);
  return { draft, lacks: bound.find(({ kind }) => kind === 'unit')?.node ?? null, unsaid: unsaid.map(({ node }) => node), found, owed: [] };
}

/** What was asked for last and is not in the draft that a change is laid over, where that is since its run has not made it. */
async function owedBy(deployment: DeploymentName, asked: Proposal, draft: Proposal, { store }: EnginePorts): Promise<Owed[]> {
  const [last] = await store.lastAsked(deployment);
  if (last === undefined || last.run.status === 'succeeded') return [];
  const stays = new Set<string>([...draft.resources, ...draft.units].map(({ node }) => node));
  const left = [...asked.resources, ...asked.units].filter(({ node }) => !stays.has(node));
  const way = `to have it, go on with that run first: asbuilt runs resume ${last.run.id}; or ask for it once more`;
  const toldOf = (node: string): Evidence => ({
    words: 'default',
    entry: `deployment/${deployment}`,
    effect: `leaves out ${node}, which run ${last.run.id} was asked for and has not made: ${way}`,
  });
  return left.map(({ node }) => ({ node, told: toldOf(node) }));
}

/** The nodes of a draft that are in the books, and those which they refer to or wait for. */
export function kept(draft: Proposal, bound: ReadonlySet<string>): Proposal {
  const nodes = [...draft.resources, ...draft.units];
  const stays = new Set<string>(bound);
  const reach = (): boolean => {
    const texts = nodes.filter(({ node }) => stays.has(node)).map((node) => JSON.stringify('properties' in node ? node.properties : node.inputs));
    const waited = new Set(nodes.flatMap((node) => (stays.has(node.node) ? (node.dependsOn as readonly string[]) : [])));
    const more = nodes.filter(
      ({ node }) => !stays.has(node) && (waited.has(node) || texts.some((text) => text.includes(JSON.stringify(`\${${node}.`).slice(1, -1)))),
    );
    for (const { node } of more) stays.add(node);
    return more.length > 0;
  };
  if (nodes.some(({ node }) => !stays.has(node))) while (reach());
  return { ...draft, resources: draft.resources.filter(({ node }) => stays.has(node)), units: draft.units.filter(({ node }) => stays.has(node)) };
}

/** Where nothing says what came along: whether a node is called as a sentence calls what it asks for (bucket, bucket_reports), unlike a log_bucket. */
function isMain({ node, type }: ResourceBinding, { knowledge }: EnginePorts): boolean {
  return [...knowledge.patterns.values()].some((pattern) => pattern.type === type && (node === pattern.node || node.startsWith(`${pattern.node}_`)));
}

/** Which of several brought a node along, where nothing says it: what comes along is called after its owner, as dead_letter_queue_jobs after queue_jobs. */
function ownerAmong(mains: readonly NodeAddress[], node: string): NodeAddress | undefined {
  const words = node.split('_').reverse();
  const alike = (main: string): number => {
    const own = main.split('_').reverse();
    const differ = words.findIndex((word, index) => word !== own[index]);
    return differ < 0 ? words.length : differ;
  };
  return mains.reduce<NodeAddress | undefined>((best, main) => (best === undefined || alike(main) > alike(best) ? main : best), undefined);
}

function asApplied({ node, type, at, applied, retain }: ResourceBinding, owner: DraftResource['of'], { types }: EnginePorts): DraftResource {
  const known = types.type(type);
  const tags = known.ok ? known.value.tags?.property : undefined;
  const own = tags === undefined ? applied : withoutOurs(applied, tags);
  return {
    node,
    type,
    properties: plain(own) as JsonObject,
    dependsOn: [],
    retain,
    checks: [],
    at: { target: at.target, region: at.region },
    ...(owner === undefined ? {} : { of: owner }),
  };
}

function withoutOurs(properties: JsonObject, name: string): JsonObject {
  const tags = properties[name];
  if (tags === undefined) return properties;
  const ours = (key: unknown): boolean => typeof key === 'string' && key.startsWith('asbuilt:');
  if (Array.isArray(tags))
    return { ...properties, [name]: (tags as readonly Json[]).filter((tag) => !isJsonObject(tag) || !ours(tag['Key'] ?? tag['TagKey'])) };
  return isJsonObject(tags) ? { ...properties, [name]: Object.fromEntries(Object.entries(tags).filter(([key]) => !ours(key))) } : properties;
}

/** A value that was applied, as a draft writes it: its `${` begin no expression. */
function plain(value: Json): Json {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${');
  if (Array.isArray(value)) return (value as readonly Json[]).map(plain);
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)])) : value;
}
