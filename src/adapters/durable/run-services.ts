import { type Context, type ObjectContext, object, type Serde, serde, service } from '@restatedev/restate-sdk';
import type { Journal, RunProgram } from '../../ports/journal.ts';

/*
 * Invariants:
 * 1. One exclusive object per deployment: a second run of the same deployment waits in Restate's queue, whatever our store says.
 * 2. One invocation per step and round, named by an idempotency key, so that two predecessors may both announce the same step.
 * 3. The journals stay small: the run's own journal holds one entry per step that can start at once; every other step is announced
 *    by the step that made it ready. Nothing is quadratic in the number of steps.
 * 4. A handler never fails terminally: an expected failure is a value in our store, and a bug is tried again, so a run cannot
 *    be left without its end.
 * The names carry the version of the journal's shape: a release that changes the sequence of journalled steps changes the version,
 * and the engine announces its live runs again under the new names.
 */
const runService = 'asbuilt_run_v2';
const stepService = 'asbuilt_step_v2';
export const serviceNames: readonly string[] = [runService, stepService];

interface RunOrder {
  readonly run: string;
  readonly round: number;
}

interface StepOrder extends RunOrder {
  readonly step: string;
  /** The awakeable that the step which ends the run resolves. */
  readonly done: string;
}

/** Where a run is announced: path and idempotency key for Restate's ingress. */
export function announcement(deployment: string, run: string, round: number): { path: string; key: string; body: RunOrder } {
  return { path: `/${runService}/${encodeURIComponent(deployment)}/drive/send`, key: `${run}/${round}`, body: { run, round } };
}

/** The SDK's own JSON form; its declared type only lacks the order's. */
const orderSerde = serde.json as Serde<StepOrder>;

const retryPolicy = { initialInterval: 100, exponentiationFactor: 2, maxInterval: 2000, maxAttempts: 2_147_483_647, onMaxAttempts: 'pause' as const };

/** `recorded` is awaited before a journal learns that an action was done. */
export function runServices(program: RunProgram, recorded: () => Promise<void>) {
  const announce = (context: Context, order: RunOrder, done: string, steps: readonly string[]): void => {
    for (const step of steps) {
      context.genericSend<StepOrder>({
        service: stepService,
        method: 'execute',
        parameter: { ...order, step, done },
        inputSerde: orderSerde,
        idempotencyKey: `${order.run}/${order.round}/${step}`,
      });
    }
  };

  const journalOf = (context: Context): Journal => ({
    step: (name, action) =>
      context.run(name, async () => {
        const result = await action();
        await recorded();
        return result;
      }),
  });

  const run = object({
    name: runService,
    handlers: {
      drive: async (context: ObjectContext, order: RunOrder): Promise<void> => {
        const journal = journalOf(context);
        const ready = await program.begin(journal, order.run, order.round);
        if (ready.length > 0) {
          const ended = context.awakeable<null>();
          announce(context, order, ended.id, ready);
          await ended.promise;
        }
        await program.finish(journal, order.run, order.round);
      },
    },
    options: { retryPolicy, journalRetention: 0, idempotencyRetention: 24 * 3_600_000, inactivityTimeout: 120_000, abortTimeout: 120_000 },
  });

  const step = service({
    name: stepService,
    handlers: {
      execute: async (context: Context, order: StepOrder): Promise<void> => {
        const { ready, ended } = await program.execute(journalOf(context), order.run, order.step, order.round);
        announce(context, order, order.done, ready);
        if (ended) context.resolveAwakeable(order.done, null);
      },
    },
    options: { retryPolicy, journalRetention: 0, idempotencyRetention: 24 * 3_600_000, inactivityTimeout: 120_000, abortTimeout: 120_000 },
  });

  return [run, step];
}
