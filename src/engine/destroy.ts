import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail, type Result } from '../kernel/result.ts';
import type { Caller } from '../model/caller.ts';
import type { DeploymentName } from '../model/names.ts';
import type { RequestOf } from '../model/operations.ts';
import type { Plan } from '../model/plan.ts';
import type { EnginePorts } from './engine-ports.ts';
import { recordedTargets } from './find-target.ts';
import { type PlanOrder, planFor } from './plan-for.ts';

/** The plan that removes everything of a deployment. */
export function destroy({ deployment }: RequestOf<'destroy'>, caller: Caller, ports: EnginePorts): Promise<Result<Plan>> {
  return planRemoval(deployment, { intent: `destroy ${deployment}`, evidence: [], agent: caller.agent }, caller, ports);
}

/** The same, as it was asked for in words. */
export async function planRemoval(
  deployment: string,
  asked: Pick<PlanOrder, 'intent' | 'evidence' | 'agent'>,
  caller: Caller,
  ports: EnginePorts,
): Promise<Result<Plan>> {
  const deployments = await ports.store.deployments();
  const known = deployments.find((candidate) => candidate.name === deployment);
  if (known === undefined) return fail(unknownDeployment(deployment));
  const targets = recordedTargets(deployment, known.targets, ports);
  if (!targets.ok) return targets;
  return planFor(
    {
      deployment: deployment as DeploymentName,
      targets: targets.value,
      ...asked,
      desired: [],
      checks: [],
      sources: [],
      draft: null,
    },
    caller,
    ports,
  );
}

/** A deployment that the books do not name. None is proposed: what is removed is named by whoever removes it. */
export function unknownDeployment(deployment: string): Diagnostic {
  const message = `there is no deployment ${deployment} in the books; if it is there, its records are lost, and its tags bring them back`;
  const fix = 'see which there are: asbuilt deployments; lost records come back with asbuilt deployments recover';
  return problem('DEPLOYMENT_UNKNOWN', message, fix, { at: deployment });
}
