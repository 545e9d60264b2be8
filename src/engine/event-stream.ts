import type { EngineEvent, Events } from '../ports/events.ts';

/** Listeners in this process. A listener that throws is a bug of its surface and must not stop the engine's work: it is dropped. */
export function localEvents(): Events {
  const listeners = new Set<(event: EngineEvent) => void>();
  return {
    emit(event) {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch {
          listeners.delete(listener);
        }
      }
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const endings: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled', 'stale']);

/**
 * What happens from now on, until the signal aborts; with a run, its events only, ending with the run. `ended` says whether the run is over
 * already when listening begins. A slow reader keeps at most `limit` events; the oldest are dropped, since each step's event is its whole state.
 */
export async function* eventStream(
  events: Events,
  run: string | null,
  ended: () => Promise<boolean>,
  signal: AbortSignal,
  limit = 10_000,
): AsyncIterable<EngineEvent> {
  const queue: EngineEvent[] = [];
  let wake: () => void = () => undefined;
  const stop = events.listen((event) => {
    if (run !== null && (event.kind === 'plan' || event.run !== run)) return;
    queue.push(event);
    if (queue.length > limit) queue.shift();
    wake();
  });
  const aborted = (): void => wake();
  signal.addEventListener('abort', aborted);
  try {
    if (run !== null && (await ended())) return;
    while (!signal.aborted) {
      const event = queue.shift();
      if (event === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (queue.length > 0 || signal.aborted) resolve();
        });
        continue;
      }
      yield event;
      if (run !== null && event.kind === 'run' && endings.has(event.status)) return;
    }
  } finally {
    stop();
    signal.removeEventListener('abort', aborted);
  }
}
