import { createServer, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { localCallers } from '../../src/app/local-callers.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { tokenDigest } from '../../src/surfaces/http/caller-of-token.ts';
import { serveHttp } from '../../src/surfaces/http/serve-http.ts';
import { mcpDoor } from '../../src/surfaces/mcp/mcp-door.ts';
import { credential } from './agents.ts';
import { conformanceServer } from './conformance-server.ts';

/**
 * `conformance-program.ts [HOME]`: an address for the conformance suite, which knows no credential. Everything that comes is handed on as it came, with the
 * agent's credential: to the running engine of the data folder, or, without one, to the engine's own door before the suite's own tools. Prints the address.
 */
const [home] = process.argv.slice(2);
const behind = home === undefined ? await ownTools() : credential(home);

const proxy = createServer((incoming, outgoing) => {
  const { hostname, port } = new URL(behind.url);
  const headers = { ...incoming.headers, authorization: `Bearer ${behind.token}` };
  const onward = sendRequest({ hostname, port, method: incoming.method, path: incoming.url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
});
proxy.listen(0, '127.0.0.1', () => process.stdout.write(`http://localhost:${(proxy.address() as AddressInfo).port}/mcp\n`));

async function ownTools(): Promise<{ readonly url: string; readonly token: string }> {
  const token = 'f'.repeat(64);
  const onDefect = (error: unknown) => void process.stderr.write(`${String(error)}\n`);
  const engine = {} as Engine;
  const answers = { find: async () => null, keep: async () => undefined, planned: async () => null };
  const door = mcpDoor({ engine, version: '0', answers, now: Date.now, onDefect, serverFor: () => conformanceServer() });
  const credentials = new Map([[tokenDigest(token), localCallers('suite').agent]]);
  const served = await serveHttp({ engine, credentials, port: 0, onDefect, forAgents: { path: '/mcp', fetch: door.fetch } });
  if (!served.ok) throw new Error('not served');
  return { url: served.value.url, token };
}
