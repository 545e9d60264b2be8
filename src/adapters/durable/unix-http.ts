import { Agent, request } from 'node:http';

/** HTTP over a Unix domain socket: how Restate's admin and ingress are reached, so that no port is open for them. */
export interface UnixHttp {
  /** The answer, or null when nothing answers at the socket. `timeout` is in milliseconds. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
    timeout?: number,
  ): Promise<{ readonly status: number; readonly body: string } | null>;
  close(): void;
}

export function unixHttp(socketPath: string): UnixHttp {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return {
    send(method, path, body, headers = {}, timeout = 10_000) {
      return new Promise((resolve) => {
        const outgoing = request({ socketPath, method, path, agent, timeout, headers: { 'content-type': 'application/json', ...headers } }, (reply) => {
          const chunks: Buffer[] = [];
          reply.on('data', (chunk: Buffer) => chunks.push(chunk));
          reply.on('error', () => resolve(null));
          reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
        });
        outgoing.on('timeout', () => outgoing.destroy(new Error('timeout')));
        outgoing.on('error', () => resolve(null));
        outgoing.end(body === undefined ? undefined : JSON.stringify(body));
      });
    },
    close: () => agent.destroy(),
  };
}
