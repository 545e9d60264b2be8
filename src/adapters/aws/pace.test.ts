import { describe, expect, it } from 'vitest';
import type { Clock, Randomness } from '../../ports/clock.ts';
import { createPace } from './pace.ts';

/** A clock that moves only when someone sleeps. */
function steppedClock() {
  let now = 1_000_000;
  const slept: number[] = [];
  const clock: Clock = {
    now: () => now,
    async sleep(milliseconds) {
      slept.push(milliseconds);
      now += milliseconds;
    },
  };
  return { clock, slept, advance: (milliseconds: number) => (now += milliseconds) };
}
const highest: Randomness = { hex: (bytes) => 'f'.repeat(bytes * 2) };
const limits = { concurrency: 2, retryBudget: 3, baseMilliseconds: 100, capMilliseconds: 1_000 };

describe('pace', () => {
  it('never runs more than its concurrency, and everything in the order it came', async () => {
    const pace = createPace(limits, steppedClock().clock, highest);
    let running = 0;
    let most = 0;
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3, 4, 5, 6].map((n) =>
        pace.admit(async () => {
          most = Math.max(most, ++running);
          order.push(n);
          await new Promise(setImmediate);
          running--;
        }),
      ),
    );
    expect(most).toBe(2);
    expect(order).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('frees its place when an attempt throws', async () => {
    const pace = createPace({ ...limits, concurrency: 1 }, steppedClock().clock, highest);
    await expect(pace.admit(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(await pace.admit(async () => 'ran')).toBe('ran');
  });

  it('does not slow down before it is asked to, halves what it sends then, and recovers', async () => {
    const { clock, slept, advance } = steppedClock();
    const pace = createPace({ ...limits, concurrency: 1000 }, clock, highest);
    for (let n = 0; n < 100; n++) await pace.admit(async () => {});
    expect(slept).toEqual([]);
    pace.throttled();
    await pace.admit(async () => {});
    await pace.admit(async () => {});
    expect(slept.at(-1)).toBeCloseTo(1000 / 50, 0);
    advance(60_000);
    slept.length = 0;
    for (let n = 0; n < 100; n++) await pace.admit(async () => {});
    expect(slept).toEqual([]);
  });

  it('takes a burst of throttled answers for one', async () => {
    const { clock, slept } = steppedClock();
    const pace = createPace({ ...limits, concurrency: 1000 }, clock, highest);
    for (let n = 0; n < 100; n++) await pace.admit(async () => {});
    for (let n = 0; n < 50; n++) pace.throttled();
    await pace.admit(async () => {});
    expect(slept.at(-1)).toBeCloseTo(1000 / 50, 0);
  });

  it('waits longer before each retry, up to the cap, until the budget is spent', async () => {
    const { clock, slept } = steppedClock();
    const pace = createPace(limits, clock, highest);
    expect([await pace.retry(0, 0), await pace.retry(2, 0), await pace.retry(9, 0), await pace.retry(0, 0)]).toEqual([true, true, true, false]);
    expect(slept.map(Math.round)).toEqual([100, 400, 1000]);
    for (let n = 0; n < 11; n++) pace.succeeded();
    expect(await pace.retry(0, 5_000)).toBe(true);
    expect(slept.at(-1)).toBe(5_000);
  });
});
