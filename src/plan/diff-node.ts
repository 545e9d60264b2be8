import { problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { DesiredNode } from '../model/desired.ts';
import type { NodeName } from '../model/names.ts';
import type { Binding, Observed } from '../model/observed.ts';
import type { Change } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { type Applied, diffProperties } from './diff-properties.ts';
import { comparedNames, fingerprintOf } from './fingerprint.ts';
import { type Lookup, resolveReferences } from './resolve-references.ts';

/** A change before it is known how it is called and how long it takes. */
export type ChangeDraft = Omit<Change, 'calls' | 'estimate'>;

export interface NodeState {
  readonly node: NodeName;
  /** Null when the node is no longer wanted. */
  readonly desired: DesiredNode | null;
  readonly observed: Observed;
  readonly binding: Binding | null;
  readonly type: ResourceType;
  readonly lookup: Lookup;
}

type Live = Extract<Observed, { kind: 'live' }>;

/**
 * What has to happen to one node, by comparing what is wanted, what is live and what was applied before.
 * Problems: NODE_UNREAD when nothing is known of what is live; OWNERSHIP_UNPROVEN when the live resource is not this deployment's, or when it
 * would be deleted without proof that it is; GRAPH_CONFLICT when the node is bound to a resource of another type or place.
 */
export function diffNode(state: NodeState): Result<ChangeDraft> {
  const { node, desired, observed, binding } = state;
  if (observed.kind === 'unread') {
    const message = `what is live for ${node} could not be read: ${observed.reason}`;
    return fail(problem('NODE_UNREAD', message, 'Make it readable (see the cause), then plan again.', { at: node, cause: observed.reason }));
  }
  if (desired === null) return observed.kind === 'absent' ? gone(state) : unwanted(state, observed);
  const after = resolveReferences(desired.properties, state.lookup).value;
  if (observed.kind === 'absent') return ok(creation(state, desired, after));
  const moved = movedFrom(desired, binding);
  if (moved !== null)
    return fail(problem('GRAPH_CONFLICT', moved, `Give the new ${desired.type} another node name, or destroy the deployment first.`, { at: node }));
  return compared(state, desired, after, observed);
}

function compared({ node, binding, type }: NodeState, desired: DesiredNode, after: JsonObject, live: Live): Result<ChangeDraft> {
  if (binding === null && !live.owned) {
    const message = `${live.identifier} exists already and does not carry the tags of this deployment`;
    return fail(problem('OWNERSHIP_UNPROVEN', message, 'Choose another name, or tag the resource as this deployment’s if it is.', { at: node }));
  }
  const { differences, patch } = diffProperties(type, after, live.properties, appliedOf(binding));
  const replaces = differences.some((difference) => difference.forcesReplace);
  if (replaces && !live.owned) return fail(unproven(node, live, 'replaced'));
  const action = replaces ? 'replace' : differences.length > 0 ? 'update' : binding === null ? 'adopt' : 'none';
  const change: Omit<ChangeDraft, 'before' | 'fingerprint'> = {
    node,
    type: desired.type,
    target: desired.target,
    action,
    identifier: live.identifier,
    after,
    differences,
    patch: action === 'update' ? patch : [],
    risk: riskOf(action, differences, type),
    retain: desired.retain,
  };
  // No step rests on what is as desired already; what it is like is in `after`.
  const before = action === 'none' ? null : pick(live.properties, comparedNames(change));
  return ok({ ...change, before, fingerprint: fingerprintOf(change, type, live.properties) });
}

function creation({ node, binding }: NodeState, desired: DesiredNode, after: JsonObject): ChangeDraft {
  return {
    node,
    type: desired.type,
    target: desired.target,
    action: 'create',
    identifier: null,
    before: null,
    after,
    differences: [],
    patch: [],
    risk: 'reversible',
    retain: desired.retain,
    ...(binding === null ? {} : { note: `${binding.identifier} was deleted from outside` }),
    fingerprint: null,
  };
}

function unwanted(state: NodeState, live: Live): Result<ChangeDraft> {
  const { node, type } = state;
  const binding = boundOf(state);
  if (!binding.retain && !live.owned) return fail(unproven(node, live, 'deleted'));
  const action = binding.retain ? 'none' : 'delete';
  const change: Omit<ChangeDraft, 'before' | 'fingerprint'> = {
    node,
    type: binding.type,
    target: binding.target,
    action,
    identifier: live.identifier,
    after: null,
    differences: [],
    patch: [],
    risk: riskOf(action, [], type),
    retain: binding.retain,
    ...(binding.retain ? { note: 'kept: it is retained' } : {}),
  };
  return ok({ ...change, before: pick(live.properties, Object.keys(type.properties)), fingerprint: fingerprintOf(change, type, live.properties) });
}

function gone(state: NodeState): Result<ChangeDraft> {
  const binding = boundOf(state);
  return ok({
    node: state.node,
    type: binding.type,
    target: binding.target,
    action: 'none',
    identifier: binding.identifier,
    before: null,
    after: null,
    differences: [],
    patch: [],
    risk: 'reversible',
    retain: binding.retain,
    note: 'already gone',
    fingerprint: null,
  });
}

function boundOf({ node, binding }: NodeState): Binding {
  if (binding === null) throw new TypeError(`node ${node} is neither desired nor bound`);
  return binding;
}

// A binding that remembers no properties was rebuilt or adopted: what was applied is not known.
function appliedOf(binding: Binding | null): Applied | null {
  if (binding === null) return null;
  if (Object.keys(binding.lastApplied).length === 0 && Object.keys(binding.writeOnlyDigests).length === 0) return null;
  return { properties: binding.lastApplied, writeOnlyDigests: binding.writeOnlyDigests };
}

function movedFrom(desired: DesiredNode, binding: Binding | null): string | null {
  if (binding === null) return null;
  const now = `${desired.type} in ${desired.target.account}/${desired.target.region}`;
  const before = `${binding.type} in ${binding.target.account}/${binding.target.region}`;
  return now === before ? null : `${desired.node} is a ${before} and cannot become a ${now}`;
}

function unproven(node: string, live: Live, what: 'deleted' | 'replaced') {
  const message = `${live.identifier} does not carry the tags of this deployment, so it is not ${what}`;
  const fix = 'If it is this deployment’s, put its asbuilt:deployment and asbuilt:node tags back; if not, take the node out.';
  return problem('OWNERSHIP_UNPROVEN', message, fix, { at: node });
}

/** Data goes with a stateful resource; a new one has another identity; what cannot be read cannot be put back. */
function riskOf(action: Change['action'], differences: Change['differences'], type: ResourceType): Change['risk'] {
  switch (action) {
    case 'delete':
    case 'replace':
      return type.stateful ? 'irreversible' : 'lossy';
    case 'update':
      return differences.some((difference) => difference.sensitive) ? 'lossy' : 'reversible';
    case 'create':
    case 'adopt':
    case 'none':
      return 'reversible';
    default:
      return action satisfies never;
  }
}

function pick(properties: JsonObject, names: Iterable<string>): JsonObject {
  const kept = new Set(names);
  return Object.fromEntries(Object.entries(properties).filter(([name]) => kept.has(name)));
}
