import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, readlinkSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Clock } from '../../ports/clock.ts';
import { diskTrouble, hasRoom } from './disk-trouble.ts';
import { type UnixHttp, unixHttp } from './unix-http.ts';

/** The Restate server as our child process: it speaks only through Unix sockets in a folder of ours. */
export interface RestateServer {
  readonly admin: UnixHttp;
  readonly ingress: UnixHttp;
  pid(): number | null;
  /** Why its store takes nothing more, though it answers; null where all is well. It is started anew as soon as there is room. */
  trouble(): string | null;
  close(): Promise<void>;
}

export interface RestateServerOptions {
  /** Folder for Restate's data, sockets, configuration and log; it exists. */
  readonly folder: string;
  readonly identityKeyFile: string;
  readonly clock: Clock;
  /** Called each time the server is up again after it was restarted because it had died. */
  readonly onRestart: () => void;
  readonly log: (message: string) => void;
}

const nodeAddress = 'local';
const configFile = 'restate.toml';
/** Linux takes 107 bytes of a Unix socket's path, macOS 103. */
const longestSocketPath = 100;
const startTimeout = 20_000;
/** A server that ends so often before it has answered once will not answer. */
const mostEnds = 3;
/** Milliseconds between two looks at the server's log; and before it is started anew again for trouble with the disk: longer each time. */
const lookEvery = 1_000;
const longestRest = 10 * 60_000;

/** ENGINE_START_FAILED when it does not come up: its own last words are the cause. */
export async function startRestateServer(options: RestateServerOptions): Promise<Result<RestateServer>> {
  const { folder, clock } = options;
  const config = join(folder, configFile);
  const pidFile = join(folder, 'restate.pid');
  await endRestateOf(folder, clock);
  const access = shortPath(folder);
  const temporary = join(folder, 'temporary');
  // Written anew each time, and never where a link leads.
  rmSync(config, { recursive: true, force: true });
  writeFileSync(config, configuration(join(access.path, 'data'), temporary, options.identityKeyFile), { flag: 'wx', mode: 0o600 });
  const logFile = join(folder, 'restate.log');
  const admin = unixHttp(join(access.path, 'data', nodeAddress, 'admin.sock'));
  const ingress = unixHttp(join(access.path, 'data', nodeAddress, 'ingress.sock'));
  let child: ChildProcess | null = null;
  let closing = false;
  let ends = 0;
  let trouble: string | null = null;
  let rest = 10_000;
  let restUntil = 0;

  const launch = (): void => {
    // The server makes folders there at each start and leaves them behind.
    rmSync(temporary, { recursive: true, force: true });
    for (const socket of ['admin.sock', 'ingress.sock', 'fabric.sock']) rmSync(join(folder, 'data', nodeAddress, socket), { force: true });
    trouble = null;
    const log = openSync(logFile, 'w', 0o600);
    child = spawn(restateBinary(), ['--config-file', config, '--no-logo'], { cwd: folder, stdio: ['ignore', log, log], env: {} });
    closeSync(log);
    if (child.pid !== undefined) writeFileSync(pidFile, String(child.pid), { mode: 0o600 });
    child.once('error', () => undefined);
    child.once('exit', () => {
      ends++;
      if (!closing) void revive();
    });
  };

  const revive = async (): Promise<void> => {
    await clock.sleep(100);
    if (closing) return;
    launch();
    if (await healthy(admin, clock, () => closing)) options.onRestart();
  };

  const watching = setInterval(() => {
    if (trouble === null) {
      trouble = diskTrouble(logFile);
      if (trouble !== null) options.log(`Restate cannot write, and runs stand still until it can: ${trouble}`);
    }
    if (trouble === null || closing || clock.now() < restUntil || !hasRoom(folder)) return;
    options.log('Restate is started anew, since there is room on the disk again');
    restUntil = clock.now() + rest;
    rest = Math.min(rest * 2, longestRest);
    child?.kill('SIGKILL');
  }, lookEvery);
  watching.unref();

  const server: RestateServer = {
    admin,
    ingress,
    pid: () => child?.pid ?? null,
    trouble: () => trouble,
    async close() {
      closing = true;
      clearInterval(watching);
      if (child !== null) await stop(child);
      rmSync(pidFile, { recursive: true, force: true });
      admin.close();
      ingress.close();
      access.release();
    },
  };
  try {
    launch();
  } catch (error) {
    await server.close();
    throw error;
  }
  if (await healthy(admin, clock, () => ends >= mostEnds)) return ok(server);
  await server.close();
  return fail(restateAway('the Restate server did not come up', folder, lastLines(logFile) || `it wrote nothing to ${logFile}`));
}

/** What Restate keeps is only what is under way: the records are in the store, from which runs are announced again. */
export function restateAway(message: string, folder: string, cause: string): Diagnostic {
  return problem(
    'ENGINE_START_FAILED',
    message,
    `start it again; if it stays so, give Restate an empty folder, which loses nothing: mv ${folder} ${folder}.aside`,
    {
      at: folder,
      cause,
    },
  );
}

function configuration(baseFolder: string, temporaryFolder: string, identityKeyFile: string): string {
  return [
    `node-name = "${nodeAddress}"`,
    `base-dir = ${JSON.stringify(baseFolder)}`,
    'listen-mode = "unix"',
    // Restate resolves links before it advertises a socket; the resolved path may be too long to connect to.
    `advertised-address = ${JSON.stringify(`unix:${join(baseFolder, nodeAddress, 'fabric.sock')}`)}`,
    'disable-telemetry = true',
    'default-num-partitions = 4',
    'rocksdb-total-memory-size = "256 MiB"',
    'log-disable-ansi-codes = true',
    'log-filter = "warn"',
    '[admin]',
    'disable-web-ui = true',
    '[worker.invoker]',
    // For each partition. Every invocation that is open costs the engine some 15 kB; more of them than calls under way are of no use.
    'concurrent-invocations-limit = 250',
    `tmp-dir = ${JSON.stringify(temporaryFolder)}`,
    `request-identity-private-key-pem-file = ${JSON.stringify(identityKeyFile)}`,
    '',
  ].join('\n');
}

function restateBinary(): string {
  const require = createRequire(import.meta.url);
  const server = createRequire(require.resolve('@restatedev/restate-server/package.json'));
  const platform = `@restatedev/restate-server-${process.platform}-${process.arch}`;
  return join(dirname(server.resolve(`${platform}/package.json`)), 'bin', 'restate-server');
}

/** Ends the Restate server of a folder whose engine is gone (SIGKILL), if one still runs: it holds the data. Only once it is certain that the process is that server. */
export async function endRestateOf(folder: string, clock: Clock): Promise<void> {
  const pidFile = join(folder, 'restate.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  if (!Number.isInteger(pid) || pid <= 1 || !(await isServerOf(folder, pid))) return;
  process.kill(pid, 'SIGKILL');
  for (let waited = 0; waited < 5_000 && (await isServerOf(folder, pid)); waited += 10) await clock.sleep(10);
}

/** By the configuration with which it was started; where the folder was moved since, by the folder in which it works, as far as the system tells that. */
async function isServerOf(folder: string, pid: number): Promise<boolean> {
  const command = await commandLine(pid);
  if (command.includes(join(folder, configFile))) return true;
  return command.includes(`${sep}${configFile}`) && workFolder(pid) === realpathSync(folder);
}

function workFolder(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return '';
    }
  }
  return new Promise((resolve) => {
    let text = '';
    const ps = spawn('ps', ['-p', String(pid), '-o', 'command='], { stdio: ['ignore', 'pipe', 'ignore'] });
    ps.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    ps.once('error', () => resolve(''));
    ps.once('close', () => resolve(text));
  });
}

async function healthy(admin: UnixHttp, clock: Clock, hopeless: () => boolean): Promise<boolean> {
  for (let waited = 0; waited < startTimeout && !hopeless(); waited += 20) {
    if ((await admin.send('GET', '/health', undefined, {}, 1_000))?.status === 200) return true;
    await clock.sleep(20);
  }
  return false;
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const force = setTimeout(() => child.kill('SIGKILL'), 3_000);
    child.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

/** A data folder with a long name is reached through a link in a private temporary folder, since a socket's path must be short. */
function shortPath(folder: string): { path: string; release(): void } {
  if (Buffer.byteLength(join(folder, 'data', nodeAddress, 'ingress.sock')) <= longestSocketPath) return { path: folder, release: () => undefined };
  const temporary = mkdtempSync(join(tmpdir(), 'asbuilt-'));
  const path = join(temporary, 'r');
  symlinkSync(folder, path);
  return { path, release: () => rmSync(temporary, { recursive: true, force: true }) };
}

function lastLines(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-5).join('\n') : '';
}
