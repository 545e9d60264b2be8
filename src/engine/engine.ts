import type { Result } from '../kernel/result.ts';
import type { OperationName, RequestOf, ResponseOf } from '../model/operations.ts';
import type { EngineEvent } from '../ports/events.ts';

export type { EngineEvent } from '../ports/events.ts';

/** The room behind all four doors. The local engine and the client of a remote one both are this. */
export type Engine = {
  readonly [N in OperationName]: (request: RequestOf<N>) => Promise<Result<ResponseOf<N>>>;
} & {
  /** What happens from now on, until the signal aborts. With a run: its events only, ending with the run. */
  events(run: string | null, signal: AbortSignal): AsyncIterable<EngineEvent>;
};
