import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const kept = new Map<string, string[]>();
let origin: Promise<string> | null = null;

/** Python that tells an address, which is the first argument, of a line: the way out of a unit that finds no file of this machine. It goes on once the line is kept. */
export const tellEffect = `import urllib.request
def tell_effect(address, line):
    urllib.request.urlopen(urllib.request.Request(address, data=line.encode(), method='POST'), timeout=30).read()
`;

/** An address that units tell of what they did, kept for as long as this process lives; `name` tells it from others of the process. */
export async function effectsAddress(name: string): Promise<string> {
  origin ??= listen();
  const address = `${await origin}/${name}`;
  kept.set(address, []);
  return address;
}

/** What an address was told, line by line. */
export function toldEffects(address: string): readonly string[] {
  return kept.get(address) ?? [];
}

function listen(): Promise<string> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      kept.get(`http://${request.headers.host}${request.url}`)?.push(Buffer.concat(parts).toString('utf8'));
      response.end();
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.unref();
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}
