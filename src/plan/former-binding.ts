import { sha256 } from '../kernel/digest.ts';
import type { NodeAddress } from '../model/names.ts';
import type { ResourceBinding } from '../model/observed.ts';

/**
 * What the books keep of a resource that was replaced until it is deleted, under a node name of its own: if the run ends before its deletion, the next
 * plan removes it like any node that is no longer wanted.
 */
export function formerBinding(binding: ResourceBinding): ResourceBinding {
  return { ...binding, node: formerNode(binding.node, binding.identifier), formerly: binding.formerly ?? binding.node };
}

export function formerNode(node: string, identifier: string): NodeAddress {
  return `former_${node.replace(/[^a-z0-9_]+/g, '_').slice(0, 48)}_${sha256(`${node} ${identifier}`).slice(0, 8)}` as NodeAddress;
}
