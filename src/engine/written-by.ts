import type { DraftExport, Proposal } from '../model/proposal.ts';
import type { EnginePorts } from './engine-ports.ts';

/**
 * The AI agent that had a hand in what a stored parameter holds: in what was asked when a run last wrote it, whether or not a deployment still has it, or in what a deployment that has it is asked by now. Null where
 * none had, or it is nobody's of ours.
 */
export async function writtenBy({ name, account, region }: DraftExport, { store }: Pick<EnginePorts, 'store'>): Promise<string | null> {
  // A version or a label of it is the same parameter's (Systems Manager user guide, Working with parameter versions and labels).
  const parameter = name.replace(/:[^:/]+$/, '');
  const last = handIn(await store.lastAskedOfParameter(parameter, account, region));
  if (last !== null) return last;
  for (const binding of await store.bindingsTo(parameter)) {
    const isIt = binding.kind === 'resource' && binding.type === 'AWS::SSM::Parameter' && binding.at.cloud === 'aws';
    if (!isIt || binding.at.account !== account || binding.at.region !== region) continue;
    const by = handIn(await store.draft(binding.deployment));
    if (by !== null) return by;
  }
  return null;
}

/** What gives a parameter's value may be another node's, so that any hand in its deployment counts, as of an export. */
function handIn(draft: Proposal | null): string | null {
  const { resources = [], units = [] } = draft ?? {};
  const [by] = [...resources, ...units].flatMap(({ hand, theirs }) => hand ?? theirs?.by ?? []);
  return by ?? null;
}
