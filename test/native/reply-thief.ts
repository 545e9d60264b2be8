import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Says of a request whether it changes anything, from what the AWS protocols have in common. */
export function writes(method: string, target: string | undefined, body: string): boolean {
  const operation = target?.split('.').at(-1) ?? /(?:^|&)Action=(\w+)/.exec(body)?.[1];
  if (operation !== undefined) return !/^(Get|List|Describe|Head)/.test(operation);
  return method === 'PUT' || method === 'POST' || method === 'DELETE';
}

/**
 * Stands between a client and an endpoint and passes everything on, but for the answer to one write, counted from 1: that write has
 * its effect, and its caller never hears of it.
 */
export async function replyThief(
  endpoint: string,
): Promise<{ readonly url: string; steal(nth: number): void; readonly stolen: () => boolean; close(): Promise<void> }> {
  const { hostname, port } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true });
  let countdown = 0;
  let stolen = false;
  const server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const body = Buffer.concat(parts);
      const target = incoming.headers['x-amz-target'];
      const steal = countdown > 0 && writes(incoming.method ?? '', typeof target === 'string' ? target : undefined, body.toString('utf8')) && --countdown === 0;
      const passed = request({ agent, hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
        if (steal) {
          answer.resume().on('end', () => {
            stolen = true;
            incoming.socket.destroy();
          });
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      passed.on('error', () => incoming.socket.destroy());
      passed.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    steal(nth) {
      countdown = nth;
      stolen = false;
    },
    stolen: () => stolen,
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
