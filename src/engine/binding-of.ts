import { digestOf, sha256 } from '../kernel/digest.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { pointerOf, segmentsOf } from '../kernel/pointer.ts';
import type { DeploymentName, NodeAddress } from '../model/names.ts';
import type { Binding } from '../model/observed.ts';
import type { Change } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { expectedIdentifier } from './expected-identifier.ts';

/** What the books keep of a node after it was written. Write-only values are kept as digests only: they may be secrets. */
export function bindingOf(deployment: DeploymentName, change: Change, identifier: string, written: JsonObject, type: ResourceType): Binding {
  const writeOnlyDigests: Record<string, string> = {};
  let applied: Json = written;
  for (const pointer of type.writeOnly) applied = withoutAt(applied, segmentsOf(pointer), [], writeOnlyDigests);
  return {
    deployment,
    node: change.node,
    type: change.type,
    target: change.at,
    identifier,
    applied: applied as JsonObject,
    writeOnlyDigests,
    retain: change.retain,
  };
}

/**
 * What the books keep of a resource that was replaced until it is deleted, under a node name of its own: if the run ends before its deletion, the next
 * plan removes it like any node that is no longer wanted.
 */
export function formerBinding(binding: Binding): Binding {
  return { ...binding, node: formerNode(binding.node, binding.identifier), formerly: binding.formerly ?? binding.node };
}

/**
 * What the books keep of a creation whose outcome is unknown, so that the next plan looks for it even where it asks for another name: under its own
 * node, or beside it where the node has a resource that was to be replaced.
 */
export function doubtfulBinding(deployment: DeploymentName, change: Change, place: 'own' | NodeAddress, asked: JsonObject, type: ResourceType): Binding {
  const binding = bindingOf(deployment, change, expectedIdentifier(type, asked, change.at) ?? '', asked, type);
  return place === 'own' ? { ...binding, doubtful: true } : { ...binding, node: place, formerly: change.node, doubtful: true };
}

export function formerNode(node: string, identifier: string): NodeAddress {
  return `former_${node.slice(0, 48)}_${sha256(identifier).slice(0, 8)}` as NodeAddress;
}

/** The value without what is at the path (`*` is any item of an array); digests of what was taken out are added by concrete pointer. */
function withoutAt(value: Json, path: readonly string[], taken: readonly string[], digests: Record<string, string>): Json {
  const [name, ...rest] = path;
  if (name === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return name === '*' ? (value as readonly Json[]).map((item, index) => withoutAt(item, rest, [...taken, String(index)], digests)) : value;
  const object = value as JsonObject;
  const member = object[name];
  if (member === undefined) return value;
  if (rest.length > 0) return { ...object, [name]: withoutAt(member, rest, [...taken, name], digests) };
  digests[pointerOf([...taken, name])] = digestOf(member);
  const { [name]: _, ...others } = object;
  return others;
}
