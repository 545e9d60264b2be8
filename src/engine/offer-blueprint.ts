import { memberNames, memberSchema } from '../catalog/json-schemas.ts';
import { placeNamed } from '../intent/reading/read-act.ts';
import { type ReadInputs, readInputs } from '../intent/reading/read-inputs.ts';
import type { Open } from '../intent/resolve.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { plainName } from '../kernel/plain-name.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Caller } from '../model/caller.ts';
import type { CatalogLine } from '../model/catalog.ts';
import type { Plan } from '../model/plan.ts';
import type { Evidence } from '../model/proposal.ts';
import type { Answer, Question } from '../model/question.ts';
import { agentIn, chosenByAgent } from './agent-inputs.ts';
import { type FoundVersion, findVersion, rankedFor, visibleLines } from './catalog.ts';
import type { Asked } from './come-to.ts';
import type { EnginePorts } from './engine-ports.ts';
import { standingTargets } from './find-target.ts';
import { planBlueprint } from './plan-blueprint.ts';

/** So much of what a text says has to be covered by what a blueprint is called and told to be. */
const enough = 0.5;
/** So much where nothing else is known to make of the text. */
const enoughAlone = 0.2;
const most = 3;
const place = { at: 'intent:1', slot: 'blueprint' };
const draft = 'draft';
const none = 'none';

/** A blueprint that a text may mean. */
export interface Published {
  readonly line: CatalogLine;
  /** How much of the text it covers, between 0 and 1. */
  readonly score: number;
  /** What stands under the name that its deployment would have; null where nothing does. */
  readonly standing: Standing | null;
}

interface Standing {
  readonly deployment: string;
  readonly targets: readonly string[];
  /** The version of this blueprint that it follows; null where it follows none of it. */
  readonly follows: string | null;
  /** What another one can be called; null where the intent says which is meant. */
  readonly beside: string | null;
}

/** The blueprints of the catalog that a text may mean, the best first; none where nothing is published that the caller sees. */
export async function blueprintsFor({ intent }: Pick<Asked, 'intent'>, caller: Caller, ports: EnginePorts): Promise<readonly Published[]> {
  if (intent.deployment !== undefined || ports.resolver.mentions === undefined) return [];
  const lines = (await visibleLines(caller, ports)).filter(({ kind }) => kind === 'Blueprint');
  if (lines.length === 0) return [];
  const ranked = (await rankedFor(intent.intent, lines, ports)).filter(({ score, named }) => named || score >= enoughAlone).slice(0, most);
  return Promise.all(ranked.map(async ({ line, score }) => ({ line, score, standing: await standingAs(line.name, intent.name, ports) })));
}

async function standingAs(blueprint: string, named: string | undefined, { store }: Pick<EnginePorts, 'store'>): Promise<Standing | null> {
  const deployment = named ?? blueprint;
  const targets = Object.values(await standingTargets(deployment, { store }));
  if (targets.length === 0) return null;
  const followed = (await store.draft(deployment))?.blueprint;
  const taken = new Set((await store.deployments()).map(({ name }) => name as string));
  let number = 2;
  while (taken.has(`${deployment}_${number}`)) number++;
  return {
    deployment,
    targets,
    follows: followed?.name === blueprint ? followed.version : null,
    beside: named === undefined ? `${deployment}_${number}` : null,
  };
}

/**
 * Whether what is published is wanted, before anything is drafted; null where that was answered, or nothing is offered. Where something stands under the name that it would have, a new one beside that and a change of it
 * are two answers. `alone`: the words mean nothing else, so that a draft is no other way, and less of them has to be covered.
 */
export function offerOf(published: readonly Published[], answers: readonly Answer[], alone = false): Question | null {
  const offered = published.filter((one) => (alone || one.score >= enough) && waysOf(one).length > 0);
  if (offered.length === 0 || answers.some(({ at, slot }) => at === place.at && slot === place.slot)) return null;
  const other = alone
    ? { value: none, text: 'nothing is planned: say it in other words' }
    : { value: draft, text: 'a draft of what the words say, which nobody has published' };
  const options = [...offered.flatMap(waysOf), other];
  const stands = offered.flatMap(({ standing }) => (standing === null ? [] : [`${standing.deployment} stands at ${standing.targets.join(', ')}`]));
  return {
    ...place,
    text: `The catalog has a blueprint for this${stands.length === 0 ? '' : `, and ${stands.join('; ')}`}. What is to be planned?`,
    options: options.map((option, index) => ({ letter: String.fromCharCode(97 + index), ...option })),
    open: false,
    default: options[0]?.value ?? other.value,
    because: null,
  };
}

/** The answers that plan a blueprint, each with the deployment that it comes to where something stands: `web@1.0.0`, `web@1.0.0 as web_2`, `web@1.0.0 in web`. */
function waysOf({ line: { name, version, description, owner }, standing }: Published): { readonly value: string; readonly text: string }[] {
  const text = `${description} (published by ${owner})`;
  if (standing === null) return [{ value: `${name}@${version}`, text }];
  const { deployment, targets, follows, beside } = standing;
  const change = {
    value: `${name}@${follows} in ${deployment}`,
    text: `changes ${deployment}, which stands at ${targets.join(', ')}: what the words say of its inputs replaces what they are`,
  };
  const anew = { value: `${name}@${version} as ${beside}`, text: `${text}, a new one beside ${deployment}` };
  return [...(beside === null ? [] : [anew]), ...(follows === null ? [] : [change])];
}

/**
 * The plan of the blueprint that was chosen, in the region that the words name; a question where it cannot be without inputs that nobody said, or where words are none of its inputs; null where none was chosen. Its inputs are
 * the parameters of the intent, what was answered, and what the text says.
 */
export async function planChosen(
  asked: Asked,
  caller: Caller,
  ports: EnginePorts,
): Promise<Result<{ readonly kind: 'plan'; readonly plan: Plan } | Open> | null> {
  const { intent, targets, answers, wordsBy, paramsBy } = asked;
  const choice = answers.find(({ at, slot }) => at === place.at && slot === place.slot);
  const chosen = choice?.value;
  if (choice === undefined || chosen === undefined || chosen === draft || chosen === none) return null;
  const [, name = '', version = '', way, deployment] = /^(.*?)@(\S*)(?: (as|in) (\S+))?$/u.exec(chosen) ?? [];
  const changes = way === 'in';
  const fresh = deployment ?? intent.name ?? name;
  if (!changes && (await ports.store.bindings(fresh)).length > 0) return fail(standsMeanwhile(fresh));
  const found = await findVersion(name, version, caller, ports);
  if (!found.ok) return found;
  const regions = ports.types.regions();
  const own = ownWords(found.value);
  const read = readInputs(intent.intent, { schema: found.value.content.facts.inputs, own, knowledge: ports.knowledge, regions });
  const params = intent.params ?? {};
  const answer = answers.find(({ at, slot }) => at === place.at && slot === inputsSlot);
  const lacking = read.lacking.filter((input) => !Object.hasOwn(params, input));
  if (answer === undefined && lacking.length + read.unread.length > 0)
    return ok({ kind: 'question', questions: [inputsOf(chosen, lacking, read, found.value)] });
  const answered = answer === undefined || answer.value === leaveOut ? {} : pairsIn(answer.value, lacking);
  const region = intent.region ?? placeNamed(intent.intent, ports.knowledge, regions) ?? undefined;
  const told = read.told
    .filter(({ input }) => !Object.hasOwn(params, input) && !Object.hasOwn(answered, input))
    .map(
      ({ words, input }): Evidence => ({
        words,
        entry: `blueprint/${chosen}`,
        effect: `gives the input ${plainName(input)} ${JSON.stringify(read.inputs[input])}`,
      }),
    );
  const givenBy = { ...ownedBy(wordsBy, read.inputs), ...ownedBy(answer?.by, answered), ...ownedBy(paramsBy, params) };
  const inputs = Object.keys(givenBy).filter((name) => givenBy[name] !== undefined);
  const agents = { agent: agentIn(asked, caller), inputs, version: choice.by !== undefined };
  const planned = await planBlueprint(
    {
      name,
      // What stands follows its version until another one is named.
      ...(changes ? { deployment } : { version, as: fresh }),
      ...(changes && !asked.placed ? {} : { targets: Object.fromEntries([...targets].map(([alias, target]) => [alias, target.name])) }),
      inputs: { ...read.inputs, ...answered, ...params },
      ...(region === undefined ? {} : { region }),
    },
    caller,
    ports,
    [...chosenByAgent([choice]), ...told],
    agents,
  );
  if (planned.ok) return ok({ kind: 'plan', plan: planned.value });
  const missing = `give what it needs with: asbuilt plan ${chosen} --input NAME=VALUE`;
  return {
    ok: false,
    problems: planned.problems.map((problem) => (problem.code === 'INPUT_INVALID' ? { ...problem, fix: `${problem.fix}; ${missing}` } : problem)),
  };
}

function standsMeanwhile(deployment: string): Diagnostic {
  return problem('GRAPH_CONFLICT', `a deployment ${deployment} stands meanwhile`, 'ask again: it is then said what would become of it', { at: deployment });
}

/** By name of the input, whose its value is. */
function ownedBy(by: Answer['by'], inputs: JsonObject): Record<string, Answer['by']> {
  return Object.fromEntries(Object.keys(inputs).map((name) => [name, by]));
}

const inputsSlot = 'inputs';
const leaveOut = 'leave out';

/** What the version is called, and how it is described. */
function ownWords({ line, content }: FoundVersion): string {
  const { words = [] } = content.document.metadata as { readonly words?: readonly string[] };
  return [line.name.replaceAll('_', ' '), line.description, ...words].join(' ');
}

/** Asks for what it cannot be without and nobody said, and about words that are none of its inputs. */
function inputsOf(chosen: string, lacking: readonly string[], { unread }: ReadInputs, { content }: FoundVersion): Question {
  const { inputs } = content.facts;
  const value = lacking.length === 0 ? leaveOut : lacking.map((input) => `${input}=${sampleOf(memberSchema(inputs, input) ?? {}, input)}`).join(', ');
  const words = unread.map((said) => `"${said.words}"`).join(', ');
  const needed = lacking.length === 0 ? '' : `What is ${lacking.join(', ')} of ${chosen} to be? `;
  const left = words === '' ? '' : `${words} ${unread.length > 1 ? 'are' : 'is'} no input of ${chosen}, and nothing is made of it. `;
  return {
    ...place,
    slot: inputsSlot,
    text: `${needed}${left}Say inputs as NAME=VALUE, NAME=VALUE; it has ${memberNames(inputs).join(', ') || 'none'}`,
    options: [{ letter: 'a', value, text: lacking.length === 0 ? 'the words are left out' : `${value} (made up)` }],
    open: true,
    default: value,
    because: null,
  };
}

/** A value that the schema may take, for a question that has to show one. */
function sampleOf(schema: JsonObject, input: string): string {
  const { enum: values, type, minimum } = schema as Readonly<Record<string, Json | undefined>>;
  if (Array.isArray(values) && values.length > 0) return String((values as readonly Json[])[0]);
  if (type === 'integer' || type === 'number') return String(minimum ?? 1);
  return type === 'boolean' ? 'false' : input === 'name' ? 'main' : `my-${input.replaceAll('_', '-')}`;
}

/** "name=shop, tier=prod"; of a single input that is asked for, the value alone, too. */
function pairsIn(answer: string, lacking: readonly string[]): JsonObject {
  const [only, other] = lacking;
  if (!/^\s*\w+\s*=/u.test(answer) && only !== undefined && other === undefined) return { [only]: answer.trim() };
  return Object.fromEntries(
    answer.split(/,\s*(?=\w+\s*=)/u).flatMap((pair) => {
      const [, name, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/su.exec(pair) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
}
