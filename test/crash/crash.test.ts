import { expect, it } from 'vitest';
import { motoBinary } from '../native/third-party.ts';
import { type CrashReport, runOnMoto, runOnSandbox } from './run-cases.ts';

function expectWhole(report: CrashReport): void {
  expect(report.failed.map((result) => `${result.name}: ${result.failures.join('; ')}`)).toEqual([]);
  expect(report.points).toBeGreaterThan(50);
  expect(report.slowestRecovery).toBeLessThan(30);
}

/** Each tenth case, always the same ones; `npm run test:crash` runs all. */
it('ends with exactly one live resource per node after a kill or a lost reply at a tenth of all points', { timeout: 900_000 }, async () => {
  expectWhole(await runOnSandbox(10, () => undefined));
});

/** Each fortieth: a case costs seconds here. */
it.skipIf(motoBinary() === null && process.env['CI'] === undefined)(
  'ends with exactly one live resource per node through calls without tokens, after a kill at a fortieth of all points',
  { timeout: 900_000 },
  async () => {
    expectWhole(await runOnMoto(40, () => undefined));
  },
);
