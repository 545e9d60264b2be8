import { spawn } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { prepareHome } from './prepare-home.ts';
import type { Settings } from './settings.ts';

/**
 * Starts this program again as a process of its own that outlives us, with its output in a log file, and waits until `ready` gives an answer.
 * When the process ends first, the last lines of its log are the cause. The log of the process before is replaced only once it is certain that
 * this one takes its place: one that found the folder taken leaves it to the process that has it.
 */
export async function startInBackground<T extends { readonly pid: number }>(
  settings: Settings,
  args: readonly string[],
  log: string,
  ready: () => Promise<T | null>,
  milliseconds: number,
): Promise<Result<T>> {
  const home = prepareHome(settings.home);
  if (!home.ok) return home;
  const draft = `${log}.${process.pid}`;
  const { O_CREAT, O_TRUNC, O_WRONLY, O_NOFOLLOW } = constants;
  const output = openSync(draft, O_CREAT | O_TRUNC | O_WRONLY | (O_NOFOLLOW ?? 0), 0o600);
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
    if (answer !== null) {
      // Another one may be what answers: ours will find the folder taken.
      if (answer.pid === child.pid) renameSync(draft, log);
      else rmSync(draft, { force: true });
      return ok(answer);
    }
    if (ended !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  const said = readFileSync(draft, 'utf8').trim();
  const problems = reported(said);
  if (problems?.[0]?.code === 'HOME_LOCKED') rmSync(draft, { force: true });
  else renameSync(draft, log);
  if (problems !== null) return fail(...problems);
  return fail(
    problem('ENGINE_START_FAILED', `the ${args[0] === 'sandbox' ? 'sandbox' : 'engine'} did not start`, `read ${log}`, {
      at: log,
      cause: [ended ?? 'no answer in time', said.slice(-2000)].filter((part) => part !== '').join('\n'),
    }),
  );
}

/** The problems that the process itself reported: `up --json` and `sandbox --json` print them as JSON. */
function reported(said: string): readonly Diagnostic[] | null {
  for (const line of said.split('\n').reverse()) {
    if (!line.startsWith('{')) continue;
    try {
      const { problems } = JSON.parse(line) as { problems?: unknown };
      if (Array.isArray(problems) && problems.length > 0) return problems as Diagnostic[];
    } catch {
      // Not one of our lines.
    }
  }
  return null;
}
