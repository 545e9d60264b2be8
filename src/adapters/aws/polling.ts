import type { Patience } from './dialect.ts';

/** How often something that is simulated, and something real, is looked at in the beginning. */
const floorMilliseconds = { simulated: 15, real: 500 };
const capMilliseconds = { simulated: 2_000, real: 10_000 };
/** The first look at something simulated: it may take no time at all. */
const atOnceMilliseconds = 5;
/** The lag behind completion is at most this share of the whole duration. */
const share = 0.05;
/** Each operation that is waited for at the same time lengthens the shortest interval by this much. */
const perWaitingMilliseconds = 0.5;
/** Before this part of the expected time a real operation is looked at rarely. */
const quiet = 0.6;

/**
 * Milliseconds until the next look at an operation that began `elapsed` milliseconds ago. Intervals grow with the time passed, so
 * that the lag stays a small share of it. A real operation that is expected to take long is looked at less often until it could be
 * done. `retryAfter` is when the provider wants to be asked next; it is heeded up to a tenth of the time passed.
 */
export function pollDelay(elapsed: number, patience: Patience, waiting: number, retryAfter: number | null): number {
  const kind = patience.simulated ? 'simulated' : 'real';
  if (patience.simulated && elapsed < atOnceMilliseconds) return atOnceMilliseconds;
  const floor = Math.max(floorMilliseconds[kind], waiting * perWaitingMilliseconds);
  const steady = Math.min(capMilliseconds[kind], Math.max(floor, elapsed * share));
  const expected = patience.expectedSeconds * 1000;
  const calm = !patience.simulated && elapsed < expected * quiet ? Math.min(expected * quiet - elapsed, Math.max(steady, elapsed / 2)) : 0;
  const asked = retryAfter === null ? 0 : Math.min(retryAfter, elapsed / 10);
  return Math.max(steady, calm, asked);
}
