import type { RunStatus, RunStep } from '../model/run.ts';

/** What happens in a run. It is written in the commit that it tells of. */
export type RunEvent =
  | { readonly kind: 'step'; readonly run: string; readonly step: RunStep }
  | { readonly kind: 'run'; readonly run: string; readonly status: RunStatus };

/** An event on disk. `seq` counts all events of an engine, upwards and with gaps. */
export type RecordedEvent = RunEvent & { readonly seq: number };

/** What the engine says while it works. Surfaces turn these into words. What is only on its way (a plan that is read, a search) is told and not kept. */
export type EngineEvent =
  | { readonly kind: 'plan'; readonly phase: 'reading'; readonly deployment: string; readonly done: number; readonly total: number }
  /** Of `deployments recover`: how many types of resources were listed at a place. */
  | { readonly kind: 'search'; readonly target: string; readonly region: string; readonly done: number; readonly total: number }
  | RecordedEvent;

export interface Events {
  emit(event: EngineEvent): void;
  /** Returns the function that stops listening. */
  listen(listener: (event: EngineEvent) => void): () => void;
}
