import { createHmac, hash } from 'node:crypto';
import { Agent, request } from 'node:http';

export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface HttpReply {
  readonly status: number;
  readonly body: string;
}

export interface ProgressEvent {
  readonly TypeName: string;
  readonly Identifier?: string;
  readonly RequestToken: string;
  readonly Operation: string;
  readonly OperationStatus: string;
  readonly EventTime: number;
  readonly RetryAfter?: number;
  readonly ErrorCode?: string;
  readonly StatusMessage?: string;
  readonly ResourceModel?: string;
}

/** A refused call: the exception's name and message. */
export class Refused extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(`${code}: ${message}`);
    this.code = code;
    this.status = status;
  }
}

const agents = new Map<string, Agent>();

/** A client of the sandbox that shares no code with it: its own Signature Version 4 over plain HTTP. */
export class SandboxClient {
  readonly endpoint: string;
  readonly region: string;
  readonly signer: Signer;
  /** Milliseconds the client's clock is off. */
  skew = 0;

  constructor(endpoint: string, account: string | Signer, region = 'us-east-1') {
    this.endpoint = endpoint;
    this.region = region;
    this.signer = typeof account === 'string' ? { accessKeyId: account, secretAccessKey: 'sandbox' } : account;
  }

  at(region: string): SandboxClient {
    return new SandboxClient(this.endpoint, this.signer, region);
  }

  /** Calls Cloud Control; throws Refused for an exception. */
  async call<T = { ProgressEvent: ProgressEvent }>(operation: string, input: unknown): Promise<T> {
    const reply = await this.send('cloudcontrolapi', JSON.stringify(input), {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `CloudApiService.${operation}`,
    });
    const body = JSON.parse(reply.body) as T & { __type?: string; message?: string };
    if (reply.status !== 200) throw new Refused(body.__type?.split('#').at(-1) ?? '', body.message ?? '', reply.status);
    return body;
  }

  /** Calls a Query service and returns the reply as it is. */
  query(service: string, version: string, action: string, parameters: Readonly<Record<string, string>> = {}): Promise<HttpReply> {
    const body = new URLSearchParams({ Action: action, Version: version, ...parameters }).toString();
    return this.send(service, body, { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' });
  }

  async create(type: string, properties: unknown, clientToken?: string): Promise<ProgressEvent> {
    const input = { TypeName: type, DesiredState: JSON.stringify(properties), ...(clientToken === undefined ? {} : { ClientToken: clientToken }) };
    return (await this.call('CreateResource', input)).ProgressEvent;
  }

  async update(type: string, identifier: string, patch: unknown, clientToken?: string): Promise<ProgressEvent> {
    const input = {
      TypeName: type,
      Identifier: identifier,
      PatchDocument: JSON.stringify(patch),
      ...(clientToken === undefined ? {} : { ClientToken: clientToken }),
    };
    return (await this.call('UpdateResource', input)).ProgressEvent;
  }

  async delete(type: string, identifier: string, clientToken?: string): Promise<ProgressEvent> {
    return (await this.call('DeleteResource', { TypeName: type, Identifier: identifier, ...(clientToken === undefined ? {} : { ClientToken: clientToken }) }))
      .ProgressEvent;
  }

  async status(token: string): Promise<ProgressEvent> {
    return (await this.call('GetResourceRequestStatus', { RequestToken: token })).ProgressEvent;
  }

  /** The event once the request has ended; at a finite speed it polls. */
  async ended(event: ProgressEvent | Promise<ProgressEvent>): Promise<ProgressEvent> {
    const { RequestToken } = await event;
    for (let tries = 0; tries < 500; tries++) {
      const now = await this.status(RequestToken);
      if (!['PENDING', 'IN_PROGRESS', 'CANCEL_IN_PROGRESS'].includes(now.OperationStatus)) return now;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`request ${RequestToken} does not end`);
  }

  /** Creates a resource and returns its identifier; throws when the request does not succeed. */
  async made(type: string, properties: unknown): Promise<string> {
    const event = await this.ended(this.create(type, properties));
    if (event.OperationStatus !== 'SUCCESS' || event.Identifier === undefined) throw new Error(`${type}: ${event.ErrorCode}: ${event.StatusMessage}`);
    return event.Identifier;
  }

  async get(type: string, identifier: string): Promise<Record<string, unknown>> {
    const reply = await this.call<{ ResourceDescription: { Properties: string } }>('GetResource', { TypeName: type, Identifier: identifier });
    return JSON.parse(reply.ResourceDescription.Properties) as Record<string, unknown>;
  }

  /** The control endpoint. */
  async control<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    const reply = await this.http(method, `/_sandbox/${path}`, {}, body === undefined ? '' : JSON.stringify(body));
    if (reply.status !== 200) throw new Error(`${method} ${path}: ${reply.status} ${reply.body}`);
    return JSON.parse(reply.body) as T;
  }

  fault(rule: unknown): Promise<{ id: number }> {
    return this.control<{ id: number }>('POST', 'faults', rule);
  }

  send(service: string, body: string, headers: Readonly<Record<string, string>>): Promise<HttpReply> {
    const { accessKeyId, secretAccessKey, sessionToken } = this.signer;
    const stamp = new Date(Date.now() + this.skew).toISOString().replace(/[-:]|\.\d{3}/g, '');
    const date = stamp.slice(0, 8);
    const all: Record<string, string> = {
      ...headers,
      host: new URL(this.endpoint).host,
      'x-amz-date': stamp,
      ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
    };
    const names = Object.keys(all).sort();
    const canonical = ['POST', '/', '', ...names.map((name) => `${name}:${all[name]}`), '', names.join(';'), hash('sha256', body, 'hex')].join('\n');
    const scope = `${date}/${this.region}/${service}/aws4_request`;
    const key = [date, this.region, service, 'aws4_request'].reduce<string | Buffer>(
      (previous, part) => createHmac('sha256', previous).update(part).digest(),
      `AWS4${secretAccessKey}`,
    );
    const signature = createHmac('sha256', key)
      .update(`AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${hash('sha256', canonical, 'hex')}`)
      .digest('hex');
    return this.http(
      'POST',
      '/',
      { ...all, authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}` },
      body,
    );
  }

  http(method: string, path: string, headers: Readonly<Record<string, string>>, body: string): Promise<HttpReply> {
    const agent = agents.get(this.endpoint) ?? new Agent({ keepAlive: true, maxSockets: 64 });
    agents.set(this.endpoint, agent);
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, this.endpoint), { method, headers: { ...headers, 'content-length': Buffer.byteLength(body) }, agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
