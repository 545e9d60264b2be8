import { rmSync } from 'node:fs';
import { processBirth } from '../adapters/store/process-birth.ts';
import { sqliteProblem } from '../adapters/store/sqlite-problem.ts';
import type { LeftAlone, SandboxAddress, SandboxOptions } from '../engine/host.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { loadRegistry } from '../registry/registry.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { startInBackground } from './background.ts';
import { endProcess } from './end-process.ts';
import { findSandbox } from './find-sandbox.ts';
import { homeLayout, readJsonFile, type SandboxFile, sandboxFile, writeJsonFile } from './home-layout.ts';
import { logLine } from './log-line.ts';
import { prepareHome } from './prepare-home.ts';
import type { Settings } from './settings.ts';

const usualAccounts = ['123456789012', '111111111111', '222222222222'];

/** Is the sandbox, in this process, until `signal` aborts. With the usual state file it is the data folder's sandbox, and is found there. */
export async function serveSandbox(
  settings: Settings,
  options: SandboxOptions,
  ready: (address: SandboxAddress) => void,
  signal: AbortSignal,
): Promise<Result<null>> {
  const home = prepareHome(settings.home);
  if (!home.ok) return home;
  const layout = homeLayout(settings.home);
  const registry = loadRegistry({ overlay: layout.schemas });
  let sandbox: Sandbox;
  try {
    sandbox = await startSandbox({
      port: options.port,
      file: options.state ?? layout.sandboxState,
      accounts: options.accounts.length > 0 ? options.accounts : usualAccounts,
      anyAccount: options.accounts.length === 0,
      speed: options.speed ?? 1,
      types: registry,
      log: logLine,
    });
  } catch (error) {
    registry.close();
    return fail(startFailure(error, options, options.state ?? layout.sandboxState));
  }
  const { endpoint, accounts, instance } = sandbox;
  const file: SandboxFile = { endpoint, instance, accounts: [...accounts], pid: process.pid, birth: processBirth(process.pid) };
  if (options.state === null) writeJsonFile(settings.home, layout.sandbox, file);
  ready({ endpoint, accounts, instance });
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await sandbox.close();
  registry.close();
  if (options.state === null && readJsonFile(sandboxFile, layout.sandbox)?.pid === process.pid) rmSync(layout.sandbox, { force: true });
  return ok(null);
}

function startFailure(error: unknown, options: SandboxOptions, file: string): Diagnostic {
  const cause = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return problem('PORT_TAKEN', `another program listens on port ${options.port}`, 'choose another with --port, or leave it out for a free one', {
      at: '--port',
    });
  const known = sqliteProblem(error, file);
  // What it holds is nowhere else, unlike the engine's records.
  const damaged = known?.code === 'STORE_DAMAGED' || error instanceof SyntaxError;
  if (damaged) return problem('STORE_DAMAGED', `the sandbox’s state file ${file} cannot be read`, stateFix(file), { at: file, cause });
  if (known?.code === 'HOME_LOCKED' && options.state === null)
    return problem(
      'HOME_LOCKED',
      'the sandbox of this data folder runs already',
      'use it, stop it with its engine by: asbuilt down, or give another file with --state',
      {
        at: file,
      },
    );
  return known ?? problem('ENGINE_START_FAILED', 'the sandbox cannot start', 'see the cause, then start it again', { at: file, cause });
}

function stateFix(file: string): string {
  return `put it back from a backup, or begin with an empty sandbox: mv ${file} ${file}.aside`;
}

/** The data folder's sandbox if it answers as that: its own instance, from its own state file. */
export async function runningSandbox(home: string): Promise<SandboxFile | null> {
  const found = await findSandbox(home);
  return found.kind === 'running' ? found.file : null;
}

/** The data folder's sandbox: the one that runs, else a new process, on the port of the last one where that is free. */
export async function ensureSandbox(settings: Settings, speed: number | null): Promise<Result<SandboxFile>> {
  const found = await findSandbox(settings.home);
  if (found.kind === 'running') {
    if (speed === null || (await setSpeed(found.file.endpoint, speed))) return ok(found.file);
    return fail(
      problem('ENGINE_START_FAILED', `the sandbox at ${found.file.endpoint} does not take another speed`, 'asbuilt down, then start again', { at: 'sandbox' }),
    );
  }
  // The next one puts its name in its place, and nobody would find it again.
  if (found.kind === 'astray') await stopSandbox(settings.home);
  return startInBackground(
    settings,
    ['sandbox', '--json', ...(speed === null ? [] : ['--speed', String(speed)])],
    homeLayout(settings.home).sandboxLog,
    () => runningSandbox(settings.home),
    20_000,
  );
}

/**
 * Ends the data folder's sandbox, if it runs; its state stays. A signal goes only to a process that has proven to be that sandbox: it answers as the
 * instance that sandbox.json names, says that it is the process named there, and has run since the time written there. Any other is left alone.
 */
export async function stopSandbox(home: string): Promise<LeftAlone | null> {
  const found = await findSandbox(home);
  if (found.kind === 'none') return null;
  const { pid, birth, endpoint } = found.file;
  if (birth === null) return { pid, why: 'this system does not tell when a process started, so it may be another one' };
  if (processBirth(pid) !== birth) return { pid, why: 'another process has that id now' };
  if (found.kind === 'unproven') return { pid, why: `at ${endpoint} it does not answer as this data folder’s sandbox` };
  await endProcess({ pid, birth }, 5_000);
  return null;
}

async function setSpeed(endpoint: string, speed: number): Promise<boolean> {
  try {
    const body = JSON.stringify({ speed: Number.isFinite(speed) ? speed : 'infinity' });
    return (await fetch(`${endpoint}/_sandbox/speed`, { method: 'PUT', body, headers: { 'content-type': 'application/json' } })).ok;
  } catch {
    return false;
  }
}
