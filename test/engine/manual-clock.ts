import type { Clock, Randomness } from '../../src/ports/clock.ts';

/** Time that passes only when somebody waits for it, and then at once. */
export class ManualClock implements Clock {
  #now = Date.parse('2026-01-01T00:00:00.000Z');

  now(): number {
    return this.#now;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
  }
}

/** Every wait is as long as it may be, so that a case takes the same course every time. */
export const noRandomness: Randomness = { hex: (bytes) => 'ff'.repeat(bytes) };
