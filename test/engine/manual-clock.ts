import type { Clock, Randomness } from '../../src/ports/clock.ts';

/** Time that passes only when somebody waits for it, and then at once. */
export class ManualClock implements Clock {
  #due: { readonly at: number; readonly what: () => unknown }[] = [];
  #now = Date.parse('2026-01-01T00:00:00.000Z');

  now(): number {
    return this.#now;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
    const due = this.#due.filter(({ at }) => at <= this.#now);
    this.#due = this.#due.filter(({ at }) => at > this.#now);
    for (const { what } of due) await what();
  }

  /** Somebody sets it, forwards or back. */
  move(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Something happens when so many seconds have passed. */
  later(seconds: number, what: () => unknown): void {
    this.#due.push({ at: this.#now + seconds * 1_000, what });
  }
}

/** Every wait is as long as it may be, so that a case takes the same course every time. */
export const noRandomness: Randomness = { hex: (bytes) => 'ff'.repeat(bytes) };
