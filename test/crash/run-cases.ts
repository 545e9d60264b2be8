import { loadRegistry } from '../../src/registry/registry.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { startMoto } from '../native/moto.ts';
import { type CaseResult, runCase } from './crash-case.ts';
import { killCases, lostReplyCases, type Order } from './crash-cases.ts';
import { type CrashWorld, sandboxWorld } from './crash-world.ts';
import { motoWorld } from './moto-world.ts';

export interface CrashReport {
  readonly points: number;
  readonly cases: number;
  readonly failed: readonly CaseResult[];
  /** Seconds from the crash to the end of the run. */
  readonly slowestRecovery: number;
}

type Report = (line: string) => void;
/** Plays one case in a world of its own. */
type Stage = (order: Order) => Promise<CaseResult>;

/** Through Cloud Control: every `stride`-th of all kills and lost replies, each in an account of its own on one sandbox that lives on. */
export async function runOnSandbox(stride: number, report: Report): Promise<CrashReport> {
  const accounts = Array.from({ length: 2_000 }, (_, index) => String(100_000_000_000 + index));
  const accountOf = new Map<string, string>();
  const account = (name: string): string => {
    const known = accountOf.get(name) ?? accounts[accountOf.size];
    if (known === undefined) throw new Error('more cases than accounts');
    accountOf.set(name, known);
    return known;
  };
  const registry = loadRegistry();
  const sandbox = await startSandbox({ port: 0, file: null, accounts, speed: Number.POSITIVE_INFINITY, types: registry });
  const stage: Stage = (order) => runCase({ ...order, world: sandboxWorld(sandbox.endpoint, account(order.name)) });
  try {
    return await play([stage, stage], (points) => [...killCases(points), ...lostReplyCases(account)], stride, report);
  } finally {
    await sandbox.close();
    registry.close();
  }
}

/** Through each service's own calls, where AWS knows no tokens: every `stride`-th kill, on two moto servers that live on and are emptied between cases. */
export async function runOnMoto(stride: number, report: Report): Promise<CrashReport> {
  const servers = await Promise.all([startMoto(), startMoto()]);
  const worlds = servers.map((server) => motoWorld(server.url));
  const stages = worlds.map((world): Stage => {
    return async (order) => {
      await world.reset();
      return runCase({ ...order, world: world satisfies CrashWorld });
    };
  });
  try {
    return await play(stages, killCases, stride, report);
  } finally {
    for (const world of worlds) world.close();
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** Records the points of a run without a crash, then shares the chosen cases among the stages. */
async function play(stages: readonly Stage[], casesOf: (points: readonly string[]) => readonly Order[], stride: number, report: Report): Promise<CrashReport> {
  const [first] = stages;
  if (first === undefined) throw new Error('no stage');
  const recorded = await first({ name: 'no crash', kill: null });
  if (recorded.failures.length > 0) return { points: 0, cases: 1, failed: [recorded], slowestRecovery: 0 };
  const points = new Set(recorded.points).size;
  const all = casesOf(recorded.points);
  const chosen = all.filter((_, index) => index % stride === 0);
  report(`${points} points, ${all.length} cases, ${chosen.length} of them now`);
  const results: CaseResult[] = [];
  let next = 0;
  const lane = async (stage: Stage): Promise<void> => {
    for (let order = chosen[next++]; order !== undefined; order = chosen[next++]) {
      const result = await stage(order);
      results.push(result);
      if (result.failures.length > 0) report(`FAILED ${result.name}: ${result.failures.join('; ')}`);
      else if (results.length % 20 === 0) report(`${results.length} of ${chosen.length}`);
    }
  };
  await Promise.all(stages.map(lane));
  const failed = results.filter((result) => result.failures.length > 0);
  return { points, cases: results.length, failed, slowestRecovery: Math.max(...results.map((result) => result.recovery)) };
}
