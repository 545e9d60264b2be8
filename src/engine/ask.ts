import { intentFromJson, intentFromText, nodesFromJson, standingFromJson } from '../intent/parse-intent.ts';
import { withoutSecrets } from '../intent/reading/plain-secret.ts';
import { resolveNodes } from '../intent/resolve-nodes.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { digestOf } from '../kernel/digest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Caller } from '../model/caller.ts';
import type { Intent } from '../model/intent.ts';
import type { NamedAsks } from '../model/named-asks.ts';
import type { DeploymentName } from '../model/names.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import type { Proposal } from '../model/proposal.ts';
import { resolution } from '../model/resolution.ts';
import type { SourceBundle } from '../model/source-bundle.ts';
import type { NamedTarget } from '../model/target.ts';
import { agentIn, chosenByAgent, saidFirst } from './agent-inputs.ts';
import { type Asked as AskedOf, asQuestion, comeTo } from './come-to.ts';
import { planRemoval, unknownDeployment } from './destroy.ts';
import { draftTemplates } from './draft-templates.ts';
import type { EnginePorts } from './engine-ports.ts';
import { findTargets, recordedTargets, standingTargets } from './find-target.ts';
import { letOthersIn } from './let-others-in.ts';
import { blueprintsFor, planChosen } from './offer-blueprint.ts';
import { type Proposed, planProposal } from './plan-proposal.ts';
import { readAnswers } from './read-answers.ts';
import type { SentSource } from './source-for.ts';

type Asked = Result<ResponseOf<'ask'>>;
type Targets = ReadonlyMap<string, NamedTarget>;

/** Intent → proposal → desired → as-built → plan; or a question, or a refusal. */
export async function ask(request: RequestOf<'ask'>, caller: Caller, ports: EnginePorts): Promise<Asked> {
  const sources = sourcesOf(request.sources ?? {}, caller);
  if (!sources.ok) return sources;
  if (Object.hasOwn(request.intent, 'nodes')) return askForNodes(request, sources.value, caller, ports);
  if (isAboutStanding(request)) return askForStanding(request, caller, ports);
  const parsed = parsedIntent(request.intent);
  if (!parsed.ok) return parsed;
  // What somebody wrote as a secret goes no further than this line.
  const intent = aboutOne({ ...parsed.value, intent: withoutSecrets(parsed.value.intent) }, request.deployment);
  if (!intent.ok) return intent;
  const { target } = intent.value;
  const named = request.targets ?? (target === undefined ? {} : { [target]: target });
  const targets = findTargets(named, ports);
  if (!targets.ok) return targets;
  const placed = Object.keys(named).length > 0;
  const wordsBy = caller.agent === null ? undefined : 'agent';
  const paramsBy = intent.value.params === undefined ? undefined : wordsBy;
  return understood({ intent: intent.value, wordsBy, paramsBy, targets: targets.value, answers: [], placed }, sources.value, caller, ports);
}

/** Continues an intent with answers to the questions that it raised. */
export async function answer(request: RequestOf<'answer'>, caller: Caller, ports: EnginePorts): Promise<Asked> {
  const record = await ports.store.resolution(request.id);
  if (record === null || record.kind !== 'question')
    return fail(problem('QUESTION_UNKNOWN', `there is no question ${request.id}`, 'ask again: the question comes with its id', { at: request.id }));
  const asked = resolution.parse(JSON.parse(record.bytes));
  if (asked.kind !== 'question') throw new Error(`${record.id} is not the question as which it is recorded`);
  const answers = readAnswers(asked.questions, request.answers, caller.agent === null ? undefined : 'agent');
  if (!answers.ok) return answers;
  const targets = findTargets(asked.targets, ports);
  if (!targets.ok) return targets;
  const { intent, wordsBy, paramsBy, placed } = asked;
  return understood({ intent, wordsBy, paramsBy, targets: targets.value, answers: [...asked.answers, ...answers.value], placed }, [], caller, ports);
}

/** The intent with the one deployment that it names, in whichever way. */
function aboutOne(intent: Intent, deployment: string | undefined): Result<Intent> {
  const named = [deployment, intent.deployment, intent.name].filter((name) => name !== undefined);
  const other = named.find((name) => name !== named[0]);
  if (other !== undefined) return fail(twoDeployments(named[0] ?? '', other));
  return ok(deployment === undefined ? intent : { ...intent, deployment: deployment as DeploymentName });
}

function twoDeployments(one: string, other: string): Diagnostic {
  return problem('INPUT_INVALID', `${one} and ${other} are two deployments`, 'name the one that is to be changed', { at: 'deployment' });
}

async function understood(asked: AskedOf, sources: readonly SentSource[], caller: Caller, ports: EnginePorts): Promise<Asked> {
  const { intent, targets } = asked;
  const [main] = targets.values();
  if (intent.account !== undefined && main !== undefined && intent.account !== main.target.account) {
    const message = `target ${main.name} is account ${main.target.account}, not ${intent.account}`;
    return fail(problem('TARGET_MISMATCH', message, 'name a target of that account with --target', { at: 'intent.account' }));
  }
  const chosen = await planChosen(asked, caller, ports);
  if (chosen !== null) {
    if (!chosen.ok) return chosen;
    if (chosen.value.kind === 'question') {
      const { id, questions } = await asQuestion(asked, chosen.value, ports);
      return ok({ kind: 'question', id, questions: [...questions] });
    }
    const { plan } = chosen.value;
    const named = Object.fromEntries(plan.targets.map(({ alias, name }) => [alias, name]));
    const [region = ''] = plan.changes.flatMap(({ at }) => (at.cloud === 'aws' ? [at.region] : []));
    return ok({ kind: 'proposal', interpretation: { deployment: plan.deployment, targets: named, region, evidence: plan.evidence }, plan });
  }
  const came = await comeTo({ ...asked, published: await blueprintsFor(asked, caller, ports) }, ports);
  if (!came.ok) return came;
  if (came.value.kind === 'refusal') return ok({ kind: 'refusal', problems: [...came.value.problems] });
  if (came.value.kind === 'question') return ok({ kind: 'question', id: came.value.id, questions: [...came.value.questions] });
  if (came.value.kind === 'answer') return ok({ kind: 'answer', text: came.value.text, rows: [...came.value.rows], coverage: came.value.coverage });
  if (came.value.kind === 'removal' && came.value.rest === null) return emptied(came.value.deployment, came.value.targets, asked, caller, ports);
  const proposal = came.value.kind === 'removal' ? came.value.rest : came.value.proposal;
  const { about } = came.value;
  if (proposal === null) throw new TypeError('a removal that leaves something has a rest');
  const params = asked.paramsBy === 'agent' ? saidFirst(intent.params ?? {}, 'params', 'as') : [];
  const evidence = [...params, ...chosenByAgent(asked.answers), ...proposal.evidence];
  return planned(
    { ...proposal, evidence },
    came.value.targets,
    intent,
    { intent: intent.intent, agent: agentIn(asked, caller), about },
    sources,
    caller,
    ports,
  );
}

/** Only names are given, and the deployment where they are: the wish stays what it was. */
function isAboutStanding({ intent, deployment }: RequestOf<'ask'>): boolean {
  const isNaming = ['accept', 'replace', 'adopt'].some((name) => Object.hasOwn(intent, name));
  return isNaming && !Object.hasOwn(intent, 'intent') && (deployment !== undefined || Object.hasOwn(intent, 'deployment'));
}

/** All that stands in a deployment, as it was asked for, with what is named of it: it is about that alone. */
async function askForStanding(request: RequestOf<'ask'>, caller: Caller, ports: EnginePorts): Promise<Asked> {
  const { deployment: named = request.deployment } = request.intent as { readonly deployment?: string };
  if (request.deployment !== undefined && named !== request.deployment) return fail(twoDeployments(request.deployment, String(named)));
  const parsed = standingFromJson({ ...request.intent, deployment: named ?? '' });
  if (!parsed.ok) return parsed;
  const { deployment } = parsed.value;
  const known = (await ports.store.deployments()).find(({ name }) => name === deployment);
  if (known === undefined) return fail(await unknownDeployment(deployment, ports));
  const draft = await ports.store.draft(deployment);
  if (draft === null)
    return fail(
      problem(
        'INPUT_INVALID',
        `nothing says what was asked of ${deployment}`,
        'ask for all of it once more, in its words or its file, and name the nodes with that',
        {
          at: deployment,
        },
      ),
    );
  const targets = recordedTargets(deployment, { ...known.targets, ...request.targets }, ports);
  const told = { intent: `what stands in ${deployment}`, agent: caller.agent, about: new Set<string>() };
  return targets.ok ? planned(draft, targets.value, parsed.value, told, [], caller, ports) : targets;
}

/** An intent that says its nodes itself, and sends what its units run. */
async function askForNodes(request: RequestOf<'ask'>, sources: readonly SentSource[], caller: Caller, ports: EnginePorts): Promise<Asked> {
  const nodes = nodesFromJson(request.intent);
  if (!nodes.ok) return nodes;
  await letOthersIn();
  const { name } = nodes.value;
  if (request.deployment !== undefined && request.deployment !== name)
    return fail(problem('INPUT_INVALID', `the file is of deployment ${name}, not of ${request.deployment}`, 'name that one, or leave the deployment out'));
  const targets = findTargets(request.targets ?? (await standingTargets(name, ports)), ports);
  if (!targets.ok) return targets;
  const [main] = targets.value.values();
  if (main === undefined) return fail(problem('TARGET_UNKNOWN', 'no target is named', 'name one with --target', { at: 'target' }));
  const templates = await draftTemplates(nodes.value, sources, targets.value, caller, ports);
  if (!templates.ok) return templates;
  const proposal = resolveNodes(nodes.value, main, templates.value);
  if (!proposal.ok) return proposal;
  await letOthersIn();
  const kept = await withinBlueprint(proposal.value, ports);
  return planned(kept, targets.value, nodes.value, { intent: `the nodes of ${proposal.value.deployment}`, agent: caller.agent }, sources, caller, ports);
}

/** A deployment that follows a blueprint stays within its boundary, whoever says its nodes one by one. */
async function withinBlueprint(proposal: Proposal, { store }: EnginePorts): Promise<Proposal> {
  const stands = (await store.bindings(proposal.deployment)).length > 0;
  const blueprint = stands ? (await store.draft(proposal.deployment))?.blueprint : undefined;
  if (blueprint === undefined) return proposal;
  const version = `${blueprint.name}@${blueprint.version}`;
  const told = {
    words: 'nodes',
    entry: `blueprint/${version}`,
    effect: `${proposal.deployment} follows ${version}, and is asked for node by node within its boundary`,
  };
  return { ...proposal, blueprint, evidence: [told, ...proposal.evidence] };
}

async function planned(
  proposal: Proposal,
  targets: Targets,
  { accept, replace, adopt }: NamedAsks,
  asked: Pick<Proposed, 'intent' | 'agent' | 'about'>,
  sources: readonly SentSource[],
  caller: Caller,
  ports: EnginePorts,
): Promise<Asked> {
  const plan = await planProposal(proposal, { targets, ...asked, sources, named: { accept, replace, adopt } }, caller, ports);
  if (!plan.ok) return plan;
  const { deployment, region } = proposal;
  const named = Object.fromEntries([...targets].map(([alias, { name }]) => [alias, name]));
  return ok({ kind: 'proposal', interpretation: { deployment, targets: named, region, evidence: plan.value.evidence }, plan: plan.value });
}

/** The plan that leaves nothing of a deployment. */
async function emptied(deployment: DeploymentName, targets: Targets, asked: AskedOf, caller: Caller, ports: EnginePorts): Promise<Asked> {
  const { intent } = asked.intent;
  const evidence = [...chosenByAgent(asked.answers), { words: intent, entry: `deployment/${deployment}`, effect: `removes all of ${deployment}` }];
  const plan = await planRemoval(deployment, { intent, evidence, agent: agentIn(asked, caller) }, caller, ports);
  if (!plan.ok) return plan;
  const named = Object.fromEntries([...targets].map(([alias, { name }]) => [alias, name]));
  const [main] = targets.values();
  return ok({ kind: 'proposal', interpretation: { deployment, targets: named, region: main?.regions[0] ?? '', evidence }, plan: plan.value });
}

/** Sources under the digest that they have, and no other. */
function sourcesOf(sources: Readonly<Record<string, SourceBundle>>, { agent }: Caller): Result<SentSource[]> {
  const wrong = Object.entries(sources).find(([digest, bundle]) => digestOf(bundle) !== digest);
  if (wrong !== undefined) return fail(problem('INPUT_INVALID', `a source has not the digest ${wrong[0].slice(0, 12)}…`, 'send it again', { at: 'sources' }));
  const sent = agent === null ? {} : { byAgent: true as const };
  return ok(Object.entries(sources).map(([digest, bundle]) => ({ kind: 'source', digest, bundle, ...sent })));
}

function parsedIntent(form: RequestOf<'ask'>['intent']): Result<Intent> {
  const text = form['intent'];
  return typeof text === 'string' && Object.keys(form).length === 1 ? intentFromText(text) : intentFromJson(JSON.stringify(form));
}
