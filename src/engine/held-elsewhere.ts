import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { ResourceBinding } from '../model/observed.ts';
import type { Plan, ResourceChange } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { NamedTarget } from '../model/target.ts';
import { definitionOf } from '../model/target-definition.ts';
import { type Running, rivalsOf, sameThing, whyNotOurs } from '../plan/rivals.ts';
import { openPlan } from '../plan/seal-plan.ts';
import type { Wanted } from '../ports/driver.ts';
import type { EnginePorts } from './engine-ports.ts';

type Records = Pick<EnginePorts, 'store' | 'types'>;

/** The runs of other deployments that have not ended, paused ones too. One whose plan cannot be opened sends nothing any more, and is left out. */
export async function runningBeside(deployment: string, { store }: Pick<EnginePorts, 'store'>): Promise<Running[]> {
  const heads = (await store.liveRuns()).filter((head) => head.deployment !== deployment);
  const running: Running[] = [];
  for (const { id, plan } of heads) {
    const record = await store.plan(plan);
    const opened = record === null ? null : openPlan(record.bytes);
    if (opened?.ok === true) running.push({ run: id, plan: opened.value.plan });
  }
  return running;
}

/** Why a plan is not to be carried out although nothing of its own has moved: another deployment of this engine has a thing of it, or is at it. Empty where none is known. */
export async function heldElsewhere(plan: Plan, ports: Records): Promise<Diagnostic[]> {
  // The runs first: what one of them has bound by the time that the records are read is there, ended or not.
  const running = await runningBeside(plan.deployment, ports);
  const bindings = await ports.store.allBindings(plan.deployment);
  const rivals = rivalsOf(plan, { bindings, running }, (name) => ports.types.type(name));
  return plan.changes.flatMap((change) => (change.kind === 'resource' ? (whyNotOurs(change, rivals.get(change.node) ?? []) ?? []) : []));
}

/** OWNERSHIP_UNPROVEN where what a step made or took over is by now in the records of another deployment: one was given what was there, or both were at it. Null where that is not so. */
export async function boundElsewhere(
  deployment: string,
  change: ResourceChange,
  targets: Plan['targets'],
  identifier: string,
  ports: Records,
): Promise<Diagnostic | null> {
  const { node, type: name, at } = change;
  const type = ports.types.type(name);
  if (!type.ok) return null;
  const endpoint = targets.find(({ alias }) => alias === at.target)?.definition.endpoint;
  const holders = await holdersOf({ type: name, at, identifier, ...(endpoint === undefined ? {} : { endpoint }) }, type.value, ports);
  const holder = holders.find((one) => one.deployment !== deployment);
  if (holder === undefined) return null;
  const message = `${node}: ${name} ${identifier} is ${holder.node} of deployment ${holder.deployment}, as our records say; what was asked for may have been set on it`;
  return problem('OWNERSHIP_UNPROVEN', message, `look at it: asbuilt show ${holder.deployment}; and leave ${node} out here, or change it there`, { at: node });
}

/** Those to whom the records give a thing, certainly or as what may have come of a creation. */
async function holdersOf(thing: Parameters<typeof sameThing>[0], type: ResourceType, { store }: Pick<EnginePorts, 'store'>): Promise<ResourceBinding[]> {
  const same = await store.bindingsTo(thing.identifier);
  return same.filter((one): one is ResourceBinding => one.kind === 'resource' && sameThing(thing, one, type));
}

/** Which things of a node's type and place the records hold as another node's, of whatever deployment; see `Wanted`. `gives`: whether that node lets this one have it. */
export function heldByAnother(
  { deployment, node, type, at }: Pick<Wanted, 'deployment' | 'node' | 'type' | 'at'>,
  target: NamedTarget,
  ports: Pick<EnginePorts, 'store'>,
  gives: (holder: ResourceBinding) => boolean = () => false,
): (identifier: string) => Promise<boolean> {
  const { endpoint } = definitionOf(target);
  return async (identifier) => {
    const holders = await holdersOf({ type: type.name, at, identifier, endpoint }, type, ports);
    return holders.some((one) => one.doubtful !== true && (one.deployment !== deployment || ((one.formerly ?? one.node) !== node && !gives(one))));
  };
}

/** Of things that carry a node's tags, those that the records do not hold as another's. */
export async function heldByNobodyElse(
  identifiers: readonly string[],
  thing: Parameters<typeof heldByAnother>[0],
  target: NamedTarget,
  ports: Pick<EnginePorts, 'store'>,
): Promise<string[]> {
  const isHeld = heldByAnother(thing, target, ports);
  const held = await Promise.all(identifiers.map(isHeld));
  return identifiers.filter((_, index) => held[index] === false);
}
