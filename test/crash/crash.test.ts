import { expect, it } from 'vitest';
import { runCases } from './run-cases.ts';

/** Each tenth case, always the same ones; `npm run test:crash` runs all. */
it('ends with exactly one live resource per node after a kill or a lost reply at a tenth of all points', { timeout: 600_000 }, async () => {
  const report = await runCases(10, () => undefined);
  expect(report.failed.map((result) => `${result.name}: ${result.failures.join('; ')}`)).toEqual([]);
  expect(report.points).toBeGreaterThan(50);
  expect(report.slowestRecovery).toBeLessThan(30);
});
