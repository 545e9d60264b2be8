import { problem } from '../kernel/diagnostic.ts';
import { all, fail, ok, type Result } from '../kernel/result.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import { concurrently } from './concurrently.ts';
import type { EnginePorts } from './engine-ports.ts';
import { findTarget } from './find-target.ts';
import { readWidth } from './locate.ts';

/** What a deployment consists of, read from the provider now. */
export async function showDeployment({ deployment }: RequestOf<'show'>, ports: EnginePorts): Promise<Result<ResponseOf<'show'>>> {
  const known = (await ports.store.deployments()).find((candidate) => candidate.name === deployment);
  if (known === undefined) return fail(problem('DEPLOYMENT_UNKNOWN', `there is no deployment ${deployment}`, 'asbuilt deployments', { at: deployment }));
  const target = findTarget(known.target, ports);
  if (!target.ok) return target;
  const bindings = await ports.store.bindings(deployment);
  const resources = await concurrently(bindings, readWidth, async (binding): Promise<Result<ResponseOf<'show'>['resources'][number]>> => {
    const { node, type, identifier } = binding;
    // A creation whose outcome is unknown may have no identifier yet.
    const read =
      identifier === '' ? ok({ kind: 'absent' } as const) : await ports.cloud.read(target.value, { type: binding.type, place: binding.target, identifier });
    if (!read.ok) return read;
    return ok({
      node,
      type,
      ...binding.target,
      identifier,
      live: read.value.kind === 'live',
      properties: read.value.kind === 'live' ? read.value.properties : null,
    } as ResponseOf<'show'>['resources'][number]);
  });
  const read = all(resources);
  if (!read.ok) return read;
  return ok({ deployment, target: known.target, simulated: target.value.target.simulated, resources: read.value } as ResponseOf<'show'>);
}
