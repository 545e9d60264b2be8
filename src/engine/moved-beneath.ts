import { concurrently } from '../graph/concurrently.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { type Json, sameJson } from '../kernel/json.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { Observed } from '../model/observed.ts';
import type { Plan, ResourceChange } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { isHiddenText } from '../model/secret.ts';
import type { NamedTarget } from '../model/target.ts';
import { standsNow, type Taken } from '../plan/taken-from.ts';
import { anotherThing } from './another-thing.ts';
import { type EnginePorts, readWidth } from './engine-ports.ts';
import { movedImport } from './moved-import.ts';
import { reachTargets } from './reach-targets.ts';
import { observedAs } from './standing-of.ts';

/**
 * PLAN_STALE where a node of which values stand in the plan is gone by now, may be another thing, or gives another value; null where all is as it was, or cannot be looked at: the steps
 * look for themselves. Each such node is read once, and of it what the plan took.
 */
export function movedBeneath(plan: Plan, ports: EnginePorts): Promise<Diagnostic | null> {
  return movedOf(plan, new Set(), ports);
}

/**
 * The same, and of what other deployments export, of a run that is to go on after it has waited: where something is left to do. What its own steps have begun to change is what they have made of it.
 */
export async function movedSince(run: string, plan: Plan, ports: EnginePorts): Promise<Diagnostic | null> {
  const steps = await ports.store.steps(run);
  if (steps.every(({ op, status }) => op === 'gate' || status === 'done')) return null;
  const begun = steps.filter(({ status }) => status !== 'pending' && status !== 'skipped');
  return (await movedImport(plan, ports)) ?? movedOf(plan, new Set(begun.map(({ node }) => node)), ports);
}

async function movedOf(
  { id, deployment, targets, changes, rests = [], taken = [] }: Plan,
  except: ReadonlySet<string>,
  ports: EnginePorts,
): Promise<Diagnostic | null> {
  const reached = reachTargets(targets, ports.targets(), id);
  const valuesOf = Map.groupBy(taken, ({ node }) => node);
  const nodes = new Set([...rests, ...valuesOf.keys()]);
  const beneath = changes.filter((change) => change.kind === 'resource' && nodes.has(change.node) && !except.has(change.node));
  const moved = await concurrently(beneath, readWidth, async (change) => {
    const target = reached.get(change.at.target) ?? null;
    const type = change.kind === 'resource' ? ports.types.type(change.type) : null;
    return change.kind !== 'resource' || target === null || type?.ok !== true
      ? null
      : movedAt(change, valuesOf.get(change.node) ?? [], { deployment, type: type.value, target, ports });
  });
  const [first] = moved.filter((one) => one !== null);
  if (first === undefined) return null;
  const { node, how } = first;
  return problem('PLAN_STALE', `since plan ${id} was made ${node}, of which values stand in it, ${how}`, 'plan again: ask with the same intent', {
    at: node,
  });
}

interface Around {
  readonly deployment: string;
  readonly type: ResourceType;
  readonly target: NamedTarget;
  readonly ports: EnginePorts;
}

async function movedAt(change: ResourceChange, taken: readonly Taken[], around: Around): Promise<{ readonly node: string; readonly how: string } | null> {
  const { node, identifier } = change;
  const seen = await looked(change, taken, around);
  if (!seen.ok || seen.value === null || seen.value.kind === 'unread') return null;
  const live = seen.value;
  if (live.kind === 'absent' || live.identifier !== identifier) return { node, how: 'is gone or was made again' };
  const binding = await around.ports.store.bindingOf(around.deployment, node);
  const isNamed = change.action === 'adopt' || change.ownership === 'disputed';
  const other = !isNamed && binding?.kind === 'resource' ? anotherThing(binding, live) : null;
  if (other !== null) return { node, how: other.what };
  const keyed = (text: string): string => around.ports.secrets.keyed(text);
  for (const one of taken) {
    const now = standsNow(one, around.type, live, keyed);
    if (!sameJson(now, one.value)) return { node, how: `gives another value: ${one.attribute} was ${shown(one.value)} and is ${shown(now)}` };
  }
  return null;
}

/** What the plan takes over is looked at by its identifier, whatever the books have: whose it is was asked by name. */
async function looked(
  { node, at, action, identifier }: ResourceChange,
  taken: readonly Taken[],
  { deployment, type, target, ports }: Around,
): Promise<Result<Observed | null>> {
  const binding = await ports.store.bindingOf(deployment, node);
  if (binding?.kind === 'unit' || identifier === null) return ok(null);
  if (binding === null || action === 'adopt')
    return ports.drivers.resource.observer(target).named({ deployment, node, type, at, properties: {}, binding: null }, identifier);
  const tags = type.tags === undefined ? [] : [type.tags.property];
  return observedAs(binding, target, ports, new Set([...taken.map(({ attribute }) => attribute.split('.')[0] as string), ...tags]));
}

const shownLength = 120;

/** A value for people; of a hidden one its digest. */
function shown(value: Json): string {
  if (isHiddenText(value)) return `hidden (digest ${value.$hidden.slice(0, 12)})`;
  const text = value === null ? 'nothing' : JSON.stringify(value);
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}
