import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pollDelay } from './polling.ts';

const patience = (simulated: boolean, expectedSeconds: number) => ({ waitMilliseconds: 0, expectedSeconds, simulated });

/** How long after its completion an operation is noticed, and after how many looks. */
function follow(duration: number, simulated: boolean, expectedSeconds: number) {
  let elapsed = 0;
  let looks = 0;
  while (elapsed < duration || looks === 0) {
    elapsed += pollDelay(elapsed, patience(simulated, expectedSeconds), 1, null);
    looks++;
  }
  return { lag: elapsed - duration, looks };
}

describe('pollDelay', () => {
  it('notices a simulated completion within a twentieth of its duration, whatever was expected', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: 3600 }), (duration, expected) => {
        expect(follow(duration, true, expected).lag).toBeLessThanOrEqual(Math.max(15.5, duration * 0.05));
      }),
    );
  });

  it('notices a real completion near the expected time within a twentieth, with few looks', () => {
    for (const seconds of [10, 60, 600]) {
      const { lag, looks } = follow(seconds * 1000, false, seconds);
      expect(lag).toBeLessThanOrEqual(Math.max(500, seconds * 50));
      expect(looks).toBeLessThan(45);
    }
  });

  it('never lags a real operation that ends early by more than half of what it took', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600_000 }), fc.integer({ min: 0, max: 3600 }), (duration, expected) => {
        expect(follow(duration, false, expected).lag).toBeLessThanOrEqual(Math.max(500, duration * 0.51));
      }),
    );
  });

  it('heeds the provider’s wish up to a tenth of the time passed', () => {
    expect(pollDelay(10_000, patience(true, 1), 1, 800)).toBe(800);
    expect(pollDelay(10_000, patience(true, 1), 1, 60_000)).toBe(1000);
  });
});
