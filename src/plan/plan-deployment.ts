import type { Digraph } from '../graph/digraph.ts';
import type { Diagnostic } from '../kernel/diagnostic.ts';
import { isJsonObject, type JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { wishOf } from '../model/desired.ts';
import type { Mutation } from '../model/mutation.ts';
import type { NodeAddress } from '../model/names.ts';
import type { Change, Difference, Estimate, PlanBody, Step } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { placeOf } from '../model/target.ts';
import { appliedOf } from './applied-of.ts';
import { gatesInTheWay, pastUnchanged } from './around-gates.ts';
import { changeAt } from './change-at.ts';
import { type ChangeDraft, type DeploymentDiff, diffDeployment } from './diff-deployment.ts';
import type { ResourceDraft } from './diff-node.ts';
import { type Emptying, emptiedFirst, type Leaving } from './empty-first.ts';
import { faster, runEstimate, sequence, stepEstimate } from './estimate.ts';
import { fingerprintOf } from './fingerprint.ts';
import { guessingGates } from './guessing-gates.ts';
import { handedOn, namesStillTaken, neitherFirst } from './handed-on.ts';
import { keepsName } from './identity.ts';
import { type Bystander, impactOf, type Touched } from './impact.ts';
import { type Keeps, takenIn } from './kept-references.ts';
import { leftOpen } from './left-open.ts';
import { indexReferences, liveReferences, type ReferenceIndex } from './live-references.ts';
import { lowValuesOf } from './low-values.ts';
import { marksOf } from './marks.ts';
import { obstaclesOf } from './obstacles.ts';
import { emptyingOf, exchanges, type Ordering, orderSteps, type StepDraft } from './order-steps.ts';
import { listPlaceOf, overlap } from './overlap.ts';
import { knownOf, livePropertiesOf, type PlanningInput } from './planning-input.ts';
import { sendable } from './readable.ts';
import { type Reference, referencesIn } from './resolve-references.ts';
import { secretPlaces } from './secret-places.ts';
import { splitUpdate } from './split-update.ts';
import { takenFrom } from './taken-from.ts';
import { withBesides } from './with-besides.ts';
import { withUnchangedWriteOnly } from './write-only.ts';

const noTime: Estimate = { p50: 0, p90: 0 };

/**
 * The whole plan of a deployment from what was read: pure, and the same for the same input in any order. A plan in which nothing changes is
 * valid and has no steps. Problems are those of `diffDeployment`, `guessingGates`, `namesStillTaken` and `neitherFirst`.
 */
export function planDeployment(input: PlanningInput): Result<PlanBody> {
  const diff = diffDeployment(input);
  if (!diff.ok) return diff;
  const { types, needs } = diff.value;
  const guessing = guessingGates(input, diff.value.keeps);
  if (guessing.length > 0) return fail(...guessing);
  const typeOf = (draft: ResourceDraft): ResourceType => types.get(draft.type) as ResourceType;
  const touched = touchedBy(input, diff.value);
  const index = indexReferences(touched);
  const shared = diff.value.drafts.map((draft) =>
    draft.kind === 'resource' ? withShared(withBesides(draft, typeOf(draft), input), typeOf(draft), input, index) : draft,
  );
  const holds = heldBy(
    shared.filter((draft) => draft.kind === 'resource'),
    types,
    input,
    index,
  );
  const emptied = emptiedFirst(shared.flatMap((draft) => leavingOf(draft, typeOf, holds, input, index)));
  const drafts = shared.map((draft) => (draft.kind === 'resource' ? withEmptied(draft, typeOf(draft), emptied.get(draft.node), input) : draft));
  const resources = drafts.filter((draft) => draft.kind === 'resource');
  const waits = pastUnchanged(input.gates ?? [], drafts, needs);
  const gates = gatesInTheWay(input.gates ?? [], drafts, waits);
  const handed = handedOn(resources, typeOf, (node) => knownOf(input, node));
  const keepers = new Set(resources.filter((draft) => keepsItsName(draft, typeOf(draft), input)).map((draft) => draft.node as string));
  const lost = namesStillTaken(resources, handed, keepers);
  if (lost.length > 0) return fail(...lost);
  const ordering: Ordering = {
    changes: [
      ...drafts.map((draft) => ({ node: draft.node, action: writesBooks(draft) ? ('adopt' as const) : draft.action })),
      ...[...gates.values()].map(({ node }) => ({ node, action: 'gate' as const })),
    ],
    needs: waits,
    holds,
    emptied: new Map([...emptied].map(([node, { releases }]) => [node, releases])),
    handedOn: handed,
    keepsName: new Set([
      ...keepers,
      ...resources.filter((draft) => draft.action === 'replace' && typeOf(draft).replacement === 'delete-first').map(({ node }) => node as string),
    ]),
  };
  const exchanged = exchanges(ordering);
  if (exchanged.length > 0) return fail(...exchanged.map(neitherFirst));
  const stepDrafts = orderSteps(ordering);
  const byNode = new Map(drafts.map((draft) => [draft.node as string, draft]));
  const refusals = new Map<string, Diagnostic[]>();
  const steps: Step[] = stepDrafts.flatMap((step) => {
    const draft = byNode.get(step.node);
    const gate = gates.get(step.node)?.gate;
    if (draft?.kind !== 'resource') return [{ ...step, ...(gate === undefined ? {} : { gate }), calls: [] }];
    const type = typeOf(draft);
    return inParts(step, draft, type, emptied, input).map((one) => {
      const mutation = mutationOf(changeAt(draft, one), type, one, input);
      if (mutation === null) return { ...one, calls: [] };
      // What cannot be sent as it is meant has no calls: half of it is not what was asked for.
      const cannot = input.cannot?.(draft.at.target, mutation) ?? null;
      if (cannot === null) return { ...one, calls: [...input.calls(draft.at.target, mutation)] };
      refusals.set(draft.node, [...(refusals.get(draft.node) ?? []), cannot]);
      return { ...one, calls: [] };
    });
  });
  const estimates = new Map(steps.map((step) => [step.id, estimateOf(step, byNode.get(step.node), input)]));
  const stepsOf = Map.groupBy(steps, (step) => step.node as string);
  const asked = new Map(input.desired.map((node) => [node.node as string, wishOf(node)]));
  const changes: Change[] = drafts.map((draft) => ({
    ...draft,
    ...secretsOf(draft, asked.get(draft.node), draft.kind === 'resource' ? typeOf(draft) : null, diff.value.keeps),
    ...openOf(leftOpen(draft, draft.kind === 'resource' ? typeOf(draft) : null)),
    ...finalSnapshotOf(stepsOf.get(draft.node) ?? []),
    ...roomOf(draft, stepsOf.get(draft.node) ?? []),
    estimate: sequence((stepsOf.get(draft.node) ?? []).map((step) => estimates.get(step.id) ?? noTime)),
  }));
  const run = runEstimate(steps, (step) => estimates.get(step) ?? noTime);
  const deferred = deferredOf(drafts, diff.value.keeps);
  const impact = touched.length === 0 ? [] : impactOf(touched, bystandersOf(resources, input), input.typeOf);
  const standing = obstaclesOf(
    resources.map((draft) => ({
      draft,
      type: typeOf(draft),
      live: livePropertiesOf(input.observed, draft.node),
      cannot: refusals.get(draft.node) ?? [],
      scheduled: input.scheduled?.get(draft.node) ?? null,
    })),
    impact,
  );
  const rests = restsOf(drafts, needs, byNode);
  const taken = takenFrom(input, diff.value, byNode);
  const obstacles = [...standing, ...lowValuesOf(resources, input.desired, (node) => livePropertiesOf(input.observed, node))];
  const plan: Omit<PlanBody, 'verdict'> = {
    version: 2,
    deployment: input.deployment,
    targets: [...input.targets].sort((a, b) => (a.alias < b.alias ? -1 : 1)),
    intent: input.intent,
    evidence: [...input.evidence],
    ...(input.blueprint === undefined ? {} : { blueprint: input.blueprint }),
    ...(input.books === undefined ? {} : { books: input.books }),
    changes,
    steps,
    complete: changes.every(
      (change) => change.action !== 'adopt' || change.kind !== 'resource' || change.differences.every(({ deviates }) => deviates === true),
    ),
    deferred,
    ...(rests.length === 0 ? {} : { rests }),
    ...(taken.length === 0 ? {} : { taken }),
    ...(obstacles.length === 0 ? {} : { obstacles }),
    ...(input.onFailure === 'stop' ? { onFailure: 'stop' } : {}),
    follows: input.follows,
    engines: [...input.engines],
    // What is left as it is keeps no promise of this plan.
    checks: input.checks.filter(({ node }) => byNode.get(node)?.reason !== 'left'),
    summary: summaryOf(changes),
    estimate: { seconds: run.seconds, cost: null, criticalPath: run.path },
    impact,
    coverage: input.coverage,
    createdAt: input.createdAt,
    expiresAt: input.expiresAt,
  };
  return ok({ ...plan, verdict: input.judge(plan) });
}

/** Unchanged nodes of which something that is made or changed takes values. */
function restsOf(drafts: readonly ChangeDraft[], needs: Digraph, byNode: ReadonlyMap<string, ChangeDraft>): NodeAddress[] {
  const taken = drafts.flatMap(({ node, action }) => (['create', 'update', 'replace', 'run'].includes(action) ? (needs.get(node) ?? []) : []));
  return [...new Set(taken)].sort().flatMap((node) => {
    const draft = byNode.get(node);
    return draft?.kind === 'resource' && draft.action === 'none' && draft.identifier !== null ? [draft.node] : [];
  });
}

/** Where the change writes a secret in a way that a person has to know of; what stands so already is not told again. */
function secretsOf(draft: ChangeDraft, asked: JsonObject | undefined, type: ResourceType | null, keeps: Keeps): Pick<Change, 'exposes' | 'takes' | 'plain'> {
  if (draft.action === 'none' || draft.action === 'delete' || draft.action === 'adopt') return {};
  const wish = draft.kind === 'resource' ? draft.after : draft.inputs;
  const found = secretPlaces(type, wish);
  const writes = (pointer: string): boolean =>
    draft.kind === 'unit' ||
    draft.action !== 'update' ||
    draft.differences.some(({ path, deviates }) => deviates !== true && overlap(listPlaceOf(path), listPlaceOf(pointer)));
  const exposes = found.exposed.filter(({ pointer }) => writes(pointer)).map(({ pointer, names }) => ({ pointer, names: [...names] }));
  const takes = takenIn(asked ?? {}, keeps).filter(({ pointer }) => writes(pointer));
  const plain = found.plain.filter(writes);
  return { ...(exposes.length === 0 ? {} : { exposes }), ...(takes.length === 0 ? {} : { takes }), ...(plain.length === 0 ? {} : { plain }) };
}

function openOf(open: string[]): Pick<Change, 'open'> {
  return open.length === 0 ? {} : { open };
}

/** What the calls of a deletion leave behind: every service that takes a last snapshot is told its name by a member called so. */
function finalSnapshotOf(steps: readonly Step[]): { readonly finalSnapshot?: string } {
  const inputs = steps.flatMap(({ op, calls }) => (op === 'delete' ? calls.flatMap(({ input }) => Object.entries(input)) : []));
  const name = inputs.find(([member]) => /^Final\w*Snapshot\w*(Identifier|Name)$/.test(member))?.[1];
  return typeof name === 'string' ? { finalSnapshot: name } : {};
}

/** What an update takes away to make room for what it writes: only the run sees what that is, and somebody else may have made it. */
function roomOf({ action, note }: ChangeDraft, steps: readonly Step[]): { readonly note?: string } {
  if (action !== 'update') return {};
  const taken = steps.flatMap(({ calls }) =>
    calls.flatMap(({ service, operation, input }) =>
      Object.values(input).flatMap((value) =>
        isJsonObject(value) && typeof value['$each'] === 'string' ? [`${service} ${operation} for each of ${value['$each']} that the run finds`] : [],
      ),
    ),
  );
  if (taken.length === 0) return {};
  return { note: [...(note === undefined ? [] : [note]), `deletes first what leaves no room, whoever made it: ${taken.join(', ')}`].join('; ') };
}

/** A step as the steps that it takes: one, or several where the provider does not take all of an update at once. The last one bears its name. */
function inParts(step: StepDraft, draft: ResourceDraft, type: ResourceType, emptied: ReadonlyMap<string, Emptying>, input: PlanningInput): StepDraft[] {
  const empties = step.id === emptyingOf(draft.node) ? emptied.get(draft.node) : undefined;
  if (empties !== undefined) return [{ ...step, part: empties.part }];
  const live = livePropertiesOf(input.observed, draft.node);
  if (step.op !== 'update' || live === null) return [step];
  const binding = input.bindings.get(draft.node);
  const { account, region } = draft.at;
  const aliases = input.aliasesAt?.(draft.at);
  const parts = splitUpdate(draft, type, live, binding?.kind === 'resource' ? appliedOf(binding) : null, {
    account,
    region,
    ...(aliases === undefined ? {} : { aliases }),
    ...(input.keyed === undefined ? {} : { keyed: input.keyed }),
    ...(input.guessed === undefined ? {} : { guessed: input.guessed }),
  });
  const idOf = (index: number): string => (index === parts.length - 1 ? step.id : `${step.id}!${index + 1}`);
  return parts.length === 0 ? [step] : parts.map((part, index) => ({ ...step, id: idOf(index), after: index === 0 ? step.after : [idOf(index - 1)], part }));
}

function leavingOf(
  draft: ChangeDraft,
  typeOf: (draft: ResourceDraft) => ResourceType,
  holds: ReadonlyMap<string, readonly string[]>,
  { observed }: PlanningInput,
  index: ReferenceIndex,
): Leaving[] {
  const live = livePropertiesOf(observed, draft.node);
  if (draft.kind !== 'resource' || draft.action !== 'delete' || live === null) return [];
  const type = typeOf(draft);
  return [{ draft, type, live, holds: holds.get(draft.node) ?? [], references: liveReferences(index, type, live, draft.at) }];
}

// What is emptied before is no part of what the deletion rests on.
function withEmptied(draft: ResourceDraft, type: ResourceType, emptying: Emptying | undefined, { observed }: PlanningInput): ResourceDraft {
  if (emptying === undefined) return draft;
  const shared = { ...draft, shared: [...new Set([...(draft.shared ?? []), ...Object.keys(emptying.part.after)])].sort() };
  return { ...shared, basis: fingerprintOf(shared, type, livePropertiesOf(observed, draft.node)) };
}

/** Nothing is sent for it, and its step writes the books. */
function writesBooks(draft: ChangeDraft): boolean {
  return draft.reason === 'retain-changed' || draft.reason === 'terms-changed' || (draft.kind === 'resource' && draft.accepts !== undefined);
}

/** What runs later with inputs that exist only then: what is fixed about it now is the envelope that the run must stay in. */
function deferredOf(drafts: readonly ChangeDraft[], keeps: Keeps): PlanBody['deferred'] {
  return drafts.flatMap((draft) => {
    if (draft.kind !== 'unit' || draft.action !== 'run') return [];
    const open = referencesIn(draft.inputs ?? {});
    if (open.length === 0) return [];
    const namesOf = (references: readonly Reference[]): string[] => [...new Set(references.map(({ node, attribute }) => `${node}.${attribute}`))].sort();
    const [from, kept] = [
      namesOf(open.filter(({ node, attribute }) => !keeps(node, attribute))),
      namesOf(open.filter(({ node, attribute }) => keeps(node, attribute))),
    ];
    const because = [
      ...(from.length === 0 ? [] : [`${from.join(', ')} ${from.length === 1 ? 'exists' : 'exist'} only after an earlier step`]),
      ...(kept.length === 0 ? [] : [`${kept.join(', ')} ${kept.length === 1 ? 'is' : 'are'} told to the run alone`]),
    ].join('; ');
    const envelope = { engine: draft.engine, source: draft.source, inputs: draft.inputs, outputs: draft.outputs, at: draft.at };
    return [{ node: draft.node, because, envelope }];
  });
}

// To forget a unit is to remove a record here.
function estimateOf({ op }: StepDraft, draft: ChangeDraft | undefined, { durations, paceAt }: PlanningInput): Estimate {
  if (draft === undefined || (draft.kind === 'unit' && op === 'delete')) return noTime;
  if (draft.kind === 'unit') return stepEstimate(draft.engine, op, durations);
  return faster(stepEstimate(draft.type, op, durations), paceAt(draft.at.target));
}

function touchedBy(input: PlanningInput, { drafts, types }: DeploymentDiff): Touched[] {
  return drafts.flatMap((draft) => {
    const properties = livePropertiesOf(input.observed, draft.node);
    if (draft.kind === 'unit' || properties === null || draft.identifier === null) return [];
    if (draft.action !== 'update' && draft.action !== 'replace' && draft.action !== 'delete') return [];
    return [{ key: draft.node, type: types.get(draft.type) as ResourceType, at: draft.at, identifier: draft.identifier, properties, action: draft.action }];
  });
}

/** What each node's live resource refers to: found in what was applied to it, or in what is live where that is not known. */
function heldBy(
  drafts: readonly ResourceDraft[],
  types: ReadonlyMap<string, ResourceType>,
  input: PlanningInput,
  index: ReferenceIndex,
): Map<string, readonly string[]> {
  const held = new Map<string, readonly string[]>();
  for (const { node, type, at, action } of drafts) {
    if (action === 'none' || action === 'create' || action === 'adopt') continue;
    const applied = appliedTo(input, node);
    const properties = Object.keys(applied).length > 0 ? applied : (livePropertiesOf(input.observed, node) ?? {});
    const keys = liveReferences(index, types.get(type), properties, at).map((reference) => reference.key);
    held.set(
      node,
      [...new Set(keys)].filter((key) => key !== node),
    );
  }
  return held;
}

function appliedTo({ bindings }: PlanningInput, node: string): JsonObject {
  const binding = bindings.get(node);
  return binding?.kind === 'resource' ? binding.applied : {};
}

// A property nobody asked for that names another resource of this plan, such as the policies of a role, changes with that resource's own step.
function withShared(draft: ResourceDraft, type: ResourceType, input: PlanningInput, index: ReferenceIndex): ResourceDraft {
  const live = livePropertiesOf(input.observed, draft.node);
  if (live === null || (draft.action !== 'delete' && draft.action !== 'replace')) return draft;
  const asked = new Set([...Object.keys(draft.after ?? {}), ...Object.keys(appliedTo(input, draft.node))]);
  const unasked = Object.fromEntries(Object.entries(live).filter(([name]) => !asked.has(name) && Object.hasOwn(type.properties, name)));
  const names = liveReferences(index, type, unasked, draft.at).flatMap(({ key, pointer }) => (key === draft.node ? [] : [pointer.split('/')[1] as string]));
  if (names.length === 0) return draft;
  const shared = { ...draft, shared: [...new Set(names)].sort() };
  return { ...shared, basis: fingerprintOf(shared, type, live) };
}

/** What stays where it is: of this deployment what is kept although nobody asks for it any more, and what is asked for; of others everything that the books name. */
function bystandersOf(drafts: readonly ResourceDraft[], input: PlanningInput): Bystander[] {
  const own = drafts.flatMap(({ node, type, at, identifier, action, reason, after }) => {
    // What is gone depends on nothing, and what is another node's by now stays or goes as that one's.
    if (action === 'delete' || identifier === null || reason === 'already-gone' || reason === 'renamed') return [];
    const properties = after ?? livePropertiesOf(input.observed, node) ?? appliedTo(input, node);
    return [{ node, type, at, identifier, properties, asked: after !== null }];
  });
  const others = input.allBindings.flatMap((binding) =>
    binding.deployment === input.deployment || binding.kind === 'unit'
      ? []
      : [
          {
            node: `${binding.deployment}.${binding.node}`,
            type: binding.type,
            at: binding.at,
            identifier: binding.identifier,
            properties: binding.applied,
            asked: false,
          },
        ],
  );
  return [...own, ...others];
}

function keepsItsName(draft: ResourceDraft, type: ResourceType, input: PlanningInput): boolean {
  const live = livePropertiesOf(input.observed, draft.node);
  return draft.action === 'replace' && draft.after !== null && live !== null && keepsName(type, draft.after, live);
}

/** What a step sends; null for one that sends nothing. */
function mutationOf(draft: ResourceDraft, type: ResourceType, step: StepDraft, input: PlanningInput): Mutation | null {
  const about = { type: draft.type, place: placeOf(draft.at) };
  const desired = sendable(draft.after ?? {}, marksOf(type)) as JsonObject;
  const identifier = draft.identifier ?? '';
  switch (step.op) {
    case 'create':
      return { op: 'create', ...about, properties: desired };
    case 'update':
      return {
        op: 'update',
        ...about,
        identifier,
        patch: draft.patch,
        desired,
        // From what the plan keeps of what is live, since the run starts from that and must come to the same calls.
        live: withUnchangedWriteOnly(type, draft.before ?? {}, desired, draft.differences),
      };
    case 'delete':
      return { op: 'delete', ...about, identifier, live: livePropertiesOf(input.observed, draft.node) ?? {} };
    case 'adopt':
    case 'run':
    case 'gate':
      return null;
    default:
      return step.op satisfies never;
  }
}

function summaryOf(changes: readonly Change[]): PlanBody['summary'] {
  const summary = { create: 0, update: 0, replace: 0, delete: 0, adopt: 0, run: 0, unchanged: 0 };
  for (const { action } of changes) summary[action === 'none' ? 'unchanged' : action]++;
  const deviating = changes.filter(
    (change) => change.reason === 'left' || (change.kind === 'resource' && change.action === 'none' && change.differences.some(isOpen(change))),
  ).length;
  return deviating === 0 ? summary : { ...summary, deviating };
}

/** Whether a difference is not among what the change accepts. */
function isOpen({ accepts = [] }: { readonly accepts?: readonly string[] | undefined }): (difference: Difference) => boolean {
  return ({ path }) => !accepts.some((place) => overlap(place, listPlaceOf(path)));
}
