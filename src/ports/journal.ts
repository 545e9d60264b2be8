/**
 * A durable step: `action` runs at least once; once its result is recorded, a later execution of the same invocation gets the
 * recorded result without running it again. Results are JSON. An action that throws is tried again later, without end; an
 * expected failure is therefore a value.
 */
export interface Journal {
  step<T>(name: string, action: () => Promise<T>): Promise<T>;
}

/** The ids of the steps that a step made ready, and whether nothing of the run is under way or can begin any more. */
export interface Next {
  readonly ready: readonly string[];
  readonly ended: boolean;
}

/** What the durable runtime calls back; the engine implements it. */
export interface RunProgram {
  /** Begins or re-enters a run in this round: the ids of the steps that can start now; empty when nothing is left to do, or the run has gone on in a later round. */
  begin(journal: Journal, run: string, round: number): Promise<readonly string[]>;
  /** Executes one step, announced in this round, to its end and records it. */
  execute(journal: Journal, run: string, step: string, round: number): Promise<Next>;
  /** Verifies, closes the books and releases the deployment; a run that is paused, or has gone on in a later round, is left as it is. */
  finish(journal: Journal, run: string, round: number): Promise<void>;
}

/** The durable runtime: one exclusive run per deployment, one invocation per step, resumed after a crash. */
export interface Durable {
  /** Idempotent per run and round: calling it again for the same pair has no further effect. `round` counts resumes, from 0. */
  start(deployment: string, run: string, round: number): Promise<void>;
  close(): Promise<void>;
}
