import type { OutputOrigins } from '../catalog/cloudformation/parameter-origins.ts';
import { expandVersion } from '../catalog/expand-blueprint.ts';
import { type InputReach, inputReach, plainAddress } from '../catalog/input-reach.ts';
import { fromText, memberNames, memberSchema } from '../catalog/json-schemas.ts';
import { compareVersions } from '../catalog/version-range.ts';
import { withTemplates } from '../catalog/with-templates.ts';
import { problem } from '../kernel/diagnostic.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { shellWord } from '../model/aws-cli.ts';
import type { Caller } from '../model/caller.ts';
import type { NamedAsks } from '../model/named-asks.ts';
import type { RequestOf } from '../model/operations.ts';
import type { Plan } from '../model/plan.ts';
import { type Evidence, type Proposal, proposal } from '../model/proposal.ts';
import type { NamedTarget } from '../model/target.ts';
import { type AgentsPart, chosenBy, saidFirst } from './agent-inputs.ts';
import { carriedInputs, movedDefaults, stillTheirs, toldOfDefaults } from './carried-inputs.ts';
import { type FoundVersion, findVersion } from './catalog.ts';
import { type DraftedWith, draftAll } from './draft-templates.ts';
import type { EnginePorts } from './engine-ports.ts';
import { findTargets } from './find-target.ts';
import { lockedContents } from './intact-content.ts';
import { planProposal } from './plan-proposal.ts';
import { type Before, standingBefore, standsAlready } from './standing-before.ts';

type Request = RequestOf<'planBlueprint'>;

/**
 * The plan that takes a deployment, new or standing, to a version of the catalog. What the version no longer asks for is deleted in it. Where no version is named, a standing deployment stays at the
 * one that it follows, and the plan says that there is a higher one: else whoever changes an input takes an upgrade with it. `said`: where inputs came from words, which. `agents`: what of it is an AI agent's, where not all of it is the caller's.
 */
export async function planBlueprint(
  request: Request,
  caller: Caller,
  ports: EnginePorts,
  said: readonly Evidence[] = [],
  agents: AgentsPart = allOf(request, caller),
): Promise<Result<Plan>> {
  const named = await findVersion(request.name, request.version, caller, ports);
  if (!named.ok) return named;
  const before = await standingBefore(request, ports);
  if (!before.ok) return before;
  const { follows } = before.value;
  const found = request.version !== undefined || follows === undefined ? named : await findVersion(request.name, follows, caller, ports);
  if (!found.ok) return found;
  const targets = findTargets(request.targets ?? before.value.targets, ports);
  if (!targets.ok) return targets;
  const schema = found.value.content.facts.inputs;
  const standing = carriedInputs(before.value, schema);
  const inputs = { ...standing, ...request.inputs };
  const unsaid = before.value.lost ? memberNames(schema).filter((name) => !Object.hasOwn(inputs, name)) : [];
  if (unsaid.length > 0) return fail(inputsLost(before.value.deployment, unsaid, schema));
  const asked = request.inputs ?? {};
  const fromBefore = await reachOf(
    found.value,
    Object.keys(before.value.by).filter((name) => !Object.hasOwn(asked, name)),
    null,
    ports,
  );
  if (!fromBefore.ok) return fromBefore;
  const isAgents = (node: string): boolean => agents.agent !== null || (fromBefore.value.templates.get(plainAddress(node))?.size ?? 0) > 0;
  const proposed = await proposalOf(found.value, { ...request, inputs, isAgents }, before.value, targets.value, ports);
  if (!proposed.ok) return proposed;
  const { made, outputOrigins } = proposed.value;
  const now = made.blueprint?.inputs ?? {};
  const given = Object.fromEntries(Object.entries(asked).filter(([name]) => agents.inputs.includes(name)));
  const moved = agents.version ? movedDefaults(before.value, now, asked) : {};
  const carried = stillTheirs(before.value, now, asked, standing);
  const former = Object.fromEntries(Object.keys(carried).map((name) => [name, now[name] as Json]));
  const theirs = { ...former, ...moved, ...given };
  const reach = await reachOf(found.value, Object.keys(theirs), outputOrigins, ports);
  if (!reach.ok) return reach;
  const chosen = chosenBy(keptBy(made, { ...carried, ...byOf({ ...moved, ...given }, agents) }), theirs, reach.value);
  const { line } = found.value;
  const defaults = toldOfDefaults(`${line.name}@${line.version}`, before.value, now, asked, schema);
  const first = [
    ...saidFirst(given, 'input', 'for the input'),
    ...saidFirst(moved, 'input', 'with the version, for the input'),
    ...saidFirst(former, 'input', 'in an earlier plan, for the input'),
  ];
  const understood = {
    ...chosen,
    evidence: [...first, ...standsAlready(before.value, now, asked), ...chosen.evidence, ...said, ...higherThan(line, named.value.line), ...defaults],
  };
  const { accept, replace, adopt } = request;
  const asks = { accept, replace, adopt } as NamedAsks;
  return planProposal(
    understood,
    {
      targets: targets.value,
      intent: `${line.name}@${line.version}`,
      agent: agents.agent,
      formerly: Object.values(carried)[0] ?? null,
      sources: [],
      named: asks,
    },
    caller,
    ports,
  );
}

/** An agent that calls gave everything. */
function allOf({ inputs = {} }: Request, { agent }: Caller): AgentsPart {
  return { agent, inputs: agent === null ? [] : Object.keys(inputs), version: agent !== null };
}

/** That a deployment stays at its version although there is a higher one. */
function higherThan({ name, version }: FoundVersion['line'], highest: FoundVersion['line']): Evidence[] {
  if (compareVersions(highest.version, version) <= 0) return [];
  const words = `${name}@${version}`;
  return [
    {
      words,
      entry: `blueprint/${words}`,
      effect: `is what the deployment follows, and stays; there is ${name}@${highest.version}, which is taken where it is named`,
    },
  ];
}

/** Whose each of these is. */
function byOf(inputs: JsonObject, { agent }: AgentsPart): Record<string, string> {
  return agent === null ? {} : Object.fromEntries(Object.keys(inputs).map((name) => [name, agent]));
}

/** A proposal whose record says which of its inputs are an agent's. */
function keptBy(made: Proposal, by: Readonly<Record<string, string>>): Proposal {
  return made.blueprint === undefined || Object.keys(by).length === 0 ? made : { ...made, blueprint: { ...made.blueprint, by } };
}

/** Where inputs of a version lead to; `outputs` as `inputReach` has it. */
async function reachOf({ content }: FoundVersion, inputs: readonly string[], outputs: OutputOrigins | null, ports: EnginePorts): Promise<Result<InputReach>> {
  const locked = await lockedContents(content, ports);
  return locked.ok ? ok(inputReach(content, inputs, (digest) => locked.value.get(digest), outputs)) : locked;
}

/** What a version comes to for a deployment, and what decides the outputs of its templates. INPUT_INVALID for what is outside of its inputs. */
export async function proposalOf(
  { line, content }: FoundVersion,
  { inputs = {}, region, isAgents }: Pick<Request, 'inputs' | 'region'> & Pick<DraftedWith, 'isAgents'>,
  before: Pick<Before, 'deployment' | 'region'>,
  targets: ReadonlyMap<string, NamedTarget>,
  ports: EnginePorts,
): Promise<Result<{ readonly made: Proposal; readonly outputOrigins: OutputOrigins }>> {
  const locked = await lockedContents(content, ports);
  if (!locked.ok) return locked;
  const given = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [name, typeof value === 'string' ? fromText(memberSchema(content.facts.inputs, name), value) : value]),
  );
  const expanded = expandVersion(content, given, { locked: (digest) => locked.value.get(digest), controls: ports.knowledge.controls });
  const called = `${line.name}@${line.version}: `;
  if (!expanded.ok)
    return fail(...expanded.problems.map((each) => ({ ...each, message: each.message.startsWith(called) ? each.message : `${called}${each.message}` })));
  const [main] = targets.values();
  const place = region ?? before.region ?? main?.regions[0] ?? '';
  const drafted = await draftAll(
    before.deployment,
    expanded.value.templates,
    { source: (digest) => ports.store.source(digest), targets, region: place, isAgents },
    ports,
  );
  if (!drafted.ok) return drafted;
  const parts = withTemplates(expanded.value, drafted.value);
  if (!parts.ok) return parts;
  const { resources, units, gates, boundaries } = parts.value;
  const document = content.document;
  const made = proposal.safeParse({
    kind: 'draft',
    deployment: before.deployment,
    target: main?.name ?? '',
    region: place,
    resources,
    units,
    gates,
    onFailure: document.kind === 'Blueprint' ? document.onFailure : 'continue',
    blueprint: { name: line.name, version: line.version, digest: line.digest, inputs: expanded.value.inputs, given, boundaries },
    ...(drafted.value.exports.length === 0 ? {} : { exports: drafted.value.exports }),
    ...(drafted.value.imports.length === 0 ? {} : { imports: drafted.value.imports }),
    evidence: [evidenceOf(line), ...drafted.value.evidence],
  });
  if (made.success) return ok({ made: made.data, outputOrigins: drafted.value.outputOrigins });
  return fail(
    ...made.error.issues.map((issue) =>
      problem('INPUT_INVALID', `${line.name}@${line.version} comes to no deployment: ${issue.message}`, 'give other inputs', {
        at: issue.path.map(String).join('.'),
      }),
    ),
  );
}

/** What a deployment was asked with is lost with the records; a default in its place would change what stands, unless nobody gave another: so it is only named. */
function inputsLost(deployment: string, names: readonly string[], schema: JsonObject) {
  const said = names.map((name) => [name, memberSchema(schema, name)?.['default']] as const);
  const words = said.map(
    ([name, usual]) => `--input ${name}=${usual === undefined ? '…' : shellWord(typeof usual === 'string' ? usual : JSON.stringify(usual))}`,
  );
  const whose = said.some(([, usual]) => usual !== undefined) ? '; what stands here is the default, which holds for what nobody gave' : '';
  return problem(
    'INPUT_INVALID',
    `the records of what ${deployment} was asked with are lost, and ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not given`,
    `give each as it was: ${words.join(' ')}${whose}`,
    { at: `inputs.${names[0]}` },
  );
}

function evidenceOf({ name, version, kind, digest, owner, status, why }: FoundVersion['line']): Evidence {
  const deprecated = status === 'deprecated' ? `; it is deprecated: ${why ?? ''}` : '';
  const at = `${name}@${version}`;
  return {
    words: at,
    entry: `${kind === 'Blueprint' ? 'blueprint' : 'artifact'}/${at}`,
    effect: `is as ${owner} published it (${digest.slice(0, 12)})${deprecated}`,
  };
}
