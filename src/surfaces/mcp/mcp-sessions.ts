import type { McpHandlerRequestOptions, McpServerFactory } from '@modelcontextprotocol/server';
import { isInitializeRequest, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import type { Caller } from '../../model/caller.ts';

interface Session {
  readonly principal: string;
  /** It began where one only looks, and can be used there alone; one that began elsewhere, not there. */
  readonly readOnly: boolean;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly close: () => Promise<void>;
  usedAt: number;
}

export interface SessionLimits {
  /** More are not kept: the one that was used the longest ago goes. A client whose session has gone begins a new one, as the protocol has it. */
  readonly most: number;
  /** Milliseconds after which one that is not used goes, whether or not anybody asks for another. */
  readonly idle: number;
}

/** A working day's pause: many clients of these revisions do not begin again by themselves. */
export const usualSessions: SessionLimits = { most: 64, idle: 4 * 60 * 60_000 };

/** Clients of 2025-11-25 and older, each with the session that its `initialize` began. A session is its caller's and nobody else's. */
export class McpSessions {
  readonly #serverFor: (caller: Caller, readOnly: boolean) => ReturnType<McpServerFactory>;
  readonly #report: (error: Error) => void;
  readonly #limits: SessionLimits;
  readonly #sessions = new Map<string, Session>();
  #sweeping: NodeJS.Timeout | undefined;

  constructor(serverFor: (caller: Caller, readOnly: boolean) => ReturnType<McpServerFactory>, report: (error: Error) => void, limits = usualSessions) {
    this.#serverFor = serverFor;
    this.#report = report;
    this.#limits = limits;
  }

  /** How many are kept. */
  get size(): number {
    return this.#sessions.size;
  }

  begins(body: unknown): boolean {
    return (Array.isArray(body) ? body : [body]).some((message) => isInitializeRequest(message));
  }

  async fetch(request: Request, id: string | null, caller: Caller, readOnly: boolean, given: McpHandlerRequestOptions): Promise<Response> {
    if (id === null) return (await this.#begin(caller, readOnly)).handleRequest(request, given);
    const session = this.#sessions.get(id);
    if (session === undefined || session.principal !== caller.principal || session.readOnly !== readOnly) return gone();
    session.usedAt = performance.now();
    return session.transport.handleRequest(request, given);
  }

  async close(): Promise<void> {
    clearTimeout(this.#sweeping);
    await Promise.all([...this.#sessions.values()].map((session) => session.close()));
    this.#sessions.clear();
  }

  async #begin({ principal, ...caller }: Caller, readOnly: boolean): Promise<WebStandardStreamableHTTPServerTransport> {
    const server = await this.#serverFor({ principal, ...caller }, readOnly);
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => crypto.randomUUID(),
      onsessioninitialized: (id) => {
        this.#sessions.set(id, { principal, readOnly, transport, close, usedAt: performance.now() });
        this.#trim();
      },
      onsessionclosed: (id) => {
        this.#sessions.delete(id);
      },
    });
    const close = async (): Promise<void> => {
      await server.close().catch(this.#report);
    };
    await server.connect(transport);
    return transport;
  }

  #trim(): void {
    const [oldest] = [...this.#sessions].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    if (this.#sessions.size > this.#limits.most && oldest !== undefined) this.#end(oldest[0], oldest[1]);
    this.#sweeping ??= setTimeout(() => this.#sweep(), this.#limits.idle).unref();
  }

  /** Looks again when the next one could be idle for too long. */
  #sweep(): void {
    this.#sweeping = undefined;
    const before = performance.now() - this.#limits.idle;
    for (const [id, session] of this.#sessions) if (session.usedAt <= before) this.#end(id, session);
    if (this.#sessions.size === 0) return;
    const next = Math.min(...[...this.#sessions.values()].map(({ usedAt }) => usedAt)) - before;
    this.#sweeping = setTimeout(() => this.#sweep(), Math.max(next, 1)).unref();
  }

  #end(id: string, session: Session): void {
    this.#sessions.delete(id);
    void session.close();
  }
}

function gone(): Response {
  const error = { jsonrpc: '2.0', id: null, error: { code: -32_001, message: 'Session not found' } };
  return new Response(JSON.stringify(error), { status: 404, headers: { 'content-type': 'application/json' } });
}
