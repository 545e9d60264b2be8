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
  // What happens once in fifty or not at all, by how fast the machine is, is asked of a thousand.
  expect(ends.neverReached().filter((end) => !ends.rare.has(end))).toEqual([]);
});
