import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { sha256 } from '../kernel/digest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { approversOf } from '../model/approval.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import { placeText } from '../model/place-text.ts';
import type { Plan } from '../model/plan.ts';
import { judge } from '../policy/judge.ts';
import type { Durable } from '../ports/journal.ts';
import type { RunHead, Write } from '../ports/store.ts';
import { alignBooks } from './align-books.ts';
import { approvalHolds } from './approval-holds.ts';
import { changedBooks, denied, now, refuseState, rejection, storedPlan } from './decide.ts';
import type { EnginePorts } from './engine-ports.ts';
import { exportedElsewhere } from './exports-left.ts';
import { heldElsewhere } from './held-elsewhere.ts';
import { madeMeanwhile } from './made-meanwhile.ts';
import { movedBeneath, movedSince } from './moved-beneath.ts';
import { movedImport } from './moved-import.ts';
import { formerReaches, reachOf } from './places.ts';
import { changedIdentity, changedTarget, reachTargets } from './reach-targets.ts';
import { firstOf, notThere } from './refuse-step.ts';
import { refuseResuming, stillAllowed, superseded, unapproved } from './resumable.ts';
import { movedStruck } from './still-struck.ts';
import { refuseGoingOn } from './who-may-run.ts';

/**
 * Begins the run of an approved plan. The approval is used up, the run and its steps are written and the deployment is taken in one commit; only then
 * is the run announced to the durable runtime. If the engine dies in between, it announces the run when it starts again.
 */
export async function applyPlan({ id }: RequestOf<'apply'>, caller: Caller, ports: EnginePorts, durable: Durable): Promise<Result<ResponseOf<'apply'>>> {
  const opened = await storedPlan(id, ports);
  if (!opened.ok) return denied('run.denied', id, opened.problems, caller, ports);
  const { plan, record } = opened.value;
  const standing = await refuseState(plan, record, ports);
  if (standing !== null) return denied('run.denied', id, [standing], caller, ports);
  const approval = await ports.store.approvalOf(id);
  if (approval === null) return denied('run.denied', id, [unapproved(plan)], caller, ports);
  const allowed = await approvalHolds(plan, record.bytes, approval, null, ports);
  if (!allowed.ok) return denied('run.denied', id, allowed.problems, caller, ports);
  const refusal = await refuseBeginning(plan, ports);
  if (refusal !== null) {
    // What was approved is not what would run: the approval is void, also if the target should be put back.
    if (refusal.code === 'TARGET_CHANGED') await ports.store.commit(rejection(id, refusal.message, caller, ports));
    return denied('run.denied', id, [refusal], caller, ports);
  }
  const second =
    (await madeMeanwhile(plan, ports)) ?? (await movedImport(plan, ports)) ?? (await movedBeneath(plan, ports)) ?? (await movedStruck(plan, ports));
  if (second !== null) return denied('run.denied', id, [second], caller, ports);

  const run = `r_${sha256(`${plan.digest}/${approval.nonce}`).slice(0, 12)}`;
  const startedAt = now(ports);
  const head: RunHead = {
    id: run,
    plan: id,
    deployment: plan.deployment,
    targets: plan.targets.map(({ alias, name, definition, identity, simulated }) => ({
      alias,
      name,
      account: definition.account,
      identity: identity.arn,
      simulated,
    })),
    status: 'running',
    round: 0,
    startedAt,
    endedAt: null,
    verification: [],
  };
  const changes = new Map(plan.changes.map((change) => [change.node, change]));
  const writes: Write[] = [
    { kind: 'run', head },
    ...plan.steps.map((step): Write => {
      const change = changes.get(step.node);
      const type = change === undefined ? (step.gate?.kind ?? '') : change.kind === 'resource' ? change.type : change.engine;
      const place = change === undefined ? '' : `${change.at.target} ${placeText(change.at)}`;
      const { node } = step;
      const op = step.op === 'adopt' && change?.action === 'none' ? 'record' : step.op;
      const finalSnapshot = step.op === 'delete' && change?.kind === 'resource' ? change.finalSnapshot : undefined;
      return {
        kind: 'step',
        run,
        step: {
          step: step.id,
          node,
          op,
          type,
          place,
          status: 'pending',
          attempts: 0,
          identifier: null,
          seconds: null,
          ...(finalSnapshot === undefined ? {} : { finalSnapshot }),
        },
        after: step.after,
      };
    }),
    ...(await renamedBooks(plan, ports)),
    { kind: 'deployment', name: plan.deployment, targets: Object.fromEntries(plan.targets.map(({ alias, name }) => [alias, name])), intent: plan.intent },
    { kind: 'plan-state', plan: id, state: 'applied' },
    { kind: 'event', event: { kind: 'run', run, status: 'running' } },
    {
      kind: 'audit',
      event: {
        at: startedAt,
        kind: 'run.begun',
        actor: caller.principal,
        subject: run,
        data: {
          plan: id,
          digest: plan.digest,
          identities: plan.targets.map(({ alias, identity }) => ({ target: alias, identity: identity.arn })),
          approver: approversOf(approval),
          caller: callerRecord(caller),
        },
      },
    },
  ];
  const begun = await unlessHeld(plan, ports, (since) => ports.store.beginRun(approval, writes, run, { ...since, books: plan.books }));
  if (typeof begun === 'object' && 'held' in begun) return denied('run.denied', id, begun.held, caller, ports);
  if (begun === 'used')
    return denied(
      'run.denied',
      id,
      [problem('APPROVAL_USED', `the approval of plan ${id} was used already`, 'see by which run: asbuilt runs list', { at: id })],
      caller,
      ports,
    );
  if (begun === 'rejected')
    return denied('run.denied', id, [problem('PLAN_REJECTED', `plan ${id} was rejected`, 'make a new plan', { at: id })], caller, ports);
  if (begun === 'moved') return denied('run.denied', id, [changedBooks(plan)], caller, ports);
  if (begun !== 'begun') return denied('run.denied', id, [await busy(plan.deployment, begun.busy, ports)], caller, ports);
  await durable.start(plan.deployment, run, 0);
  return ok({ run });
}

/** Begins what nothing of other deployments stands against, as they are at that very moment. */
async function unlessHeld<B>(
  plan: Plan,
  ports: EnginePorts,
  begin: (since: { readonly begun: number }) => Promise<B | 'overtaken'>,
): Promise<B | { readonly held: readonly Diagnostic[] }> {
  for (;;) {
    const begun = await ports.store.begun();
    const held = [...(await heldElsewhere(plan, ports)), ...(await exportedMeanwhile(plan, ports))];
    if (held.length > 0) return { held };
    const came = await begin({ begun });
    if (came !== 'overtaken') return came;
  }
}

/** The exports of a plan that another deployment, which had not begun when the plan was made, has by now. */
async function exportedMeanwhile(plan: Plan, { store }: EnginePorts): Promise<Diagnostic[]> {
  const exports = (await store.askedIn(plan.id))?.exports ?? [];
  if (exports.length === 0) return [];
  // Of a run that goes on the last one is itself.
  const before = (await store.lastAsked(plan.deployment)).find(({ run }) => run.plan !== plan.id);
  return exportedElsewhere(exports, before?.draft ?? null, plan.deployment, { store });
}

/** The books as the plan read them: its aliases are those of the deployment from now on. */
async function renamedBooks(plan: Plan, ports: EnginePorts): Promise<Write[]> {
  const bindings = await ports.store.bindings(plan.deployment);
  const aligned = alignBooks(bindings, {
    before: await formerReaches(plan.deployment, ports),
    now: new Map(plan.targets.map(({ alias, name, definition }) => [alias, reachOf(name, definition)])),
    wanted: new Map(plan.changes.map(({ node, at }) => [node, at])),
  });
  return aligned.filter((binding, index) => binding !== bindings[index]).map((binding) => ({ kind: 'binding', binding }));
}

/** Why a run of the plan cannot begin now: targets, identities, policy and the programs that do the work must be what they were when it was made. */
async function refuseBeginning(plan: Plan, ports: EnginePorts): Promise<Diagnostic | null> {
  const changed = changedTarget(plan.targets, ports);
  if (changed !== null) return changed;
  const reached = reachTargets(plan.targets, ports.targets());
  for (const target of plan.targets) {
    const named = reached.get(target.alias) ?? null;
    if (named === null) return notThere(target.alias);
    const identity = await ports.cloud.identify(named);
    if (!identity.ok) return firstOf(identity.problems);
    const other = changedIdentity(target, identity.value);
    if (other !== null) return other;
  }
  const { verdict, id: _, digest: __, ...body } = plan;
  const judged = judge(body);
  if (judged.policyVersion !== verdict.policyVersion || judged.decision === 'deny') {
    const message = `policy ${judged.policyVersion} does not say of plan ${plan.id} what policy ${verdict.policyVersion} said`;
    return problem('POLICY_DENIED', message, 'plan again: ask with the same intent', { at: plan.id });
  }
  const engines = await ports.engines(plan.engines.map(({ engine }) => engine));
  if (!engines.ok) return firstOf(engines.problems);
  const other = plan.engines.find((used) => !engines.value.some((now) => now.engine === used.engine && now.digest === used.digest));
  if (other === undefined) return null;
  return problem('PLAN_STALE', `the ${other.engine} that would run is not the one of the plan (${other.version})`, 'plan again: ask with the same intent', {
    at: plan.id,
  });
}

/** Continues a run that is paused, or that ended with something left to do, under the approval it already has. */
export async function resumeRun({ id }: RequestOf<'resume'>, caller: Caller, ports: EnginePorts, durable: Durable): Promise<Result<ResponseOf<'resume'>>> {
  const head = await ports.store.runHead(id);
  if (head === null) return fail(problem('RUN_UNKNOWN', `there is no run ${id}`, 'asbuilt runs list', { at: id }));
  const notAllowed = await refuseGoingOn(head, caller, ports.store);
  if (notAllowed !== null) return denied('run.denied', id, [notAllowed], caller, ports);
  const refusal = refuseResuming(head);
  if (refusal !== null) return fail(refusal);
  const allowed = await stillAllowed(head, ports);
  if (!allowed.ok) return denied('run.denied', id, allowed.problems, caller, ports);
  const plan = allowed.value;
  const beginning = (await refuseBeginning(plan, ports)) ?? (await movedSince(id, plan, ports)) ?? (await movedStruck(plan, ports));
  if (beginning !== null) return denied('run.denied', id, [beginning], caller, ports);
  const event = { at: now(ports), kind: 'run.resumed', actor: caller.principal, subject: id, data: { round: head.round + 1, caller: callerRecord(caller) } };
  const writes: Write[] = [
    { kind: 'audit', event },
    { kind: 'event', event: { kind: 'run', run: id, status: 'running' } },
  ];
  const begun = await unlessHeld(plan, ports, (since) => ports.store.resumeRun(id, writes, since));
  if (typeof begun === 'object' && 'held' in begun) return denied('run.denied', id, begun.held, caller, ports);
  if (begun === 'superseded') return denied('run.denied', id, [superseded(head)], caller, ports);
  if (begun !== 'begun') return denied('run.denied', id, [await busy(head.deployment, begun.busy, ports)], caller, ports);
  await durable.start(head.deployment, id, head.round + 1);
  return ok({ run: id });
}

/** What holds a deployment, since when, and the ways on: wait, or cancel. */
async function busy(deployment: string, holder: string, ports: EnginePorts) {
  const head = await ports.store.runHead(holder);
  const minutes = head === null ? 0 : Math.round((ports.clock.now() - Date.parse(head.startedAt)) / 60_000);
  return problem(
    'DEPLOYMENT_BUSY',
    `run ${holder} has held ${deployment} for ${minutes} min`,
    `wait: asbuilt runs watch ${holder}, or stop it: asbuilt runs cancel ${holder}`,
    { at: deployment },
  );
}
