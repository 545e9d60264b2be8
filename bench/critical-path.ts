import { criticalPath } from '../src/graph/critical-path.ts';
import type { Plan } from '../src/model/plan.ts';
import type { MeasuredEngine } from './measured-engine.ts';

export interface GraphMeasurement {
  readonly seed: number;
  /** Real seconds the longest chain of operations takes at the least: the durations that the sandbox drew, at its speed. */
  readonly criticalSeconds: number;
  readonly seconds: number;
  readonly ratio: number;
}

interface SandboxRequest {
  readonly identifier: string | null;
  readonly operation: string;
  readonly acceptedAt: string;
  readonly dueAt: string;
}

/** Runs one random graph and compares the time from the run's start to its end with the critical path of what the sandbox made of it. */
export async function measureGraph(engine: MeasuredEngine, endpoint: string, account: string, nodes: number, seed: number): Promise<GraphMeasurement> {
  const { plan } = await engine.plan(`graph ${nodes} ${seed}`);
  const { run } = await engine.apply(plan);
  const report = await engine.client.run({ id: run });
  if (!report.ok) throw new Error(JSON.stringify(report.problems));
  const seconds = report.value.seconds ?? Number.NaN;
  const durations = await simulatedDurations(endpoint, account, plan);
  const graph = new Map(plan.steps.map((step) => [step.id, step.after]));
  const criticalSeconds = criticalPath(graph, (step) => durations.get(step) ?? 0).weight;
  return { seed, criticalSeconds, seconds, ratio: seconds / criticalSeconds };
}

/** Step → real seconds of its simulated creation, as the sandbox's own record of operations has it. */
async function simulatedDurations(endpoint: string, account: string, plan: Plan): Promise<Map<string, number>> {
  const reply = (await (await fetch(`${endpoint}/_sandbox/requests?account=${account}`)).json()) as { requests: SandboxRequest[] };
  const creations = reply.requests.filter((request) => request.operation === 'CREATE');
  const byIdentifier = new Map(creations.map(({ identifier, acceptedAt, dueAt }) => [identifier, (Date.parse(dueAt) - Date.parse(acceptedAt)) / 1000]));
  const durations = new Map<string, number>();
  for (const change of plan.changes) {
    const seconds = byIdentifier.get(String((change.kind === 'resource' ? change.after : null)?.['Name']));
    if (seconds === undefined) throw new Error(`the sandbox does not know ${change.node}`);
    durations.set(change.node, seconds);
  }
  return durations;
}
