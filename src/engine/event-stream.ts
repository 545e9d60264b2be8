import type { EngineEvent, Events, RecordedEvent } from '../ports/events.ts';

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
 * What happened after a sequence and from then on, until the signal aborts; with a run, its events only, ending with the run. `ended` says whether the run is over
 * already when listening begins; `recorded` gives what is on disk. A slow reader keeps at most `limit` events; the oldest are dropped, since each step's event is its whole state.
 */
export async function* eventStream(
  events: Events,
  run: string | null,
  ended: () => Promise<boolean>,
  recorded: () => Promise<readonly RecordedEvent[]>,
  signal: AbortSignal,
  limit = 10_000,
): AsyncIterable<EngineEvent> {
  const queue: EngineEvent[] = [];
  let wake: () => void = () => undefined;
  const stop = events.listen((event) => {
    if (run !== null && (!('run' in event) || event.run !== run)) return;
    queue.push(event);
    if (queue.length > limit) queue.shift();
    wake();
  });
  const aborted = (): void => wake();
  signal.addEventListener('abort', aborted);
  try {
    const over = run !== null && (await ended());
    let last = 0;
    for (const event of await recorded()) {
      last = event.seq;
      yield event;
    }
    if (over) return;
    while (!signal.aborted) {
      const event = queue.shift();
      if (event === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (queue.length > 0 || signal.aborted) resolve();
        });
        continue;
      }
      // It came while what is on disk was read, and was among that.
      if ('seq' in event && event.seq <= last) continue;
      yield event;
      if (run !== null && event.kind === 'run' && endings.has(event.status)) return;
    }
  } finally {
    stop();
    signal.removeEventListener('abort', aborted);
  }
}
