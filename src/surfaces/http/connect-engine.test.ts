import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, EngineClient, EngineEvent } from '../../engine/engine.ts';
import { type Code, codes } from '../../kernel/codes.ts';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { Caller } from '../../model/caller.ts';
import { deploymentName, nodeAddress } from '../../model/names.ts';
import { type OperationName, operations } from '../../model/operations.ts';
import { tokenDigest } from './caller-of-token.ts';
import { connectEngine } from './connect-engine.ts';
import { type HttpServer, serveHttp } from './serve-http.ts';

const token = 'f'.repeat(43);
const kim: Caller = { principal: 'kim', via: 'cli', agent: null, may: new Set(['read', 'plan', 'decide', 'run']) };
const credentials = new Map([[tokenDigest(token), kim]]);
const approval = {
  version: 2 as const,
  plan: 'p_0123456789ab',
  digest: 'a'.repeat(64),
  deployment: 'web',
  policyVersion: '1.0.0',
  issuedAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2026-01-01T00:30:00.000Z',
  runUntil: '2026-01-01T02:00:00.000Z',
  auditHead: { seq: 4, hash: 'd'.repeat(64) },
  nonce: 'c'.repeat(32),
  proofs: [{ kind: 'ed25519' as const, by: 'kim', keyId: 'b'.repeat(64), signature: 'c2ln' }],
};

const agreement = {
  version: 1 as const,
  kind: 'difference' as const,
  run: 'r_0123456789ab',
  step: 'web["a"]',
  plan: 'p_0123456789ab',
  digest: 'a'.repeat(64),
  answer: 'b'.repeat(64),
  issuedAt: '2026-01-01T00:00:00.000Z',
  auditHead: approval.auditHead,
  nonce: 'c'.repeat(32),
  proofs: approval.proofs,
};

/** One valid request for each use case. */
const requests: { readonly [N in OperationName]: Parameters<Engine[N]>[0] } = {
  ask: {
    intent: {
      intent: 'a bucket ünïcode \u0000 "quoted"',
      params: { name: 'orders', nested: [1, null, { a: true }] },
    },
    targets: { main: 'sandbox', dr: 'backup' },
    sources: { ['e'.repeat(64)]: { files: [{ path: 'lib/main.py', base64: 'cHJpbnQoMSkK' }] } },
  },
  answer: { id: 'q_0123456789ab', answers: { '1': 'b', '2': 'order_id' } },
  destroy: { deployment: 'web' },
  plans: {},
  plan: { id: 'p_0123456789ab', commands: 'yes' },
  approve: { id: 'p_0123456789ab', approval },
  reject: { id: 'p/…?#%', why: 'too wide' },
  apply: { id: 'p_0123456789ab' },
  runs: {},
  run: { id: 'r_0123456789ab' },
  cancel: { id: 'r_0123456789ab' },
  resume: { id: 'r_0123456789ab' },
  approveDifference: { id: 'r_0123456789ab', step: 'web["a"]', agreement },
  refuseDifference: { id: 'r_0123456789ab', step: 'web["a"]', why: 'not that' },
  openGate: { id: 'r_0123456789ab', gate: nodeAddress.parse('web["a"]') },
  show: { deployment: 'web' },
  deployments: {},
  knowledge: {},
  searchKnowledge: { text: 'which type keeps objects? & more', most: 3 },
  showKnowledge: { entry: 'control/private@1.0.0' },
  addKnowledge: { text: 'kind: Note\n' },
  reviewKnowledge: { entry: 'control/private@1.0.0' },
  targets: {},
  publish: {
    files: [{ path: 'web.yaml', text: 'kind: Artifact' }],
    sources: [{ file: 'web.yaml', name: './seed', bundle: { files: [{ path: 'main.py', base64: 'cHJpbnQoMSkK' }] } }],
    templates: [{ file: 'web.yaml', name: './t.json', template: 't.json', bundle: { files: [{ path: 't.json', base64: 'e30=' }] } }],
    locks: { 'web@1.0.0': { 'network@^1': { name: 'network', version: '1.0.0', digest: 'e'.repeat(64) } } },
    visibleTo: 'agents',
  },
  catalog: { text: 'a platform ünïcode' },
  catalogVersion: { name: 'web', version: '^1.0 || 2' },
  catalogDiff: { name: 'web', from: '1.0.0', to: '1.1.0' },
  markVersion: { name: 'web', version: '1.0.0', as: 'deprecated', why: 'too old' },
  planBlueprint: { name: 'web', version: '1.0.0', inputs: { count: 3 }, targets: { main: 'sandbox' }, region: 'eu-west-1', as: deploymentName.parse('shop') },
  approvers: {},
  changeApprovers: {
    change: {
      seq: 2,
      previous: 'd'.repeat(64),
      at: '2026-01-01T00:00:00.000Z',
      order: { kind: 'add', approver: { name: 'kim ünïcode', publicKey: `${'A'.repeat(43)}=`, kind: 'real' } },
      by: 'b'.repeat(64),
      signature: 'c2ln',
    },
  },
  audit: { from: 7 },
  recover: { targets: ['main'] },
  verifyAudit: {},
  compareAudit: { entries: [{ seq: 3, hash: 'a'.repeat(64) }] },
  health: {},
};
const names = Object.keys(operations) as OperationName[];

/** An engine that answers what the test says and remembers what it was asked. */
let next: () => Promise<Result<unknown>> = async () => ({
  ok: true,
  value: null,
});
let asked: [string, unknown, Caller][] = [];
let eventSource: (run: string | null, signal: AbortSignal, after: number | undefined) => AsyncIterable<EngineEvent> = async function* () {};
const defects: unknown[] = [];
const engine = {
  ...Object.fromEntries(
    names.map((name) => [
      name,
      function (this: unknown, request: unknown, caller: Caller) {
        // An engine may be an object with a state of its own.
        expect(this).toBe(engine);
        asked.push([name, request, caller]);
        return next();
      },
    ]),
  ),
  events: async (run: string | null, _: Caller, signal: AbortSignal, after?: number) => ok(eventSource(run, signal, after)),
} as unknown as Engine;

let server: HttpServer;
let client: EngineClient;
beforeAll(async () => {
  const started = await serveHttp({
    engine,
    port: 0,
    credentials,
    onDefect: (error) => defects.push(error),
  });
  if (!started.ok) throw new Error(started.problems[0]?.message);
  server = started.value;
  client = connectEngine(server.url, token);
});
afterAll(() => server.close());

function send(name: OperationName, over: EngineClient, request: unknown): Promise<Result<unknown>> {
  return (over[name] as (request: unknown) => Promise<Result<unknown>>)(request);
}

describe('an engine behind HTTP', () => {
  it.each(names)('is asked exactly what its client was asked, and by whom: %s', async (name) => {
    next = async () => ({ ok: true, value: { answer: name } });
    asked = [];
    expect(await send(name, client, requests[name])).toEqual({
      ok: true,
      value: { answer: name },
    });
    expect(asked).toEqual([[name, operations[name].request.parse(requests[name]), kim]]);
  });

  it('answers any JSON value unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.jsonValue(), async (name, value) => {
        const sent = JSON.parse(JSON.stringify(value));
        next = async () => ({ ok: true, value: sent });
        expect(await send(name, client, requests[name])).toEqual({
          ok: true,
          value: sent,
        });
      }),
      { numRuns: 60 },
    );
  });

  it('reports every problem with every part of it', async () => {
    const diagnostics = fc.record(
      {
        code: fc.constantFrom(...(Object.keys(codes) as Code[])),
        message: fc.string(),
        fix: fc.string(),
        retryable: fc.boolean(),
        at: fc.string(),
        cause: fc.string(),
      },
      { requiredKeys: ['code', 'message', 'fix', 'retryable'] },
    ) as fc.Arbitrary<Diagnostic>;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.array(diagnostics, { minLength: 1, maxLength: 4 }), async (name, problems) => {
        next = async () => ({ ok: false, problems });
        expect(await send(name, client, requests[name])).toEqual({
          ok: false,
          problems: problems.map((each) => ({ ...each })),
        });
      }),
      { numRuns: 60 },
    );
  });

  it('carries an answer of several megabytes', async () => {
    const value = {
      changes: Array.from({ length: 40_000 }, (_, index) => ({
        node: `node_${index}`,
        text: 'ß'.repeat(60),
      })),
    };
    next = async () => ({ ok: true, value });
    expect(await client.plan({ id: 'p_0123456789ab' })).toEqual({
      ok: true,
      value,
    });
  });

  it('refuses a request that is too large before it is sent', async () => {
    asked = [];
    const answer = await client.ask({
      intent: { intent: 'x'.repeat(1024 * 1024) },
    });
    expect(answer).toMatchObject({
      ok: false,
      problems: [{ code: 'INPUT_INVALID' }],
    });
    expect(asked).toEqual([]);
  });

  it('names the place of each field that does not fit, and the likely name of an unknown one', async () => {
    const wrong = await send('approve', client, { id: 'p_1', approval: { ...approval, digest: 'x' }, aproval: 1 });
    expect(wrong).toMatchObject({ ok: false, problems: expect.arrayContaining([expect.objectContaining({ code: 'INPUT_INVALID', at: 'approval.digest' })]) });
    expect(wrong).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([expect.objectContaining({ message: 'there is no field "aproval"', fix: 'did you mean "approval"?' })]),
    });
  });

  it('does not let an id name another route', async () => {
    asked = [];
    for (const id of ['', '.', '..'])
      expect(await client.plan({ id })).toMatchObject({
        ok: false,
        problems: [{ code: 'INPUT_INVALID' }],
      });
    next = async () => ({ ok: true, value: null });
    await client.plan({ id: '../runs' });
    expect(asked).toEqual([['plan', { id: '../runs' }, kim]]);
  });

  it('calls a throwing engine a defect and says no more than that it was one', async () => {
    next = () => Promise.reject(new TypeError('x is not a function'));
    expect(await client.health({})).toMatchObject({
      ok: false,
      problems: [{ code: 'INTERNAL', cause: 'x is not a function' }],
    });
    expect(defects).toHaveLength(1);
  });

  it('is not fooled by a token that is not its own', async () => {
    const stranger = connectEngine(server.url, `${token.slice(1)}e`);
    expect(await stranger.health({})).toMatchObject({
      ok: false,
      problems: [{ code: 'ENGINE_UNAUTHENTICATED' }],
    });
    expect(await collect(stranger.events(null, new AbortController().signal))).toEqual([]);
  });
});

describe('the stream of events', () => {
  const step = (status: string): EngineEvent =>
    ({
      kind: 'step',
      run: 'r_1',
      step: {
        step: 'a',
        node: 'a',
        op: 'create',
        type: 'AWS::S3::Bucket',
        status,
        attempts: 1,
        identifier: null,
        seconds: null,
      },
    }) as unknown as EngineEvent;

  it('brings every event in order and ends with the run', async () => {
    const sent: EngineEvent[] = [
      step('running'),
      ...Array.from({ length: 500 }, () => step('done')),
      { kind: 'run', run: 'r_1', status: 'succeeded', seq: 502 },
    ];
    let narrowed: string | null = null;
    let from: number | undefined;
    eventSource = async function* (run, _, after) {
      narrowed = run;
      from = after;
      yield* sent;
    };
    expect(await collect(client.events('r_1', new AbortController().signal))).toEqual(sent);
    expect([narrowed, from]).toEqual(['r_1', undefined]);
    await collect(client.events('r_1', new AbortController().signal, 17));
    expect(from).toBe(17);
  });

  it('delivers an event while the stream stays open', async () => {
    eventSource = async function* (_, signal) {
      yield step('running');
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    };
    const stop = new AbortController();
    const stream = client.events('r_1', stop.signal)[Symbol.asyncIterator]();
    expect((await stream.next()).value).toEqual(step('running'));
    stop.abort();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('tells the engine when the reader has gone', async () => {
    const gone = new Promise<void>((resolve) => {
      eventSource = async function* (_, signal) {
        signal.addEventListener('abort', () => resolve(), { once: true });
        yield step('running');
        await new Promise(() => {});
      };
    });
    const stop = new AbortController();
    const stream = client.events(null, stop.signal)[Symbol.asyncIterator]();
    await stream.next();
    stop.abort();
    await gone;
  });

  it('ends when the engine closes', async () => {
    eventSource = async function* (_, signal) {
      yield step('running');
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    };
    const started = await serveHttp({ engine, port: 0, credentials });
    if (!started.ok) throw new Error('not started');
    const all = collect(connectEngine(started.value.url, token).events(null, new AbortController().signal));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await started.value.close();
    expect(await all).toEqual([step('running')]);
  });
});

describe('a client without an engine', () => {
  it('says that none answers and how to start it', async () => {
    const port = await freePort();
    const answer = await connectEngine(`http://127.0.0.1:${port}`, token).health({});
    expect(answer).toMatchObject({
      ok: false,
      problems: [{ code: 'ENGINE_NOT_RUNNING', fix: 'asbuilt up --detach' }],
    });
    expect(await collect(connectEngine(`http://127.0.0.1:${port}`, token).events(null, new AbortController().signal))).toEqual([]);
  });

  it.each([
    ['a page', 200, '<html>'],
    ['other JSON', 404, '{"error":"no"}'],
    ['an answer without problems', 500, '{"ok":false,"problems":[]}'],
  ])('recognises that what answers is not an engine: %s', async (_, status, body) => {
    await withServer(
      createServer((_request, response) => response.writeHead(status).end(body)),
      async (url) => {
        expect(await connectEngine(url, token).health({})).toMatchObject({
          ok: false,
          problems: [
            {
              code: 'ENGINE_NOT_RUNNING',
              message: expect.stringContaining(`HTTP ${status}`),
            },
          ],
        });
      },
    );
  });

  it('says that a request may have had an effect when the answer broke off', async () => {
    await withServer(
      createServer((request) => request.socket.destroy()),
      async (url) => {
        expect(await connectEngine(url, token).apply({ id: 'p_1' })).toMatchObject({
          ok: false,
          problems: [
            {
              code: 'ENGINE_NOT_RUNNING',
              message: expect.stringContaining('may have acted'),
            },
          ],
        });
      },
    );
  });

  it('keeps the words of a problem whose code it does not know', async () => {
    const body = JSON.stringify({
      ok: false,
      problems: [
        {
          code: 'FROM_THE_FUTURE',
          message: 'new words',
          fix: 'update',
          retryable: true,
        },
      ],
    });
    await withServer(
      createServer((_request, response) => response.writeHead(422).end(body)),
      async (url) => {
        expect(await connectEngine(url, token).health({})).toEqual({
          ok: false,
          problems: [problem('INTERNAL', 'FROM_THE_FUTURE: new words', 'update')],
        });
      },
    );
  });
});

async function collect(events: AsyncIterable<EngineEvent>): Promise<EngineEvent[]> {
  const all: EngineEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

async function withServer(other: Server, use: (url: string) => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(other.address() as AddressInfo).port}`);
  } finally {
    other.closeAllConnections();
    other.close();
  }
}

async function freePort(): Promise<number> {
  const probe = createTcpServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

describe('an engine that takes requests and does not answer', () => {
  const silent = { quiet: 40, sign: 60 };

  /** What stands at a port: it answers only what `answers` says. */
  async function standing(answers: (path: string) => boolean): Promise<{ url: string; close(): void }> {
    const held = createServer((request, response) => {
      if (answers(request.url ?? '')) response.end('{"ok":true,"value":{"slow":true}}');
    });
    await new Promise<void>((resolve) => held.listen(0, '127.0.0.1', resolve));
    return {
      url: `http://127.0.0.1:${(held.address() as AddressInfo).port}`,
      close: () => {
        held.closeAllConnections();
        held.close();
      },
    };
  }

  it('is told as that, with what to do, and that a write may still be done', async () => {
    const { url, close } = await standing(() => false);
    try {
      const client = connectEngine(url, token, silent);
      const [read, written] = [await client.plans({}), await client.cancel({ id: 'r_0123456789ab' })];
      expect(read).toMatchObject({
        ok: false,
        problems: [{ code: 'ENGINE_SILENT', retryable: true, fix: expect.stringContaining('asbuilt down'), cause: expect.stringContaining('sign of life') }],
      });
      expect(written).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining('may still act') }] });
    } finally {
      close();
    }
  });

  it('is waited for as long as it gives signs of life', async () => {
    let signs = 0;
    const { url, close } = await standing((path) => {
      if (path === '/v1/health') signs++;
      return path === '/v1/health' || signs >= 4;
    });
    try {
      const client = connectEngine(url, token, silent);
      const waiting = client.plans({});
      await expect.poll(() => signs).toBeGreaterThanOrEqual(4);
      const quick = await client.runs({});
      expect(quick).toEqual({ ok: true, value: { slow: true } });
      close();
      expect(await waiting).toMatchObject({ problems: [{ code: 'ENGINE_NOT_RUNNING' }] });
    } finally {
      close();
    }
  });
});
