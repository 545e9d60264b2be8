import { rmSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import type { RestateDurable } from '../adapters/durable/restate-durable.ts';
import { acquireHomeLock } from '../adapters/store/home-lock.ts';
import type { EngineAddress, UpOptions } from '../engine/host.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Caller } from '../model/caller.ts';
import type { ResponseOf } from '../model/operations.ts';
import { type Credentials, tokenDigest } from '../surfaces/http/caller-of-token.ts';
import { type HttpServer, serveHttp } from '../surfaces/http/serve-http.ts';
import { type AgentDoor, agentDoor } from './agent-door.ts';
import { type ComposedEngine, type Composition, composeEngine } from './compose-engine.ts';
import { type CurrentTargets, currentTargets } from './current-targets.ts';
import { statusAt } from './find-sandbox.ts';
import { type EngineFile, engineFile, homeLayout, readJsonFile, type SandboxFile, writeJsonFile } from './home-layout.ts';
import { localCallers } from './local-callers.ts';
import { logDefect, logLine } from './log-line.ts';
import { prepareHome } from './prepare-home.ts';
import { ensureSandbox, runningSandbox, stopSandbox } from './sandbox-process.ts';
import type { Settings } from './settings.ts';
import { systemRandomness } from './system-clock.ts';
import { version } from './version.ts';

/** Where the engine listens unless it is told otherwise; another free port when this one is taken. */
const usualPort = 4680;

/** Is the engine, in this process: takes the data folder, starts what is needed, says where it answers, and ends it all when `signal` aborts. */
export async function serveEngine(
  settings: Settings,
  options: UpOptions,
  ready: (address: EngineAddress) => void,
  signal: AbortSignal,
  adjust?: Composition['adjust'],
): Promise<Result<null>> {
  const home = prepareHome(settings.home);
  if (!home.ok) return home;
  const lock = await acquireHomeLock(settings.home, Date.now());
  if (!lock.ok) return lock;
  let begun = false;
  const before = options.sandbox ? await runningSandbox(settings.home) : null;
  try {
    const sandbox = options.sandbox ? await ensureSandbox(settings, options.speed) : ok(null);
    if (!sandbox.ok) return sandbox;
    const current = currentTargets(settings.cwd, settings.home, sandbox.value ?? (await runningSandbox(settings.home)), sandbox.value);
    const faults = current.faults();
    if (faults.length > 0) return fail(...faults);
    const composed = await composeEngine(compositionOf(settings, current, sandbox.value, adjust));
    if (!composed.ok) return composed;
    const tokens = { engine: systemRandomness.hex(32), agent: systemRandomness.hex(32) };
    const agents = agentDoor(composed.value.engine, composed.value.answers);
    const served = await serve(composed.value, credentialsOf(settings, tokens), agents, options.port);
    if (!served.ok) {
      await composed.value.close();
      return served;
    }
    const http = served.value;
    const layout = homeLayout(settings.home);
    // The command line's comes last: whoever finds it finds an engine that is ready.
    for (const kind of ['agent', 'engine'] as const)
      writeJsonFile(settings.home, layout[kind], { url: http.url, token: tokens[kind], pid: process.pid } satisfies EngineFile);
    begun = true;
    ready({
      url: http.url,
      pid: process.pid,
      home: settings.home,
      sandbox: await spokenOf(sandbox.value),
      ...(composed.value.warnings.length === 0 ? {} : { warnings: composed.value.warnings }),
    });
    collectSooner();
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    for (const path of [layout.engine, layout.agent]) if (readJsonFile(engineFile, path)?.pid === process.pid) rmSync(path, { force: true });
    await agents.close();
    await http.close();
    await composed.value.close();
    return ok(null);
  } finally {
    // Whoever is told that nothing was started has nothing to stop.
    if (!begun && options.sandbox && before === null) await stopSandbox(settings.home);
    lock.value.release();
  }
}

/**
 * The heap is collected when it has grown by four tenths, not when it has nearly doubled: 20 to 30 MB less at the end of a run of 5,000 steps. It is no option of `bin/asbuilt`: Node's own compiled code is of no use under
 * it, and each command would start a seventh slower. So it is set when everything is loaded.
 */
function collectSooner(): void {
  setFlagsFromString('--heap-growing-percent=40');
}

/** The table that makes a caller of a token: 256 random bits each, new with every start. */
function credentialsOf({ user }: Settings, tokens: { readonly engine: string; readonly agent: string }): Credentials {
  const { cli, agent } = localCallers(user);
  return new Map<string, Caller>([
    [tokenDigest(tokens.engine), cli],
    [tokenDigest(tokens.agent), agent],
  ]);
}

async function serve(composed: ComposedEngine, credentials: Credentials, agents: AgentDoor, port: number | null): Promise<Result<HttpServer>> {
  const listen = (at: number) => serveHttp({ engine: composed.engine, credentials, forAgents: agents, port: at, onDefect: logDefect });
  let served = await listen(port ?? usualPort);
  if (!served.ok && port === null) served = await listen(0);
  return served;
}

async function spokenOf(sandbox: SandboxFile | null): Promise<EngineAddress['sandbox']> {
  const [address, status] = [addressOf(sandbox), sandbox === null ? null : await statusAt(sandbox.endpoint)];
  return address === null || status === null ? address : { ...address, speed: status.speed };
}

function addressOf(sandbox: SandboxFile | null): ResponseOf<'health'>['sandbox'] {
  return sandbox === null ? null : { endpoint: sandbox.endpoint, accounts: sandbox.accounts, instance: sandbox.instance };
}

function compositionOf(
  settings: Settings,
  { targets, faults, sandbox: whereNow }: CurrentTargets,
  sandbox: SandboxFile | null,
  adjust: Composition['adjust'],
): Composition {
  const started = Date.now();
  const health = async (durable: RestateDurable): Promise<ResponseOf<'health'>> => ({
    version,
    home: settings.home,
    pid: process.pid,
    uptimeSeconds: (Date.now() - started) / 1000,
    restate: await durable.healthy(),
    sandbox: addressOf(whereNow()),
    targets: targets().map((target) => target.name),
  });
  return {
    settings,
    targets,
    targetFaults: faults,
    defaultTarget: sandbox === null ? null : 'sandbox',
    health,
    log: logLine,
    ...(adjust === undefined ? {} : { adjust }),
  };
}
