import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Transport, type TransportFailure } from './transport.ts';

const limits = { maxSockets: 1, connectMilliseconds: 5_000, requestMilliseconds: 20_000, maxResponseBytes: 1_000 };
const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0)) end();
});

/** Takes connections, and says of each piece that arrives what it begins with. */
async function listen(onRequest: (socket: Socket, requests: readonly string[]) => void) {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      requests.push(...[...data.toString().matchAll(/^(?:GET|PUT) (\S+) HTTP/gm)].map((match) => match[1] as string));
      onRequest(socket, requests);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const transport = new Transport(limits);
  endings.push(() => {
    transport.destroy();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { requests, send: (path: string, method = 'GET') => transport.send(origin, path, method, {}, null) };
}

const fine = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}';

describe('a connection to AWS', () => {
  it('has one request at a time, so that only one outcome is unknown when it breaks', async () => {
    let together = 0;
    const { requests, send } = await listen((socket, seen) => {
      const before = seen.length;
      // Whatever was to follow at once on this connection is here by then.
      setTimeout(() => {
        together = Math.max(together, 1 + seen.length - before);
        if (before === 1) socket.destroy();
        else socket.write(fine);
      }, 20);
    });
    const answers = await Promise.allSettled([send('/first', 'PUT'), send('/second'), send('/third')]);
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.statusCode : (answer.reason as TransportFailure).sent))).toEqual([
      true,
      200,
      200,
    ]);
    expect(together).toBe(1);
    expect(requests).toEqual(['/first', '/second', '/third']);
  });
});
