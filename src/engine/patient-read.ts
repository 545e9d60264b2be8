import type { Code } from '../kernel/codes.ts';
import type { Result } from '../kernel/result.ts';
import { backoff } from './backoff.ts';
import type { EnginePorts } from './engine-ports.ts';

/** What says nothing of the resource, and may be over a moment later. */
const passing: ReadonlySet<Code> = new Set<Code>(['CLOUD_UNREACHABLE', 'CLOUD_THROTTLED']);

/**
 * Asks the provider something that has no effect, with the patience that sendings have: while nobody answers, or the answer is to slow down, it is asked again
 * until `patience.retry` has passed since the first time. Any other answer, and the last failure, is returned as it is.
 */
export async function patiently<T>(ask: () => Promise<Result<T>>, ports: Pick<EnginePorts, 'clock' | 'random' | 'patience'>): Promise<Result<T>> {
  const { clock, patience } = ports;
  const end = clock.now() + patience.retry;
  for (let tries = 0; ; tries++) {
    const answer = await ask();
    if (answer.ok || !answer.problems.every((one) => passing.has(one.code)) || clock.now() >= end) return answer;
    await clock.sleep(Math.min(backoff(tries, ports), end - clock.now()));
  }
}
