import type { Diagnostic } from '../../kernel/diagnostic.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { Result } from '../../kernel/result.ts';
import type { UnitChange } from '../../model/plan.ts';
import type { Order } from '../../ports/driver.ts';
import type { Job, JobState } from '../../ports/processes.ts';

/** A program of this machine: where it is, and the folders that it is in with what belongs to it. */
export interface UnitProgram {
  readonly path: string;
  readonly roots: readonly string[];
}

/** How a job of a unit ended; `lost` where nothing tells. */
export type Past = Extract<JobState, { kind: 'ended' }> | { readonly kind: 'lost' };

/** A job as it is to be started, but for what every job of its unit has. `given` is made of what the unit is given, with its secrets. */
export type Prepared = Pick<Job, 'phases' | 'environment' | 'reads' | 'network'> & { readonly given: (wish: JsonObject) => JsonObject };

/** What comes next of a unit. `pause` is waited before, in milliseconds; what is prepared may be refused: then the job is not started. */
export type Next =
  | { readonly kind: 'job'; readonly pause: number; readonly prepare: () => Promise<Result<Prepared>> }
  /** It has ended with these outputs, as it wrote them. */
  | { readonly kind: 'gave'; readonly outputs: JsonObject }
  | { readonly kind: 'failed'; readonly problem: Diagnostic }
  /** What came of the last job cannot be told. */
  | { readonly kind: 'unknown'; readonly problem: Diagnostic };

/** The work of one attempt: what comes next follows from how its jobs ended, and from nothing else, so that after a crash it is found again. */
export interface UnitWork {
  next(past: readonly Past[]): Next;
}

/** Who knows what a unit of one engine consists of. */
export interface UnitEngine {
  /** The work of an order. Fails where it cannot begin. */
  work(order: Order): Promise<Result<UnitWork>>;
}

/** The change of an order of a unit. */
export function unitOf({ change, step }: Order): UnitChange {
  if (change.kind !== 'unit') throw new TypeError(`step ${step.id} is not of a unit`);
  return change;
}

/** What is taken back is what the unit gave when it ran. */
export function isUndo({ step }: Order): boolean {
  return step.op === 'delete';
}
