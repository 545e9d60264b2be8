import type { RunStatus, RunStep } from '../model/run.ts';

/** What the engine says while it works. Surfaces turn these into words. */
export type EngineEvent =
  | { readonly kind: 'plan'; readonly phase: 'reading'; readonly deployment: string; readonly done: number; readonly total: number }
  | { readonly kind: 'step'; readonly run: string; readonly step: RunStep }
  | { readonly kind: 'run'; readonly run: string; readonly status: RunStatus };

export interface Events {
  emit(event: EngineEvent): void;
  /** Returns the function that stops listening. */
  listen(listener: (event: EngineEvent) => void): () => void;
}
