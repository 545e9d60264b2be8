import type { Digraph } from '../graph/digraph.ts';
import { shortestCycle } from '../graph/shortest-cycle.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type DesiredNode, type DesiredUnit, wishOf } from '../model/desired.ts';
import { befores, type GateNode } from '../model/gate.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { hasAttribute } from './read-attribute.ts';
import { referencesIn } from './resolve-references.ts';

/**
 * Each desired node and gate with the nodes it refers to or depends on.
 * Problems: GRAPH_CONFLICT for two nodes of one name, REFERENCE_UNKNOWN for a node or attribute that is not there, GRAPH_CYCLE with the nodes of a
 * shortest circle.
 */
export function desiredGraph(desired: readonly DesiredNode[], types: ReadonlyMap<string, ResourceType>, gates: readonly GateNode[] = []): Result<Digraph> {
  const problems: Diagnostic[] = [];
  const byName = new Map<string, DesiredNode | GateNode>();
  for (const node of [...desired, ...gates]) {
    if (byName.has(node.node))
      problems.push(problem('GRAPH_CONFLICT', `two nodes are named ${node.node}`, 'Give one of them another name.', { at: node.node }));
    byName.set(node.node, node);
  }
  const graph = new Map<string, readonly string[]>();
  for (const wanted of desired) {
    const { node, dependsOn } = wanted;
    const references = referencesIn(wishOf(wanted));
    for (const { node: other, attribute } of references) problems.push(...unknownReference(node, other, attribute, byName, types));
    for (const other of dependsOn) if (!byName.has(other)) problems.push(unknownNode(node, other, byName));
    graph.set(node, [...new Set([...references.map((reference) => reference.node), ...dependsOn])]);
  }
  for (const wanted of gates) {
    const { node, dependsOn, gate } = wanted;
    for (const other of dependsOn) if (!byName.has(other)) problems.push(unknownNode(node, other, byName));
    if (gate.kind === 'until') problems.push(...unknownReference(node, gate.node, gate.attribute, byName, types));
    graph.set(node, befores(wanted));
  }
  if (problems.length > 0) return fail(...problems);
  const cycle = shortestCycle(graph);
  if (cycle === null) return ok(graph);
  const message = `${[...cycle, cycle[0]].join(' → ')}: each needs the next to be there first`;
  return fail(
    problem('GRAPH_CYCLE', message, `Remove one of these references, for example with a resource of its own that connects ${cycle[0]} and ${cycle.at(-1)}.`, {
      at: cycle[0] as string,
    }),
  );
}

function unknownReference(
  node: string,
  other: string,
  attribute: string,
  byName: ReadonlyMap<string, DesiredNode | GateNode>,
  types: ReadonlyMap<string, ResourceType>,
): Diagnostic[] {
  const target = byName.get(other);
  if (target === undefined) return [unknownNode(node, other, byName)];
  if ('gate' in target) return [problem('REFERENCE_UNKNOWN', `${other} is a gate and gives nothing`, 'depend on it with dependsOn', { at: node })];
  if (target.kind === 'unit') return Object.hasOwn(target.outputs, attribute.split('.')[0] ?? '') ? [] : [unknownOutput(node, other, attribute, target)];
  const type = types.get(target.type);
  if (type === undefined || hasAttribute(type, attribute)) return [];
  const near = nearest(attribute, [...Object.keys(type.attributes).map((name) => name.replaceAll('/', '.')), ...Object.keys(type.properties)]);
  return [
    problem(
      'REFERENCE_UNKNOWN',
      `${target.type} has no attribute ${attribute}`,
      near.length > 0 ? `Did you mean ${near.map((name) => `${other}.${name}`).join(', ')}?` : 'See its attributes.',
      { at: node },
    ),
  ];
}

function unknownOutput(node: string, other: string, name: string, { outputs }: DesiredUnit): Diagnostic {
  const known = Object.keys(outputs);
  return problem(
    'REFERENCE_UNKNOWN',
    `${other} gives no ${name}`,
    known.length === 0 ? 'declare it among the outputs of the unit' : `use ${known.map((one) => `${other}.${one}`).join(' or ')}`,
    { at: node },
  );
}

function unknownNode(node: string, other: string, byName: ReadonlyMap<string, DesiredNode | GateNode>): Diagnostic {
  const near = nearest(other, byName.keys());
  return problem(
    'REFERENCE_UNKNOWN',
    `${node} refers to ${other}, which is not a node of this deployment`,
    near.length > 0 ? `Did you mean ${near.join(', ')}?` : 'Add that node, or remove the reference.',
    { at: node },
  );
}
