import { bindingOf } from '../../src/engine/binding-of.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { valueAt } from '../../src/kernel/pointer.ts';
import { ok, type Result } from '../../src/kernel/result.ts';
import type { DesiredNode } from '../../src/model/desired.ts';
import type { DeploymentName, NodeName } from '../../src/model/names.ts';
import type { Binding, Observed } from '../../src/model/observed.ts';
import type { Change, Difference, PatchOp, PlanBody } from '../../src/model/plan.ts';
import type { ResourceType } from '../../src/model/resource-type.ts';
import type { Place } from '../../src/model/target.ts';
import { planDeployment } from '../../src/plan/plan-deployment.ts';
import type { PlanningInput } from '../../src/plan/planning-input.ts';
import type { Case, CaseNode } from './parse-case.ts';
import { reasonOf } from './reason-of.ts';

type TypeOf = (name: string) => Result<ResourceType>;

export interface NodeAnswer {
  readonly node: string;
  readonly action: string;
  readonly reason: string;
  readonly differences: readonly Difference[];
  readonly patch: readonly PatchOp[];
}

interface StepAnswer {
  readonly id: string;
  readonly node: string;
  readonly op: string;
  readonly after: readonly string[];
  /** What an update sends, with `$from` and `$join` where a value comes from another step. */
  readonly patch?: readonly PatchOp[];
}

interface Answer {
  readonly changes: readonly NodeAnswer[];
  readonly steps: readonly StepAnswer[];
}

const deployment = 'compared' as DeploymentName;

/**
 * What the planner says to a case. This is the one file that knows the planner's shapes: what it takes and gives stays when they change. Problems are those
 * of `planDeployment`.
 */
export function planCase({ nodes, place }: Pick<Case, 'nodes' | 'place'>, typeOf: TypeOf): Result<Answer> {
  const bindings = new Map<string, Binding>();
  const observed = new Map<string, Observed>();
  const desired: DesiredNode[] = [];
  for (const wish of nodes) {
    const type = typeOf(wish.type);
    if (!type.ok) return type;
    const identifier = identifierOf(wish, type.value);
    const { node, live } = wish;
    observed.set(node, live === null ? { kind: 'absent' } : { kind: 'live', identifier, properties: live, owned: true });
    // Without a record of what was applied the books still know the resource, as they do after they were rebuilt from what is live.
    if (live !== null || wish.applied !== null || wish.identifier !== null) bindings.set(node, recordOf(wish, type.value, identifier, place));
    if (wish.desired !== null) desired.push(desiredOf(wish, wish.desired, place));
  }
  const planned = planDeployment(inputOf(desired, observed, bindings, place, typeOf));
  if (!planned.ok) return planned;
  const { changes, steps } = planned.value;
  const wishes = new Map(nodes.map((wish) => [wish.node, wish]));
  return ok({
    changes: changes.map((change) => {
      const reason = reasonOf(change, wishes.get(change.node) as CaseNode, typeOf);
      return { node: change.node, action: change.action, reason, differences: change.differences, patch: change.patch };
    }),
    steps: steps.map((step) => ({ id: step.id, node: step.node, op: step.op, after: step.after, ...patchOf(step, changes) })),
  });
}

function desiredOf({ node, type, dependsOn, retain }: CaseNode, properties: JsonObject, place: Place): DesiredNode {
  return { node: node as NodeName, type, target: place, properties, dependsOn: dependsOn as NodeName[], retain };
}

function recordOf({ node, applied, retain }: CaseNode, type: ResourceType, identifier: string, place: Place): Binding {
  return bindingOf(deployment, { node: node as NodeName, type: type.name, target: place, retain } as Change, identifier, applied ?? {}, type);
}

function identifierOf({ identifier, live, fallback }: CaseNode, type: ResourceType): string {
  if (identifier !== null) return identifier;
  const values = type.identifier.map((name) => valueAt(live ?? {}, `/${name}`));
  return values.length > 0 && values.every((value) => typeof value === 'string' || typeof value === 'number') ? values.join('|') : fallback;
}

function patchOf(step: PlanBody['steps'][number], changes: readonly Change[]): { patch?: readonly PatchOp[] } {
  return step.op === 'update' ? { patch: changes.find((change) => change.node === step.node)?.patch ?? [] } : {};
}

function inputOf(
  desired: readonly DesiredNode[],
  observed: PlanningInput['observed'],
  bindings: PlanningInput['bindings'],
  place: Place,
  typeOf: TypeOf,
): PlanningInput {
  return {
    deployment,
    target: 'compared',
    identity: { account: place.account, arn: `arn:aws:iam::${place.account}:user/compare`, userId: 'AIDACOMPARE' },
    simulated: true,
    intent: '',
    evidence: [],
    desired,
    observed,
    bindings,
    allBindings: [...bindings.values()],
    typeOf,
    durations: () => [],
    coverage: { read: [], unread: [] },
    calls: () => [],
    checks: [],
    judge: () => ({ decision: 'allow', policyVersion: 'none', reasons: [] }),
    createdAt: '2026-01-01T00:00:00.000Z',
    expiresAt: '2026-01-01T00:30:00.000Z',
  };
}
