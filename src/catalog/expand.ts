import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import { pointerOf } from '../kernel/pointer.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { DesiredNode } from '../model/desired.ts';
import { nodeTagValue } from '../model/node-tag.ts';
import type { DraftAt, DraftResource, DraftUnit, Proposal } from '../model/proposal.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { AwsAt } from '../model/target.ts';
import { validateProperties } from '../model/validate-properties.ts';
import { findCollisions } from './find-collisions.ts';
import { linkInputs, linkReferences, type Referable } from './link-references.ts';
import { withOwnershipTags } from './ownership-tags.ts';

export interface ExpandContext {
  readonly types: { type(name: string): Result<ResourceType> };
  /** The place that a node of the draft names; its own target and region for one that names none. REGION_UNKNOWN or TARGET_UNKNOWN otherwise. */
  readonly place: (at: DraftAt | undefined, node: string) => Result<AwsAt>;
}

/** As many problems are told; what follows in a proposal is looked at once those are corrected. */
const mostProblems = 100;
/** So many names of what a node depends on are compared with those of all nodes, to say which may be meant. */
const mostCompared = 3;
/** The same of types that do not exist: each is compared with every name that there is, to say which may be meant. */
const mostUnknownTypes = 10;

/**
 * The desired nodes of a proposal: expressions checked and turned into references, properties valid for their types, ownership tags
 * on everything that can carry them. The problems of every node are reported, at `node/properties/…`, as far as they are not too many to read. Linear in the size of the proposal.
 */
export function expand(proposal: Proposal, context: ExpandContext): Result<DesiredNode[]> {
  const problems: Diagnostic[] = [];
  const types = new Map<string, ResourceType | null>();
  const typeOf = (name: string): ResourceType | null => types.get(name) ?? null;
  const referable = new Map<string, Referable | null>();
  const claim = (node: string, what: Referable | null): void => {
    if (referable.has(node)) problems.push(problem('GRAPH_CONFLICT', `two nodes are called ${node}`, 'rename one of them', { at: node }));
    referable.set(node, what);
  };
  let unknown = 0;
  for (const resource of proposal.resources) {
    if (!types.has(resource.type)) {
      if (unknown >= mostUnknownTypes) return fail(...problems);
      const type = context.types.type(resource.type);
      types.set(resource.type, type.ok ? type.value : null);
      if (!type.ok) {
        unknown++;
        problems.push(...type.problems.map((found) => ({ ...found, at: resource.node })));
      }
    }
    const type = typeOf(resource.type);
    claim(resource.node, type === null ? null : { kind: 'resource', type, properties: resource.properties });
  }
  for (const unit of proposal.units) claim(unit.node, { kind: 'unit', outputs: unit.outputs });
  // Nothing refers to a gate; `dependsOn` may name it.
  for (const { node } of proposal.gates) claim(node, null);
  const settled = (make: () => Result<DesiredNode>): DesiredNode[] => {
    if (problems.length >= mostProblems) return [];
    const made = make();
    if (made.ok) return [made.value];
    problems.push(...made.problems);
    return [];
  };
  const resources = proposal.resources.flatMap((resource) => {
    const type = typeOf(resource.type);
    return type === null ? [] : settled(() => expandResource(resource, type, proposal, context, referable));
  });
  const units = proposal.units.flatMap((unit) => settled(() => expandUnit(unit, context, referable)));
  problems.push(
    ...findCollisions(
      resources.filter((node) => node.kind === 'resource'),
      typeOf,
    ),
  );
  return problems.length > 0 ? fail(...problems.slice(0, mostProblems)) : ok([...resources, ...units]);
}

function expandResource(
  resource: DraftResource,
  type: ResourceType,
  proposal: Proposal,
  context: ExpandContext,
  nodes: ReadonlyMap<string, Referable | null>,
): Result<DesiredNode> {
  const linked = linkReferences(resource.node, type, resource.properties, nodes);
  const place = context.place(resource.at, resource.node);
  const problems: Diagnostic[] = [...linked.problems, ...unknownDependencies(resource, nodes), ...(place.ok ? [] : place.problems)];
  const invalid = validateProperties(type, linked.properties, { references: true });
  // A place that holds a wrong expression is reported once.
  const reported = new Set(linked.problems.map((found) => found.at));
  problems.push(...invalid.map((found) => ({ ...found, at: `${resource.node}/properties${found.at ?? ''}` })).filter((found) => !reported.has(found.at)));
  if (problems.length > 0 || !place.ok) return { ok: false, problems };
  const ownership = { deployment: proposal.deployment, node: nodeTagValue(resource.node, resource.type), blueprint: blueprintText(proposal) };
  const tagged = withOwnershipTags(type, linked.properties, ownership, resource.node);
  if (!tagged.ok) return tagged;
  return ok({
    kind: 'resource',
    node: resource.node,
    type: resource.type,
    at: place.value,
    properties: tagged.value,
    dependsOn: [...new Set(resource.dependsOn)],
    retain: resource.retain,
  });
}

/** What the tag says a resource was made by. */
function blueprintText({ blueprint }: Proposal): string {
  return blueprint === undefined ? 'draft' : `${blueprint.name}@${blueprint.version}`;
}

function expandUnit(unit: DraftUnit, context: ExpandContext, nodes: ReadonlyMap<string, Referable | null>): Result<DesiredNode> {
  const linked = linkInputs(unit.node, unit.inputs, nodes);
  const place = context.place(unit.at, unit.node);
  const problems: Diagnostic[] = [...linked.problems, ...unknownDependencies(unit, nodes), ...(place.ok ? [] : place.problems)];
  if (problems.length > 0 || !place.ok) return { ok: false, problems };
  const { node, engine, source, outputs, repeatable, undo, hosts, foresees, retain } = unit;
  return ok({
    kind: 'unit',
    node,
    at: place.value,
    engine,
    source,
    inputs: linked.properties,
    outputs,
    repeatable,
    ...(undo === undefined ? {} : { undo }),
    ...(hosts === undefined ? {} : { hosts }),
    ...(foresees === undefined ? {} : { foresees }),
    retain,
    dependsOn: [...new Set(unit.dependsOn)],
  });
}

function unknownDependencies(resource: DraftResource | DraftUnit, nodes: ReadonlyMap<string, Referable | null>): Diagnostic[] {
  return resource.dependsOn.flatMap((name, index) => {
    const at = `${resource.node}${pointerOf(['dependsOn', index])}`;
    if (name === resource.node) return [problem('GRAPH_CYCLE', `${name} depends on itself`, 'remove the dependency', { at })];
    if (nodes.has(name)) return [];
    const near = index < mostCompared ? nearest(name, nodes.keys()) : [];
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
