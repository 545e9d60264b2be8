import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail, type Result } from '../kernel/result.ts';
import type { Caller } from '../model/caller.ts';
import type { DeploymentName } from '../model/names.ts';
import type { RequestOf } from '../model/operations.ts';
import type { Plan } from '../model/plan.ts';
import type { EnginePorts } from './engine-ports.ts';
import { exportsLeft } from './exports-left.ts';
import { recordedTargets } from './find-target.ts';
import { type PlanOrder, planFor } from './plan-for.ts';
import { readBooks, thingsCalled } from './read-books.ts';

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
  if (known === undefined) return fail(await unknownDeployment(deployment, ports));
  const targets = recordedTargets(deployment, known.targets, ports);
  if (!targets.ok) return targets;
  // All of it is removed by its name: what of it others have is told, and a person says yes to it.
  const { told } = await exportsLeft(await ports.store.draft(deployment), null, ports);
  const evidence = [...asked.evidence, ...told.map((effect) => ({ words: 'default', entry: `deployment/${deployment}`, effect }))];
  return planFor(
    {
      deployment: deployment as DeploymentName,
      targets: targets.value,
      ...asked,
      evidence,
      desired: [],
      checks: [],
      sources: [],
      draft: null,
    },
    caller,
    ports,
  );
}

/** A deployment that the books do not name, or what has that name instead. None is proposed for removal: what is removed is named by whoever removes it. */
export async function unknownDeployment(name: string, ports: EnginePorts): Promise<Diagnostic> {
  const called = await thingsCalled(name, null, await readBooks(ports), ports);
  const owners = [...new Set(called.map(({ deployment }) => deployment))];
  if (owners.length > 0) {
    const parts = called.map(({ deployment, node }) => `${node} of deployment ${deployment}`).join(', ');
    const fix = `name the deployment; see all of it with: ${owners.map((owner) => `asbuilt show ${owner}`).join('; or: ')}`;
    return problem('DEPLOYMENT_UNKNOWN', `${name} is no deployment: so is called ${parts}`, fix, { at: name });
  }
  const message = `there is no deployment ${name} in the books; if it is there, its records are lost, and its tags bring them back`;
  const fix = 'see which there are: asbuilt deployments; lost records come back with asbuilt deployments recover';
  return problem('DEPLOYMENT_UNKNOWN', message, fix, { at: name });
}
