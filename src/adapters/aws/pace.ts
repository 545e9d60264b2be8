import type { Clock, Randomness } from '../../ports/clock.ts';

/**
 * How fast one service is called in one account and region. There is no limit until the service asks to slow down; then the rate
 * is half of what was being sent, and grows again by a tenth a second. Retries spend from a budget that successes refill, so that
 * a service in trouble is not met with more calls than it would get without the trouble.
 */
export interface Pace {
  /** Waits for a free place and for the rate, runs the attempt, frees the place. */
  admit<T>(attempt: () => Promise<T>): Promise<T>;
  succeeded(): void;
  throttled(): void;
  /** Waits before retry number `retry` (from 0), and says whether the budget allows it; without waiting when it does not. */
  retry(retry: number, atLeastMilliseconds: number): Promise<boolean>;
}

export interface PaceLimits {
  readonly concurrency: number;
  /** Retries in hand at the start, and at most. */
  readonly retryBudget: number;
  /** The first retry waits at most this long, each further one twice as long, up to the cap. */
  readonly baseMilliseconds: number;
  readonly capMilliseconds: number;
}

/** What a success gives back to the retry budget. */
const refund = 0.1;
/** Below this a slower rate helps nobody: what is still throttled then is not our doing, and is retried. */
const slowestPerSecond = 5;
const growthPerSecond = 1.1;
/** Throttled answers that close together are one request to slow down. */
const oneBurstMilliseconds = 250;

export function createPace(limits: PaceLimits, clock: Clock, random: Randomness): Pace {
  let running = 0;
  const queue: (() => void)[] = [];
  let head = 0;
  let budget = limits.retryBudget;
  let windowStart = clock.now();
  let inWindow = 0;
  let measured = 1;
  /** Sends per second; null while nothing has asked for less than everything. */
  let rate: number | null = null;
  let fastest = 0;
  let rateAt = 0;
  let halvedAt = 0;
  let nextSlot = 0;

  const count = () => {
    const now = clock.now();
    if (now - windowStart >= 1000) {
      measured = Math.max(1, (inWindow * 1000) / (now - windowStart));
      windowStart = now;
      inWindow = 0;
    }
    inWindow++;
  };

  const slot = async (limited: number) => {
    const now = clock.now();
    rate = limited * growthPerSecond ** ((now - rateAt) / 1000);
    rateAt = now;
    if (rate > fastest) {
      rate = null;
      return;
    }
    nextSlot = Math.max(now, nextSlot + 1000 / rate);
    if (nextSlot > now) await clock.sleep(nextSlot - now);
  };

  return {
    async admit(attempt) {
      if (running >= limits.concurrency) await new Promise<void>((resolve) => queue.push(resolve));
      else running++;
      try {
        if (rate !== null) await slot(rate);
        count();
        return await attempt();
      } finally {
        const next = queue[head];
        if (next === undefined) running--;
        else {
          head++;
          if (head > 1024 && head * 2 > queue.length) {
            queue.splice(0, head);
            head = 0;
          }
          next();
        }
      }
    },
    succeeded() {
      budget = Math.min(limits.retryBudget, budget + refund);
    },
    throttled() {
      const now = clock.now();
      if (rate !== null && now - halvedAt < oneBurstMilliseconds) return;
      halvedAt = now;
      const sending = Math.max(measured, inWindow);
      fastest = Math.max(sending, slowestPerSecond) * 2;
      rate = Math.max(slowestPerSecond, Math.min(rate ?? sending, sending) / 2);
      rateAt = now;
      nextSlot = now;
    },
    async retry(retry, atLeastMilliseconds) {
      if (budget < 1) return false;
      budget -= 1;
      const most = Math.min(limits.capMilliseconds, limits.baseMilliseconds * 2 ** retry);
      await clock.sleep(Math.max(atLeastMilliseconds, (most * Number.parseInt(random.hex(4), 16)) / 2 ** 32));
      return true;
    },
  };
}
