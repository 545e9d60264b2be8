import { describe, expect, it } from 'vitest';
import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { patiently } from './patient-read.ts';

const away = fail(problem('CLOUD_UNREACHABLE', 'nobody answers', 'wait'));
const slower = fail(problem('CLOUD_THROTTLED', 'slower', 'wait'));
const denied = fail(problem('CLOUD_DENIED', 'no', 'allow it'));

/** Time passes only where somebody sleeps; each answer is given from its time on, in milliseconds. */
async function asked(answers: readonly (readonly [from: number, answer: Result<string>])[]) {
  let now = 1_000_000;
  const start = now;
  let times = 0;
  const clock = {
    now: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds;
    },
  };
  const ask = async (): Promise<Result<string>> => {
    times++;
    return answers.findLast(([from]) => now - start >= from)?.[1] ?? away;
  };
  const ports = { clock, random: { hex: (bytes: number) => 'f'.repeat(bytes * 2) }, patience: { retry: 120_000, consistency: 0, slice: 0 } };
  const told: (string | undefined)[] = [];
  const answer = await patiently(ask, ports, (cause) => told.push(cause?.code));
  return { answer, told: [...new Set(told)], times, waited: now - start };
}

describe('a read before a mutation', () => {
  it('is asked again through an outage, and gives the answer that comes after it', async () => {
    const { answer, times, told } = await asked([
      [0, away],
      [700, slower],
      [90_000, ok('live')],
    ]);
    expect(answer).toEqual(ok('live'));
    expect(times).toBeLessThan(40);
    expect(told, 'why it waits, and that this is over').toEqual(['CLOUD_UNREACHABLE', 'CLOUD_THROTTLED', undefined]);
  });

  it('fails with the reason once its patience is over, and not before', async () => {
    const { answer, waited } = await asked([[0, away]]);
    expect(answer).toEqual(away);
    expect(waited).toBe(120_000);
  });

  it('is asked once where the provider has answered, whatever it said', async () => {
    for (const [said, given] of [
      [denied, denied],
      [ok('live'), ok('live')],
    ] as const) {
      expect(await asked([[0, said]])).toEqual({ answer: given, told: [], times: 1, waited: 0 });
    }
  });
});
