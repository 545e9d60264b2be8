import { bindingOf } from '../../src/engine/binding-of.ts';
import { sha256 } from '../../src/kernel/digest.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { valueAt } from '../../src/kernel/pointer.ts';
import { ok, type Result } from '../../src/kernel/result.ts';
import type { DesiredResource } from '../../src/model/desired.ts';
import type { Mutation } from '../../src/model/mutation.ts';
import type { DeploymentName, NodeAddress } from '../../src/model/names.ts';
import type { Binding, Observed } from '../../src/model/observed.ts';
import type { Difference, PatchOp, PlanBody, ResourceChange } from '../../src/model/plan.ts';
import type { ResourceType } from '../../src/model/resource-type.ts';
import type { AwsAt, Place } from '../../src/model/target.ts';
import { echoOf } from '../../src/plan/echo-of.ts';
import type { World } from '../../src/plan/place.ts';
import { planDeployment } from '../../src/plan/plan-deployment.ts';
import type { PlanningInput } from '../../src/plan/planning-input.ts';
import type { Case, CaseNode } from './parse-case.ts';

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
export function planCase({ nodes, place, aliases }: Pick<Case, 'nodes' | 'place' | 'aliases'>, typeOf: TypeOf): Result<Answer> {
  const bindings = new Map<string, Binding>();
  const observed = new Map<string, Observed>();
  const desired: DesiredResource[] = [];
  for (const wish of nodes) {
    const type = typeOf(wish.type);
    if (!type.ok) return type;
    const identifier = identifierOf(wish, type.value);
    const { node, live } = wish;
    observed.set(node, live === null ? { kind: 'absent' } : { kind: 'live', identifier, properties: live, ownership: 'made', creation: null });
    // Without a record of what was applied the books still know the resource, as they do after they were rebuilt from what is live.
    if (live !== null || wish.applied !== null || wish.identifier !== null) bindings.set(node, recordOf(wish, type.value, identifier, { ...place, aliases }));
    if (wish.desired !== null) desired.push(desiredOf(wish, wish.desired, place));
  }
  const planned = planDeployment({ ...inputOf(desired, observed, bindings, typeOf), aliasesAt: () => aliases, keyed: sha256 });
  if (!planned.ok) return planned;
  const { changes, steps } = planned.value;
  return ok({
    changes: changes.flatMap((change) => {
      if (change.kind !== 'resource') return [];
      const { node, action, reason, differences, patch } = change;
      return [{ node, action: reason === 'deviation' ? 'deviation' : action, reason, differences, patch }];
    }),
    steps: steps.map((step) => ({ id: step.id, node: step.node, op: step.op, after: step.after, ...patchOf(step) })),
  });
}

function desiredOf({ node, type, dependsOn, retain }: CaseNode, properties: JsonObject, place: Place): DesiredResource {
  return { kind: 'resource', node: node as NodeAddress, type, at: atOf(place), properties, dependsOn: dependsOn as NodeAddress[], retain };
}

function atOf(place: Place): AwsAt {
  return { target: 'compared', cloud: 'aws', ...place };
}

function recordOf({ node, applied, settled, retain }: CaseNode, type: ResourceType, identifier: string, world: Place & World): Binding {
  const { account, region } = world;
  const change = { kind: 'resource', node: node as NodeAddress, type: type.name, at: atOf({ account, region }), retain } as ResourceChange;
  const read = applied === null || settled === null ? null : { ...echoOf(type, applied, settled, world), settling: [] };
  return bindingOf(deployment, change, identifier, applied ?? {}, null, type, sha256, read);
}

function identifierOf({ identifier, live, fallback }: CaseNode, type: ResourceType): string {
  if (identifier !== null) return identifier;
  const values = type.identifier.map((name) => valueAt(live ?? {}, `/${name}`));
  return values.length > 0 && values.every((value) => typeof value === 'string' || typeof value === 'number') ? values.join('|') : fallback;
}

function patchOf(step: PlanBody['steps'][number]): { patch?: readonly PatchOp[] } {
  const sent = step.calls.map((call) => call.input as unknown as Mutation);
  return step.op === 'update' ? { patch: sent.flatMap((mutation) => (mutation.op === 'update' ? mutation.patch : [])) } : {};
}

function inputOf(desired: readonly DesiredResource[], observed: PlanningInput['observed'], bindings: PlanningInput['bindings'], typeOf: TypeOf): PlanningInput {
  return {
    deployment,
    targets: [],
    follows: null,
    engines: [],
    intent: '',
    evidence: [],
    desired,
    observed,
    bindings,
    allBindings: [...bindings.values()],
    typeOf,
    durations: () => [],
    paceAt: () => 1,
    coverage: { read: [], unread: [] },
    // No dialect: the mutation itself, so that a step tells what it would send.
    calls: (_, mutation) => [{ service: 'none', operation: mutation.op, input: mutation as unknown as JsonObject, target: mutation.place, effect: 'write' }],
    checks: [],
    judge: () => ({ decision: 'allow', policyVersion: 'none', longestRun: 0, reasons: [] }),
    createdAt: '2026-01-01T00:00:00.000Z',
    expiresAt: '2026-01-01T00:30:00.000Z',
  };
}
