import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Creation } from '../model/creation.ts';
import type { Echo } from '../model/observed.ts';
import type { StepDifference } from '../model/run.ts';
import type { Driver, Order } from '../ports/driver.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { RunContext } from './run-context.ts';

/** Something that is there and ours although its step did not succeed. */
export interface Left {
  readonly identifier: string;
  readonly creation: Creation | null;
  readonly wish: JsonObject;
}

/** What was asked of a thing that may have been made, and where it is to be expected. */
export interface Asked {
  readonly wish: JsonObject;
  readonly expected: string | null;
}

/** What was read of what was applied; `settling` are the deviations at which the last two reads did not agree. */
export interface ReadBack extends Echo {
  readonly settling: readonly string[];
}

/** How a step ended, that it is still on its way and must be looked at again, or that it has to wait for something outside. */
export type StepOutcome =
  | { readonly kind: 'waiting' }
  /** What it would change is not what was approved, and nothing of it has begun: a person decides. */
  | { readonly kind: 'asks'; readonly difference: StepDifference }
  | { readonly kind: 'paused'; readonly problem: Diagnostic; readonly asked?: Asked }
  | {
      readonly kind: 'done';
      readonly identifier: string;
      readonly outputs: JsonObject | null;
      readonly creation: Creation | null;
      readonly wish: JsonObject;
      readonly read: ReadBack | null;
    }
  | { readonly kind: 'failed'; readonly problem: Diagnostic; readonly left?: Left }
  | {
      readonly kind: 'unknown';
      readonly problem: Diagnostic;
      readonly asked?: Asked;
    };

/** What a step needs while it is carried out. */
export interface Work {
  readonly context: RunContext;
  readonly driver: Driver;
  readonly order: Order;
  readonly ports: EnginePorts;
}
