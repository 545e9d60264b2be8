import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Settings } from './settings.ts';

/**
 * Starts this program again as a process of its own that outlives us, with its output in a log file, and waits until `ready` gives an answer.
 * When the process ends first, the last lines of its log are the cause.
 */
export async function startInBackground<T>(
  settings: Settings,
  args: readonly string[],
  log: string,
  ready: () => Promise<T | null>,
  milliseconds: number,
): Promise<Result<T>> {
  mkdirSync(dirname(log), { recursive: true, mode: 0o700 });
  const output = openSync(log, 'w', 0o600);
  const [runtime, entry] = settings.program;
  const env = { ...settings.env, ASBUILT_HOME: settings.home };
  const child = spawn(runtime, [...process.execArgv, entry, ...args], { cwd: settings.cwd, detached: true, stdio: ['ignore', output, output], env });
  closeSync(output);
  let ended: string | null = null;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = `it ended with ${signal ?? code}`;
  });
  child.unref();
  for (const start = performance.now(); performance.now() - start < milliseconds; ) {
    const answer = await ready();
    if (answer !== null) return ok(answer);
    if (ended !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  const said = readFileSync(log, 'utf8').trim();
  return (
    reported(said) ??
    fail(
      problem('ENGINE_START_FAILED', `the ${args[0] === 'sandbox' ? 'sandbox' : 'engine'} did not start (${ended ?? 'no answer in time'})`, `read ${log}`, {
        at: log,
        cause: said.slice(-2000),
      }),
    )
  );
}

/** The problems that the process itself reported: `up --json` and `sandbox --json` print them as JSON. */
function reported(said: string): Result<never> | null {
  for (const line of said.split('\n').reverse()) {
    if (!line.startsWith('{')) continue;
    try {
      const { problems } = JSON.parse(line) as { problems?: unknown };
      if (Array.isArray(problems) && problems.length > 0) return fail(...problems);
    } catch {
      // Not one of our lines.
    }
  }
  return null;
}
