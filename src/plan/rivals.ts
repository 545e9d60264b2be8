import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { canonicalJson } from '../kernel/json.ts';
import type { Result } from '../kernel/result.ts';
import type { Binding, ResourceBinding } from '../model/observed.ts';
import type { PlanBody, ResourceChange } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { PlanTarget } from '../model/target-definition.ts';
import { thingKeys } from './identity.ts';

/** A run that has not ended, with what it was approved to do. */
export interface Running {
  readonly run: string;
  readonly plan: Pick<PlanBody, 'deployment' | 'targets' | 'changes'>;
}

/** What our own records know of everything that other deployments have, or are about to have. */
export interface Others {
  readonly bindings: readonly Binding[];
  readonly running: readonly Running[];
}

/** Another deployment's node that is the same thing; `run` where a run is at it, null where the records name it. */
export interface Rival {
  readonly deployment: string;
  readonly node: string;
  readonly run: string | null;
}

type Claim = Pick<ResourceChange, 'kind' | 'node' | 'action' | 'reason' | 'type' | 'at' | 'identifier' | 'after'>;

export interface Claimant {
  readonly deployment: string;
  readonly targets: readonly PlanTarget[];
  readonly changes: readonly (Claim | { readonly kind: 'unit' })[];
}

/**
 * By node, who else has what a plan is to take over, make, change or delete, those first that are at it now. One thing is one whatever its targets are called: by its identifier, or by the name that
 * it has or is asked for under. What another engine has, with records of its own, is not known here. Linear in the records.
 */
export function rivalsOf(
  { deployment, targets, changes }: Claimant,
  others: Others,
  typeOf: (name: string) => Result<ResourceType>,
): ReadonlyMap<string, Rival[]> {
  const wanted = new Map<string, { readonly node: string; readonly endpoint: string | null }[]>();
  const types = new Map<string, ResourceType>();
  for (const change of changes) {
    if (!isClaim(change)) continue;
    const type = typeOf(change.type);
    if (!type.ok) continue;
    types.set(change.type, type.value);
    const one = { node: change.node, endpoint: endpointAt(targets, change.at.target) };
    for (const key of thingKeys(type.value, change.at, change.identifier, change.after ?? {})) wanted.set(key, [...(wanted.get(key) ?? []), one]);
  }
  const found = new Map<string, Rival[]>();
  const meet = (claim: Omit<Claim, 'kind' | 'node' | 'action' | 'reason'>, endpoint: string | null, rival: Rival): void => {
    const type = types.get(claim.type);
    if (type === undefined) return;
    const keys = thingKeys(type, claim.at, claim.identifier, claim.after ?? {});
    const nodes = keys.flatMap((key) => wanted.get(key) ?? []).filter((one) => one.endpoint === null || endpoint === null || one.endpoint === endpoint);
    for (const node of new Set(nodes.map((one) => one.node))) found.set(node, [...(found.get(node) ?? []), rival]);
  };
  if (wanted.size === 0) return found;
  for (const { run, plan } of others.running) {
    if (plan.deployment === deployment) continue;
    for (const change of plan.changes) {
      if (isClaim(change)) meet(change, endpointAt(plan.targets, change.at.target), { deployment: plan.deployment, node: change.node, run });
    }
  }
  for (const binding of others.bindings) {
    if (binding.kind !== 'resource' || binding.deployment === deployment) continue;
    meet({ ...binding, after: binding.applied }, endpointOf(binding), { deployment: binding.deployment, node: binding.node, run: null });
  }
  return found;
}

type Thing = Pick<ResourceBinding, 'type' | 'at' | 'identifier' | 'endpoint'>;

/** Whether both are one thing, as far as their identifiers tell. */
export function sameThing(one: Thing, other: Thing, type: ResourceType): boolean {
  const [ends, otherEnds] = [endpointOf(one), endpointOf(other)];
  const keyOf = ({ at, identifier }: Thing) => thingKeys(type, at, identifier, {})[0];
  return one.type === other.type && keyOf(one) === keyOf(other) && (ends === null || otherEnds === null || ends === otherEnds);
}

/** OWNERSHIP_UNPROVEN, or PLAN_STALE for what only stays because another deployment has it, which has it no longer; null where nothing stands against the change. */
export function whyNotOurs(change: Claim, rivals: readonly Rival[]): Diagnostic | null {
  const { node, action, reason, type, identifier } = change;
  const [rival] = rivals;
  if (rival === undefined) {
    if (reason !== 'shared') return null;
    const message = `${type} ${identifier} was to stay because another deployment has it, too, and none has it any more`;
    return problem('PLAN_STALE', message, 'plan again: ask with the same intent', { at: node });
  }
  if (reason === 'shared' && rival.run === null) return null;
  const what = identifier === null ? `the ${type} that ${node} asks for` : `${type} ${identifier}`;
  const owner = `${rival.node} of deployment ${rival.deployment}`;
  if (rival.run !== null) {
    const fix = `wait for it: asbuilt runs watch ${rival.run}, or end it: asbuilt runs cancel ${rival.run}; then plan again`;
    return problem('OWNERSHIP_UNPROVEN', `${what} is ${owner}, at which run ${rival.run} is now`, fix, { at: node });
  }
  const there = `change it there: asbuilt ask "…" --deployment ${rival.deployment}`;
  const fix =
    action === 'create'
      ? `${there}; or ask for a new one of another name: named "…"`
      : action === 'adopt'
        ? `${there}; or leave this node out`
        : `let one of the two go: what is removed from ${rival.deployment}, or from here, stays as long as the other has it, and only leaves the records`;
  return problem('OWNERSHIP_UNPROVEN', `${what} is ${owner}, as our records say`, fix, { at: node });
}

/** What another deployment has, too, is not deleted with this one: it stays, and only leaves its records. */
export function keptForOthers<D extends Claim & Pick<ResourceChange, 'risk' | 'note'>>(draft: D, rivals: readonly Rival[]): D {
  const [rival] = rivals;
  if (draft.action !== 'delete' || rival === undefined || rival.run !== null) return draft;
  const note = `stays: it is ${rival.node} of deployment ${rival.deployment}, too, and only leaves the records of this one`;
  return { ...draft, action: 'none', reason: 'shared', risk: 'reversible', note };
}

function isClaim(change: Claimant['changes'][number]): change is Claim {
  return change.kind === 'resource' && (change.action !== 'none' || change.reason === 'shared');
}

function endpointAt(targets: readonly PlanTarget[], alias: string): string | null {
  const target = targets.find((one) => one.alias === alias);
  return target === undefined ? null : canonicalJson(target.definition.endpoint);
}

/** Null where that was not kept: then it may be the same. */
function endpointOf({ endpoint }: Thing): string | null {
  return endpoint === undefined ? null : canonicalJson(endpoint);
}
