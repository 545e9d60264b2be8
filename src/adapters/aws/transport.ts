import { Agent, type Dispatcher } from 'undici';
import { strangeness } from './aws-answer.ts';

/** No usable answer arrived. `sent` is false only when no connection was made, so that the service cannot have seen the request. */
export class TransportFailure extends Error {
  readonly sent: boolean;
  constructor(message: string, sent: boolean) {
    super(message);
    this.name = 'TransportFailure';
    this.sent = sent;
  }
}

/** The parts of the SDK's HttpRequest that are needed to send it. */
export interface OutgoingRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answer {
  readonly statusCode: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface TransportLimits {
  readonly maxSockets: number;
  /** Until a connection stands. */
  readonly connectMilliseconds: number;
  /** From the request's start until its answer is complete. */
  readonly requestMilliseconds: number;
  /** An answer longer than this is cut off and counts as lost. */
  readonly maxResponseBytes: number;
}

/**
 * The HTTP handler of the SDK clients. Unlike the stock one it reads the whole answer itself, checks that it is complete and AWS's, and says
 * of every failure whether the request can have left: the difference between "unreachable" and "outcome unknown".
 */
export class Transport {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #limits: TransportLimits;
  readonly #agent: Agent;

  constructor(limits: TransportLimits) {
    this.#limits = limits;
    this.#agent = new Agent({
      connections: limits.maxSockets,
      // One request at a time on a connection: when it breaks, exactly one outcome is unknown.
      pipelining: 1,
      allowH2: false,
      connect: { timeout: limits.connectMilliseconds },
      // The deadline of the whole request stands for these.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  async handle(request: OutgoingRequest): Promise<{ response: { statusCode: number; headers: Record<string, string>; body: Uint8Array } }> {
    const origin = `${request.protocol}//${request.hostname}${request.port === undefined ? '' : `:${request.port}`}`;
    const answer = await this.send(origin, withQuery(request.path, request.query), request.method, request.headers, request.body);
    const strange = strangeness(request, answer);
    if (strange !== null) throw new TransportFailure(`the answer (HTTP ${answer.statusCode}) is not AWS's: ${strange}`, true);
    return { response: { ...answer, headers: flat(answer.headers) } };
  }

  /** Rejects with a TransportFailure and nothing else. */
  send(origin: string, path: string, method: string, headers: Readonly<Record<string, string>>, body: unknown): Promise<Answer> {
    const { requestMilliseconds, maxResponseBytes } = this.#limits;
    return new Promise((resolve, reject) => {
      let sent = false;
      let deadline: NodeJS.Timeout | undefined;
      let statusCode = 0;
      let headersOfAnswer: Answer['headers'] = {};
      const parts: Buffer[] = [];
      let length = 0;
      const lost = (error: NodeJS.ErrnoException) => {
        clearTimeout(deadline);
        reject(new TransportFailure(error.code === undefined ? error.message : `${error.code}: ${error.message}`, sent));
      };
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart(controller) {
          sent = true;
          deadline = setTimeout(() => controller.abort(new Error(`no complete answer within ${requestMilliseconds} ms`)), requestMilliseconds);
        },
        onResponseStart(_, status, received) {
          statusCode = status;
          headersOfAnswer = received;
        },
        onResponseData(controller, part) {
          length += part.length;
          if (length > maxResponseBytes) controller.abort(new Error(`the answer is longer than ${maxResponseBytes} bytes`));
          else parts.push(part);
        },
        onResponseEnd() {
          clearTimeout(deadline);
          resolve({ statusCode, headers: headersOfAnswer, body: parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts, length) });
        },
        onResponseError: (_, error) => lost(error),
      };
      try {
        this.#agent.dispatch(
          { origin, path, method: method as 'GET', headers, body: body instanceof Uint8Array || typeof body === 'string' ? body : null },
          handler,
        );
      } catch (error) {
        lost(error as Error);
      }
    });
  }

  /** Part of the SDK's handler interface; nothing here can be configured later. */
  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }

  destroy(): void {
    void this.#agent.destroy();
  }
}

function flat(received: Answer['headers']): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(received)) if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  return headers;
}

/** RFC 3986 strictly, as the signature is computed over it. */
function withQuery(path: string, query: OutgoingRequest['query']): string {
  const pairs = Object.entries(query ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => `${escaped(name)}=${one === null ? '' : escaped(String(one))}`));
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
