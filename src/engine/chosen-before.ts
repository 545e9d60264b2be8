import { inputReach } from '../catalog/input-reach.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { Proposal } from '../model/proposal.ts';
import { chosenBy, placesOf, saidFirst } from './agent-inputs.ts';
import type { EnginePorts } from './engine-ports.ts';
import { intactContent, lockedContents } from './intact-content.ts';

/**
 * What stands once more, with what an AI agent's inputs decide in it as chosen by the agent: a yes was to a value at its place, and this is another one. Of a version that is gone from the records its values are
 * looked for.
 */
export async function chosenBefore(made: Proposal, ports: Pick<EnginePorts, 'store'>): Promise<Result<Proposal>> {
  const { blueprint } = made;
  const theirs = Object.fromEntries(Object.entries(blueprint?.inputs ?? {}).filter(([name]) => Object.hasOwn(blueprint?.by ?? {}, name)));
  const names = Object.keys(theirs);
  if (blueprint === undefined || names.length === 0) return ok(made);
  const said = { ...made, evidence: [...saidFirst(theirs, 'input', 'in an earlier plan, for the input'), ...made.evidence] };
  const content = await intactContent(blueprint.digest, ports, blueprint);
  if (!content.ok) return content;
  if (content.value === null) {
    const resources = said.resources.map((resource) => {
      const chosen = placesOf(Object.values(theirs), resource.properties);
      return chosen.length === 0 ? resource : { ...resource, chosen };
    });
    return ok({ ...said, resources });
  }
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
