import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import { pointerOf } from '../kernel/pointer.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { DesiredNode } from '../model/desired.ts';
import type { DraftResource, Proposal } from '../model/proposal.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { Place } from '../model/target.ts';
import { validateProperties } from '../model/validate-properties.ts';
import { findCollisions } from './find-collisions.ts';
import { linkReferences } from './link-references.ts';
import { withOwnershipTags } from './ownership-tags.ts';

export interface ExpandContext {
  readonly types: { type(name: string): Result<ResourceType> };
  readonly place: Place;
}

/**
 * The desired nodes of a proposal: expressions checked and turned into references, properties valid for their types, ownership tags
 * on everything that can carry them. Every problem of every node is reported, at `node/properties/…`. Linear in the size of the proposal.
 */
export function expand(proposal: Proposal, context: ExpandContext): Result<DesiredNode[]> {
  const problems: Diagnostic[] = [];
  const types = new Map<string, ResourceType | null>();
  const typeOf = (name: string): ResourceType | null => types.get(name) ?? null;
  const referable = new Map<string, ResourceType | null>();
  for (const resource of proposal.resources) {
    if (!types.has(resource.type)) {
      const type = context.types.type(resource.type);
      types.set(resource.type, type.ok ? type.value : null);
      if (!type.ok) problems.push(...type.problems.map((found) => ({ ...found, at: resource.node })));
    }
    if (referable.has(resource.node))
      problems.push(problem('GRAPH_CONFLICT', `two nodes are called ${resource.node}`, 'rename one of them', { at: resource.node }));
    referable.set(resource.node, typeOf(resource.type));
  }
  const nodes = proposal.resources.flatMap((resource) => {
    const type = typeOf(resource.type);
    if (type === null) return [];
    const node = expandOne(resource, type, proposal, context.place, referable);
    if (node.ok) return [node.value];
    problems.push(...node.problems);
    return [];
  });
  problems.push(...findCollisions(nodes, typeOf));
  return problems.length > 0 ? fail(...problems) : ok(nodes);
}

function expandOne(
  resource: DraftResource,
  type: ResourceType,
  proposal: Proposal,
  place: Place,
  nodes: ReadonlyMap<string, ResourceType | null>,
): Result<DesiredNode> {
  const linked = linkReferences(resource.node, type, resource.properties, nodes);
  const problems: Diagnostic[] = [...linked.problems, ...unknownDependencies(resource, nodes)];
  const invalid = validateProperties(type, linked.properties, { references: true });
  // A place that holds a wrong expression is reported once.
  const reported = new Set(linked.problems.map((found) => found.at));
  problems.push(...invalid.map((found) => ({ ...found, at: `${resource.node}/properties${found.at ?? ''}` })).filter((found) => !reported.has(found.at)));
  if (problems.length > 0) return { ok: false, problems };
  const tagged = withOwnershipTags(type, linked.properties, { deployment: proposal.deployment, node: resource.node, blueprint: 'draft' }, resource.node);
  if (!tagged.ok) return tagged;
  return ok({
    node: resource.node,
    type: resource.type,
    target: place,
    properties: tagged.value,
    dependsOn: [...new Set(resource.dependsOn)],
    retain: resource.retain,
  });
}

function unknownDependencies(resource: DraftResource, nodes: ReadonlyMap<string, ResourceType | null>): Diagnostic[] {
  return resource.dependsOn.flatMap((name, index) => {
    const at = `${resource.node}${pointerOf(['dependsOn', index])}`;
    if (name === resource.node) return [problem('GRAPH_CYCLE', `${name} depends on itself`, 'remove the dependency', { at })];
    if (nodes.has(name)) return [];
    const near = nearest(name, nodes.keys());
    return [
      problem(
        'REFERENCE_UNKNOWN',
        `${resource.node} depends on ${name}, which does not exist`,
        near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'remove the dependency',
        { at },
      ),
    ];
  });
}
