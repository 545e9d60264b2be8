import { problem } from '../../kernel/diagnostic.ts';

/** Bytes of the bodies of all requests of one credential that are held at once. */
const most = 32 * 1024 * 1024;

/** A body of which no more is read: as much is held for its sender as may be. */
export class TooMuchHeld extends Error {
  readonly problem = problem(
    'CALLER_BUSY',
    `the bodies of your requests that are under way have more than ${most} bytes`,
    'wait for one of them, then call again',
  );
}

/** Counts what is held of the bodies of requests, by their sender. What one of them may have is no matter here. */
export class HeldBodies {
  readonly #held = new Map<string, number>();

  /** The request with a body that is counted while it is read and fails as `TooMuchHeld`; `release` once it is answered. */
  counted(request: Request, sender: string): { readonly request: Request; readonly release: () => void } {
    if (request.body === null) return { request, release: () => undefined };
    let size = 0;
    const add = (bytes: number): number => {
      size += bytes;
      const held = (this.#held.get(sender) ?? 0) + bytes;
      if (held === 0) this.#held.delete(sender);
      else this.#held.set(sender, held);
      return held;
    };
    const meter = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        if (add(chunk.byteLength) > most) controller.error(new TooMuchHeld());
        else controller.enqueue(chunk);
      },
    });
    const body = request.body.pipeThrough(meter);
    // Fetch's own types do not know `duplex`, without which a stream is no body.
    const options: RequestInit & { readonly duplex: 'half' } = { body, duplex: 'half' };
    return { request: new Request(request, options), release: () => add(-size) };
  }
}
