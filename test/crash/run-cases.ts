import { loadRegistry } from '../../src/registry/registry.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { type CaseResult, runCase } from './crash-case.ts';
import { killCases, lostReplyCases } from './crash-cases.ts';

export interface CrashReport {
  readonly points: number;
  readonly cases: number;
  readonly failed: readonly CaseResult[];
  readonly slowestRecovery: number;
}

/**
 * Records the points of one run, then runs every `stride`-th case, two at a time, each in an account of its own on one sandbox that lives on.
 * `stride` 1 is all of them.
 */
export async function runCases(stride: number, report: (line: string) => void): Promise<CrashReport> {
  const accounts = Array.from({ length: 2_000 }, (_, index) => String(100_000_000_000 + index));
  let used = 0;
  const accountOf = new Map<string, string>();
  const account = (name: string): string => {
    const known = accountOf.get(name) ?? accounts[used++];
    if (known === undefined) throw new Error('more cases than accounts');
    accountOf.set(name, known);
    return known;
  };
  const registry = loadRegistry();
  const sandbox = await startSandbox({ port: 0, file: null, accounts, speed: Number.POSITIVE_INFINITY, types: registry });
  try {
    const { endpoint } = sandbox;
    const recorded = await runCase({ name: 'no crash', account: account('no crash'), endpoint, kill: null });
    if (recorded.failures.length > 0) return { points: 0, cases: 1, failed: [recorded], slowestRecovery: 0 };
    const points = new Set(recorded.points).size;
    const all = [...killCases(recorded.points), ...lostReplyCases(account)];
    const chosen = all.filter((_, index) => index % stride === 0);
    report(`${points} points, ${all.length} cases, ${chosen.length} of them now`);
    const results: CaseResult[] = [];
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let order = chosen[next++]; order !== undefined; order = chosen[next++]) {
        const result = await runCase({ ...order, account: account(order.name), endpoint });
        results.push(result);
        if (result.failures.length > 0) report(`FAILED ${result.name}: ${result.failures.join('; ')}`);
        else if (results.length % 20 === 0) report(`${results.length} of ${chosen.length}`);
      }
    };
    await Promise.all([lane(), lane()]);
    return {
      points,
      cases: results.length,
      failed: results.filter((result) => result.failures.length > 0),
      slowestRecovery: Math.max(...results.map((result) => result.recovery)),
    };
  } finally {
    await sandbox.close();
    registry.close();
  }
}
