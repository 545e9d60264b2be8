import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

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
 * The HTTP handler of the SDK clients. Unlike the stock one it reads the whole answer itself, checks that it is complete, and says
 * of every failure whether the request can have left: the difference between "unreachable" and "outcome unknown".
 */
export class Transport {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #limits: TransportLimits;
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;

  constructor(limits: TransportLimits) {
    this.#limits = limits;
    const options = { keepAlive: true, maxSockets: limits.maxSockets, maxFreeSockets: limits.maxSockets, scheduling: 'lifo' } as const;
    this.#http = new HttpAgent(options);
    this.#https = new HttpsAgent(options);
  }

  handle(request: OutgoingRequest): Promise<{ response: { statusCode: number; headers: Record<string, string>; body: Uint8Array } }> {
    return new Promise((resolve, reject) => {
      let connected = false;
      const secure = request.protocol === 'https:';
      const options: RequestOptions = {
        agent: secure ? this.#https : this.#http,
        host: request.hostname.replace(/^\[(.*)\]$/, '$1'),
        method: request.method,
        path: withQuery(request.path, request.query),
        headers: request.headers,
        ...(request.port === undefined ? {} : { port: request.port }),
      };
      const sending: ClientRequest = (secure ? httpsRequest : httpRequest)(options, (response) => {
        collect(response, this.#limits.maxResponseBytes).then(
          (body) => settle(() => resolve({ response: { statusCode: response.statusCode ?? 0, headers: flat(response), body } })),
          (error: Error) => settle(() => reject(new TransportFailure(error.message, true))),
        );
      });
      const connectTimer = setTimeout(() => {
        if (!connected) sending.destroy(new Error(`no connection within ${this.#limits.connectMilliseconds} ms`));
      }, this.#limits.connectMilliseconds);
      const requestTimer = setTimeout(
        () => sending.destroy(new Error(`no complete answer within ${this.#limits.requestMilliseconds} ms`)),
        this.#limits.requestMilliseconds,
      );
      const settle = (finish: () => void) => {
        clearTimeout(connectTimer);
        clearTimeout(requestTimer);
        finish();
      };
      sending.on('socket', (socket) => {
        if (!socket.connecting) connected = true;
        else
          socket.once(secure ? 'secureConnect' : 'connect', () => {
            connected = true;
            clearTimeout(connectTimer);
          });
      });
      sending.on('error', (error: NodeJS.ErrnoException) =>
        settle(() => reject(new TransportFailure(error.code === undefined ? error.message : `${error.code}: ${error.message}`, connected))),
      );
      sending.end(request.body instanceof Uint8Array || typeof request.body === 'string' ? request.body : undefined);
    });
  }

  /** Part of the SDK's handler interface; nothing here can be configured later. */
  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }

  destroy(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}

function collect(response: IncomingMessage, most: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let length = 0;
    response.on('data', (part: Buffer) => {
      length += part.length;
      if (length > most) response.destroy(new Error(`the answer is longer than ${most} bytes`));
      else parts.push(part);
    });
    response.on('end', () => (response.complete ? resolve(Buffer.concat(parts, length)) : reject(new Error('the answer was cut off'))));
    response.on('error', reject);
    response.on('close', () => reject(new Error('the answer was cut off')));
  });
}

function flat(response: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
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
