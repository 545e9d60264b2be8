import type { Act } from '../intent/reading/read-act.ts';
import type { Open, Refusal, ResolveContext } from '../intent/resolve.ts';
import type { Standing } from '../intent/standing.ts';
import { problem } from '../kernel/diagnostic.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type DeploymentName, deploymentName } from '../model/names.ts';
import type { DraftResource, Evidence, Proposal } from '../model/proposal.ts';
import type { Question } from '../model/question.ts';
import type { NamedTarget } from '../model/target.ts';
import { chosenBefore } from './chosen-before.ts';
import type { Asked } from './come-to.ts';
import type { EnginePorts } from './engine-ports.ts';
import { elsewhere, wholeNeeded } from './find-subject.ts';
import { recordedTargets } from './find-target.ts';
import { type Moved, namedAnew } from './named-anew.ts';
import { type Library, standingOf, thingsIn } from './read-books.ts';

/** A deployment once more, as a new one. */
interface Copied {
  readonly kind: 'proposal';
  readonly proposal: Proposal;
  readonly targets: ReadonlyMap<string, NamedTarget>;
}

type Copy = Extract<Act, { readonly kind: 'copy' }>;

const slot = 'copied';

/**
 * What stands once more, in another region or under another name; which is meant is asked where that is not clear. A refusal where nothing says what was asked of it, or where it is in that region already.
 */
export async function copyDeployment(
  act: Copy,
  asked: Asked,
  context: ResolveContext,
  library: Library,
  ports: EnginePorts,
): Promise<Result<Copied | Open | Refusal>> {
  const named = asked.intent.deployment;
  const chosen = asked.answers.find((answer) => answer.at === 'intent:1' && answer.slot === slot)?.value;
  const found = (await called(chosen ?? act.of, library, ports)).filter((one) => named === undefined || one === named);
  const [wanted] = asked.targets.values();
  const atTarget = asked.placed && wanted !== undefined ? found.filter((one) => targetsOf(one, library).includes(wanted.name)) : found;
  const [deployment, other] = atTarget;
  const [away] = found;
  if (deployment === undefined && away !== undefined && wanted !== undefined) return fail(elsewhere(away, wanted, targetsOf(away, library)));
  if (deployment === undefined || other !== undefined) return ok({ kind: 'question', questions: [which(act, atTarget, library)] });
  const standing = await standingOf(deployment as DeploymentName, library, ports);
  if (!standing.ok) return standing;
  const { draft, unsaid, found: unowned } = standing.value;
  if (unsaid.length + unowned.length > 0) return ok(wholeNeeded(deployment, [...unsaid, ...unowned]));
  const targets = recordedTargets(deployment, library.deployments.get(deployment) ?? {}, ports);
  if (!targets.ok) return targets;
  const before = draft.resources[0]?.at?.region ?? draft.region;
  if (act.region === before) return ok(alreadyThere(deployment, before));
  const region = act.region ?? before;
  const name = freeName(deployment, region === before ? null : region, library);
  const accountOf = ({ at }: DraftResource): string => (targets.value.get(at?.target ?? '') ?? context.target).target.account;
  const resources = draft.resources.map((resource) =>
    copied(resource, { was: { deployment, region: before }, is: { deployment: name, region }, account: accountOf(resource) }, ports),
  );
  const evidence = [
    { words: act.words, entry: `deployment/${deployment}`, effect: `is ${deployment} once more, as ${name} in ${region}` },
    ...(await toldOf(deployment, act, region, standing.value, resources, ports)),
  ];
  const proposal = await chosenBefore({ ...draft, deployment: name, region: region as Proposal['region'], resources, evidence }, ports);
  return proposal.ok ? ok({ kind: 'proposal', proposal: proposal.value, targets: targets.value }) : proposal;
}

/** What of a copy its words do not say: a region that was chosen, a wish that was not carried out, addresses that the first has too. */
async function toldOf(
  deployment: string,
  { words, region: said }: Copy,
  region: string,
  { owed }: Standing,
  resources: readonly DraftResource[],
  { knowledge, store }: EnginePorts,
): Promise<Evidence[]> {
  const told = (effect: string): Evidence => ({ words: 'default', entry: `deployment/${deployment}`, effect });
  const spoken = words.toLowerCase().replaceAll('-', ' ');
  const wide = said === null || words.toLowerCase().includes(said) ? undefined : [...knowledge.places.keys()].find((place) => spoken.includes(place));
  const [last] = await store.lastAsked(deployment);
  const unfinished = last !== undefined && last.run.status !== 'succeeded';
  const blocks = resources.flatMap(({ type, properties: { CidrBlock: block } }) => (type === 'AWS::EC2::VPC' && typeof block === 'string' ? [block] : []));
  return [
    ...(wide === undefined ? [] : [told(`takes ${region} for "${wide}", which has several regions: another one is said by its own name`)]),
    ...(unfinished ? [told(`copies what was asked for last: run ${last.run.id} has not made all of it, and how it is tells asbuilt show ${deployment}`)] : []),
    ...owed.map(({ told: one }) => one),
    ...blocks.map((block) => told(`has the addresses ${block} as well, so that the two networks can never be peered`)),
  ];
}

/** The deployments that a name means: its own, or those of what is called so; all where nothing is named. */
async function called(name: string | null, library: Library, ports: EnginePorts): Promise<string[]> {
  if (name === null) return [...library.bindings.keys()];
  if (library.bindings.has(name)) return [name];
  const found: string[] = [];
  for (const deployment of library.bindings.keys()) {
    const things = await thingsIn(library, new Set(), deployment as DeploymentName, ports);
    if (things.some(({ names }) => names.includes(name))) found.push(deployment);
  }
  return found;
}

function targetsOf(deployment: string, { deployments }: Library): string[] {
  return Object.values(deployments.get(deployment) ?? {});
}

function freeName(deployment: string, region: string | null, { bindings, deployments }: Library): DeploymentName {
  const stem = `${deployment}${region === null ? '' : `_${region.replaceAll('-', '_')}`}`.slice(0, 58);
  let name = region === null ? `${stem}_2` : stem;
  for (let ordinal = 2; bindings.has(name) || deployments.has(name); ordinal++) name = `${stem}_${ordinal}`;
  return deploymentName.parse(name);
}

/** The same in its new place: what names the old region names the new one. */
function copied({ at, said: _, ...resource }: DraftResource, moved: Moved, ports: EnginePorts): DraftResource {
  const { was, is } = moved;
  const there = { ...resource, properties: inRegion(resource.properties, was.region, is.region) as JsonObject };
  const properties = namedAnew(resource.properties, there, moved, ports);
  return { ...there, properties, ...(at === undefined ? {} : { at: { ...at, region: is.region as NonNullable<typeof at.region> } }) };
}

function inRegion(value: Json, before: string, region: string): Json {
  if (typeof value === 'string') return before === region ? value : value.replaceAll(before, region);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => inRegion(item, before, region));
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inRegion(item, before, region)]))
    : value;
}

function alreadyThere(deployment: string, region: string): Refusal {
  const fix = `name another region; or, for one more beside it: same as ${deployment}`;
  return { kind: 'refusal', problems: [problem('INTENT_NOT_UNDERSTOOD', `${deployment} stands in ${region} already`, fix, { at: 'intent:1' })] };
}

/** Asks which of `found` is meant; of all there is, where nothing was found or named. */
function which({ of, words }: Copy, found: readonly string[], library: Library): Question {
  const shown = [...(found.length > 0 ? found : library.bindings.keys())].sort().slice(0, 8);
  const options = (shown.length > 0 ? shown : ['nothing']).map((value, index) => ({
    letter: String.fromCharCode(97 + index),
    value,
    text: shown.length > 0 ? `the deployment ${value}, at ${targetsOf(value, library).join(' and ')}` : 'nothing stands that could be made once more: leave it',
  }));
  const what = of === null ? `"${words}" does not say what` : found.length > 0 ? `Several have something called "${of}"` : `Nothing is called "${of}" here`;
  return { at: 'intent:1', slot, text: `${what}. Which deployment is meant?`, options, open: true, default: options[0]?.value ?? 'nothing', because: null };
}
