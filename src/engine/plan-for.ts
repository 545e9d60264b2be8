import type { Diagnostic } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import type { DesiredNode } from '../model/desired.ts';
import type { GateNode } from '../model/gate.ts';
import type { DeploymentName, EngineName } from '../model/names.ts';
import type { Binding } from '../model/observed.ts';
import type { Plan, PlanBody } from '../model/plan.ts';
import type { Proposal } from '../model/proposal.ts';
import type { NamedTarget } from '../model/target.ts';
import { definitionOf, type PlanTarget } from '../model/target-definition.ts';
import { planDeployment } from '../plan/plan-deployment.ts';
import { sealPlan } from '../plan/seal-plan.ts';
import { judge } from '../policy/judge.ts';
import type { Write } from '../ports/store.ts';
import { now } from './decide.ts';
import type { EnginePorts } from './engine-ports.ts';
import { observe } from './observe.ts';
import { settleDoubts } from './settle-doubts.ts';

/** Milliseconds during which a plan may be approved and its run begin. */
const planLife = 30 * 60_000;

export interface PlanOrder {
  readonly deployment: DeploymentName;
  /** By alias. */
  readonly targets: ReadonlyMap<string, NamedTarget>;
  readonly intent: string;
  readonly evidence: PlanBody['evidence'];
  readonly desired: readonly DesiredNode[];
  readonly gates?: readonly GateNode[];
  readonly onFailure?: PlanBody['onFailure'];
  readonly checks: PlanBody['checks'];
  /** Kept with the plan: what its units run. */
  readonly sources: readonly (Write & { readonly kind: 'source' })[];
  /** All that is asked of the deployment, as a later change is laid over it; null where nothing is. */
  readonly draft: Proposal | null;
}

/** Observes, diffs, orders, judges and seals: the plan that takes a deployment from what is live to what is desired. It is stored and in the audit log when it is answered. */
export async function planFor(order: PlanOrder, caller: Caller, ports: EnginePorts): Promise<Result<Plan>> {
  const { deployment, targets, desired } = order;
  const signed = await signedTargets(targets, ports);
  if (!signed.ok) return signed;
  // Before the books are read: what is written meanwhile makes the plan stale.
  const books = await ports.store.booksDigest(deployment);
  const bindings = await ports.store.bindings(deployment);
  const seen = await observe(deployment, targets, desired, bindings, ports);
  if (!seen.ok) return seen;
  const known = settleDoubts(bindings, seen.value.observed);
  const engines = await ports.engines([...new Set(desired.flatMap((node) => (node.kind === 'unit' ? [node.engine] : [])))]);
  if (!engines.ok) return engines;
  const history = await historyOf(desired, bindings, ports);
  const paces = new Map(await Promise.all([...targets].map(async ([alias, target]) => [alias, await ports.pace(target)] as const)));
  const createdAt = ports.clock.now();
  const planned = planDeployment({
    deployment,
    targets: signed.value,
    follows: null,
    engines: engines.value,
    intent: order.intent,
    evidence: order.evidence,
    desired,
    books,
    gates: order.gates ?? [],
    onFailure: order.onFailure,
    observed: known.observed,
    bindings: new Map(known.books.map((binding) => [binding.node, binding])),
    typeOf: (name) => ports.types.type(name),
    paceAt: (alias) => paces.get(alias) ?? 1,
    durations: (type, op) => history.get(`${type} ${op}`) ?? [],
    allBindings: await ports.store.allBindings(deployment),
    coverage: seen.value.coverage,
    calls: (alias, mutation) => ports.cloud.calls(targetNamed(targets, alias), mutation),
    checks: order.checks,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: new Date(createdAt + planLife).toISOString(),
    judge: (body) => judge(body),
  });
  if (!planned.ok) return planned;
  const { plan, bytes } = sealPlan(planned.value);
  await ports.store.commit([
    { kind: 'plan', plan, bytes },
    ...order.sources,
    ...(order.draft === null ? [] : [{ kind: 'draft', plan: plan.id, draft: order.draft } as const]),
    {
      kind: 'audit',
      event: {
        at: now(ports),
        kind: 'plan.made',
        actor: caller.principal,
        subject: plan.id,
        data: {
          deployment,
          digest: plan.digest,
          identities: plan.targets.map(({ alias, identity }) => ({ target: alias, identity: identity.arn })),
          decision: plan.verdict.decision,
          caller: callerRecord(caller),
        },
      },
    },
  ]);
  return ok(plan);
}

/** Every target with its whole definition and who we prove to be there. */
async function signedTargets(targets: ReadonlyMap<string, NamedTarget>, ports: EnginePorts): Promise<Result<PlanTarget[]>> {
  const proved = await Promise.all(
    [...targets].map(async ([alias, named]) => {
      const identity = await ports.cloud.identify(named);
      return { alias, named, identity };
    }),
  );
  const problems: Diagnostic[] = proved.flatMap(({ identity }) => (identity.ok ? [] : identity.problems));
  if (problems.length > 0) return fail(...problems);
  return ok(
    proved.flatMap(({ alias, named, identity }) =>
      identity.ok ? [{ alias, name: named.name, definition: definitionOf(named), identity: identity.value, simulated: named.target.simulated }] : [],
    ),
  );
}

function targetNamed(targets: ReadonlyMap<string, NamedTarget>, alias: string): NamedTarget {
  const target = targets.get(alias);
  if (target === undefined) throw new TypeError(`a node is planned at ${alias}, which is no target of the deployment`);
  return target;
}

async function historyOf(desired: readonly DesiredNode[], bindings: readonly Binding[], ports: EnginePorts): Promise<ReadonlyMap<string, readonly number[]>> {
  const history = new Map<string, readonly number[]>();
  const kinds = [...desired, ...bindings].map((node): string | EngineName => (node.kind === 'resource' ? node.type : node.engine));
  for (const kind of new Set(kinds)) {
    for (const op of ['create', 'update', 'delete', 'run'] as const) history.set(`${kind} ${op}`, await ports.store.durations(kind, op));
  }
  return history;
}
