import { formName } from '../intent/physical-name.ts';
import type { Act } from '../intent/reading/read-act.ts';
import type { Open, Refusal, ResolveContext } from '../intent/resolve.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { ok, type Result } from '../kernel/result.ts';
import { type DeploymentName, deploymentName } from '../model/names.ts';
import type { DraftResource, Proposal } from '../model/proposal.ts';
import type { Question } from '../model/question.ts';
import type { NamedTarget } from '../model/target.ts';
import type { Asked } from './come-to.ts';
import type { EnginePorts } from './engine-ports.ts';
import { recordedTargets } from './find-target.ts';
import { type Library, standingOf, thingsIn } from './read-books.ts';

/** A deployment once more, as a new one. */
interface Copied {
  readonly kind: 'proposal';
  readonly proposal: Proposal;
  readonly targets: ReadonlyMap<string, NamedTarget>;
}

const slot = 'copied';

/** What stands once more, in another region or under another name; which is meant is asked where that is not clear. */
export async function copyDeployment(
  act: Extract<Act, { readonly kind: 'copy' }>,
  asked: Asked,
  context: ResolveContext,
  library: Library,
  ports: EnginePorts,
): Promise<Result<Copied | Open | Refusal>> {
  const chosen = asked.answers.find((answer) => answer.at === 'intent:1' && answer.slot === slot)?.value;
  const candidates = await called(chosen ?? act.of, library, ports);
  const [deployment, other] = candidates;
  if (deployment === undefined || other !== undefined)
    return ok({ kind: 'question', questions: [which(act, candidates.length > 0 ? candidates : [...library.bindings.keys()])] });
  const standing = await standingOf(deployment as DeploymentName, library, ports);
  if (!standing.ok) return standing;
  const targets = recordedTargets(deployment, library.deployments.get(deployment) ?? {}, ports);
  if (!targets.ok) return targets;
  const { draft } = standing.value;
  const before = draft.resources[0]?.at?.region ?? draft.region;
  const region = act.region ?? before;
  const name = freeName(deployment, region === before ? null : region, library);
  const resources = draft.resources.map((resource) => copied(resource, { before, region, deployment: name, account: context.target.target.account }, context));
  const evidence = [{ words: act.words, entry: `deployment/${deployment}`, effect: `is ${deployment} once more, as ${name} in ${region}` }];
  return ok({ kind: 'proposal', proposal: { ...draft, deployment: name, region: region as Proposal['region'], resources, evidence }, targets: targets.value });
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

function freeName(deployment: string, region: string | null, { bindings, deployments }: Library): DeploymentName {
  const stem = `${deployment}${region === null ? '' : `_${region.replaceAll('-', '_')}`}`.slice(0, 58);
  let name = region === null ? `${stem}_2` : stem;
  for (let ordinal = 2; bindings.has(name) || deployments.has(name); ordinal++) name = `${stem}_${ordinal}`;
  return deploymentName.parse(name);
}

interface Moved {
  readonly before: string;
  readonly region: string;
  readonly deployment: string;
  readonly account: string;
}

/** The same in its new place: what names the old region names the new one. A name that can be there only once is formed anew. */
function copied({ at, said: _, ...resource }: DraftResource, moved: Moved, { knowledge }: ResolveContext): DraftResource {
  const { before, region, deployment, account } = moved;
  let properties = inRegion(resource.properties, before, region) as JsonObject;
  const rule = knowledge.naming.get(resource.type)?.rule;
  if (rule?.property !== undefined && properties[rule.property] !== undefined && (region === before || rule.form.includes('{digest}'))) {
    const suffixed = rule.suffix !== undefined && properties[rule.suffix.when] === true;
    const name = formName(resource.type, rule, { deployment, node: resource.node, account, region }, suffixed);
    if (name.ok) properties = { ...properties, [rule.property]: name.value };
  }
  return { ...resource, properties, ...(at === undefined ? {} : { at: { ...at, region: region as NonNullable<typeof at.region> } }) };
}

function inRegion(value: Json, before: string, region: string): Json {
  if (typeof value === 'string') return before === region ? value : value.replaceAll(before, region);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => inRegion(item, before, region));
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inRegion(item, before, region)]))
    : value;
}

function which({ of, words }: { readonly of: string | null; readonly words: string }, names: readonly string[]): Question {
  const shown = [...names].sort().slice(0, 8);
  const options = (shown.length > 0 ? shown : ['nothing']).map((value, index) => ({
    letter: String.fromCharCode(97 + index),
    value,
    text: shown.length > 0 ? `the deployment ${value}` : 'nothing stands that could be made once more: leave it',
  }));
  const what = of === null ? `"${words}" does not say what` : `Nothing is called "${of}" here`;
  return { at: 'intent:1', slot, text: `${what}. Which deployment is meant?`, options, open: true, default: options[0]?.value ?? 'nothing', because: null };
}
