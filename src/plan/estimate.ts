import { criticalPath } from '../graph/critical-path.ts';
import type { Digraph } from '../graph/digraph.ts';
import { typicalSeconds } from '../model/durations.ts';
import type { Estimate, Step } from '../model/plan.ts';

/** Own history: seconds of past successful operations of a type. */
export type Durations = (type: string, op: 'create' | 'update' | 'delete' | 'run') => readonly number[];

/** With fewer own samples than this the table of typical durations is used. */
const fewestSamples = 5;

/** Seconds; nothing is known of foreign code before it has run here. */
const typicalRun: Estimate = { p50: 10, p90: 120 };

/** How long one step takes, in seconds. Adopting only writes a record here; how long a gate stays closed is not known. */
export function stepEstimate(type: string, op: Step['op'], durations: Durations): Estimate {
  if (op === 'adopt' || op === 'gate') return { p50: 0, p90: 0 };
  const samples = durations(type, op);
  if (samples.length < fewestSamples) return op === 'run' ? typicalRun : typicalSeconds(type, op);
  const sorted = [...samples].sort((a, b) => a - b);
  return { p50: rounded(percentile(sorted, 0.5)), p90: rounded(percentile(sorted, 0.9)) };
}

/** Steps that follow each other: see `combined`. */
export function sequence(estimates: readonly Estimate[]): Estimate {
  const p50 = estimates.reduce((sum, estimate) => sum + estimate.p50, 0);
  return { p50: rounded(p50), p90: rounded(combined(estimates)) };
}

/**
 * How long a run takes that starts every step as soon as what it waits for is done: the heaviest chain of steps. Limits on the rate of calls are
 * not counted.
 *
 * p50 is the largest sum of p50 along a chain. For p90 the steps of a chain are taken as independent, so their spreads add like those of
 * independent variables: sum of p50 + √(sum of (p90 − p50)²); of the heaviest chains by p50 and by p90 the larger result counts.
 * Both are estimates: medians do not add exactly, and other chains can become the longest.
 */
export function runEstimate(
  steps: readonly { readonly id: string; readonly after: readonly string[] }[],
  estimateOf: (step: string) => Estimate,
): { seconds: Estimate; path: string[] } {
  const graph: Digraph = new Map(steps.map(({ id, after }) => [id, after]));
  const usual = criticalPath(graph, (step) => estimateOf(step).p50);
  const slow = criticalPath(graph, (step) => estimateOf(step).p90);
  const p90 = Math.max(...[usual, slow].map(({ path }) => combined(path.map(estimateOf))));
  return { seconds: { p50: rounded(usual.weight), p90: rounded(p90) }, path: [...usual.path] };
}

function combined(estimates: readonly Estimate[]): number {
  const p50 = estimates.reduce((sum, estimate) => sum + estimate.p50, 0);
  return p50 + Math.sqrt(estimates.reduce((sum, estimate) => sum + (estimate.p90 - estimate.p50) ** 2, 0));
}

/** Nearest rank: a value that was really measured. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
}

function rounded(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
