import type { JsonObject } from '../kernel/json.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { AwsCall } from '../model/call.ts';
import type { Change, PlanBody, Step } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { type DeploymentDiff, diffDeployment } from './diff-deployment.ts';
import type { ChangeDraft } from './diff-node.ts';
import { runEstimate, sequence, stepEstimate } from './estimate.ts';
import { fingerprintOf } from './fingerprint.ts';
import { keepsName } from './identity.ts';
import { impactOf, type Touched } from './impact.ts';
import { indexReferences, liveReferences, type ReferenceIndex } from './live-references.ts';
import { marksOf } from './marks.ts';
import { orderSteps, type StepDraft } from './order-steps.ts';
import { livePropertiesOf, type PlanningInput } from './planning-input.ts';
import { sendable } from './readable.ts';
import { showReferences } from './resolve-references.ts';
import { withUnchangedWriteOnly } from './write-only.ts';

/**
 * The whole plan of a deployment from what was read: pure, and the same for the same input in any order. A plan in which nothing changes is
 * valid and has no steps. Problems are those of `diffDeployment`.
 */
export function planDeployment(input: PlanningInput): Result<PlanBody> {
  const diff = diffDeployment(input);
  if (!diff.ok) return diff;
  const { types, needs } = diff.value;
  const typeOf = (draft: ChangeDraft): ResourceType => types.get(draft.type) as ResourceType;
  const touched = touchedBy(input, diff.value);
  const index = indexReferences(touched);
  const drafts = diff.value.drafts.map((draft) => withShared(draft, typeOf(draft), input, index));
  const stepDrafts = orderSteps({
    changes: drafts,
    needs,
    holds: heldBy(drafts, types, input, index),
    keepsName: new Set(drafts.filter((draft) => deletesFirst(draft, typeOf(draft), input)).map((draft) => draft.node as string)),
  });
  const stepsOf = groupByNode(stepDrafts);
  const called = new Map(drafts.map((draft) => [draft.node as string, callsOf(draft, typeOf(draft), stepsOf.get(draft.node) ?? [], input)]));
  const steps: Step[] = stepDrafts.map((step) => ({ ...step, calls: called.get(step.node)?.indices.get(step.id) ?? [] }));
  const typeNames = new Map(drafts.map((draft) => [draft.node as string, draft.type]));
  const estimates = new Map(stepDrafts.map((step) => [step.id, stepEstimate(typeNames.get(step.node) ?? '', step.op, input.durations)]));
  const changes: Change[] = drafts.map((draft) => ({
    ...draft,
    calls: [...(called.get(draft.node)?.calls ?? [])],
    estimate: sequence((stepsOf.get(draft.node) ?? []).map((step) => estimates.get(step.id) ?? { p50: 0, p90: 0 })),
  }));
  const run = runEstimate(steps, (step) => estimates.get(step) ?? { p50: 0, p90: 0 });
  const plan: Omit<PlanBody, 'verdict'> = {
    version: 1,
    deployment: input.deployment,
    target: input.target,
    identity: input.identity,
    simulated: input.simulated,
    intent: input.intent,
    evidence: [...input.evidence],
    changes,
    steps,
    checks: input.checks,
    summary: summaryOf(changes),
    estimate: { seconds: run.seconds, cost: null, criticalPath: run.path },
    impact: impactOf(input.deployment, touched, input.allBindings, input.typeOf),
    coverage: input.coverage,
    createdAt: input.createdAt,
    expiresAt: input.expiresAt,
  };
  return ok({ ...plan, verdict: input.judge(plan) });
}

function touchedBy(input: PlanningInput, { drafts, types }: DeploymentDiff): Touched[] {
  return drafts.flatMap((draft) => {
    const properties = livePropertiesOf(input.observed, draft.node);
    if (properties === null || draft.identifier === null) return [];
    if (draft.action !== 'update' && draft.action !== 'replace' && draft.action !== 'delete') return [];
    return [{ key: draft.node, type: types.get(draft.type) as ResourceType, identifier: draft.identifier, properties, action: draft.action }];
  });
}

/** What each node's live resource refers to: found in what was applied to it, or in what is live where that is not known. */
function heldBy(
  drafts: readonly ChangeDraft[],
  types: ReadonlyMap<string, ResourceType>,
  input: PlanningInput,
  index: ReferenceIndex,
): Map<string, readonly string[]> {
  const held = new Map<string, readonly string[]>();
  for (const { node, type, action } of drafts) {
    if (action === 'none' || action === 'create' || action === 'adopt') continue;
    const applied: JsonObject = input.bindings.get(node)?.lastApplied ?? {};
    const properties = Object.keys(applied).length > 0 ? applied : (livePropertiesOf(input.observed, node) ?? {});
    const keys = liveReferences(index, types.get(type), properties).map((reference) => reference.key);
    held.set(
      node,
      [...new Set(keys)].filter((key) => key !== node),
    );
  }
  return held;
}

// A property nobody asked for that names another resource of this plan, such as the policies of a role, changes with that resource's own step.
function withShared(draft: ChangeDraft, type: ResourceType, input: PlanningInput, index: ReferenceIndex): ChangeDraft {
  const live = livePropertiesOf(input.observed, draft.node);
  if (live === null || (draft.action !== 'delete' && draft.action !== 'replace')) return draft;
  const asked = new Set([...Object.keys(draft.after ?? {}), ...Object.keys(input.bindings.get(draft.node)?.lastApplied ?? {})]);
  const unasked = Object.fromEntries(Object.entries(live).filter(([name]) => !asked.has(name) && Object.hasOwn(type.properties, name)));
  const names = liveReferences(index, type, unasked).flatMap(({ key, pointer }) => (key === draft.node ? [] : [pointer.split('/')[1] as string]));
  if (names.length === 0) return draft;
  const shared = { ...draft, shared: [...new Set(names)].sort() };
  return { ...shared, fingerprint: fingerprintOf(shared, type, live) };
}

function deletesFirst(draft: ChangeDraft, type: ResourceType, input: PlanningInput): boolean {
  const live = livePropertiesOf(input.observed, draft.node);
  if (draft.action !== 'replace' || draft.after === null || live === null) return false;
  return keepsName(type, draft.after, live) || type.replacement === 'delete-first';
}

interface Called {
  readonly calls: readonly AwsCall[];
  /** Indices into the calls, by step. */
  readonly indices: ReadonlyMap<string, number[]>;
}

function callsOf(draft: ChangeDraft, type: ResourceType, steps: readonly StepDraft[], input: PlanningInput): Called {
  const calls: AwsCall[] = [];
  const indices = new Map<string, number[]>();
  for (const step of steps) {
    const sent = stepCalls(draft, type, step, input);
    indices.set(
      step.id,
      sent.map((_, position) => calls.length + position),
    );
    calls.push(...sent);
  }
  return { calls, indices };
}

function stepCalls(draft: ChangeDraft, type: ResourceType, step: StepDraft, input: PlanningInput): readonly AwsCall[] {
  const about = { type: draft.type, place: draft.target };
  const desired = showReferences(sendable(draft.after ?? {}, marksOf(type))) as JsonObject;
  const identifier = draft.identifier ?? '';
  switch (step.op) {
    case 'create':
      return input.calls({ op: 'create', ...about, properties: desired });
    case 'update':
      return input.calls({
        op: 'update',
        ...about,
        identifier,
        patch: draft.patch.map((op) => ('value' in op ? { ...op, value: showReferences(op.value) } : op)),
        desired,
        live: withUnchangedWriteOnly(type, livePropertiesOf(input.observed, draft.node) ?? {}, desired, draft.differences),
      });
    case 'delete':
      return input.calls({ op: 'delete', ...about, identifier });
    case 'adopt':
      return [];
    default:
      return step.op satisfies never;
  }
}

function groupByNode(steps: readonly StepDraft[]): Map<string, StepDraft[]> {
  const groups = new Map<string, StepDraft[]>();
  for (const step of steps) {
    const group = groups.get(step.node);
    if (group === undefined) groups.set(step.node, [step]);
    else group.push(step);
  }
  return groups;
}

function summaryOf(changes: readonly Change[]): PlanBody['summary'] {
  const summary = { create: 0, update: 0, replace: 0, delete: 0, adopt: 0, unchanged: 0 };
  for (const { action } of changes) summary[action === 'none' ? 'unchanged' : action]++;
  return summary;
}
