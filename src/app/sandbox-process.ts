import { mkdirSync, rmSync } from 'node:fs';
import type { SandboxAddress, SandboxOptions } from '../engine/host.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { loadRegistry } from '../registry/registry.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { startInBackground } from './background.ts';
import { homeLayout, readJsonFile, type SandboxFile, sandboxFile, writeJsonFile } from './home-layout.ts';
import { logLine } from './log-line.ts';
import { goneWithin } from './process-alive.ts';
import type { Settings } from './settings.ts';

const usualAccounts = ['123456789012', '111111111111', '222222222222'];

/** Is the sandbox, in this process, until `signal` aborts. With the usual state file it is the data folder's sandbox, and is found there. */
export async function serveSandbox(
  settings: Settings,
  options: SandboxOptions,
  ready: (address: SandboxAddress) => void,
  signal: AbortSignal,
): Promise<Result<null>> {
  const layout = homeLayout(settings.home);
  const accounts = options.accounts.length > 0 ? options.accounts : usualAccounts;
  const registry = loadRegistry({ overlay: layout.schemas });
  let sandbox: Sandbox;
  try {
    mkdirSync(settings.home, { recursive: true, mode: 0o700 });
    sandbox = await startSandbox({
      port: options.port ?? 0,
      file: options.state ?? layout.sandboxState,
      accounts,
      speed: options.speed ?? 1,
      types: registry,
      log: logLine,
    });
  } catch (error) {
    registry.close();
    return fail(startFailure(error, options));
  }
  const address = { endpoint: sandbox.endpoint, accounts: sandbox.accounts };
  const file: SandboxFile = { endpoint: sandbox.endpoint, accounts: [...sandbox.accounts], pid: process.pid };
  if (options.state === null) writeJsonFile(settings.home, layout.sandbox, file);
  ready(address);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await sandbox.close();
  registry.close();
  if (options.state === null && readJsonFile(sandboxFile, layout.sandbox)?.pid === process.pid) rmSync(layout.sandbox, { force: true });
  return ok(null);
}

function startFailure(error: unknown, options: SandboxOptions): Diagnostic {
  const cause = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return problem('PORT_TAKEN', `another program listens on port ${options.port}`, 'choose another with --port, or leave it out for a free one', {
      at: '--port',
    });
  return problem('ENGINE_START_FAILED', 'the sandbox cannot start', 'see the cause; the state file may be held by another sandbox', {
    at: options.state ?? 'sandbox',
    cause,
  });
}

/** The data folder's sandbox if it answers. */
export async function runningSandbox(home: string): Promise<SandboxFile | null> {
  const known = readJsonFile(sandboxFile, homeLayout(home).sandbox);
  return known !== null && (await answers(known.endpoint)) ? known : null;
}

/** The data folder's sandbox: the one that runs, else a new process, on the port of the last one where that is free. */
export async function ensureSandbox(settings: Settings, speed: number | null): Promise<Result<SandboxFile>> {
  const running = await runningSandbox(settings.home);
  if (running !== null) {
    if (speed !== null && !(await setSpeed(running.endpoint, speed))) {
      return fail(
        problem('ENGINE_START_FAILED', `the sandbox at ${running.endpoint} does not take another speed`, 'asbuilt down, then start again', { at: 'sandbox' }),
      );
    }
    return ok(running);
  }
  const layout = homeLayout(settings.home);
  const last = readJsonFile(sandboxFile, layout.sandbox);
  rmSync(layout.sandbox, { force: true });
  const start = (port: string) =>
    startInBackground(
      settings,
      ['sandbox', '--json', '--port', port, ...(speed === null ? [] : ['--speed', String(speed)])],
      layout.sandboxLog,
      () => runningSandbox(settings.home),
      20_000,
    );
  if (last === null) return start('0');
  const again = await start(new URL(last.endpoint).port);
  return again.ok || again.problems[0]?.code !== 'PORT_TAKEN' ? again : start('0');
}

/** Ends the data folder's sandbox, if it runs; its state stays. */
export async function stopSandbox(home: string): Promise<void> {
  const running = await runningSandbox(home);
  if (running === null) return;
  process.kill(running.pid, 'SIGTERM');
  if (!(await goneWithin(running.pid, 5_000))) process.kill(running.pid, 'SIGKILL');
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/_sandbox/status`, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}

async function setSpeed(endpoint: string, speed: number): Promise<boolean> {
  try {
    const body = JSON.stringify({ speed: Number.isFinite(speed) ? speed : 'infinity' });
    return (await fetch(`${endpoint}/_sandbox/speed`, { method: 'PUT', body, headers: { 'content-type': 'application/json' } })).ok;
  } catch {
    return false;
  }
}
