import type { Digraph } from '../graph/digraph.ts';
import type { JsonObject } from '../kernel/json.ts';
import { befores } from '../model/gate.ts';
import type { Proposal } from '../model/proposal.ts';
import { referencesIn } from './references-in.ts';

/** Each node and gate of a draft with what it comes after: what it refers to, depends on, or waits for. */
export function draftGraph({ resources, units, gates }: Pick<Proposal, 'resources' | 'units' | 'gates'>): Digraph {
  const nodes = new Set<string>([...resources, ...units, ...gates].map(({ node }) => node));
  const referred = (value: JsonObject): string[] => referencesIn(value, nodes).flatMap(({ to }) => to.map(({ node }) => node));
  return new Map<string, readonly string[]>([
    ...resources.map(({ node, dependsOn, properties }) => [node, [...dependsOn, ...referred(properties)]] as const),
    ...units.map(({ node, dependsOn, inputs }) => [node, [...dependsOn, ...referred(inputs)]] as const),
    ...gates.map((gate) => [gate.node, befores(gate)] as const),
  ]);
}
