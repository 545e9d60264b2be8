import type { EnginePorts } from './engine-ports.ts';

/**
 * Milliseconds before the next try, after `tries` (from 0) earlier waits. Full jitter: between nothing and a limit that doubles from 100 ms to 5 s (AWS
 * Architecture Blog, "Exponential Backoff And Jitter").
 */
export function backoff(tries: number, { random }: Pick<EnginePorts, 'random'>): number {
  const limit = Math.min(5_000, 100 * 2 ** tries);
  return Math.ceil((Number.parseInt(random.hex(2), 16) / 0xffff) * limit);
}
