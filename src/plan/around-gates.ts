import { type Digraph, reversed } from '../graph/digraph.ts';
import type { GateNode } from '../model/gate.ts';
import type { ChangeDraft } from './diff-deployment.ts';

/**
 * Each node and gate with what it comes after, as `needs` has it, and beside that what lies between it and a gate passed over where it does not change: what has no step is waited for by nobody, and the
 * gate would be passed with it. O(gates · edges).
 */
export function pastUnchanged(gates: readonly GateNode[], drafts: readonly ChangeDraft[], needs: Digraph): Digraph {
  if (gates.length === 0) return needs;
  const still = new Set<string>(drafts.flatMap(({ node, action }) => (action === 'none' ? [node] : [])));
  const afters = reversed(needs);
  const more = new Map<string, Set<string>>();
  const add = (node: string, before: string) => more.set(node, (more.get(node) ?? new Set()).add(before));
  for (const { node: gate } of gates) {
    for (const node of past(still, afters, gate)) add(node, gate);
    for (const before of past(still, needs, gate)) add(gate, before);
  }
  return new Map([...needs].map(([node, befores]) => [node, [...new Set([...befores, ...(more.get(node) ?? [])])]]));
}

/** What is reached by way of what does not change alone. */
function past(still: ReadonlySet<string>, graph: Digraph, from: string): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const open = [from];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const node of graph.get(next) ?? []) {
      if (!still.has(node)) found.add(node);
      else if (!seen.has(node)) {
        seen.add(node);
        open.push(node);
      }
    }
  }
  return found;
}

/** The gates before something that is made, changed or run; before nothing else is there anything to wait for. */
export function gatesInTheWay(gates: readonly GateNode[], drafts: readonly ChangeDraft[], needs: Digraph): ReadonlyMap<string, GateNode> {
  const byName = new Map<string, GateNode>(gates.map((one) => [one.node, one]));
  const found = new Map<string, GateNode>();
  const open = drafts.filter(({ action }) => action !== 'none' && action !== 'delete').map(({ node }) => node as string);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const before of needs.get(node) ?? []) {
      const one = byName.get(before);
      if (one === undefined || found.has(before)) continue;
      found.set(before, one);
      open.push(before);
    }
  }
  return found;
}
