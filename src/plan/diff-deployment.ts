import type { Digraph } from '../graph/digraph.ts';
import { order } from '../graph/order.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { all, fail, ok, type Result } from '../kernel/result.ts';
import type { Binding, Observed } from '../model/observed.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { desiredGraph } from './desired-graph.ts';
import { type ChangeDraft, diffNode } from './diff-node.ts';
import { nameOf } from './identity.ts';
import { plannedAttribute } from './planned-attribute.ts';
import { livePropertiesOf, type PlanningInput } from './planning-input.ts';

export interface DeploymentDiff {
  /** Desired nodes after what they refer to, then bound nodes that are no longer desired, by name. */
  readonly drafts: readonly ChangeDraft[];
  readonly needs: Digraph;
  readonly types: ReadonlyMap<string, ResourceType>;
}

/**
 * The change of every node. Nodes are compared after what they refer to, so that a value which a replacement makes unknown reaches those who
 * use it, and a replacement that forces another is found. Every problem of every node is reported at once.
 */
export function diffDeployment(input: PlanningInput): Result<DeploymentDiff> {
  const types = typesOf(input);
  if (!types.ok) return types;
  const needs = desiredGraph(input.desired, types.value);
  if (!needs.ok) return needs;
  const drafts = new Map<string, ChangeDraft>();
  const problems: Diagnostic[] = [];
  const desired = new Map(input.desired.map((node) => [node.node as string, node]));
  const lookup = (node: string, attribute: string) => {
    const draft = drafts.get(node);
    return draft === undefined ? undefined : plannedAttribute(draft, observedOf(input, node), typeAt(types.value, draft.type), attribute);
  };
  const add = (node: string, binding: Binding | null): void => {
    const wanted = desired.get(node) ?? null;
    const name = wanted?.node ?? (binding as Binding).node;
    const type = typeAt(types.value, wanted?.type ?? (binding as Binding).type);
    const draft = diffNode({ node: name, desired: wanted, observed: observedOf(input, node), binding, type, lookup });
    if (draft.ok) drafts.set(node, draft.value);
    else problems.push(...draft.problems);
  };
  for (const node of order(needs.value).sorted) add(node, input.bindings.get(node) ?? null);
  for (const node of [...input.bindings.keys()].sort()) if (!desired.has(node)) add(node, input.bindings.get(node) ?? null);
  const holders = new Map(
    [...drafts.values()].flatMap((draft) => (draft.after === null || draft.identifier === null ? [] : [[liveKey(draft), draft.node] as const])),
  );
  const settled = [...drafts.values()].map((draft) => movedNode(draft, holders));
  problems.push(...conflicts(settled, input.observed, types.value));
  return problems.length > 0 ? fail(...problems) : ok({ drafts: settled, needs: needs.value, types: types.value });
}

function typesOf(input: PlanningInput): Result<Map<string, ResourceType>> {
  const names = new Set([...input.desired.map((node) => node.type), ...[...input.bindings.values()].map((binding) => binding.type)]);
  const found = all([...names].sort().map(input.typeOf));
  return found.ok ? ok(new Map(found.value.map((type) => [type.name, type]))) : found;
}

function typeAt(types: ReadonlyMap<string, ResourceType>, name: string): ResourceType {
  const type = types.get(name);
  if (type === undefined) throw new TypeError(`no type ${name}: it was not loaded with the others`);
  return type;
}

function observedOf(input: PlanningInput, node: string): Observed {
  return input.observed.get(node) ?? { kind: 'unread', reason: 'it was not looked for' };
}

function liveKey(draft: ChangeDraft): string {
  return `${draft.type} ${draft.target.account} ${draft.target.region} ${draft.identifier}`;
}

// A node that was renamed leaves its binding behind: the resource is the new node's now, and must not be deleted as the old one's.
function movedNode(draft: ChangeDraft, holders: ReadonlyMap<string, string>): ChangeDraft {
  const holder = draft.action === 'delete' ? holders.get(liveKey(draft)) : undefined;
  return holder === undefined ? draft : { ...draft, action: 'none', risk: 'reversible', note: `kept: it is ${holder} now` };
}

/** Two nodes that are, or would be, the same resource. */
function conflicts(drafts: readonly ChangeDraft[], observed: ReadonlyMap<string, Observed>, types: ReadonlyMap<string, ResourceType>): Diagnostic[] {
  const holders = new Map<string, ChangeDraft>();
  const problems: Diagnostic[] = [];
  const claim = (key: string, draft: ChangeDraft): void => {
    const holder = holders.get(key);
    if (holder === undefined) holders.set(key, draft);
    else if (holder.node !== draft.node) problems.push(clash(holder, draft));
  };
  for (const draft of drafts) {
    const type = typeAt(types, draft.type);
    const properties = draft.action === 'delete' ? livePropertiesOf(observed, draft.node) : draft.after;
    const name = properties === null ? null : nameOf(type, properties);
    if (name !== null) claim(`${draft.type} ${draft.target.account} ${draft.target.region} named ${name}`, draft);
    if (draft.after !== null && draft.identifier !== null) claim(liveKey(draft), draft);
  }
  return problems;
}

function clash(one: ChangeDraft, other: ChangeDraft): Diagnostic {
  const both = `${one.node} and ${other.node}`;
  if (one.action !== 'delete' && other.action !== 'delete') {
    return problem('GRAPH_CONFLICT', `${both} are the same ${one.type}`, 'Remove one of them, or give it another name.', { at: other.node });
  }
  const [gone, made] = one.action === 'delete' ? [one, other] : [other, one];
  const message = `${made.node} asks for the name of ${gone.node}, which would be deleted`;
  return problem('GRAPH_CONFLICT', message, `Call the node ${gone.node}, to keep the resource, or choose another name.`, { at: made.node });
}
