import type { EngineEvent } from '../../engine/engine.ts';

/** Empty lines keep the stream alive; without them neither side would notice that the other has gone. */
const heartbeatMilliseconds = 15_000;

/**
 * Events as NDJSON bytes, each as `told` gives it. It begins with an empty line at once, so that a client knows that it is being listened for, and ends
 * when the events end. `stopped` is called when the reader goes away.
 */
export function streamEvents(events: AsyncIterable<EngineEvent>, told: (event: EngineEvent) => EngineEvent, stopped: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = events[Symbol.asyncIterator]();
  let next = settled(iterator.next());
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode('\n'));
    },
    async pull(controller) {
      const outcome = await withHeartbeat(next);
      if (outcome === 'heartbeat') {
        controller.enqueue(encoder.encode('\n'));
      } else if (outcome.done === true) {
        controller.close();
        stopped();
      } else {
        next = settled(iterator.next());
        controller.enqueue(encoder.encode(`${JSON.stringify(told(outcome.value))}\n`));
      }
    },
    async cancel() {
      stopped();
      await iterator.return?.();
    },
  });
}

/** An iterator that breaks ends the stream; what became of the run is asked of the run, never concluded from the stream. */
function settled(next: Promise<IteratorResult<EngineEvent>>): Promise<IteratorResult<EngineEvent>> {
  return next.catch(() => ({ done: true, value: undefined }));
}

async function withHeartbeat<T>(promise: Promise<T>): Promise<T | 'heartbeat'> {
  let timer: NodeJS.Timeout | undefined;
  const heartbeat = new Promise<'heartbeat'>((resolve) => {
    timer = setTimeout(resolve, heartbeatMilliseconds, 'heartbeat');
    timer.unref();
  });
  try {
    return await Promise.race([promise, heartbeat]);
  } finally {
    clearTimeout(timer);
  }
}
