import type { Json, JsonObject } from '../kernel/json.ts';
import { pointerOf } from '../kernel/pointer.ts';
import type { Proposal } from '../model/proposal.ts';

/** An agent's inputs are said first, and where one goes into a property as it is, whoever approves is asked again for what is of security or cannot be changed. */
export function chosenBy(made: Proposal, inputs: JsonObject): Proposal {
  const given = Object.entries(inputs);
  if (given.length === 0) return made;
  const said = given.map(([name, value]) => {
    const words = typeof value === 'string' ? value : JSON.stringify(value);
    return { words: words === '' ? '""' : words, entry: `input/${name}`, effect: `was chosen by an AI agent for the input ${name}: is it what you want?` };
  });
  const plain = new Set(given.map(([, value]) => (typeof value === 'object' ? null : String(value))));
  const resources = made.resources.map((resource) => {
    const chosen = leavesOf(resource.properties).flatMap(({ pointer, value }) => (value !== null && plain.has(String(value)) ? [pointer] : []));
    return chosen.length === 0 ? resource : { ...resource, chosen: [...new Set([...(resource.chosen ?? []), ...chosen])] };
  });
  return { ...made, resources, evidence: [...said, ...made.evidence] };
}

function leavesOf(value: Json, path: readonly string[] = []): { readonly pointer: string; readonly value: null | boolean | number | string }[] {
  if (typeof value !== 'object' || value === null) return [{ pointer: pointerOf(path), value }];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item) => leavesOf(item, [...path, '*']));
  return Object.entries(value).flatMap(([name, member]) => leavesOf(member as Json, [...path, name]));
}
