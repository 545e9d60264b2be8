import type { Randomness } from '../ports/clock.ts';

/** Milliseconds before the next try. Full jitter: between nothing and a limit that doubles from 100 ms to 5 s (AWS Architecture Blog, "Exponential Backoff And Jitter"). */
export function backoff(tries: number, random: Randomness): number {
  const limit = Math.min(5_000, 100 * 2 ** tries);
  return Math.ceil((Number.parseInt(random.hex(2), 16) / 0xffff) * limit);
}
