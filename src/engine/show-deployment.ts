import { concurrently } from '../graph/concurrently.ts';
import { all, fail, ok, type Result } from '../kernel/result.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import { isSimulated } from '../model/is-simulated.ts';
import type { Binding, ResourceBinding } from '../model/observed.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import { placeText } from '../model/place-text.ts';
import type { NamedTarget } from '../model/target.ts';
import { definitionOf } from '../model/target-definition.ts';
import { now } from './decide.ts';
import { unknownDeployment } from './destroy.ts';
import { type EnginePorts, readWidth } from './engine-ports.ts';
import { recordedTargets } from './find-target.ts';
import { observedAs, type Surroundings, standingOf, surroundingsOf } from './standing-of.ts';
import { outputsTold } from './told-to-agent.ts';

type Shown = ResponseOf<'show'>;

/** What a deployment consists of, read from the provider now, and how that is not what was last applied. */
export async function showDeployment({ deployment }: RequestOf<'show'>, caller: Caller, ports: EnginePorts): Promise<Result<Shown>> {
  const known = (await ports.store.deployments()).find((candidate) => candidate.name === deployment);
  if (known === undefined) return fail(await unknownDeployment(deployment, ports));
  const targets = recordedTargets(deployment, known.targets, ports);
  if (!targets.ok) return targets;
  const bindings = await ports.store.bindings(deployment);
  const resources = bindings.filter((binding) => binding.kind === 'resource');
  const around = await surroundingsOf(resources, targets.value, ports);
  const read = all(await concurrently(resources, readWidth, (binding) => shown(binding, targets.value.get(binding.at.target), around)));
  if (!read.ok) return read;
  const data = { resources: read.value.map(({ node, type, identifier, live }) => ({ node, type, identifier, live })), caller: callerRecord(caller) };
  await ports.store.commit([{ kind: 'audit', event: { at: now(ports), kind: 'deployment.read', actor: caller.principal, subject: deployment, data } }]);
  const units = bindings.flatMap((binding) =>
    binding.kind === 'unit'
      ? [
          {
            node: binding.node,
            engine: binding.engine,
            place: `${binding.at.target} ${placeText(binding.at)}`,
            outputs: outputsTold(binding, caller),
            ...(binding.mayHaveRun === undefined ? {} : { mayHaveRun: binding.mayHaveRun }),
          },
        ]
      : [],
  );
  const named = [...targets.value].map(([alias, { name, target, ...rest }]) => ({
    alias,
    name,
    simulated: isSimulated(definitionOf({ name, target, ...rest })),
    ...(target.simulated ? { sandbox: true as const } : {}),
    ...(target.endpoint === undefined ? {} : { endpoint: target.endpoint }),
    ...(target.profile === undefined ? {} : { profile: target.profile }),
  }));
  const unfinished = await unfinishedOf(deployment, bindings, ports);
  return ok({ deployment, targets: named, resources: read.value, units, ...unfinished } as unknown as Shown);
}

/** That the last run has not succeeded, with what of its wish is not in the books. */
async function unfinishedOf(deployment: string, bindings: readonly Binding[], { store }: EnginePorts): Promise<Pick<Shown, 'unfinished'>> {
  const [last] = await store.lastAsked(deployment);
  if (last === undefined || last.run.status === 'succeeded') return {};
  const made = new Set<string>(bindings.map(({ node }) => node));
  const unmade = [...(last.draft?.resources ?? []), ...(last.draft?.units ?? [])].map(({ node }) => node as string).filter((node) => !made.has(node));
  return { unfinished: { run: last.run.id, status: last.run.status, unmade } };
}

async function shown(binding: ResourceBinding, target: NamedTarget | undefined, around: Surroundings): Promise<Result<Shown['resources'][number]>> {
  const { node, type, identifier, at } = binding;
  if (binding.doubtful === true) return doubted(binding, target, around);
  const standing = await standingOf(binding, target, around);
  if (!standing.ok) return standing;
  const { other, ...found } = standing.value;
  const { account, region } = at;
  const half = binding.incomplete === true ? { incomplete: true } : {};
  const native = (target?.target.dialects?.[type] ?? target?.target.dialect) === 'native' ? { native: true } : {};
  return ok({
    node,
    type,
    target: at.target,
    account,
    region,
    identifier,
    foreign: other !== null && !found.live,
    ...found,
    ...half,
    ...native,
  } as Shown['resources'][number]);
}

/** A creation whose outcome is unknown may have no identifier yet: it is looked for as a plan does. */
async function doubted(binding: ResourceBinding, target: NamedTarget | undefined, { ports }: Surroundings): Promise<Result<Shown['resources'][number]>> {
  const { node, type, identifier, at } = binding;
  const observed = target === undefined ? ok(null) : await observedAs(binding, target, ports);
  if (!observed.ok) return observed;
  const seen = observed.value?.kind === 'live' ? observed.value : null;
  const found = seen?.ownership === 'found' ? seen : null;
  const { account, region } = at;
  const where = { node, type, target: at.target, account, region, identifier: found?.identifier ?? identifier };
  return ok({
    ...where,
    live: found !== null,
    foreign: seen?.ownership === 'foreign',
    doubtful: true,
    properties: found?.properties ?? null,
    differences: null,
  } as Shown['resources'][number]);
}
