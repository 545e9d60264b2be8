import { expect, it } from 'vitest';
import { playHistories } from './theatre.ts';

/** The same seeds always. The ends that they must reach are not left to chance: a disturbance that no longer disturbs is noticed. */
it('keeps its promises in 50 random histories of applying, disturbing, moving the world, killing and removing', { timeout: 600_000 }, async () => {
  const { failures, audit, ends } = await playHistories(
    Array.from({ length: 50 }, (_, index) => index + 1),
    () => undefined,
  );
  expect(failures.map((failure) => failure.message).join('\n\n')).toBe('');
  expect(audit).toEqual([]);
  process.stdout.write(`${ends.lines().join('\n')}\n`);
  const never = (counts: ReadonlyMap<string, number>, wanted: readonly string[]): string[] => wanted.filter((name) => !counts.has(name));
  expect(never(ends.runs, ['succeeded', 'failed', 'cancelled', 'stale', 'paused'])).toEqual([]);
  expect(never(ends.steps, ['done', 'failed', 'skipped', 'unknown'])).toEqual([]);
  expect(never(ends.causes, ['VERIFY_FAILED', 'PLAN_STALE', 'TARGET_CHANGED', 'OWNERSHIP_UNPROVEN', 'UNIT_FAILED', 'CLOUD_UNKNOWN_OUTCOME'])).toEqual([]);
});
