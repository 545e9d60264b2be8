import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import type { DesiredNode } from '../model/desired.ts';
import type { DeploymentName } from '../model/names.ts';
import type { Binding, Observed } from '../model/observed.ts';
import type { Plan, PlanBody } from '../model/plan.ts';
import type { NamedTarget } from '../model/target.ts';
import { planDeployment } from '../plan/plan-deployment.ts';
import { referencesIn } from '../plan/resolve-references.ts';
import { sealPlan } from '../plan/seal-plan.ts';
import { judge } from '../policy/judge.ts';
import type { Write } from '../ports/store.ts';
import { bindingOf } from './binding-of.ts';
import { now } from './decide.ts';
import type { EnginePorts } from './engine-ports.ts';
import { observe } from './observe.ts';
import { tokenOf } from './perform-step.ts';
import { settleDoubts } from './settle-doubts.ts';

/** Milliseconds during which a plan may be approved and its run begin. */
const planLife = 30 * 60_000;

export interface PlanOrder {
  readonly deployment: DeploymentName;
  readonly target: NamedTarget;
  readonly intent: string;
  readonly evidence: PlanBody['evidence'];
  readonly desired: readonly DesiredNode[];
  readonly checks: PlanBody['checks'];
}

/** Observes, diffs, orders, judges and seals: the plan that takes a deployment from what is live to what is desired. It is stored and in the audit log when it is answered. */
export async function planFor(order: PlanOrder, caller: Caller, ports: EnginePorts): Promise<Result<Plan>> {
  const { deployment, target, desired } = order;
  const identity = await ports.cloud.identify(target);
  if (!identity.ok) return identity;
  const bindings = await ports.store.bindings(deployment);
  const seen = await observe(deployment, target, desired, bindings, ports);
  if (!seen.ok) return seen;
  const known = settleDoubts(bindings, seen.value.observed);
  const unproven = refuseForeign(order, known.observed);
  if (unproven !== null) return unproven;

  const found = rediscovered(order, known.books, known.observed);
  const books = [...known.books, ...found];
  const history = await historyOf(desired, bindings, ports);
  const createdAt = ports.clock.now();
  const planned = planDeployment({
    deployment,
    target: target.name,
    identity: identity.value,
    simulated: target.target.simulated,
    intent: order.intent,
    evidence: order.evidence,
    desired,
    observed: known.observed,
    bindings: new Map(books.map((binding) => [binding.node, binding])),
    typeOf: (name) => ports.types.type(name),
    durations: (type, op) => history.get(`${type} ${op}`) ?? [],
    allBindings: await ports.store.allBindings(deployment),
    coverage: seen.value.coverage,
    // The plan shows a token of the form a run will send; the run's own tokens name the run and its attempts.
    calls: (mutation) => ports.cloud.calls(target, mutation, tokenOf(deployment, 'plan', mutation.type, 0)),
    checks: order.checks,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: new Date(createdAt + planLife).toISOString(),
    judge: (body) => judge(body, { account: target.target.account, regions: target.regions }),
  });
  if (!planned.ok) return planned;
  const { plan, bytes } = sealPlan(planned.value, (call) => ports.renderCommand(call, target));
  await ports.store.commit([
    { kind: 'plan', plan, bytes },
    ...known.writes,
    ...written(plan, found, ports),
    {
      kind: 'audit',
      event: {
        at: now(ports),
        kind: 'plan.made',
        actor: caller.principal,
        subject: plan.id,
        data: { deployment, digest: plan.digest, identity: identity.value.arn, decision: plan.verdict.decision, caller: callerRecord(caller) },
      },
    },
  ]);
  return ok(plan);
}

/** Nothing is taken over silently: a resource of the wanted identity that is not ours stops the plan. */
function refuseForeign(order: PlanOrder, observed: ReadonlyMap<string, Observed>): Result<never> | null {
  const problems = order.desired.flatMap((node) => {
    const seen = observed.get(node.node);
    if (seen?.kind !== 'live' || seen.owned) return [];
    return [
      problem(
        'OWNERSHIP_UNPROVEN',
        `${node.type} ${seen.identifier} exists and does not carry the tags of ${order.deployment}.${node.node}`,
        'choose another name for the deployment (--name, or "named …"), or remove that resource',
        {
          at: node.node,
        },
      ),
    ];
  });
  return problems.length > 0 ? fail(...problems) : null;
}

/** What is live and carries our tags without being in the books: they are a cache, and may have been lost. Nothing is known of what was applied before. */
function rediscovered(order: PlanOrder, bindings: readonly Binding[], observed: ReadonlyMap<string, Observed>): Binding[] {
  const bound = new Set(bindings.map((binding) => binding.node as string));
  return order.desired.flatMap((node) => {
    const seen = observed.get(node.node);
    if (bound.has(node.node) || seen?.kind !== 'live' || !seen.owned) return [];
    const { type, target, retain } = node;
    return [{ deployment: order.deployment, node: node.node, type, target, identifier: seen.identifier, lastApplied: {}, writeOnlyDigests: {}, retain }];
  });
}

/** What was found goes back into the books: as desired where it is so already, else as it was found, since the plan that changes it may never run. */
function written(plan: Plan, found: readonly Binding[], ports: EnginePorts): Write[] {
  const changes = new Map(plan.changes.map((change) => [change.node as string, change]));
  const writes = found.flatMap((binding): Write[] => {
    const change = changes.get(binding.node);
    const type = ports.types.type(binding.type);
    if (change === undefined || !type.ok) return [];
    const asDesired = change.action === 'none' && change.after !== null && referencesIn(change.after).length === 0 ? change.after : null;
    return [{ kind: 'binding', binding: asDesired === null ? binding : bindingOf(plan.deployment, change, binding.identifier, asDesired, type.value) }];
  });
  return writes.length === 0 ? [] : [...writes, { kind: 'deployment', name: plan.deployment, target: plan.target, intent: plan.intent }];
}

async function historyOf(desired: readonly DesiredNode[], bindings: readonly Binding[], ports: EnginePorts): Promise<ReadonlyMap<string, readonly number[]>> {
  const history = new Map<string, readonly number[]>();
  for (const type of new Set([...desired, ...bindings].map((node) => node.type))) {
    for (const op of ['create', 'update', 'delete'] as const) history.set(`${type} ${op}`, await ports.store.durations(type, op));
  }
  return history;
}
