import { holderOf } from '../adapters/store/home-lock.ts';
import type { Engine } from '../engine/engine.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail } from '../kernel/result.ts';
import { routes } from '../model/routes.ts';
import { forwardStdio, type Sending } from '../surfaces/mcp/forward-stdio.ts';
import type { KeptAnswers } from '../surfaces/mcp/kept-answers.ts';
import type { McpDoor } from '../surfaces/mcp/mcp-door.ts';
import { type EngineFile, engineFile, homeLayout, readJsonFile } from './home-layout.ts';
import { localCallers } from './local-callers.ts';
import { logDefect } from './log-line.ts';
import type { Settings } from './settings.ts';
import { systemClock } from './system-clock.ts';
import { version } from './version.ts';

/** Milliseconds: three times what the engine takes at most before it says that it goes on. */
const longestAnswer = 30_000;
const startIt = 'a person starts it: asbuilt up --detach';

/**
 * An AI agent on this process's stdin and stdout, forwarded to the data folder's engine with the agent's credential. Where no engine answers, or not to that
 * credential, the agent is told so by each tool, and the next call looks for it again.
 */
export async function serveMcp(settings: Settings, { readOnly }: { readonly readOnly: boolean }, signal: AbortSignal): Promise<void> {
  const path = readOnly ? '/mcp/read-only' : '/mcp';
  const alone = doorWithoutEngine(settings);
  await forwardStdio({
    input: process.stdin,
    output: (line) => void process.stdout.write(line),
    send: (sending) => send(settings, path, sending, alone),
    answersWithin: longestAnswer,
    signal,
  });
}

type Alone = (request: Request, because: Diagnostic) => Promise<Response>;

async function send({ home }: Settings, path: string, { method, headers, body, signal }: Sending, alone: Alone): Promise<Response> {
  const without = (because: Diagnostic) => alone(new Request(new URL(path, 'http://127.0.0.1'), { method, headers, body, signal }), because);
  const known = runningEngine(home);
  if (known === null) return without(problem('ENGINE_NOT_RUNNING', 'no engine runs', startIt));
  let response: Response;
  try {
    response = await fetch(new URL(path, known.url), { method, headers: { ...headers, authorization: `Bearer ${known.token}` }, body, signal });
  } catch (error) {
    if (signal.aborted) throw error;
    return without(problem('ENGINE_NOT_RUNNING', 'the engine went away before it answered', `${startIt}; then repeat the call, with the same idempotency_key`));
  }
  if (response.status !== 401 && response.status !== 403) return response;
  const fix = 'a person starts the engine again: asbuilt down, then asbuilt up --detach';
  return without(problem('ENGINE_UNAUTHENTICATED', 'the engine does not accept the credential in agent.json', fix));
}

/** The file may be left from an engine that was killed: the token goes to no other process that listens there now. */
function runningEngine(home: string): EngineFile | null {
  const known = readJsonFile(engineFile, homeLayout(home).agent);
  const holder = known === null ? null : holderOf(home);
  return holder === null || holder === 'unknown' || holder.pid !== known?.pid ? null : known;
}

/** Nothing is done, so nothing has to be remembered. */
const nothingKept: KeptAnswers = { find: async () => null, keep: async () => undefined, planned: async () => null };

/** The same door before an engine that can do nothing: what there would be is listed, and each tool says what is wrong. */
function doorWithoutEngine({ user }: Settings): Alone {
  let opened: Promise<McpDoor> | undefined;
  let latest: Diagnostic;
  const refuse = async () => fail(latest);
  const engine = { ...Object.fromEntries(Object.keys(routes).map((name) => [name, refuse])), events: refuse } as unknown as Engine;
  return async (request, because) => {
    latest = because;
    opened ??= import('../surfaces/mcp/mcp-door.ts').then(({ mcpDoor }) =>
      mcpDoor({ engine, version, answers: nothingKept, now: systemClock.now, onDefect: logDefect }),
    );
    return (await opened).fetch(request, { ...localCallers(user).agent, via: 'mcp' });
  };
}
