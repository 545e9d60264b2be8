import { referencesIn } from '../catalog/references-in.ts';
import type { Proposal } from '../model/proposal.ts';

/** The AI agent that had a hand in nodes of a draft, or in what they refer to, by way of others too: whose what they hold is. Null where people alone had. What stands beside them counts for nothing. */
export function handIn({ resources, units }: Pick<Proposal, 'resources' | 'units'>, nodes: readonly string[]): string | null {
  const all = new Map([...resources, ...units].map((one) => [one.node as string, one]));
  const found = new Set(nodes);
  // A set goes on to what is added to it.
  for (const address of found) {
    const node = all.get(address);
    if (node === undefined) continue;
    const by = node.hand ?? node.theirs?.by;
    if (by !== undefined) return by;
    for (const { to } of referencesIn('properties' in node ? node.properties : node.inputs, all)) for (const reference of to) found.add(reference.node);
  }
  return null;
}
