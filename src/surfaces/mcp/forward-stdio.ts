import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { linesOf } from './lines-of.ts';
import { messagesOf } from './messages-of.ts';

/** One message on its way to an engine. */
export interface Sending {
  readonly method: 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal;
}

export interface StdioEnds {
  readonly input: AsyncIterable<Uint8Array>;
  readonly output: (line: string) => void;
  /** Answers every message, also when no engine does: then as a tool error says so. */
  readonly send: (sending: Sending) => Promise<Response>;
  /** Milliseconds that an answer is waited for. An engine answers every call sooner; one that does not hangs. */
  readonly answersWithin: number;
  readonly signal: AbortSignal;
}

/** A longer line is no message of a client that means well: it is refused unread. */
const longestLine = 8 * 1024 * 1024;

/** Deeper ones no recursive reader would survive, and no call of a tool needs it. */
const deepestMessage = 128;

const versionKey = 'io.modelcontextprotocol/protocolVersion';
const parseError = -32_700;
const internalError = -32_603;

/** Takes every message from `input`, has it answered by the engine, and ends with the input. Nothing but answers goes to `output`. */
export async function forwardStdio(ends: StdioEnds): Promise<void> {
  const forwarder = new Forwarder(ends);
  const underWay = new Set<Promise<void>>();
  for await (const line of linesOf(ends.input, longestLine)) {
    if (line === null) forwarder.refuse(null, parseError, `a message is longer than ${longestLine} bytes`);
    else if (line.trim() !== '') {
      const taken = forwarder.take(line).finally(() => underWay.delete(taken));
      underWay.add(taken);
    }
    if (ends.signal.aborted) break;
  }
  await Promise.allSettled(underWay);
  await forwarder.end();
}

interface Session {
  readonly id: string | null;
  readonly version: string;
}

class Forwarder {
  readonly #ends: StdioEnds;
  readonly #open = new Map<unknown, AbortController>();
  /** Of clients of 2025-11-25 and older: what their session began with, and which it is. */
  #initialize: JsonObject | null = null;
  #session: Session | null = null;
  #ready: Promise<void> = Promise.resolve();

  constructor(ends: StdioEnds) {
    this.#ends = ends;
  }

  async take(line: string): Promise<void> {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      return this.refuse(null, parseError, 'a line is not JSON');
    }
    if (!isJsonObject(message)) return this.refuse(null, parseError, 'a line is not a message');
    if (isDeeper(message, deepestMessage)) return this.refuse(message['id'], parseError, `a message is nested more than ${deepestMessage} levels deep`);
    if (message['method'] === 'notifications/cancelled') this.#cancel(message);
    if (message['method'] !== 'initialize') {
      await this.#ready;
      return this.#deliver(message);
    }
    this.#initialize = message;
    this.#ready = this.#begin(message, true).catch(() => this.#tellGone(message['id'], 'before it answered'));
    return this.#ready;
  }

  refuse(id: unknown, code: number, message: string, data?: JsonObject): void {
    const error = { code, message, ...(data === undefined ? {} : { data }) };
    this.#tell({ jsonrpc: '2.0', id: typeof id === 'string' || typeof id === 'number' ? id : null, error });
  }

  /** A call that the engine did not answer: what became of it is not known here. */
  #tellGone(id: unknown, how: string): void {
    const data = { code: 'ENGINE_NOT_RUNNING', fix: 'look with get_health, then repeat the call with the same idempotency_key', next_tool: 'get_health' };
    this.refuse(id, internalError, `the engine went away ${how}`, data);
  }

  async end(): Promise<void> {
    for (const open of this.#open.values()) open.abort();
    if (this.#session?.id == null) return;
    await this.#post('DELETE', null, AbortSignal.timeout(1_000)).catch(() => undefined);
  }

  /** On 2026-07-28 a call is given up by closing its request; before, by a message to the session. */
  #cancel({ params }: JsonObject): void {
    if (this.#session === null && isJsonObject(params)) this.#open.get(params['requestId'])?.abort();
  }

  async #begin(message: JsonObject, told: boolean): Promise<void> {
    this.#session = null;
    const response = await this.#post('POST', message, AbortSignal.any([this.#ends.signal, AbortSignal.timeout(this.#ends.answersWithin)]));
    const id = response.headers.get('mcp-session-id');
    for await (const answer of messagesOf(response)) {
      const result = isJsonObject(answer) && isJsonObject(answer['result']) ? answer['result'] : {};
      if (typeof result['protocolVersion'] === 'string') this.#session = { id, version: result['protocolVersion'] };
      if (told) this.#tell(answer);
    }
  }

  async #deliver(message: JsonObject): Promise<void> {
    const id = message['id'];
    const stop = new AbortController();
    const asks = id !== undefined && typeof message['method'] === 'string';
    if (asks) this.#open.set(id, stop);
    try {
      const signal = AbortSignal.any([stop.signal, this.#ends.signal, AbortSignal.timeout(this.#ends.answersWithin)]);
      const session = this.#session;
      let response = await this.#post('POST', message, signal);
      if (response.status === 404 && (await this.#beginsAgain(session))) response = await this.#post('POST', message, signal);
      let answered = false;
      for await (const answer of messagesOf(response)) {
        answered ||= isJsonObject(answer) && answer['id'] === id;
        this.#tell(answer);
      }
      if (asks && !answered && !signal.aborted) this.#tellGone(id, `without an answer (HTTP ${response.status})`);
    } catch (error) {
      if (!asks || stop.signal.aborted) return;
      const late = error instanceof DOMException && error.name === 'TimeoutError';
      this.#tellGone(id, late ? `or hangs: it gave no answer within ${this.#ends.answersWithin / 1_000} s` : 'before it answered');
    } finally {
      this.#open.delete(id);
    }
  }

  /** An engine that was started anew knows no session of the one before. The first message that meets that begins one for all. */
  async #beginsAgain(gone: Session | null): Promise<boolean> {
    if (this.#initialize === null || gone === null) return false;
    if (this.#session === gone) this.#ready = this.#renew(this.#initialize);
    await this.#ready;
    return true;
  }

  async #renew(initialize: JsonObject): Promise<void> {
    await this.#begin(initialize, false);
    const response = await this.#post('POST', { jsonrpc: '2.0', method: 'notifications/initialized' }, this.#ends.signal);
    await response.body?.cancel();
  }

  #post(method: Sending['method'], message: JsonObject | null, signal: AbortSignal): Promise<Response> {
    const headers = {
      accept: 'application/json, text/event-stream',
      ...(message === null ? {} : { 'content-type': 'application/json' }),
      ...this.#headersFor(message),
    };
    return this.#ends.send({ method, headers, body: message === null ? null : JSON.stringify(message), signal });
  }

  #headersFor(message: JsonObject | null): Readonly<Record<string, string>> {
    const params = isJsonObject(message?.['params']) ? message['params'] : {};
    const version = isJsonObject(params['_meta']) ? params['_meta'][versionKey] : undefined;
    if (typeof version === 'string' && typeof message?.['method'] === 'string') {
      const name = params['name'] ?? params['uri'];
      return {
        'mcp-protocol-version': inHeader(version),
        'mcp-method': inHeader(message['method']),
        ...(typeof name === 'string' ? { 'mcp-name': inHeader(name) } : {}),
      };
    }
    if (this.#session === null || message?.['method'] === 'initialize') return {};
    const { id, version: agreed } = this.#session;
    return { 'mcp-protocol-version': inHeader(agreed), ...(id === null ? {} : { 'mcp-session-id': id }) };
  }

  #tell(message: unknown): void {
    this.#ends.output(`${JSON.stringify(message)}\n`);
  }
}

/** As the protocol writes a value into a header: what is not plain ASCII, in Base64. */
function inHeader(value: string): string {
  const plain = value !== '' && value === value.trim() && /^[\t -~]*$/.test(value) && !value.startsWith('=?base64?');
  return plain ? value : `=?base64?${Buffer.from(value, 'utf8').toString('base64')}?=`;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}
