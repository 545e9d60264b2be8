import { inputReach } from '../catalog/input-reach.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { DraftResource, DraftUnit, Proposal } from '../model/proposal.ts';
import { chosenBy, saidFirst } from './agent-inputs.ts';
import type { EnginePorts } from './engine-ports.ts';
import { intactContent, lockedContents } from './intact-content.ts';

/**
 * What stands once more, with what an AI agent chose of it, or what its inputs decide in it, as chosen by the agent: a yes was to a value at its place, and this is another one.
 */
export async function chosenBefore(made: Proposal, ports: Pick<EnginePorts, 'store'>): Promise<Result<Proposal>> {
  const again = <N extends DraftResource | DraftUnit>(node: N): N =>
    node.theirs === undefined ? node : { ...node, chosen: [...new Set([...(node.chosen ?? []), ...node.theirs.places])] };
  const before: Proposal = { ...made, resources: made.resources.map(again), units: made.units.map(again) };
  const { blueprint } = made;
  const theirs = Object.fromEntries(Object.entries(blueprint?.inputs ?? {}).filter(([name]) => Object.hasOwn(blueprint?.by ?? {}, name)));
  const names = Object.keys(theirs);
  if (blueprint === undefined || names.length === 0) return ok(before);
  const said = { ...before, evidence: [...saidFirst(theirs, 'input', 'in an earlier plan, for the input'), ...made.evidence] };
  const content = await intactContent(blueprint.digest, ports, blueprint);
  if (!content.ok) return content;
  if (content.value === null) return ok(said);
  const locked = await lockedContents(content.value, ports);
  return locked.ok
    ? ok(
        chosenBy(
          said,
          theirs,
          inputReach(content.value, names, (one) => locked.value.get(one)),
        ),
      )
    : locked;
}
