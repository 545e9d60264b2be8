import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { digestOf } from '../kernel/digest.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Binding } from '../model/observed.ts';
import type { Change, Step } from '../model/plan.ts';
import type { RunStep, StepStatus } from '../model/run.ts';
import { deletionOf } from '../plan/order-steps.ts';
import type { Journal, RunProgram } from '../ports/journal.ts';
import type { Write } from '../ports/store.ts';
import { bindingOf, doubtfulBinding, formerBinding, formerNode } from './binding-of.ts';
import { checkFingerprint } from './check-fingerprint.ts';
import type { EnginePorts } from './engine-ports.ts';
import { finishRun, verifyRun } from './finish-run.ts';
import { patiently } from './patient-read.ts';
import { performStep, type StepOutcome, tokenOf } from './perform-step.ts';
import { refuseMutation } from './refuse-mutation.ts';
import { type LiveNode, type RunContext, RunContexts, stepAndChange } from './run-context.ts';

/*
 * Invariants of a run:
 * 1. Before each mutation: the run still stands, the approval holds, the identity is the target's, and the live value is the one the plan was made from.
 *    The attempt is in the audit log and its token on disk before the call is sent.
 * 2. Every journalled action may be executed any number of times: what it decides it reads from the store and the provider, and what it
 *    writes it writes in one commit.
 * 3. A step ends once: as done, failed, skipped or unknown. What waits for a step that did not succeed is skipped in the same commit.
 */
type Next = { readonly ready: readonly string[]; readonly ended: boolean };
type Prepared = { readonly go: true } | { readonly go: false; readonly next: Next };
type Advanced = { readonly waiting: true } | { readonly waiting: false; readonly next: Next };

export function createRunProgram(ports: EnginePorts): RunProgram {
  const contexts = new RunContexts(ports);

  const prepare = async (run: string, id: string): Promise<Prepared> => {
    const record = await ports.store.stepOf(run, id);
    if (record === null) throw new Error(`run ${run} has no step ${id}`);
    if (isOver(record.status)) return { go: false, next: await next(run, id) };
    const opened = await contexts.of(run);
    if (!opened.ok) return { go: false, next: await end(run, id, record, null, { kind: 'failed', problem: firstOf(opened.problems) }) };
    const context = opened.value;
    const head = await ports.store.runHead(run);
    if (head?.status !== 'running') return { go: false, next: await skip(context, record, head?.cause) };
    const refusal = await refuse(context, id);
    if (refusal !== null) {
      await ports.store.commit([{ kind: 'audit', event: { ...event('step.denied', `${run}/${id}`), data: { code: refusal.code, message: refusal.message } } }]);
      if (refusal.code === 'PLAN_STALE') await ports.store.commit([{ kind: 'run-status', run, status: 'cancelling', endedAt: null, cause: refusal }]);
      return { go: false, next: await end(run, id, record, context, { kind: 'failed', problem: refusal }) };
    }
    // The look at the live value may have taken minutes, and the run been cancelled meanwhile.
    const since = await ports.store.runHead(run);
    if (since?.status !== 'running') return { go: false, next: await skip(context, record, since?.cause) };
    const { step, change } = stepAndChange(context, id);
    if (step.op === 'adopt') return { go: false, next: await adopt(context, step, change, record) };
    const known = await ports.store.operation(run, id);
    const attempt = record.attempts + 1;
    const token = tokenOf(context.plan.digest, run, id, attempt);
    const running: RunStep = { ...record, status: 'running', attempts: known === null ? attempt : record.attempts };
    await ports.store.commit([
      ...(known === null ? [{ kind: 'operation', operation: { run, step: id, attempt, token, sentAt: ports.clock.now(), handle: null } } satisfies Write] : []),
      { kind: 'step', run, step: running },
      {
        kind: 'audit',
        event: {
          ...event('call.attempted', `${run}/${id}`),
          data: {
            op: step.op,
            type: change.type,
            identifier: change.identifier,
            token: known?.token ?? token,
            account: change.target.account,
            region: change.target.region,
          },
        },
      },
    ]);
    if (known === null) context.unsent.add(id);
    ports.events.emit({ kind: 'step', run, step: running });
    return { go: true };
  };

  /** Why the step must not be carried out, if so. */
  const refuse = async (context: RunContext, id: string): Promise<Diagnostic | null> => {
    // Once our own call may be on its way, the live value is no longer the one the plan was made from; whether it may be sent again is asked there.
    if ((await ports.store.operation(context.run, id)) !== null) return null;
    return (await refuseMutation(context, ports)) ?? checkFingerprint(context, id, ports);
  };

  const advance = async (run: string, id: string): Promise<Advanced> => {
    const record = await ports.store.stepOf(run, id);
    if (record === null) throw new Error(`run ${run} has no step ${id}`);
    if (isOver(record.status)) return { waiting: false, next: await next(run, id) };
    const opened = await contexts.of(run);
    if (!opened.ok) return { waiting: false, next: await end(run, id, record, null, { kind: 'failed', problem: firstOf(opened.problems) }) };
    const outcome = await performStep(opened.value, id, ports);
    return outcome.kind === 'waiting' ? { waiting: true } : { waiting: false, next: await end(run, id, record, opened.value, outcome) };
  };

  const adopt = async (context: RunContext, step: Step, change: Change, record: RunStep): Promise<Next> => {
    const identifier = change.identifier ?? '';
    const read = await patiently(() => ports.cloud.read(context.target, { type: change.type, place: change.target, identifier }), ports);
    const outcome: StepOutcome = !read.ok
      ? { kind: 'failed', problem: firstOf(read.problems) }
      : read.value.kind === 'absent'
        ? { kind: 'failed', problem: problem('PLAN_STALE', `${step.node} is gone`, 'plan again', { at: step.node }) }
        : { kind: 'done', identifier, live: read.value.properties, desired: change.after };
    return end(context.run, step.id, record, context, outcome);
  };

  /** Writes how the step ended, with everything that follows from it, in one commit. */
  const end = async (
    run: string,
    id: string,
    record: RunStep,
    context: RunContext | null,
    outcome: Exclude<StepOutcome, { kind: 'waiting' }>,
  ): Promise<Next> => {
    const operation = await ports.store.operation(run, id);
    const seconds = operation === null ? null : (ports.clock.now() - operation.sentAt) / 1000;
    const status: StepStatus = outcome.kind;
    const ended: RunStep = {
      ...record,
      status,
      attempts: operation?.attempt ?? record.attempts,
      identifier:
        outcome.kind === 'done' ? outcome.identifier : outcome.kind === 'failed' && outcome.left !== undefined ? outcome.left.identifier : record.identifier,
      seconds,
      ...(outcome.kind === 'done' ? {} : { error: outcome.problem }),
    };
    const data: JsonObject =
      outcome.kind === 'done' ? { status, identifier: outcome.identifier } : { status, code: outcome.problem.code, message: outcome.problem.message };
    const writes: Write[] = [
      { kind: 'step', run, step: ended },
      { kind: 'audit', event: { ...event('step.ended', `${run}/${id}`), data } },
    ];
    if (context !== null) {
      const { step, change } = stepAndChange(context, id);
      writes.push(...(await bookkeeping(context, step, change, outcome, seconds)));
      if (outcome.kind === 'done')
        remember(context, step, outcome.live === null ? null : { type: change.type, identifier: outcome.identifier, properties: outcome.live });
      else writes.push(...(await skips(context, id)));
      if (outcome.kind === 'failed') writes.push({ kind: 'operation-over', run, step: id });
    } else {
      writes.push(...(await skipPending(run, id)));
    }
    await ports.store.commit(writes);
    ports.events.emit({ kind: 'step', run, step: ended });
    return next(run, id);
  };

  const bookkeeping = async (
    context: RunContext,
    step: Step,
    change: Change,
    outcome: Exclude<StepOutcome, { kind: 'waiting' }>,
    seconds: number | null,
  ): Promise<Write[]> => {
    const { deployment } = context.plan;
    const held: Binding | null = await ports.store.bindingOf(deployment, change.node);
    const binding = held?.doubtful === true ? null : held;
    // Where an unknown outcome of this very step is kept while the node still has the resource that it replaces.
    const beside = formerNode(change.node, `${context.run}/${step.id}`);
    const forget: Write[] = step.op === 'create' && change.action === 'replace' ? [{ kind: 'unbind', deployment, node: beside }] : [];
    const type = ports.types.type(change.type);
    const bind = async (identifier: string, desired: JsonObject): Promise<Write[]> => {
      if (!type.ok) return [];
      const bound: Write = { kind: 'binding', binding: bindingOf(deployment, change, identifier, desired, type.value) };
      if (binding === null || binding.identifier !== change.identifier || binding.identifier === identifier) return [...forget, bound];
      const deletion = await ports.store.stepOf(context.run, deletionOf(change.node));
      return deletion === null || deletion.status === 'done' ? [...forget, bound] : [...forget, { kind: 'binding', binding: formerBinding(binding) }, bound];
    };
    if (outcome.kind === 'unknown') {
      if (step.op !== 'create' || outcome.asked === undefined || !type.ok) return [];
      if (binding !== null && binding.identifier !== change.identifier) return [];
      return [{ kind: 'binding', binding: doubtfulBinding(deployment, change, binding === null ? 'own' : beside, outcome.asked, type.value) }];
    }
    if (outcome.kind === 'failed') {
      if (step.op !== 'create') return [];
      if (outcome.left !== undefined) return bind(outcome.left.identifier, outcome.left.desired);
      return binding === null ? [...forget, { kind: 'unbind', deployment, node: change.node }] : forget;
    }
    const duration: Write[] = seconds === null || step.op === 'adopt' ? [] : [{ kind: 'duration', type: change.type, op: step.op, seconds }];
    if (step.op !== 'delete') return [...(await bind(outcome.identifier, outcome.desired ?? {})), ...duration];
    // The old half of a replace must not take the books of the new one with it.
    const gone = binding?.identifier === outcome.identifier ? change.node : formerNode(change.node, outcome.identifier);
    return [{ kind: 'unbind', deployment, node: gone }, ...duration];
  };

  /** Everything that waits for the step, directly or not, and has not ended. */
  const skips = async (context: RunContext, id: string): Promise<Write[]> => {
    const writes: Write[] = [];
    const seen = new Set<string>([id]);
    const queue = [id];
    for (let earlier = queue.pop(); earlier !== undefined; earlier = queue.pop()) {
      for (const later of context.dependents.get(earlier) ?? []) {
        if (seen.has(later)) continue;
        seen.add(later);
        queue.push(later);
        const record = await ports.store.stepOf(context.run, later);
        if (record === null || isOver(record.status)) continue;
        const error = problem('RUN_PARTLY_DONE', `${later} waits for ${id}, which did not succeed`, `asbuilt runs resume ${context.run}`, { at: later });
        writes.push({ kind: 'step', run: context.run, step: { ...record, status: 'skipped', error } });
      }
    }
    return writes;
  };

  /** Where not even the plan can be opened, nothing else of the run can begin. */
  const skipPending = async (run: string, id: string): Promise<Write[]> => {
    const pending = (await ports.store.steps(run)).filter((record) => record.status === 'pending' && record.step !== id);
    return pending.map((record) => {
      const error = problem('RUN_PARTLY_DONE', `${record.step} did not begin, since the plan of the run cannot be used`, 'make a new plan', {
        at: record.step,
      });
      return { kind: 'step', run, step: { ...record, status: 'skipped', error } };
    });
  };

  const skip = async (context: RunContext, record: RunStep, cause: Diagnostic | undefined): Promise<Next> => {
    const { run } = context;
    const error = cause ?? problem('RUN_CANCELLED', `run ${run} was cancelled before ${record.step} began`, `asbuilt runs resume ${run}`, { at: record.step });
    const skipped: RunStep = { ...record, status: 'skipped', error };
    await ports.store.commit([{ kind: 'step', run, step: skipped }, ...(await skips(context, record.step))]);
    ports.events.emit({ kind: 'step', run, step: skipped });
    return next(run, record.step);
  };

  const next = async (run: string, id: string): Promise<Next> => {
    const record = await ports.store.stepOf(run, id);
    const waiting = record?.status === 'done' ? await ports.store.waiting(run, id) : [];
    return { ready: waiting.filter((later) => later.open === 0).map((later) => later.step), ended: (await ports.store.openSteps(run)) === 0 };
  };

  const remember = (context: RunContext, step: Step, live: LiveNode | null): void => {
    if (live === null) context.live.delete(step.node);
    else if ((context.dependents.get(step.id)?.length ?? 0) > 0) context.live.set(step.node, live);
  };

  const event = (kind: string, subject: string) => ({ at: new Date(ports.clock.now()).toISOString(), kind, actor: 'engine', subject, data: {} });

  return {
    begin: (journal: Journal, run: string) => journal.step('begin', () => beginRunSteps(run)),
    async execute(journal, run, step) {
      const prepared = await journal.step<Prepared>(`prepare ${step}`, () => prepare(run, step));
      if (!prepared.go) return prepared.next;
      for (let slice = 0; ; slice++) {
        const advanced = await journal.step<Advanced>(`apply ${step} ${slice}`, () => advance(run, step));
        if (!advanced.waiting) return advanced.next;
      }
    },
    async finish(journal, run) {
      const verification = await journal.step('verify', () => verifyRun(run, contexts, ports));
      await journal.step('end', () => finishRun(run, verification, ports));
      contexts.close(run);
    },
  };

  async function beginRunSteps(run: string): Promise<readonly string[]> {
    const opened = await contexts.of(run);
    const identity = opened.ok ? await patiently(() => ports.cloud.identify(opened.value.target), ports) : opened;
    if (!identity.ok) await ports.store.commit([{ kind: 'run-status', run, status: 'cancelling', endedAt: null, cause: firstOf(identity.problems) }]);
    // A step that was under way when the engine died is announced again: its invocation may be gone with Restate's data.
    const steps = await ports.store.steps(run);
    const ready = new Set(await ports.store.readySteps(run));
    return steps.filter((step) => step.status === 'running' || ready.has(step.step)).map((step) => step.step);
  }
}

function isOver(status: StepStatus): boolean {
  return status === 'done' || status === 'failed' || status === 'skipped' || status === 'unknown';
}

function firstOf(problems: readonly Diagnostic[]): Diagnostic {
  return problems[0] ?? problem('INTERNAL', `a failure without a problem (${digestOf(problems).slice(0, 8)})`, 'report this');
}
