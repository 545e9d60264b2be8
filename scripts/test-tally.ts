import { z } from 'zod';

export interface Tally {
  readonly passed: number;
  /** Full names. */
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

/** What is read of vitest's JSON report. */
const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/**
 * Counts a vitest report. A run that failed counts at least one failure, though no test did: a file that does not load, an
 * error outside the tests, a report that is missing.
 */
export function tallyOf(json: unknown, exitCode: number): Tally {
  const parsed = report.safeParse(json);
  if (!parsed.success) return { passed: 0, failed: ['the tests did not run to their end'], skipped: [] };
  const results = parsed.data.testResults.flatMap((file) => file.assertionResults);
  const named = (...statuses: string[]): string[] => results.filter(({ status }) => statuses.includes(status)).map(({ fullName }) => fullName.trim());
  const unloadable = parsed.data.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).map((file) => file.name);
  const failed = [...named('failed'), ...unloadable];
  if (failed.length === 0 && exitCode !== 0) failed.push('an error outside the tests, see above');
  return { passed: named('passed').length, failed, skipped: named('skipped', 'pending', 'todo', 'disabled') };
}
