import { expect, it } from 'vitest';
import { playHistories } from './theatre.ts';

it('keeps its promises in 50 random histories of applying, disturbing, killing and removing', { timeout: 300_000 }, async () => {
  const { failures, audit } = await playHistories(
    Array.from({ length: 50 }, (_, index) => index + 1),
    () => undefined,
  );
  expect(failures.map((failure) => failure.message).join('\n\n')).toBe('');
  expect(audit).toEqual([]);
});
