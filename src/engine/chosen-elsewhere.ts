import { theirsElsewhere } from '../catalog/theirs-elsewhere.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { DraftResource, Proposal } from '../model/proposal.ts';
import { chosenAlong } from './chosen-along.ts';

/**
 * A proposal in which what comes of other deployments' exports, and of stored parameters, counts as chosen by the AI agent that had a hand in those, and which of it, null where none had: an input that meant
 * little where it was given may be an address range here.
 */
export function chosenElsewhere(made: Proposal): { readonly proposal: Proposal; readonly agent: string | null } {
  const theirs = theirsElsewhere(made.imports ?? []);
  const [first] = theirs.values();
  if (first === undefined) return { proposal: made, agent: null };
  const resources = made.resources.map((resource): DraftResource => {
    const { chosen = [], parameters, presence } = resource;
    const decided = Object.entries(parameters?.places ?? {}).flatMap(([place, names]) => (names.some((name) => theirs.has(name)) ? [place] : []));
    const places = [...new Set([...chosen, ...decided])];
    const deciding = (parameters?.presence ?? []).flatMap((name) => theirs.get(name) ?? []);
    const there: JsonObject = { ...presence, ...Object.fromEntries(deciding.map(({ name, value }) => [name, value])) };
    return { ...resource, ...(places.length === 0 ? {} : { chosen: places }), ...(Object.keys(there).length === 0 ? {} : { presence: there }) };
  });
  return { proposal: chosenAlong({ ...made, resources }), agent: first.by };
}
