import { type InputReach, plainAddress } from '../catalog/input-reach.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { pointerOf } from '../kernel/pointer.ts';
import type { DraftResource, Evidence, Proposal } from '../model/proposal.ts';
import { hidingBelow } from '../model/secret-place.ts';
import { withheld } from '../model/withhold.ts';

/**
 * An agent's inputs are said first. Wherever one of them decides what stands in a property, or whether a node is there, whoever approves is asked again for what is of that kind:
 * `choicesIn`. `reach` is where they lead to. What a CloudFormation template makes of one is known only where its value can be seen again.
 */
export function chosenBy(made: Proposal, inputs: JsonObject, reach: InputReach): Proposal {
  if (Object.keys(inputs).length === 0) return made;
  const resources = made.resources.map((resource) => {
    const address = plainAddress(resource.node);
    const direct = [...(reach.places.get(address)?.keys() ?? [])];
    const places = [...new Set([...(resource.chosen ?? []), ...direct, ...seenIn(resource, address, inputs, reach)])];
    const deciding = [...(reach.presence.get(address) ?? [])].sort();
    const presence = Object.fromEntries(deciding.map((name) => [name, inputs[name] as Json]));
    return { ...resource, ...(places.length === 0 ? {} : { chosen: places }), ...(deciding.length === 0 ? {} : { presence }) };
  });
  return { ...made, resources, evidence: [...saidFirst(inputs, 'input', 'for the input'), ...made.evidence] };
}

/** What an agent gave by name, as the plan that is signed says it first. */
export function saidFirst(given: JsonObject, kind: 'input' | 'params', what: string): Evidence[] {
  return Object.entries(given).map(([name, value]) => {
    const text = typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
    const words = hidingBelow(name) === 'secret' ? withheld : text;
    return { words, entry: `${kind}/${name}`, effect: `was chosen by an AI agent ${what} ${name}: is it what you want?` };
  });
}

/** Where a value that went into a template stands again, alone or within a text. */
function seenIn({ properties }: DraftResource, address: string, inputs: JsonObject, { templates }: InputReach): string[] {
  const given = [...templates].flatMap(([node, names]) => (address.startsWith(`${node}.`) || address.startsWith(`${node}_`) ? [...names] : []));
  if (given.length === 0) return [];
  const values = new Set(Object.values(inputs).flatMap((value) => leavesOf(value).map((leaf) => String(leaf.value))));
  const stands = (text: string): boolean => values.has(text) || [...values].some((value) => value.length >= shortestPart && text.includes(value));
  return leavesOf(properties).flatMap(({ pointer, value }) => (value !== null && stands(String(value)) ? [pointer] : []));
}

/** Shorter values are parts of everything. */
const shortestPart = 4;

interface Leaf {
  readonly pointer: string;
  readonly value: null | boolean | number | string;
}

function leavesOf(value: Json, path: readonly string[] = []): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ pointer: pointerOf(path), value }];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item) => leavesOf(item, [...path, '*']));
  return Object.entries(value).flatMap(([name, member]) => leavesOf(member as Json, [...path, name]));
}
