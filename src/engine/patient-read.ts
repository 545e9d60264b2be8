import type { Code } from '../kernel/codes.ts';
import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { Result } from '../kernel/result.ts';
import { backoff } from './backoff.ts';
import type { EnginePorts } from './engine-ports.ts';

/** What says nothing of the resource, and may be over a moment later. */
const passing: ReadonlySet<Code> = new Set<Code>(['CLOUD_UNREACHABLE', 'CLOUD_THROTTLED']);

/**
 * Asks the provider something that has no effect, with the patience that sendings have: while nobody answers, or the answer is to slow down, it is asked again
 * until `patience.retry` has passed since the first time. Any other answer, and the last failure, is returned as it is. `waits` is told why it is asked again, and null
 * once that is over.
 */
export async function patiently<T>(
  ask: () => Promise<Result<T>>,
  ports: Pick<EnginePorts, 'clock' | 'random' | 'patience'>,
  waits: (cause: Diagnostic | null) => void = () => undefined,
): Promise<Result<T>> {
  const { clock, patience } = ports;
  const end = clock.now() + patience.retry;
  for (let tries = 0; ; tries++) {
    const answer = await ask();
    const [cause] = answer.ok ? [] : answer.problems;
    if (answer.ok || cause === undefined || !answer.problems.every((one) => passing.has(one.code)) || clock.now() >= end) {
      if (tries > 0) waits(null);
      return answer;
    }
    waits(cause);
    await clock.sleep(Math.min(backoff(tries, ports), end - clock.now()));
  }
}
