import type { Run } from '../../src/model/run.ts';

/** How often each end was reached, over all histories: statuses of runs (paused rounds too) and of steps, and causes by code. */
export class Ends {
  readonly runs = new Map<string, number>();
  readonly steps = new Map<string, number>();
  readonly causes = new Map<string, number>();

  /** Ends that only many histories are sure to reach. */
  readonly rare: ReadonlySet<string> = new Set(['OWNERSHIP_UNPROVEN', 'CLOUD_UNKNOWN_OUTCOME']);

  /** What has to be reached and was not: a disturbance that no longer disturbs is noticed. */
  neverReached(): string[] {
    const never = (counts: ReadonlyMap<string, number>, wanted: readonly string[]): string[] => wanted.filter((name) => !counts.has(name));
    return [
      ...never(this.runs, ['succeeded', 'failed', 'cancelled', 'stale', 'paused']),
      ...never(this.steps, ['done', 'failed', 'skipped', 'unknown']),
      ...never(this.causes, ['VERIFY_FAILED', 'PLAN_STALE', 'TARGET_CHANGED', 'UNIT_FAILED', ...this.rare]),
    ];
  }

  /** A run that has ended, or that waits. */
  count(report: Run): void {
    more(this.runs, report.status);
    if (report.cause !== undefined) more(this.causes, report.cause.code);
    if (report.endedAt === null) return;
    for (const { status, error } of report.nodes) {
      more(this.steps, status);
      if (error !== undefined && error.code !== report.cause?.code) more(this.causes, error.code);
    }
  }

  lines(): string[] {
    const words = (counts: ReadonlyMap<string, number>) =>
      [...counts]
        .sort(([, one], [, other]) => other - one)
        .map(([name, count]) => `${name} ${count}`)
        .join(', ');
    return [`runs: ${words(this.runs)}`, `steps: ${words(this.steps)}`, `causes: ${words(this.causes)}`];
  }
}

function more(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
