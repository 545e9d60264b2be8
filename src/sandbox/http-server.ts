import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type ControlParts, control, controlPrefix } from './control/control.ts';
import { type CallParts, handleCall, type Outcome } from './handle-call.ts';
import type { RawRequest } from './identity/authenticate.ts';
import type { Reply } from './wire/reply.ts';

/** Larger than any request Cloud Control takes: two documents of 256 KiB, each escaped inside JSON. */
const largestBody = 2 * 1024 * 1024;

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves the sandbox on loopback. Replies leave only after what they tell is committed; all requests that were read in one turn
 * of the event loop share one commit. Rejects when the port is taken.
 */
export async function listen(port: number, parts: CallParts & ControlParts, log: (message: string) => void): Promise<Listening> {
  const replies = new ReplyBatch(parts, log);
  const server = createServer({ keepAliveTimeout: 75_000, requestTimeout: 60_000 }, (request, response) => receive(request, response, parts, replies, log));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the sandbox listens on no port');
  return { port: address.port, close: () => close(server, replies) };
}

function receive(
  request: IncomingMessage,
  response: ServerResponse,
  parts: CallParts & ControlParts,
  replies: ReplyBatch,
  log: (message: string) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= largestBody) chunks.push(chunk);
  });
  // A client that goes away in the middle of its request is its own concern.
  request.on('error', () => response.destroy());
  request.on('end', () => {
    if (size > largestBody) return send(response, { status: 413, type: 'text/plain', body: 'request entity too large' }, null);
    const { method = 'GET', url = '/', headers } = request;
    const body = chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks);
    try {
      replies.add({ response, outcome: outcomeOf(parts, { method, url, headers, body }) });
    } catch (error) {
      // A defect of ours must not take the other accounts' work down with it; to the caller it is what AWS's own would be.
      log(`${method} ${url}: ${error instanceof Error ? error.stack : String(error)}`);
      send(response, { status: 500, type: 'application/x-amz-json-1.0', body: '{"__type":"InternalFailure","message":"a defect in the sandbox"}' }, null);
    }
  });
}

function outcomeOf(parts: CallParts & ControlParts, request: RawRequest): Outcome {
  if (!request.url.startsWith(controlPrefix)) return handleCall(parts, request);
  parts.world.advance();
  const reply = control(parts, request.method, new URL(request.url, 'http://sandbox'), request.headers, request.body.toString('utf8'));
  return { reply, requestId: '', delivery: 'whole', delayMilliseconds: 0 };
}

interface Pending {
  readonly response: ServerResponse;
  readonly outcome: Outcome;
}

class ReplyBatch {
  readonly #parts: CallParts;
  readonly #log: (message: string) => void;
  #pending: Pending[] = [];

  constructor(parts: CallParts, log: (message: string) => void) {
    this.#parts = parts;
    this.#log = log;
  }

  add(pending: Pending): void {
    this.#pending.push(pending);
    if (this.#pending.length === 1) setImmediate(() => this.flush());
  }

  flush(): void {
    const batch = this.#pending;
    this.#pending = [];
    try {
      this.#parts.world.commit();
    } catch (error) {
      // What is in memory stays marked as changed and is written with the next commit that succeeds.
      const message = `the sandbox’s state file cannot be written: ${error instanceof Error ? error.message : String(error)}`;
      this.#log(message);
      const body = JSON.stringify({ __type: 'InternalFailure', message });
      for (const { response } of batch) send(response, { status: 500, type: 'application/x-amz-json-1.0', body }, null);
      return;
    }
    for (const { response, outcome } of batch) {
      if (outcome.delayMilliseconds > 0) setTimeout(() => deliver(response, outcome), outcome.delayMilliseconds);
      else deliver(response, outcome);
    }
  }
}

function deliver(response: ServerResponse, { reply, requestId, delivery }: Outcome): void {
  switch (delivery) {
    case 'whole':
      return send(response, reply, requestId);
    case 'cut':
      return send(response, { ...reply, body: reply.body.slice(0, Math.floor(reply.body.length / 2)) }, requestId);
    case 'lost':
      response.destroy();
      return;
    default:
      delivery satisfies never;
  }
}

function send(response: ServerResponse, reply: Reply, requestId: string | null): void {
  const headers: Record<string, string | number> = { 'Content-Type': reply.type, 'Content-Length': Buffer.byteLength(reply.body), ...reply.headers };
  if (requestId !== null && requestId !== '') headers['x-amzn-RequestId'] = requestId;
  response.writeHead(reply.status, headers);
  response.end(reply.body);
}

async function close(server: Server, replies: ReplyBatch): Promise<void> {
  replies.flush();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
