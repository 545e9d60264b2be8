import { type InputReach, parameterOf, plainAddress } from '../catalog/input-reach.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { plainName } from '../kernel/plain-name.ts';
import type { Caller } from '../model/caller.ts';
import type { DraftResource, Evidence, Proposal } from '../model/proposal.ts';
import type { Answer } from '../model/question.ts';
import { hidingBelow } from '../model/secret-place.ts';
import { withheld } from '../model/withhold.ts';
import type { Asked } from './come-to.ts';

/**
 * Wherever one of an agent's inputs, or a default that it moved by choosing the version, decides what stands in a property, or whether a node is there, whoever approves is asked again for what is of that kind:
 * `choicesIn`. `reach` is where they lead to, through the parameters, conditions, mappings, loops and outputs of a CloudFormation template too.
 */
export function chosenBy(made: Proposal, inputs: JsonObject, reach: InputReach): Proposal {
  if (Object.keys(inputs).length === 0) return made;
  const resources = made.resources.map((resource) => {
    const address = plainAddress(resource.node);
    const direct = [...(reach.places.get(address)?.keys() ?? [])];
    const template = throughTemplate(resource, address, reach);
    const places = [...new Set([...(resource.chosen ?? []), ...direct, ...template.places])];
    return {
      ...resource,
      ...(places.length === 0 ? {} : { chosen: places }),
      ...presenceOf([...(reach.presence.get(address) ?? []), ...template.presence], inputs),
    };
  });
  const units = made.units.map((unit) => {
    const address = plainAddress(unit.node);
    const chosen = [...new Set([...(unit.chosen ?? []), ...(reach.units.get(address)?.keys() ?? [])])];
    return { ...unit, ...(chosen.length === 0 ? {} : { chosen }), ...presenceOf([...(reach.presence.get(address) ?? [])], inputs) };
  });
  return { ...made, resources, units };
}

/** What of a plan is an AI agent's. */
export interface AgentsPart {
  /** The agent that had a hand in it; null where people alone did. */
  readonly agent: string | null;
  /** The inputs that it gave, by name. */
  readonly inputs: readonly string[];
  /** Whether it chose the version. */
  readonly version: boolean;
}

/** The AI agent that had a hand in what was asked: that asked, gave parameters, answered, or calls now; null where people alone did. */
export function agentIn({ wordsBy, paramsBy, answers }: Pick<Asked, 'wordsBy' | 'paramsBy' | 'answers'>, caller: Caller): string | null {
  return caller.agent ?? wordsBy ?? paramsBy ?? answers.find(({ by }) => by !== undefined)?.by ?? null;
}

/** What an agent answered is said first, in the plan that is signed. What of it the person who approves is asked for again: `choicesIn`. */
export function chosenByAgent(answers: readonly Answer[]): Evidence[] {
  return answers.flatMap(({ at, slot, value, by }) =>
    by === undefined ? [] : [{ words: spoken(value), entry: `answer/${slot}`, effect: `was chosen by an AI agent for ${slot} (${at}): is it what you want?` }],
  );
}

/** The words of evidence that somebody said: `default` alone stands for what nobody did. */
function spoken(words: string): string {
  return words === 'default' ? JSON.stringify(words) : words;
}

/** What an agent gave by name, or chose with a version, as the plan that is signed says it first. */
export function saidFirst(given: JsonObject, kind: 'input' | 'params', what: string): Evidence[] {
  return Object.entries(given).map(([name, value]) => {
    const text = typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
    const words = hidingBelow(name) === 'secret' ? withheld : spoken(text);
    return { words, entry: `${kind}/${name}`, effect: `was chosen by an AI agent ${what} ${plainName(name)}: is it what you want?` };
  });
}

function presenceOf(names: readonly string[], inputs: JsonObject): { readonly presence?: JsonObject } {
  const deciding = [...new Set(names)].sort();
  return deciding.length === 0 ? {} : { presence: Object.fromEntries(deciding.map((name) => [name, inputs[name] as Json])) };
}

/** The template that a resource is of; undefined for a resource of none. */
function templateOf(address: string, { templates }: InputReach): string | undefined {
  const around = [...templates.keys()].filter((node) => address.startsWith(`${node}.`) || address.startsWith(`${node}_`));
  return around.sort((one, other) => other.length - one.length)[0];
}

/** Where a template leads the inputs that its parameters are given: whether the resource is there, and what stands in it. */
function throughTemplate(
  { parameters }: DraftResource,
  address: string,
  reach: InputReach,
): { readonly places: readonly string[]; readonly presence: readonly string[] } {
  const template = templateOf(address, reach);
  if (template === undefined || parameters === undefined) return { places: [], presence: [] };
  const decided = (name: string): readonly string[] => {
    const { node, parameter } = parameterOf(template, name);
    return [...(reach.templates.get(node)?.get(parameter) ?? [])];
  };
  const places = Object.entries(parameters.places).flatMap(([pointer, names]) => (names.some((name) => decided(name).length > 0) ? [pointer] : []));
  return { places, presence: parameters.presence.flatMap(decided) };
}
