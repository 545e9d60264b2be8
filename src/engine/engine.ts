import type { Result } from '../kernel/result.ts';
import type { Caller } from '../model/caller.ts';
import type { OperationName, RequestOf, ResponseOf } from '../model/operations.ts';
import type { EngineEvent } from '../ports/events.ts';

export type { EngineEvent, RunEvent } from '../ports/events.ts';

/** The use cases, each told who calls. */
export type UseCases = {
  readonly [N in OperationName]: (request: RequestOf<N>, caller: Caller) => Promise<Result<ResponseOf<N>>>;
};

/** The room behind all four doors. It refuses, with CALLER_NOT_ALLOWED, what the caller may not do. */
export type Engine = UseCases & {
  /**
   * What happens from now on, until the signal aborts; with `after`, what happened since that sequence first. With a run: its events only, ending with the run.
   * For callers that may read.
   */
  events(run: string | null, caller: Caller, signal: AbortSignal, after?: number): Promise<Result<AsyncIterable<EngineEvent>>>;
};

/** An engine as one caller reaches it, who is known by the credential. */
export type EngineClient = {
  readonly [N in OperationName]: (request: RequestOf<N>) => Promise<Result<ResponseOf<N>>>;
} & {
  /**
   * What happens from now on; with `after`, what happened since that sequence first. The stream ends, without a problem, where the engine goes away or does not let
   * the caller listen.
   */
  events(run: string | null, signal: AbortSignal, after?: number): AsyncIterable<EngineEvent>;
};
