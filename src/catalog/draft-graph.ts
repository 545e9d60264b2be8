import type { Digraph } from '../graph/digraph.ts';
import type { JsonObject } from '../kernel/json.ts';
import { befores } from '../model/gate.ts';
import type { Proposal } from '../model/proposal.ts';
import { referencesIn } from '../plan/resolve-references.ts';
import { linkInputs } from './link-references.ts';

/** Each node and gate of a draft with what it comes after: what it refers to, depends on, or waits for. */
export function draftGraph({ resources, units, gates }: Pick<Proposal, 'resources' | 'units' | 'gates'>): Digraph {
  const nodes = new Map([...resources, ...units, ...gates].map(({ node }) => [node as string, null]));
  const referred = (node: string, value: JsonObject): string[] => referencesIn(linkInputs(node, value, nodes).properties).map((one) => one.node);
  return new Map<string, readonly string[]>([
    ...resources.map(({ node, dependsOn, properties }) => [node, [...dependsOn, ...referred(node, properties)]] as const),
    ...units.map(({ node, dependsOn, inputs }) => [node, [...dependsOn, ...referred(node, inputs)]] as const),
    ...gates.map((gate) => [gate.node, befores(gate)] as const),
  ]);
}
