import { problem } from '../kernel/diagnostic.ts';
import { fail, type Result } from '../kernel/result.ts';
import type { Caller } from '../model/caller.ts';
import type { DeploymentName } from '../model/names.ts';
import type { RequestOf } from '../model/operations.ts';
import type { Plan } from '../model/plan.ts';
import type { EnginePorts } from './engine-ports.ts';
import { findTargets } from './find-target.ts';
import { planFor } from './plan-for.ts';

/** The plan that removes everything of a deployment. */
export async function destroy({ deployment }: RequestOf<'destroy'>, caller: Caller, ports: EnginePorts): Promise<Result<Plan>> {
  const deployments = await ports.store.deployments();
  const known = deployments.find((candidate) => candidate.name === deployment);
  // No name is proposed: what is removed is named by whoever removes it.
  if (known === undefined)
    return fail(problem('DEPLOYMENT_UNKNOWN', `there is no deployment ${deployment}`, 'see which there are: asbuilt deployments', { at: deployment }));
  const targets = findTargets(known.targets, ports);
  if (!targets.ok) return targets;
  return planFor(
    {
      deployment: deployment as DeploymentName,
      targets: targets.value,
      intent: `destroy ${deployment}`,
      evidence: [],
      desired: [],
      checks: [],
      sources: [],
      draft: null,
    },
    caller,
    ports,
  );
}
