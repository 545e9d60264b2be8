import type { RunStep } from '../model/run.ts';
import type { Next } from '../ports/journal.ts';
import { endStep, nextAfter, skipStep, unstarted } from './end-step.ts';
import type { EnginePorts } from './engine-ports.ts';
import { runStanding } from './refuse-step.ts';
import type { RunContext } from './run-context.ts';

/** Milliseconds between two looks. */
const pause = 2_000;
/** Milliseconds after which the wait is journalled. */
const slice = 60_000;

/**
 * A step that waits, for a person or for a value, and sends nothing meanwhile: asks `look`, with the step as it is on record by now, until it says something; null when it is to be waited for longer than a slice.
 * While the run is paused, or has gone on in a later round, nobody waits: the step is come to again. A cancelled run ends it, and so does an approval that no longer holds.
 */
export async function waitWithRun<T>(
  context: RunContext,
  record: RunStep,
  round: number,
  ports: EnginePorts,
  look: (present: RunStep) => Promise<T | null>,
): Promise<Next | T | null> {
  const { run } = context;
  const { clock, store } = ports;
  const end = clock.now() + slice;
  for (;;) {
    const standing = await runStanding(context, ports);
    const head = await store.runHead(run);
    const present = (await store.stepOf(run, record.step)) ?? record;
    if (head?.status === 'cancelling') return skipStep(context, present, head.cause, round, ports);
    if (head?.status !== 'running' || head.round !== round) {
      await store.commit([{ kind: 'step-status', run, step: record.step, status: 'pending' }]);
      return nextAfter(run, record.step, round, ports);
    }
    if (standing.kind === 'refused') return endStep(run, present, context, unstarted(present, standing.problem), round, ports);
    const seen = await look(present);
    if (seen !== null) return seen;
    if (clock.now() >= end) return null;
    await clock.sleep(pause);
  }
}
