import { ok, type Result } from '../kernel/result.ts';
import { backoff } from './backoff.ts';
import type { EnginePorts } from './engine-ports.ts';

/** A read that must bring an answer before something is changed: tried again as long as a write would be, while what keeps it from one may pass. */
export async function patientRead<T>(read: () => Promise<Result<T>>, ports: Pick<EnginePorts, 'clock' | 'random' | 'patience'>): Promise<Result<T>> {
  const end = ports.clock.now() + ports.patience.retry;
  for (let tries = 0; ; tries++) {
    const answer = await read();
    if (answer.ok) return ok(answer.value);
    if (!answer.problems.every(({ retryable }) => retryable) || ports.clock.now() >= end) return answer;
    await ports.clock.sleep(backoff(tries, ports.random));
  }
}
