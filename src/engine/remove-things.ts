import { namePropertyOf } from '../intent/closure/name-property.ts';
import { identify } from '../intent/identify.ts';
import type { Open, Refusal, ResolveContext } from '../intent/resolve.ts';
import { problem } from '../kernel/diagnostic.ts';
import { valueAt } from '../kernel/pointer.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { DeploymentName } from '../model/names.ts';
import type { DraftResource, Proposal } from '../model/proposal.ts';
import type { NamedTarget } from '../model/target.ts';
import type { Asked } from './come-to.ts';
import type { EnginePorts } from './engine-ports.ts';
import { wholeNeeded } from './find-subject.ts';
import { recordedTargets } from './find-target.ts';
import { goingWith, withoutPermissionsOn } from './leave-behind.ts';
import { type Library, standingOf, thingsCalled, thingsIn } from './read-books.ts';
import { findPart } from './remove-part.ts';

/** What is left of a deployment after something is taken out of it; null where nothing is. */
export interface Removal {
  readonly kind: 'removal';
  readonly deployment: DeploymentName;
  readonly rest: Proposal | null;
  readonly targets: ReadonlyMap<string, NamedTarget>;
  /** The nodes of the rest that are not asked for as before. */
  readonly about?: ReadonlySet<string>;
}

/** All there is, without a word of what. */
const everything =
  /^(?:it all|everything|all)(?: of (?:it|them|this|that))?(?: (?:the )?(?:resources|deployments|things))?(?: (?:that )?(?:(?:we|i) have|(?:there )?(?:is|are)(?: there)?))?[.!]?$/iu;
const deploymentsNamed = 5;

/** The removal of what the words name: of things that stand, with what came along with them. A refusal says where it was looked. */
export async function removeThings(
  what: string,
  asked: Asked,
  context: ResolveContext,
  library: Library,
  ports: EnginePorts,
): Promise<Result<Removal | Open | Refusal>> {
  const named = what.trim().replace(/^(?:the\s+)?(?:deployment\s+)?["'`]?([a-z][a-z0-9_]*)["'`]?[.!]?$/u, '$1');
  if (library.bindings.has(named)) return whole(named as DeploymentName, library, ports);
  if (everything.test(what.trim())) return ok({ kind: 'refusal', problems: [oneByOne(library)] });
  // "Remove queue" says a kind, `queue_mail` a node.
  const [node, twin] = /^\w+_\w+$/u.test(named) ? await thingsCalled(named, null, library, ports) : [];
  if (node?.node === named && twin === undefined) return without(new Set([node.node]), node.deployment, what, library, ports);
  const part = await findPart(what, context, library, ports);
  if (part !== null) {
    if (!part.ok || 'kind' in part.value) return part as Result<Refusal>;
    return without(new Set(part.value.gone), part.value.deployment, what, library, ports, part.value.owner);
  }
  // "A queue" is any, and no name for the one that is to go.
  const any = /^(?:an?|some|any|one)\s+\S+/iu.exec(what.trim());
  if (any !== null) return ok({ kind: 'refusal', problems: [unsure(what, any[0])] });
  const read = await ports.resolver.mentions?.({ ...asked.intent, intent: what }, context);
  if (read === undefined || !read.ok) return ok({ kind: 'refusal', problems: read?.problems ?? [nothing(what, library, context)] });
  const [more] = read.value.more;
  if (more !== undefined) return ok({ kind: 'refusal', problems: [unsure(what, more)] });
  const mentions = read.value.mentions.map((mention) => ({ ...mention, points: 'standing' as const }));
  if (mentions.length === 0) return ok({ kind: 'refusal', problems: [nothing(what, library, context)] });
  const things = await thingsIn(library, new Set(mentions.map(({ type }) => type)), null, ports);
  const { target } = context;
  const found = identify(
    mentions,
    {
      things,
      about: null,
      usual: new Map(),
      target: target.name,
      region: { said: read.value.region, usual: target.regions[0] ?? '' },
      anywhere: !asked.placed,
    },
    asked.answers,
  );
  if (!found.ok) return ok({ kind: 'refusal', problems: found.problems });
  // To make what is not there is no way to remove it.
  if ('kind' in found.value)
    return found.value.questions.some(({ options }) => options.some(({ value }) => value === 'new'))
      ? ok({ kind: 'refusal', problems: [nothing(what, library, context)] })
      : ok(found.value);
  const { deployment, nodes } = found.value;
  const gone = new Set<string>([...nodes.values()].flat().flatMap((node) => node ?? []));
  if (deployment === null || gone.size === 0) return ok({ kind: 'refusal', problems: [nothing(what, library, context)] });
  return without(gone, deployment, what, library, ports);
}

/** A deployment without some of its nodes, and without what came along with those or joins them with others; `owner` is another of its nodes as it is asked for then. */
async function without(
  named: ReadonlySet<string>,
  deployment: DeploymentName,
  what: string,
  library: Library,
  ports: EnginePorts,
  owner: DraftResource | null = null,
): Promise<Result<Removal | Refusal>> {
  const standing = await standingOf(deployment, library, ports);
  if (!standing.ok) return standing;
  const { draft, owed, unsaid, found } = standing.value;
  const gone = goingWith(draft.resources, named);
  const lost = [...unsaid, ...found].filter((node) => !gone.has(node));
  if (lost.length > 0) return ok(wholeNeeded(deployment, lost));
  const resources = draft.resources.flatMap((one) => (gone.has(one.node) ? [] : [withoutPermissionsOn(one.node === owner?.node ? owner : one, gone)]));
  const holder = resources.find(({ properties, dependsOn }) =>
    [...gone].some((node) => JSON.stringify(properties).includes(`\${${node}.`) || dependsOn.some((one) => one === node)),
  );
  if (holder !== undefined) {
    const message = `${holder.node} refers to what would be removed`;
    const fix = `name ${calledBy(ownerOf(holder, draft.resources), ports)} too, or remove the whole: asbuilt destroy ${deployment}`;
    return ok({ kind: 'refusal', problems: [problem('INTENT_NOT_UNDERSTOOD', message, fix, { at: 'intent:1' })] });
  }
  const asks = draft.gates.find(({ gate: waits }) => waits.kind === 'until' && gone.has(waits.node));
  if (asks !== undefined) {
    const message = `the gate ${asks.node} waits for what would be removed`;
    const fix = `give all of ${deployment} in an intent file that says what the gate waits for then, or remove the whole: asbuilt destroy ${deployment}`;
    return ok({ kind: 'refusal', problems: [problem('INTENT_NOT_UNDERSTOOD', message, fix, { at: 'intent:1' })] });
  }
  const gates = draft.gates.map((one) => ({ ...one, dependsOn: one.dependsOn.filter((node) => !gone.has(node)) }));
  const targets = recordedTargets(deployment, library.deployments.get(deployment) ?? {}, ports);
  if (!targets.ok) return targets;
  // Whoever read it may have put a name in quotes.
  const words = what.replaceAll('"', '');
  const evidence = [...owed.map(({ told }) => told), ...[...gone].map((node) => ({ words, entry: `deployment/${deployment}`, effect: `removes ${node}` }))];
  const rest = resources.length + draft.units.length === 0 ? null : { ...draft, deployment, resources, gates, evidence };
  const before = new Set(draft.resources);
  const otherwise = resources.filter((one) => !before.has(one)).map(({ node }) => node as string);
  return ok({ kind: 'removal', deployment, rest, targets: targets.value, about: new Set(otherwise) });
}

/** What something came along with in the end, which is what a sentence can name. */
function ownerOf(one: DraftResource, resources: readonly DraftResource[]): DraftResource {
  const owner = resources.find(({ node }) => node === one.of);
  return owner === undefined ? one : ownerOf(owner, resources);
}

function calledBy({ node, type, properties }: DraftResource, { types }: EnginePorts): string {
  const known = types.type(type);
  const pointer = known.ok ? namePropertyOf(known.value) : null;
  const name = pointer === null ? undefined : valueAt(properties, pointer);
  return typeof name === 'string' && !name.includes('${') ? `"${name}"` : node;
}

function whole(deployment: DeploymentName, library: Library, ports: EnginePorts): Result<Removal> {
  const targets = recordedTargets(deployment, library.deployments.get(deployment) ?? {}, ports);
  return targets.ok ? ok({ kind: 'removal', deployment, rest: null, targets: targets.value }) : targets;
}

/** A sentence that would take away all there is takes away nothing: each deployment is removed by its name, and seen before. */
function oneByOne({ bindings }: Library) {
  const names = [...bindings.keys()].sort();
  const commands = names.slice(0, deploymentsNamed).map((name) => `asbuilt destroy ${name}`);
  const more = names.length - commands.length;
  return problem(
    'INTENT_NOT_UNDERSTOOD',
    names.length === 0 ? 'nothing is there to remove: no deployment stands' : 'what is removed is named, a deployment at a time',
    names.length === 0 ? 'see what stands: asbuilt deployments' : `${commands.join('; ')}${more > 0 ? `; and ${more} more: asbuilt deployments` : ''}`,
    { at: 'intent:1' },
  );
}

/** Whatever says more than a name may say that it is not the thing which is to go: "remove versioning from reports". */
function unsure(what: string, more: string) {
  const message = `whether "${what.trim()}" is to go is not certain: what "${more}" says is not used to find it`;
  return problem('INTENT_NOT_UNDERSTOOD', message, 'name only what is to go, as in: delete the queue jobs', { at: 'intent:1' });
}

function nothing(what: string, { bindings }: Library, { target }: ResolveContext) {
  const looked = `${[...bindings.values()].flat().length} resources of ${bindings.size} deployments in the books, at target ${target.name}`;
  return problem('INTENT_NOT_UNDERSTOOD', `nothing is called "${what.trim()}": looked through ${looked}`, 'see what stands: asbuilt deployments', {
    at: 'intent:1',
  });
}
