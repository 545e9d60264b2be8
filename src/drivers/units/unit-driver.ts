import type { Diagnostic } from '../../kernel/diagnostic.ts';
import { sha256 } from '../../kernel/digest.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { UnitBinding } from '../../model/observed.ts';
import { secretsNamedIn } from '../../model/secret.ts';
import type { SourceBundle } from '../../model/source-bundle.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Confirmed, Driver, Found, Order, Submission } from '../../ports/driver.ts';
import type { Permit } from '../../ports/permit.ts';
import type { JobLimits, Processes } from '../../ports/processes.ts';
import type { ScriptOrder, StepScript } from '../../ports/script.ts';
import type { SecretValues } from '../../ports/secrets.ts';
import { declaredOutputs } from './declared-outputs.ts';
import { isUndo, type Next, type Past, type UnitEngine, type UnitWork, unitOf } from './unit-engine.ts';
import { firstOf, interrupted, notRepeatable, sourceGone, tooLong } from './unit-problems.ts';

export interface UnitDriverPorts {
  readonly engine: UnitEngine;
  readonly processes: Processes;
  readonly clock: Clock;
  /** The content of a source by its digest; null when it is not there, or has become another. */
  readonly source: (digest: string) => Promise<SourceBundle | null>;
  readonly secrets: SecretValues;
}

const pause = 200;
/** Milliseconds a job of a unit may run. */
const longest = 3_600_000;
/** The machine ends a job a little later than the engine does, where it is there. */
const limits: JobLimits = { seconds: longest / 1_000 + 120, memory: 4 * 1024 ** 3, file: 4 * 1024 ** 3, processes: 1_024, together: null, scratch: null };

/** Where a unit stands. `idle`: its next job may be started by whoever has a permit. */
type Standing =
  | { readonly kind: 'running'; readonly milliseconds: number }
  | { readonly kind: 'idle' }
  | { readonly kind: 'done'; readonly outputs: JsonObject }
  /** What its next job needs is not to be had at the moment. */
  | { readonly kind: 'blocked'; readonly problem: Diagnostic }
  /** `begun`: jobs of it have run. */
  | { readonly kind: 'failed' | 'unknown'; readonly problem: Diagnostic; readonly begun: boolean };

/*
 * Carries out units of one engine: programs on this machine, as a series of jobs, each with a token of its own that follows from the attempt's.
 * 1. A job is started once. After a crash its result is there, or its process is alive, or nobody knows; what comes next follows from the results alone.
 * 2. A unit that nobody knows the end of, or that failed, did or did not do something: it runs again only if it is repeatable.
 * 3. A job is started only under a permit that holds then, and when the permit is withdrawn the unit's processes are ended.
 * 4. Its secrets are read when a job is started, and stand on its standard input alone; what it writes of them is blotted out.
 */
export function unitDriver({ engine, processes, clock, source, secrets }: UnitDriverPorts): Driver {
  const works = new Map<string, UnitWork>();
  /** Tokens of units that were ended from outside: nothing more of them is started. */
  const stopped = new Set<string>();

  const workOf = async (order: Order): Promise<Result<UnitWork>> => {
    const known = works.get(order.token);
    if (known !== undefined) return ok(known);
    const work = await engine.work(order);
    if (work.ok) works.set(order.token, work.value);
    return work;
  };

  /** Starts the job of that token; null once it is started, or was before. */
  const start = async (order: Order, token: string, { prepare, pause: before }: Extract<Next, { kind: 'job' }>): Promise<Diagnostic | null> => {
    const change = unitOf(order);
    const bundle = await source(change.source);
    if (bundle === null) return sourceGone(order);
    if (before > 0) await clock.sleep(before);
    const prepared = await prepare();
    if (!prepared.ok) return firstOf(prepared.problems);
    const { at } = change;
    const wish = await secrets.reveal(order.wish, { target: order.target, region: at.cloud === 'aws' ? at.region : '' });
    if (!wish.ok) return firstOf(wish.problems);
    const { given, ...parts } = prepared.value;
    const input = isUndo(order)
      ? { outputs: order.binding?.outputs ?? {}, token: order.token }
      : { inputs: order.wish, token: order.token, ...(order.members === undefined ? {} : { members: order.members as unknown as Json }) };
    const started = await processes.start({
      token,
      source: bundle,
      ...parts,
      limits,
      input,
      given: given(wish.value as JsonObject),
      secrets: secretsNamedIn(order.wish),
    });
    return started.ok ? null : firstOf(started.problems);
  };

  /** How far it is. With a permit its next job is started, if it is its turn. */
  const advance = async (order: Order, permit: Permit | null): Promise<Standing> => {
    const work = await workOf(order);
    if (!work.ok) return { kind: 'failed', problem: firstOf(work.problems), begun: false };
    const past: Past[] = [];
    for (;;) {
      const token = jobToken(order.token, past.length);
      const state = await processes.look(token);
      if (state.kind === 'running') return state;
      if (state.kind === 'ended') {
        past.push(state);
        continue;
      }
      const next = work.value.next(past);
      if (next.kind !== 'job') return endOf(order, next, past);
      if (permit === null) {
        if (state.kind === 'unknown-token' && !stopped.has(order.token)) return { kind: 'idle' };
        if (state.kind === 'unknown-token') return { kind: 'unknown', problem: interrupted(order), begun: past.length > 0 };
      } else {
        const ended = await permit.ended();
        if (ended !== null) return { kind: past.length > 0 || state.kind === 'lost' ? 'unknown' : 'failed', problem: ended, begun: past.length > 0 };
        // One that was laid out and did not begin begins now; one that has begun is left as it is.
        const refused = await start(order, token, next);
        if (refused !== null && state.kind === 'unknown-token')
          return refused.retryable && past.length > 0 ? { kind: 'blocked', problem: refused } : { kind: 'failed', problem: refused, begun: past.length > 0 };
        if (refused === null && (await processes.look(token)).kind !== 'lost') return { kind: 'running', milliseconds: 0 };
      }
      past.push({ kind: 'lost' });
    }
  };

  const endOf = (order: Order, next: Exclude<Next, { kind: 'job' }>, past: readonly Past[]): Standing => {
    works.delete(order.token);
    if (next.kind !== 'gave') return { ...next, begun: past.length > 0 };
    const outputs = isUndo(order) ? ok({}) : declaredOutputs(unitOf(order), next.outputs);
    return outputs.ok ? { kind: 'done', outputs: outputs.value } : { kind: 'failed', problem: firstOf(outputs.problems), begun: true };
  };

  const submission = (order: Order, standing: Standing): Submission => {
    switch (standing.kind) {
      case 'running':
      case 'idle':
        return { status: 'pending', handle: { token: order.token } };
      case 'done':
        return { status: 'done', identifier: unitOf(order).node };
      case 'blocked':
        return { status: 'unknown', problem: told(standing.problem, order, secrets) };
      case 'failed':
        return { status: 'failed', problem: told(standing.problem, order, secrets), ...(standing.begun ? { over: true } : {}) };
      case 'unknown': {
        const problem = told(standing.problem, order, secrets);
        return unitOf(order).repeatable && problem.code === 'UNIT_INTERRUPTED'
          ? { status: 'failed', over: true, problem }
          : { status: 'unknown', over: true, problem };
      }
      default:
        return standing satisfies never;
    }
  };

  const stop = async (token: string): Promise<void> => {
    stopped.add(token);
    for (let index = 0; ; index++) {
      const state = await processes.look(jobToken(token, index));
      if (state.kind === 'running') await processes.stop(jobToken(token, index));
      if (state.kind === 'unknown-token') return;
    }
  };

  return {
    async submit(order, permit): Promise<Submission> {
      const change = unitOf(order);
      if (sendsNothing(order)) return { status: 'done', identifier: change.node };
      if (order.attempt > 1 && !change.repeatable) return { status: 'failed', over: true, problem: notRepeatable(order) };
      return submission(order, await advance(order, permit));
    },

    async follow(order, _, waitMilliseconds, permit): Promise<Submission> {
      const until = clock.now() + waitMilliseconds;
      for (;;) {
        const standing = await advance(order, permit);
        if ((standing.kind !== 'running' && standing.kind !== 'idle') || clock.now() >= until) return submission(order, standing);
        const ended = standing.kind === 'running' && standing.milliseconds > longest ? tooLong(order) : permit === null ? null : await permit.ended();
        if (ended !== null) {
          await stop(order.token);
          return { status: 'unknown', over: true, problem: ended };
        }
        await clock.sleep(Math.max(0, Math.min(pause, until - clock.now())));
      }
    },

    async confirm(order): Promise<Confirmed> {
      const { node } = unitOf(order);
      const gone: Confirmed = { kind: 'shown', identifier: node, outputs: null, creation: null, echo: null };
      if (sendsNothing(order)) return gone;
      const standing = await advance(order, null);
      if (standing.kind === 'running' || standing.kind === 'idle') return { kind: 'not-shown', problem: interrupted(order) };
      if (standing.kind !== 'done') return { kind: 'unread', problem: told(standing.problem, order, secrets) };
      return isUndo(order) ? gone : { ...gone, outputs: standing.outputs };
    },

    async find(order): Promise<Result<Found>> {
      const ours = { kind: 'ours', identifier: unitOf(order).node } as const;
      for (let index = 0; ; index++) {
        const state = await processes.look(jobToken(order.token, index));
        if (state.kind === 'running') return ok({ ...ours, running: true });
        if (state.kind !== 'ended') return ok(index === 0 ? { kind: 'nothing' } : ours);
      }
    },

    moved: async () => ok(null),
    replaced: async () => ok(null),

    async given(token) {
      const inputs = (await processes.input(token))?.['inputs'];
      return isJsonObject(inputs) ? inputs : null;
    },

    expected: () => null,
    outputs: async (binding) => ok((binding as UnitBinding).outputs),
    script: unitScript,
    stop: (handle) => stop(String(handle['token'])),
  };
}

/** The first job has the token of its attempt, so that it is found by that alone. */
function jobToken(token: string, index: number): string {
  return index === 0 ? token : sha256(`${token}/${index}`);
}

/** To forget a unit is to remove a record here. */
function sendsNothing(order: Order): boolean {
  return isUndo(order) && unitOf(order).undo !== true;
}

/** A problem without the secrets that its cause may repeat. */
function told(problem: Diagnostic, { wish }: Order, secrets: SecretValues): Diagnostic {
  return problem.cause === undefined ? problem : { ...problem, cause: secrets.without(problem.cause, secretsNamedIn(wish)) };
}

/** A unit's source is not written into a script: one that comes to it ends there. */
function unitScript({ step, change, wanted, variable }: ScriptOrder): StepScript {
  if (change.kind !== 'unit') throw new TypeError(`step ${step.id} is not of a unit`);
  const nothing = { functions: [], secrets: [] };
  if (step.op === 'adopt' || (step.op === 'delete' && change.undo !== true))
    return { ...nothing, lines: ['# Only the records of this installation know the unit: nothing is sent.'] };
  const given = wanted.map((output) => variable(change.node, output));
  return {
    ...nothing,
    lines: [
      `# ${step.op === 'delete' ? 'The undo' : 'A run'} of ${change.engine} over the source ${change.source.slice(0, 12)} is not in this script, which stops here.`,
      ...(given.length === 0 ? [] : [`# The steps that follow take from it, as JSON: ${given.join(' ')}`]),
      "echo 'the plan holds a unit: run it, then go on after this line' >&2",
      'exit 1',
    ],
  };
}
