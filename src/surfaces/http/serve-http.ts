import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { createHttpHandler, type HttpHandlerOptions } from './create-http-handler.ts';

export interface HttpServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Takes no new request, ends the event streams, and lets requests that are being answered finish for up to two seconds. */
  close(): Promise<void>;
}

const graceMilliseconds = 2_000;
/** How long a whole request may take to arrive: on this machine it takes a moment. */
const bodySeconds = 20;

/** Serves the engine on loopback. Port 0 takes any free one. PORT_TAKEN, or ENGINE_START_FAILED where the port may not be used. */
export async function serveHttp(options: Omit<HttpHandlerOptions, 'closing'> & { readonly port: number }): Promise<Result<HttpServer>> {
  const closing = new AbortController();
  const handler = createHttpHandler({ ...options, closing: closing.signal });
  const server = createAdaptorServer({
    fetch: handler.fetch,
    serverOptions: { requestTimeout: bodySeconds * 1000, connectionsCheckingInterval: 1_000 },
  }) as Server;
  const failure = await listen(server, options.port);
  if (failure !== null) return fail(failure);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('an HTTP server on a port has no port');
  return ok({
    url: `http://127.0.0.1:${address.port}`,
    close: () => close(server, closing),
  });
}

function listen(server: Server, port: number): Promise<Diagnostic | null> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const elsewhere = 'give another port with --port N';
      if (error.code === 'EADDRINUSE') resolve(problem('PORT_TAKEN', `another program listens on 127.0.0.1:${port}`, elsewhere, { at: '--port' }));
      else resolve(problem('ENGINE_START_FAILED', `the engine cannot listen on 127.0.0.1:${port}`, elsewhere, { at: '--port', cause: error.message }));
    });
    server.listen(port, '127.0.0.1', () => resolve(null));
  });
}

async function close(server: Server, closing: AbortController): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  closing.abort();
  // A connection whose answer is still on its way is idle only afterwards.
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const grace = setTimeout(() => server.closeAllConnections(), graceMilliseconds);
  await closed;
  clearInterval(idle);
  clearTimeout(grace);
}
