import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface JsonReply {
  readonly status: number;
  readonly body: unknown;
}

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** A server on loopback that answers each request with JSON. */
export async function jsonServer(answer: (asked: Asked) => JsonReply | Promise<JsonReply>): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', async () => {
      const asked = {
        method: request.method ?? '',
        url: new URL(request.url ?? '/', url),
        headers: request.headers,
        text: Buffer.concat(parts).toString('utf8'),
      };
      const { status, body } = await answer(asked);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(request.method === 'HEAD' ? undefined : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export function cosine(a: readonly number[], b: readonly number[]): number {
  const product = a.reduce((sum, member, place) => sum + member * (b[place] ?? 0), 0);
  return product / (Math.hypot(...a) * Math.hypot(...b));
}
