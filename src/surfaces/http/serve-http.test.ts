import { request as sendRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../engine/engine.ts';
import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok } from '../../kernel/result.ts';
import type { Caller } from '../../model/caller.ts';
import { tokenDigest } from './caller-of-token.ts';
import { type HttpServer, serveHttp } from './serve-http.ts';

const token = 'secret-token';
const credentials = new Map<string, Caller>([[tokenDigest(token), { principal: 'kim', via: 'cli', agent: null, may: new Set(['read']) }]]);
let calls = 0;
const engine = {
  health: async () => {
    calls++;
    return ok({ version: '1' });
  },
  plan: async () => fail(problem('PLAN_UNKNOWN', 'no plan', 'asbuilt plans list')),
  apply: async () => fail(problem('POLICY_DENIED', 'no', 'ask for an exception')),
  runs: async () => fail(problem('DISK_FULL', 'full', 'make room')),
  ask: async (request: unknown) => ok(request),
  reject: async (request: unknown) => ok(request),
  events: async () => fail(problem('CALLER_NOT_ALLOWED', 'no', 'ask someone else')),
} as unknown as Engine;

let server: HttpServer;
beforeAll(async () => {
  const started = await serveHttp({ engine, port: 0, credentials });
  if (!started.ok) throw new Error('not started');
  server = started.value;
});
afterAll(() => server.close());

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: { ok: boolean; problems?: { code: string; message: string; fix: string }[] };
}

function send(method: string, path: string, headers: Record<string, string> = {}, body?: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = sendRequest(new URL(path, server.url), { method, headers: { authorization: `Bearer ${token}`, ...headers } }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: JSON.parse(text),
      });
    });
    request.once('error', reject);
    request.end(body);
  });
}

/** A request of which no more than the beginning is sent; `answer` resolves with what came back, whole or cut off. */
function begin(size: number, sent: number) {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  let text = '';
  const answer = new Promise<string>((resolve) => {
    socket.on('data', (data) => {
      text += data;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', () => undefined);
  });
  socket.write(`POST /v1/ask HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\ncontent-length: ${size}\r\n\r\n${' '.repeat(sent)}`);
  return { answer, end: () => socket.destroy() };
}

describe('bodies that are under way', () => {
  it('have a limit for all of a credential at once, and are counted no more once they are gone', async () => {
    const open = Array.from({ length: 36 }, () => begin(1_000_000, 999_000));
    const refused = await Promise.race(open.map(({ answer }) => answer));
    expect(refused).toMatch(/^HTTP\/1\.1 429 /);
    expect(refused).toContain('CALLER_BUSY');
    for (const { end } of open) end();
    await Promise.all(open.map(({ answer }) => answer));
    await expect.poll(async () => (await send('POST', '/v1/ask', {}, JSON.stringify({ intent: { intent: 'x'.repeat(900_000) } }))).status).toBe(200);
  });

  it('have a time in which they arrive', async () => {
    const began = Date.now();
    const slow = begin(1_000, 10);
    expect(await slow.answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(Date.now() - began).toBeLessThan(25_000);
  }, 40_000);
});

describe('the HTTP surface', () => {
  it('listens on one loopback address and on no other', async () => {
    const { port } = new URL(server.url);
    // All of 127.0.0.0/8 is this machine: whoever listens on all addresses answers here too.
    const reached = await new Promise<boolean>((resolve) => {
      const socket = connect(Number(port), '127.0.0.2', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.setTimeout(2_000, () => resolve(false));
    });
    expect(reached).toBe(false);
  });

  it.each([
    ['no token', { authorization: '' }],
    ['another token', { authorization: 'Bearer secret-tokem' }],
    ['a longer token', { authorization: 'Bearer secret-token2' }],
    ['another scheme', { authorization: 'Basic secret-token' }],
    ['a token that stands in the address', { authorization: '' }, '/v1/health?token=secret-token&access_token=secret-token'],
    ['a token in a cookie', { authorization: '', cookie: 'token=secret-token' }],
  ])('refuses %s with 401 and does not call the engine', async (_, headers, path = '/v1/health') => {
    const before = calls;
    const answer = await send('GET', path, headers);
    expect(answer.status).toBe(401);
    expect(answer.body.problems?.[0]?.code).toBe('ENGINE_UNAUTHENTICATED');
    expect(calls).toBe(before);
  });

  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'localhost.evil.example', '169.254.169.254'])(
    'refuses the host name %s even with the token',
    async (host) => {
      const before = calls;
      expect((await send('GET', '/v1/health', { host })).status).toBe(403);
      expect(calls).toBe(before);
    },
  );

  it.each(['localhost:1', '127.0.0.1', '[::1]:8080', 'LOCALHOST'])('accepts the host name %s', async (host) => {
    expect((await send('GET', '/v1/health', { host })).status).toBe(200);
  });

  it('lets no body say another thing than its path names', async () => {
    const answer = await send('POST', '/v1/plans/p_000000000001/reject', {}, JSON.stringify({ id: 'p_000000000002', why: 'no' }));
    expect(answer.body).toEqual({ ok: true, value: { id: 'p_000000000001', why: 'no' } });
  });

  it('gives no browser page leave to read an answer', async () => {
    const answer = await send('GET', '/v1/health', {
      origin: 'http://127.0.0.1:3000',
    });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    expect(
      (
        await send('OPTIONS', '/v1/ask', {
          origin: 'http://evil.example',
          'access-control-request-method': 'POST',
        })
      ).status,
    ).toBe(403);
  });

  it.each([
    ['not JSON', '{"intent":', 400],
    ['not an object', '[1]', 400],
    ['nested too deeply', `{"intent":{"intent":"x","params":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}}`, 400],
    ['larger than a megabyte', `{"intent":{"intent":"${'x'.repeat(1024 * 1024)}"}}`, 413],
  ])('refuses a body that is %s', async (_, body, status) => {
    const answer = await send('POST', '/v1/ask', {}, body);
    expect(answer).toMatchObject({
      status,
      body: { ok: false, problems: [{ code: 'INPUT_INVALID' }] },
    });
  });

  it('refuses a chunked body that grows past the limit', async () => {
    const answer = await send('POST', '/v1/ask', { 'transfer-encoding': 'chunked' }, Buffer.alloc(2 * 1024 * 1024, 'x'));
    expect(answer.status).toBe(413);
  });

  it('lets the path decide over the body', async () => {
    expect((await send('POST', '/v1/plans/p_1/apply', {}, '{"id":"p_2","extra":1}')).body.problems?.[0]?.message).toBe('there is no field "extra"');
  });

  it.each([
    ['GET', '/v1/plans/p_1', 404],
    ['POST', '/v1/plans/p_1/apply', 403],
    ['GET', '/v1/runs', 507],
    ['GET', '/v1/events', 403],
    ['GET', '/v1/nothing', 404],
    ['DELETE', '/v1/runs', 404],
    ['GET', '/v1/audit?from=zero', 400],
  ])('answers %s %s with %i and a problem', async (method, path, status) => {
    const answer = await send(method, path);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({
      ok: false,
      problems: [{ code: expect.any(String) }],
    });
  });

  it('reports a taken port as a problem', async () => {
    const second = await serveHttp({
      engine,
      port: Number(new URL(server.url).port),
      credentials,
    });
    expect(second).toMatchObject({
      ok: false,
      problems: [{ code: 'PORT_TAKEN', at: '--port' }],
    });
  });

  it('closes although a client holds a connection open', async () => {
    const started = await serveHttp({ engine, port: 0, credentials });
    if (!started.ok) throw new Error('not started');
    const socket = connect(Number(new URL(started.value.url).port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.on('error', () => {});
    await started.value.close();
    socket.destroy();
  });
});
