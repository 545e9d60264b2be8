import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { localProcesses } from '../adapters/processes/local-processes.ts';
import { processBirth } from '../adapters/store/process-birth.ts';
import { pythonDriver } from '../drivers/python/python-driver.ts';
import type { EnginePorts } from '../engine/engine-ports.ts';
import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Driver } from '../ports/driver.ts';
import type { SecretValues } from '../ports/secrets.ts';
import type { Store } from '../ports/store.ts';
import { homeLayout } from './home-layout.ts';
import type { Settings } from './settings.ts';
import { systemClock } from './system-clock.ts';

interface Interpreter {
  readonly path: string;
  readonly version: string;
  readonly digest: string;
}

/** Python units on this machine. A unit's environment is clean: it gets no credentials, of ours or of the target. */
export function pythonEngine(
  home: string,
  env: Settings['env'],
  store: Store,
  secrets: SecretValues,
): { readonly driver: Driver; readonly engines: EnginePorts['engines'] } {
  let known: Promise<Result<Interpreter>> | undefined;
  const interpreter = async (): Promise<Result<Interpreter>> => {
    known ??= findInterpreter(env);
    const found = await known;
    if (!found.ok) known = undefined;
    return found;
  };
  const processes = localProcesses({
    folder: homeLayout(home).units,
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', PYTHONUTF8: '1' },
    birthOf: processBirth,
    without: (text) => secrets.without(text),
  });
  return {
    driver: pythonDriver({
      processes,
      secrets,
      clock: systemClock,
      source: (digest) => store.source(digest),
      interpreter: async () => {
        const found = await interpreter();
        return found.ok ? ok(found.value.path) : found;
      },
    }),
    engines: async (names) => {
      if (names.length === 0) return ok([]);
      const found = await interpreter();
      return found.ok ? ok([{ engine: 'python', version: found.value.version, digest: digestOfFile(found.value.path) }]) : found;
    },
  };
}

/** The interpreter that `python3` stands for: what is on the path may be a script that chooses one. */
async function findInterpreter(env: Settings['env']): Promise<Result<Interpreter>> {
  const said = await output('python3', ['-I', '-c', 'import sys; print(sys.executable); print(sys.version.split()[0])'], env);
  const [executable = '', version = ''] = said?.trim().split('\n') ?? [];
  if (said === null || executable === '')
    return fail(problem('ENGINE_MISSING', 'there is no python3 on this machine', 'install Python 3, then plan again', { at: 'python3' }));
  const path = realpathSync(executable);
  return ok({ path, version, digest: digestOfFile(path) });
}

function digestOfFile(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function output(program: string, argv: readonly string[], env: Settings['env']): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(program, argv, { env: { ...env }, stdio: ['ignore', 'pipe', 'ignore'], timeout: 10_000 });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    child.once('error', () => resolve(null));
    child.once('close', (code) => resolve(code === 0 ? text : null));
  });
}
