import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endRestateOf } from '../adapters/durable/restate-server.ts';
import { holderOf } from '../adapters/store/home-lock.ts';
import { processBirth } from '../adapters/store/process-birth.ts';
import type { EngineClient } from '../engine/engine.ts';
import type { EngineAddress, LocalHost, UpOptions } from '../engine/host.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { connectEngine } from '../surfaces/http/connect-engine.ts';
import { startInBackground } from './background.ts';
import { endProcess } from './end-process.ts';
import { engineFile, homeEntries, homeLayout, readJsonFile } from './home-layout.ts';
import type { Settings } from './settings.ts';
import { systemClock } from './system-clock.ts';

/** The local engine's processes and data folder, as the command line reaches them. */
export function localHost(settings: Settings): LocalHost {
  const { home } = settings;
  const layout = homeLayout(home);
  return {
    up: (options) => up(settings, options),
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
      const left = await (await import('./sandbox-process.ts')).stopSandbox(home);
      for (const credential of [layout.engine, layout.agent]) rmSync(credential, { force: true });
      if (purge) removeOwnFiles(home);
      return ok({ pid, purged: purge, left });
    },
    async connect() {
      const known = readJsonFile(engineFile, layout.engine);
      if (known === null)
        return fail(
          problem('ENGINE_NOT_RUNNING', `no engine runs on ${home}`, 'asbuilt up --detach, or asbuilt up --sandbox --detach to try it', { at: home }),
        );
      return ok(connectEngine(known.url, known.token));
    },
    serveMcp: async (options, signal) => (await import('./serve-mcp.ts')).serveMcp(settings, options, signal),
    connectClient: async (order) => (await import('./connect-agent-client.ts')).connectAgentClient(settings, order),
    importTypes: async (path) => (await import('./local-types.ts')).importTypes(settings, path),
    describeTypes: async (types, target) => (await import('./local-types.ts')).describeTypes(settings, types, target),
    showType: async (name) => (await import('./local-types.ts')).showType(settings, name),
  };
}

async function up(settings: Settings, options: UpOptions): Promise<Result<EngineAddress>> {
  const running = await answering(settings);
  if (running !== null) return ok(running);
  const { home } = settings;
  const args = [
    'up',
    '--json',
    ...(options.sandbox ? ['--sandbox'] : []),
    ...(options.port === null ? [] : ['--port', String(options.port)]),
    ...(options.speed === null ? [] : ['--speed', String(options.speed)]),
  ];
  // Whoever holds the folder and does not answer in time still needs its file.
  if (holderOf(home) === null) rmSync(homeLayout(home).engine, { force: true });
  return startInBackground(settings, args, homeLayout(home).engineLog, () => answering(settings), 60_000);
}

/**
 * The engine of the data folder if it answers. engine.json may be left from one that was killed, or copied with another folder, whose engine would
 * answer: so the process that it names must have this folder's lock, and the one that answers must be that process.
 */
async function answering({ home }: Settings): Promise<EngineAddress | null> {
  const known = readJsonFile(engineFile, homeLayout(home).engine);
  const holder = known === null ? null : holderOf(home);
  if (known === null || holder === null || holder === 'unknown' || holder.pid !== known.pid) return null;
  const engine: EngineClient = connectEngine(known.url, known.token);
  const health = await engine.health({});
  return health.ok && health.value.pid === known.pid ? { url: known.url, pid: known.pid, home, sandbox: health.value.sandbox } : null;
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

/** Only what Asbuilt itself put there: a data folder may have been named by mistake. */
function removeOwnFiles(home: string): void {
  for (const name of readdirSync(home)) {
    if (homeEntries.some((entry) => entry.test(name))) rmSync(join(home, name), { recursive: true, force: true });
  }
}
