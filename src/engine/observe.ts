import { walk } from '../graph/walk.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import { ok, type Result } from '../kernel/result.ts';
import { type DesiredNode, wishOf } from '../model/desired.ts';
import { hidesAt } from '../model/hides-at.ts';
import type { Binding, Observed, ResourceBinding } from '../model/observed.ts';
import { placeText } from '../model/place-text.ts';
import type { Coverage } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { AwsAt, NamedTarget } from '../model/target.ts';
import { definitionOf, type TargetDefinition } from '../model/target-definition.ts';
import { movedFrom } from '../plan/moved-from.ts';
import { attributePointer, readAttribute } from '../plan/read-attribute.ts';
import { referencesIn, resolveReferences, tooLarge } from '../plan/resolve-references.ts';
import { betweenLooks, looksAtNothing, type Observer, type Wanted } from '../ports/driver.ts';
import { type EnginePorts, readWidth } from './engine-ports.ts';
import { heldByAnother } from './held-elsewhere.ts';
import { firstOf } from './refuse-step.ts';
import type { Sealer } from './seal-wish.ts';
import { stillNamed } from './still-named.ts';
import { toTakeOver } from './to-take-over.ts';

export interface Observation {
  /** For every resource that is desired or bound. */
  readonly observed: ReadonlyMap<string, Observed>;
  readonly coverage: Coverage;
}

/** A node to be looked at. Of a unit nothing is live; its outputs are those of its last run. */
type Wish =
  | { readonly kind: 'resource'; readonly type: string; readonly at: AwsAt; readonly properties: JsonObject }
  | { readonly kind: 'unit'; readonly properties: JsonObject; readonly outputs: JsonObject };

/**
 * Reads what is live for every desired resource and for every one the books still hold. A node that refers to others is looked for after them,
 * with their live values in its properties, since its own identifier may follow from theirs. Nodes on a cycle are left out: the plan names them.
 * Fails when a read fails: a plan is never made from what could not be read.
 */
export async function observe(
  deployment: string,
  targets: ReadonlyMap<string, NamedTarget>,
  desired: readonly DesiredNode[],
  bindings: readonly Binding[],
  seal: Sealer['seal'],
  ports: EnginePorts,
  adopts: ReadonlyMap<string, string> = new Map(),
): Promise<Result<Observation>> {
  const observers = new Map<string, Observer>([...targets].map(([alias, target]) => [alias, ports.drivers.resource.observer(target)]));
  const bound = new Map(bindings.map((binding) => [binding.node as string, binding]));
  const wanted = wishes(desired, bindings);
  const asked = new Set<string>(desired.map(({ node }) => node));
  const befores = new Map<string, readonly string[]>();
  for (const [node, { properties }] of wanted) befores.set(node, [...new Set(referencesIn(properties).map((reference) => reference.node))]);

  const observed = new Map<string, Observed>();
  const problems: Diagnostic[] = [];
  let read = 0;
  const attributeOf = (node: string, attribute: string): Json | undefined => {
    const wish = wanted.get(node);
    if (wish?.kind === 'unit') return hidesAt(wish.outputs, attribute.split('.')) ? undefined : valueAt(wish.outputs, attributePointer(attribute));
    const seen = observed.get(node);
    const type = ports.types.type(wish?.type ?? '');
    // Nothing is looked for by what stands where it is hidden: what a provider answers might repeat it.
    if (seen?.kind !== 'live' || !type.ok || hidesAt(seen.properties, attribute.split('.'), seen.identifier)) return undefined;
    return readAttribute(type.value, seen.identifier, seen.properties, attribute);
  };
  const look = async (node: string, wish: Wish & { kind: 'resource' }): Promise<void> => {
    const type = ports.types.type(wish.type);
    const [observer, target] = [observers.get(wish.at.target), targets.get(wish.at.target)];
    if (!type.ok) {
      problems.push(...type.problems);
      return;
    }
    if (observer === undefined || target === undefined) {
      problems.push(notNamed(node, wish.at));
      return;
    }
    const resolved = resolveReferences(wish.properties, attributeOf);
    if (resolved.tooLarge) {
      problems.push(tooLarge(`what ${node} refers to`, node));
      return;
    }
    const known = asked.has(node) ? seal(node, resolved.value) : resolved.value;
    const binding = bound.get(node);
    const resource = binding?.kind === 'resource' ? binding : undefined;
    const former = resource === undefined || resource.doubtful === true ? null : movedFrom({ ...wish, node }, resource);
    if (resource !== undefined && former !== null) {
      const left = await stillThere(resource, former, observers, ports);
      if (left !== null) {
        problems.push(left);
        return;
      }
    }
    const tagged = { deployment, node: resource?.formerly ?? node, type: type.value, at: wish.at };
    // A new node may have what one that is not asked for any more had: it may have been renamed.
    const isNew = resource === undefined && asked.has(node);
    const sought = {
      ...tagged,
      held: heldByAnother(tagged, target, ports, (holder) => isNew && !asked.has(holder.node)),
      properties: known,
      binding: former === null && resource !== undefined ? resource : null,
      ...(resource?.formerly === undefined ? {} : exceptOf(bound.get(resource.formerly))),
      ...(resource === undefined || asked.has(node) ? {} : mattersOf(resource, type.value)),
    };
    const taken = adopts.get(node);
    const found = taken === undefined ? await lookedAt(sought, observer, ports) : await toTakeOver(sought, taken, observer, isFormer(taken, node, bindings));
    if (!found.ok) {
      problems.push(...found.problems);
      return;
    }
    const elsewhere = found.value.kind === 'absent' && resource !== undefined ? madeElsewhere(resource, target) : null;
    if (elsewhere === null) observed.set(node, resource === undefined ? neverMade(found.value) : found.value);
    else problems.push(elsewhere);
  };
  await walk(befores, readWidth, async (node) => {
    const wish = wanted.get(node);
    if (problems.length > 0 || wish === undefined) return;
    if (wish.kind === 'resource') await look(node, wish);
    read++;
    if (read % 50 === 0 || read === wanted.size) ports.events.emit({ kind: 'plan', phase: 'reading', deployment, done: read, total: wanted.size });
  });
  if (problems.length > 0) return { ok: false, problems };
  const told = await stillNamed(deployment, desired, bindings, observed, targets, ports);
  return ok({ observed: told, coverage: coverageOf(wanted, told) });
}

/** Whether a replacement has left it behind, which ended in its middle. */
function isFormer(identifier: string, node: string, bindings: readonly Binding[]): boolean {
  return bindings.some((binding) => binding.kind === 'resource' && binding.formerly === node && binding.doubtful !== true && binding.identifier === identifier);
}

/** What is live for a node. What is bound to it counts as gone only after several looks in a row: one may be answered by a copy that lags, or for another request. */
async function lookedAt(sought: Wanted, observer: Observer, { clock }: EnginePorts): Promise<Result<Observed>> {
  for (let looks = 1; ; looks++) {
    const found = await observer.observe(sought);
    if (!found.ok || found.value.kind !== 'absent' || sought.binding === null || sought.binding.doubtful === true || looks === looksAtNothing) return found;
    await clock.sleep(betweenLooks);
  }
}

/** A node that is to be of another type, or elsewhere, than what is bound to it: why that cannot be while what is bound is there. Null where it is gone. */
async function stillThere(
  binding: ResourceBinding,
  former: string,
  observers: ReadonlyMap<string, Observer>,
  { types }: Pick<EnginePorts, 'types'>,
): Promise<Diagnostic | null> {
  const { node, at } = binding;
  const observer = observers.get(at.target);
  if (observer === undefined) return notNamed(node, at);
  const type = types.type(binding.type);
  if (!type.ok) return firstOf(type.problems);
  const found = await observer.observe({ deployment: binding.deployment, node, type: type.value, at, properties: binding.applied, binding });
  if (!found.ok) return firstOf(found.problems);
  if (found.value.kind === 'absent' || (found.value.kind === 'live' && found.value.ownership === 'foreign')) return null;
  const fix = 'give the new one another node name, or first remove the node: what is bound to it is then deleted';
  return problem('GRAPH_CONFLICT', `${former}, and that is still there: ${binding.type} ${binding.identifier}`, fix, { at: node });
}

/** What no look could find is taken for not there where nothing says that it was made: it could not be made at all otherwise. The coverage tells it. */
function neverMade(seen: Observed): Observed {
  return seen.kind === 'unread' && seen.never === true ? { kind: 'absent', unlooked: seen.reason } : seen;
}

function notNamed(node: string, { target, account }: AwsAt): Diagnostic {
  const message = `${node} is at target ${target} (account ${account}), which is not named`;
  const fix = `leave --target out, since it is known where it stands; or name this one, too: --target ${target}, or --target ${target}=NAME where targets.yaml calls it NAME now`;
  return problem('TARGET_UNKNOWN', message, fix, { at: node });
}

/** That it is not found says nothing where the target's calls go to another address than when it was made. */
function madeElsewhere({ node, endpoint }: ResourceBinding, named: NamedTarget): Diagnostic | null {
  if (endpoint === undefined) return null;
  const { endpoint: today } = definitionOf(named);
  // A sandbox of another instance is another world, and the former one has ended with its file.
  if (sameJson(endpoint, today) || (endpoint.kind === 'sandbox' && today.kind === 'sandbox')) return null;
  const message = `${node} was made at ${addressText(endpoint)}, and target ${named.name} is at ${addressText(today)} now, where it is not`;
  const fix = `put the endpoint of ${named.name} in targets.yaml back as it was; the other place can be a target of another name`;
  return problem('TARGET_CHANGED', message, fix, { at: node });
}

function addressText(endpoint: TargetDefinition['endpoint']): string {
  return endpoint.kind === 'url' ? endpoint.url : endpoint.kind === 'aws' ? 'AWS itself' : 'a sandbox';
}

function wishes(desired: readonly DesiredNode[], bindings: readonly Binding[]): Map<string, Wish> {
  const wanted = new Map<string, Wish>();
  for (const binding of bindings) {
    if (binding.kind === 'resource') wanted.set(binding.node, { kind: 'resource', type: binding.type, at: binding.at, properties: binding.applied });
    else wanted.set(binding.node, { kind: 'unit', properties: {}, outputs: binding.secret === true ? {} : binding.outputs });
  }
  for (const node of desired) {
    if (node.kind === 'resource') wanted.set(node.node, node);
    else {
      const known = wanted.get(node.node);
      wanted.set(node.node, { kind: 'unit', properties: wishOf(node), outputs: known?.kind === 'unit' ? known.outputs : {} });
    }
  }
  return wanted;
}

/** The node's own resource carries the same tags as one that may have been made to replace it. */
function exceptOf(own: Binding | undefined): { readonly except?: string } {
  return own?.kind === 'resource' ? { except: own.identifier } : {};
}

/** A removal rests on what was applied and on the tags; where nothing is known of what was applied, on everything. */
function mattersOf({ applied }: ResourceBinding, type: ResourceType): { readonly matters?: ReadonlySet<string> } {
  const names = Object.keys(applied);
  return names.length === 0 ? {} : { matters: new Set([...names, ...(type.tags === undefined ? [] : [type.tags.property])]) };
}

function coverageOf(wanted: ReadonlyMap<string, Wish>, observed: ReadonlyMap<string, Observed>): Coverage {
  const read = new Map<string, { type: string; account: string; region: string; resources: number }>();
  const unread: { scope: string; reason: string }[] = [];
  for (const [node, wish] of wanted) {
    if (wish.kind === 'unit') continue;
    const { type, at } = wish;
    const seen = observed.get(node);
    if (seen === undefined || seen.kind === 'unread') {
      unread.push({ scope: `${node} (${type})`, reason: seen?.reason ?? 'it is on a cycle' });
      continue;
    }
    if (seen.kind === 'absent' && seen.unlooked !== undefined) {
      unread.push({ scope: `${node} (${type})`, reason: `${seen.unlooked}: it is taken to be new` });
      continue;
    }
    const key = `${type} ${placeText(at)}`;
    const entry = read.get(key) ?? { type, account: at.account, region: at.region, resources: 0 };
    if (seen.kind === 'live') entry.resources++;
    read.set(key, entry);
  }
  const partial = [...observed].filter(([, seen]) => seen.kind === 'live' && seen.partial === true).length;
  if (partial > 0) unread.push({ scope: `what nobody asked for of ${partial} to be removed`, reason: 'a removal rests on what was asked for' });
  const rest = { scope: 'everything else at the targets', reason: 'only what the deployment consists of was read' };
  return { read: [...read.keys()].sort().flatMap((key) => read.get(key) ?? []), unread: [...unread, rest] };
}
