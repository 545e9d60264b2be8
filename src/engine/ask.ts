import { expand } from '../catalog/expand.ts';
import { intentFromJson, intentFromText } from '../intent/parse-intent.ts';
import { resolve } from '../intent/resolve.ts';
import { problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { DesiredNode } from '../model/desired.ts';
import type { Intent } from '../model/intent.ts';
import type { DeploymentName } from '../model/names.ts';
import type { Binding, Observed } from '../model/observed.ts';
import type { Request, Response } from '../model/operations.ts';
import type { Plan, PlanBody } from '../model/plan.ts';
import type { Proposal } from '../model/proposal.ts';
import type { NamedTarget } from '../model/target.ts';
import { planDeployment } from '../plan/plan-deployment.ts';
import { sealPlan } from '../plan/seal-plan.ts';
import { judge } from '../policy/judge.ts';
import type { Write } from '../ports/store.ts';
import { bindingOf } from './binding-of.ts';
import { now } from './decide.ts';
import type { EnginePorts } from './engine-ports.ts';
import { findTarget } from './find-target.ts';
import { observe } from './observe.ts';
import { tokenOf } from './perform-step.ts';

/** Milliseconds during which a plan may be approved and its run begin. */
const planLife = 30 * 60_000;

/** Intent → proposal → desired → as-built → plan. */
export async function ask(request: Request<'ask'>, ports: EnginePorts): Promise<Result<Response<'ask'>>> {
  const parsed = parsedIntent(request.intent);
  if (!parsed.ok) return parsed;
  const intent = parsed.value;
  const target = findTarget(request.target ?? intent.target, ports);
  if (!target.ok) return target;
  if (intent.account !== undefined && intent.account !== target.value.target.account) {
    const message = `target ${target.value.name} is account ${target.value.target.account}, not ${intent.account}`;
    return fail(problem('TARGET_MISMATCH', message, 'name a target of that account with --target', { at: 'intent.account' }));
  }
  const resolved = await resolve(intent, { knowledge: ports.knowledge, types: ports.types, target: target.value }, ports.resolver);
  if (!resolved.ok) return resolved;
  const proposal = resolved.value;
  const place = refusePlace(proposal, target.value, ports);
  if (!place.ok) return place;
  const desired = expand(proposal, { types: ports.types, place: place.value });
  if (!desired.ok) return desired;
  const planned = await planFor(
    {
      deployment: proposal.deployment,
      target: target.value,
      intent: intent.intent,
      evidence: proposal.evidence,
      desired: desired.value,
      checks: checksOf(proposal),
    },
    ports,
  );
  if (!planned.ok) return planned;
  const { deployment, region, evidence } = proposal;
  return ok({ interpretation: { deployment, target: target.value.name, region, evidence }, plan: planned.value });
}

function parsedIntent(form: Request<'ask'>['intent']): Result<Intent> {
  const text = form['intent'];
  return typeof text === 'string' && Object.keys(form).length === 1 ? intentFromText(text) : intentFromJson(JSON.stringify(form));
}

/** The plan that removes everything of a deployment. */
export async function destroy({ deployment }: Request<'destroy'>, ports: EnginePorts): Promise<Result<Plan>> {
  const deployments = await ports.store.deployments();
  const known = deployments.find((candidate) => candidate.name === deployment);
  if (known === undefined) {
    const close = nearest(
      deployment,
      deployments.map((candidate) => candidate.name),
    );
    return fail(
      problem('DEPLOYMENT_UNKNOWN', `there is no deployment ${deployment}`, close.length > 0 ? `did you mean ${close.join(' or ')}?` : 'asbuilt deployments', {
        at: deployment,
      }),
    );
  }
  const target = findTarget(known.target, ports);
  if (!target.ok) return target;
  return planFor(
    { deployment: deployment as DeploymentName, target: target.value, intent: `destroy ${deployment}`, evidence: [], desired: [], checks: [] },
    ports,
  );
}

interface PlanOrder {
  readonly deployment: DeploymentName;
  readonly target: NamedTarget;
  readonly intent: string;
  readonly evidence: PlanBody['evidence'];
  readonly desired: readonly DesiredNode[];
  readonly checks: PlanBody['checks'];
}

async function planFor(order: PlanOrder, ports: EnginePorts): Promise<Result<Plan>> {
  const { deployment, target, desired } = order;
  const identity = await ports.cloud.identify(target);
  if (!identity.ok) return identity;
  const bindings = await ports.store.bindings(deployment);
  const seen = await observe(deployment, target, desired, bindings, ports);
  if (!seen.ok) return seen;
  const unproven = refuseForeign(order, seen.value.observed);
  if (unproven !== null) return unproven;

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
    observed: seen.value.observed,
    bindings: new Map(bindings.map((binding) => [binding.node, binding])),
    typeOf: (name) => ports.types.type(name),
    durations: (type, op) => history.get(`${type} ${op}`) ?? [],
    allBindings: await ports.store.allBindings(),
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
    ...rebind(plan, desired, bindings, seen.value.observed, ports),
    {
      kind: 'audit',
      event: {
        at: now(ports),
        kind: 'plan.made',
        actor: 'engine',
        subject: plan.id,
        data: { deployment, digest: plan.digest, identity: identity.value.arn, decision: plan.verdict.decision },
      },
    },
  ]);
  return ok(plan);
}

function refusePlace(proposal: Proposal, target: NamedTarget, ports: EnginePorts): Result<{ account: string; region: string }> {
  const { region } = proposal;
  if (!ports.types.regions().includes(region)) {
    const close = nearest(region, ports.types.regions());
    return fail(
      problem('REGION_UNKNOWN', `${region} is not an AWS region`, close.length > 0 ? `did you mean ${close.join(' or ')}?` : 'use a region such as us-east-1', {
        at: 'intent.region',
      }),
    );
  }
  // A sandbox has every region; a real target only those it names.
  if (!target.target.simulated && !target.regions.includes(region)) {
    return fail(
      problem('REGION_UNKNOWN', `target ${target.name} does not include ${region}`, `use ${target.regions.join(' or ')}, or add the region to the target`, {
        at: 'intent.region',
      }),
    );
  }
  return ok({ account: target.target.account, region });
}

function checksOf(proposal: Proposal): PlanBody['checks'] {
  return proposal.resources.flatMap((resource) => resource.checks.map((check) => ({ node: resource.node, ...check }))) as PlanBody['checks'];
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

/** What was found live and ours without being in the books is written back into them: they are a cache, and may have been lost. */
function rebind(
  plan: Plan,
  desired: readonly DesiredNode[],
  bindings: readonly Binding[],
  observed: ReadonlyMap<string, Observed>,
  ports: EnginePorts,
): Write[] {
  const bound = new Set(bindings.map((binding) => binding.node as string));
  const wanted = new Map(desired.map((node) => [node.node as string, node]));
  const writes: Write[] = [];
  for (const change of plan.changes) {
    const seen = observed.get(change.node);
    const node = wanted.get(change.node);
    if (bound.has(change.node) || seen?.kind !== 'live' || !seen.owned || node === undefined) continue;
    const type = ports.types.type(change.type);
    if (type.ok) writes.push({ kind: 'binding', binding: bindingOf(plan.deployment, change, seen.identifier, change.before ?? {}, type.value) });
  }
  return writes.length === 0 ? [] : [...writes, { kind: 'deployment', name: plan.deployment, target: plan.target, intent: plan.intent }];
}

async function historyOf(desired: readonly DesiredNode[], bindings: readonly Binding[], ports: EnginePorts): Promise<ReadonlyMap<string, readonly number[]>> {
  const history = new Map<string, readonly number[]>();
  for (const type of new Set([...desired, ...bindings].map((node) => node.type))) {
    for (const op of ['create', 'update', 'delete'] as const) history.set(`${type} ${op}`, await ports.store.durations(type, op));
  }
  return history;
}
