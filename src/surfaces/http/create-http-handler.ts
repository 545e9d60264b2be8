import { type Context, Hono } from 'hono';
import type { Engine } from '../../engine/engine.ts';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import type { Result } from '../../kernel/result.ts';
import type { Caller } from '../../model/caller.ts';
import { type OperationName, operations } from '../../model/operations.ts';
import { eventsPath, requestLimit } from '../../model/routes.ts';
import { type Credentials, callerOfToken } from './caller-of-token.ts';
import { decodeRequest, parseBody } from './decode-request.ts';
import { HeldBodies, TooMuchHeld } from './held-bodies.ts';
import { readText } from './read-text.ts';
import { statusOf } from './status-of.ts';
import { streamEvents } from './stream-events.ts';
import { toldTo } from './told-to.ts';

export interface HttpHandlerOptions {
  readonly engine: Engine;
  /** Who holds which token; every request must carry one as `Authorization: Bearer …`. */
  readonly credentials: Credentials;
  /** Aborted when the server closes: open event streams end then. */
  readonly closing?: AbortSignal;
  /** What answers below a path beside the use cases, to AI agents alone. */
  readonly forAgents?: { readonly path: `/${string}`; readonly fetch: (request: Request, caller: Caller) => Promise<Response> };
  /** Told of every defect; the caller only learns that there was one. */
  readonly onDefect?: (error: unknown, operation: string) => void;
}

/** What is known of a request that was let in. */
interface Known {
  Variables: { caller: Caller };
}

/**
 * The engine's use cases over HTTP: one route per entry of `operations`, and the stream of events.
 * 1. A request whose Host, or whose Origin where it has one, is not a loopback name is refused: a web page that rebinds its own name to 127.0.0.1 gets nowhere.
 * 2. A request without a known token is refused before its body is read. There are no CORS headers, so no browser page can read an answer.
 * 3. Who calls is said by the token and by nothing else of a request; what they may is the engine's to say.
 * 4. An agent is told nothing that stands where people keep secrets, as over MCP.
 * 5. All bodies that are held for one credential at once have a limit, beside that of each.
 * 6. Every answer is JSON, `{ok: true, value}` or `{ok: false, problems}`, with a status that fits the first problem.
 */
export function createHttpHandler(options: HttpHandlerOptions): Hono<Known> {
  const app = new Hono<Known>();
  const bodies = new HeldBodies();

  app.use(async (context, next) => {
    if (!isLoopbackHost(context.req.header('host'))) {
      return refuse(problem('ENGINE_UNAUTHENTICATED', 'the engine answers on loopback names only', 'use the address that `asbuilt up` printed'), 403);
    }
    const origin = context.req.header('origin');
    if (origin !== undefined && !isLoopbackHost(/^https?:\/\/(.*)$/i.exec(origin)?.[1])) {
      return refuse(problem('ENGINE_UNAUTHENTICATED', 'the engine answers no page of another place', 'call it from this machine'), 403);
    }
    const token = /^bearer +(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
    const caller = token === undefined ? null : callerOfToken(options.credentials, token);
    if (caller === null) {
      return refuse(
        problem(
          'ENGINE_UNAUTHENTICATED',
          'the request does not carry a token of this engine',
          'call it through the command line, as the user who started the engine: asbuilt doctor',
        ),
      );
    }
    context.set('caller', caller);
    const { request, release } = bodies.counted(context.req.raw, caller.principal);
    context.req.raw = request;
    await next().finally(release);
    return undefined;
  });

  for (const name of Object.keys(operations) as OperationName[]) {
    const { method, path } = operations[name];
    app.on(method, path, (context) => answer(context, name, options));
  }
  const { forAgents } = options;
  if (forAgents !== undefined) {
    for (const path of [forAgents.path, `${forAgents.path}/*`]) {
      app.all(path, (context) => {
        const caller = context.get('caller');
        if (caller.agent !== null) return forAgents.fetch(context.req.raw, caller);
        const fix = 'give the credential in agent.json, as `asbuilt mcp` does';
        return refuse(problem('CALLER_NOT_ALLOWED', `${forAgents.path} is for AI agents, and the credential is a person’s`, fix));
      });
    }
  }
  app.get(eventsPath, async (context) => {
    const stop = new AbortController();
    const signal = options.closing === undefined ? stop.signal : AbortSignal.any([stop.signal, options.closing]);
    const events = await options.engine.events(context.req.query('run') ?? null, context.get('caller'), signal, sequenceOf(context.req.query('after')));
    if (!events.ok) return reply(events);
    return new Response(
      streamEvents(
        events.value,
        (event) => toldTo(context.get('caller'), event),
        () => stop.abort(),
      ),
      {
        headers: {
          'content-type': 'application/x-ndjson',
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
        },
      },
    );
  });
  app.notFound((context) =>
    refuse(
      problem('INPUT_INVALID', `there is no ${context.req.method} ${context.req.path}`, 'see which there are: asbuilt help; an AI agent calls tools, at /mcp'),
      404,
    ),
  );
  app.onError((error, context) => {
    if (error instanceof TooMuchHeld) return refuse(error.problem);
    options.onDefect?.(error, `${context.req.method} ${context.req.path}`);
    return refuse(problem('INTERNAL', 'the engine met a defect of its own', 'see the engine’s log, and report it', { cause: error.message }));
  });
  return app;
}

async function answer(context: Context<Known>, name: OperationName, { engine }: HttpHandlerOptions): Promise<Response> {
  const { method, request } = operations[name];
  const text = method === 'GET' ? '' : await readText(context.req.raw, requestLimit);
  if (text === null) return refuse(problem('INPUT_INVALID', `the request is larger than ${requestLimit} bytes`, 'send less'), 413);
  const body = parseBody(text);
  if (!body.ok) return reply(body);
  // The path is last: what it names cannot be overruled by the body.
  const decoded = decodeRequest(request, {
    ...context.req.query(),
    ...body.value,
    ...context.req.param(),
  });
  if (!decoded.ok) return reply(decoded);
  const call = engine[name] as (request: unknown, caller: Caller) => Promise<Result<unknown>>;
  const caller = context.get('caller');
  return reply(toldTo(caller, await call.call(engine, decoded.value, caller)));
}

function reply(result: Result<unknown>): Response {
  return json(result, result.ok ? 200 : statusOf(result.problems));
}

function refuse(refusal: Diagnostic, status = statusOf([refusal])): Response {
  return json({ ok: false, problems: [refusal] }, status);
}

function json(body: Result<unknown>, status: number): Response {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  // The rest of the body is not read, so the connection cannot carry another request.
  if (status === 413 || status === 429) headers['connection'] = 'close';
  if (status === 401) headers['www-authenticate'] = 'Bearer';
  return new Response(JSON.stringify(body), { status, headers });
}

function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host);
}

/** The sequence after which events are wanted; undefined for those from now on. */
function sequenceOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
