import { agentDoor } from '../../src/app/agent-door.ts';
import { localCallers } from '../../src/app/local-callers.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { Caller } from '../../src/model/caller.ts';
import { tokenDigest } from '../../src/surfaces/http/caller-of-token.ts';
import { type HttpServer, serveHttp } from '../../src/surfaces/http/serve-http.ts';
import type { KeptAnswers } from '../../src/surfaces/mcp/kept-answers.ts';
import { Stage, value } from '../e2e/stage.ts';

/** An engine with a sandbox, in this process, and its HTTP address with the credentials of a person and of an agent. */
export class AgentWorld {
  readonly stage = new Stage();
  readonly tokens = { cli: '1'.repeat(64), agent: '2'.repeat(64) };
  /** Whether the engine dies between what a write does and the record of its answer: nothing is recorded then. */
  dies = false;
  #server: HttpServer | null = null;

  get url(): string {
    if (this.#server === null) throw new Error('not started');
    return this.#server.url;
  }

  async start(): Promise<void> {
    await this.stage.startSandbox(Number.POSITIVE_INFINITY);
    await this.#serve();
  }

  /** The engine ends, and another one is started over its records. */
  async restart(): Promise<void> {
    await this.#server?.close();
    await this.stage.stopEngine();
    await this.#serve();
  }

  async #serve(): Promise<void> {
    await this.stage.startEngine();
    const engine: Engine = this.stage.composed;
    const { find, keep, planned } = this.stage.answers;
    const answers: KeptAnswers = { find, planned, keep: async (...answer) => (this.dies ? undefined : keep(...answer)) };
    const credentials = new Map<string, Caller>([
      [tokenDigest(this.tokens.cli), localCallers('tester').cli],
      [tokenDigest(this.tokens.agent), localCallers('tester').agent],
    ]);
    this.#server = value(await serveHttp({ engine, credentials, port: 0, forAgents: agentDoor(engine, answers) }));
  }

  /** One request to the agents' door, as it is written. */
  post(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(new URL('/mcp', this.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', authorization: `Bearer ${this.tokens.agent}`, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  /** A call of a tool under the revision of 2026. */
  call(name: string, given: unknown, more: Readonly<Record<string, unknown>> = {}, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.send('tools/call', name, { name, arguments: given, ...more }, headers);
  }

  /** A request of any method under that revision; `name` is what its header says that it is about. */
  send(method: string, name: string, params: Readonly<Record<string, unknown>>, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} };
    const plain = /^[\x20-\x7e]+$/.test(name) && name.trim() === name;
    return this.post(
      { jsonrpc: '2.0', id: 1, method, params: { _meta, ...params } },
      {
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': method,
        'mcp-name': plain ? name : `=?base64?${Buffer.from(name.toWellFormed(), 'utf8').toString('base64')}?=`,
        ...headers,
      },
    );
  }

  async end(): Promise<void> {
    await this.#server?.close();
    await this.stage.end();
  }
}
