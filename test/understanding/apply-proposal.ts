import type { Proposal } from '../../src/model/proposal.ts';
import { target } from '../../src/model/target.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { account } from '../intent/real-context.ts';
import { engineOver } from '../native/engine-over.ts';

export interface Applier {
  /** Plans and applies a proposal on the sandbox, plans it again, which has to be empty, and removes it. What was wrong first; null where nothing was. */
  take(proposal: Proposal, deployment: string): Promise<string | null>;
  close(): Promise<void>;
}

export async function openApplier(): Promise<Applier> {
  const registry = loadRegistry();
  const sandbox = await startSandbox({ port: 0, file: null, accounts: [account], speed: Number.POSITIVE_INFINITY, types: registry });
  const named = {
    name: 'sandbox',
    regions: ['us-east-1'],
    target: target.parse({ account, region: 'us-east-1', endpoint: sandbox.endpoint, simulated: true }),
  };
  const over = await engineOver(named, { retry: 200, consistency: 200, slice: 200 });
  const run = async (plan: Awaited<ReturnType<typeof over.plan>>, what: string): Promise<string | null> => {
    const { status, nodes } = await over.apply(plan);
    if (status === 'succeeded') return null;
    return `${what}: ${nodes.flatMap(({ node, error }) => (error == null ? [] : [`${node}: ${error.code} ${error.message}`])).join('; ')}`;
  };
  const take = async (proposal: Proposal, deployment: string): Promise<string | null> => {
    const failed = await run(await over.plan(deployment, proposal.resources), 'apply');
    if (failed !== null) return failed;
    const again = await over.plan(deployment, proposal.resources);
    const moved = again.changes.filter(({ action }) => action !== 'none');
    if (moved.length > 0) return `planned again: ${moved.map(({ node, action, reason }) => `${action} ${node} (${reason})`).join(', ')}`;
    const removal = await over.engine.destroy({ deployment: again.deployment });
    // What is kept on removal leaves nothing to be done.
    if (removal.ok && removal.value.changes.every(({ action }) => action === 'none')) return null;
    return removal.ok ? run(removal.value, 'destroy') : `destroy: ${removal.problems.map(({ message }) => message).join('; ')}`;
  };
  return {
    take: (proposal, deployment) => take(proposal, deployment).catch((error: unknown) => (error instanceof Error ? error.message : String(error))),
    async close() {
      await over.close();
      await sandbox.close();
      registry.close();
    },
  };
}
