import { concurrently } from '../graph/concurrently.ts';
import { all, fail, ok, type Result } from '../kernel/result.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import type { ResourceBinding } from '../model/observed.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import { placeText } from '../model/place-text.ts';
import type { NamedTarget } from '../model/target.ts';
import { now } from './decide.ts';
import { unknownDeployment } from './destroy.ts';
import { type EnginePorts, readWidth } from './engine-ports.ts';
import { findTargets } from './find-target.ts';

type Shown = ResponseOf<'show'>;

/** What a deployment consists of, read from the provider now. */
export async function showDeployment({ deployment }: RequestOf<'show'>, caller: Caller, ports: EnginePorts): Promise<Result<Shown>> {
  const known = (await ports.store.deployments()).find((candidate) => candidate.name === deployment);
  if (known === undefined) return fail(unknownDeployment(deployment));
  const targets = findTargets(known.targets, ports);
  if (!targets.ok) return targets;
  const bindings = await ports.store.bindings(deployment);
  const resources = bindings.filter((binding) => binding.kind === 'resource');
  const read = all(await concurrently(resources, readWidth, (binding) => shown(binding, targets.value.get(binding.at.target), ports)));
  if (!read.ok) return read;
  const data = { resources: read.value.map(({ node, type, identifier, live }) => ({ node, type, identifier, live })), caller: callerRecord(caller) };
  await ports.store.commit([{ kind: 'audit', event: { at: now(ports), kind: 'deployment.read', actor: caller.principal, subject: deployment, data } }]);
  const units = bindings.flatMap((binding) =>
    binding.kind === 'unit'
      ? [{ node: binding.node, engine: binding.engine, place: `${binding.at.target} ${placeText(binding.at)}`, outputs: binding.outputs }]
      : [],
  );
  const named = [...targets.value].map(([alias, { name, target }]) => ({
    alias,
    name,
    simulated: target.simulated,
    ...(target.endpoint === undefined ? {} : { endpoint: target.endpoint }),
    ...(target.profile === undefined ? {} : { profile: target.profile }),
  }));
  return ok({ deployment, targets: named, resources: read.value, units } as unknown as Shown);
}

async function shown(binding: ResourceBinding, target: NamedTarget | undefined, ports: EnginePorts): Promise<Result<Shown['resources'][number]>> {
  const { node, type, identifier, at } = binding;
  // A creation whose outcome is unknown may have no identifier yet.
  const looked = identifier === '' || target === undefined ? ok(null) : await ports.drivers.resource.outputs(binding, target);
  if (!looked.ok) return looked;
  const foreign = looked.value === null || target === undefined ? ok(false) : await isForeign(binding, target, ports);
  if (!foreign.ok) return foreign;
  const live = looked.value !== null && !foreign.value;
  const { account, region } = at;
  return ok({
    node,
    type,
    target: at.target,
    account,
    region,
    identifier,
    live,
    foreign: foreign.value,
    properties: live ? looked.value : null,
  } as Shown['resources'][number]);
}

/** Whether what stands under the identifier is somebody else's: ours was deleted, and another one was made. */
async function isForeign(binding: ResourceBinding, target: NamedTarget, ports: EnginePorts): Promise<Result<boolean>> {
  const { deployment, node, at, applied, formerly } = binding;
  const type = ports.types.type(binding.type);
  if (!type.ok) return type;
  const wanted = { deployment, node: formerly ?? node, type: type.value, at, properties: applied, binding };
  const observed = await ports.drivers.resource.observer(target).observe(wanted);
  return observed.ok ? ok(observed.value.kind === 'live' && observed.value.ownership === 'foreign') : observed;
}
