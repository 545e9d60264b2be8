import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { Work } from './step-outcome.ts';

/** An operation that takes longer than nine in ten of its kind is waited for so many times as long. */
const timesAsLong = 2;

/**
 * Why a step of a cancelled run whose operation the provider does not end is waited for no longer; null while it is. What was accepted is followed for as long as
 * it may take, and at least until the patience of a call is over since the cancellation was seen here. Then a person who cancels has the run end: what will come
 * of the operation nobody knows.
 */
export async function giveUp({ context, order, ports }: Work): Promise<Diagnostic | null> {
  const { clock, patience, store } = ports;
  const { step, change } = order;
  const known = context.underWay.get(step.id);
  // A unit ends by itself: its own limit of time sees to it.
  if (change.kind === 'unit' || known === undefined || (await store.runHead(context.run))?.status !== 'cancelling') return null;
  known.cancelledAt ??= clock.now();
  const operation = await store.operation(context.run, step.id);
  if (operation === null || operation.handle === null) return null;
  const expected = (change.estimate.p90 * 1_000 * timesAsLong) / (await ports.pace(order.target));
  if (clock.now() < Math.max(known.cancelledAt + patience.retry, operation.sentAt + expected)) return null;
  const minutes = Math.round((clock.now() - operation.sentAt) / 60_000);
  return problem(
    'CLOUD_UNKNOWN_OUTCOME',
    `${step.node}: the provider has been at it for ${minutes} min without an end, and the run, which was cancelled, waits no longer`,
    `follow it on: asbuilt runs resume ${context.run}, or plan again, which looks at what is there`,
    { at: step.node },
  );
}
