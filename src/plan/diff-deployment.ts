import type { Digraph } from '../graph/digraph.ts';
import { order } from '../graph/order.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { canonicalJson, type Json, type JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import { all, fail, ok, type Result } from '../kernel/result.ts';
import { type DesiredNode, type DesiredUnit, wishOf } from '../model/desired.ts';
import type { Binding, Observed, UnitBinding } from '../model/observed.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { desiredGraph } from './desired-graph.ts';
import { diffNode, type ResourceDraft } from './diff-node.ts';
import { diffUnit, droppedUnit, keptOutput, plannedOutput, type UnitDraft } from './diff-unit.ts';
import { expectedArn } from './expected-arn.ts';
import { fingerprintOf } from './fingerprint.ts';
import { handedOn, keptByAnother } from './handed-on.ts';
import { claimedName, namesHeld, placeKey, sharedKeys } from './identity.ts';
import type { Keeps } from './kept-references.ts';
import { type Around, leaveAlone, leaveFormer, leaveReplaced, takesOfLeft } from './leave-alone.ts';
import { movedFrom } from './moved-from.ts';
import { nothingNamed } from './named.ts';
import { keptAttribute, liveAttribute, plannedAttribute } from './planned-attribute.ts';
import { knownOf, type PlanningInput } from './planning-input.ts';
import { type Neighbour, neighboursOf, putByOthers, type Shared } from './put-by-others.ts';
import { attributePointer } from './read-attribute.ts';
import { type Lookup, mostCharacters, referencesIn, resolveReferences, sizeOf, tooLarge } from './resolve-references.ts';
import { keptForOthers, rivalsOf, whyNotOurs } from './rivals.ts';
import { notKept } from './unit-terms.ts';

/** Characters of JSON that all references of a plan may come to, at most; and for each that is asked with, so that little that is asked makes nothing large, unless it fits a single node. */
const mostInPlan = 16 * mostCharacters;
const mostForEach = 16;

export type ChangeDraft = ResourceDraft | UnitDraft;

export interface DeploymentDiff {
  /** Desired nodes after what they refer to, then bound nodes that are no longer desired, by name. */
  readonly drafts: readonly ChangeDraft[];
  readonly needs: Digraph;
  readonly keeps: Keeps;
  /** What a node will give; see `plannedAttribute`. */
  readonly lookup: Lookup;
  readonly types: ReadonlyMap<string, ResourceType>;
}

/**
 * The change of every node. Nodes are compared after what they refer to, so that a value which a replacement makes unknown reaches those who
 * use it, and a replacement that forces another is found. Every problem of every node is reported at once.
 */
export function diffDeployment(input: PlanningInput): Result<DeploymentDiff> {
  const types = typesOf(input);
  if (!types.ok) return types;
  const needs = desiredGraph(input.desired, types.value, input.gates);
  if (!needs.ok) return needs;
  const drafts = new Map<string, ChangeDraft>();
  const problems: Diagnostic[] = [];
  const desired = new Map(input.desired.map((node) => [node.node as string, node]));
  const lookup = (node: string, attribute: string): Json | undefined => {
    const draft = drafts.get(node);
    if (draft === undefined) return undefined;
    if (draft.kind === 'unit') return plannedOutput(draft, unitBound(input.bindings.get(node)), attribute);
    return plannedAttribute(draft, observedOf(input, node), typeAt(types.value, draft.type), attribute);
  };
  const expected: Lookup = (node, attribute) => {
    const draft = drafts.get(node);
    const known = lookup(node, attribute);
    return known !== undefined || draft?.kind !== 'resource' ? known : expectedArn(draft, typeAt(types.value, draft.type), attribute);
  };
  // What is kept follows from what a draft is given, along the references: each is asked once.
  const known = new WeakMap<ChangeDraft, Map<string, boolean>>();
  const keeps: Keeps = (node, attribute) => {
    const draft = drafts.get(node);
    if (draft === undefined) return false;
    const asked = known.get(draft) ?? new Map<string, boolean>();
    known.set(draft, asked);
    const bound = unitBound(input.bindings.get(node));
    const isKept = () => (draft.kind === 'unit' ? keptOutput(draft, bound, attribute, keeps) : keptAttribute(draft, observedOf(input, node), attribute, keeps));
    const kept = asked.get(attribute) ?? isKept();
    asked.set(attribute, kept);
    return kept;
  };
  const gives = (node: string, attribute: string): Json | undefined => {
    const draft = drafts.get(node);
    if (draft?.kind === 'resource') return liveAttribute(observedOf(input, node), typeAt(types.value, draft.type), attribute);
    return valueAt(unitBound(input.bindings.get(node))?.outputs, attributePointer(attribute));
  };
  const around = (node: string): Around => {
    const wish = desired.get(node);
    return {
      deployment: input.deployment,
      needs: (needs.value.get(node) ?? []).flatMap((need) => drafts.get(need) ?? []),
      references: wish === undefined ? [] : referencesIn(wishOf(wish)),
      lookup,
      gives,
    };
  };
  const diffWith = (node: string, observed: Observed): Result<ChangeDraft> => {
    const [wanted = null, binding = null] = [desired.get(node), input.bindings.get(node)];
    const draft = asItWillBe(draftOf(wanted, binding, observed, types.value, { lookup, keeps }, input), () =>
      draftOf(wanted, binding, observed, types.value, { lookup: expected, keeps }, input),
    );
    if (wanted === null || binding === null || isAbout(node, input)) return draft;
    if (draft.ok) return ok(leaveAlone(draft.value, around(node)));
    const isReplaced = wanted.kind === 'resource' && draft.problems.every(({ code }) => code === 'OWNERSHIP_UNPROVEN');
    return isReplaced ? ok(leaveReplaced(wanted, draft.problems.map(({ message }) => message).join('; '))) : draft;
  };
  const add = (node: string): void => {
    const draft = diffWith(node, observedOf(input, node));
    if (draft.ok) drafts.set(node, draft.value);
    else problems.push(...draft.problems);
    const lost = draft.ok ? takesOfLeft(draft.value, around(node)) : null;
    if (lost !== null) problems.push(lost);
  };
  const told: Lookup = (node, attribute) => (keeps(node, attribute) ? undefined : lookup(node, attribute));
  let size = 0;
  for (const node of order(needs.value).sorted) {
    const wish = desired.get(node);
    if (wish === undefined) continue;
    const come = resolveReferences(wishOf(wish), told);
    if (come.tooLarge) return fail(tooLarge(`what ${node} refers to`, node));
    size += come.size;
    if (size > mostCharacters && size > roomInPlan(input.desired))
      return fail(tooLarge('what the references of the plan refer to', node, roomInPlan(input.desired)));
    add(node);
  }
  for (const node of [...input.bindings.keys()].sort()) if (!desired.has(node)) add(node);
  leaveFormers(drafts, types.value, input, desired);
  leaveToOthers(drafts, types.value, input, diffWith);
  const endpointOf = endpointsOf(input);
  const kindAt = (draft: ResourceDraft): string => `${draft.type} ${draft.at.account} ${draft.at.region} ${endpointOf(draft)}`;
  const resources = [...drafts.values()].filter((draft) => draft.kind === 'resource');
  const holders = new Map<string, ResourceDraft>();
  for (const draft of resources.toSorted((a, b) => claimOf(a) - claimOf(b))) {
    const thing = `${kindAt(draft)} ${draft.identifier}`;
    if (draft.identifier !== null && draft.reason !== 'already-gone' && draft.reason !== 'never-seen' && !holders.has(thing)) holders.set(thing, draft);
  }
  const moved = [...drafts.values()].map((draft) =>
    draft.kind === 'resource' ? keptOtherwise(movedNode(draft, holders.get(`${kindAt(draft)} ${draft.identifier}`)), input.bindings.get(draft.node)) : draft,
  );
  const formers = new Map(
    moved.flatMap((draft) => (draft.kind === 'resource' && draft.reason === 'renamed' ? [[`${kindAt(draft)} ${draft.identifier}`, draft.node]] : [])),
  );
  const own = moved.map((draft) => (draft.kind === 'resource' ? takenFromFormer(draft, formers.get(`${kindAt(draft)} ${draft.identifier}`)) : draft));
  const rivals = rivalsOf({ ...input, changes: own }, { bindings: input.allBindings, running: input.running ?? [] }, input.typeOf);
  const settled = own.map((draft) => (draft.kind === 'resource' ? keptForOthers(draft, rivals.get(draft.node) ?? []) : draft));
  problems.push(...settled.flatMap((draft) => (draft.kind === 'resource' ? (whyNotOurs(draft, rivals.get(draft.node) ?? []) ?? []) : [])));
  problems.push(
    ...conflicts(
      settled.filter((draft) => draft.kind === 'resource'),
      input,
      types.value,
      kindAt,
      endpointOf,
    ),
  );
  return problems.length > 0 ? fail(...problems) : ok({ drafts: settled, needs: needs.value, keeps, lookup, types: types.value });
}

/**
 * What would be replaced for a value that is only known once it is made, and that what is live has already: what was deleted and comes again under its name has its ARN again. It is not replaced, since
 * its like could not be made beside it.
 */
function asItWillBe(draft: Result<ChangeDraft>, expecting: () => Result<ChangeDraft>): Result<ChangeDraft> {
  if (!draft.ok || draft.value.action !== 'replace') return draft;
  const again = expecting();
  return again.ok && again.value.action !== 'replace' ? again : draft;
}

function roomInPlan(desired: PlanningInput['desired']): number {
  const asked = desired.reduce((size, node) => size + sizeOf(wishOf(node)), 0);
  return Math.min(mostInPlan, Math.max(mostCharacters, mostForEach * asked));
}

/** Whether the request is about a node: it says something of it, or asks something of it by its name. */
function isAbout(node: string, { about, named = nothingNamed }: PlanningInput): boolean {
  return about === undefined || about.has(node) || named.accepts.has(node) || named.replaces.has(node) || named.adopts.has(node);
}

/** Where a live list has more than was asked for it is looked for who put it there; what another node did is no difference. */
function leaveToOthers(
  drafts: Map<string, ChangeDraft>,
  types: ReadonlyMap<string, ResourceType>,
  input: PlanningInput,
  diffWith: (node: string, observed: Observed) => Result<ChangeDraft>,
): void {
  let neighbours: readonly Neighbour[] | undefined;
  for (const draft of [...drafts.values()]) {
    if (draft.kind !== 'resource' || draft.after === null || draft.identifier === null) continue;
    const longer = draft.differences.filter(({ before, after }) => Array.isArray(before) && Array.isArray(after) && before.length > after.length);
    const observed = observedOf(input, draft.node);
    if (longer.length === 0 || observed.kind !== 'live') continue;
    neighbours ??= neighboursOf(drafts.values(), input.allBindings);
    const type = typeAt(types, draft.type);
    const own = { node: draft.node, type, identifier: draft.identifier, desired: draft.after, live: observed.properties };
    const lists = longer.map(({ path }) => path);
    const shared = putByOthers(own, lists, neighbours);
    if (shared === null) continue;
    const again = diffWith(draft.node, { ...observed, properties: shared.live });
    if (!again.ok || again.value.kind !== 'resource') continue;
    drafts.set(draft.node, again.value.reason === 'left' ? again.value : withKept(again.value, shared, type, observed.properties));
  }
}

/** A change that leaves in each list what others put there; it rests on what is live, all of it. */
function withKept(draft: ResourceDraft, { taken, writers }: Shared, type: ResourceType, live: JsonObject): ResourceDraft {
  const patch = draft.patch.map((op) => {
    const kept = taken.get(op.path);
    return op.op === 'remove' || kept === undefined || !Array.isArray(op.value) ? op : { ...op, value: [...(op.value as readonly Json[]), ...kept] };
  });
  const change = { ...draft, patch, note: `what ${writers.join(', ')} put there stays` };
  return { ...change, basis: fingerprintOf(change, type, live) };
}

function draftOf(
  desired: DesiredNode | null,
  binding: Binding | null,
  observed: Observed,
  types: ReadonlyMap<string, ResourceType>,
  { lookup, keeps }: { readonly lookup: Lookup; readonly keeps: Keeps },
  { deployment, aliasesAt, doubted, named = nothingNamed, keyed, guessed, targets, seal = (_, given) => given }: PlanningInput,
): Result<ChangeDraft> {
  const wanted = desired ?? binding;
  if (wanted === null) throw new TypeError('a node that is neither desired nor bound');
  if (desired !== null && binding !== null && desired.kind !== binding.kind) {
    const message = `${wanted.node} is a ${binding.kind} and cannot become a ${desired.kind}`;
    return fail(problem('GRAPH_CONFLICT', message, 'give the new node another name', { at: wanted.node }));
  }
  if (wanted.kind === 'unit') {
    if (desired?.kind !== 'unit') return ok(droppedUnit(binding as UnitBinding));
    const moved = movedFrom(desired, binding);
    if (moved === null) {
      const draft = diffUnit(desired, unitBound(binding), lookup, (inputs) => seal(desired.node, inputs), keeps, keyed);
      return ok(
        draft.action === 'run' && holdsWhole(desired, targets)
          ? { ...draft, note: `it holds the credentials of ${desired.at.target}, which has no role` }
          : draft,
      );
    }
    return fail(problem('GRAPH_CONFLICT', moved, 'give the new unit another node name', { at: wanted.node }));
  }
  const aliases = aliasesAt?.(wanted.at);
  return diffNode({
    deployment,
    node: wanted.node,
    desired: desired?.kind === 'resource' ? desired : null,
    observed,
    binding: binding?.kind === 'resource' ? binding : null,
    type: typeAt(types, wanted.type),
    lookup,
    keeps,
    doubted: doubted?.has(wanted.node) === true,
    seal: (given) => seal(wanted.node, given),
    ...(keyed === undefined ? {} : { keyed }),
    ...(guessed === undefined ? {} : { guessed }),
    ...(named.accepts.has(wanted.node) ? { accepts: named.accepts.get(wanted.node) ?? [] } : {}),
    ...(named.replaces.has(wanted.node) ? { named: 'replace' as const } : named.adopts.has(wanted.node) ? { named: 'adopt' as const } : {}),
    ...(aliases === undefined ? {} : { aliases }),
  });
}

/** What calls AWS by itself is given credentials: those of a role are for a moment, and a target without one has only its own. At the sandbox there is nothing to hold. */
function holdsWhole({ engine, at }: DesiredUnit, targets: PlanningInput['targets']): boolean {
  const target = targets.find(({ alias }) => alias === at.target);
  return engine === 'aws-cli' && target !== undefined && target.definition.endpoint.kind !== 'sandbox' && target.definition.role === null;
}

function unitBound(binding: Binding | null | undefined): UnitBinding | null {
  return binding?.kind === 'unit' ? binding : null;
}

function typesOf(input: PlanningInput): Result<Map<string, ResourceType>> {
  const nodes = [...input.desired, ...input.bindings.values()];
  const names = new Set(nodes.flatMap((node) => (node.kind === 'resource' ? [node.type] : [])));
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

/** Where the calls of a node go, whatever its target is called: what cannot have one name shares that, with type, account and region. */
function endpointsOf({ targets }: PlanningInput): (draft: ResourceDraft) => string {
  const endpoints = new Map(targets.map(({ alias, definition }) => [alias, canonicalJson(definition.endpoint)]));
  return ({ at }) => endpoints.get(at.target) ?? at.target;
}

/** Of nodes that are bound to one thing, which has it: one that is wanted, then one that keeps it, then the first of those with which it goes. */
function claimOf({ after, action }: ResourceDraft): number {
  return after !== null ? 0 : action === 'delete' ? 2 : 1;
}

// A node that was renamed leaves its binding behind: the resource is the new node's now, and must not be deleted as the old one's, nor twice.
function movedNode(draft: ResourceDraft, holder: ResourceDraft | undefined): ResourceDraft {
  if (draft.after !== null || draft.reason === 'already-gone' || holder === undefined || holder.node === draft.node) return draft;
  const note = holder.action === 'delete' ? `it is ${holder.node}, with which it goes` : `kept: it is ${holder.node} now`;
  return { ...draft, action: 'none', reason: 'renamed', risk: 'reversible', note };
}

/** What is taken over is in the books, under the name that its node had. */
function takenFromFormer(draft: ResourceDraft, former: string | undefined): ResourceDraft {
  if (draft.action !== 'adopt' || former === undefined) return draft;
  return { ...draft, note: [`the records have it as ${former}`, ...(draft.note === undefined ? [] : [draft.note])].join('; ') };
}

// Only the books know whether it is to be kept: a change of that alone is a step that writes them.
function keptOtherwise(draft: ResourceDraft, binding: Binding | undefined): ResourceDraft {
  if (binding === undefined || binding.retain === draft.retain || draft.after === null) return draft;
  const eased = draft.retain ? {} : { eases: [notKept] };
  if (draft.action !== 'none' || draft.accepts !== undefined) return { ...draft, ...eased };
  if (draft.reason !== 'as-wished' && draft.reason !== 'deviation') return draft;
  return { ...draft, ...eased, reason: 'retain-changed', note: draft.retain ? 'it is from now on kept when it is removed' : notKept };
}

/** Two nodes that are, or would be, the same resource, and what is to be made under the name of what goes, or of what another node keeps: each node is told of once, whether by its name or its identifier. */
function conflicts(
  drafts: readonly ResourceDraft[],
  input: PlanningInput,
  types: ReadonlyMap<string, ResourceType>,
  kindAt: (draft: ResourceDraft) => string,
  endpointOf: (draft: ResourceDraft) => string,
): Diagnostic[] {
  const holders = new Map<string, ResourceDraft>();
  const problems = new Map<string, Diagnostic>();
  const told = new Set<string>();
  const claim = (key: string, draft: ResourceDraft): void => {
    const holder = holders.get(key);
    if (holder === undefined) holders.set(key, draft);
    else if (holder.node !== draft.node) {
      problems.set(draft.node, clash(holder, draft));
      told.add(holder.node).add(draft.node);
    }
  };
  const namedAt = (draft: ResourceDraft) => `${placeKey(typeAt(types, draft.type), draft.at)} ${endpointOf(draft)}`;
  const namesOf = (draft: ResourceDraft, properties: JsonObject) => namesHeld(typeAt(types, draft.type), properties).map((name) => `${namedAt(draft)} ${name}`);
  const leaving = new Map<string, ResourceDraft>();
  for (const draft of drafts) {
    // What a replacement has left behind has no node by whose name it could be kept.
    if (draft.action !== 'delete' || formerOf(input, draft.node) !== undefined) continue;
    for (const key of knownOf(input, draft.node).flatMap((known) => namesOf(draft, known))) leaving.set(key, draft);
  }
  for (const draft of drafts) {
    if (draft.after === null) continue;
    const type = typeAt(types, draft.type);
    const name = claimedName(type, draft.after);
    if (name !== null) claim(`${namedAt(draft)} named ${name}`, draft);
    for (const key of sharedKeys(type, draft.after)) claim(`${kindAt(draft)} ${key}`, draft);
    if (draft.identifier !== null) claim(`${kindAt(draft)} ${draft.identifier}`, draft);
    const isMade = leaving.size > 0 && (draft.action === 'create' || draft.action === 'replace');
    const [gone] = isMade ? namesOf(draft, draft.after).flatMap((key) => leaving.get(key) ?? []) : [];
    if (gone !== undefined) problems.set(draft.node, askedFor(gone, draft));
  }
  const typeOf = (draft: ResourceDraft) => typeAt(types, draft.type);
  const isFormer = (node: string) => formerOf(input, node) !== undefined;
  const kept = keptByAnother(drafts, typeOf, (node) => knownOf(input, node), endpointOf, isFormer);
  return [...problems.values(), ...kept.filter(({ at = '' }) => !told.has(at) && !problems.has(at))];
}

/** Of what a replacement has left behind: the node that it was. */
function formerOf({ bindings }: PlanningInput, node: string): string | undefined {
  const binding = bindings.get(node);
  return binding?.kind === 'resource' ? binding.formerly : undefined;
}

/** What a replacement has left behind of a node that is wanted and that the request says nothing of is left as well, but where something that it asks for needs its name. */
function leaveFormers(
  drafts: Map<string, ChangeDraft>,
  types: ReadonlyMap<string, ResourceType>,
  input: PlanningInput,
  desired: ReadonlyMap<string, unknown>,
): void {
  const resources = [...drafts.values()].filter((draft) => draft.kind === 'resource');
  const left = resources.flatMap((draft): [ResourceDraft, string][] => {
    const former = formerOf(input, draft.node);
    const isOwed = draft.action === 'delete' || draft.reason === 'never-seen';
    return former !== undefined && isOwed && desired.has(former) && !isAbout(former, input) ? [[draft, former]] : [];
  });
  if (left.length === 0) return;
  const needed = new Set(
    [
      ...handedOn(
        resources,
        (draft) => typeAt(types, draft.type),
        (node) => knownOf(input, node),
      ).values(),
    ].flat(),
  );
  for (const [draft, former] of left) if (!needed.has(draft.node)) drafts.set(draft.node, leaveFormer(draft, former, input.deployment));
}

function clash(one: ResourceDraft, other: ResourceDraft): Diagnostic {
  const fix = 'remove one of them, or let what tells it apart be another: its name, or what it belongs to';
  return problem('GRAPH_CONFLICT', `${one.node} and ${other.node} are the same ${one.type}`, fix, { at: other.node });
}

function askedFor(gone: ResourceDraft, made: ResourceDraft): Diagnostic {
  const message = `${made.node} asks for the name of ${gone.node}, which would be deleted`;
  return problem('GRAPH_CONFLICT', message, `call the node ${gone.node}, to keep the resource, or choose another name`, { at: made.node });
}
