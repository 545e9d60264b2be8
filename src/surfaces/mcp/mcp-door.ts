import { createMcpHandler, isLegacyRequest, type McpServerFactory } from '@modelcontextprotocol/server';
import type { Engine } from '../../engine/engine.ts';
import { problem } from '../../kernel/diagnostic.ts';
import { isJsonObject, type Json } from '../../kernel/json.ts';
import type { Caller } from '../../model/caller.ts';
import { refusal } from './call-tool.ts';
import { Jobs } from './jobs.ts';
import { type KeptAnswers, keptIn } from './kept-answers.ts';
import { mcpServer } from './mcp-server.ts';
import { McpSessions } from './mcp-sessions.ts';
import { type Quote, quoteAbout } from './quote.ts';

/** The engine over MCP, for whoever has seen to the credential, the Host and the Origin of a request. */
export interface McpDoor {
  fetch(request: Request, caller: Caller): Promise<Response>;
  close(): Promise<void>;
}

export interface McpDoorOptions {
  readonly engine: Engine;
  readonly version: string;
  readonly answers: KeptAnswers;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onDefect: (error: unknown, operation: string) => void;
  /** Makes the server in place of ours: what the protocol's own tests need. */
  readonly serverFor?: (caller: Caller, readOnly: boolean) => ReturnType<McpServerFactory>;
}

/** Bytes of a request that is answered; a tool of a larger one tells its client so, as long as it is read at all. */
const largest = 1024 * 1024;
const largestRead = 8 * 1024 * 1024;
const messageLimit = 300;

/** The one path under which everything is offered; under any other, such as `/mcp/read-only`, only what reads. */
const wholePath = '/mcp';

/**
 * Serves both generations of the protocol on one address: 2026-07-28 a request at a time, and 2025-11-25 and older ones in sessions, or a request at a time
 * for clients that do not keep the session they were given.
 */
export function mcpDoor(options: McpDoorOptions): McpDoor {
  const report = (error: unknown): void => options.onDefect(error, 'mcp');
  const jobs = new Jobs(keptIn(options.answers, options.now, report));
  const parts = { ...options, jobs };
  const serverFor = options.serverFor ?? ((caller: Caller, readOnly: boolean) => mcpServer(parts, caller, readOnly));
  const factory: McpServerFactory = ({ authInfo, requestInfo }) => serverFor(authInfo?.extra?.['caller'] as Caller, isReadOnly(requestInfo));
  const handler = createMcpHandler(factory, { maxRequestBodySize: largest });
  const sessions = new McpSessions(serverFor, report);
  return {
    async fetch(request, caller) {
      const read = request.method === 'POST' ? await bodyOf(request) : { size: 0, body: undefined };
      if (read === null) return tooLarge(null);
      if (read.size > largest) return tooLarge(read.body);
      const { body } = read;
      if (request.method === 'POST' && body === undefined) return failure(null, -32_700, 'the request body is not JSON', 400);
      const authInfo = { token: '', clientId: caller.principal, scopes: [], extra: { caller } };
      const given = { authInfo, ...(body === undefined ? {} : { parsedBody: body }) };
      const session = request.headers.get('mcp-session-id');
      const legacy = body === undefined ? session !== null : await isLegacyRequest(request, body);
      if (legacy && (session !== null || sessions.begins(body))) return quoted(await sessions.fetch(request, session, caller, isReadOnly(request), given));
      return quoted(await handler.fetch(request, given));
    },
    async close() {
      await Promise.all([handler.close(), sessions.close()]);
    },
  };
}

/** Everything has its one address; whatever else leads here only looks. */
function isReadOnly(request: Request | undefined): boolean {
  return request === undefined || new URL(request.url).pathname !== wholePath;
}

interface Body {
  readonly size: number;
  /** Undefined where it is not JSON. */
  readonly body: unknown;
}

/** What a request says; null when it is more than is read. */
async function bodyOf(request: Request): Promise<Body | null> {
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const next = await reader?.read();
    if (next === undefined || next.done) break;
    size += next.value.byteLength;
    if (size > largestRead) {
      void reader?.cancel();
      return null;
    }
    chunks.push(next.value);
  }
  try {
    return { size, body: JSON.parse(Buffer.concat(chunks, size).toString('utf8')) as unknown };
  } catch {
    return { size, body: undefined };
  }
}

/** A refusal of the protocol repeats what was sent: its words are quoted too. */
async function quoted(response: Response): Promise<Response> {
  if (response.headers.get('content-type')?.startsWith('application/json') !== true) return response;
  const text = await response.text();
  const { status, headers } = response;
  const said = JSON.parse(text) as { readonly error?: unknown };
  return said.error === undefined ? new Response(text, { status, headers }) : json({ ...said, error: quotedAll(said.error as Json, quoteAbout()) }, status);
}

function quotedAll(value: Json, quote: Quote): Json {
  if (typeof value === 'string') return quote(value, messageLimit);
  if (Array.isArray(value)) return value.map((item) => quotedAll(item, quote));
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([name, member]) => [quote.called(name), quotedAll(member, quote)])) : value;
}

/** A call that is too large is told so as by its tool; what else is too large, as by the transport. */
function tooLarge(body: unknown): Response {
  const { id, method } = (typeof body === 'object' && body !== null ? body : {}) as { readonly id?: unknown; readonly method?: unknown };
  const known = typeof id === 'string' || typeof id === 'number' ? id : null;
  const said = problem('INPUT_INVALID', `the request is larger than ${largest} bytes`, 'send less');
  if (method !== 'tools/call' || known === null) return failure(known, -32_600, said.message, 413);
  return json({ jsonrpc: '2.0', id: known, result: { resultType: 'complete', ...refusal([said], null, null) } }, 200);
}

function failure(id: string | number | null, code: number, message: string, status: number): Response {
  return json({ jsonrpc: '2.0', id, error: { code, message } }, status);
}

function json(value: unknown, status: number): Response {
  // The rest of a body that was too large is not read, so the connection cannot carry another request.
  const headers = { 'content-type': 'application/json', ...(status === 413 ? { connection: 'close' } : {}) };
  return new Response(JSON.stringify(value), { status, headers });
}
