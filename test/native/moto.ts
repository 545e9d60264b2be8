import { spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { motoBinary, programEnvironment } from './third-party.ts';

export interface Moto {
  readonly url: string;
  /** How many requests it has answered, by its own log. */
  calls(): Promise<number>;
  stop(): Promise<void>;
}

/** What the end of a request looks like in moto's log: `"POST / HTTP/1.1" 200 -`. */
const answerLogged = ' HTTP/1.1" ';

/** A moto server of its own on a free port of the loopback interface. */
export async function startMoto(): Promise<Moto> {
  const binary = motoBinary();
  if (binary === null) throw new Error('moto_server is not installed (pip install "moto[server]")');
  const port = await freePort();
  // The shell ends moto when its own input ends: on `stop`, and also when this process is killed and can end nothing any more.
  const child = spawn('sh', ['-c', '"$@" & moto=$!; read -r _; kill -9 "$moto"', 'sh', binary, '-H', '127.0.0.1', '-p', String(port)], {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { ...programEnvironment(), MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
  });
  let said = '';
  let answered = 0;
  let unfinished = '';
  child.stderr.on('data', (part: Buffer) => {
    said = (said + part.toString()).slice(-4000);
    const lines = (unfinished + part.toString()).split('\n');
    unfinished = lines.pop() ?? '';
    answered += lines.filter((line) => line.includes(answerLogged)).length;
  });
  const calls = async () => {
    // A line is written before its answer is, and read here a little later.
    await sleep(100);
    return answered;
  };
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) break;
    try {
      await fetch(`${url}/moto-api/`);
      return { url, calls, stop };
    } catch {
      await sleep(100);
    }
  }
  await stop();
  throw new Error(`moto_server did not start: ${said}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
