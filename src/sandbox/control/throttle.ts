import { z } from 'zod';

/** Calls per second each account and region may make, and how many of them at once after a pause. */
export const throttleLimit = z.object({ rate: z.number().positive(), burst: z.number().min(1) }).strict();
export type ThrottleLimit = z.infer<typeof throttleLimit>;

/** A token bucket per account and region. */
export class Throttle {
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  #limit: ThrottleLimit | null = null;

  get limit(): ThrottleLimit | null {
    return this.#limit;
  }

  set(limit: ThrottleLimit | null): void {
    this.#limit = limit;
    this.#buckets.clear();
  }

  /** Takes a token; false when there is none. `now` in milliseconds. */
  admits(account: string, region: string, now: number): boolean {
    if (this.#limit === null) return true;
    const { rate, burst } = this.#limit;
    const key = `${account}/${region}`;
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) * rate) / 1000);
    const admitted = tokens >= 1;
    this.#buckets.set(key, { tokens: admitted ? tokens - 1 : tokens, at: now });
    return admitted;
  }
}
