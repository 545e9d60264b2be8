import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endRestateOf } from '../adapters/durable/restate-server.ts';
import { type Holder, holderOf } from '../adapters/store/home-lock.ts';
import { processBirth } from '../adapters/store/process-birth.ts';
import type { EngineAddress, LocalHost, UpOptions } from '../engine/host.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { connectEngine } from '../surfaces/http/connect-engine.ts';
import { startInBackground } from './background.ts';
import { endProcess } from './end-process.ts';
import { findEngine } from './find-engine.ts';
import { statusAt } from './find-sandbox.ts';
import { engineFile, homeEntries, homeLayout, readJsonFile, startCommand } from './home-layout.ts';
import type { Settings } from './settings.ts';
import { systemClock } from './system-clock.ts';

/** Milliseconds in which an engine that somebody else started has to answer. */
const usualPatience = 60_000;

/** The local engine's processes and data folder, as the command line reaches them. */
export function localHost(settings: Settings, patience = usualPatience): LocalHost {
  const { home } = settings;
  const layout = homeLayout(home);
  return {
    home,
    async up(options) {
      const started = await up(settings, options, patience);
      return started.ok ? ok(await withSpeed(started.value)) : started;
    },
    serve: async (options, ready, signal) => (await import('./serve-engine.ts')).serveEngine(settings, options, ready, signal),
    sandbox: async (options, ready, signal) => (await import('./sandbox-process.ts')).serveSandbox(settings, options, ready, signal),
    doctor: async () => (await import('./doctor.ts')).doctor(settings),
    async down({ purge }) {
      const holder = holderOf(home);
      const pid = holder === null || holder === 'unknown' ? null : holder.pid;
      const birth = pid === null ? null : processBirth(pid);
      if (pid !== null && birth !== null) await endProcess({ pid, birth }, 15_000);
      if (holder !== null && holderOf(home) !== null) return fail(stillHeld(home, pid));
      await endRestateOf(layout.restate, systemClock);
      const { runningSandbox, stopSandbox } = await import('./sandbox-process.ts');
      const running = await runningSandbox(home);
      const left = await stopSandbox(home);
      const credentials = [layout.engine, layout.agent];
      const folder = credentials.find((path) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory());
      if (folder !== undefined && !purge) return fail(notAFile(folder));
      for (const credential of credentials) rmSync(credential, { recursive: purge, force: true });
      if (purge) removeOwnFiles(home);
      return ok({ pid, sandbox: left === null ? (running?.pid ?? null) : null, purged: purge, left });
    },
    async connect() {
      const known = readJsonFile(engineFile, layout.engine);
      if (known !== null) return ok(connectEngine(known.url, known.token, undefined, startCommand(home)));
      const holder = holderOf(home);
      if (holder !== null) return fail(addressless(home, holder));
      return fail(problem('ENGINE_NOT_RUNNING', `no engine runs on ${home}`, 'asbuilt up --detach, or asbuilt up --sandbox --detach to try it', { at: home }));
    },
    serveMcp: async (options, signal) => (await import('./serve-mcp.ts')).serveMcp(settings, options, signal),
    connectClient: async (order) => (await import('./connect-agent-client.ts')).connectAgentClient(settings, order),
    importTypes: async (path) => (await import('./local-types.ts')).importTypes(settings, path),
    describeTypes: async (types, target) => (await import('./local-types.ts')).describeTypes(settings, types, target),
    importArtifact: async (path) => (await import('./import-artifact.ts')).importArtifact(settings, path),
    showType: async (name) => (await import('./local-types.ts')).showType(settings, name),
  };
}

/** Starts the engine, unless one runs; of several at once one starts it, and the others wait for that one. */
async function up(settings: Settings, options: UpOptions, patience: number): Promise<Result<EngineAddress>> {
  const { home } = settings;
  let lost: Result<never> | null = null;
  for (const begun = performance.now(); ; await sleep(25)) {
    const found = await findEngine(home);
    if (found.kind === 'answers') {
      if (options.sandbox && found.address.sandbox === null) return fail(withoutSandbox(home));
      return found.address.sandbox === null ? ok(found.address) : withItsSandbox(settings, options, found.address, found.address.sandbox);
    }
    if (found.kind === 'silent') return fail(...found.problems);
    if (performance.now() - begun > patience) return lost ?? fail(addressless(home, found.kind === 'starting' ? found.holder : 'unknown'));
    if (found.kind === 'starting') continue;
    const started = await start(settings, options);
    if (started.ok || started.problems[0]?.code !== 'HOME_LOCKED') return started;
    lost = started;
  }
}

/** A sandbox that has ended since its engine started is started again: the engine finds it, also at another address. */
async function withItsSandbox(
  settings: Settings,
  { speed }: UpOptions,
  address: EngineAddress,
  known: NonNullable<EngineAddress['sandbox']>,
): Promise<Result<EngineAddress>> {
  const ensured = await (await import('./sandbox-process.ts')).ensureSandbox(settings, speed);
  if (!ensured.ok) return ensured;
  const { endpoint, instance, accounts } = ensured.value;
  if (instance === known.instance) return ok({ ...address, sandbox: { endpoint, instance, accounts } });
  const message = 'the sandbox that the engine was started with is gone with its state file, and another one runs now';
  return fail(problem('ENGINE_START_FAILED', message, 'asbuilt down, then asbuilt up --sandbox --detach', { at: 'sandbox' }));
}

async function withSpeed(address: EngineAddress): Promise<EngineAddress> {
  const status = address.sandbox === null ? null : await statusAt(address.sandbox.endpoint);
  return address.sandbox === null || status === null ? address : { ...address, sandbox: { ...address.sandbox, speed: status.speed } };
}

async function start(settings: Settings, options: UpOptions): Promise<Result<EngineAddress>> {
  const { home } = settings;
  const args = [
    'up',
    '--json',
    ...(options.sandbox ? ['--sandbox'] : []),
    ...(options.port === null ? [] : ['--port', String(options.port)]),
    ...(options.speed === null ? [] : ['--speed', String(options.speed)]),
  ];
  const answering = async (): Promise<EngineAddress | null> => {
    const found = await findEngine(home);
    return found.kind === 'answers' ? found.address : null;
  };
  return startInBackground(settings, args, homeLayout(home).engineLog, answering, 60_000);
}

function withoutSandbox(home: string): Diagnostic {
  return problem('HOME_LOCKED', `the engine that runs on ${home} was started without a sandbox`, 'asbuilt down, then asbuilt up --sandbox --detach', {
    at: home,
  });
}

/** Somebody has the folder, and its engine.json does not say where that one answers. */
function addressless(home: string, holder: Holder | 'unknown'): Diagnostic {
  const who = holder === 'unknown' ? 'a process that does not say which it is' : `process ${holder.pid}, since ${holder.since},`;
  return problem(
    'ENGINE_SILENT',
    `${who} has the data folder ${home}, and does not say where it answers`,
    `if it was started just now, try again; otherwise: asbuilt down, then ${startCommand(home)}`,
    { at: homeLayout(home).engine, cause: 'engine.json is missing, or is not what the engine wrote' },
  );
}

function stillHeld(home: string, pid: number | null): Diagnostic {
  const who = pid === null ? 'a process that does not say which it is' : `process ${pid}, which does not end`;
  return problem(
    'HOME_LOCKED',
    `the data folder ${home} is held by ${who}`,
    `try again; if it stays so, end the process that has ${join(home, 'engine.lock')} open`,
    {
      at: home,
    },
  );
}

function notAFile(path: string): Diagnostic {
  return problem('STORE_DAMAGED', `what ran is stopped; ${path} is a folder, where Asbuilt keeps a file`, `move it away: mv ${path} ${path}.aside`, {
    at: path,
    cause: 'something else than Asbuilt made it',
  });
}

/** Only what Asbuilt itself put there: a data folder may have been named by mistake. */
function removeOwnFiles(home: string): void {
  for (const name of readdirSync(home)) {
    if (homeEntries.some(({ form }) => form.test(name))) rmSync(join(home, name), { recursive: true, force: true });
  }
}
