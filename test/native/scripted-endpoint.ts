import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

/** One request as it arrived: operation (from X-Amz-Target or the form's Action) and body. */
export interface Seen {
  readonly operation: string;
  readonly body: string;
  readonly headers: string;
}

/** What the endpoint does with a request. */
export type Reaction =
  | { readonly kind: 'json'; readonly status?: number; readonly body: object; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'xml'; readonly status?: number; readonly body: string }
  | { readonly kind: 'raw'; readonly bytes: string }
  /** Closes the connection without an answer. */
  | { readonly kind: 'drop' }
  | { readonly kind: 'silence' };

/**
 * An endpoint on a raw socket that does exactly what a test says with each request, faults of the transport included, and
 * remembers what it saw.
 */
export async function scriptedEndpoint(
  react: (seen: Seen, count: number) => Reaction,
): Promise<{ readonly url: string; readonly seen: Seen[]; close(): Promise<void> }> {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    let pending = Buffer.alloc(0);
    socket.on('data', (part) => {
      pending = Buffer.concat([pending, part]);
      for (;;) {
        const end = pending.indexOf('\r\n\r\n');
        if (end < 0) return;
        const headers = pending.subarray(0, end).toString('latin1');
        if (/^expect: 100-continue$/im.test(headers)) socket.write('HTTP/1.1 100 Continue\r\n\r\n');
        const length = Number(/^content-length: *(\d+)/im.exec(headers)?.[1] ?? 0);
        if (pending.length < end + 4 + length) return;
        const body = pending.subarray(end + 4, end + 4 + length).toString('utf8');
        pending = pending.subarray(end + 4 + length);
        const operation = /^x-amz-target: *\S+\.(\S+)/im.exec(headers)?.[1] ?? /(?:^|&)Action=(\w+)/.exec(body)?.[1] ?? '';
        const one = { operation, body, headers };
        seen.push(one);
        answer(socket, react(one, seen.length));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function answer(socket: Socket, reaction: Reaction): void {
  switch (reaction.kind) {
    case 'json':
      return send(socket, reaction.status ?? 200, { 'content-type': 'application/x-amz-json-1.0', ...reaction.headers }, JSON.stringify(reaction.body));
    case 'xml':
      return send(socket, reaction.status ?? 200, { 'content-type': 'text/xml' }, reaction.body);
    case 'raw':
      socket.end(reaction.bytes);
      return;
    case 'drop':
      socket.destroy();
      return;
    case 'silence':
      return;
    default:
      reaction satisfies never;
  }
}

function send(socket: Socket, status: number, headers: Readonly<Record<string, string>>, body: string): void {
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) }).map(([name, value]) => `${name}: ${value}`);
  socket.write(`HTTP/1.1 ${status} Scripted\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}
