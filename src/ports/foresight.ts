import type { JsonObject } from '../kernel/json.ts';
import type { Result } from '../kernel/result.ts';
import type { SourceBundle } from '../model/source-bundle.ts';

/** What a unit is asked: what would it change? */
export interface PhaseQuestion {
  readonly node: string;
  readonly source: SourceBundle;
  /** With what stands for the values that do not exist yet, and secrets by name (`src/plan/envelope/phase-inputs.ts`). */
  readonly inputs: JsonObject;
  /** Where the unit is: what it changes is there where it says nothing else. */
  readonly place: JsonObject;
  /** An AI agent has it asked, and nobody has approved anything: it waits for others that agents have asked, and lets nobody else wait. */
  readonly byAgent: boolean;
}

/** Asks units beforehand what they will change: their plan phase runs, and has no means to change anything. */
export interface Foresight {
  /**
   * What the phase wrote. FORESIGHT_FAILED where it ends with a failure, does not end, writes more than is taken, or a secret; ENGINE_MISSING, HOME_NOT_WRITABLE or DISK_FULL where it
   * cannot be started.
   */
  ask(question: PhaseQuestion): Promise<Result<string>>;
}
