import type { DraftExport } from '../model/proposal.ts';
import type { EnginePorts } from './engine-ports.ts';
import { handIn } from './hand-in.ts';

/**
 * The AI agent that had a hand in what a stored parameter holds: in its node, and what that refers to, as it was asked for when a run last wrote it, whether or not a deployment still has it, or as a deployment that has it is asked by now. Null where
 * none had, or it is nobody's of ours.
 */
export async function writtenBy({ name, account, region }: DraftExport, { store }: Pick<EnginePorts, 'store'>): Promise<string | null> {
  // A version or a label of it is the same parameter's (Systems Manager user guide, Working with parameter versions and labels).
  const parameter = name.replace(/:[^:/]+$/, '');
  const last = await store.lastAskedOfParameter(parameter, account, region);
  const wrote = last === null ? null : handIn(last.draft, [last.node]);
  if (wrote !== null) return wrote;
  for (const binding of await store.bindingsTo(parameter)) {
    const isIt = binding.kind === 'resource' && binding.type === 'AWS::SSM::Parameter' && binding.at.cloud === 'aws';
    if (!isIt || binding.at.account !== account || binding.at.region !== region) continue;
    const draft = await store.draft(binding.deployment);
    const by = draft === null ? null : handIn(draft, [binding.node]);
    if (by !== null) return by;
  }
  return null;
}
