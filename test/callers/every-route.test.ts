import { request as sendRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { localCallers } from '../../src/app/local-callers.ts';
import type { UseCases } from '../../src/engine/engine.ts';
import { guardEngine } from '../../src/engine/guard-engine.ts';
import { ok } from '../../src/kernel/result.ts';
import type { AuditEvent } from '../../src/model/audit.ts';
import type { Caller } from '../../src/model/caller.ts';
import { nodeAddress } from '../../src/model/names.ts';
import type { OperationName, RequestOf } from '../../src/model/operations.ts';
import { eventsPath, routes } from '../../src/model/routes.ts';
import type { Store, Write } from '../../src/ports/store.ts';
import { tokenDigest } from '../../src/surfaces/http/caller-of-token.ts';
import { type HttpServer, serveHttp } from '../../src/surfaces/http/serve-http.ts';

type Kind = 'cli' | 'agent' | 'web';

/** Whom each operation lets through. A new operation needs a line here. */
const allowed: { readonly [N in OperationName]: readonly Kind[] } = {
  ask: ['cli', 'agent'],
  answer: ['cli', 'agent'],
  destroy: ['cli', 'agent'],
  plans: ['cli', 'agent', 'web'],
  plan: ['cli', 'agent', 'web'],
  approve: ['cli', 'web'],
  reject: ['cli', 'web'],
  apply: ['cli', 'agent'],
  runs: ['cli', 'agent', 'web'],
  run: ['cli', 'agent', 'web'],
  cancel: ['cli', 'agent'],
  resume: ['cli', 'agent'],
  approveDifference: ['cli', 'web'],
  refuseDifference: ['cli', 'web'],
  openGate: ['cli', 'web'],
  show: ['cli', 'agent', 'web'],
  deployments: ['cli', 'agent', 'web'],
  publish: ['cli', 'web'],
  catalog: ['cli', 'agent', 'web'],
  catalogVersion: ['cli', 'agent', 'web'],
  catalogDiff: ['cli', 'agent', 'web'],
  markVersion: ['cli', 'web'],
  planBlueprint: ['cli', 'agent'],
  targets: ['cli', 'agent', 'web'],
  approvers: ['cli', 'agent', 'web'],
  changeApprovers: ['cli', 'web'],
  audit: ['cli', 'agent', 'web'],
  recover: ['cli', 'web'],
  verifyAudit: ['cli', 'agent', 'web'],
  compareAudit: ['cli', 'agent', 'web'],
  knowledge: ['cli', 'agent', 'web'],
  searchKnowledge: ['cli', 'agent', 'web'],
  showKnowledge: ['cli', 'agent', 'web'],
  addKnowledge: ['cli', 'web'],
  reviewKnowledge: ['cli', 'web'],
  health: ['cli', 'agent', 'web'],
};

const plan = 'p_0123456789ab';
const approval = {
  version: 2 as const,
  plan,
  digest: 'a'.repeat(64),
  deployment: 'web',
  policyVersion: '1.0.0',
  issuedAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2026-01-01T00:30:00.000Z',
  runUntil: '2026-01-01T02:00:00.000Z',
  auditHead: { seq: 0, hash: '0'.repeat(64) },
  nonce: 'c'.repeat(32),
  proofs: [{ kind: 'ed25519' as const, by: 'kim', keyId: 'b'.repeat(64), signature: 'c2ln' }],
};

const agreement = {
  version: 1 as const,
  kind: 'difference' as const,
  run: 'r_0123456789ab',
  step: 'job',
  plan,
  digest: 'a'.repeat(64),
  answer: 'b'.repeat(64),
  issuedAt: '2026-01-01T00:00:00.000Z',
  auditHead: { seq: 0, hash: '0'.repeat(64) },
  nonce: 'c'.repeat(32),
  proofs: [{ kind: 'ed25519' as const, by: 'kim', keyId: 'b'.repeat(64), signature: 'c2ln' }],
};

const change = {
  seq: 2,
  previous: 'd'.repeat(64),
  at: '2026-01-01T00:00:00.000Z',
  order: { kind: 'remove' as const, keyId: 'e'.repeat(64) },
  by: 'b'.repeat(64),
  signature: 'c2ln',
};

/** A valid request for each operation. */
const requests: { readonly [N in OperationName]: RequestOf<N> } = {
  ask: { intent: { intent: 'a bucket' } },
  answer: { id: 'q_0123456789ab', answers: { 1: 'b' } },
  destroy: { deployment: 'web' },
  plans: {},
  plan: { id: plan },
  approve: { id: plan, approval },
  reject: { id: plan, why: 'too wide' },
  apply: { id: plan },
  runs: {},
  run: { id: 'r_0123456789ab' },
  cancel: { id: 'r_0123456789ab' },
  resume: { id: 'r_0123456789ab' },
  approveDifference: { id: 'r_0123456789ab', step: 'job', agreement },
  refuseDifference: { id: 'r_0123456789ab', step: 'job', why: 'not that' },
  openGate: { id: 'r_0123456789ab', gate: nodeAddress.parse('review') },
  show: { deployment: 'web' },
  deployments: {},
  publish: { files: [{ path: 'web.yaml', text: 'kind: Artifact' }] },
  catalog: {},
  catalogVersion: { name: 'web' },
  catalogDiff: { name: 'web', from: '1.0.0', to: '1.1.0' },
  markVersion: { name: 'web', version: '1.0.0', as: 'withdrawn', why: 'it is unsafe' },
  planBlueprint: { name: 'web' },
  targets: {},
  approvers: {},
  changeApprovers: { change },
  audit: {},
  recover: {},
  verifyAudit: {},
  compareAudit: { entries: [] },
  knowledge: {},
  searchKnowledge: { text: 'a bucket' },
  showKnowledge: { entry: 'private' },
  addKnowledge: { text: 'kind: Note' },
  reviewKnowledge: { entry: 'private' },
  health: {},
};

const names = Object.keys(routes) as OperationName[];
const callers: Readonly<Record<Kind, Caller>> = localCallers('kim');
const tokens: Readonly<Record<Kind, string>> = { cli: '1'.repeat(64), agent: '2'.repeat(64), web: '3'.repeat(64) };

let reached: [OperationName, Caller][] = [];
let audit: AuditEvent[] = [];
const useCases = Object.fromEntries(
  names.map((name) => [
    name,
    async (_: unknown, caller: Caller) => {
      reached.push([name, caller]);
      return ok(null);
    },
  ]),
) as unknown as UseCases;
const store = {
  commit: async (writes: readonly Write[]) => {
    for (const write of writes) if (write.kind === 'audit') audit.push(write.event);
  },
} as unknown as Store;
let server: HttpServer;

beforeAll(async () => {
  const engine = guardEngine(useCases, async function* () {}, { store, clock: { now: () => 0, sleep: async () => {} } });
  const credentials = new Map((Object.keys(tokens) as Kind[]).map((kind) => [tokenDigest(tokens[kind]), callers[kind]]));
  const started = await serveHttp({ engine, port: 0, credentials });
  if (!started.ok) throw new Error('not started');
  server = started.value;
});
afterAll(() => server.close());
beforeEach(() => {
  reached = [];
  audit = [];
});

interface Sent {
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a path as it is spelled: nothing on this side puts it in order. */
function send(method: string, path: string, { authorization, headers, body }: Sent): Promise<{ status: number; code: string | null; fix: string }> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const request = sendRequest(
      { hostname, port, method, path, headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) } },
      async (response) => {
        let text = '';
        for await (const chunk of response) text += chunk;
        const said = text.startsWith('{') ? (JSON.parse(text) as { problems?: { code: string; fix: string }[] }) : {};
        resolve({ status: response.statusCode ?? 0, code: said.problems?.[0]?.code ?? null, fix: said.problems?.[0]?.fix ?? '' });
      },
    );
    request.once('error', reject);
    request.end(body);
  });
}

/** An operation's request as its own client would send it. */
function call(name: OperationName, sent: Sent): ReturnType<typeof send> {
  const { method, path } = routes[name];
  const fields: Record<string, unknown> = { ...requests[name] };
  const located = path.replace(/:(\w+)/g, (_, field: string) => {
    const value = String(fields[field]);
    delete fields[field];
    return value;
  });
  const query = new URLSearchParams(fields as Record<string, string>);
  return method === 'GET'
    ? send(method, query.size === 0 ? located : `${located}?${query}`, sent)
    : send(method, located, { body: JSON.stringify(fields), ...sent });
}

describe.each(names)('%s', (name) => {
  it.each(Object.keys(tokens) as Kind[])('with the credential of %s', async (kind) => {
    const answer = await call(name, { authorization: `Bearer ${tokens[kind]}` });
    if (allowed[name].includes(kind)) {
      expect(answer).toMatchObject({ status: 200, code: null });
      expect(reached).toEqual([[name, callers[kind]]]);
      expect(audit).toEqual([]);
      return;
    }
    expect(answer).toMatchObject({ status: 403, code: 'CALLER_NOT_ALLOWED' });
    expect(reached).toEqual([]);
    const { principal, via, agent } = callers[kind];
    expect(audit).toMatchObject([{ kind: 'caller.denied', actor: principal, data: { operation: name, caller: { principal, via, agent } } }]);
  });

  it.each([
    ['none', undefined],
    ['a wrong one', `Bearer ${'4'.repeat(64)}`],
    ['an empty one', 'Bearer '],
    ['no more than the beginning of one', `Bearer ${tokens.cli.slice(0, -1)}`],
    ['the digest of one', `Bearer ${tokenDigest(tokens.cli)}`],
  ])('without a credential: %s', async (_, authorization) => {
    const answer = await call(name, authorization === undefined ? {} : { authorization });
    expect(answer).toMatchObject({ status: 401, code: 'ENGINE_UNAUTHENTICATED' });
    expect(reached).toEqual([]);
    expect(audit).toEqual([]);
  });
});

describe('the stream of events', () => {
  it.each(Object.keys(tokens) as Kind[])('is for whoever may read: %s', async (kind) => {
    expect((await send('GET', eventsPath, { authorization: `Bearer ${tokens[kind]}` })).status).toBe(200);
  });

  it('is for nobody without a credential', async () => {
    expect(await send('GET', eventsPath, {})).toMatchObject({ status: 401, code: 'ENGINE_UNAUTHENTICATED' });
  });
});

/** The command by which a person does it, where it is not called as the operation. */
const commands: Readonly<Partial<Record<OperationName, string>>> = {
  approve: 'approve',
  reject: 'reject',
  approveDifference: 'runs approve',
  refuseDifference: 'runs refuse',
  openGate: 'runs open',
};
/** And where it names nothing. */
const commandsAlone: Readonly<Partial<Record<OperationName, string>>> = {
  recover: 'deployments recover',
  changeApprovers: 'approver list',
  publish: 'catalog publish',
  markVersion: 'catalog deprecate',
  addKnowledge: 'kb add',
  reviewKnowledge: 'kb review',
};
/** The field of a request that its path names. */
const placed = (name: OperationName): string => /:(\w+)/.exec(routes[name].path)?.[1] ?? 'id';
const deciding = names.filter((name) => routes[name].effect === 'decide');

describe.each(deciding)('an agent that would %s', (name) => {
  const { [placed(name)]: id = '', ...fields } = requests[name] as unknown as Readonly<Record<string, string>>;
  const path = routes[name].path.replace(`:${placed(name)}`, id);
  const body = JSON.stringify(fields);
  const authorization = `Bearer ${tokens.agent}`;
  const command = commandsAlone[name] ?? `${commands[name]} ${id}`;
  const last = path.split('/').at(-1) ?? '';
  const encoded = path.replace(last, `%${last.charCodeAt(0).toString(16)}${last.slice(1)}`);

  it('is told that a person does that, and how', async () => {
    expect((await send('POST', path, { authorization, body })).fix).toMatch(new RegExp(`^a person .*asbuilt ${command}`));
  });

  const spellings: readonly (readonly [string, string, string, Sent])[] = [
    ['as it is', 'POST', path, { body }],
    ['HEAD', 'HEAD', path, {}],
    ['GET', 'GET', path, {}],
    ['PUT', 'PUT', path, { body }],
    ['a method of another case', 'post', path, { body }],
    ['a trailing slash', 'POST', `${path}/`, { body }],
    ['a double slash', 'POST', path.replace('/v1/', '/v1//'), { body }],
    ['a double slash in front', 'POST', `/${path}`, { body }],
    ['an encoded letter', 'POST', encoded, { body }],
    ['an encoded slash', 'POST', path.replace(`/${last}`, `%2F${last}`), { body }],
    ['another case', 'POST', path.toUpperCase(), { body }],
    ['a way up', 'POST', `/v1/runs/../plans/${plan}/${last}`, { body }],
    ['an encoded way up', 'POST', `/v1/runs/%2e%2e/plans/${plan}/${last}`, { body }],
    ['a query that names another caller', 'POST', `${path}?access_token=${tokens.cli}&caller=kim&may=decide`, { body }],
    ['a query that names another effect', 'POST', `${path}?effect=read&_method=GET`, { body }],
    ['a body with a field twice', 'POST', path, { body: `{"why":"x",${body.slice(1, -1)},${body.slice(1)}` }],
    ['a body that names a caller', 'POST', path, { body: JSON.stringify({ ...fields, caller: callers.cli, may: ['decide'] }) }],
    ['a body that is not one', 'POST', path, { body: '[' }],
    [
      'headers that name another caller',
      'POST',
      path,
      { body, headers: { 'x-forwarded-user': 'kim', via: 'cli', cookie: `token=${tokens.cli}`, 'x-caller': 'kim' } },
    ],
    ['headers that name another method', 'GET', path, { headers: { 'x-http-method-override': 'POST' } }],
    ['another operation’s path with this one’s name', 'POST', `/v1/plans/${plan}%2F${last}/apply`, {}],
  ];

  it.each(spellings)('decides nothing, spelled with %s', async (_, method, spelled, sent) => {
    await send(method, spelled, { ...sent, authorization });
    expect(reached.filter(([operation]) => deciding.includes(operation))).toEqual([]);
  });

  it('decides nothing with two credentials at once', async () => {
    for (const both of [`Bearer ${tokens.agent}, Bearer ${tokens.cli}`, `Bearer ${tokens.agent} ${tokens.cli}`]) {
      expect((await send('POST', path, { authorization: both, body })).status).toBeGreaterThanOrEqual(400);
    }
    expect(reached).toEqual([]);
  });

  it('is refused, and recorded, in every spelling in which a person’s decision would be taken', async () => {
    let taken = 0;
    for (const [title, method, spelled, sent] of spellings) {
      reached = [];
      audit = [];
      await send(method, spelled, { ...sent, authorization: `Bearer ${tokens.cli}` });
      const decided = reached.some(([operation]) => operation === name);
      if (decided) taken++;
      await send(method, spelled, { ...sent, authorization });
      expect([title, audit.map((event) => event.kind)]).toEqual([title, decided ? ['caller.denied'] : []]);
    }
    expect(taken).toBeGreaterThan(3);
  });
});
