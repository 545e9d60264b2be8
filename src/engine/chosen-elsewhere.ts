import { importedAs } from '../catalog/cloudformation/parameter-origins.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { DraftResource, DraftUnit, Proposal } from '../model/proposal.ts';
import { placesOf } from './agent-inputs.ts';

/**
 * A proposal in which what comes of other deployments' exports counts as chosen by the AI agent that had a hand in those, and which of it, null where none had: an input that meant little where it was given may
 * be an address range here. `hand`: the agent that has one in the proposal itself. What it exports in turn is theirs too.
 */
export function chosenElsewhere(made: Proposal, hand: string | null): { readonly proposal: Proposal; readonly agent: string | null } {
  const theirs = (made.imports ?? []).filter(({ by }) => by !== undefined);
  const agent = theirs[0]?.by ?? null;
  const by = hand ?? agent;
  const exports = by === null ? made.exports : made.exports?.map((one) => ({ ...one, by }));
  const proposal = exports === undefined ? made : { ...made, exports };
  if (agent === null) return { proposal, agent };
  const values = theirs.map(({ value }) => value);
  // Which of a template's parameters has it is not followed: each may.
  const stored = theirs.filter((one) => one.stored !== undefined);
  const origins = new Map(theirs.map(({ name, value }) => [importedAs(name), { name, value }]));
  const resources = proposal.resources.map((resource): DraftResource => {
    const { node, chosen = [], properties, parameters, presence } = resource;
    const reads = stored.find(({ stored: template }) => node.startsWith(`${template}.`));
    const isTheirs = (name: string): boolean => reads !== undefined || origins.has(name);
    const decided = Object.entries(parameters?.places ?? {}).flatMap(([place, names]) => (names.some(isTheirs) ? [place] : []));
    const places = [...new Set([...chosen, ...decided, ...placesOf(values, properties)])];
    const deciding = (parameters?.presence ?? []).flatMap((name) => origins.get(name) ?? reads ?? []);
    const there: JsonObject = { ...presence, ...Object.fromEntries(deciding.map(({ name, value }) => [name, value])) };
    return { ...resource, ...(places.length === 0 ? {} : { chosen: places }), ...(Object.keys(there).length === 0 ? {} : { presence: there }) };
  });
  const units = proposal.units.map((unit): DraftUnit => {
    const given = Object.entries(unit.inputs).flatMap(([name, value]) => (placesOf(values, { value: value as Json }).length > 0 ? [name] : []));
    const chosen = [...new Set([...(unit.chosen ?? []), ...given])];
    return { ...unit, ...(chosen.length === 0 ? {} : { chosen }) };
  });
  return { proposal: { ...proposal, resources, units }, agent };
}
