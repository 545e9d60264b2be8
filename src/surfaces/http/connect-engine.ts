import { Agent, type IncomingMessage, type RequestOptions, request as sendRequest } from 'node:http';
import type { EngineClient, EngineEvent } from '../../engine/engine.ts';
import { codes } from '../../kernel/codes.ts';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { fail, type Result } from '../../kernel/result.ts';
import type { OperationName } from '../../model/operations.ts';
import { eventsPath, requestLimit, routes } from '../../model/routes.ts';

const usualStart = 'asbuilt up --detach';

/** Milliseconds. An answer may take as long as it needs, as long as the engine shows that it lives. */
export interface Liveness {
  /** How long an answer may be silent before a sign of life is asked for, and asked for again. */
  readonly quiet: number;
  /** How long that sign may take: an engine at hard work is slow to give one, too. */
  readonly sign: number;
}

const usual: Liveness = { quiet: 5_000, sign: 15_000 };

/**
 * A client of a running engine, which takes it for the holder of the token. Nothing is sent before the first call.
 * ENGINE_NOT_RUNNING when nobody answers at the address, the answer breaks off, or it is not one of an Asbuilt engine; ENGINE_SILENT when it takes what is
 * sent and gives no sign of life. The event stream ends, without a problem, when the engine goes away: what became of a run is asked of `run`.
 */
export function connectEngine(url: string, token: string, liveness = usual, startIt = usualStart): EngineClient {
  const agent = new Agent({ keepAlive: true });
  const address = {
    agent,
    base: new URL(url),
    headers: { authorization: `Bearer ${token}` },
    liveness,
    startIt,
  };
  const calls = Object.fromEntries(Object.keys(routes).map((name) => [name, (request: Fields) => call(address, name as OperationName, request)]));
  const client: unknown = {
    ...calls,
    events: (run: string | null, signal: AbortSignal, after?: number) => readEvents(openEvents(address, run, signal, after)),
  };
  return client as EngineClient;
}

type Fields = Readonly<Record<string, unknown>>;
interface Address {
  readonly agent: Agent;
  readonly base: URL;
  readonly headers: { readonly authorization: string };
  readonly liveness: Liveness;
  /** The command that starts the engine. */
  readonly startIt: string;
}

async function call(address: Address, name: OperationName, fields: Fields): Promise<Result<unknown>> {
  const { method, path } = routes[name];
  const rest = { ...fields };
  const located = path.replace(/:(\w+)/g, (_, field: string) => {
    const value = String(rest[field] ?? '');
    delete rest[field];
    return encodeURIComponent(value);
  });
  const empty = /\/(\.{0,2})(\/|$)/.exec(located);
  if (empty !== null) return fail(problem('INPUT_INVALID', `${JSON.stringify(empty[1])} cannot be an id or a name`, 'give the one that a listing shows'));
  if (method === 'GET') return exchange(address, { method, path: located + queryOf(rest) }, null);
  const body = Buffer.from(JSON.stringify(rest));
  if (body.byteLength > requestLimit) return fail(problem('INPUT_INVALID', `the request is larger than ${requestLimit} bytes`, 'send less'));
  return exchange(
    address,
    {
      method,
      path: located,
      headers: {
        'content-type': 'application/json',
        'content-length': body.byteLength,
      },
    },
    body,
  );
}

function queryOf(fields: Fields): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) query.set(key, String(value));
  return query.size === 0 ? '' : `?${query}`;
}

async function exchange(address: Address, options: RequestOptions, body: Buffer | null): Promise<Result<unknown>> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await once(address, options, body);
    if (outcome.kind === 'answer') return decode(address, outcome.status, outcome.text);
    // The server may close a kept connection just as it is used again. A read can safely be sent once more.
    if (outcome.reused && options.method === 'GET' && attempt === 1) continue;
    return fail(unreachable(address, outcome.error, options.method !== 'GET' && outcome.error.code !== 'ECONNREFUSED'));
  }
}

type Outcome =
  | { readonly kind: 'answer'; readonly status: number; readonly text: string }
  | { readonly kind: 'lost'; readonly error: NodeJS.ErrnoException; readonly reused: boolean };

function once(address: Address, options: RequestOptions, body: Buffer | null): Promise<Outcome> {
  return new Promise((resolve) => {
    const { agent, base, headers } = address;
    const request = sendRequest(base, {
      ...options,
      agent,
      headers: { ...options.headers, ...headers },
    });
    const stopWatching = watchLife(address, () => request.destroy(new EngineSilent(address.liveness)));
    const ended = (outcome: Outcome) => {
      stopWatching();
      resolve(outcome);
    };
    const lost = (error: NodeJS.ErrnoException) => ended({ kind: 'lost', error, reused: request.reusedSocket && !(error instanceof EngineSilent) });
    request.once('error', lost);
    request.once('response', (response) => {
      textOf(response).then((text) => ended({ kind: 'answer', status: response.statusCode ?? 0, text }), lost);
    });
    request.end(body);
  });
}

class EngineSilent extends Error {
  constructor({ quiet, sign }: Liveness) {
    super(`no sign of life for ${Math.round((quiet + sign) / 1000)} s`);
  }
}

/** Asks for a sign of life again and again, and calls `silent` when none came. Gives what ends the watching. */
function watchLife(address: Address, silent: () => void): () => void {
  let watching = true;
  let timer: NodeJS.Timeout;
  const watch = async (): Promise<void> => {
    const alive = await givesSign(address);
    if (!watching) return;
    if (!alive) return silent();
    timer = setTimeout(watch, address.liveness.quiet);
  };
  timer = setTimeout(watch, address.liveness.quiet);
  return () => {
    watching = false;
    clearTimeout(timer);
  };
}

/** Whether it answers anything at all, on a connection of its own; one that is refused is a sign too, and is met by the request itself. */
function givesSign({ base, headers, liveness }: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(liveness.sign);
    const request = sendRequest(base, { agent: false, headers, signal, method: 'GET', path: routes.health.path });
    request.once('error', () => resolve(!signal.aborted));
    request.once('response', (response) => {
      response.resume();
      resolve(true);
    });
    request.end();
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function unreachable({ base, startIt }: Address, error: NodeJS.ErrnoException, mayHaveActed: boolean): Diagnostic {
  if (error instanceof EngineSilent) {
    const more = mayHaveActed ? '; it may still act on the request' : '';
    return problem(
      'ENGINE_SILENT',
      `the engine at ${base.origin} takes requests and does not answer${more}`,
      `asbuilt doctor; to start it anew, and its runs with it: asbuilt down, then ${startIt}`,
      { cause: `${error.message}: it is stopped, or the machine is far too busy` },
    );
  }
  if (!mayHaveActed) return problem('ENGINE_NOT_RUNNING', `no engine answers at ${base.origin}`, startIt, { cause: error.message });
  return problem(
    'ENGINE_NOT_RUNNING',
    `the engine at ${base.origin} went away before it answered; it may have acted on the request`,
    `${startIt}, then look: asbuilt runs list`,
    { cause: error.message },
  );
}

function decode({ base, startIt }: Address, status: number, text: string): Result<unknown> {
  const foreign = () => fail(problem('ENGINE_NOT_RUNNING', `what answers at ${base.origin} is not an Asbuilt engine (HTTP ${status})`, startIt));
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return foreign();
  }
  if (!isJsonObject(body)) return foreign();
  if (body['ok'] === true && 'value' in body) return { ok: true, value: body['value'] };
  const problems: unknown = body['problems'];
  if (body['ok'] !== false || !Array.isArray(problems) || problems.length === 0) return foreign();
  return fail(...problems.map(asDiagnostic));
}

/** A problem as the engine told it. One with a code that this version does not know is kept as a defect with its words. */
function asDiagnostic(value: unknown): Diagnostic {
  const told = isJsonObject(value) ? value : {};
  const { code, message, fix, at, cause, retryable } = told as Record<string, unknown>;
  const more = {
    ...(typeof at === 'string' ? { at } : {}),
    ...(typeof cause === 'string' ? { cause } : {}),
  };
  const words = typeof message === 'string' ? message : 'the engine reports a problem without words';
  const advice = typeof fix === 'string' ? fix : 'see the engine’s log';
  if (typeof code !== 'string' || !Object.hasOwn(codes, code)) return problem('INTERNAL', typeof code === 'string' ? `${code}: ${words}` : words, advice, more);
  return {
    code: code as Diagnostic['code'],
    message: words,
    fix: advice,
    retryable: retryable === true,
    ...more,
  };
}

/** The request is sent now, not at the first `next`, so that little is missed between asking for events and reading them. */
function openEvents({ agent, base, headers }: Address, run: string | null, signal: AbortSignal, after: number | undefined): Promise<IncomingMessage | null> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(null);
    const request = sendRequest(base, {
      agent,
      headers,
      signal,
      method: 'GET',
      path: eventsPath + queryOf({ ...(run === null ? {} : { run }), ...(after === undefined ? {} : { after: String(after) }) }),
    });
    request.once('error', () => resolve(null));
    request.once('response', (response) => {
      if (response.statusCode === 200) return resolve(response);
      response.resume();
      return resolve(null);
    });
    return request.end();
  });
}

async function* readEvents(opened: Promise<IncomingMessage | null>): AsyncGenerator<EngineEvent> {
  const response = await opened;
  if (response === null) return;
  response.setEncoding('utf8');
  let rest = '';
  try {
    for await (const chunk of response) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield JSON.parse(line) as EngineEvent;
    }
  } catch {
    // Aborted by us, or cut off by the engine's end: either way there are no more events.
  }
}
