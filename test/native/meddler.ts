import { Agent, createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writes } from './reply-thief.ts';

/** A request on its way to the endpoint; `operation` is named where the protocol names it (X-Amz-Target, or the form's Action). */
export interface Passing {
  readonly method: string;
  readonly url: string;
  readonly operation: string;
  readonly protocol: 'json' | 'query' | 'rest';
  readonly writes: boolean;
}

/**
 * What becomes of a request: it is passed on, passed on twice (the caller gets the first answer), passed on without an answer, the same with something done between its effect and the loss, answered in
 * the endpoint's place, or its connection is cut.
 */
export type Fate =
  | 'pass'
  | 'twice'
  | 'lose'
  | { readonly loseAfter: () => Promise<unknown> }
  | 'cut'
  | { readonly status: number; readonly type: string; readonly body: string };

export interface Meddler {
  readonly url: string;
  /** Decides from now on. */
  meddle(decide: (request: Passing) => Fate | Promise<Fate>): void;
  close(): Promise<void>;
}

/** Stands between a client and an endpoint and does with each request what a test says; everything is passed on until then. */
export async function meddler(endpoint: string): Promise<Meddler> {
  const { hostname, port } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true });
  let decide: (request: Passing) => Fate | Promise<Fate> = () => 'pass';
  const pass = (method: string, path: string, headers: IncomingHttpHeaders, body: Buffer) =>
    new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
      const passed = request({ agent, hostname, port, method, path, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: Buffer.concat(parts) }));
      });
      passed.on('error', reject);
      passed.end(body);
    });
  const server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', async () => {
      const body = Buffer.concat(parts);
      const { method = '', url = '', headers } = incoming;
      const target = headers['x-amz-target'] as string | undefined;
      const text = body.toString('utf8');
      const action = /(?:^|&)Action=(\w+)/.exec(text)?.[1];
      const fate = await decide({
        method,
        url,
        operation: target?.split('.').at(-1) ?? action ?? '',
        protocol: target !== undefined ? 'json' : action !== undefined ? 'query' : 'rest',
        writes: writes(method, target, text),
      });
      if (fate === 'cut') {
        incoming.socket.destroy();
      } else if (typeof fate === 'object' && 'status' in fate) {
        outgoing.writeHead(fate.status, { 'content-type': fate.type });
        outgoing.end(fate.body);
      } else {
        try {
          const answer = await pass(method, url, headers, body);
          if (fate === 'twice') await pass(method, url, headers, body);
          if (typeof fate === 'object') await fate.loseAfter();
          if (fate === 'lose' || typeof fate === 'object') {
            incoming.socket.destroy();
            return;
          }
          outgoing.writeHead(answer.status, answer.headers);
          outgoing.end(answer.body);
        } catch {
          incoming.socket.destroy();
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    meddle(next) {
      decide = next;
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
